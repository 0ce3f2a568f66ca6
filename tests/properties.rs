//! What holds for any text, tried on texts made at random.

use proptest::prelude::*;
use sayso::Classifier;
use sayso::model::{Dataset, Options, train};
use sayso::report::document::{Classified, Document};
use sayso::report::sentences::Format;
use sayso::text::table::{Column, Format as TableFormat, Table};
use sayso::text::{Article, Language, Markup, Sentence, decode, sentences, tokens};
use std::io::Cursor;
use std::path::Path;
use std::sync::OnceLock;

/// Texts of all characters, and texts made of what sentences, notes and markup turn on.
fn text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "ʼ",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "\u{2028}",
        ".",
        "...",
        "…",
        "!",
        "?",
        "?!",
        ",",
        ";",
        ":",
        "-",
        "--",
        "—",
        "\"",
        "“",
        "”",
        "„",
        "«",
        "»",
        "'",
        "’",
        "‘",
        "`",
        "(",
        ")",
        "[1]",
        "[12]",
        "[a]",
        "[note 3]",
        "[citation needed]",
        "[",
        "]",
        "[1",
        "²",
        "¹²",
        "^",
        "m²",
        "He said",
        "It will rain",
        "Dr.",
        "U.S.",
        "e.g.",
        "J. R.",
        "3.5",
        "$4.50",
        "12%",
        "1999",
        "2024-25",
        "won’t",
        "they'll",
        "l'homme",
        "n't",
        "'s",
        "é",
        "e\u{301}",
        "ß",
        "İ",
        "ﬁ",
        "日本。",
        "नमस्ते।",
        "🙂",
        "👩\u{200d}👩",
        "\u{200b}",
        "\u{feff}",
        "\u{0}",
        "\u{1b}[2J",
        "é_é",
        "_",
        "a.b",
        "Notes",
        "References\n",
        "\n## Sources\n",
        "\n1. Moreau, A. (2011)\n",
        "https://x.org",
        "# ",
        "* ",
        "> ",
        "```\n",
        "---\n",
        "<p>",
        "</p>",
        "<b",
        "&amp;",
        "|",
        "word",
        "A",
    ];
    prop_oneof![
        ".{0,120}",
        any::<String>(),
        prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.join(" ")),
    ]
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::all().collect::<Vec<_>>())
}

fn classifier() -> &'static Classifier {
    static TRAINED: OnceLock<Classifier> = OnceLock::new();
    TRAINED.get_or_init(|| {
        let pairs = [
            ("She said that it works.", "claim"),
            ("“It failed,” he said.", "claim"),
            ("Police say it’s over.", "claim"),
            ("It will work next year.", "forecast"),
            ("It will fail by 2030, and prices won’t.", "forecast"),
            ("It is expected to rain.", "forecast"),
            ("It rained in 1999.", "other"),
            ("The bridge -- a long one -- is 40 m long.", "other"),
            ("Nobody knew?", "other"),
        ];
        train(&Dataset::from_pairs(pairs), &Options::default()).expect("nine sentences are enough")
    })
}

