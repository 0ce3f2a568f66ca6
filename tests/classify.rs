//! `sayso classify`: what goes in, what comes out, and in which form.

mod common;

use common::{Folder, classifier, classify, csv_rows, outcome, run, run_with_input};

const ARTICLE: &str = "Police say the driver fled on foot. He will be found soon. It rained all night.\n";

/// Three rows, of which the second has to be quoted.
const TABLE: &str = "id,text\na,The vote will be close.\nb,\"\"\"No,\"\" he said,\nand left.\"\nc,It rained.\n";

#[test]
fn csv_has_the_columns_that_the_design_names_and_a_line_for_each_sentence() {
    let folder = Folder::new();
    let path = folder.write("a.txt", ARTICLE);
    let ran = classify([path.as_str(), "--format", "csv"]).ends_with(0);
    assert!(ran.stdout.starts_with("doc,index,start,end,text,label,confidence\n"), "{}", ran.stdout);
    let rows = ran.rows();
    assert_eq!(rows.len(), 4);
    for (index, row) in rows[1..].iter().enumerate() {
        assert_eq!((row[0].as_str(), row[1].as_str()), (path.as_str(), index.to_string().as_str()));
        assert_eq!(&ARTICLE[row[2].parse().unwrap()..row[3].parse().unwrap()], row[4]);
        let confidence: f64 = row[6].parse().unwrap();
        assert!((0.25..=1.0).contains(&confidence), "the best of four labels has {confidence}");
    }
    let labels: Vec<&str> = rows[1..].iter().map(|row| row[5].as_str()).collect();
    assert_eq!(labels, ["claim", "forecast", "other"]);
}

#[test]
fn jsonl_has_the_keys_that_the_design_names_in_its_order() {
    let folder = Folder::new();
    let path = folder.write("a.txt", ARTICLE);
    let ran = classify([path.as_str(), "--format", "jsonl"]).ends_with(0);
    let first = ran.stdout.lines().next().unwrap();
    let order = ["{\"doc\":", "\"index\":", "\"start\":", "\"end\":", "\"text\":", "\"label\":", "\"confidence\":"];
    let scores = ["\"scores\":{\"claim\":", "\"forecast\":", "\"other\":", "\"reported_forecast\":"];
    let places: Vec<_> = order.iter().chain(&scores).map(|key| first.find(key)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{first}");
    assert_eq!(ran.objects()[0].as_object().unwrap().len(), 8);
    for object in ran.objects() {
        let span = object["start"].as_u64().unwrap() as usize..object["end"].as_u64().unwrap() as usize;
        assert_eq!(&ARTICLE[span], object["text"].as_str().unwrap());
    }
}

#[test]
fn the_scores_of_a_sentence_add_up_to_one_and_the_label_has_the_largest() {
    let ran = outcome(classifier(["--format", "jsonl"]).write_stdin(ARTICLE)).ends_with(0);
    for object in ran.objects() {
        let scores = object["scores"].as_object().unwrap();
        let sum: f64 = scores.values().map(|score| score.as_f64().unwrap()).sum();
        // Each of the four is rounded to four digits.
        assert!((sum - 1.0).abs() <= 4.0 * 0.000_05 + 1e-9, "{sum}");
        let largest = scores.values().map(|score| score.as_f64().unwrap()).fold(0.0, f64::max);
        assert_eq!(scores[object["label"].as_str().unwrap()].as_f64(), Some(largest));
        assert_eq!(object["confidence"].as_f64(), Some(largest));
    }
}

#[test]
fn offsets_are_bytes_and_not_characters() {
    let text = "Élise a dit « non ». “Der Größte,” sagte er.";
    let ran = outcome(classifier(["--format", "csv"]).write_stdin(text)).ends_with(0);
    for row in &ran.rows()[1..] {
        assert_eq!(&text[row[2].parse().unwrap()..row[3].parse().unwrap()], row[4]);
    }
    assert_eq!(ran.texts().concat().chars().filter(|c| !c.is_ascii()).count(), 7);
}

#[test]
fn the_page_for_people_names_document_label_confidence_and_counts() {
    let folder = Folder::new();
    let path = folder.write("a.txt", ARTICLE);
    let ran = classify([path.as_str(), "--format", "pretty"]).ends_with(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], path);
    assert!(
        lines[2].starts_with("claim ") && lines[2].ends_with("%  Police say the driver fled on foot."),
        "{lines:?}"
    );
    assert_eq!(lines[6], "3 sentences: 1 claim, 1 forecast, 1 other, 0 reported_forecast");
    assert_eq!(ran.stdout, classify([path.as_str()]).stdout, "it is what is written where no format is asked for");
}

