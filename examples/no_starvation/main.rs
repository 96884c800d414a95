//! Work in flight goes on while something behind it is busy: `buffered` beside `map_async`.
//!
//! ```text
//! cargo run --release --example no_starvation                  in real time, three seconds
//! cargo run --release --example no_starvation -- --virtual     in virtual time, at once and exact
//! ```
//!
//! **A loop behind fetches.** Sixty elements are fetched in 20 ms each, four at once, and used in
//! 10 ms each by the body of a loop. Four fetches at once yield an element every 5 ms, so the loop
//! sets the pace, and nothing but the first fetch comes on top: 20 + 60 x 10 = 620 ms.
//!
//! **Three steps in a row.** Sixty elements take three steps of 10 ms each, three elements at once
//! in each step. Twenty times three elements pass a step in 20 x 10 ms, and the last three pass
//! the two other steps: 200 + 10 + 10 = 220 ms. `ideal.rs` computes both.
//!
//! What to look for:
//!
//! - **`buffered` takes half as long again, and twice as long**: 1.45 and 1.86 times the ideal with
//!   an exact clock, 1.6 and 2 with a coarse one or on a busy machine. Its futures run only while the stream is polled. While the loop's body waits,
//!   nobody polls it: fetches that are due stand still, and the next ones are not started. That is
//!   the second number: a fetch of 20 ms seems to take 50 and more, and one with a time limit would
//!   fail, with a server that was never slow. In the second picture each `buffered` fills up only
//!   when the one behind it asks.
//! - **`map_async` takes the ideal time**, since a future that is woken is polled, whatever
//!   anybody behind it does, and one that has finished makes room for the next. It is no faster by
//!   holding more: it starts as many at once, and lets four (or three) results wait beyond them.
//! - **The pipelines** are `pipelines.rs`, a few lines each, and the same for both clocks.
#![forbid(unsafe_code)]

mod chart;
mod clock;
mod comparison;
mod ideal;
mod pipelines;
mod service;

use std::env;
use std::error::Error;
use std::io;

use forebay::{StreamError, ThreadPool};
use forebay_testkit::VirtualRuntime;

use self::clock::Clock;
use self::comparison::Comparison;

fn main() -> Result<(), Box<dyn Error>> {
    let comparisons = match env::args().nth(1).as_deref() {
        None => both(&ThreadPool::new()?)?,
        Some("--virtual") => both(&VirtualRuntime::new(0))?,
        Some(other) => return Err(format!("there is no {other}, only --virtual").into()),
    };
    chart::print(&comparisons, &mut io::stdout().lock())?;
    Ok(())
}

fn both(clock: &impl Clock) -> Result<[Comparison; 2], StreamError> {
    Ok([
        Comparison::loop_behind_fetches(clock)?,
        Comparison::three_steps(clock)?,
    ])
}
