//! `Bench`: what the command line says, and running it.

use std::error::Error;

use lexopt::Arg::{Long, Value};
use lexopt::{Parser, ValueExt};

use crate::report::Report;
use crate::{Workload, rounds};

/// How much work a variant does when nothing is measured.
const REHEARSAL: u64 = 1000;

/// A bench as the command line wants it:
/// `cargo bench -p forebay-benches --bench NAME -- [--rounds N] [part of a workload's name]`.
#[derive(Debug)]
pub struct Bench {
    rounds: usize,
    only: Option<String>,
    is_rehearsal: bool,
}

impl Bench {
    /// Reads the command line. `rounds` is how many there are unless told otherwise.
    ///
    /// # Errors
    /// For an option that there is not.
    pub fn from_env(rounds: usize) -> Result<Self, lexopt::Error> {
        let mut bench = Self {
            rounds,
            only: None,
            is_rehearsal: true,
        };
        let mut arguments = Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("bench") => bench.is_rehearsal = false,
                Long("rounds") => bench.rounds = arguments.value()?.parse()?,
                Value(name) => bench.only = Some(name.string()?),
                option => return Err(option.unexpected()),
            }
        }
        Ok(bench)
    }

    /// True if nothing is measured: each variant only shows that it works.
    #[must_use]
    pub fn is_rehearsal(&self) -> bool {
        self.is_rehearsal
    }

    /// True if the workload of this name is to run. `run` asks too; this is for one that is
    /// costly to set up.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only))
    }

    /// Runs the workloads and prints the table.
    ///
    /// # Errors
    /// None today; a bench's `main` ends with it.
    ///
    /// # Panics
    /// If two variants of a workload come to different results.
    pub fn run(self, mut workloads: Vec<Workload>) -> Result<(), Box<dyn Error>> {
        workloads.retain(|workload| self.wants(workload.name));
        let mut report = Report::new(&workloads);
        for workload in &mut workloads {
            let figures = if self.is_rehearsal {
                let units = workload.units.min(REHEARSAL);
                rounds::run(workload, 1, units)
            } else {
                rounds::run(workload, self.rounds, workload.units)
            };
            report.add(workload, &figures);
        }
        if !self.is_rehearsal {
            report.print();
        }
        Ok(())
    }
}
