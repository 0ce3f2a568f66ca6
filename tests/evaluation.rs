//! What the figures are worth: calibration, thresholds, intervals, comparisons, breakdowns, learning curves, tuning, priors.

mod common;

use common::{Folder, LABELLED, column, csv_rows, model, run};
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

const LABELS: [&str; 4] = ["claim", "forecast", "other", "reported_forecast"];

/// The path of a model that was trained on [`LABELLED`] with cross-validation.
fn validated() -> &'static str {
    static TRAINED: OnceLock<String> = OnceLock::new();
    TRAINED.get_or_init(|| {
        let model = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validated.sayso").to_str().unwrap().to_owned();
        let folder = Folder::new();
        let data = folder.write("data.csv", LABELLED);
        run(["train", &data, "-o", &model, "--cv", "4", "--quiet"]).ends_with(0);
        model
    })
}

/// [`LABELLED`] with the labels in another order, of which nothing can be learned.
fn mislabelled(folder: &Folder) -> String {
    let rows = csv_rows(LABELLED);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["group", "text", "label"]).unwrap();
    for (at, row) in rows[1..].iter().enumerate() {
        // Triangular numbers reach each place of a power of two once.
        let other = &rows[1 + at * (at + 1) / 2 % 64];
        table.write_record([&row[0], &row[1], &other[2]]).unwrap();
    }
    folder.write("mislabelled.csv", table.into_inner().unwrap())
}

#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(number).collect()
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no object")).keys().collect()
}

#[track_caller]
fn evaluated(args: &[&str]) -> Value {
    run(["evaluate", "--format", "json"].iter().chain(args)).ends_with(0).object()
}

// Calibration

#[test]
fn cross_validation_calibrates_and_inspect_tells() {
    let card = run(["inspect", validated(), "--format", "json"]).ends_with(0).object();
    assert!(number(&card["calibration"]["temperature"]) > 0.0, "{card}");
    assert_eq!(numbers(&card["calibration"]["biases"]).len(), 4);
    let figures = &card["card"]["cross_validation"];
    // What is held out tells by how much the model is too sure or not sure enough.
    assert!(number(&figures["calibrated"]["log_loss"]) < number(&figures["uncalibrated"]["log_loss"]), "{figures}");
    assert!(run(["inspect", validated()]).ends_with(0).stdout.contains("calibration       temperature "));

    let card = run(["inspect", model(), "--format", "json"]).ends_with(0).object();
    assert_eq!(card["calibration"], Value::Null);
    assert!(run(["inspect", model()]).ends_with(0).stdout.contains("calibration       none"));
}

#[test]
fn an_explanation_adds_up_to_the_calibrated_score() {
    let sentence = "Analysts say that prices will rise next year.";
    let mut odds = Vec::new();
    for label in LABELS {
        let args = ["explain", sentence, "--model", validated(), "--format", "json", "--label", label];
        let object = run(args).ends_with(0).object();
        let amounts = object["contributions"].as_array().unwrap().iter().map(|c| number(&c["amount"]));
        let sum = number(&object["intercept"]) + amounts.sum::<f64>();
        assert!((sum - number(&object["score"])).abs() < 1e-9, "{sum} {object}");
        odds.push((number(&object["score"]).exp(), number(&object["scores"][label])));
    }
    let total: f64 = odds.iter().map(|(odds, _)| odds).sum();
    assert!(odds.iter().all(|(odds, probability)| (odds / total - probability).abs() < 1e-6), "{odds:?}");
}

// Thresholds

#[test]
fn only_sentences_with_the_labels_asked_for_are_kept() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let all = run(["classify", &data, "--model", model(), "--format", "csv"]).ends_with(0).stdout;
    let wanted = |row: &&Vec<String>| ["label", "claim", "forecast"].contains(&row[5].as_str());
    let expected: Vec<Vec<String>> = csv_rows(&all).iter().filter(wanted).cloned().collect();
    assert!(expected.len() > 20);
    for labels in [&["--label", "claim,forecast"][..], &["--label", "forecast", "--label", "claim"]] {
        let ran = run(["classify", &data, "--model", model(), "--format", "csv"].iter().chain(labels)).ends_with(0);
        assert_eq!(ran.rows(), expected);
        ran.says([format!("{} sentences kept", expected.len() - 1)]);
    }
    run(["classify", &data, "--model", model(), "--label", "rumour"]).ends_with(2).says([
        "--label rumour: the model has no such label; its labels are claim, forecast, other, reported_forecast",
    ]);
}

