//! `Failure`: why there is no report, in one line and an exit status.

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use forebay::{Ledger, StreamError};

use crate::cli::Log;
use crate::escape::shown;

/// How much of a wrong argument is repeated.
const COMPLAINT_WIDTH: usize = 200;

/// Why there is no report.
#[derive(Debug)]
pub(crate) enum Failure {
    CommandLine(lexopt::Error),
    /// The log cannot be read; the text says why.
    Read(String),
    /// The report cannot be written.
    Write(io::Error),
}

impl Failure {
    pub(crate) fn open(log: &Log, error: &io::Error) -> Self {
        let (name, remedy) = log.name_and_remedy();
        Self::Read(format!("cannot read {name}: {error}{remedy}"))
    }

    /// The stream failed: because of the log or, if there is a bug, in a stage.
    pub(crate) fn read(log: &Log, error: &StreamError, ledger: &Ledger) -> Self {
        let Some(read) = error.downcast_ref::<io::Error>() else {
            return Self::Read(format!("{error:?}"));
        };
        match ledger.delivered() {
            0 => Self::open(log, read),
            lines => Self::Read(format!(
                "cannot read {} beyond line {lines}: {read}",
                log.name()
            )),
        }
    }

    /// Tells the user, and gives the exit status.
    pub(crate) fn tell(&self) -> ExitCode {
        let (text, status) = match self {
            Self::CommandLine(error) => {
                let error = shown(error.to_string().as_bytes(), COMPLAINT_WIDTH);
                (format!("{error}; see --help"), 2)
            },
            Self::Read(text) => (text.clone(), 1),
            // Whoever read the report has seen enough, as in `access_log | head -1`.
            Self::Write(error) if error.kind() == ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            },
            Self::Write(error) => (format!("cannot write the report: {error}"), 1),
        };
        // If nobody hears it, the exit status still says it.
        writeln!(io::stderr(), "access_log: {text}").ok();
        ExitCode::from(status)
    }
}
