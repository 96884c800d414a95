//! What does it cost to have 32 futures in flight?
//!
//! **W3**: the numbers from 0, each mapped to a future of `3x + 1`, at most 32 at once, summed up.
//! Four workloads: the futures are ready when they are polled for the first time, or wake
//! themselves and are ready when they are polled again; results come out as they finish, or in
//! order. `32 slots by hand` is what is possible: an array of slots, wakers made once, one word of
//! ready bits. It needs not ask whether a result is wanted, nobody can cancel it, and it counts
//! nothing.
//!
//! # What to expect
//!
//! - **ready**: a future is written to the slot that was used last, polled there, and its result
//!   goes straight on to the sink; no atomic is touched. What stands between us and the loop by
//!   hand is the question whether something older has to come out first, two counters for the
//!   books, and where the compiler keeps them.
//! - **yield once**: 32 futures set their bits, and one exchange takes them all. A future is moved
//!   into its slot, polled twice and woken once; the wake is the one atomic it pays for.
//! - **boxed** has a seam on both sides: elements are written to a slice and read back, twice.
//! - `buffered` allocates a task for each future and links it into two lists; `futures-buffered`
//!   keeps its slots, as we do, with a queue of those that are ready.
//!
//! # How to read it
//!
//! `ratio` is to the row marked `*` in the same round. Allocations are for one element once all
//! slots were used, counted by a program of its own. All run in `block_on` or in place, on one
//! thread; what wakes itself never reaches an executor, so none is measured.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::error::Error;
use std::process::Command;

use forebay_benches::concurrent_map::{self, Kind, Way};
use forebay_benches::{Bar, Bench, Sample, Unit, Variant, Workload};

/// Rounds enough for a median that a busy neighbour does not move.
const ROUNDS: usize = 61;

/// Elements in a round: a millisecond or so of work, ten for the slowest.
const ELEMENTS: u64 = 1 << 17;

/// What an element may take whose future is ready at once.
const READY: Bar = Bar::Below(8.0);

/// What one may take whose future yields once.
const YIELDS: Bar = Bar::Below(25.0);

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let allocations = if bench.is_rehearsal() {
        HashMap::new()
    } else {
        allocations()?
    };
    let workloads = concurrent_map::all();
    let workloads = workloads.into_iter().map(|(name, ways)| {
        let bar = if name.contains("ready") {
            READY
        } else {
            YIELDS
        };
        let workload = Workload::new(name, Unit::Element, ELEMENTS);
        ways.into_iter().fold(workload, |workload, way| {
            let counted = allocations.get(&format!("{name}/{}", way.name));
            workload.variant(variant(way, bar).allocations(counted.cloned()))
        })
    });
    bench.run(workloads.collect())
}

fn variant(way: Way, bar: Bar) -> Variant {
    let mut map = way.map;
    let variant = Variant::new(way.name, move |n| Sample::of(n, || map(n)));
    match way.kind {
        Kind::Limit => variant.limit(),
        Kind::Peer => variant,
        Kind::Ours => variant.bar(bar),
    }
}

/// What the twin with the counting allocator says about each.
fn allocations() -> Result<HashMap<String, String>, Box<dyn Error>> {
    let twin = env!("CARGO_BIN_EXE_count_allocations");
    let output = Command::new(twin).arg("concurrent_map").output()?;
    let lines = String::from_utf8(output.stdout)?;
    let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs
        .map(|(name, count)| (name.to_owned(), count.to_owned()))
        .collect())
}