#[test]
fn a_document_of_which_nothing_is_kept_is_done_and_not_shown() {
    let folder = Folder::new();
    let article = folder.write("article.txt", "The senator said that it was false.");
    let ran = run(["classify", &article, "--model", model(), "--label", "forecast"]).ends_with(0);
    assert_eq!(ran.stdout, "");
    ran.says(["1 article, 0 sentences kept"]);
}

#[test]
fn a_precision_is_bought_with_a_threshold_that_is_told() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let card = run(["inspect", validated(), "--format", "json"]).ends_with(0).object();
    let points = &card["card"]["cross_validation"]["labels"][0]["thresholds"];
    let points = points.as_array().expect("a curve for each label");
    assert!(!points.is_empty() && points.len() <= 100, "{points:?}");
    let best = points.iter().map(|point| number(&point["precision"])).fold(0.0, f64::max);
    let reaching = points.iter().find(|point| number(&point["precision"]) >= best).unwrap();

    let args = ["classify", &data, "--model", validated(), "--format", "csv", "--label", "claim", "--min-precision"];
    let ran = run(args.iter().copied().chain([best.to_string().as_str()])).ends_with(0);
    let threshold = number(&reaching["threshold"]);
    let confidences = column(&ran.stdout, "confidence");
    assert!(confidences.iter().all(|c| c.parse::<f64>().unwrap() >= threshold - 5e-5), "{confidences:?}");
    ran.says([
        format!("claim: kept from a confidence of {threshold:.4} on"),
        format!("a recall of {:.3}, instead of", number(&reaching["recall"])),
    ]);
}

#[test]
fn a_precision_that_cannot_be_promised_is_refused() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let classify = |model: &str, options: &[&str]| run(["classify", &data, "--model", model].iter().chain(options));
    let asked = ["--label", "forecast", "--min-precision", "0.99"];
    classify(model(), &asked).ends_with(2).says(["--min-precision needs a model", "train it with --cv 5"]);
    let hopeless = folder.at("hopeless.sayso");
    run(["train", &mislabelled(&folder), "-o", &hopeless, "--cv", "4", "--quiet"]).ends_with(0);
    classify(&hopeless, &asked).ends_with(2).says(["--min-precision 0.99: `forecast` "]);
    classify(validated(), &["--min-precision", "0.9"]).ends_with(2).says(["--label"]);
    for share in ["95", "-0.1", "high", "NaN"] {
        let asked = format!("--min-precision={share}");
        classify(validated(), &["--label", "claim", &asked])
            .ends_with(2)
            .says(["a share between 0 and 1, such as 0.95"]);
    }
}

#[test]
fn precision_and_recall_by_threshold_begin_with_those_of_the_label() {
    let folder = Folder::new();
    let data = mislabelled(&folder);
    let figures = evaluated(&[&data, "--model", model()]);
    let table = run(["evaluate", &data, "--model", model(), "--thresholds"]).ends_with(0).stdout;
    assert!(!run(["evaluate", &data, "--model", model()]).ends_with(0).stdout.contains("believed only from"));
    let first = table.lines().find(|line| line.starts_with("0.00")).expect("a line for each threshold");
    let mut cells = first.split_whitespace().skip(1);
    for label in LABELS {
        let points = figures["thresholds"][label].as_array().expect("a curve for each label");
        let of = |figure: &str| points.iter().map(|point| number(&point[figure])).collect::<Vec<_>>();
        assert!(of("threshold").is_sorted() && of("recall").iter().rev().is_sorted(), "{points:?}");
        for figure in ["precision", "recall"] {
            assert_eq!(of(figure)[0], number(&figures["labels"][label][figure]), "{label}");
            assert_eq!(cells.next().unwrap(), format!("{:.4}", of(figure)[0]));
        }
        let given: u64 = LABELS.iter().map(|gold| figures["confusion"][gold][label].as_u64().unwrap()).sum();
        assert_eq!(points[0]["kept"], given);
    }
}

#[test]
fn the_chart_shows_each_label_and_the_reliability() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let plot = folder.at("plot.svg");
    run(["evaluate", &data, "--model", model(), "--plot", &plot]).ends_with(0);
    let svg = folder.read("plot.svg");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    // Precision and recall of each label, and the diagonal.
    assert_eq!(svg.matches("<polyline").count(), 2 * 4 + 1);
    assert!(LABELS.iter().all(|label| svg.contains(&format!(">{label}</text>"))), "{svg}");
    assert!(svg.contains("reliability") && !svg.contains("NaN"), "{svg}");
    run(["evaluate", &data, "--model", model(), "--plot", &data]).ends_with(2).says(["would overwrite the data"]);
}

