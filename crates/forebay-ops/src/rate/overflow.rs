//! What a buffer does with one element more than it has room for.

use std::error::Error;
use std::fmt;

/// What a buffer does when downstream wants nothing and it has no room left.
///
/// All but [`Backpressure`](Self::Backpressure) go on taking elements then, at whatever pace
/// they come; that is for sources that cannot be held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Overflow {
    /// Takes no more elements until there is room. Nothing is lost.
    Backpressure,
    /// Drops the element that has waited longest, and stores the new one.
    DropOldest,
    /// Drops the element that arrives.
    DropNewest,
    /// Drops all that it holds, and stores the new one.
    DropBuffer,
    /// Drops the element that arrives, cancels upstream, and fails with [`BufferOverflow`] once
    /// all that it holds is out.
    Fail,
}

impl Overflow {
    /// The policy as it is written in programs, and in the ledger: `DropOldest`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Backpressure => "Backpressure",
            Self::DropOldest => "DropOldest",
            Self::DropNewest => "DropNewest",
            Self::DropBuffer => "DropBuffer",
            Self::Fail => "Fail",
        }
    }
}

/// Why a buffer dropped an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DropReason {
    /// It had waited longest in a full buffer when another one arrived.
    Oldest,
    /// It arrived at a full buffer.
    NoRoom,
    /// It was in a full buffer that was emptied when another one arrived.
    Emptied,
}

impl DropReason {
    /// The reason in words, as the ledger has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oldest => "oldest in a full buffer",
            Self::NoRoom => "arrived at a full buffer",
            Self::Emptied => "in a full buffer that was emptied",
        }
    }

    /// The one reason for which a buffer with this policy drops elements.
    pub(super) const fn of(overflow: Overflow) -> Self {
        match overflow {
            Overflow::DropOldest => Self::Oldest,
            Overflow::DropBuffer => Self::Emptied,
            Overflow::Backpressure | Overflow::DropNewest | Overflow::Fail => Self::NoRoom,
        }
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A buffer with [`Overflow::Fail`] had no room for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferOverflow {
    /// How many elements the buffer holds.
    pub capacity: usize,
}

impl fmt::Display for BufferOverflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let capacity = self.capacity;
        write!(
            f,
            "an element arrived while the buffer was full: it holds {capacity}, \
             and fails on overflow"
        )
    }
}

impl Error for BufferOverflow {}
