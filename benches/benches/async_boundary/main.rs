//! What does it cost to hand an element from one task to another?
//!
//! The numbers below n are tripled and increased by one in the first task, cross a boundary of 256
//! or of 1024 elements, have some bits flipped and are summed up in the second (workload W2).
//!
//! # What to expect
//!
//! - **rtrb** is a ring between two threads that spin while they wait: the limit. Moving chunks of
//!   half the ring it takes a nanosecond or two an element; no task could do that, since a task
//!   that waits has to let go of its thread.
//! - **forebay** accounts for each element and synchronizes for each batch: two exchanges of a
//!   vector behind a lock, a grant, and at most two wake-ups for half a capacity. The bars are 2.5
//!   times rtrb in chunks at 256.
//! - **channels** synchronize for each element: kanal, flume, crossbeam and async-channel with a
//!   lock or a compare-exchange, tokio's mpsc with several of them and a list of waiters.
//!
//! With a capacity of one (`one at a time`) every element takes two switches between tasks, whoever
//! makes them.
//!
//! # How to read it
//!
//! `ratio` is to the fastest row marked `*` of the same block of rows. `CPU` is the processor time
//! of all threads. Peers run in tasks of the same tokio runtime, with two workers; those marked
//! `threads` run on two threads of their own.
#![forbid(unsafe_code)]

mod channels;
mod ours;
mod rings;

use std::error::Error;
use std::rc::Rc;

use forebay_benches::{Bar, Bench, Sample, Unit, Workload};
use tokio::runtime::{Builder, Runtime};

const ELEMENTS: u64 = 4_000_000;
const SINGLY: u64 = 200_000;
const ROUNDS: usize = 9;

/// What a variant is given: how many elements, the capacity, the runtime.
type Work = fn(u64, usize, &Runtime) -> u64;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let tokio = Rc::new(Builder::new_multi_thread().worker_threads(2).build()?);
    let one = Rc::new(Builder::new_current_thread().build()?);
    let at = |runtime: &Rc<Runtime>, capacity: usize, work: Work| {
        let runtime = Rc::clone(runtime);
        move |n| Sample::of(n, || work(n, capacity, &runtime))
    };
    let of = |name, runtime: &Rc<Runtime>, capacity, ours: Bar| {
        Workload::new(name, Unit::Element, ELEMENTS)
            .limit(
                "rtrb in chunks, threads",
                at(runtime, capacity, rings::in_chunks),
            )
            .held(
                "forebay on tokio",
                ours,
                at(runtime, capacity, ours::on_tokio),
            )
            .row(
                "forebay on its pool",
                at(runtime, capacity, ours::on_the_pool),
            )
            .row("kanal", at(runtime, capacity, channels::kanal))
            .row("flume", at(runtime, capacity, channels::flume))
            .row(
                "async-channel",
                at(runtime, capacity, channels::async_channel),
            )
            .row(
                "crossbeam-channel, threads",
                at(runtime, capacity, channels::crossbeam),
            )
            .row("tokio mpsc", at(runtime, capacity, channels::tokio_mpsc))
    };
    let singly = Workload::new("one at a time (capacity 1)", Unit::Element, SINGLY)
        .limit("tokio mpsc", at(&tokio, 1, channels::tokio_mpsc))
        .held(
            "forebay on tokio",
            Bar::Ratio(1.0),
            at(&tokio, 1, ours::on_tokio),
        )
        .row("forebay on its pool", at(&tokio, 1, ours::on_the_pool));
    let on_one = Workload::new("W2, capacity 256, one thread", Unit::Element, ELEMENTS)
        .limit("tokio mpsc", at(&one, 256, channels::tokio_mpsc))
        .row("kanal", at(&one, 256, channels::kanal))
        .row("forebay on tokio", at(&one, 256, ours::on_tokio))
        .row("forebay, in place", at(&one, 256, ours::in_place));
    bench.run(vec![
        of("W2, capacity 256", &tokio, 256, Bar::Ratio(2.5)),
        of("W2, capacity 1024", &tokio, 1024, Bar::Ratio(5.0)),
        on_one,
        singly,
    ])
}