#[test]
fn a_long_sentence_is_wrapped_on_the_page_and_keeps_all_its_words() {
    let words = format!("{}end.", "several plain words and ".repeat(40));
    let ran = outcome(classifier(["--format", "pretty"]).write_stdin(words.as_str())).ends_with(0);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("several").count(), 40);
}

#[test]
fn the_page_does_not_let_an_article_steer_the_terminal() {
    let ran = outcome(classifier(["--format", "pretty"]).write_stdin("A \u{1b}[2Jtrick\u{7} he said.")).ends_with(0);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{7}']), "{:?}", ran.stdout);
    assert!(ran.stdout.contains("trick"), "{}", ran.stdout);
}

#[test]
fn one_row_in_is_one_row_out_in_order() {
    // More than a batch of work, with rows that hold several sentences, nothing, or line breaks.
    let texts = ["It will rain. It will pour.", "", " ", "He said:\nno.", "\"quoted\"", "One, two", "x[1]"];
    let texts: Vec<String> = (0..20_000).map(|i| format!("{}{i}", texts[i % texts.len()])).collect();
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["text"]).unwrap();
    texts.iter().for_each(|text| table.write_record([text]).unwrap());
    let folder = Folder::new();
    let path = folder.write("rows.csv", table.into_inner().unwrap());
    let ran = classify([path.as_str(), "--unit", "sentence", "--format", "csv"]).ends_with(0);
    assert!(ran.texts() == texts, "every text comes back, in order");
    let indices: Vec<usize> = ran.rows()[1..].iter().map(|row| row[1].parse().unwrap()).collect();
    assert!(indices.into_iter().eq(0..20_000));
    assert_eq!(ran.docs(), [path]);
}

#[test]
fn an_empty_text_in_a_table_is_still_a_row() {
    let folder = Folder::new();
    let path = folder.write("rows.csv", "id,text\n1,\n2,It rained.\n3,\"\"\n");
    let ran = classify([path.as_str(), "--id-column", "id", "--format", "csv"]).ends_with(0);
    assert_eq!(ran.docs(), ["1", "2", "3"]);
    assert_eq!(ran.texts(), ["", "It rained.", ""]);
}

#[test]
fn a_table_is_read_row_by_row_unless_its_rows_are_articles() {
    let folder = Folder::new();
    let path = folder.write("rows.csv", format!("id,text\nx,\"{ARTICLE}\"\ny,\"It rained. It will pour.\"\n"));
    let sentences = classify([path.as_str(), "--format", "csv"]).ends_with(0);
    assert_eq!(sentences.rows().len(), 3);
    let args = [path.as_str(), "--unit", "article", "--id-column", "id", "--format", "csv"];
    let rows = classify(args).ends_with(0).rows();
    let found: Vec<(&str, &str)> = rows[1..].iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(found, [("x", "0"), ("x", "1"), ("x", "2"), ("y", "0"), ("y", "1")]);
    assert_eq!(&rows[5][2..5], ["11", "24", "It will pour."], "offsets count from the start of the row's text");
}

#[test]
fn the_id_column_names_the_documents() {
    let folder = Folder::new();
    let path = folder.write("rows.csv", TABLE);
    assert_eq!(classify([path.as_str(), "--format", "csv"]).ends_with(0).docs(), [path.as_str()]);
    let ran = classify([path.as_str(), "--id-column", "id", "--format", "csv"]).ends_with(0);
    assert_eq!(ran.docs(), ["a", "b", "c"]);
    assert_eq!(ran.texts(), ["The vote will be close.", "\"No,\" he said,\nand left.", "It rained."]);
}

#[test]
fn another_column_can_hold_the_text() {
    let folder = Folder::new();
    let path = folder.write("rows.csv", TABLE.replace("id,text", "id,body"));
    let ran = classify([path.as_str(), "--text-column", "body", "--format", "jsonl"]).ends_with(0);
    assert_eq!(ran.objects()[2]["text"], "It rained.");
}

