//! `sayso train`, `evaluate`, `inspect` and `explain`: from labelled sentences to a model, and what it is worth. And what
//! shells and readers of manuals get.

mod common;

use common::{Folder, LABELLED, Ran, classify, column, csv_rows, model, run};
use sayso::text::Language;

/// The rows of [`LABELLED`] with these labels, as CSV with its header.
fn only(labels: &[&str]) -> String {
    let kept = |line: &&str| line.starts_with("group,") || labels.contains(&line.rsplit(',').next().unwrap());
    LABELLED.lines().filter(kept).map(|line| format!("{line}\n")).collect()
}

/// Each sentence of [`LABELLED`] with the label of the next one, so that most are wrong.
fn mislabelled() -> String {
    let rows = csv_rows(LABELLED);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["text", "label"]).unwrap();
    for (row, next) in rows[1..].iter().zip(rows[2..].iter().chain([&rows[1]])) {
        table.write_record([&row[1], &next[2]]).unwrap();
    }
    String::from_utf8(table.into_inner().unwrap()).unwrap()
}

/// Trains on a file; the model's path, and what was said.
#[track_caller]
fn train(folder: &Folder, data: &str, options: &[&str]) -> (String, Ran) {
    let out = folder.at("trained.sayso");
    let ran = run(["train", data, "-o", &out].iter().chain(options)).ends_with(0);
    (out, ran)
}

#[track_caller]
fn inspected(model: &str) -> serde_json::Value {
    run(["inspect", model, "--format", "json"]).ends_with(0).object()
}

/// A number in JSON.
#[track_caller]
fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

// Training

#[test]
fn training_twice_gives_the_same_bytes() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let trained = |name: &str, options: &[&str], threads: &str| {
        let out = folder.at(name);
        let mut command = common::sayso(["train", &data, "-o", &out].iter().chain(options));
        common::outcome(command.env("RAYON_NUM_THREADS", threads)).ends_with(0);
        std::fs::read(out).unwrap()
    };
    assert!(trained("a.sayso", &[], "1") == trained("b.sayso", &[], "2"));
    assert!(trained("c.sayso", &["--cv", "4"], "1") == trained("d.sayso", &["--cv", "4"], "2"));
}

#[test]
fn training_says_how_it_goes_unless_it_is_to_be_quiet() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let (out, ran) = train(&folder, &data, &[]);
    assert_eq!(ran.stdout, "");
    ran.says(["64 sentences: claim 16, forecast 16, other 16, reported_forecast 16", &out, "4 labels"]);
    assert_eq!(train(&folder, &data, &["--quiet"]).1.stderr, "");
}

#[test]
fn a_model_learns_what_it_was_shown() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let figures = run(["evaluate", &data, "--model", model(), "--format", "json"]).ends_with(0).object();
    assert!(number(&figures["accuracy"]) > 0.9, "{figures}");
    // Sentences that it has not seen.
    let unseen = folder.write("unseen.csv", "text\nThe senator said that it was false.\nWages will rise next year.\n");
    assert_eq!(column(&classify([unseen.as_str(), "--format", "csv"]).stdout, "label"), ["claim", "forecast"]);
}

#[test]
fn a_model_has_the_labels_of_its_data() {
    for labels in [&["claim", "forecast"][..], &["claim", "forecast", "other"]] {
        let folder = Folder::new();
        let data = folder.write("data.csv", only(labels));
        let (model, _) = train(&folder, &data, &[]);
        assert_eq!(inspected(&model)["labels"], serde_json::json!(labels));
        let ran = run(["classify", &data, "--model", &model, "--format", "jsonl"]).ends_with(0);
        for object in ran.objects() {
            let scores = object["scores"].as_object().unwrap();
            assert_eq!(scores.keys().collect::<Vec<_>>(), labels);
            assert!((scores.values().map(number).sum::<f64>() - 1.0).abs() < 2e-4, "{object}");
        }
    }
}

#[test]
fn labels_can_have_any_name() {
    let folder = Folder::new();
    let names = ["\"so, he said\"", "Prognose für morgen", "🙂", "-1"];
    let mut data = LABELLED.replace(",reported_forecast\n", &format!(",{}\n", names[0]));
    for (label, name) in ["claim", "forecast", "other"].into_iter().zip(&names[1..]) {
        data = data.replace(&format!(",{label}\n"), &format!(",{name}\n"));
    }
    let data = folder.write("data.csv", data);
    let (model, _) = train(&folder, &data, &["--cv", "4"]);
    let expected = ["-1", "Prognose für morgen", "so, he said", "🙂"];
    assert_eq!(inspected(&model)["labels"], serde_json::json!(expected));
    run(["inspect", &model]).ends_with(0);
    run(["evaluate", &data, "--model", &model]).ends_with(0);
    let labels = column(&run(["classify", &data, "--model", &model, "--format", "csv"]).ends_with(0).stdout, "label");
    assert_eq!(labels[3], "so, he said");
    run(["classify", &data, "--model", &model]).ends_with(0);
}

