//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Reports on a web server log: statuses, busiest paths, slowest requests, malformed lines.

Usage: access_log [FILE|-]

  FILE        the log; without it, the sample that comes with the program
  -           standard input
  -h, --help  this text

The log is in nginx's combined format, with or without the request time as its last field:

  $remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent
  \"$http_referer\" \"$http_user_agent\" $request_time

Memory stays below 32 MiB, whatever is read: a line is kept up to 64 KiB and a path up to
256 bytes; of more than 10,000 distinct paths the rare ones are counted together, and the
report says so.

Exit status: 0 if the log was read to its end, malformed lines included; 0 also if whoever reads
the report closes it early; 1 if the log cannot be read or the report cannot be written; 2 for
a wrong command line.
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Report(Log),
}

/// Which log to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Log {
    Sample,
    StandardInput,
    File(PathBuf),
}

impl Command {
    /// # Errors
    /// For an option that does not exist and for a second file.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, lexopt::Error> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut log = None;
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Self::Help),
                Value(name) if log.is_none() => {
                    log = Some(match name {
                        name if name == "-" => Log::StandardInput,
                        name => Log::File(name.into()),
                    });
                },
                unexpected => return Err(unexpected.unexpected()),
            }
        }
        Ok(Self::Report(log.unwrap_or(Log::Sample)))
    }
}
