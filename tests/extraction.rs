//! Who says so, by when and how sure: `sayso classify --extract`, with the built-in model.

mod common;

use common::{Folder, Ran, run};
use proptest::prelude::*;
use sayso::Classifier;
use sayso::extraction::{Extraction, Extractor, calendar};
use sayso::text::{Article, Language};
use serde_json::Value;

/// Classifies a file of this content with `--extract` and more options; the objects of its sentences.
fn extract(name: &str, content: &str, options: &[&str]) -> Vec<Value> {
    let folder = Folder::new();
    let file = folder.write(name, content);
    extracted(&file, options).ends_with(0).objects()
}

fn extracted(file: &str, options: &[&str]) -> Ran {
    run(["classify", file, "--extract", "--format", "jsonl"].iter().chain(options))
}

fn text<'a>(object: &'a Value, part: &str) -> Option<&'a str> {
    object[part]["text"].as_str()
}

#[test]
fn source_cue_and_content_are_told_with_their_places_in_the_article() {
    // Wrapped at a fixed width: spans run over line breaks and a footnote mark.
    let article = "The mill in the old harbour closed in March.[1] Marit Solheim, who\n\
                   runs the control room,[2] said that the relay was old. According to\n\
                   two officials, the island bought the wrong cable and the wrong set\n\
                   of batteries. “It never worked,” said Anna Wu. So the mill closed.\n";
    let found = extract("a.txt", article, &[]);
    let spans: Vec<[Option<&str>; 3]> =
        found.iter().map(|o| ["source", "cue", "content"].map(|part| text(o, part))).collect();
    assert_eq!((spans.len(), spans[0], spans[4]), (5, [None; 3], [None; 3]));
    assert_eq!(
        spans[1..4],
        [
            [Some("Marit Solheim, who runs the control room"), Some("said"), Some("that the relay was old")],
            [
                Some("two officials"),
                Some("According to"),
                Some("the island bought the wrong cable and the wrong set of batteries")
            ],
            [Some("Anna Wu"), Some("said"), Some("“It never worked,”")],
        ]
    );
    for object in &found[1..4] {
        for part in ["source", "cue", "content"] {
            let place = |end: &str| object[part][end].as_u64().unwrap() as usize;
            let there = article[place("start")..place("end")].split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(there.replace("[2]", ""), text(object, part).unwrap());
        }
    }
}

#[test]
fn pronouns_and_short_names_are_resolved() {
    let article = "Foreign Minister Wang Yi said that the talks had failed. Wang also noted that both sides had signed. \
                   He said that it was late. Critics say that he is wrong. Ms Ada Roe said that the yard was ready. \
                   She added that it was clean. He said that it was not.";
    let found = extract("a.txt", article, &[]);
    let names: Vec<Option<&str>> = found.iter().map(|o| o["resolved_source"].as_str()).collect();
    let (wang, roe) = (Some("Wang Yi"), Some("Ada Roe"));
    assert_eq!(names, [wang, wang, wang, None, roe, roe, wang]);
}

#[test]
fn a_quotation_of_several_sentences_keeps_its_speaker() {
    let article = "“The cable was old. It had failed before,” Anna Wu said. “We told the council so. Nobody listened.”";
    let found = extract("a.txt", article, &[]);
    assert_eq!(found.len(), 4);
    for object in found.iter().filter(|o| o["label"] == "claim") {
        let speaker = text(object, "source").or(object["resolved_source"].as_str());
        assert_eq!(speaker, Some("Anna Wu"), "{object}");
    }
}

#[test]
fn a_forecast_has_a_horizon_a_condition_and_a_modality() {
    let article = "The ferry will close by 2030. Prices are likely to rise next spring. If the relay fails, the market \
                   could collapse within three months. The council will not pay for a second cable.";
    let found = extract("a.txt", article, &["--date", "2025-04-02"]);
    let told: Vec<_> = found
        .iter()
        .map(|o| {
            let days = ["horizon_from", "horizon_to"].map(|day| o[day].as_str());
            (text(o, "horizon"), days, text(o, "condition"), o["modality"].as_str().unwrap(), o["negated"] == true)
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("by 2030"), [Some("2025-04-02"), Some("2030-12-31")], None, "certain", false),
            (Some("next spring"), [Some("2026-03-01"), Some("2026-05-31")], None, "likely", false),
            (
                Some("within three months"),
                [Some("2025-04-02"), Some("2025-07-02")],
                Some("If the relay fails"),
                "possible",
                false
            ),
            (None, [None, None], None, "certain", true),
        ]
    );
}

