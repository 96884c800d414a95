//! Does `throttle(10_000/s)` deliver 10 000 a second, in real time?
//!
//! Virtual time, where it is exact, is for the tests. Here timers wake late, by the grain of the
//! clock and by whatever else the machine does; a token bucket makes up for that from what it has
//! gained meanwhile, as long as it has room.
//!
//! # What to expect
//!
//! - With the burst that a rate has unless it is told, 100 ms worth, the rate holds to a thousandth on
//!   both runtimes: the bar is 1 %. It also holds for four streams that share one bucket.
//! - With a burst of one, elements would have to come 100 µs apart. No timer here is that fine: a
//!   wake-up lets out what there is room for, and the rest is lost. (That is what the burst is for.)
//! - `tokio-stream`'s `throttle` sets a timer of 1 ms grain for each element and makes up for nothing.
//!
//! # How to read it
//!
//! `rate` is the number of elements behind the first burst, by the time they took. `gap` is the
//! longest time between two of them. `CPU` is the processor time of all threads in each second.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a bench talks to whoever runs it")]

mod course;
mod streams;

use std::error::Error;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use forebay_benches::Bench;

use self::course::Course;

/// Elements in a second.
const RATE: u64 = 10_000;

/// How long a row takes, in seconds.
const SECONDS: u64 = 5;

/// How far off the rate may be.
const BAR: f64 = 0.01;

type Row = (&'static str, bool, fn(u64) -> Course);

const ROWS: &[Row] = &[
    ("forebay, built-in pool", true, streams::on_the_pool),
    ("forebay, tokio", true, streams::on_tokio),
    ("forebay, 4 streams share it", true, streams::shared),
    ("forebay, burst of 1", false, streams::evenly),
    ("tokio-stream", false, streams::tokio_stream),
];

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(1)?;
    let milliseconds = if bench.is_rehearsal() {
        1
    } else {
        SECONDS * 1000
    };
    let headings = ["variant", "rate", "off by", "gap", "CPU", "bar", "verdict"];
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(headings);
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (name, is_held, run) in ROWS.iter().filter(|(name, ..)| bench.wants(name)) {
        let course = run(milliseconds);
        let off_by = course.rate() / RATE as f64 - 1.0;
        let verdict = if off_by.abs() <= BAR {
            "holds"
        } else {
            "MISSED"
        };
        let (bar, verdict) = if *is_held { ("1 %", verdict) } else { ("", "") };
        table.add_row([
            (*name).to_owned(),
            format!("{:.0}/s", course.rate()),
            format!("{:+.2} %", off_by * 100.0),
            format!("{:.1} ms", course.gap.as_secs_f64() * 1e3),
            format!("{:.1} %", course.cpu() * 100.0),
            bar.to_owned(),
            verdict.to_owned(),
        ]);
    }
    if !bench.is_rehearsal() {
        println!("{table}");
    }
    Ok(())
}
