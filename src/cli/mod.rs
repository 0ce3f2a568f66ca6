//! The command line: one file a command, and what they share.
//!
//! Exit code 0: done. 1: the work ran, and some of its inputs failed, each named on standard error. 2: wrong usage, or
//! nothing could be done. 130: interrupted.

mod classify;
mod curve;
mod evaluate;
mod explain;
mod inputs;
mod inspect;
mod keep;
mod messages;
mod output;
mod prior;
mod shell;
mod sink;
mod train;
mod training;

use crate::error::{Error, Result};
use crate::model::Classifier;
use clap::{ArgAction, Args, Parser, Subcommand};
use messages::Messages;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Who says so, and will it come true? Reads articles and tells, sentence by sentence, what is credited to a source and what
/// is the author's own forecast.
#[derive(Parser)]
#[command(name = "sayso", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Say nothing on standard error but errors
    #[arg(long, short, global = true, action = ArgAction::SetTrue)]
    quiet: bool,

    /// Colour the output: on a terminal, unless NO_COLOR is set (auto), always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_enum)]
    color: Color,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    Classify(classify::Classify),
    Train(train::Train),
    Evaluate(evaluate::Evaluate),
    Curve(curve::Curve),
    Explain(explain::Explain),
    Inspect(inspect::Inspect),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// The model that a command works with.
#[derive(Args)]
struct ModelOption {
    /// The model file; without it, the built-in model for English articles
    #[arg(long, short, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelOption {
    /// Refuses to write `output` over the model file.
    fn spare(&self, by: &str, output: &Path) -> Result<()> {
        self.model.as_deref().map_or(Ok(()), |model| output::spare(model, "the model", by, output))
    }

    fn load(&self) -> Result<Cow<'static, Classifier>> {
        match &self.model {
            Some(path) => Classifier::load(path).map(Cow::Owned),
            None => Ok(Cow::Borrowed(Classifier::embedded())),
        }
    }
}

/// How a command ended.
enum Ended {
    /// All was done.
    Well,
    /// Some inputs failed, and were named.
    WithFailures,
    /// All inputs failed, and were named.
    Nothing,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let messages = Messages::new(cli.quiet);
    output::clean_up_when_interrupted();
    let ended = match cli.command {
        Command::Classify(command) => command.run(&messages),
        Command::Train(command) => command.run(&messages),
        Command::Evaluate(command) => command.run(&messages),
        Command::Curve(command) => command.run(&messages),
        Command::Explain(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFailures) => ExitCode::from(1),
        Ok(Ended::Nothing) => ExitCode::from(2),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            messages.error(&error);
            ExitCode::from(2)
        }
    }
}

/// A wrong use of the options that clap cannot see.
fn usage(problem: impl Into<String>) -> Error {
    Error::Data(problem.into())
}
