//! `sayso classify`: articles in, labelled sentences out.

use super::inputs::{Input, InputFormat, Kind, Search};
use super::keep::{Keep, KeepOptions};
use super::messages::Messages;
use super::prior::{self, Prior};
use super::sink::{Form, Sink, Written};
use super::{Ended, ModelOption};
use crate::error::{Error, Result};
use crate::extraction::{Date, Extractor, calendar};
use crate::model::{Classifier, Contribution, Scorer};
use crate::report::document::{Classified, Document};
use crate::report::html;
use crate::report::sentences::Format;
use crate::report::style::thousands;
use crate::text::table::{Column, Table};
use crate::text::{Article, Markup, Sentence};
use rayon::prelude::*;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

/// So many bytes of input are worked on at a time, at least one document.
const BATCH_BYTES: u64 = 4 << 20;

/// So many reasons for a label are told in a report.
const REASONS: usize = 5;

/// And at most so many documents or rows.
const BATCH_ITEMS: usize = 8192;

/// Classify the sentences of articles: files, folders, patterns, or standard input
#[derive(clap::Args)]
pub struct Classify {
    /// Files (.txt, .md, .html, .csv, .tsv, .jsonl, .parquet), folders, or patterns; `-` or nothing for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    model: ModelOption,

    /// Form of the output [default: by the output file's extension, else pretty]
    #[arg(long, value_enum)]
    format: Option<FormatName>,

    /// Write to this file, which appears when all is done, instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// In folders, take only files that match this pattern, such as '*.txt'; may be given more than once
    #[arg(long, value_name = "PATTERN")]
    glob: Vec<String>,

    #[command(flatten)]
    keep: KeepOptions,

    /// The shares of labels in these texts, such as claim=0.15,forecast=0.08, for which probabilities are corrected; the
    /// rest is divided among the other labels as in the training data
    #[arg(long, value_name = "LABEL=SHARE,…", conflicts_with = "min_precision", value_parser = Prior::shares)]
    prior: Option<Prior>,

    /// What the inputs are, whatever their extensions
    #[arg(long, value_name = "FORMAT", value_enum)]
    input_format: Option<InputFormat>,

    /// The column, or key, of tables that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,

    /// The column, or key, of tables that names the document
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,

    /// What a row of a table holds
    #[arg(long, value_enum, default_value = "sentence")]
    unit: Unit,

    /// Also tell who says so, by when and how sure: source, cue, content, horizon, condition, modality
    #[arg(long)]
    extract: bool,

    /// The day on which the articles appeared, to which `next year` refers [default: the date near the top of each]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,

    /// The column, or key, of tables that holds the day on which the text appeared
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,

    /// How many threads work [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    /// The article in reading order, with labels in colour
    Pretty,
    /// Columns doc, index, start, end, text, label, confidence
    Csv,
    /// One JSON object a sentence, with the score of every label
    Jsonl,
    /// One page for the browser: the articles, what was found in them and why; as with --extract
    Html,
    /// Columns as in CSV and a column of scores for each label, in Parquet; with the feature `parquet`
    Parquet,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Unit {
    /// One sentence
    Sentence,
    /// A whole article, which is cut into sentences
    Article,
}

/// A piece of work: something to classify, in the order of the input.
enum Item {
    /// A file that holds an article.
    File(PathBuf, Markup),
    /// A row of a table that holds an article.
    Article { doc: String, text: String, date: Option<Date> },
    /// A row of a table that holds a sentence.
    Sentence { doc: String, index: usize, text: String, date: Option<Date> },
    /// An input that failed already.
    Failed(Error),
}

/// What became of it.
struct Done {
    /// None if it failed, or nothing is in it.
    written: Option<Written>,
    /// Sentences of each label, in the order of the model's labels.
    counts: Vec<usize>,
    failure: Option<Error>,
    /// The name of a document without a sentence: nothing is lost, but somebody may wonder.
    empty: Option<String>,
}

/// What became of all.
#[derive(Default)]
struct Totals {
    documents: usize,
    empty: usize,
    counts: Vec<usize>,
    failures: usize,
}

impl Classify {
    pub fn run(self, messages: &Messages) -> Result<Ended> {
        let started = Instant::now();
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
            pool.map_err(|e| super::usage(format!("{threads} threads could not be started: {e}")))?;
        }
        let search =
            Search { paths: &self.paths, globs: &self.glob, format: self.input_format, output: self.output.as_deref() };
        let (inputs, unlisted) = search.list()?;
        if let Some(output) = &self.output {
            self.model.spare("the output", output)?;
        }
        let form = self.form()?;
        let extract = self.extract || form == Form::Text(Format::Html);
        if !extract && (self.date.is_some() || self.date_column.is_some()) {
            return Err(super::usage(
                "--date and --date-column are for what --extract finds; add it, or --format html",
            ));
        }
        let mut model = self.model.load()?;
        let keep = self.keep.resolve(&model, messages)?;
        if let Some(Prior::Shares(shares)) = &self.prior {
            let labels = model.labels().to_vec();
            let mix = prior::complete(shares, &model, &labels)?;
            model.to_mut().set_mix(&labels, &mix);
        }
        let (readers, date) = (Mutex::new(Vec::new()), self.date);
        let work = Work { model: &model, keep: &keep, form, readers, extract, date };
        let mut totals = Totals { counts: vec![0; model.labels().len()], ..Totals::default() };
        let mut sink = Sink::open(form, self.output.as_deref(), &model)?;

