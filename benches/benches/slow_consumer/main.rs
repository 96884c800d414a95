//! What does a fast source do to a slow consumer?
//!
//! Elements are made as fast as anybody takes them and cross a boundary of 256; the consumer
//! takes ten thousand a second, a thousandth of what the source could make, for ten seconds
//! (workload W7). It works on ten at a time, then sleeps until the next millisecond is due.
//!
//! ```text
//! cargo bench -p forebay-benches --bench slow_consumer -- [--seconds N] [--capacity N]
//! ```
//!
//! # What to expect
//!
//! A bounded channel holds its capacity, one element that its sender waits with, and one that the
//! consumer has. A boundary holds its capacity, and behind it `map_async(1)` one that is worked on
//! and one result. Nothing grows with time. Processor time is that of some ten thousand sleeps, and
//! of what wakes the source: each element for a channel, each half of a capacity for a boundary.
//!
//! # How to read it
//!
//! `in flight` is how many elements existed, asked whenever one was made, since they become more
//! only then. `declared` is the sum of the capacities that the program wrote down, and one for each
//! boundary: the bar. `growth` is by how much the resident memory of the process grew after a
//! short run of the same (bar: 1 MiB), `CPU` the time of all its threads (bar: 3 % of one core).
#![forbid(unsafe_code)]

mod consumers;
mod gauge;
mod memory;
mod options;
mod pace;

use std::error::Error;
use std::time::Duration;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use forebay_benches::cpu_time;
use tokio::runtime::Builder;

use self::consumers::Consumer;
use self::gauge::{Gauge, Seen};
use self::options::Options;

/// The most that resident memory may grow, in KiB.
const GROWTH_MAX: u64 = 1024;

/// The share of one core that the whole process may take.
const CPU_MAX: f64 = 0.03;

/// How much of a run warms up the next.
const WARM_UP: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_env()?;
    let tokio = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()?;
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header([
        "variant",
        "elements",
        "in flight p50",
        "p99",
        "max",
        "declared",
        "growth KiB",
        "CPU s",
        "verdict",
    ]);
    for column in table.column_iter_mut().skip(1).take(7) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for consumer in consumers::all(options.capacity) {
        let run = |time: Duration| {
            let gauge = Gauge::new(time);
            (consumer.run)(gauge.clone(), options.capacity, &tokio);
            gauge.seen()
        };
        run(options.time / WARM_UP);
        let before = cpu_time();
        let seen = run(options.time);
        let cpu = cpu_time().saturating_sub(before);
        table.add_row(row(&consumer, &seen, cpu, options.time));
    }
    if !options.is_rehearsal {
        print(&table);
    }
    Ok(())
}

fn row(consumer: &Consumer, seen: &Seen, cpu: Duration, time: Duration) -> [String; 9] {
    let declared = consumer.declared as u64 + 1;
    let growth = seen.growth_kib;
    let is_held = seen.most() <= declared
        && growth.is_none_or(|growth| growth < GROWTH_MAX)
        && cpu.as_secs_f64() < CPU_MAX * time.as_secs_f64();
    [
        consumer.name.to_owned(),
        seen.elements().to_string(),
        seen.percentile(50).to_string(),
        seen.percentile(99).to_string(),
        seen.most().to_string(),
        format!("{} + 1", consumer.declared),
        growth.map_or_else(|| "unknown".to_owned(), |growth| growth.to_string()),
        format!("{:.3}", cpu.as_secs_f64()),
        if is_held { "holds" } else { "MISSED" }.to_owned(),
    ]
}

#[expect(clippy::print_stdout, reason = "a bench talks to whoever runs it")]
fn print(table: &Table) {
    println!("{table}");
}
