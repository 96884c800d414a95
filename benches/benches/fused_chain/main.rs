//! Does a chain of operators cost more than the loop one would write by hand?
//!
//! Workloads, each with the same result in all variants:
//! - **W1**: `3x + 1`, keep the even ones, flip bits, sum. From a range, a slice and a vector.
//! - **W1s**: W1 from an iterator that the compiler cannot see through, with a size hint and
//!   without.
//! - **W1b**: ten maps, sum. From a range.
//! - **boxed**: W1 and W1b with `.boxed()` behind every stage, and once behind the last.
//! - **W10**: ten maps on one element: the cost of building, running and dropping a pipeline.
//!
//! # What to expect
//!
//! A chain is driven from inside: a source lends its elements as an iterator, every operator
//! wraps it, and the sink folds it. That is one loop, which the compiler treats as it treats
//! the hand-written one. Demand and budget are looked at once in a few thousand elements.
//! So W1 from slices and vectors is level with the loop (bar 1.15 x), W1b a tenth above it.
//! `futures::Stream` leaves its loop at every element (`poll_next`) and cannot be vectorised:
//! two to five times the loop.
//!
//! - **W1 from a range** has two loops. One says `0..n`, so the compiler knows that the numbers
//!   begin even, hence which of them the filter keeps, and does half of the work. A stage that
//!   can stop and go on does not know at compile time where it goes on, and neither does the
//!   other loop, whose beginning is hidden: the bar is set against that one, and the former is
//!   there so that nobody has to take our word for it. With fat LTO the compiler finds the
//!   pattern behind the hidden beginning too (of two numbers in a row one is even); then that
//!   loop is at 0.12 ns, ours stays at 0.31, and the bar is missed. Elements that come from
//!   memory, as in the slice and the vector, have no such pattern.
//! - **W1s**: the loop ends when the iterator says so, element by element, so nobody
//!   vectorises. A source also counts what it lends: two instructions more with a size hint,
//!   three without, on top of the loop's thirteen.
//! - **W1b**: thirty instructions for each element, for the loop and for ours; the same one
//!   comparison more is what is left of the difference.
//! - **boxed**: elements cross a seam in slices of up to 256, so the virtual call costs next to
//!   nothing; what costs is writing each element to memory and reading it back at every seam.
//!   One element at a time through `dyn Iterator` is four times slower.
//! - **with_ledger** counts at the sink as well, behind the filter, where the number of
//!   elements is not known beforehand.
//! - **W10**: a static chain in the caller's task is a value on the stack: no allocation, and
//!   what it costs is writing down the source line of every operator. Awaited, it is moved to
//!   where the executor polls it, and `block_on` itself is in the price (see its row). Boxed,
//!   there is one allocation for each seam. Spawned, there are a task, a way to hand back the
//!   outcome and one to cancel. The built-in pool has to wake another thread and be woken by
//!   it, which is the operating system's time and swings with what else the machine does.
//!
//! # How to read it
//!
//! `ratio` is to the fastest row marked `*` of the same workload, in the same round: which of
//! the loop and the iterator the compiler vectorises is a matter of luck (below about 0.4 ns it
//! has), and a bar is no bar if it is held against the unlucky one. Compare minima if the
//! machine is busy. Allocations are counted by a program of its own, all threads together,
//! since an allocator that counts is slow. The default release profile is what is measured,
//! since that is what users build with; for whole-program optimisation:
//!
//! ```text
//! CARGO_PROFILE_BENCH_LTO=fat CARGO_PROFILE_BENCH_CODEGEN_UNITS=1 \
//!     cargo bench -p forebay-benches --bench fused_chain
//! ```
//!
//! `-- --rounds 201 W1b` behind it runs more rounds of the workloads with `W1b` in their name.
#![forbid(unsafe_code)]

mod boxed;
mod one_element;
mod opaque;
mod ten_maps;
mod three_sources;
mod w1;

use std::error::Error;

use forebay_benches::{Bench, Workload};

/// Rounds enough for a median that a busy neighbour does not move.
const ROUNDS: usize = 61;

/// Elements in a round: half a millisecond or so of work.
const ELEMENTS: u64 = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let mut workloads: Vec<Workload> = vec![
        three_sources::range(),
        three_sources::slice(),
        three_sources::vector(),
        opaque::with_size_hint(),
        opaque::without_size_hint(),
        ten_maps::range(),
        boxed::w1(),
        boxed::ten_maps(),
    ];
    if bench.wants(one_element::NAME) {
        workloads.push(one_element::workload()?);
    }
    bench.run(workloads)
}
