//! What the command line says.

use std::time::Duration;

use lexopt::Arg::Long;
use lexopt::{Parser, ValueExt};

/// What the command line says.
pub(crate) struct Options {
    /// How long elements are made for.
    pub(crate) time: Duration,
    pub(crate) capacity: usize,
    /// Nothing is measured: each variant only shows that it works.
    pub(crate) is_rehearsal: bool,
}

impl Options {
    pub(crate) fn from_env() -> Result<Self, lexopt::Error> {
        let mut options = Self {
            time: Duration::from_secs(10),
            capacity: 256,
            is_rehearsal: true,
        };
        let mut arguments = Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("bench") => options.is_rehearsal = false,
                Long("seconds") => {
                    options.time = Duration::from_secs(arguments.value()?.parse()?);
                },
                Long("capacity") => options.capacity = arguments.value()?.parse()?,
                option => return Err(option.unexpected()),
            }
        }
        if options.is_rehearsal {
            options.time = Duration::from_millis(5);
        }
        Ok(options)
    }
}
