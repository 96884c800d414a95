//! Counts the allocations of one run of each [`short_run`]: prints `name<TAB>count` lines.
//!
//! A program of its own because an allocator that counts slows down what it counts.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "the bench that starts this reads what it prints"
)]

use std::alloc::System;
use std::io;

use forebay_benches::short_run;
use stats_alloc::{Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: StatsAlloc<System> = StatsAlloc::system();

/// So many that what is set up once disappears in the average.
const RUNS: u64 = 1000;

#[expect(clippy::cast_precision_loss, reason = "a few thousand allocations")]
fn main() -> io::Result<()> {
    for mut variant in short_run::all()? {
        (variant.runs)(RUNS);
        let region = Region::new(&ALLOCATOR);
        (variant.runs)(RUNS);
        let change = region.change();
        let count = (change.allocations + change.reallocations) as f64 / RUNS as f64;
        println!("{}\t{count:.1}", variant.name);
    }
    Ok(())
}