#[test]
fn columns_can_be_named() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED.replace("group,text,label", "article,sentence,class"));
    let columns = ["--text-column", "sentence", "--label-column", "class"];
    let (renamed, _) = train(&folder, &data, &[&columns[..], &["--cv", "4", "--group-column", "article"]].concat());
    assert_eq!(inspected(&renamed)["card"]["cross_validation"]["grouped"], true);
    let args = ["evaluate", &data, "--model", &renamed, "--format", "json"];
    assert_eq!(run(args.iter().chain(&columns)).ends_with(0).object()["n"], 64);
    run(args).ends_with(2).says(["line 1, column `text`: not in the header"]);
}

#[test]
fn training_data_can_be_json_lines_or_tab_separated() {
    let folder = Folder::new();
    let rows = csv_rows(LABELLED);
    let object = |row: &Vec<String>| serde_json::json!({"text": row[1], "label": row[2]}).to_string() + "\n";
    let jsonl = folder.write("data.jsonl", rows[1..].iter().map(object).collect::<String>());
    let tsv = rows.iter().map(|row| format!("{}\t{}\n", row[2], row[1].replace('"', ""))).collect::<String>();
    let tsv = folder.write("data.tsv", tsv);
    for data in [jsonl, tsv] {
        let (model, _) = train(&folder, &data, &[]);
        assert_eq!(inspected(&model)["card"]["training"]["support"], serde_json::json!([16, 16, 16, 16]));
    }
}

#[test]
fn every_language_of_the_stemmer_trains() {
    let folder = Folder::new();
    // Besides English, words in other alphabets, so that every stemmer has something to do.
    let foreign = "Він сказав что дождь будет завтра,claim\nΗ βροχή θα έρθει αύριο,forecast\nقال الوزير إن المطر سيأتي,claim\n\
                   மழை நாளை வரும்,forecast\nYağmur yarın gelecek,forecast\nÁrvíztűrő tükörfúrógép,other\n";
    let rows: String = csv_rows(LABELLED)[1..]
        .iter()
        .step_by(3)
        .map(|r| format!("\"{}\",{}\n", r[1].replace('"', ""), r[2]))
        .collect();
    let data = folder.write("data.csv", format!("text,label\n{rows}{foreign}"));
    assert_eq!(Language::all().count(), 18);
    for language in Language::all() {
        for name in [language.name().to_owned(), language.code().to_uppercase()] {
            let (model, _) = train(&folder, &data, &["--language", &name, "--max-iterations", "10", "--min-df", "1"]);
            let card = inspected(&model)["card"].clone();
            assert_eq!(card["options"]["language"].as_str().unwrap().to_lowercase(), language.name());
            let page = run(["inspect", &model]).ends_with(0).stdout;
            assert!(page.contains(&format!("language {language},")), "{page}");
            let input = "Η βροχή θα έρθει. It will rain. Yağmur yarın gelecek. मौसम।";
            let ran = common::run_with_input(["classify", "--model", &model, "--format", "csv"], input).ends_with(0);
            assert!(ran.texts().len() >= 2, "{language}: {:?}", ran.texts());
        }
    }
}

#[test]
fn the_options_of_training_are_kept_in_the_model() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let options = ["--l2", "2.5", "--ngrams", "2", "--min-df", "1", "--max-features", "50", "--seed", "7"];
    let (model, _) = train(&folder, &data, &options);
    let kept = inspected(&model)["card"]["options"].clone();
    assert_eq!(number(&kept["l2"]), 2.5);
    assert_eq!(kept["ngrams"], serde_json::json!({"min": 2, "max": 2}));
    assert_eq!(kept["selection"], serde_json::json!({"min_df": 1, "max_features": 50}));
    assert_eq!(kept["seed"], 7);
}

