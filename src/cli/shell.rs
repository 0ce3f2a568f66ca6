//! `sayso completions` and `sayso man`: help for shells and readers of manuals.

use super::output::Output;
use super::{Cli, Ended};
use crate::error::{Error, Result};
use clap::CommandFactory;
use std::path::Path;

/// Print completions for a shell
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    pub fn run(self) -> Result<Ended> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "sayso", &mut script);
        print(&script)
    }
}

/// Print the manual, a page for each command, in roff
#[derive(clap::Args)]
pub struct Man {}

impl Man {
    pub fn run(self) -> Result<Ended> {
        let mut command = Cli::command();
        command.build();
        let mut pages = Vec::new();
        let failed = |e| Error::write(Path::new("standard output"), e);
        clap_mangen::Man::new(command.clone()).render(&mut pages).map_err(failed)?;
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            clap_mangen::Man::new(sub.clone()).render(&mut pages).map_err(failed)?;
        }
        print(&pages)
    }
}

/// Prints bytes that are no page: roff and scripts have no colours to lose.
fn print(bytes: &[u8]) -> Result<Ended> {
    let mut output = Output::open(None)?;
    output.write(bytes)?;
    output.finish()?;
    Ok(Ended::Well)
}