#[test]
fn the_date_comes_from_the_option_the_article_or_a_column() {
    let horizon = |found: &[Value]| found.last().unwrap()["horizon_to"].as_str().map(str::to_owned);
    let article = "Prices will rise next year.";
    assert_eq!(horizon(&extract("a.txt", article, &[])), None);
    assert_eq!(horizon(&extract("a.txt", article, &["--date", "1999-12-31"])).as_deref(), Some("2000-12-31"));
    let dated = format!("Prices\n\nOslo, 2 April 2025\n\n{article}");
    assert_eq!(horizon(&extract("a.txt", &dated, &[])).as_deref(), Some("2026-12-31"));
    assert_eq!(horizon(&extract("a.txt", &dated, &["--date", "1999-12-31"])).as_deref(), Some("2000-12-31"));

    let table = format!("text,day\n{article},2001-05-01\n{article},\"May 1, 2003\"\n{article},\n");
    let found = extract("a.csv", &table, &["--date-column", "day", "--date", "1999-12-31"]);
    let ends: Vec<_> = found.iter().map(|o| o["horizon_to"].as_str().unwrap()).collect();
    assert_eq!(ends, ["2002-12-31", "2004-12-31", "2000-12-31"]);
}

#[test]
fn a_date_that_is_none_is_named() {
    let folder = Folder::new();
    let table = folder.write("a.csv", "text,day\nIt will rain.,tomorrow\nIt will rain.,2025-04-02\n");
    let ran = extracted(&table, &["--date-column", "day"]).ends_with(1);
    let ran = ran.says(["line 2, column `day`: `tomorrow` is no date; expected one such as 2025-04-02"]);
    assert_eq!(ran.objects().len(), 1);
    extracted(&table, &["--date", "2025-13-01"]).ends_with(2).says(["--date"]);
    run(["classify", &table, "--date", "2025-04-02"]).ends_with(2).says(["--extract"]);
}

#[test]
fn nothing_more_is_written_without_the_option() {
    let folder = Folder::new();
    let file = folder.write("a.txt", "Anna Wu said that prices will rise by 2030.");
    let csv = run(["classify", &file, "--format", "csv"]).ends_with(0);
    assert_eq!(csv.rows()[0].join(","), "doc,index,start,end,text,label,confidence");
    let plain = run(["classify", &file, "--format", "jsonl"]).ends_with(0).objects();
    assert!(plain[0].get("source").is_none());

    let more = run(["classify", &file, "--format", "csv", "--extract"]).ends_with(0);
    let rows = more.rows();
    assert_eq!(rows[1][..7], csv.rows()[1][..]);
    let column = |name: &str| rows[1][rows[0].iter().position(|field| field == name).unwrap()].as_str();
    assert_eq!(["source", "cue", "horizon", "horizon_to"].map(column), ["Anna Wu", "said", "by 2030", "2030-12-31"]);
    let page = run(["classify", &file, "--extract"]).ends_with(0);
    assert!(page.stdout.contains("Anna Wu · by 2030: to 2030-12-31 · certain"), "{}", page.stdout);
}

/// Texts made of what quotations, names and times turn on.
fn articles() -> impl Strategy<Value = String> {
    const PIECES: [&str; 44] = [
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        "«",
        "»",
        "(",
        ")",
        ",",
        ".",
        ". ",
        ":",
        "—",
        "\n",
        "\n\n",
        "[1]",
        "He",
        "Wang Yi",
        "Mr.",
        "said",
        "according to",
        "that",
        "if",
        "unless",
        "even if",
        "should",
        "will",
        "may",
        "May",
        "not",
        "by",
        "before",
        "until after",
        "2030",
        "99999",
        "the end of",
        "next",
        "spring",
        "Nov. 31",
        "hundred",
        "centuries",
        "é",
    ];
    let piece = prop_oneof![4 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec((piece, prop::sample::select(&["", " "][..])), 0..40)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| piece + space).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spans_lie_on_characters_inside_the_sentence_and_in_the_article(text in articles(), label in 0usize..4, day in any::<bool>()) {
        let label = ["claim", "forecast", "other", "reported_forecast"][label];
        let article = Article::new(text, Language::English);
        let sentences: Vec<_> = article.sentences().collect();
        let date = day.then(|| "2025-04-02".parse().unwrap());
        let found = Extractor::new(Classifier::embedded()).article(sentences.iter().map(|s| (&*s.text, label)), date);
        prop_assert_eq!(found.len(), sentences.len());
        for (sentence, found) in sentences.iter().zip(found) {
            let Extraction { source, cue, content, horizon, condition, .. } = found;
            for span in [source, cue, content, horizon, condition].into_iter().flatten() {
                let words = sentence.text.get(span.clone());
                prop_assert!(words.is_some_and(|words| !words.is_empty()), "{:?} of {:?}", span, sentence.text);
                let place = sentence.place(span);
                prop_assert!(sentence.span.start <= place.start && place.end <= sentence.span.end);
                let first = |text: &str| text.chars().next();
                prop_assert_eq!(first(&article.text()[place]), first(words.unwrap()));
            }
        }
    }

    #[test]
    fn no_expression_of_time_is_too_odd_for_the_calendar(text in articles(), day in "[0-9]{4}-[01][0-9]-[0-3][0-9]") {
        let period = calendar::period(&text, day.parse().ok()).unwrap_or_default();
        if let (Some(from), Some(to)) = (period.from, period.to) {
            prop_assert!(from <= to, "{from} to {to}");
        }
        calendar::date_of(&text);
    }
}
