//! Builds `train.csv`, `test.csv` and `spans.jsonl` from the pieces in `articles/`, checks them, and prints the statistics that
//! `README.md` quotes.
//!
//!     cargo run --release --example build-datasets
//!
//! A piece is a header, an empty line, and a sentence a line, `label | sentence`, with an empty line between paragraphs. Marks
//! within a sentence, `{role words}`, tell source, cue, content, anchor, horizon and condition; they nest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub const LABELS: [&str; 4] = ["claim", "forecast", "other", "reported_forecast"];
pub const ROLES: [&str; 6] = ["source", "cue", "content", "anchor", "horizon", "condition"];
const HEADER: [&str; 5] = ["title", "domain", "register", "voice", "date"];

/// Which pieces are for testing is drawn with this seed.
const SEED: u64 = 2026;

/// One piece in this many, of each register.
const TEST_SHARE: f64 = 0.15;

/// A piece: one article.
pub struct Piece {
    pub group: String,
    pub header: BTreeMap<String, String>,
    pub sentences: Vec<Sentence>,
}

/// A labelled sentence.
pub struct Sentence {
    pub label: String,
    pub text: String,
    pub paragraph: usize,
    pub spans: Vec<Span>,
}

/// A marked stretch of a sentence, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub role: String,
}

/// Reads every piece, in the order of their names.
pub fn pieces(folder: &Path) -> Result<Vec<Piece>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    paths.iter().map(|path| piece(path)).collect()
}

fn piece(path: &Path) -> Result<Piece, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let group = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (head, body) = text.split_once("\n\n").ok_or_else(|| format!("{group}: no empty line after the header"))?;
    let field = |line: &str| line.split_once(": ").map(|(k, v)| (k.to_owned(), v.trim().to_owned()));
    let header: BTreeMap<String, String> = head.lines().filter_map(field).collect();
    if let Some(missing) = HEADER.iter().find(|key| !header.contains_key(**key)) {
        return Err(format!("{group}: the header lacks `{missing}`").into());
    }
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut paragraph = 0;
    for (line, number) in body.lines().zip(head.lines().count() + 2..) {
        if line.is_empty() {
            paragraph = sentences.last().map_or(0, |s| s.paragraph + 1);
            continue;
        }
        let at = |problem: &str| format!("{group}, line {number}: {problem}");
        let (label, marked) = line.split_once(" | ").ok_or_else(|| at("expected `label | sentence`"))?;
        if !LABELS.contains(&label) {
            return Err(at(&format!("unknown label `{label}`")).into());
        }
        let (text, spans) = strip(marked).map_err(|problem| at(&problem))?;
        sentences.push(Sentence { label: label.to_owned(), text, paragraph, spans });
    }
    Ok(Piece { group, header, sentences })
}

/// A marked sentence without its marks, and what they marked.
pub fn strip(marked: &str) -> Result<(String, Vec<Span>), String> {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest[at..].starts_with('}') {
            let (role, start): (&str, usize) = open.pop().ok_or("a closing brace without an opening one")?;
            if start == text.len() {
                return Err(format!("`{role}` marks nothing"));
            }
            spans.push(Span { start, end: text.len(), role: role.to_owned() });
            rest = after;
        } else {
            let role = ROLES.iter().find(|role| after.strip_prefix(**role).is_some_and(|r| r.starts_with(' ')));
            let role =
                role.ok_or_else(|| format!("unknown mark `{{{}`", after.chars().take(12).collect::<String>()))?;
            open.push((role, text.len()));
            rest = &after[role.len() + 1..];
        }
    }
    if let Some((role, _)) = open.pop() {
        return Err(format!("`{role}` is never closed"));
    }
    text.push_str(rest);
    spans.sort();
    Ok((text, spans))
}

/// The pieces that are for testing: of each register a share, at least one, drawn with a seed.
pub fn drawn_for_test(pieces: &[Piece]) -> BTreeSet<String> {
    let mut by_register: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for piece in pieces {
        by_register.entry(&piece.header["register"]).or_default().push(&piece.group);
    }
    let mut drawn = BTreeSet::new();
    for groups in by_register.values_mut() {
        sayso::learning::random::shuffle(groups, SEED);
        let count = (groups.len() as f64 * TEST_SHARE).round().max(1.0) as usize;
        drawn.extend(groups.iter().take(count).map(|g| (*g).to_owned()));
    }
    drawn
}