#[test]
fn json_lines_and_tab_separated_tables_are_read_like_csv() {
    let folder = Folder::new();
    let jsonl = "{\"id\":\"a\",\"text\":\"It will rain.\"}\n\n{\"text\":\"He said \\\"no\\\".\",\"id\":2}\n";
    let tsv = "id\ttext\na\tIt will rain.\n2\t\"He said \"\"no\"\".\"\n";
    for (name, content) in [("rows.jsonl", jsonl), ("rows.ndjson", jsonl), ("rows.tsv", tsv)] {
        let path = folder.write(name, content);
        let ran = classify([path.as_str(), "--id-column", "id", "--format", "csv"]).ends_with(0);
        assert_eq!(ran.docs(), ["a", "2"], "{name}");
        assert_eq!(ran.texts(), ["It will rain.", "He said \"no\"."], "{name}");
    }
}

#[test]
fn the_output_of_one_run_is_input_of_another() {
    let first = outcome(classifier(["--format", "jsonl"]).write_stdin(ARTICLE)).ends_with(0);
    let args = ["--format", "jsonl", "--input-format", "jsonl"];
    let again = outcome(classifier(args).write_stdin(first.stdout.as_str())).ends_with(0);
    let labels = |ran: &common::Ran| ran.objects().iter().map(|o| o["scores"].clone()).collect::<Vec<_>>();
    assert_eq!(labels(&first), labels(&again));
}

#[test]
fn a_folder_is_read_in_sorted_order_with_its_folders() {
    let folder = Folder::new();
    let names = ["10.txt", "2.txt", "B.txt", "a/x.md", "a/y.txt", "b.html", "c"];
    for name in
        ["c", "b.html", "a/y.txt", "B.txt", "2.txt", "a/x.md", "10.txt", ".hidden.txt", "image.png", ".git/x.txt"]
    {
        folder.write(name, "It rained.");
    }
    let ran = classify([folder.path().to_str().unwrap(), "--format", "csv"]).ends_with(0);
    assert_eq!(ran.docs(), names.map(|name| folder.at(name)));
}

#[test]
fn a_glob_chooses_among_the_files_of_a_folder() {
    let folder = Folder::new();
    for name in ["a.txt", "b.md", "c.log", "deep/d.txt", "deep/e.log"] {
        folder.write(name, "It rained.");
    }
    let root = folder.path().to_str().unwrap();
    let chosen = |globs: &[&str]| {
        let globs = globs.iter().flat_map(|glob| ["--glob", glob]);
        classify([root, "--format", "csv"].into_iter().chain(globs)).ends_with(0).docs()
    };
    assert_eq!(chosen(&["*.log"]), [folder.at("c.log"), folder.at("deep/e.log")]);
    assert_eq!(chosen(&["deep/*.txt"]), [folder.at("deep/d.txt")]);
    assert_eq!(chosen(&["a.txt", "*.md"]), [folder.at("a.txt"), folder.at("b.md")]);
}

#[test]
fn a_pattern_that_the_shell_left_alone_is_expanded() {
    let folder = Folder::new();
    for name in ["a.txt", "b.md", "deep/d.txt"] {
        folder.write(name, "It rained.");
    }
    let ran = classify([folder.at("**/*.txt").as_str(), "--format", "csv"]).ends_with(0);
    assert_eq!(ran.docs(), [folder.at("a.txt"), folder.at("deep/d.txt")]);
    let none = classify([folder.at("*.pdf").as_str(), "--format", "csv"]).ends_with(2).says(["*.pdf: no file matches"]);
    assert!(none.stdout.lines().count() <= 1, "{}", none.stdout);
}

#[test]
fn a_file_whose_name_looks_like_a_pattern_is_that_file() {
    let folder = Folder::new();
    let path = folder.write("what[1]*?.txt", "It rained.");
    assert_eq!(classify([path.as_str(), "--format", "csv"]).ends_with(0).docs(), [path]);
}

#[test]
fn standard_input_is_read_without_a_path_or_for_a_dash() {
    let without = outcome(classifier(["--format", "csv"]).write_stdin(ARTICLE)).ends_with(0);
    assert_eq!(without.docs(), ["-"]);
    assert_eq!(without.texts().len(), 3);
    let dash = outcome(classifier(["-", "--format", "csv"]).write_stdin(ARTICLE)).ends_with(0);
    assert_eq!(without.stdout, dash.stdout);
    let table = outcome(classifier(["--format", "csv", "--input-format", "csv"]).write_stdin(TABLE)).ends_with(0);
    assert_eq!(table.rows().len(), 4);
}

