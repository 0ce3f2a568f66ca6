//! What is said to the person at the terminal: on standard error, through here.

use crate::error::Error;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// The way to standard error.
#[derive(Clone)]
pub struct Messages {
    quiet: bool,
}

impl Messages {
    pub fn new(quiet: bool) -> Self {
        Messages { quiet }
    }

    /// Tells how things go; `--quiet` silences it.
    pub fn tell(&self, message: impl AsRef<str>) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{}", message.as_ref());
        }
    }

    /// Names an error, whatever `--quiet` says.
    pub fn error(&self, error: &Error) {
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let _ = writeln!(anstream::stderr(), "{red}error{red:#}: {}", crate::report::style::safe(&error.to_string()));
    }

    /// Names something that may not be as it was meant; `--quiet` silences it.
    pub fn warn(&self, warning: &str) {
        let yellow = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        self.tell(format!("{yellow}warning{yellow:#}: {}", crate::report::style::safe(warning)));
    }

    /// A bar for `total` things, with rate and time left; a counter if the total is not known. Hidden where standard
    /// error is no terminal.
    pub fn bar(&self, total: Option<u64>, things: &str) -> ProgressBar {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        if self.quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = match total {
            Some(_) => format!("{{bar:30}} {{human_pos}} of {{human_len}} {things}, {{per_sec:.0}}, {{eta}} left"),
            None => format!("{{spinner}} {{human_pos}} {things}, {{per_sec:.0}}, {{elapsed}}"),
        };
        bar.set_style(ProgressStyle::with_template(&template).expect("the template is right"));
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Names an error above a bar that is being drawn.
    pub fn error_above(&self, bar: &ProgressBar, error: &Error) {
        bar.suspend(|| self.error(error));
    }
}
