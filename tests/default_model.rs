//! The built-in model is what the documented command makes of the documented data, it reads a real article, and the picture
//! in the README shows how.

use assert_cmd::cargo::cargo_bin_cmd;
use std::path::Path;

#[test]
fn the_documented_command_reproduces_the_built_in_model_byte_for_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("models/README.md")).expect("the model card");
    let command = readme.lines().find_map(|l| l.trim().strip_prefix("sayso train ")).expect("the card has the command");
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.sayso");
    let arguments = command.replace("models/default.sayso", &made.to_string_lossy());
    cargo_bin_cmd!("sayso")
        .current_dir(root)
        .arg("train")
        .args(arguments.split_whitespace())
        .arg("--quiet")
        .assert()
        .success();
    let (made, kept) = (std::fs::read(made), std::fs::read(root.join("models/default.sayso")));
    assert!(
        made.expect("a model") == kept.expect("the built-in model"),
        "models/default.sayso is out of date: run `sayso train {command}`"
    );
}

#[test]
fn the_example_article_is_read_as_a_careful_reader_would() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/grid.txt");
    let out =
        cargo_bin_cmd!("sayso").args(["classify", "--format", "csv", "--quiet"]).arg(path).output().expect("it runs");
    let mut rows = csv::Reader::from_reader(out.stdout.as_slice());
    let labels: Vec<(String, String)> =
        rows.records().map(|r| r.expect("a row")).map(|r| (r[4].to_owned(), r[5].to_owned())).collect();
    assert_eq!(labels.len(), 22);
    assert!(!labels.iter().any(|(text, _)| text.contains("Press release")), "notes are left out");
    let label = |start: &str| &labels.iter().find(|(text, _)| text.starts_with(start)).expect("the sentence").1;
    assert_eq!(label("The grid company says"), "claim");
    assert_eq!(label("“Without it"), "claim");
    assert_eq!(label("Ms Solheim warned"), "reported_forecast");
    assert_eq!(label("Prices are likely"), "forecast");
    assert_eq!(label("People who believed"), "other");
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = cargo_bin_cmd!("sayso")
        .current_dir(root)
        .args(["classify", "examples/grid.txt", "--color", "always", "--quiet"])
        .assert()
        .success();
    let printed = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    let kept = std::fs::read_to_string(root.join("docs/grid.svg")).expect("the picture");
    assert!(
        anstyle_svg::Term::new().render_svg(&printed) == kept,
        "docs/grid.svg is out of date: run `cargo run --release --example picture`"
    );
}
