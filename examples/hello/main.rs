//! A slow sink sets the pace of a fast source.
//!
//! What to look for: the source could count for ever, but nothing is made before it is asked
//! for. While the sink is busy with one number the next does not exist, and a fourth is never
//! made, since the stream ends with its third element.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a program this small may print")]

use forebay::{Source, StreamError};

fn main() -> Result<(), StreamError> {
    let outcome = Source::iter(1..)
        .inspect(|n| println!("the source makes {n}"))
        .take(3)
        .for_each(|n| println!("    the sink works on {n}, the source waits"))
        .wait_with_ledger();
    println!("{}", outcome.ledger);
    outcome.result
}
