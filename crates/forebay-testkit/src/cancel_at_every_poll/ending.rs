//! The ways in which a pipeline is ended before its time.

use std::fmt;

/// One way to end a pipeline from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Cancel,
    Drop,
    Failure,
    PanicAbove,
    PanicBelow,
}

impl Ending {
    pub(super) const ALL: [Self; 5] = [
        Self::Cancel,
        Self::Drop,
        Self::Failure,
        Self::PanicAbove,
        Self::PanicBelow,
    ];
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancel => "a cancel",
            Self::Drop => "a drop",
            Self::Failure => "a failure of the source",
            Self::PanicAbove => "a panic above the stages",
            Self::PanicBelow => "a panic below the stages",
        })
    }
}