#[test]
fn markdown_is_read_without_its_marks() {
    let folder = Folder::new();
    let text = "---\ntitle: Not this\n---\n# Rain\n\nPolice *say* the [driver](https://x.org/a.b) fled.[^1] It\nwill **rain**.\n\
        \n```\nlet code = 1;\n```\n\n- It rained.\n- It poured.\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Nor this.\n";
    for name in ["a.md", "b.markdown"] {
        let ran = classify([folder.write(name, text).as_str(), "--format", "csv"]).ends_with(0);
        let expected = ["Rain", "Police say the driver fled.", "It will rain.", "It rained.", "It poured."];
        assert_eq!(ran.texts(), expected);
    }
    let ran = outcome(classifier(["--format", "csv", "--input-format", "markdown"]).write_stdin("*It* rained."));
    assert_eq!(ran.ends_with(0).texts(), ["It rained."]);
}

#[test]
fn of_a_web_page_only_the_article_is_read() {
    let paragraph = "The minister said on Tuesday that the talks had failed, and that nobody was to blame for it. ";
    let page = format!(
        "<!DOCTYPE html><html><head><title>News</title><style>p {{ color: red }}</style></head><body>\
         <nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Subscribe now</a></li></ul></nav>\
         <article><h1>Talks fail</h1><p>{}</p><p>Prices will rise &amp; fall again next year. {}</p></article>\
         <script>var tracker = 'He said so.';</script><footer>All rights reserved.</footer></body></html>",
        paragraph.repeat(4),
        paragraph.repeat(4)
    );
    let folder = Folder::new();
    let ran = classify([folder.write("a.html", page).as_str(), "--format", "csv"]).ends_with(0);
    let texts = ran.texts();
    assert_eq!(texts.iter().filter(|text| **text == paragraph.trim()).count(), 8, "{texts:?}");
    assert!(texts.contains(&"Prices will rise & fall again next year.".to_owned()), "{texts:?}");
    for left_out in ["tracker", "Subscribe", "color", "rights"] {
        assert!(!ran.stdout.contains(left_out), "{left_out}: {texts:?}");
    }
}

#[test]
fn footnote_marks_and_the_list_of_sources_are_left_out() {
    let article = "Police say[1] the driver fled.[2][note 3] It will rain.² The lawn of 40 m² was wet [sic].\n\n\
                   [1] Interview with the author.\n[2] Same source.\n";
    let ran = outcome(classifier(["--format", "csv"]).write_stdin(article)).ends_with(0);
    let expected = ["Police say the driver fled.", "It will rain.", "The lawn of 40 m² was wet [sic]."];
    assert_eq!(ran.texts(), expected);

    let article = format!("{ARTICLE}\nSources\n\n1. Moreau, A. (2011) Rain. Paris.\n2. https://x.org/rain\n");
    let ran = outcome(classifier(["--format", "csv"]).write_stdin(article)).ends_with(0);
    assert_eq!(ran.texts().len(), 3, "{}", ran.stdout);
}

#[test]
fn many_threads_give_the_same_bytes_as_one() {
    let folder = Folder::new();
    for i in 0..40 {
        folder.write(&format!("{i}.txt"), format!("{ARTICLE}Prices will rise by {i}%.\n").repeat(1 + i % 7));
    }
    folder.write("binary.txt", b"\0");
    let rows: String = (0..5000).map(|i| format!("\"He said that {i} will rise, {}\"\n", i % 13)).collect();
    folder.write("rows.csv", format!("text\n{rows}"));
    let root = folder.path().to_str().unwrap();
    for format in ["csv", "jsonl", "pretty"] {
        let with = |threads| {
            classify([root, "--format", format, "--threads", threads, "--quiet"]).ends_with(1).says(["binary.txt"])
        };
        let one = with("1");
        for threads in ["2", "7"] {
            let many = with(threads);
            assert!(one.stdout == many.stdout, "{format} by {threads} threads");
            assert_eq!(one.stderr, many.stderr);
        }
    }
}

