//! Whole graphs of cells, run by shuttle in thousands of random orders.
//!
//! The models are of two or three threads with a few steps each, and loom runs them
//! in every order. What tasks do that run many times, sleep and are woken has too many orders for
//! that; so here one order after another is drawn at random, and everything else that may differ
//! (capacities, batches, failures, cancels, drops) is drawn with it.
//!
//! Two schedulers draw. The random one takes any task that can run, at each step. PCT gives tasks
//! priorities and changes them at a few steps of a run, at most at [`DEPTH`] - 1: it finds what
//! needs a task to be held up for long, which a coin that is tossed at each step hardly ever does.
//!
//! `cargo xtask shuttle` runs them, and each again with every mutant that it claims to find.
//! Atomics are sequentially consistent here, whatever the ordering that is written: orderings are
//! for loom alone. `docs/specs/models.md` says what else is not checked.

mod element;
mod gauge;
mod oracle;
mod pipelines;
mod plan;
mod producers;
mod queueing;
mod relay;
mod sink;
mod source;
mod task;

use std::env;
use std::sync::Arc;

use shuttle::scheduler::{PctScheduler, RandomScheduler, ReplayScheduler, Scheduler};
use shuttle::{Config, MaxSteps, Runner};

use crate::mutants::Mutant;
use crate::sync::Meter;
use crate::sync::atomic::Ordering::Relaxed;

/// How many steps have to be just so for PCT to find what is wrong.
const DEPTH: usize = 3;

/// A run of more steps does not end: the longest that does has a few thousand.
const STEPS: usize = 100_000;

/// What is drawn from when `FOREBAY_SEED` names nothing else: the same runs each time.
const SEED: u64 = 0x5eed;

/// What a schedule promises.
pub(crate) struct Schedule {
    /// How often it is run by each of the schedulers.
    pub(crate) iterations: usize,
    /// The faults that each of the schedulers finds.
    pub(crate) mutants: &'static [Mutant],
}

impl Schedule {
    /// Runs `body` in one order after another, and fails with the first in which it panics, does
    /// not end, or leaves all of its tasks asleep.
    ///
    /// `FOREBAY_SCHEDULER` names one scheduler, else both have their turn. `FOREBAY_REPLAY` names a
    /// file with an order that has failed before, and only that one is run.
    pub(crate) fn explore(self, body: fn()) {
        if let Ok(file) = env::var("FOREBAY_REPLAY") {
            let order = ReplayScheduler::new_from_file(file).expect("the file cannot be read");
            return self.run("replay", order, body);
        }
        let seed = env::var("FOREBAY_SEED").map_or(SEED, |seed| {
            seed.parse().expect("FOREBAY_SEED is to be a number")
        });
        let chosen = env::var("FOREBAY_SCHEDULER").ok();
        let is_chosen = |name: &str| chosen.as_deref().is_none_or(|chosen| chosen == name);
        if is_chosen("random") {
            let random = RandomScheduler::new_from_seed(seed, self.iterations);
            self.run("random", random, body);
        }
        if is_chosen("pct") {
            let pct = PctScheduler::new_from_seed(seed, DEPTH, self.iterations);
            self.run("pct", pct, body);
        }
    }

    fn run(&self, name: &'static str, scheduler: impl Scheduler + 'static, body: fn()) {
        let mut config = Config::new();
        config.max_steps = MaxSteps::FailAfter(STEPS);
        // That every ordering is taken for the strongest is said above.
        config.silence_warnings = true;
        let begun = Arc::new(Meter::new(0));
        let _report = Report {
            begun: Arc::clone(&begun),
            scheduler: name,
            mutants: self.mutants,
        };
        Runner::new(scheduler, config).run(move || {
            // ORDERING: Relaxed — a count that carries nothing else.
            begun.fetch_add(1, Relaxed);
            body();
        });
    }
}

/// Prints how far the runs got, also when one has failed.
struct Report {
    begun: Arc<Meter>,
    scheduler: &'static str,
    mutants: &'static [Mutant],
}

#[allow(clippy::print_stdout, reason = "it is how the task learns of it")]
impl Drop for Report {
    fn drop(&mut self) {
        let mutants: Vec<String> = self.mutants.iter().map(|one| format!("{one:?}")).collect();
        println!(
            "shuttle-schedule scheduler={} iterations={} mutants={}",
            self.scheduler,
            // ORDERING: Relaxed — read by the only thread there is.
            self.begun.load(Relaxed),
            mutants.join(","),
        );
    }
}
