//! What does it cost to make a stream of each element, and one stream of them all?
//!
//! Workloads, each with the same sum in all variants:
//! - **W4, one after the other**: streams of 20 elements in order.
//! - **W4, side by side**: the same, 16 at a time.
//! - **streams of one element**: what a stream costs that has hardly anything in it.
//!
//! # What to expect
//!
//! A stream runs inside the operator and pushes into the outlet below, so 20 elements in a row are
//! one loop, and what is left is the price of a stream: making the source, with its source line;
//! running it; adding its books to the sums. That is some 270 instructions one after the other
//! and 430 side by side, where it gets a slot and a turn as well.
//!
//! `flat_map_merge(16)` gives a stream up to 16 elements in a turn, which is how far it may be
//! ahead. "One by one" has a prefetch of one: an element a turn, strictly in rotation, as the
//! hand-written loop does and `flat_map_unordered` nearly does. There a turn is paid for each
//! element: the queue, the waker and the budget of the stream that runs, 280 instructions.
//! `flat_map_unordered` inserts a stream anew into a set that is shared between threads for each
//! element, with an allocation.
//!
//! Allocations are those of each element more, once everything is warm.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::error::Error;
use std::process::Command;

use forebay_benches::flat_map::{self, Way};
use forebay_benches::{Bench, Sample, Unit, Variant, Workload};

/// Rounds enough for a median that a busy neighbour does not move.
const ROUNDS: usize = 41;

/// Elements in a round: 100 000 streams of 20, or as many streams of one as take as long.
const ELEMENTS: u64 = 100_000 * flat_map::LENGTH;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let allocations = if bench.is_rehearsal() {
        HashMap::new()
    } else {
        allocations()?
    };
    let workloads = flat_map::all().into_iter().map(|(name, ways)| {
        let elements = if name.contains("of one") {
            ELEMENTS / 10
        } else {
            ELEMENTS
        };
        let workload = Workload::new(name, Unit::Element, elements);
        ways.into_iter().fold(workload, |workload, way| {
            let counted = allocations.get(&format!("{name}/{}", way.name));
            workload.variant(variant(way).allocations(counted.cloned()))
        })
    });
    bench.run(workloads.collect())
}

fn variant(way: Way) -> Variant {
    let flatten = way.flatten;
    let variant = Variant::new(way.name, move |n| Sample::of(n, || flatten(n)));
    match way.bar {
        Some(bar) => variant.bar(bar),
        None if way.is_limit => variant.limit(),
        None => variant,
    }
}

/// What the twin with the counting allocator says about each.
fn allocations() -> Result<HashMap<String, String>, Box<dyn Error>> {
    let twin = env!("CARGO_BIN_EXE_count_allocations");
    let output = Command::new(twin).arg("flat_map").output()?;
    let lines = String::from_utf8(output.stdout)?;
    let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs
        .map(|(name, count)| (name.to_owned(), count.to_owned()))
        .collect())
}
