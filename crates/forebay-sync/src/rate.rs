//! `Rate`: how much may pass in which time.

use core::fmt;
use core::time::Duration;

/// So many elements in so much time, of which so many may come at once.
///
/// The numbers describe a token bucket. It gains `elements` tokens in each `per`, evenly, and holds
/// at most [`burst`](Self::burst) of them; it begins full; an element takes one token, or what it
/// costs. So in any stretch of time *t* no more than `burst` + `elements` x *t* / `per` may pass. An
/// element that had to wait, and is let out late, counts from when it was due.
///
/// Unless it is told, the burst is what comes in 100 ms, and one at least. Timers wake late, by a
/// millisecond or so: the tokens of that time are not lost as long as there is room for them. So a
/// burst of fewer than come in a few milliseconds makes a real stream slower than its rate.
///
/// ```
/// use std::time::Duration;
///
/// use forebay_sync::Rate;
///
/// let rate = Rate::per_second(10_000);
/// assert_eq!((rate.elements(), rate.max_burst()), (10_000, 1_000));
///
/// let rate = Rate::new(3, Duration::from_secs(60)).burst(2);
/// assert_eq!(rate.to_string(), "3 in 60s, at most 2 at once");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    elements: u64,
    per: Duration,
    burst: u64,
}

impl Rate {
    /// Nothing passes, not even what the bucket holds: for streams that are held for a while.
    pub const PAUSED: Self = Self::per_second(0);

    /// `elements` in each `per`. None at all is [`PAUSED`](Self::PAUSED).
    ///
    /// # Panics
    /// If `per` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(elements: u64, per: Duration) -> Self {
        assert!(
            !per.is_zero(),
            "Rate::new(.., 0s): a rate is elements in some time"
        );
        let in_a_tenth = elements as u128 * 100_000_000 / per.as_nanos();
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the value is below the largest one"
        )]
        let burst = if in_a_tenth < u64::MAX as u128 {
            in_a_tenth as u64
        } else {
            u64::MAX
        };
        Self {
            elements,
            per,
            burst: if burst == 0 { 1 } else { burst },
        }
    }

    /// `elements` in each second.
    #[must_use]
    pub const fn per_second(elements: u64) -> Self {
        Self::new(elements, Duration::from_secs(1))
    }

    /// `elements` in each minute.
    #[must_use]
    pub const fn per_minute(elements: u64) -> Self {
        Self::new(elements, Duration::from_secs(60))
    }

    /// The same rate, of which `burst` elements may come at once. With a burst of one they come
    /// evenly.
    ///
    /// # Panics
    /// If `burst` is zero.
    #[must_use]
    #[track_caller]
    pub const fn burst(mut self, burst: u64) -> Self {
        assert!(burst > 0, "burst(0): nothing would ever pass");
        self.burst = burst;
        self
    }

    /// How many elements in each [`per`](Self::per).
    #[must_use]
    pub const fn elements(self) -> u64 {
        self.elements
    }

    /// The time in which the elements may pass.
    #[must_use]
    pub const fn per(self) -> Duration {
        self.per
    }

    /// How many may come at once, after a silence that was long enough.
    #[must_use]
    pub const fn max_burst(self) -> u64 {
        self.burst
    }

    /// True if nothing passes.
    #[must_use]
    pub const fn is_paused(self) -> bool {
        self.elements == 0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            elements,
            per,
            burst,
        } = self;
        write!(f, "{elements} in {per:?}, at most {burst} at once")
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rate({self})")
    }
}
