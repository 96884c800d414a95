//! Simulation: whole graphs, in an order, at a pace and with failures that one seed decides.

mod pace;

use std::env;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use fastrand::Rng;
use forebay_dsl::{Source, SourcePart, Via};

pub use self::pace::{Pace, Paced};
use crate::VirtualRuntime;

/// Names one seed: with it set, [`simulate`] runs that one and no other.
const SEED: &str = "FOREBAY_SEED";

/// Runs `world` again and again, each time with another seed, which decides all there is to decide.
///
/// Seeds are new each time and printed. A run that panics says which command repeats it: a seed is
/// a regression test. With `FOREBAY_SEED` set, only that seed is run, once.
///
/// Tasks that a world leaves behind are dropped with it; assert on [`VirtualRuntime::tasks`] where
/// there are to be none.
///
/// ```
/// use forebay_dsl::Source;
/// use forebay_testkit::simulate;
///
/// simulate(20, |world| {
///     let capacity = world.number(1..=8);
///     let source = Source::iter(0..100_u64);
///     let sum = world.paced(source).boundary(capacity).fold(0, |sum, n| sum + n);
///     let run = sum.run(world.runtime());
///     assert_eq!(world.runtime().block_on(run).unwrap(), 4950);
/// });
/// ```
///
/// # Panics
/// With whatever `world` panics with, and if `FOREBAY_SEED` is no number.
#[expect(clippy::print_stderr, reason = "whoever runs a test reads it there")]
pub fn simulate(runs: u64, mut world: impl FnMut(&mut World)) {
    if let Some(seed) = seed_of_environment() {
        eprintln!("simulating the one world of {SEED}={seed}");
        return world(&mut World::new(seed));
    }
    let first = Rng::new().u64(..);
    eprintln!("simulating {runs} worlds from {SEED}={first} on");
    for run in 0..runs {
        let seed = first.wrapping_add(run);
        let mut simulated = World::new(seed);
        let ended = catch_unwind(AssertUnwindSafe(|| world(&mut simulated)));
        // Not while a panic unwinds: what is left behind in it may panic as well.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(simulated)));
        if let Err(payload) = ended.and(dropped) {
            eprintln!("{}", command(seed));
            resume_unwind(payload);
        }
    }
}

#[expect(
    clippy::panic,
    reason = "a test that was asked for a seed must not run another one instead"
)]
fn seed_of_environment() -> Option<u64> {
    let text = env::var(SEED).ok()?;
    match text.parse() {
        Ok(seed) => Some(seed),
        Err(_) => panic!("{SEED}={text} is no number from 0 to {}", u64::MAX),
    }
}

/// The shortest command that repeats a run.
fn command(seed: u64) -> String {
    let package = env::var("CARGO_PKG_NAME").map(|name| format!(" -p {name}"));
    let package = package.unwrap_or_default();
    match thread::current().name() {
        Some(test) if test != "main" => {
            format!("this world again: {SEED}={seed} cargo test{package} -- --exact {test}")
        },
        _ => format!("this world again: {SEED}={seed} cargo test{package}"),
    }
}

/// One simulated run: a runtime, and whatever else a seed decides.
pub struct World {
    seed: u64,
    chance: Rng,
    runtime: VirtualRuntime,
}

impl World {
    /// The world of this seed, for those who run one without [`simulate`].
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut chance = Rng::with_seed(seed);
        let runtime = VirtualRuntime::new(chance.u64(..));
        Self {
            seed,
            chance,
            runtime,
        }
    }

    /// The seed that decides everything in it.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The runtime, whose order the seed decides.
    #[must_use]
    pub fn runtime(&self) -> &VirtualRuntime {
        &self.runtime
    }

    /// A number of the range.
    ///
    /// # Panics
    /// If the range is empty.
    pub fn number(&mut self, range: std::ops::RangeInclusive<usize>) -> usize {
        self.chance.usize(range)
    }

    /// True in one of `out_of` cases.
    pub fn one_in(&mut self, out_of: usize) -> bool {
        self.chance.usize(..out_of.max(1)) == 0
    }

    /// A source of chance that goes on by itself, for closures.
    #[must_use]
    pub fn chance(&mut self) -> Rng {
        self.chance.fork()
    }

    /// The same stream at an uneven pace: now and then an element is late, by the world's clock.
    pub fn paced<T, M, P>(&mut self, source: Source<T, M, P>) -> Source<T, M, Via<P, Pace>>
    where
        P: SourcePart<Out = T, Mat = M>,
    {
        source.operator(Pace::new(self.chance()))
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("seed", &self.seed)
            .field("runtime", &self.runtime)
            .finish_non_exhaustive()
    }
}
