//! Where results go: standard output, or a file that appears whole or not at all.

use crate::atomic::{self, AtomicFile};
use crate::error::{Error, Result};
use std::io::{BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

/// On Ctrl-C or a request to end, removes the unfinished output file and ends the process with exit code 130.
pub fn clean_up_when_interrupted() {
    let _ = ctrlc::set_handler(|| {
        if atomic::abandon() {
            let _ = writeln!(std::io::stderr(), "\ninterrupted; no output file was written");
        }
        std::process::exit(130);
    });
}

/// A place to write results to.
pub struct Output {
    name: PathBuf,
    /// Whether pages keep their colours.
    colored: bool,
    to: To,
}

enum To {
    /// Standard output.
    Stdout(BufWriter<Stdout>),
    /// A file that appears at the end.
    File(AtomicFile),
}

impl Output {
    /// Standard output, or the file at `path`.
    ///
    /// # Errors
    ///
    /// If no file can be created there.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            let stdout = std::io::stdout();
            let colored = is_colored(anstream::AutoStream::choice(&stdout));
            return Ok(Output { name: "standard output".into(), colored, to: To::Stdout(BufWriter::new(stdout)) });
        };
        let to = To::File(AtomicFile::create(path).map_err(|e| Error::write(path, e))?);
        Ok(Output { name: path.to_owned(), colored: is_colored(anstream::ColorChoice::global()), to })
    }

    /// What it is called in messages.
    #[cfg(feature = "parquet")]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Writes data as they are.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.to {
            To::Stdout(stdout) => stdout.write_all(bytes),
            To::File(file) => file.write_all(bytes),
        };
        written.map_err(|e| Error::write(&self.name, e))
    }

    /// Writes a page for people; without its colours, unless the output is a terminal that shows them or they are always
    /// wanted.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_page(&mut self, page: &[u8]) -> Result<()> {
        if self.colored { self.write(page) } else { self.write(&anstream::adapter::strip_bytes(page).into_vec()) }
    }

    /// Ends the output: only now does a file appear under its name.
    ///
    /// # Errors
    ///
    /// If the rest cannot be written.
    pub fn finish(self) -> Result<()> {
        let name = self.name;
        let finished = match self.to {
            To::Stdout(mut stdout) => stdout.flush(),
            To::File(file) => file.commit(),
        };
        finished.map_err(|e| Error::write(&name, e))
    }
}

fn is_colored(choice: anstream::ColorChoice) -> bool {
    matches!(choice, anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi)
}

#[cfg(feature = "parquet")]
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.to {
            To::Stdout(stdout) => stdout.write(bytes),
            To::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.to {
            To::Stdout(stdout) => stdout.flush(),
            To::File(file) => file.flush(),
        }
    }
}

/// Whether two paths lead to the same file, which may be read or written but not both.
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b && a.is_file())
}

/// Refuses to write `output` over `input`.
///
/// # Errors
///
/// If both are the same file: `by` is what would be written, `called` what would be lost.
pub fn spare(input: &Path, called: &str, by: &str, output: &Path) -> Result<()> {
    if same_file(input, output) {
        let input = input.display();
        return Err(super::usage(format!("{input}: {by} would overwrite {called}; name another file")));
    }
    Ok(())
}

/// Writes a file, whole or not at all.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut output = Output::open(Some(path))?;
    output.write(bytes)?;
    output.finish()
}

/// Prints a page to standard output.
///
/// # Errors
///
/// If it cannot be written.
pub fn print(page: &str) -> Result<()> {
    let mut output = Output::open(None)?;
    output.write_page(page.as_bytes())?;
    output.finish()
}
