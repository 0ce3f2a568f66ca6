//! What is to be read: the paths on the command line become files, in a fixed order.

use super::output::{self, same_file};
use crate::error::{Error, Result};
use crate::text::Markup;
use crate::text::table::Format;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The files that a folder is searched for, unless `--glob` says otherwise; besides those without an extension.
const KNOWN: &[&str] = &[
    "txt",
    "text",
    "md",
    "markdown",
    "html",
    "htm",
    "xhtml",
    "csv",
    "tsv",
    "jsonl",
    "ndjson",
    #[cfg(feature = "parquet")]
    "parquet",
];

/// How the content of an input is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An article.
    Article(Markup),
    /// Rows.
    Table(Format),
}

/// What a value of `--input-format` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    Text,
    Markdown,
    Html,
    Csv,
    Tsv,
    Jsonl,
    /// With the feature `parquet`
    Parquet,
}

impl InputFormat {
    fn kind(self) -> Kind {
        match self {
            InputFormat::Text => Kind::Article(Markup::Plain),
            InputFormat::Markdown => Kind::Article(Markup::Markdown),
            InputFormat::Html => Kind::Article(Markup::Html),
            InputFormat::Csv => Kind::Table(Format::Delimited(b',')),
            InputFormat::Tsv => Kind::Table(Format::Delimited(b'\t')),
            InputFormat::Jsonl => Kind::Table(Format::JsonLines),
            InputFormat::Parquet => Kind::Table(Format::Parquet),
        }
    }
}

/// A file to read, or standard input, whose path is `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub path: PathBuf,
    pub kind: Kind,
}

impl Input {
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// Which inputs there are.
pub struct Search<'a> {
    /// The paths on the command line: files, folders, patterns, `-`. None stands for standard input.
    pub paths: &'a [PathBuf],
    /// Patterns that the files of a folder have to match, by name or by path within it.
    pub globs: &'a [String],
    /// What all of them are, whatever their extensions say.
    pub format: Option<InputFormat>,
    /// The output file, which is no input.
    pub output: Option<&'a Path>,
}

impl Search<'_> {
    /// Lists the inputs, folders sorted by path. What cannot be listed is an error beside them.
    ///
    /// # Errors
    ///
    /// If a pattern is malformed, or the output file is one of the inputs that were named.
    pub fn list(&self) -> Result<(Vec<Input>, Vec<Error>)> {
        let globs = globs(self.globs)?;
        let (mut inputs, mut failures) = (Vec::new(), Vec::new());
        if self.paths.is_empty() {
            inputs.push(self.input("-".into()));
        }
        for path in self.paths {
            if let Some(output) = self.output {
                output::spare(path, "this input", "the output", output)?;
            }
            if path.is_dir() {
                self.walk(
                    path,
                    &|p| in_folder(p.strip_prefix(path).unwrap_or(p), globs.as_ref()),
                    &mut inputs,
                    &mut failures,
                );
            } else if !path.exists() && has_pattern(path) {
                self.expand(path, &mut inputs, &mut failures)?;
            } else {
                inputs.push(self.input(path.clone()));
            }
        }
        Ok((inputs, failures))
    }

    fn input(&self, path: PathBuf) -> Input {
        let by_extension = || Format::of_path(&path).map_or(Kind::Article(Markup::of_path(&path)), Kind::Table);
        let kind = self.format.map_or_else(by_extension, InputFormat::kind);
        Input { path, kind }
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool, inputs: &mut Vec<Input>, failures: &mut Vec<Error>) {
        let before = (inputs.len(), failures.len());
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) => {
                    let is_output = self.output.is_some_and(|out| same_file(out, entry.path()));
                    if entry.file_type().is_file() && wanted(entry.path()) && !is_output {
                        inputs.push(self.input(entry.into_path()));
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    let loops = error.loop_ancestor().is_some();
                    let source = error.into_io_error().filter(|_| !loops);
                    failures.push(Error::read(
                        &path,
                        source.unwrap_or_else(|| std::io::Error::other("a link that leads in a circle")),
                    ));
                }
            }
        }
        if (inputs.len(), failures.len()) == before {
            failures.push(Error::document(root, "no file in it to read; see --glob for which files are taken"));
        }
    }

    /// Files that match a pattern such as `news/**/*.txt`, which the shell has not expanded.
    fn expand(&self, pattern: &Path, inputs: &mut Vec<Input>, failures: &mut Vec<Error>) -> Result<()> {
        let text = pattern.to_string_lossy();
        let set = globs(&[text.clone().into_owned()])?;
        let fixed: PathBuf = pattern.components().take_while(|c| !has_pattern(Path::new(c.as_os_str()))).collect();
        let root = if fixed.as_os_str().is_empty() { Path::new(".") } else { &fixed };
        let matches = |path: &Path| {
            let path = path.strip_prefix(".").unwrap_or(path);
            set.as_ref().is_some_and(|set| set.is_match(path))
        };
        let before = inputs.len();
        let mut unread = Vec::new();
        self.walk(root, &matches, inputs, &mut unread);
        if inputs.len() == before {
            failures.push(Error::document(pattern, "no file matches"));
        }
        Ok(())
    }
}

fn has_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let malformed = |e: globset::Error| super::usage(format!("a malformed pattern: {e}"));
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(malformed)?);
    }
    set.build().map(Some).map_err(malformed)
}

/// Whether a file found in a folder is taken: `path` is relative to the folder.
fn in_folder(path: &Path, globs: Option<&GlobSet>) -> bool {
    match globs {
        Some(globs) => globs.is_match(path) || path.file_name().is_some_and(|name| globs.is_match(name)),
        None => path
            .extension()
            .is_none_or(|e| e.to_str().is_some_and(|e| KNOWN.contains(&e.to_ascii_lowercase().as_str()))),
    }
}
