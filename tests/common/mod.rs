//! What the tests share: the program as a process, a folder to work in, and a model that is trained once.

#![allow(dead_code, reason = "each file of tests uses a part of it")]

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use std::time::Duration;

/// 64 sentences in 8 articles, 16 of each of the four labels; the columns are `group,text,label`.
pub const LABELLED: &str = include_str!("labelled.csv");

/// The program, which is stopped if it does not end, and which sees none of the colour variables of the tester.
pub fn sayso<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("sayso");
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(args).timeout(Duration::from_secs(300));
    command
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program.
pub fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    outcome(&mut sayso(args))
}

/// Runs the program with something on its standard input.
pub fn run_with_input<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>, input: impl Into<Vec<u8>>) -> Ran {
    outcome(sayso(args).write_stdin(input))
}

/// Runs a prepared command.
pub fn outcome(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

impl Ran {
    /// Checks the exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        let Ran { stdout, stderr, .. } = &self;
        let start: String = stdout.chars().take(2000).collect();
        assert_eq!(self.code, Some(code), "exit code; standard error:\n{stderr}\nstandard output:\n{start}");
        self
    }

    /// Checks that standard error says all of this, and nothing of a panic.
    #[track_caller]
    pub fn says<S: AsRef<str>>(self, parts: impl IntoIterator<Item = S>) -> Self {
        for part in parts {
            let part = part.as_ref();
            assert!(self.stderr.contains(part), "expected {part:?} on standard error, which is:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Standard output as the rows of a CSV file, its header first.
    #[track_caller]
    pub fn rows(&self) -> Vec<Vec<String>> {
        csv_rows(&self.stdout)
    }

    /// Standard output as JSON objects, one a line.
    #[track_caller]
    pub fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    /// Standard output as one JSON object.
    #[track_caller]
    pub fn object(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("the output is JSON")
    }

    /// The column `text` of standard output in CSV.
    #[track_caller]
    pub fn texts(&self) -> Vec<String> {
        column(&self.stdout, "text")
    }

    /// The documents of standard output in CSV, each once, in order.
    #[track_caller]
    pub fn docs(&self) -> Vec<String> {
        let mut docs = column(&self.stdout, "doc");
        docs.dedup();
        docs
    }
}

/// The rows of a CSV text, its header first; all have the same number of fields.
#[track_caller]
pub fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let row = |record: csv::Result<csv::StringRecord>| record.expect("a row").iter().map(str::to_owned).collect();
    reader.into_records().map(row).collect()
}

/// One column of a CSV text.
#[track_caller]
pub fn column(text: &str, name: &str) -> Vec<String> {
    let rows = csv_rows(text);
    let place = rows[0].iter().position(|field| field == name).expect("the column is there");
    rows[1..].iter().map(|row| row[place].clone()).collect()
}

/// A temporary folder.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in it, as text.
    pub fn at(&self, name: &str) -> String {
        self.path().join(name).to_str().expect("temporary folders have plain names").to_owned()
    }

    /// Writes a file, and the folders that lead to it; its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("a folder can be created");
        fs::write(&path, content).expect("a file can be written");
        self.at(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("the file is there, and text")
    }

    pub fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// Every file with its content, hidden ones too: to compare what there is before and after a run.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = walkdir::WalkDir::new(self.path()).into_iter().filter_map(Result::ok);
        let files = entries.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path);
        files.map(|path| (path.clone(), fs::read(path).unwrap_or_default())).collect()
    }
}

/// The path of a model with the four labels, trained by the program on [`LABELLED`].
pub fn model() -> &'static str {
    static TRAINED: OnceLock<String> = OnceLock::new();
    TRAINED.get_or_init(|| {
        let folder = Folder::new();
        // The files of tests run as processes of their own, and may train at the same time: they write the same bytes.
        let model = Path::new(env!("CARGO_TARGET_TMPDIR")).join("four-labels.sayso").to_str().unwrap().to_owned();
        run(["train", &folder.write("labelled.csv", LABELLED), "-o", &model, "--quiet"]).ends_with(0);
        model
    })
}

/// Writes [`LABELLED`] with the places of the sentences, and a file of marks in them; the paths of both.
pub fn write_marked(folder: &Folder) -> (String, String) {
    let marked =
        [("said", "cue"), ("says", "cue"), ("The minister", "source"), ("will", "anchor"), ("expected", "anchor")];
    let mut data = csv::Writer::from_writer(Vec::new());
    let mut marks = String::new();
    data.write_record(["group", "position", "text", "label"]).unwrap();
    for (row, position) in csv_rows(LABELLED)[1..].iter().zip(0..) {
        let (group, text) = (&row[0], &row[1]);
        data.write_record([group, &position.to_string(), text, &row[2]]).unwrap();
        for (start, (words, role)) in marked.iter().filter_map(|mark| Some((text.find(mark.0)?, mark))) {
            let (group, end) = (group.as_str(), start + words.len());
            let mark =
                serde_json::json!({"group": group, "position": position, "role": role, "start": start, "end": end});
            marks += &format!("{mark}\n");
        }
    }
    (folder.write("marked.csv", data.into_inner().unwrap()), folder.write("spans.jsonl", marks))
}

/// Runs `sayso classify` with that model.
pub fn classify<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> Ran {
    outcome(&mut classifier(args))
}

/// `sayso classify` with that model, to be run.
pub fn classifier<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = sayso(["classify", "--model", model()]);
    command.args(args.into_iter().map(|a| a.as_ref().to_owned()));
    command
}
