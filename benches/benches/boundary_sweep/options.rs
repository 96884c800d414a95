//! What the command line says.

use std::path::PathBuf;

use lexopt::Arg::Long;
use lexopt::{Parser, ValueExt};

/// The fewest elements of a measurement, which is for a capacity of one.
const FEWEST: u64 = 20_000;

/// The most.
const MOST: u64 = 1_000_000;

/// What the command line says.
pub(crate) struct Options {
    pub(crate) rounds: usize,
    /// Where the picture goes.
    pub(crate) svg: Option<PathBuf>,
    /// Nothing is measured: each way only shows that it works.
    pub(crate) is_rehearsal: bool,
}

impl Options {
    pub(crate) fn from_env() -> Result<Self, lexopt::Error> {
        let mut options = Self {
            rounds: 5,
            svg: None,
            is_rehearsal: true,
        };
        let mut arguments = Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("bench") => options.is_rehearsal = false,
                Long("rounds") => options.rounds = arguments.value()?.parse()?,
                Long("svg") => options.svg = Some(arguments.value()?.into()),
                option => return Err(option.unexpected()),
            }
        }
        if options.is_rehearsal {
            options.rounds = 1;
        }
        Ok(options)
    }

    /// How many elements are handed over in a measurement. The smaller the capacity, the longer
    /// an element takes.
    pub(crate) fn elements(&self, capacity: usize) -> u64 {
        if self.is_rehearsal {
            return 100;
        }
        (capacity as u64 * FEWEST).min(MOST)
    }
}
