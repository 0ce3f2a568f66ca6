//! `sayso classify --format html`: what the page holds, and what it must not let through. How it behaves in a browser is
//! tested in `tests/browser`.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{Folder, run, run_with_input};
use proptest::prelude::*;
use sayso::Classifier;
use sayso::extraction::Extractor;
use sayso::report::document::{Classified, Document};
use sayso::report::sentences::Format;
use sayso::text::{Article, Language};
use serde_json::Value;
use sha2::{Digest, Sha256};

const ARTICLE: &str = "The relay\n\nMs Solheim said that the relay was old.[1] “Ærlig talt,” she added, “it may fail by 2031.”\n\
                       It rained. Prices will rise next year.\n\n[1] Press release.\n";

/// The page of an article.
fn page(article: &str) -> String {
    run_with_input(["classify", "--format", "html"], article).ends_with(0).stdout
}

/// The data blocks of a page: what the index tells of a document, and what it holds.
fn blocks(page: &str) -> Vec<(Value, Value)> {
    let blocks = page.split("<script type=\"application/json\" class=\"document\">").skip(1);
    let json = |text: &str| serde_json::from_str(text).expect("JSON");
    let parts =
        blocks.map(|block| block.split_once("</script>").expect("an end").0.split_once('\n').expect("two lines"));
    parts.map(|(entry, body)| (json(entry), json(body))).collect()
}

/// The pieces of all paragraphs: strings, and sentences.
fn pieces(body: &Value) -> Vec<&Value> {
    body["paragraphs"].as_array().unwrap().iter().flat_map(|paragraph| paragraph.as_array().unwrap()).collect()
}

fn sentences(body: &Value) -> Vec<&Value> {
    pieces(body).into_iter().filter(|piece| piece.is_object()).collect()
}