// Intervals

#[test]
fn intervals_hold_the_figures_and_are_the_same_each_time() {
    let folder = Folder::new();
    let data = mislabelled(&folder);
    let json = |threads: &str| {
        let mut command = common::sayso(["evaluate", &data, "--model", model(), "--format", "json"]);
        common::outcome(command.env("RAYON_NUM_THREADS", threads)).ends_with(0)
    };
    let figures = json("1");
    assert!(figures.stdout == json("2").stdout);
    let figures = figures.object();
    let intervals = &figures["intervals"];
    assert_eq!((&intervals["units"], &intervals["by_article"]), (&8.into(), &true.into()));
    let mut pairs = vec![
        (&intervals["accuracy"], &figures["accuracy"]),
        (&intervals["macro_f1"], &figures["macro_f1"]),
        (&intervals["axes"]["future"], &figures["axes"]["future"]["f1"]),
    ];
    pairs.extend(LABELS.map(|label| (&intervals["labels"][label], &figures["labels"][label]["f1"])));
    for (interval, figure) in pairs {
        let [low, high] = numbers(interval)[..] else { panic!("{interval} is no interval") };
        assert!(0.0 <= low && low <= number(figure) && number(figure) <= high && high <= 1.0, "{interval} {figure}");
    }
    let [low, high] = numbers(&intervals["macro_f1"])[..] else { panic!("{intervals}") };
    let table = run(["evaluate", &data, "--model", model()]).ends_with(0).stdout;
    assert!(table.contains("bootstrap draws of 8 articles"), "{table}");
    assert!(
        table.lines().any(|l| l.starts_with("macro F1 ") && l.ends_with(&format!("{low:.4} to {high:.4}"))),
        "{table}"
    );
}

#[test]
fn without_articles_sentences_are_drawn() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let intervals = &evaluated(&[&data, "--model", model(), "--group-column", "none"])["intervals"];
    assert_eq!((&intervals["units"], &intervals["by_article"]), (&64.into(), &false.into()));
}

// Axes

#[test]
fn the_two_questions_behind_the_labels_are_measured_by_themselves() {
    let folder = Folder::new();
    let data = mislabelled(&folder);
    let figures = evaluated(&[&data, "--model", model()]);
    for (axis, members) in
        [("attributed", ["claim", "reported_forecast"]), ("future", ["forecast", "reported_forecast"])]
    {
        let count = |yes: &dyn Fn(&str, &str) -> bool| -> f64 {
            let pairs = LABELS.iter().flat_map(|gold| LABELS.iter().map(move |given| (gold, given)));
            let counted = pairs.filter(|(gold, given)| yes(gold, given));
            counted.map(|(gold, given)| number(&figures["confusion"][gold][given])).sum()
        };
        let hits = count(&|gold, given| members.contains(&gold) && members.contains(&given));
        let of = &figures["axes"][axis];
        assert_eq!(number(&of["precision"]), hits / count(&|_, given| members.contains(&given)), "{axis}");
        assert_eq!(number(&of["recall"]), hits / count(&|gold, _| members.contains(&gold)), "{axis}");
        assert_eq!(of["support"], 32);
    }
    assert_eq!(evaluated(&[&data, "--model", model(), "--labels", "claim,forecast"])["axes"], Value::Null);
}

// Breakdown

#[test]
fn figures_are_broken_down_by_a_column() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let by = &evaluated(&[&data, "--model", model(), "--by", "group,label"])["by"];
    let parts = by["group"].as_object().expect("a part for each value");
    assert_eq!(parts.len(), 8);
    assert_eq!(parts.values().map(|part| part["n"].as_u64().unwrap()).sum::<u64>(), 64);
    assert_eq!(keys(&by["label"]), LABELS);
    let claims = &by["label"]["claim"];
    assert_eq!(claims["accuracy"], claims["labels"]["claim"]["recall"]);

    let table = run(["evaluate", &data, "--model", model(), "--by", "label"]).ends_with(0).stdout;
    let line = table.lines().skip_while(|line| !line.starts_with("by label")).nth(1).expect("a line for each value");
    let fields: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(fields[..3], ["claim", "16", format!("{:.4}", number(&claims["accuracy"])).as_str()]);
    run(["evaluate", &data, "--model", model(), "--by", "mood"])
        .ends_with(2)
        .says(["column `mood`: not in the header", "--by"]);
}

