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
//! `threads` run on two threads of their own. `allocations` are the bytes that one more element
//! takes, counted by a program of its own. Over all capacities: `boundary_sweep`.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::error::Error;
use std::process::Command;
use std::rc::Rc;

use forebay_benches::boundary::{self, Way};
use forebay_benches::{Bar, Bench, Sample, Unit, Variant, Workload};
use tokio::runtime::{Builder, Runtime};

const ELEMENTS: u64 = 4_000_000;
const SINGLY: u64 = 200_000;
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let tokio = Rc::new(Builder::new_multi_thread().worker_threads(2).build()?);
    let one = Rc::new(Builder::new_current_thread().build()?);
    let allocated = if bench.is_rehearsal() {
        HashMap::new()
    } else {
        allocated()?
    };
    let variant = |way: Way, capacity: usize, runtime: &Rc<Runtime>| {
        let runtime = Rc::clone(runtime);
        let work = move |n| Sample::of(n, || (way.work)(n, capacity, &runtime));
        let counted = allocated.get(&format!("{}/{capacity}", way.name));
        Variant::new(way.name, work).allocations(counted.cloned())
    };
    let of = |name, capacity, ours: Bar| {
        let workload = Workload::new(name, Unit::Element, ELEMENTS).shows_cpu();
        boundary::ALL.into_iter().fold(workload, |workload, way| {
            let variant = variant(way, capacity, &tokio);
            workload.variant(if way == boundary::RTRB {
                variant.limit()
            } else if way == boundary::ON_TOKIO {
                variant.bar(ours)
            } else {
                variant
            })
        })
    };
    let on_one = Workload::new("W2, capacity 256, one thread", Unit::Element, ELEMENTS)
        .variant(variant(boundary::TOKIO_MPSC, 256, &one).limit())
        .variant(variant(boundary::KANAL, 256, &one))
        .variant(variant(boundary::ON_TOKIO, 256, &one))
        .variant(variant(boundary::IN_PLACE, 256, &one));
    let singly = Workload::new("one at a time (capacity 1)", Unit::Element, SINGLY)
        .variant(variant(boundary::TOKIO_MPSC, 1, &tokio).limit())
        .variant(variant(boundary::ON_TOKIO, 1, &tokio).bar(Bar::Ratio(1.0)))
        .variant(variant(boundary::ON_THE_POOL, 1, &tokio));
    bench.run(vec![
        of("W2, capacity 256", 256, Bar::Ratio(2.5)),
        of("W2, capacity 1024", 1024, Bar::Ratio(5.0)),
        on_one,
        singly,
    ])
}

/// What the twin with the counting allocator says about each.
fn allocated() -> Result<HashMap<String, String>, Box<dyn Error>> {
    let twin = env!("CARGO_BIN_EXE_count_allocations");
    let output = Command::new(twin).arg("boundary").output()?;
    let lines = String::from_utf8(output.stdout)?;
    let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs
        .map(|(name, bytes)| (name.to_owned(), format!("{bytes} B")))
        .collect())
}
