//! Counts allocations and prints `name<TAB>count` lines: those of one run of each [`short_run`];
//! or, told `concurrent_map` or `flat_map`, those of one element of each of its ways, once they are
//! warm; or, told `boundary`, the *bytes* that one more element takes that is handed over.
//!
//! A program of its own because an allocator that counts slows down what it counts.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "the bench that starts this reads what it prints"
)]

use std::alloc::System;
use std::{env, io};

use forebay_benches::{boundary, concurrent_map, flat_map, short_run};
use stats_alloc::{Region, Stats, StatsAlloc};
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: StatsAlloc<System> = StatsAlloc::system();

/// So many that what is set up once disappears in the average.
const RUNS: u64 = 1000;

/// So many elements that what is set up once, or by chance once more, disappears as well.
const ELEMENTS: u64 = 100_000;

fn main() -> io::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("concurrent_map") => {
            for (workload, ways) in concurrent_map::all() {
                for way in ways {
                    elements(workload, way.name, way.map);
                }
            }
        },
        Some("flat_map") => {
            for (workload, ways) in flat_map::all() {
                for way in ways {
                    elements(workload, way.name, way.flatten);
                }
            }
        },
        Some("boundary") => bytes()?,
        _ => runs()?,
    }
    Ok(())
}

fn elements(workload: &str, way: &str, mut run: impl FnMut(u64) -> u64) {
    run(ELEMENTS);
    let short = allocations(|| run(ELEMENTS));
    let long = allocations(|| run(2 * ELEMENTS));
    let count = share(long.saturating_sub(short), ELEMENTS);
    println!("{workload}/{way}\t{count:.3}");
}

fn bytes() -> io::Result<()> {
    let tokio = Builder::new_multi_thread().worker_threads(2).build()?;
    for capacity in [256, 1024] {
        for way in boundary::ALL {
            let bytes =
                |elements| allocated(|| (way.work)(elements, capacity, &tokio)).bytes_allocated;
            bytes(ELEMENTS);
            let short = bytes(ELEMENTS);
            let long = bytes(10 * ELEMENTS);
            let share = share(long.saturating_sub(short), 9 * ELEMENTS);
            println!("{}/{capacity}\t{share:.3}", way.name);
        }
    }
    Ok(())
}

fn runs() -> io::Result<()> {
    for mut variant in short_run::all()? {
        (variant.runs)(RUNS);
        let count = share(allocations(|| (variant.runs)(RUNS)), RUNS);
        println!("{}\t{count:.1}", variant.name);
    }
    Ok(())
}

/// How often `work` allocates.
fn allocations(work: impl FnOnce() -> u64) -> usize {
    let change = allocated(work);
    change.allocations + change.reallocations
}

/// What `work` allocates.
fn allocated(work: impl FnOnce() -> u64) -> Stats {
    let region = Region::new(&ALLOCATOR);
    work();
    region.change()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "some hundred thousand allocations"
)]
fn share(count: usize, units: u64) -> f64 {
    count as f64 / units as f64
}