fn text_of(pieces: &[&Value]) -> String {
    pieces.iter().map(|piece| piece.as_str().or(piece["text"].as_str()).unwrap()).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The part of a sentence that a span in UTF-16 code units stands for.
fn part(sentence: &Value, name: &str) -> String {
    let units: Vec<u16> = sentence["text"].as_str().unwrap().encode_utf16().collect();
    let at = |end: usize| sentence[name][end].as_u64().unwrap() as usize;
    String::from_utf16(&units[at(0)..at(1)]).unwrap()
}

#[test]
fn the_page_holds_the_whole_article_with_its_paragraphs_and_what_was_found_in_it() {
    let blocks = blocks(&page(ARTICLE));
    let [(entry, body)] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!((entry["doc"].as_str(), entry["title"].as_str()), (Some("-"), Some("The relay")));
    assert_eq!(entry["counts"], serde_json::json!([1, 1, 2, 1]));
    assert_eq!(squeezed(&text_of(&pieces(body))), squeezed(ARTICLE));
    assert_eq!(body["paragraphs"].as_array().unwrap().len(), 4, "{body:#}");
    let [_, said, added, rained, will] = sentences(body)[..] else { panic!("{body:#}") };
    assert_eq!((part(said, "source"), part(said, "cue")), ("Ms Solheim".into(), "said".into()));
    assert_eq!(part(added, "source"), "she");
    assert!(added["by"].as_str().is_some_and(|name| name.ends_with("Solheim")), "{added}");
    assert_eq!((part(added, "horizon"), added["modality"].as_str()), ("by 2031".into(), Some("possible")));
    assert_eq!(part(will, "horizon"), "next year");
    assert!(rained.get("source").is_none() && rained.get("modality").is_none(), "{rained}");
}

#[test]
fn marked_sentences_have_five_reasons_with_names_and_all_have_scores() {
    let blocks = blocks(&page(ARTICLE));
    let body = &blocks[0].1;
    let names = body["features"].as_array().unwrap();
    for sentence in sentences(body) {
        let sum: u64 = sentence["scores"].as_array().unwrap().iter().map(|score| score.as_u64().unwrap()).sum();
        assert!((998..=1002).contains(&sum), "thousandths: {sentence}");
        let reasons = sentence["reasons"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(reasons.len(), if sentence["label"] == 2 { 0 } else { 5 }, "{sentence}");
        let amounts: Vec<f64> = reasons.iter().map(|reason| reason[1].as_f64().unwrap().abs()).collect();
        assert!(amounts.is_sorted_by(|a, b| a >= b), "{sentence}");
        assert!(reasons.iter().all(|reason| names[reason[0].as_u64().unwrap() as usize].is_string()));
    }
}

#[test]
fn the_page_allows_its_own_script_and_style_and_no_address() {
    let page = page(ARTICLE);
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let policy = policy.replace("&#39;", "'").replace("&#x27;", "'");
    for element in ["script", "style"] {
        let content =
            page.split(&format!("<{element}>")).nth(1).unwrap().split(&format!("</{element}>")).next().unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(content));
        assert!(policy.contains(&format!("{element}-src 'sha256-{hash}'")), "{policy}");
    }
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for address in ["http://", "https://", " src=", "url(", "@import"] {
        assert!(!page.contains(address), "{address}");
    }
}

#[test]
fn markup_in_an_article_a_name_or_a_row_stays_text() {
    let attack = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> Wang said that it fell. & so on";
    let folder = Folder::new();
    let path = folder.write("<script>alert(2)<!--.txt", attack);
    let rows = folder.write("rows.csv", format!("id,text\n<b>,\"{attack}\"\n<b>,\"{attack}\"\n"));
    let page = run(["classify", &path, &rows, "--id-column", "id", "--format", "html"]).ends_with(0).stdout;
    let (frame, data) = page.split_at(page.find("<script type=\"application/json\" class=\"document\">").unwrap());
    assert_eq!(frame, &page_frame());
    assert_eq!((data.matches('<').count(), data.matches("</script>").count()), (6, 3), "{data}");
    let blocks = blocks(&page);
    assert_eq!(text_of(&pieces(&blocks[0].1)), attack);
    assert_eq!(blocks[0].0["doc"].as_str(), Some(path.as_str()));
    for (row, (entry, body)) in blocks[1..].iter().enumerate() {
        assert_eq!((entry["doc"].as_str(), entry["row"].as_u64()), (Some("<b>"), Some(row as u64)));
        assert_eq!(text_of(&pieces(body)), attack);
    }
}

/// The page before its first document, which no document changes.
fn page_frame() -> String {
    let page = page("It rained.");
    page[..page.find("<script type=\"application/json\" class=\"document\">").unwrap()].to_owned()
}

#[test]
fn a_report_is_small_is_named_by_its_file_and_does_not_depend_on_the_threads() {
    let folder = Folder::new();
    let report = |name: &str, threads| {
        run(["classify", "examples/grid.txt", "README.md", "-o", &folder.at(name), "--threads", threads]).ends_with(0);
        folder.read(name)
    };
    let (one, three) = (report("one.html", "1"), report("three.htm", "3"));
    assert!(one == three && one.starts_with("<!doctype html>"));
    assert_eq!(blocks(&one).len(), 2);
    assert!(one.len() < 200_000, "{} bytes", one.len());
}

#[test]
fn a_date_is_for_what_is_extracted() {
    let dates = |format| run_with_input(["classify", "--date", "2025-04-02", "--format", format], ARTICLE);
    dates("csv").ends_with(2).says(["--extract"]);
    let page = dates("html").ends_with(0).stdout;
    let blocks = blocks(&page);
    let will = *sentences(&blocks[0].1).last().unwrap();
    assert_eq!((will["from"].as_str(), will["to"].as_str()), (Some("2026-01-01"), Some("2026-12-31")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_of_any_article_is_lost_or_markup(text in "([\\PC\n]|<|</script>|\\[1\\]|“|” he said\\. |will |\u{1F600}){0,60}") {
        let model = Classifier::embedded();
        let article = Article::new(text.as_str(), Language::English);
        let predictions = model.classify_article(&article);
        let labelled: Vec<_> = article.sentences().zip(predictions).collect();
        let found = Extractor::new(model).article(labelled.iter().map(|(s, p)| (&*s.text, p.label)), None);
        let classified: Vec<Classified<'_>> = labelled.iter().cloned().zip(found).enumerate()
            .map(|(index, ((sentence, prediction), found))| Classified {
                index, sentence, prediction, extraction: Some(found), reasons: Vec::new(),
            }).collect();
        let document = Document { name: &text, article: Some(&article), sentences: &classified };
        let mut out = Vec::new();
        Format::Html.write(&document, model.labels(), &mut out);
        let out = String::from_utf8(out).unwrap();
        prop_assert_eq!(out.matches('<').count(), 2);
        let blocks = blocks(&out);
        prop_assert_eq!(squeezed(&text_of(&pieces(&blocks[0].1))), squeezed(&text));
        for sentence in sentences(&blocks[0].1) {
            for name in ["source", "cue", "horizon", "condition"].into_iter().filter(|name| sentence.get(name).is_some()) {
                prop_assert!(!part(sentence, name).is_empty(), "{} in {}", name, sentence);
            }
        }
    }
}