// Comparison

#[test]
fn a_model_is_as_good_as_itself_and_better_than_one_that_learned_nonsense() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let with = |other: &str| evaluated(&[&data, "--model", model(), "--compare", other])["comparison"].clone();
    let itself = with(model());
    assert_eq!(numbers(&itself["macro_f1"]["interval"]), [0.0, 0.0]);
    assert_eq!((number(&itself["p"]), number(&itself["accuracy"]["difference"])), (1.0, 0.0));

    let nonsense = folder.at("nonsense.sayso");
    run(["train", &mislabelled(&folder), "-o", &nonsense, "--quiet"]).ends_with(0);
    let better = with(&nonsense);
    assert_eq!(better["other"], nonsense);
    let [low, high] = numbers(&better["accuracy"]["interval"])[..] else { panic!("{better}") };
    let difference = number(&better["accuracy"]["difference"]);
    assert!(0.3 < low && low <= difference && difference <= high, "{better}");
    let (ours, theirs) = (number(&better["only_first_right"]), number(&better["only_second_right"]));
    assert!(((ours - theirs) / 64.0 - difference).abs() < 1e-9, "{better}");
    assert!(number(&better["p"]) < 1e-6, "{better}");
    let table = run(["evaluate", &data, "--model", model(), "--compare", &nonsense]).ends_with(0).stdout;
    assert!(
        table.contains(&format!("beside {nonsense}")) && table.contains("McNemar's exact test, p = 0.0000"),
        "{table}"
    );
}

#[test]
fn models_of_other_labels_are_compared_only_on_those_that_they_share() {
    let folder = Folder::new();
    let two =
        LABELLED.lines().filter(|line| line.ends_with("label") || line.ends_with(",claim") || line.ends_with(",other"));
    let two = folder.write("two.csv", two.map(|line| format!("{line}\n")).collect::<String>());
    let other = folder.at("two.sayso");
    run(["train", &two, "-o", &other, "--quiet"]).ends_with(0);
    let args = ["evaluate", &two, "--model", model(), "--compare", &other];
    run(args).ends_with(2).says(["this model has the labels claim, other", "with --labels"]);
    run(args.iter().chain(&["--labels", "claim,other"])).ends_with(0);
}

// Priors

#[test]
fn a_prior_moves_the_labels() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let claims = |prior: &str| {
        let args = ["classify", &data, "--model", model(), "--format", "csv", "--label", "claim", "--prior", prior];
        run(args).ends_with(0).rows().len()
    };
    assert!(claims("claim=0.0001") < claims("claim=0.25") && claims("claim=0.25") < claims("claim=0.9999"));
    let scores = |options: &[&str]| {
        let args = ["classify", &data, "--model", model(), "--format", "jsonl"];
        run(args.iter().chain(options)).ends_with(0).stdout
    };
    // A quarter of each is what it was trained on.
    assert_eq!(scores(&["--prior", "claim=0.25,forecast=0.25"]), scores(&[]));
}

#[test]
fn a_prior_that_makes_no_sense_is_refused() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    for (prior, says) in [
        ("claim", "`claim`: expected a label and its share"),
        ("claim=1.2", "`claim=1.2`: expected a label and its share, more than 0 and at most 1"),
        ("claim=0", "such as claim=0.15"),
        ("rumour=0.1", "--prior names `rumour`, which is no label here"),
        ("claim=0.1,claim=0.2", "--prior names `claim` twice"),
        ("claim=0.6,other=0.4", "the shares of --prior add up to 1.000; expected less than 1"),
        ("claim=0.2,other=0.2,forecast=0.2,reported_forecast=0.2", "add up to 0.800; expected 1"),
    ] {
        for command in ["classify", "evaluate"] {
            run([command, &data, "--model", model(), "--prior", prior]).ends_with(2).says([says]);
        }
    }
    run(["classify", &data, "--model", model(), "--prior", "estimate"])
        .ends_with(2)
        .says(["expected a label and its share"]);
}

