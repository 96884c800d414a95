//! What becomes of a stream that was too slow for a source that does not wait.

use std::error::Error;
use std::fmt;

/// What to do when the stream was too slow for a broadcast, which has dropped its oldest elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LagPolicy {
    /// Fail with [`Lagged`], which says how many are lost.
    Fail,
    /// Go on with the oldest that is there, and count the lost ones as dropped.
    Skip,
}

/// Elements of a broadcast were overwritten before they were received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lagged {
    /// How many elements are lost.
    pub lost: u64,
}

impl fmt::Display for Lagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = if self.lost == 1 {
            "element"
        } else {
            "elements"
        };
        write!(f, "the broadcast has overwritten {} {elements} ", self.lost)?;
        f.write_str("before the stream received them")
    }
}

impl Error for Lagged {}
