//! How many streams run side by side, and how far ahead of demand.

use std::num::NonZeroUsize;

/// How many streams run side by side, and how far each may run ahead of demand.
///
/// A number is enough where 16 elements ahead are right, and [`prefetch`](Self::prefetch) sets
/// another number:
///
/// ```
/// use forebay_ops::flatten::Breadth;
///
/// let eight = Breadth::from(8);
/// assert_eq!((eight.streams(), eight.ahead(), eight.held()), (8, 16, 128));
///
/// let strict = Breadth::new(8).prefetch(1);
/// assert_eq!((strict.streams(), strict.ahead(), strict.held()), (8, 1, 8));
/// ```
///
/// Neither may be zero; the operator that is given one says so when the stream is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breadth {
    streams: usize,
    ahead: usize,
}

/// How far a stream may run ahead unless told otherwise. With short streams it lets each be
/// moved in one go; with long ones it spreads the cost of going from one to the next.
const PREFETCH: usize = 16;

impl Breadth {
    /// So many streams side by side, each at most 16 elements ahead.
    #[inline]
    #[must_use]
    pub const fn new(streams: usize) -> Self {
        Self {
            streams,
            ahead: PREFETCH,
        }
    }

    /// The same, with each stream at most `elements` ahead.
    #[inline]
    #[must_use]
    pub const fn prefetch(self, elements: usize) -> Self {
        Self {
            streams: self.streams,
            ahead: elements,
        }
    }

    /// How many streams run side by side.
    #[inline]
    #[must_use]
    pub const fn streams(self) -> usize {
        self.streams
    }

    /// How many elements a stream may be ahead.
    #[inline]
    #[must_use]
    pub const fn ahead(self) -> usize {
        self.ahead
    }

    /// How many elements are held ahead of demand at most, those of all streams together.
    #[inline]
    #[must_use]
    pub const fn held(self) -> usize {
        self.streams.saturating_mul(self.ahead)
    }

    /// The same, if neither number is zero.
    ///
    /// # Panics
    /// If one of them is, on behalf of `operator`.
    #[inline]
    #[track_caller]
    pub(super) fn checked(self, operator: &str) -> Self {
        assert!(
            self.streams > 0,
            "{operator}(0): at least one stream runs at a time, or nothing ever would"
        );
        assert!(
            self.ahead > 0,
            "{operator} with prefetch(0): a stream needs room for at least one element"
        );
        self
    }
}

impl From<usize> for Breadth {
    #[inline]
    fn from(streams: usize) -> Self {
        Self::new(streams)
    }
}

impl From<NonZeroUsize> for Breadth {
    #[inline]
    fn from(streams: NonZeroUsize) -> Self {
        Self::new(streams.get())
    }
}
