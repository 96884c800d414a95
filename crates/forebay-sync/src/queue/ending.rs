//! How a queue ends, and why an element was refused.

use core::fmt;
use std::error::Error;

use forebay_protocol::{CancelCause, StreamError};

/// Why a queue accepts no more. The first ending stays: a queue has exactly one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum QueueEnding {
    /// Somebody called [`complete`](super::QueueHandle::complete), or the last handle is gone.
    Completed,
    /// Somebody called [`fail`](super::QueueHandle::fail), with this error.
    Failed(StreamError),
    /// The stream cancelled its source: downstream wants no more, failed, or was dropped.
    Cancelled(CancelCause),
}

impl fmt::Display for QueueEnding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("the queue was completed"),
            Self::Failed(_) => f.write_str("the queue was failed"),
            Self::Cancelled(cause) => write!(f, "the stream cancelled the queue: {cause}"),
        }
    }
}

/// An element that was not accepted, and why. Nothing was counted and nothing is lost.
#[derive(Clone, PartialEq, Eq)]
pub struct Refused<T, R = Refusal> {
    /// The element, as it was offered.
    pub element: T,
    /// Why it was refused.
    pub reason: R,
}

/// Why [`try_offer`](super::QueueHandle::try_offer) refused an element.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// There is no room now; later there may be.
    Full,
    /// There will never be room again.
    Closed(QueueEnding),
}

impl Refusal {
    /// True if a later offer may be accepted.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the queue is full"),
            Self::Closed(ending) => ending.fmt(f),
        }
    }
}

impl<T, R: fmt::Debug> fmt::Debug for Refused<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused")
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl<T, R: fmt::Display> fmt::Display for Refused<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an element was refused: {}", self.reason)
    }
}

/// The failure that the queue was closed with is the [`source`](Error::source).
impl<T> Error for Refused<T, Refusal> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Refusal::Full => None,
            Refusal::Closed(ending) => ending.failure(),
        }
    }
}

/// The failure that the queue was closed with is the [`source`](Error::source).
impl<T> Error for Refused<T, QueueEnding> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.reason.failure()
    }
}

impl QueueEnding {
    fn failure(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error) | Self::Cancelled(CancelCause::Failed(error)) => Some(error),
            _ => None,
        }
    }
}
