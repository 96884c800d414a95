//! What does reading a log line by line cost, beside the reading itself?
//!
//! A log of 200 MB, two million lines of about a hundred bytes, is split into lines; two fields
//! of each (method and status) are parsed, the lines are filtered by both, and what is left is
//! counted. The file is generated for the run, always the same, and removed afterwards.
//!
//! # What to expect
//!
//! - **by hand** reads blocks of 256 KiB, finds line ends with memchr and borrows the line: the
//!   limit, two to three gigabytes a second. `BufRead::read_until` copies each line into one
//!   vector that is used again, which is a third more.
//! - **byte lines** point into the block they were read with; nothing is copied, and what is
//!   paid is a reference count for each line and handing blocks from the thread that reads to
//!   the one that parses (the bar is 1.3 x). Reading overlaps with parsing, so wall time may
//!   even be below the limit's; the processor time is not.
//! - **String lines** check UTF-8, allocate and copy, as `std::io::Lines` does; the bar is
//!   to be no slower than that.
//! - Tokio's `LinesStream` reads on other threads in pieces, waits for each, and gives strings.
//!
//! # How to read it
//!
//! `ratio` is to the fastest row marked `*` of the same block of rows. `CPU` is the processor
//! time of all threads: where it is above the time, two threads worked at once, and on a busy
//! machine that is what remains. The file is in the page cache, so no disk is measured.
//! Memory for the file is needed twice over: on the disk, and in the cache.
#![forbid(unsafe_code)]

mod by_hand;
mod log;
mod readers;

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::rc::Rc;

use forebay_benches::{Bar, Bench, Sample, Unit, Workload};

/// The size of the file, in bytes.
const SIZE: usize = 200_000_000;

/// Rounds, in each of which a workload reads the file once for each of its variants.
const ROUNDS: usize = 11;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    let size = if bench.is_rehearsal() { 200_000 } else { SIZE };
    let file = log::generate(size)?;
    let path: Rc<Path> = file.path().into();
    let of = |work: fn(File) -> u64| {
        let path = Rc::clone(&path);
        move |_| match File::open(&path) {
            Ok(file) => Sample::of(1, || work(file)),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    };
    let bytes = Workload::new("W9, lines as bytes", Unit::File, 1)
        .limit("by hand: blocks, memchr", of(by_hand::count))
        .row("BufRead::read_until", of(readers::by_read_until))
        .held(
            "forebay, byte_lines",
            Bar::Ratio(1.3),
            of(readers::by_byte_lines),
        );
    let text = Workload::new("W9, lines as strings", Unit::File, 1)
        .limit("std::io::Lines", of(readers::by_std_lines))
        .row("tokio LinesStream", of(readers::by_lines_stream))
        .held("forebay, lines", Bar::Ratio(1.0), of(readers::by_lines));
    bench.run(vec![bytes, text])
}