        let tables = inputs.iter().any(|i| matches!(i.kind, Kind::Table(_)));
        let bar = messages.bar((!tables).then_some(inputs.len() as u64), if tables { "documents" } else { "articles" });
        let items =
            unlisted.into_iter().map(|e| (Item::Failed(e), 0)).chain(inputs.iter().flat_map(|input| self.items(input)));
        for_each_batch(items, |batch| {
            let size = batch.len() as u64;
            for done in work.run(batch) {
                match done.failure {
                    Some(error) => {
                        totals.failures += 1;
                        messages.error_above(&bar, &error);
                    }
                    None => totals.documents += 1,
                }
                if let Some(doc) = done.empty {
                    totals.empty += 1;
                    bar.suspend(|| {
                        messages.warn(&format!("{doc}: no sentence in it; expected the text of an article"))
                    });
                }
                totals.counts.iter_mut().zip(&done.counts).for_each(|(total, n)| *total += n);
                done.written.map_or(Ok(()), |written| sink.take(written))?;
            }
            bar.inc(size);
            Ok(())
        })?;
        bar.finish_and_clear();
        if totals.documents == totals.empty && totals.failures + totals.empty > 0 {
            messages.tell("nothing could be classified");
            return Ok(Ended::Nothing);
        }
        sink.finish()?;
        let unit = if tables && self.unit == Unit::Sentence { "row" } else { "article" };
        messages.tell(totals.summary(unit, &keep, model.labels(), started));
        Ok(if totals.failures > 0 { Ended::WithFailures } else { Ended::Well })
    }