#[test]
fn the_mix_of_labels_is_estimated_from_the_texts() {
    let folder = Folder::new();
    // 16 claims, and one of each other label.
    let mut seen = Vec::new();
    let rows = LABELLED.lines().filter(|line| {
        let label = line.rsplit(',').next().unwrap().to_owned();
        let first = !seen.contains(&label);
        seen.push(label.clone());
        first || label == "claim"
    });
    let data = folder.write("data.csv", rows.map(|row| format!("{row}\n")).collect::<String>());
    let figures = evaluated(&[&data, "--model", validated(), "--prior", "estimate"]);
    let mix = &figures["mix"];
    assert_eq!(keys(mix), LABELS);
    assert!((LABELS.iter().map(|label| number(&mix[label])).sum::<f64>() - 1.0).abs() < 1e-9, "{mix}");
    assert!((number(&mix["claim"]) - 16.0 / 19.0).abs() < 0.15, "{mix}");
    let log_loss = |figures: &Value| number(&figures["calibration"]["log_loss"]);
    assert!(log_loss(&figures) < log_loss(&evaluated(&[&data, "--model", validated()])));
    let given = evaluated(&[&data, "--model", validated(), "--prior", "claim=0.85"]);
    assert!((number(&given["mix"]["other"]) - 0.05).abs() < 1e-9, "{given}");
}

// Learning curve

#[test]
fn the_learning_curve_grows_by_whole_articles() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let (plot, test) = (folder.at("curve.svg"), folder.write("test.csv", LABELLED));
    let by_test = ["curve", &data, "--test", &test, "--format", "json", "--plot", &plot];
    for args in [&by_test[..], &["curve", &data, "--cv", "4", "--format", "json"]] {
        let object = run(args).ends_with(0).object();
        let curve = object["curve"].as_array().expect("a point for each part");
        let sentences: Vec<f64> = curve.iter().map(|point| number(&point["sentences"])).collect();
        assert!(curve.len() >= 4 && sentences.is_sorted(), "{object}");
        assert!(sentences.iter().all(|n| n % 8.0 == 0.0), "an article has eight sentences: {object}");
        let last = curve.last().unwrap();
        assert_eq!(last["share"], 1.0);
        assert!(number(&last["macro_f1"]) >= number(&curve[0]["macro_f1"]), "{object}");
        assert_eq!(keys(&last["f1"]), LABELS);
    }
    let svg = folder.read("curve.svg");
    assert!(svg.starts_with("<svg ") && svg.matches("<polyline").count() == 2 && !svg.contains("NaN"), "{svg}");
    // The last model has learned from all, as `train` has it.
    let last = run(by_test).ends_with(0).object()["curve"].as_array().unwrap().last().unwrap()["accuracy"].clone();
    assert_eq!(last, evaluated(&[&data, "--model", model()])["accuracy"]);
    let table = run(["curve", &data, "--test", &test]).ends_with(0).stdout;
    assert!(table.starts_with("share  sentences  accuracy  macro F1"), "{table}");
    run(["curve", &data, "--plot", &data]).ends_with(2).says(["would overwrite the data"]);
}

// Tuning

#[test]
fn tuning_takes_the_options_with_the_least_loss() {
    let folder = Folder::new();
    let data = folder.write("data.csv", LABELLED);
    let out = folder.at("tuned.sayso");
    let ran = run(["train", &data, "-o", &out, "--tune", "--cv", "4"]).ends_with(0);
    let mut trials: Vec<(f64, &str)> = ran
        .stderr
        .lines()
        .filter_map(|line| line.split_once(": logarithmic loss "))
        .filter(|(options, _)| options.starts_with("--l2"))
        .map(|(options, figures)| (figures.split(',').next().unwrap().parse().unwrap(), options))
        .collect();
    assert!(trials.len() >= 9, "{}", ran.stderr);
    let chosen = ran.stderr.lines().find_map(|line| line.strip_prefix("chosen of ")).expect("what was chosen");
    let (count, chosen) = chosen.split_once(" settings: ").unwrap();
    assert_eq!(count, trials.len().to_string());
    trials.sort_by(|a, b| a.0.total_cmp(&b.0));
    let of_chosen = trials.iter().find(|(_, options)| *options == chosen).expect("one that was tried").0;
    assert_eq!(of_chosen, trials[0].0);
    let card = run(["inspect", &out, "--format", "json"]).ends_with(0).object()["card"].clone();
    assert_eq!(card["tuned"], trials.len());
    assert!(chosen.starts_with(&format!("--l2 {}, ", number(&card["options"]["l2"]))), "{chosen} {card}");
    let page = run(["inspect", &out]).ends_with(0).stdout;
    assert!(page.contains(&format!("chosen of {count} settings by cross-validation")), "{page}");
}
