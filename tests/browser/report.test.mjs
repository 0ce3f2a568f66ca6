// What a reader does with a report, done in Chromium: look, filter, walk with the keyboard, search, print; and what a hostile
// article would do, which is nothing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "sayso-browser-"));
const screenshots = process.env.SCREENSHOTS; // a folder to leave pictures in, for a look
const articles = {
  "harbour.txt": "The harbour at Lund Point\n\nThe port authority said on Friday that dredging had ended. The sea was calm. Ms Okafor, its chair, said that the first ferry will sail by June.\n\nThe wind dropped at noon. Fares will rise before the summer.",
  "budget.txt": "A budget for the valley\n\nMayor Lindqvist said that the school roof had cost twice the estimate. “It was a bad contract,” she told the council. The vote was close.",
  "weather.txt": "It rained all day.\n\nNobody came.",
};
// Each would leave a mark on the page's window if it ran.
const hostile = [
  "<script>window.hacked = 1</script> The minister said that <img src=x onerror='window.hacked = 2'> prices will rise.",
  "</script><script>window.hacked = 3</script> Ms <b onmouseover='window.hacked = 4'>Wang</b> said that it was late.",
  "<!--<script> --!> {{ constructor }} ${window.hacked = 5} <svg onload=window.hacked=6> The bank warned that it will fail.",
  "<a href='javascript:window.hacked = 7'>Click</a> \u2028 \u202e javascript:window.hacked=8 said the clerk.",
  "<iframe srcdoc='<script>parent.hacked = 9</script>'></iframe><style>*{display:none}</style> He said it rained.",
];

let browser;
let one;
let many;
let attacked;