/// Spans are in order, apart from each other, within the text, and end between characters.
fn check_spans(text: &str, spans: impl IntoIterator<Item = std::ops::Range<usize>>) -> Result<(), TestCaseError> {
    let mut end = 0;
    for span in spans {
        prop_assert!(end <= span.start && span.start < span.end, "{span:?} after {end}");
        prop_assert!(text.get(span.clone()).is_some(), "{span:?} of {} bytes", text.len());
        end = span.end;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn sentences_are_in_order_apart_and_trimmed(text in text(), language in language()) {
        let spans = sentences::split(&text, language);
        check_spans(&text, spans.iter().cloned())?;
        for span in spans {
            let sentence = &text[span];
            prop_assert_eq!(sentence.trim(), sentence);
        }
    }

    #[test]
    fn the_sentences_of_an_article_stand_in_its_text(text in text(), language in language()) {
        let article = Article::new(text.clone(), language);
        prop_assert_eq!(article.text(), &text);
        check_spans(&text, article.sentences().map(|sentence| sentence.span))?;
        for sentence in article.sentences() {
            prop_assert!(!sentence.text.contains(['\n', '\r']), "{:?}", sentence.text);
            // Its words are those of its span, without footnote marks: nothing is made up.
            let mut written = text[sentence.span].chars();
            for c in sentence.text.chars().filter(|c| !c.is_whitespace()) {
                prop_assert!(written.any(|w| w == c), "{:?} is not in the text", sentence.text);
            }
        }
    }

    #[test]
    fn letters_outside_notes_are_never_lost(words in prop::collection::vec("[a-zA-Zéü]{1,12}[.,!?]?", 0..80), language in language()) {
        let text = words.join(" ");
        let kept: String = sentences::split(&text, language).into_iter().map(|span| &text[span]).collect();
        let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(without_space(&kept), without_space(&text));
    }

    #[test]
    fn tokens_cover_no_white_space_and_stand_where_they_say(text in text()) {
        let mut found = Vec::new();
        tokens::tokens(&text, |token| found.push(token));
        check_spans(&text, found.iter().map(|token| token.span.clone()))?;
        for token in &found {
            prop_assert_eq!(&text[token.span.clone()], token.text);
            prop_assert!(!token.text.contains(char::is_whitespace), "{token:?}");
        }
        // What no token covers is white space, or a hyphen that joins words.
        let mut end = 0;
        for start_and_end in found.iter().map(|t| (t.span.start, t.span.end)).chain([(text.len(), 0)]) {
            let gap = &text[end..start_and_end.0];
            prop_assert!(gap == "-" || gap.chars().all(char::is_whitespace), "{gap:?} is lost");
            end = start_and_end.1;
        }
    }

    #[test]
    fn any_sentence_is_classified_with_scores_that_add_up_to_one(text in text()) {
        let classifier = classifier();
        let prediction = classifier.classify(&text);
        prop_assert!((prediction.scores.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{prediction:?}");
        prop_assert!(prediction.scores.iter().all(|score| (0.0..=1.0).contains(score)), "{prediction:?}");
        let place = classifier.labels().iter().position(|label| label == prediction.label).unwrap();
        prop_assert_eq!(prediction.scores[place], prediction.confidence);
        prop_assert!(prediction.scores.iter().all(|&score| score <= prediction.confidence), "{prediction:?}");
    }

    #[test]
    fn a_scorer_says_the_same_whatever_it_has_seen_before(texts in prop::collection::vec(text(), 1..6)) {
        let mut scorer = classifier().scorer();
        for text in &texts {
            prop_assert_eq!(scorer.classify(text), classifier().classify(text));
        }
    }

    #[test]
    fn an_explanation_adds_up_for_any_sentence(text in text()) {
        for label in classifier().labels() {
            let explanation = classifier().explain(&text, Some(label)).unwrap();
            let sum = explanation.intercept + explanation.contributions.iter().map(|c| c.amount).sum::<f64>();
            prop_assert!((sum - explanation.score).abs() < 1e-9, "{explanation:?}");
        }
        prop_assert!(classifier().explain(&text, Some("no such label")).is_none());
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_reason(
        bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), text().prop_map(String::into_bytes)],
        markup in prop::sample::select(&[Markup::Plain, Markup::Markdown, Markup::Html]),
        language in language(),
    ) {
        match Article::from_bytes(bytes.clone(), markup, language) {
            Ok(article) => check_spans(article.text(), article.sentences().map(|sentence| sentence.span))?,
            Err(reason) => prop_assert!(bytes.contains(&0) && reason.contains("NUL byte"), "{reason}"),
        }
    }

    #[test]
    fn text_in_unicode_is_decoded_as_it_is(text in "[^\u{0}\u{feff}]{0,100}") {
        prop_assert_eq!(decode::decode(text.clone().into_bytes()).unwrap(), text.clone());
        let utf16 = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        prop_assert_eq!(decode::decode(utf16).unwrap(), text);
    }

    #[test]
    fn csv_parses_back_to_the_same_texts(doc in text(), texts in prop::collection::vec(text(), 1..8)) {
        let labels = classifier().labels();
        let classified = classified(&texts);
        let mut out = CSV.header(classifier()).as_bytes().to_vec();
        CSV.write(&document(&doc, &classified), labels, &mut out);
        let mut reader = csv::Reader::from_reader(&out[..]);
        let header = CSV.header(classifier());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), header.trim());
        let rows: Vec<csv::StringRecord> = reader.into_records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(rows.len(), texts.len());
        for ((row, text), sentence) in rows.iter().zip(&texts).zip(&classified) {
            prop_assert_eq!((&row[0], &row[4], &row[5]), (doc.as_str(), text.as_str(), sentence.prediction.label));
        }
    }

    #[test]
    fn what_is_written_is_read_again_by_the_program_itself(texts in prop::collection::vec(text(), 1..8)) {
        for (written, read) in [(CSV, TableFormat::Delimited(b',')), (Format::JsonLines, TableFormat::JsonLines)] {
            let mut out = written.header(classifier()).as_bytes().to_vec();
            written.write(&document("doc", &classified(&texts)), classifier().labels(), &mut out);
            let column = Column { name: "text".into(), required: true, option: Some("--text-column") };
            let table = Table::read(Path::new("out"), Box::new(Cursor::new(out)), read, vec![column]).unwrap();
            let again: Vec<String> = table.map(|row| row.unwrap().fields[0].clone().unwrap()).collect();
            prop_assert_eq!(&again, &texts);
        }
    }

    #[test]
    fn json_lines_parse_back_to_the_same_texts(doc in text(), texts in prop::collection::vec(text(), 1..8)) {
        let mut out = Vec::new();
        Format::JsonLines.write(&document(&doc, &classified(&texts)), classifier().labels(), &mut out);
        let out = String::from_utf8(out).unwrap();
        prop_assert_eq!(out.matches('\n').count(), texts.len());
        for (line, text) in out.lines().zip(&texts) {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!((object["doc"].as_str(), object["text"].as_str()), (Some(doc.as_str()), Some(text.as_str())));
        }
    }

    #[test]
    fn the_page_for_people_holds_no_control_character_of_the_text(texts in prop::collection::vec(text(), 1..4), width in 0usize..300) {
        let mut out = Vec::new();
        Format::Pretty { width }.write(&document("doc", &classified(&texts)), classifier().labels(), &mut out);
        let page = anstream::adapter::strip_bytes(&out).into_vec();
        let page = String::from_utf8(page).unwrap();
        prop_assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
    }
}

const CSV: Format = Format::Csv { extracted: false };

/// Rows of a table as a document.
fn document<'a>(name: &'a str, sentences: &'a [Classified<'a>]) -> Document<'a> {
    Document { name, article: None, sentences }
}

/// Texts as sentences of a document, classified.
fn classified(texts: &[String]) -> Vec<Classified<'_>> {
    let classify = |(index, text)| Classified {
        index,
        sentence: Sentence::alone(text),
        prediction: classifier().classify(text),
        extraction: None,
        reasons: Vec::new(),
    };
    texts.iter().map(String::as_str).enumerate().map(classify).collect()
}
