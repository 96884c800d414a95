//! Why a consumer stopped wanting elements.

use core::error::Error;
use core::fmt;

use crate::StreamError;

/// Why a stage was told to stop, handed upstream with the cancellation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CancelCause {
    /// Downstream has all it needs: `take` saw its last element, a sink completed early.
    Finished,
    /// Downstream failed with this error.
    Failed(StreamError),
    /// Somebody holding the run's handle asked for it.
    Requested,
    /// The consumer was dropped.
    Dropped,
    /// A newer stream took the place of this one.
    Superseded,
}

impl fmt::Display for CancelCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => f.write_str("downstream has all it needs"),
            Self::Failed(_) => f.write_str("downstream failed"),
            Self::Requested => f.write_str("the run was cancelled through its handle"),
            Self::Dropped => f.write_str("the consumer was dropped"),
            Self::Superseded => f.write_str("a newer stream took its place"),
        }
    }
}

impl Error for CancelCause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}