before(async () => {
  const sayso = (...words) => execFileSync(process.env.SAYSO, ["classify", "--quiet", ...words], { cwd: root });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  one = join(folder, "one.html");
  sayso("examples/grid.txt", "-o", one);
  mkdirSync(join(folder, "articles"));
  for (const [name, text] of Object.entries(articles)) write(join("articles", name), text);
  for (let i = 0; i < 240; i++) write(join("articles", `filler ${i}.txt`), `Filler ${i}\n\nThe sea was calm.`);
  many = join(folder, "many.html");
  sayso(join(folder, "articles"), "-o", many);
  mkdirSync(join(folder, "hostile"));
  write(join("hostile", "<img src=x onerror=hacked=10>.txt"), hostile.join("\n\n"));
  write(join("hostile", "b.csv"), `text\n${hostile.map((text) => `"${text}"`).join("\n")}\n`);
  attacked = join(folder, "attacked.html");
  sayso(join(folder, "hostile"), "-o", attacked);
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

// Opens a report, calls `use` with the page, and checks that the page asked for no address and complained of nothing.
async function open(report, use, { width = 1280, height = 900, hash = "", ...options } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, ...options });
  const address = pathToFileURL(report).href;
  const complaints = [];
  page.on("request", (request) => request.url().split("#")[0] === address || complaints.push(`asked for ${request.url()}`));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push(`said ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(address + hash);
  await page.waitForSelector("h1");
  await use(page);
  assert.deepEqual(complaints, []);
  await page.close();
}

const shoot = (page, name) => screenshots && page.screenshot({ path: join(screenshots, `${name}.png`) });
const texts = (page, selector) => page.locator(selector).allInnerTexts();
const focused = (page) => page.evaluate(() => document.activeElement.dataset.n ?? document.activeElement.outerHTML.slice(0, 80));

test("the article is shown whole, its sentences marked by letter and label, sources and cues underlined", () => open(one, async (page) => {
  assert.equal(await page.title(), "The island that turned its kettles off · sayso");
  const squeezed = (text) => text.replace(/\s+/gu, "");
  const shown = await page.evaluate(() => {
    const article = document.querySelector("article").cloneNode(true);
    article.querySelectorAll(".tag, .unseen").forEach((element) => element.remove());
    return article.textContent;
  });
  assert.equal(squeezed(shown), squeezed(readFileSync(join(root, "examples/grid.txt"), "utf8")));
  for (const [kind, letter, name] of [["claim", "C", "claim"], ["reported", "R", "reported forecast"], ["forecast", "F", "forecast"]]) {
    const mark = page.locator(`mark.${kind}`).first();
    assert.equal(await mark.locator(".tag").innerText(), letter);
    assert.equal(await mark.locator(".unseen").textContent(), `${name}: `);
  }
  const warned = page.locator("mark", { hasText: "Ms Solheim warned" });
  assert.deepEqual(await warned.locator(".source").allInnerTexts(), ["Ms Solheim"]);
  assert.deepEqual(await warned.locator(".cue").allInnerTexts(), ["warned"]);
  const line = (selector) => warned.locator(selector).evaluate((element) => getComputedStyle(element).textDecorationStyle);
  assert.deepEqual([await line(".source"), await line(".cue")], ["solid", "dotted"]);
  await shoot(page, "article-light");
}));

test("the summary counts, names who is quoted, and lists the forecasts, which lead to their sentences", () => open(one, async (page) => {
  const counts = Object.fromEntries(await page.locator(".counts li").evaluateAll((items) =>
    items.map((item) => [item.querySelector(".label").lastChild.data, Number(item.querySelector(".number").textContent)])));
  assert.equal(counts.claim, await page.locator("mark.claim").count());
  assert.equal(counts.other, await page.locator("span.sentence").count());
  assert.match((await texts(page, ".quoted .who")).join("; "), /Solheim/u);
  assert.equal(await page.locator(".to-come li").count(), counts.forecast + counts["reported forecast"]);
  const link = page.locator(".to-come a").last();
  const words = (await link.locator(".words").innerText()).slice(0, 40);
  await link.click();
  assert.ok((await page.locator("mark:focus").innerText()).includes(words));
}));

test("filters by label, source and confidence take marks away, hide the rest, and are undone", () => open(one, async (page) => {
  const marks = page.locator("mark:not(.off)");
  const all = await marks.count();
  const found = () => page.locator(".found").innerText();
  const total = await page.locator(".sentence").count();
  assert.equal(await found(), `${total} of ${total} sentences`);

  const claims = await page.locator("mark.claim").count();
  await page.getByRole("checkbox", { name: /^claim/u }).uncheck();
  assert.equal(await marks.count(), all - claims);
  assert.equal(await found(), `${total - claims} of ${total} sentences`);
  await page.getByRole("button", { name: "Reset" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("mark:not(.off)").length === n, all);

  const source = page.getByLabel("Source");
  const { value, count } = await source.locator("option").nth(1).evaluate((option) => ({ value: option.value, count: Number(/\((\d+)\)$/u.exec(option.text)[1]) }));
  await source.selectOption(value);
  assert.equal(await page.locator(".sentence:not(.off)").count(), count);
  assert.equal(await page.locator(".quoted [aria-pressed=true]").count(), 1);
  await page.getByLabel("hide the rest").check();
  assert.equal(await page.locator(".sentence:visible").count(), count);
  await shoot(page, "article-source");
  await page.locator(".quoted [aria-pressed=true]").click();
  assert.equal(await page.locator(".sentence:visible").count(), total);

  await page.getByLabel("Confidence at least").fill("95");
  const sure = await page.locator(".sentence:visible").count();
  assert.ok(sure > 0 && sure < total, `${sure} of ${total}`);
  assert.equal(await page.locator(".least").innerText(), "95%");
  await page.locator(".sentence:visible").first().hover();
  assert.ok(Number.parseFloat(await page.locator(".verdict .number").innerText()) >= 95);
}));

test("pointing at a sentence tells its scores and the reasons", () => open(one, async (page) => {
  await page.locator("mark.claim").first().hover();
  assert.match(await page.locator(".verdict").innerText(), /claim\s*\d+\.\d%/u);
  assert.equal(await page.locator(".scores li").count(), 4);
  assert.equal(await page.locator(".reasons li").count(), 5);
  await page.locator("span.sentence").first().hover();
  assert.match(await page.locator(".verdict").innerText(), /other/u);
  assert.equal(await page.locator(".reasons li").count(), 0);
}));

test("the keyboard reaches everything", () => open(one, async (page) => {
  const order = await page.locator(".sentence").evaluateAll((all) => all.map((s) => ({ n: s.dataset.n, marked: s.matches("mark") })));
  const marked = order.filter((s) => s.marked).map((s) => s.n);
  for (let i = 0; i < 60 && !marked.includes(await focused(page)); i++) await page.keyboard.press("Tab");
  assert.equal(await focused(page), marked[0]);
  assert.equal(await page.locator(".reasons li").count(), 5);
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), marked[1]);
  await page.keyboard.press("Shift+ArrowLeft");
  assert.equal(await focused(page), order[Number(marked[1]) - 1].n);
  await page.keyboard.press("End");
  assert.equal(await focused(page), marked.at(-1));
  await page.keyboard.press("Home");
  assert.equal(await focused(page), marked[0]);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".verdict").count(), 0);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator(".verdict").count(), 1);
  await page.keyboard.press("Shift+Tab");
  assert.match(await focused(page), /reset/u);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  assert.ok(await page.getByLabel("hide the rest").isChecked());
}));

test("the index is searched and sorted, and leads to the articles and back", () => open(many, async (page) => {
  const titles = () => texts(page, "tbody .title");
  assert.equal(await page.locator("h1").innerText(), "243 articles");
  assert.equal((await titles()).length, 200);
  await page.locator(".more").click();
  assert.equal((await titles()).length, 243);
  const sort = (name) => page.getByRole("button", { name });
  await sort("claim").first().click();
  assert.equal((await titles())[0], "A budget for the valley");
  assert.equal(await page.locator("th[aria-sort=descending]").innerText(), "claim");
  await sort("Article").click();
  assert.equal((await titles())[0], "A budget for the valley");
  assert.deepEqual((await titles()).slice(1, 4), ["Filler 0", "Filler 1", "Filler 2"]);
  await sort("Article").click();
  assert.equal((await titles())[0], "weather.txt");
  await shoot(page, "index-light");
  await page.getByLabel("Search").fill("HARBOUR lund");
  assert.deepEqual(await titles(), ["The harbour at Lund Point"]);
  assert.equal(await page.locator(".found").innerText(), "1 found");
  await page.getByLabel("Search").fill("okafor");
  assert.deepEqual(await titles(), ["The harbour at Lund Point"]);
  await page.getByLabel("Search").fill("no such thing");
  assert.deepEqual(await titles(), []);
  await page.getByLabel("Search").fill("budget");
  await page.keyboard.press("Tab");
  while (!(await focused(page)).includes("title")) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("h1").textContent === "A budget for the valley");
  assert.equal(await page.locator("mark").first().locator(".tag").innerText(), "C");
  await page.getByRole("link", { name: "Next" }).click();
  await page.waitForFunction(() => document.querySelector("h1").textContent === "Filler 0");
  await page.goBack();
  await page.getByRole("link", { name: "All articles" }).click();
  await page.waitForFunction(() => document.querySelector("h1").textContent === "243 articles");
}));

test("an article that attacks is text and nothing else", () => open(attacked, async (page) => {
  const harmless = async () => {
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("main :is(script, img, iframe, svg, style, b, [onload], [onerror], [onmouseover])").count(), 0);
    assert.equal(await page.locator("main a[href*=javascript]").count(), 0);
  };
  assert.deepEqual(await texts(page, "tbody .title"), ["<img src=x onerror=hacked=10>.txt", "b.csv, rows 1 to 5"]);
  await harmless();
  for (const link of [0, 1]) {
    await page.locator("tbody .title").nth(link).click();
    await page.waitForSelector("article");
    for (const sentence of await page.locator(".sentence:visible").all()) {
      await sentence.hover();
      await harmless();
    }
    const shown = await page.locator("article").textContent();
    for (const words of ["<script>window.hacked = 1</script>", "<!--<script> --!>", "<iframe srcdoc="]) assert.ok(shown.includes(words), words);
    await page.getByRole("link", { name: "All articles" }).click();
    await page.waitForSelector("table");
  }
}));

test("on paper the marks have letters and ends, and the controls are gone", () => open(one, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".tools").isVisible(), false);
  assert.equal(await page.locator(".panel").isVisible(), false);
  assert.ok(await page.locator("mark .tag").first().isVisible());
  const end = await page.locator("mark").first().evaluate((mark) => getComputedStyle(mark, "::after").content);
  assert.match(end, /\]/u);
  await page.setViewportSize({ width: 794, height: 1123 });
  await shoot(page, "article-print");
}));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 420]) {
    test(`axe finds nothing against WCAG 2.1 AA, ${colorScheme}, ${width} pixels wide`, async () => {
      const check = async (page, name) => {
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
        assert.ok(passes.some(({ id, nodes }) => id === "color-contrast" && nodes.length > 10), "axe looked at the colours");
        assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`)), [], name);
        await shoot(page, `${name}-${colorScheme}-${width}`);
      };
      const options = { width, height: 700, colorScheme, bypassCSP: true };
      await open(one, async (page) => {
        await check(page, "article");
        await page.locator("mark").nth(1).focus();
        await check(page, "focus");
        await page.getByLabel("Source").selectOption({ index: 1 });
        await check(page, "filtered");
      }, options);
      await open(many, (page) => check(page, "index"), options);
      await open(attacked, (page) => check(page, "rows"), { ...options, hash: "#2" });
    });
  }
}