/// Names and contents.
pub type Files = [(&'static str, Vec<u8>); 3];

/// The three files: training set, test set, spans.
pub fn files(pieces: &[Piece]) -> Result<Files, Box<dyn Error>> {
    let test = drawn_for_test(pieces);
    let table = |of_test: bool| -> Result<Vec<u8>, Box<dyn Error>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["text", "label", "group", "position", "paragraph", "domain", "register"])?;
        for piece in pieces.iter().filter(|p| test.contains(&p.group) == of_test) {
            for (position, s) in piece.sentences.iter().enumerate() {
                let (position, paragraph) = (position.to_string(), s.paragraph.to_string());
                let [domain, register] = ["domain", "register"].map(|key| piece.header[key].as_str());
                writer.write_record([&s.text, &s.label, &piece.group, &position, &paragraph, domain, register])?;
            }
        }
        Ok(writer.into_inner()?)
    };
    let mut spans = String::new();
    for piece in pieces {
        for (position, s) in piece.sentences.iter().enumerate() {
            for Span { role, start, end } in &s.spans {
                let group = &piece.group;
                writeln!(
                    spans,
                    r#"{{"group":"{group}","position":{position},"role":"{role}","start":{start},"end":{end}}}"#
                )?;
            }
        }
    }
    Ok([("train.csv", table(false)?), ("test.csv", table(true)?), ("spans.jsonl", spans.into_bytes())])
}

/// The statistics, in Markdown.
pub fn statistics(pieces: &[Piece], readings: &Path) -> Result<String, Box<dyn Error>> {
    let test = drawn_for_test(pieces);
    let mut rows: BTreeMap<&str, (usize, [usize; 4])> = BTreeMap::new();
    for piece in pieces {
        let row = rows.entry(&piece.header["register"]).or_default();
        row.0 += 1;
        piece.sentences.iter().for_each(|s| row.1[place(&s.label)] += 1);
    }
    let mut out = String::from(
        "| register | pieces | sentences | claim | forecast | other | reported forecast |\n|---|---|---|---|---|---|---|\n",
    );
    let mut line = |name: &str, pieces: usize, counts: [usize; 4]| {
        let n: usize = counts.iter().sum();
        let shares: Vec<String> = counts.iter().map(|c| format!("{:.0}%", 100.0 * *c as f64 / n as f64)).collect();
        writeln!(out, "| {name} | {pieces} | {n} | {} |", shares.join(" | "))
    };
    let mut total = (0, [0; 4]);
    for (register, (count, labels)) in &rows {
        line(register, *count, *labels)?;
        total.0 += count;
        (0..4).for_each(|l| total.1[l] += labels[l]);
    }
    line("**all**", total.0, total.1)?;
    let spans: usize = pieces.iter().flat_map(|p| &p.sentences).map(|s| s.spans.len()).sum();
    let words: usize = pieces.iter().flat_map(|p| &p.sentences).map(|s| s.text.split_whitespace().count()).sum();
    let n: usize = total.1.iter().sum();
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    pieces
        .iter()
        .flat_map(|p| &p.sentences)
        .flat_map(|s| &s.spans)
        .for_each(|s| *roles.entry(&s.role).or_default() += 1);
    let roles: Vec<String> = roles.iter().map(|(role, count)| format!("{role} {count}")).collect();
    writeln!(
        out,
        "\n{} pieces for testing, {} for training; {:.1} words a sentence; {spans} spans: {}.",
        test.len(),
        pieces.len() - test.len(),
        words as f64 / n as f64,
        roles.join(", ")
    )?;
    writeln!(out, "\n{}", agreement(readings)?)?;
    Ok(out)
}

fn place(label: &str) -> usize {
    LABELS.iter().position(|l| *l == label).expect("labels are checked when read")
}

/// How far the writer's and the second reader's labels agree: over all, and for each label against the rest.
fn agreement(readings: &Path) -> Result<String, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for record in csv::Reader::from_path(readings)?.deserialize() {
        let record: HashMap<String, String> = record?;
        pairs.push((place(&record["first"]), place(&record["second"])));
    }
    let mut out = String::from("| label | accuracy | Cohen's kappa |\n|---|---|---|\n");
    let mut line = |name: &str, pairs: &[(usize, usize)]| {
        let n = pairs.len() as f64;
        let observed = pairs.iter().filter(|(a, b)| a == b).count() as f64 / n;
        let share =
            |pick: fn(&(usize, usize)) -> usize, l: usize| pairs.iter().filter(|p| pick(p) == l).count() as f64 / n;
        let expected: f64 = (0..4).map(|l| share(|p| p.0, l) * share(|p| p.1, l)).sum();
        writeln!(out, "| {name} | {observed:.3} | {:.3} |", (observed - expected) / (1.0 - expected))
    };
    line("all four", &pairs)?;
    for (l, label) in LABELS.iter().enumerate() {
        let against_rest: Vec<(usize, usize)> =
            pairs.iter().map(|(a, b)| (usize::from(*a == l), usize::from(*b == l))).collect();
        line(label, &against_rest)?;
    }
    write!(out, "\n{} sentences read twice.", pairs.len())?;
    Ok(out)
}

#[allow(dead_code, reason = "the tests include this file for its checks")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let pieces = pieces(&folder.join("articles"))?;
    for (name, content) in files(&pieces)? {
        fs::write(folder.join(name), content)?;
    }
    print!("{}", statistics(&pieces, &folder.join("readings.csv"))?);
    Ok(())
}
