//! How a run ended.

use forebay_protocol::StreamError;
use forebay_stage::Ledger;

/// How a run ended, with its books.
#[derive(Debug)]
#[must_use = "an outcome says whether the run failed"]
pub struct Outcome<T> {
    /// The sink's value, or what ended the stream early.
    pub result: Result<T, StreamError>,
    /// Where every element went (law L2).
    pub ledger: Ledger,
}