#[test]
fn marks_within_the_sentences_train_a_tagger_whose_evidence_is_explained() {
    let folder = Folder::new();
    let (data, spans) = common::write_marked(&folder);
    let (model, ran) = train(&folder, &data, &[]);
    ran.says([format!("{spans}: "), "marks".into()]);
    let beside = std::fs::read(&model).unwrap();
    train(&folder, &data, &["--spans", &spans]);
    assert!(
        std::fs::read(&model).unwrap() == beside,
        "marks are found beside the data, and twice the same bytes come out"
    );

    let object = run(["explain", SENTENCE, "--model", &model, "--format", "json"]).ends_with(0).object();
    let contributions = object["contributions"].as_array().unwrap();
    assert!(contributions.iter().any(|c| c["feature"].as_str().unwrap().starts_with('[')), "{object}");
    let sum = number(&object["intercept"]) + contributions.iter().map(|c| number(&c["amount"])).sum::<f64>();
    assert!((sum - number(&object["score"])).abs() < 1e-9, "{sum} {object}");

    std::fs::remove_file(spans).unwrap();
    train(&folder, &data, &[]);
    assert!(std::fs::read(&model).unwrap() != beside, "without marks there is less to learn");
}

// Cross-validation and inspection

#[test]
fn cross_validation_prints_figures_and_inspect_shows_them() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let (model, ran) = train(&folder, &data, &["--cv", "4"]);
    let ran =
        ran.says(["cross-validation in 4 folds, articles kept whole", "precision", "macro average", "of 64 sentences"]);
    let figures = inspected(&model)["card"]["cross_validation"].clone();
    assert_eq!((&figures["folds"], &figures["grouped"]), (&4.into(), &true.into()));
    assert_eq!(figures["labels"].as_array().unwrap().len(), 4);
    let accuracy = number(&figures["accuracy"]);
    // A guess is right in a quarter of the cases.
    assert!((0.4..=1.0).contains(&accuracy), "{figures}");
    ran.says([format!("accuracy {accuracy:.4}")]);
    let page = run(["inspect", &model]).ends_with(0).stdout;
    let macro_f1 = number(&figures["macro_f1"]);
    let expected = format!("4 folds by article: macro F1 {macro_f1:.4}, accuracy {accuracy:.4}");
    assert!(page.contains(&expected), "{page}");
    assert!(page.contains("claim: precision "), "{page}");
}

#[test]
fn without_articles_sentences_are_divided_one_by_one() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED.replace("group,", "article,"));
    let (model, ran) = train(&folder, &data, &["--cv", "4"]);
    assert!(!ran.stderr.contains("articles kept whole"), "{}", ran.stderr);
    assert_eq!(inspected(&model)["card"]["cross_validation"]["grouped"], false);
}

#[test]
fn cross_validation_does_not_change_the_weights() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let (with, _) = train(&folder, &data, &["--cv", "4"]);
    assert_eq!(inspected(&with)["strongest"], inspected(model())["strongest"]);
}