#[test]
fn colours_come_when_they_are_wanted_and_not_otherwise() {
    let colored = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = classifier(args.iter().chain(&["--format", "pretty"]));
        variable.map(|(name, value)| command.env(name, value));
        outcome(command.write_stdin(ARTICLE)).ends_with(0).stdout.contains('\u{1b}')
    };
    assert!(!colored(&[], None), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], None));
    assert!(!colored(&["--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colored(&[], Some(("NO_COLOR", "1"))));
    assert!(colored(&["--color", "always"], Some(("NO_COLOR", "1"))), "the option is nearer than the variable");
}

#[test]
fn no_color_wins_over_forced_colours() {
    let forced = |no_color: bool| {
        let mut command = classifier(["--format", "pretty"]);
        command.env("CLICOLOR_FORCE", "1");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        outcome(command.write_stdin(ARTICLE)).ends_with(0).stdout
    };
    assert!(forced(false).contains('\u{1b}'));
    assert!(!forced(true).contains('\u{1b}'));
}

#[test]
fn colours_never_get_into_what_programs_read() {
    for format in ["csv", "jsonl"] {
        let ran = outcome(classifier(["--format", format, "--color", "always"]).write_stdin(ARTICLE)).ends_with(0);
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    }
}

#[test]
fn the_extension_of_the_output_file_chooses_its_form() {
    let folder = Folder::new();
    let input = folder.write("a.txt", ARTICLE);
    let forms = [("o.csv", "csv"), ("o.jsonl", "jsonl"), ("o.ndjson", "jsonl"), ("o.txt", "pretty"), ("o", "pretty")];
    for (name, format) in forms {
        let ran = classify([input.as_str(), "-o", &folder.at(name)]).ends_with(0);
        assert_eq!(ran.stdout, "");
        assert_eq!(folder.read(name), classify([input.as_str(), "--format", format]).stdout, "{name}");
    }
    classify([input.as_str(), "-o", &folder.at("o.csv"), "--format", "jsonl"]).ends_with(0);
    assert!(folder.read("o.csv").starts_with('{'), "the option is stronger than the extension");
}

#[test]
fn an_output_file_replaces_an_earlier_one() {
    let folder = Folder::new();
    let input = folder.write("a.txt", ARTICLE);
    folder.write("out.csv", "an earlier, longer file\n".repeat(100));
    classify([input.as_str(), "-o", &folder.at("out.csv")]).ends_with(0);
    assert_eq!(csv_rows(&folder.read("out.csv")).len(), 4);
    assert_eq!(folder.files().len(), 2, "nothing else is left");
}

#[test]
fn the_output_is_not_read_as_input_again() {
    let folder = Folder::new();
    folder.write("a.txt", ARTICLE);
    let (root, out) = (folder.path().to_str().unwrap(), folder.at("out.csv"));
    let mut outputs = Vec::new();
    for input in [root, root, &folder.at("*")] {
        classify([input, "-o", &out]).ends_with(0);
        outputs.push(folder.read("out.csv"));
    }
    assert_eq!(common::column(&outputs[0], "text").len(), 3);
    assert!(outputs.iter().all(|output| *output == outputs[0]), "{outputs:?}");
}

#[test]
fn an_input_is_not_overwritten() {
    let folder = Folder::new();
    let path = folder.write("a.csv", TABLE);
    // The same file by another name, too.
    for out in [path.clone(), folder.at("./a.csv")] {
        classify([path.as_str(), "-o", &out]).ends_with(2).says([
            path.as_str(),
            "would overwrite",
            "name another file",
        ]);
        assert_eq!(folder.read("a.csv"), TABLE);
    }
}

#[test]
fn quiet_silences_all_but_errors() {
    let folder = Folder::new();
    let (good, bad) = (folder.write("a.txt", ARTICLE), folder.at("missing.txt"));
    classify([good.as_str()]).ends_with(0).says(["3 sentences", "claim 1, forecast 1, other 1"]);
    assert_eq!(classify([good.as_str(), "--quiet"]).ends_with(0).stderr, "");
    let ran = classify([good.as_str(), &bad, "-q"]).ends_with(1).says([bad.as_str()]);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}

#[test]
fn wrong_usage_is_told_with_what_was_expected() {
    let wrong = [
        (&["classify", "--format", "xml"][..], "possible values: pretty, csv, jsonl"),
        (&["classify", "--threads", "0"], "--threads"),
        (&["classify", "--glob", "["], "malformed pattern"),
        (&["classify", "--unit", "page"], "possible values: sentence, article"),
        (&["classifi"], "'classify'"),
        (&["train", "data.csv"], "--output <FILE>"),
        (&[], "Usage: sayso"),
    ];
    for (args, expected) in wrong {
        assert_eq!(run(args.iter().copied()).ends_with(2).says([expected]).stdout, "", "{args:?}");
    }
}

#[test]
fn the_built_in_model_needs_no_file() {
    let ran = run_with_input(["classify", "--format", "jsonl"], "Wang said that the talks had failed.").ends_with(0);
    assert_eq!(ran.objects().len(), 1);
    let scores = ran.objects()[0]["scores"].as_object().unwrap().clone();
    assert_eq!(scores.keys().collect::<Vec<_>>(), ["claim", "forecast", "other", "reported_forecast"]);
}
