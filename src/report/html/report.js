// Draws the report from the data blocks at the end of the page. A block is two lines of JSON: what the index tells of a
// document, and what it holds, which is read only of an article that is looked at. Text enters the page as text
// nodes alone, never as markup.
"use strict";

const KINDS = ["claim", "forecast", "reported", "fourth", "fifth"];
const KNOWN = { claim: "claim", forecast: "forecast", reported_forecast: "reported", other: "other" };
const ORDER = ["claim", "reported_forecast", "forecast"]; // the known labels come first, `other` last
const PARTS = ["source", "cue", "horizon", "condition"];
const SLASH = /[/\\]/u;
const ROWS_TOGETHER = 500; // rows of a table on one page
const LINES_AT_ONCE = 200; // lines of the index that are drawn at once
const LONG = 2000; // sentences of an article that is laid out as far as it is in sight
const FEW = 6; // quoted people and forecasts that the summary shows at first

let labels = []; // in the model's order: { name, text, kind, tag, marked, place }
let shownLabels = []; // in the order in which they are shown
let documents = []; // { title, beginning, path, shortPath, row, count, counts, sources, blocks, place }

// Small helpers

function make(tag, properties = {}, ...children) {
  const { class: name, data = {}, aria = {}, share, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  if (name) element.className = name;
  Object.assign(element.dataset, data);
  for (const [key, value] of Object.entries(aria)) element.setAttribute(key === "role" ? key : `aria-${key}`, value);
  if (share !== undefined) element.style.setProperty("--share", `${Math.round(100 * share)}%`);
  element.append(...children.filter((child) => child !== false && child !== ""));
  return element;
}

const from = (template) => document.getElementById(template).content.cloneNode(true);
const bar = (share) => make("span", { class: "bar", share, aria: { hidden: "true" } });
const tag = (label) => (label.marked ? make("span", { class: "tag", aria: { hidden: "true" } }, label.tag) : "");
const percent = (perMille) => `${(perMille / 10).toFixed(1)}%`;
const counted = (n, thing) => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
const clipped = (text, length) => (text.length > length ? `${text.slice(0, length).replace(/\s+\S*$/u, "")}…` : text);
const tally = (items) => {
  const found = new Map();
  for (const item of items) {
    const key = item.toLowerCase();
    const entry = found.get(key) ?? { key, name: item, count: 0 };
    entry.count += 1;
    found.set(key, entry);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
};

// The data

function readLabels(names) {
  const initial = (name, length) => name.slice(0, length).toUpperCase();
  const unique = (name, length) => names.filter((other) => initial(other, length) === initial(name, length)).length === 1;
  let next = 0;
  return names.map((name, place) => ({
    name,
    place,
    text: name.replaceAll("_", " "),
    kind: KNOWN[name] ?? KINDS[next++ % KINDS.length],
    tag: initial(name, [1, 2, 3].find((length) => unique(name, length)) ?? 4),
    marked: name !== "other",
  }));
}

// Documents in the order of the page; rows of one table that follow each other are one document.
function readDocuments() {
  const found = [];
  for (const block of document.querySelectorAll("script.document")) {
    // A long text stands in many nodes; the first holds the first line, but for monstrous names.
    const head = block.firstChild.data.includes("\n") ? block.firstChild.data : block.textContent;
    const entry = JSON.parse(head.slice(0, head.indexOf("\n")));
    const last = found.at(-1);
    if (entry.row !== undefined && last?.row !== undefined && last.path === entry.doc && last.blocks.length < ROWS_TOGETHER) {
      last.blocks.push(block);
      last.lastRow = entry.row;
      last.count += 1;
      entry.counts.forEach((n, i) => (last.counts[i] += n));
      last.sources = [...new Set([...last.sources, ...entry.sources])];
    } else {
      const { doc: path, title, row, counts, sources } = entry;
      found.push({ path, title, row, lastRow: row, counts, sources, blocks: [block], count: counts.reduce((a, b) => a + b, 0) });
    }
  }
  const shared = sharedFolder(found.map(({ path }) => path));
  found.forEach((document, place) => {
    const { path, title, row } = document;
    const file = path.split(SLASH).at(-1);
    document.place = place;
    document.title = row !== undefined ? `${file}, ${rowsOf(document)}` : isHeading(title) ? title : file;
    document.beginning = document.title === title || row !== undefined ? "" : title;
    document.shortPath = path.slice(shared);
    document.found = [document.title, path, document.beginning, ...document.sources].join("\n").toLowerCase();
  });
  return found;
}

// Whether a line is a title or a heading, and no sentence.
const isHeading = (line) => line.length < 110 && !/[.,;:…]["”’»)\]]*$/u.test(line);

const rank = ({ name, place }) => (name === "other" ? Infinity : ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length + place);

const rowsOf = ({ row, lastRow }) => (row === lastRow ? `row ${row + 1}` : `rows ${row + 1} to ${lastRow + 1}`);

// How much of the paths is the folder that they all are in.
function sharedFolder(paths) {
  if (!paths.length) return 0;
  const [first, ...rest] = paths.map((path) => path.split(SLASH).slice(0, -1));
  const parts = first.findIndex((part, i) => rest.some((path) => path[i] !== part));
  return (parts < 0 ? first : first.slice(0, parts)).reduce((length, part) => length + part.length + 1, 0);
}

// The paragraphs of a document: arrays of strings, which stand between sentences, and sentences.
const paragraphsOf = (document) => document.blocks.flatMap((block) => {
  const lines = block.textContent;
  const { paragraphs, features } = JSON.parse(lines.slice(lines.indexOf("\n") + 1));
  for (const { reasons } of paragraphs.flat()) reasons?.forEach((reason) => (reason[0] = features[reason[0]]));
  return paragraphs;
});

// The index

function drawIndex(main) {
  main.replaceChildren(from("index-view"));
  const $ = (selector) => main.querySelector(selector);
  const sum = (of) => documents.reduce((total, document) => total + of(document), 0);
  $("h1").textContent = counted(documents.length, "article");
  $(".totals").append(
    make("span", {}, counted(sum((d) => d.count), "sentence")),
    ...shownLabels.map((label) => make("span", { class: label.kind }, tag(label), `${label.text} ${sum((d) => d.counts[label.place]).toLocaleString("en")}`)),
  );
  const columns = [
    { text: "Article", key: (d) => d.title, first: "ascending" },
    { text: "Sentences", key: (d) => d.count, first: "descending" },
    ...shownLabels.filter((label) => label.marked).map(({ text, place }) => ({ text, key: (d) => d.counts[place], first: "descending" })),
  ];
  let sorted = { column: null, direction: null };
  let lines = LINES_AT_ONCE;
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b);

  const headers = columns.map((column) => {
    const button = make("button", { type: "button" }, column.text);
    const header = make("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      const again = sorted.column === column;
      const opposite = { ascending: "descending", descending: "ascending" };
      sorted = { column, direction: again ? opposite[sorted.direction] : column.first };
      headers.forEach((h) => h.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", sorted.direction);
      draw();
    });
    return header;
  });
  $("thead tr").append(...headers, make("th", { scope: "col", class: "sources" }, "Quoted"));

  const line = (d) => make("tr", {},
    make("td", {},
      make("a", { class: "title", href: `#${d.place + 1}` }, clipped(d.title, 120)),
      d.beginning && make("div", { class: "beginning" }, clipped(d.beginning, 68)),
      d.title !== d.shortPath && make("div", { class: "path" }, d.shortPath)),
    ...columns.slice(1).map((column) => make("td", { class: "number" }, column.key(d).toLocaleString("en"))),
    make("td", { class: "sources" }, d.sources.slice(0, 3).join(", ")));

  function draw() {
    const words = $("input").value.toLowerCase().split(/\s+/u).filter(Boolean);
    const found = documents.filter((d) => words.every((word) => d.found.includes(word)));
    if (sorted.column) {
      const sign = sorted.direction === "ascending" ? 1 : -1;
      found.sort((a, b) => sign * compare(sorted.column.key(a), sorted.column.key(b)) || a.place - b.place);
    }
    $("tbody").replaceChildren(...found.slice(0, lines).map(line));
    $(".found").textContent = words.length ? `${found.length.toLocaleString("en")} found` : "";
    $(".more").hidden = found.length <= lines;
    $(".more").textContent = `Show more (${(found.length - lines).toLocaleString("en")} left)`;
  }
  $("input").addEventListener("input", () => { lines = LINES_AT_ONCE; draw(); });
  $(".more").addEventListener("click", () => { lines += 5 * LINES_AT_ONCE; draw(); });
  draw();
}

// An article

function drawArticle(main, document) {
  main.replaceChildren(from("article-view"));
  const $ = (selector) => main.querySelector(selector);
  const paragraphs = paragraphsOf(document);
  const sentences = paragraphs.flat().filter((piece) => typeof piece !== "string");
  sentences.forEach((sentence, n) => (sentence.element = sentenceElement(sentence, n)));
  $("h1").textContent = document.title;
  $(".name").textContent = [document.title !== document.path && document.path, counted(sentences.length, "sentence")].filter(Boolean).join(" · ");
  $("article").append(...paragraphs.map((pieces, n) => paragraphElement(pieces, document.row === undefined ? null : document.row + n)));
  $("article").classList.toggle("long", sentences.length > LONG);
  const filters = addFilters($, sentences);
  addSummary($, document, sentences, filters);
  addPanel($, sentences);
}

function paragraphElement(pieces, row) {
  const children = pieces.map((piece) => (typeof piece === "string" ? (piece === " " ? piece : make("span", { class: "between" }, piece)) : piece.element));
  const text = pieces.map((piece) => piece.text ?? piece).join("").trim();
  const paragraph = make("p", { class: row !== null ? "row" : isHeading(text) ? "heading" : "", dir: "auto" }, ...children);
  if (row !== null) paragraph.dataset.row = row + 1;
  return paragraph;
}

function sentenceElement(sentence, n) {
  const label = labels[sentence.label];
  const element = make(label.marked ? "mark" : "span", { class: `sentence ${label.kind}`, data: { n }, tabIndex: -1 });
  if (label.marked) {
    element.classList.add("marked");
    element.append(tag(label), make("span", { class: "unseen" }, `${label.text}: `));
  }
  const { text } = sentence;
  const spans = PARTS.filter((part) => sentence[part]).map((part) => [part, ...sentence[part]]);
  const cuts = [...new Set([0, text.length, ...spans.flatMap(([, start, end]) => [start, end])])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i++) {
    const names = spans.filter(([, start, end]) => start <= cuts[i] && cuts[i + 1] <= end).map(([part]) => part);
    const words = text.slice(cuts[i], cuts[i + 1]);
    element.append(names.length ? make("span", { class: names.join(" ") }, words) : words);
  }
  return element;
}

// Filters: what does not match loses its mark, or is hidden.
function addFilters($, sentences) {
  const form = $("form");
  const article = $("article");
  const boxes = [];
  for (const label of shownLabels) {
    const count = sentences.filter((s) => s.label === label.place).length;
    const box = make("input", { type: "checkbox", defaultChecked: true, value: label.name });
    $(".labels").append(make("label", { class: label.kind }, box, tag(label), `${label.text} ${count}`));
    boxes[label.place] = box;
  }
  const select = $("select.source");
  const quoted = tally(sentences.filter((s) => s.by).map((s) => s.by));
  select.append(...quoted.map(({ key, name, count }) => make("option", { value: key }, `${clipped(name, 40)} (${count})`)));

  function apply() {
    const least = Number($(".confidence").value);
    const matches = (s) => boxes[s.label].checked && s.scores[s.label] >= 10 * least && (!select.value || s.by?.toLowerCase() === select.value);
    for (const s of sentences) s.element.classList.toggle("off", !matches(s));
    const shown = sentences.filter((s) => !s.element.classList.contains("off")).length;
    article.classList.toggle("filtered", shown < sentences.length);
    article.classList.toggle("only", $(".only").checked);
    for (const paragraph of article.children) {
      paragraph.hidden = $(".only").checked && !paragraph.querySelector(".sentence:not(.off)");
    }
    $(".least").textContent = `${least}%`;
    $(".found").textContent = `${shown.toLocaleString("en")} of ${counted(sentences.length, "sentence")}`;
    for (const button of $(".quoted").querySelectorAll("[data-source]")) {
      button.setAttribute("aria-pressed", String(button.dataset.source === select.value));
    }
    rove(sentences);
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
  return {
    quoted,
    toggleSource(key) {
      select.value = select.value === key ? "" : key;
      apply();
    },
  };
}

function addSummary($, document, sentences, filters) {
  const most = Math.max(1, ...document.counts);
  $(".counts ul").append(...shownLabels.map((label) => make("li", { class: label.kind },
    make("span", { class: "label" }, tag(label), label.text), bar(document.counts[label.place] / most), make("span", { class: "number" }, document.counts[label.place]))));

  const { quoted } = filters;
  fewFirst($(".quoted"), quoted.map(({ key, name, count }) => {
    const button = make("button", { type: "button", title: name, data: { source: key }, aria: { pressed: "false" } },
      make("span", { class: "who" }, name), bar(count / quoted[0].count), make("span", { class: "number" }, count));
    button.addEventListener("click", () => filters.toggleSource(key));
    return make("li", {}, button);
  }), "Nobody is quoted.");

  const toCome = sentences.filter((s) => ["forecast", "reported"].includes(labels[s.label].kind) && labels[s.label].name in KNOWN);
  fewFirst($(".to-come"), toCome.map((s) => {
    const label = labels[s.label];
    const details = [horizonOf(s), certaintyOf(s), s.by].filter(Boolean).join(" · ");
    return make("li", { class: label.kind },
      make("a", { href: `#${document.place + 1}/${s.element.dataset.n}` },
        tag(label), make("span", { class: "words" }, clipped(s.text, 130)), make("span", { class: "when" }, details)));
  }), "None.");
}

const horizonOf = (s) => (s.horizon ? s.text.slice(...s.horizon) : "");
const certaintyOf = (s) => [s.modality, s.negated && "negated"].filter(Boolean).join(", ");

// A list that begins with a few of its items, and a button for the rest.
function fewFirst(section, items, none) {
  const list = section.querySelector("ul");
  if (!items.length) return list.replaceWith(make("p", { class: "nothing" }, none));
  list.append(...items);
  if (items.length <= FEW + 1) return;
  items.slice(FEW).forEach((item) => (item.hidden = true));
  const all = make("button", { type: "button", class: "all" }, `All ${items.length}`);
  all.addEventListener("click", () => {
    items.forEach((item) => (item.hidden = false));
    items[FEW].querySelector("a, button").focus();
    all.remove();
  });
  section.append(all);
}

// The panel tells of the sentence under the pointer, or else of the one that has the focus.
function addPanel($, sentences) {
  const article = $("article");
  const about = $(".about");
  let shown = null;
  const of = (target) => sentences[target?.closest?.(".sentence:not(.off)")?.dataset.n];
  function show(sentence) {
    if (sentence === shown) return;
    shown?.element.classList.remove("shown");
    sentence?.element.classList.add("shown");
    shown = sentence ?? null;
    about.replaceChildren(...(sentence ? aboutSentence(sentence) : []));
  }
  article.addEventListener("mouseover", (event) => { if (of(event.target)) show(of(event.target)); });
  article.addEventListener("mouseleave", () => { if (of(document.activeElement)) show(of(document.activeElement)); });
  article.addEventListener("focusin", (event) => { rove(sentences, event.target); show(of(event.target)); });
  article.addEventListener("keydown", (event) => walk(event, sentences));
  const close = () => show(null);
  $(".close").addEventListener("click", close);
  $(".columns").addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  $(".legend .labels").append(...shownLabels.filter((label) => label.marked).map((label) => make("li", { class: label.kind }, tag(label), label.text)));
}

// One sentence is reached with the Tab key, the others from there with the arrows.
function rove(sentences, focused) {
  const open = sentences.filter((s) => !s.element.classList.contains("off"));
  const at = open.find((s) => s.element === focused) ?? open.find((s) => s.element.tabIndex === 0) ?? open.find((s) => labels[s.label].marked) ?? open[0];
  for (const s of sentences) s.element.tabIndex = s === at ? 0 : -1;
}

function walk(event, sentences) {
  const focused = event.target.closest(".sentence");
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  if (!focused || !(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const open = sentences.filter((s) => !s.element.classList.contains("off") && (event.shiftKey || labels[s.label].marked || s.element === focused));
  const at = open.findIndex((s) => s.element === focused) + steps[event.key];
  const next = open[Math.min(Math.max(at, 0), open.length - 1)];
  next?.element.focus();
}

function aboutSentence(sentence) {
  const label = labels[sentence.label];
  const facts = [
    ["Source", sentence.source && sentence.text.slice(...sentence.source)],
    ["That is", sentence.by && sentence.source && sentence.by !== sentence.text.slice(...sentence.source) && sentence.by],
    ["Cue", sentence.cue && sentence.text.slice(...sentence.cue)],
    ["By when", horizonOf(sentence)],
    ["Dates", (sentence.from || sentence.to) && `${sentence.from ?? "…"} to ${sentence.to ?? "…"}`],
    ["How sure", certaintyOf(sentence)],
    ["Condition", sentence.condition && sentence.text.slice(...sentence.condition)],
  ].filter(([, value]) => value);
  const strongest = Math.max(...(sentence.reasons ?? []).map(([, amount]) => Math.abs(amount)));
  const scores = labels.map((l, i) => [l, sentence.scores[i]]).sort((a, b) => b[1] - a[1]);
  return [
    make("p", { class: `verdict ${label.kind}` }, tag(label), label.text, make("span", { class: "number" }, percent(sentence.scores[sentence.label]))),
    facts.length ? make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])) : "",
    make("h2", {}, "Scores"),
    make("ul", { class: "scores" }, ...scores.map(([l, score]) => make("li", { class: l.kind }, make("span", { class: "label" }, l.text), bar(score / 1000), make("span", { class: "number" }, percent(score))))),
    ...(sentence.reasons ? [
      make("h2", {}, `Strongest reasons for and against ${label.text}`),
      make("ul", { class: "reasons" }, ...sentence.reasons.map(([feature, amount]) => make("li", { class: amount < 0 ? "against" : label.kind },
        make("span", { class: "feature" }, feature), bar(Math.abs(amount) / strongest), make("span", { class: "number" }, `${amount < 0 ? "−" : "+"}${Math.abs(amount).toFixed(2)}`)))),
    ] : []),
  ];
}

// Ways through the report: `#` is the index, `#3` the third article, `#3/14` a sentence in it.

let drawn = null;

function go() {
  const main = document.getElementById("main");
  const [, article, sentence] = /^#?(\d+)?(?:\/(\d+))?$/u.exec(location.hash) ?? [];
  const shown = documents.length === 1 ? documents[0] : documents[Number(article) - 1];
  if (drawn === null || drawn !== (shown ?? documents)) {
    const first = drawn === null;
    drawn = shown ?? documents;
    if (shown) drawArticle(main, shown); else drawIndex(main);
    document.title = `${shown ? shown.title : counted(documents.length, "article")} · sayso`;
    const ways = document.getElementById("ways");
    ways.hidden = documents.length < 2 || !shown;
    for (const [name, step] of [["prev", -1], ["next", 1]]) {
      const way = ways.querySelector(`[rel=${name}]`);
      const to = shown && documents[shown.place + step];
      way.hidden = !to;
      if (to) way.href = `#${to.place + 1}`;
    }
    if (!first) {
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }
  const wanted = sentence && main.querySelector(`[data-n="${sentence}"]`);
  if (wanted) {
    wanted.focus({ preventScroll: true });
    wanted.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  labels = readLabels(JSON.parse(document.getElementById("report").textContent).labels);
  shownLabels = [...labels].sort((a, b) => rank(a) - rank(b));
  documents = readDocuments();
  addEventListener("hashchange", go);
  go();
});
