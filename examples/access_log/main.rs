//! Reports on a web server log: statuses, bytes served, busiest paths, slowest requests.
//!
//! ```text
//! cargo run --release --example access_log              the sample beside this file
//! cargo run --release --example access_log -- FILE      a log in nginx's combined format
//! zcat old.log.gz | cargo run --release --example access_log -- -
//! ```
//!
//! What to look for:
//!
//! - **The pipeline** is the five lines of `read`. Reading blocks, so `byte_lines_with` does it on
//!   a thread of its own, a few blocks ahead and no more. Parsing and counting happen right here,
//!   in the thread that calls `wait_with_ledger`: they cost less than handing lines to yet another
//!   thread would, so this program starts no pool.
//! - **Memory is bounded**, below 32 MiB for whatever is read, and that is tested: with a line of
//!   100 MB, and with 100 MB of lines whose paths are all different. Each place that could grow
//!   says its bound: `LINE_LENGTH_MAX` in `entry.rs`, `PATHS_MAX` in `report.rs`, `PATH_LENGTH_MAX`
//!   in `paths.rs`, `SLOWEST_MAX`, `FINDINGS_MAX`.
//! - **Nothing is copied per line.** An `Entry` keeps a slice of the block that was read; only what
//!   enters the report (a new path, one of the slowest ten) is copied, so no block stays behind.
//! - **The ledger** at the end of the report: each stage accounts for its lines, and if a stage's
//!   counts did not match, the last line would say so.
//! - **Failures** end the stream with an error that still holds the `io::Error`. A malformed line is
//!   no failure: it is an element like any other.
#![forbid(unsafe_code)]

mod cli;
mod entry;
mod escape;
mod failure;
mod findings;
mod input;
mod malformed;
mod paths;
mod print;
mod progress;
mod report;
mod request;
mod slowest;
mod tally;

use std::env;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use forebay::{LineOptions, Outcome, Overlong, Source};

use self::cli::{Command, HELP, Log};
use self::entry::{Entry, LINE_LENGTH_MAX};
use self::failure::Failure;
use self::input::Input;
use self::progress::Progress;
use self::report::Report;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

fn run() -> Result<(), Failure> {
    let command = Command::parse(env::args_os().skip(1)).map_err(Failure::CommandLine)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match command {
        Command::Help => out.write_all(HELP.as_bytes()),
        Command::Report(log) => {
            let Outcome { result, ledger } = read_with_progress(&log)?;
            let report = result.map_err(|error| Failure::read(&log, &error, &ledger))?;
            print::print(&log.name(), &report, &ledger, &mut out)
        },
    }
    .and_then(|()| out.flush())
    .map_err(Failure::Write)
}

fn read_with_progress(log: &Log) -> Result<Outcome<Box<Report>>, Failure> {
    let Input { reader, size } = Input::open(log).map_err(|error| Failure::open(log, &error))?;
    let Some(progress) = Progress::for_terminal(size) else {
        return Ok(read(reader));
    };
    let outcome = read(progress.watch(reader));
    progress.clear();
    Ok(outcome)
}

/// The whole job: lines in, a report out.
fn read(reader: impl Read + Send + 'static) -> Outcome<Box<Report>> {
    // One byte more than a line may have, so that a line that was cut is seen to be too long.
    let options = LineOptions {
        max_length: LINE_LENGTH_MAX + 1,
        overlong: Overlong::Truncate,
    };
    Source::byte_lines_with(reader, options)
        .map(Entry::parse)
        .zip_with_index()
        .fold(Box::default(), Report::with)
        .wait_with_ledger()
}