#[test]
fn inspect_tells_what_a_model_is() {
    let page = run(["inspect", model(), "--top", "3"]).ends_with(0).stdout;
    for part in [
        "claim (16), forecast (16), other (16), reported_forecast (16)",
        "64 sentences, SHA-256 ",
        "language english, n-grams 1 to 3, min-df 2",
        "none (train with --cv)",
        "strongest for reported_forecast\n",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    let weights = page.lines().filter(|line| line.trim_start().starts_with('+')).count();
    assert_eq!(weights, 4 * 3, "{page}");
    let object = inspected(model());
    assert_eq!(object["card"]["training"]["rows"], 64);
    assert_eq!(object["strongest"]["forecast"].as_array().unwrap().len(), 15);
    assert!(number(&object["features"]) > 50.0);
}

// Evaluation

#[test]
fn the_figures_in_json_have_the_keys_that_the_design_names() {
    let folder = Folder::new();
    let data = folder.write("data.csv", mislabelled());
    let ran = run(["evaluate", &data, "--model", model(), "--format", "json"]).ends_with(0);
    assert_eq!(ran.stdout.lines().count(), 1);
    let figures = ran.object();
    assert_eq!(figures["n"], 64);
    let labels = ["claim", "forecast", "other", "reported_forecast"];
    let mut right = 0;
    let mut all = 0;
    for label in labels {
        let of = &figures["labels"][label];
        assert_eq!(of["support"], 16);
        for figure in ["precision", "recall", "f1"] {
            assert!((0.0..=1.0).contains(&number(&of[figure])), "{label}: {of}");
        }
        for given in labels {
            let count = figures["confusion"][label][given].as_u64().unwrap();
            all += count;
            right += if label == given { count } else { 0 };
        }
    }
    assert_eq!(all, 64);
    assert!((number(&figures["accuracy"]) - right as f64 / 64.0).abs() < 1e-9);
    let mean = labels.iter().map(|label| number(&figures["labels"][label]["f1"])).sum::<f64>() / 4.0;
    assert!((number(&figures["macro_f1"]) - mean).abs() < 1e-9);
    assert!((0.0..=1.0).contains(&number(&figures["calibration"]["ece"])));
    assert!((0.0..=2.0).contains(&number(&figures["calibration"]["brier"])));
}

#[test]
fn the_table_of_figures_says_the_same_as_the_json() {
    let folder = Folder::new();
    let data = folder.write("data.csv", mislabelled());
    let figures = run(["evaluate", &data, "--model", model(), "--format", "json"]).ends_with(0).object();
    let table = run(["evaluate", &data, "--model", model()]).ends_with(0).stdout;
    let line = |start: &str| {
        table.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{table}")).to_owned()
    };
    let of = &figures["labels"]["claim"];
    let fields = line("claim");
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let expected = ["precision", "recall", "f1"].map(|figure| format!("{:.4}", number(&of[figure])));
    assert_eq!(fields, ["claim", &expected[0], &expected[1], &expected[2], "16"]);
    assert_eq!(line("accuracy"), format!("accuracy {:.4} of 64 sentences", number(&figures["accuracy"])));
}

#[test]
fn chosen_labels_keep_only_their_rows_and_are_the_only_choice() {
    let folder = Folder::new();
    let data = folder.write("data.csv", format!("{}x,What is this?,riddle\n", LABELLED));
    let args = ["evaluate", &data, "--model", model(), "--format", "json", "--labels", "forecast,claim"];
    let figures = run(args).ends_with(0).object();
    assert_eq!(figures["n"], 32);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&figures["labels"]), ["claim", "forecast"]);
    assert_eq!(keys(&figures["confusion"]), ["claim", "forecast"]);
    assert_eq!(keys(&figures["confusion"]["claim"]), ["claim", "forecast"]);
}

#[test]
fn the_sentences_labelled_wrong_are_written_worst_first() {
    let folder = Folder::new();
    let data = folder.write("data.csv", mislabelled());
    let out = folder.at("errors.csv");
    let args = ["evaluate", &data, "--model", model(), "--format", "json", "--errors", &out];
    let ran = run(args).ends_with(0);
    let rows = csv_rows(&folder.read("errors.csv"));
    let labels = ["claim", "forecast", "other", "reported_forecast"];
    let scores = labels.map(|label| format!("score_{label}"));
    assert_eq!(rows[0], ["line", "text", "label", "predicted", &scores[0], &scores[1], &scores[2], &scores[3]]);

    let wrong = 64 - (number(&ran.object()["accuracy"]) * 64.0).round() as usize;
    assert!(wrong > 32, "most labels are wrong");
    assert_eq!(rows.len() - 1, wrong);
    assert!(ran.stderr.contains(&format!("{wrong} sentences labelled wrong")), "{}", ran.stderr);

    let source = csv_rows(&mislabelled());
    let score = |row: &[String], label: &str| -> f64 {
        row[4 + labels.iter().position(|l| *l == label).unwrap()].parse().unwrap()
    };
    for row in &rows[1..] {
        // No field of the data holds a line break, so that lines are rows.
        let read = &source[row[0].parse::<usize>().unwrap() - 1];
        assert_eq!((&row[1], &row[2]), (&read[0], &read[1]));
        assert!(row[2] != row[3] && score(row, &row[3]) >= score(row, &row[2]), "{row:?}");
    }
    let of_truth: Vec<f64> = rows[1..].iter().map(|row| score(row, &row[2])).collect();
    assert!(of_truth.is_sorted(), "{of_truth:?}");
}

#[test]
fn evaluation_agrees_with_classification() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let given = column(&classify([data.as_str(), "--format", "csv"]).ends_with(0).stdout, "label");
    let right = given.iter().zip(column(LABELLED, "label")).filter(|(given, truth)| *given == truth).count();
    let figures = run(["evaluate", &data, "--model", model(), "--format", "json"]).ends_with(0).object();
    assert!((number(&figures["accuracy"]) - right as f64 / 64.0).abs() < 1e-9);
}

// Explanation

const SENTENCE: &str = "Analysts say that prices will rise next year.";