    fn form(&self) -> Result<Form> {
        let by_extension = || match self.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str()) {
            Some("csv") => FormatName::Csv,
            Some("jsonl" | "ndjson") => FormatName::Jsonl,
            Some("html" | "htm") => FormatName::Html,
            Some("parquet") => FormatName::Parquet,
            _ => FormatName::Pretty,
        };
        let format = match self.format.unwrap_or_else(by_extension) {
            FormatName::Pretty => {
                let width = terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0));
                Format::Pretty { width: if self.output.is_some() { 100 } else { width } }
            }
            FormatName::Csv => Format::Csv { extracted: self.extract },
            FormatName::Jsonl => Format::JsonLines,
            FormatName::Html => Format::Html,
            #[cfg(feature = "parquet")]
            FormatName::Parquet => return Ok(Form::Parquet { extracted: self.extract }),
            #[cfg(not(feature = "parquet"))]
            FormatName::Parquet => {
                return Err(super::usage(
                    "Parquet: this program was built without; build it with `--features parquet`",
                ));
            }
        };
        Ok(Form::Text(format))
    }

    /// The work that an input holds, each with its size in bytes.
    fn items<'a>(&'a self, input: &'a Input) -> Box<dyn Iterator<Item = (Item, u64)> + 'a> {
        match input.kind {
            Kind::Article(markup) => {
                let size = std::fs::metadata(&input.path).map_or(0, |m| m.len());
                Box::new(std::iter::once((Item::File(input.path.clone(), markup), size)))
            }
            Kind::Table(format) => {
                let column =
                    |name: &String, required, option| Column { name: name.clone(), required, option: Some(option) };
                let mut columns = vec![column(&self.text_column, true, "--text-column")];
                columns.extend(self.id_column.as_ref().map(|name| column(name, true, "--id-column")));
                columns.extend(self.date_column.as_ref().map(|name| column(name, true, "--date-column")));
                let table = if input.is_stdin() {
                    Table::read(&input.path, Box::new(std::io::stdin()), format, columns)
                } else {
                    Table::open(&input.path, format, columns)
                };
                match table {
                    Ok(table) => Box::new(table.enumerate().map(|(index, row)| self.item(&input.path, index, row))),
                    Err(error) => Box::new(std::iter::once((Item::Failed(error), 0))),
                }
            }
        }
    }

    fn item(&self, path: &Path, index: usize, row: Result<crate::text::table::Row>) -> (Item, u64) {
        let line;
        let mut fields = match row {
            Ok(row) => {
                line = row.line;
                row.fields.into_iter().map(Option::unwrap_or_default)
            }
            Err(error) => return (Item::Failed(error), 0),
        };
        let text = fields.next().unwrap_or_default();
        let doc = self.id_column.as_ref().and_then(|_| fields.next());
        let doc = doc.unwrap_or_else(|| path.to_string_lossy().into_owned());
        let date = match fields.next().filter(|date| !date.trim().is_empty()) {
            Some(text) => match calendar::date_in(&text) {
                Some(date) => Some(date),
                None => {
                    let problem = format!("`{text}` is no date; expected one such as 2025-04-02 or 2 April 2025");
                    return (Item::Failed(Error::table(path, line, self.date_column.as_deref(), problem)), 0);
                }
            },
            None => None,
        };
        let size = text.len() as u64;
        match self.unit {
            Unit::Sentence => (Item::Sentence { doc, index, text, date }, size),
            Unit::Article => (Item::Article { doc, text, date }, size),
        }
    }
}

/// Gathers work into batches of bounded size and hands them on.
fn for_each_batch(
    items: impl Iterator<Item = (Item, u64)>,
    mut run: impl FnMut(Vec<Item>) -> Result<()>,
) -> Result<()> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for (item, size) in items {
        if !batch.is_empty() && (bytes + size > BATCH_BYTES || batch.len() >= BATCH_ITEMS) {
            run(std::mem::take(&mut batch))?;
            bytes = 0;
        }
        batch.push(item);
        bytes += size;
    }
    run(batch)
}

/// What the threads share.
struct Work<'a> {
    model: &'a Classifier,
    keep: &'a Keep,
    form: Form,
    /// Readers at rest, with the stems that they remember.
    readers: Mutex<Vec<Reader<'a>>>,
    extract: bool,
    date: Option<Date>,
}

/// What a thread reads with.
struct Reader<'a> {
    scorer: Scorer<'a>,
    extractor: Option<Extractor<'a>>,
    /// Whether reasons are wanted.
    explains: bool,
}

impl<'a> Reader<'a> {
    /// Classifies the sentences of one document, all of which appeared on a `date`, if that is known.
    fn read<'s>(&mut self, sentences: Vec<Sentence<'s>>, date: Option<Date>) -> Vec<Classified<'s>>
    where
        'a: 's,
    {
        let predictions: Vec<_> = sentences.iter().map(|s| self.scorer.classify(&s.text)).collect();
        let extractions: Vec<_> = match &mut self.extractor {
            Some(extractor) => {
                let labelled = sentences.iter().zip(&predictions).map(|(s, p)| (&*s.text, p.label));
                extractor.article(labelled, date).into_iter().map(Some).collect()
            }
            None => vec![None; sentences.len()],
        };
        let parts = sentences.into_iter().zip(predictions).zip(extractions).enumerate();
        parts
            .map(|(index, ((sentence, prediction), extraction))| {
                let reasons = self.reasons(&sentence.text, prediction.label);
                Classified { index, sentence, prediction, extraction, reasons }
            })
            .collect()
    }

    fn reasons(&mut self, sentence: &str, label: &str) -> Vec<Contribution<'a>> {
        let wanted = self.explains && html::is_marked(label);
        let explanation = wanted.then(|| self.scorer.explain(sentence, None)).flatten();
        explanation.map_or(Vec::new(), |explanation| explanation.contributions.into_iter().take(REASONS).collect())
    }
}