#[test]
fn the_numbers_of_an_explanation_add_up_to_the_score() {
    let mut odds = Vec::new();
    let labels = ["claim", "forecast", "other", "reported_forecast"];
    for label in labels {
        let args = ["explain", SENTENCE, "--model", model(), "--format", "json", "--label", label];
        let object = run(args).ends_with(0).object();
        assert_eq!(object["explained"], label);
        let amounts: Vec<f64> =
            object["contributions"].as_array().unwrap().iter().map(|c| number(&c["amount"])).collect();
        assert!(amounts.len() > 5, "{object}");
        let sum = number(&object["intercept"]) + amounts.iter().sum::<f64>();
        assert!((sum - number(&object["score"])).abs() < 1e-9, "{sum} {object}");
        assert!(amounts.iter().map(|amount| -amount.abs()).is_sorted(), "largest first: {amounts:?}");
        odds.push((number(&object["score"]).exp(), number(&object["scores"][label])));
    }
    // The probabilities are the softmax of the four scores.
    let total: f64 = odds.iter().map(|(odds, _)| odds).sum();
    for (odds, probability) in odds {
        assert!((odds / total - probability).abs() < 1e-6, "{odds} of {total}, {probability}");
    }
}

#[test]
fn the_lines_of_an_explanation_add_up_to_the_score_too() {
    for top in ["0", "3", "1000"] {
        let page = run(["explain", SENTENCE, "--model", model(), "--top", top]).ends_with(0).stdout;
        let (head, lines) = page.split_once("\n\nwhy ").expect("scores, and why");
        assert_eq!(head.lines().count(), 4);
        let score: f64 = lines.lines().next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        let amounts: Vec<f64> = lines
            .lines()
            .skip(1)
            .filter_map(|line| line.split_whitespace().next())
            .map(|number| number.parse().unwrap())
            .collect();
        // Each line is rounded to four digits.
        assert!((amounts.iter().sum::<f64>() - score).abs() < 1e-4 * amounts.len() as f64, "{page}");
        assert!(amounts.len() >= 2, "{page}");
    }
}

#[test]
fn without_a_label_the_most_probable_one_is_explained() {
    let object = run(["explain", SENTENCE, "--model", model(), "--format", "json"]).ends_with(0).object();
    assert_eq!(object["explained"], object["label"]);
    let largest = object["scores"].as_object().unwrap().values().map(number).fold(0.0, f64::max);
    assert_eq!(number(&object["confidence"]), largest);
}

#[test]
fn a_sentence_without_words_is_explained_by_what_every_sentence_gets() {
    let object = run(["explain", "", "--model", model(), "--format", "json"]).ends_with(0).object();
    let sum: f64 = object["contributions"].as_array().unwrap().iter().map(|c| number(&c["amount"])).sum();
    assert!((number(&object["intercept"]) + sum - number(&object["score"])).abs() < 1e-9, "{object}");
}

// Shells and manuals

const COMMANDS: [&str; 8] = ["classify", "train", "evaluate", "curve", "explain", "inspect", "completions", "man"];

#[test]
fn shells_get_completions_of_every_command_and_option() {
    for (shell, sign) in [("bash", "complete -F _sayso"), ("zsh", "#compdef sayso"), ("fish", "complete -c sayso")] {
        let script = run(["completions", shell]).ends_with(0).stdout;
        for part in [sign, "text-column", "max-features", "unit", "quiet"].iter().chain(&COMMANDS) {
            assert!(script.contains(part), "{shell}: {part:?} is missing");
        }
    }
    run(["completions", "cmd"]).ends_with(2).says(["possible values: bash"]);
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let manual = run(["man"]).ends_with(0).stdout;
    assert_eq!(manual.matches(".SH NAME").count(), 1 + COMMANDS.len());
    assert_eq!(manual.lines().filter(|line| line.starts_with(".TH ")).count(), 1 + COMMANDS.len());
    for command in COMMANDS {
        // A minus sign is written with a backslash in roff.
        assert!(
            manual.contains(&format!("sayso\\-{command}")) || manual.contains(&format!("sayso-{command}")),
            "{command}"
        );
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let help = run(["--help"]).ends_with(0).stdout;
    assert!(COMMANDS.iter().all(|command| help.contains(command)), "{help}");
    assert_eq!(run(["--version"]).ends_with(0).stdout, format!("sayso {}\n", env!("CARGO_PKG_VERSION")));
    for command in COMMANDS {
        assert!(run([command, "--help"]).ends_with(0).stdout.contains("Usage: sayso"), "{command}");
    }
}