impl<'a> Work<'a> {
    /// Classifies a batch, on all threads; the outcome is in the order of the batch.
    fn run(&self, batch: Vec<Item>) -> Vec<Done> {
        let share = batch.len().div_ceil(rayon::current_num_threads() * 4).max(1);
        let shares: Vec<Vec<Item>> = {
            let mut items = batch.into_iter();
            std::iter::from_fn(|| Some(items.by_ref().take(share).collect::<Vec<_>>()).filter(|s| !s.is_empty()))
                .collect()
        };
        let done = shares.into_par_iter().map(|share| {
            let at_rest = || self.readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let mut reader = at_rest().pop().unwrap_or_else(|| self.reader());
            let done: Vec<Done> = share.into_iter().map(|item| self.classify(item, &mut reader)).collect();
            at_rest().push(reader);
            done
        });
        done.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn reader(&self) -> Reader<'a> {
        Reader {
            scorer: self.model.scorer(),
            extractor: self.extract.then(|| Extractor::new(self.model)),
            explains: self.form == Form::Text(Format::Html),
        }
    }

    fn classify(&self, item: Item, reader: &mut Reader<'_>) -> Done {
        let outcome = match item {
            Item::Failed(error) => Err(error),
            Item::File(path, markup) => {
                self.article_of(&path, markup).map(|a| self.classify_article(&path.to_string_lossy(), &a, None, reader))
            }
            Item::Article { doc, text, date } => {
                Ok(self.classify_article(&doc, &Article::new(text, self.model.language()), date, reader))
            }
            Item::Sentence { doc, index, text, date } => {
                let mut classified = reader.read(vec![Sentence::alone(&text)], date.or(self.date));
                classified.iter_mut().for_each(|row| row.index = index);
                Ok(self.written(&doc, None, classified))
            }
        };
        outcome.unwrap_or_else(|error| Done { written: None, counts: Vec::new(), failure: Some(error), empty: None })
    }

    fn article_of(&self, path: &Path, markup: Markup) -> Result<Article> {
        let read = if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            std::fs::read(path)
        };
        let bytes = read.map_err(|e| Error::read(path, e))?;
        // Whatever a document does to the parsers of markup and sentences, the others are still read.
        let parsed = catch_unwind(AssertUnwindSafe(|| Article::from_bytes(bytes, markup, self.model.language())));
        let article = parsed
            .unwrap_or_else(|_| Err("could not be taken apart, by a fault of this program; please report it".into()));
        let article = article.map_err(|problem| Error::document(path, problem))?;
        Ok(article)
    }

    fn classify_article(&self, doc: &str, article: &Article, date: Option<Date>, reader: &mut Reader<'_>) -> Done {
        let date = date.or(self.date).or_else(|| self.extract.then(|| calendar::date_of(article.text()))?);
        let sentences = reader.read(article.sentences().collect(), date);
        self.written(doc, Some(article), sentences)
    }

    fn written(&self, name: &str, article: Option<&Article>, mut sentences: Vec<Classified<'_>>) -> Done {
        let empty = sentences.is_empty().then(|| name.to_owned());
        sentences.retain(|sentence| self.keep.keeps(&sentence.prediction));
        let labels = self.model.labels();
        let count = |label| sentences.iter().filter(|s| s.prediction.label == label).count();
        Done {
            written: (!sentences.is_empty())
                .then(|| self.form.write(&Document { name, article, sentences: &sentences }, labels)),
            counts: labels.iter().map(|l| count(l.as_str())).collect(),
            failure: None,
            empty,
        }
    }
}

impl Totals {
    fn summary(&self, unit: &str, keep: &Keep, labels: &[String], started: Instant) -> String {
        let sentences: usize = self.counts.iter().sum();
        let by_label: Vec<String> =
            labels.iter().zip(&self.counts).map(|(l, n)| format!("{l} {}", thousands(*n))).collect();
        let failures = match self.failures {
            0 => String::new(),
            n => format!("; {} failed, named above", thousands(n)),
        };
        format!(
            "{}, {}{} in {:.1} s: {}{failures}",
            counted(self.documents, unit),
            counted(sentences, "sentence"),
            if keep.keeps_all() { "" } else { " kept" },
            started.elapsed().as_secs_f64(),
            by_label.join(", ")
        )
    }
}

fn counted(number: usize, thing: &str) -> String {
    format!("{} {thing}{}", thousands(number), if number == 1 { "" } else { "s" })
}
