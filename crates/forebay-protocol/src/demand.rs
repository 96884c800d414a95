//! How many elements a consumer is still willing to take.

use core::fmt;
use core::num::NonZeroU64;

/// How many more elements a consumer will take: a count, or no limit at all.
///
/// Unbounded demand is a state of its own and absorbing: nothing that is added to it or
/// delivered against it makes it bounded again (rule 3.17 of the protocol).
///
/// ```
/// use forebay_protocol::Demand;
///
/// let demand = Demand::Bounded(3).plus(Demand::ONE).minus(2);
/// assert_eq!(demand, Demand::Bounded(2));
/// assert_eq!(Demand::Unbounded.minus(1_000_000), Demand::Unbounded);
/// assert_eq!(Demand::Bounded(u64::MAX).plus(Demand::ONE), Demand::Unbounded);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Demand {
    /// Exactly this many more elements; zero means "not now".
    Bounded(u64),
    /// As many elements as there are.
    Unbounded,
}

impl Demand {
    /// No demand: nothing may be delivered.
    pub const NONE: Self = Self::Bounded(0);
    /// Demand for a single element.
    pub const ONE: Self = Self::Bounded(1);

    /// True if nothing may be delivered.
    #[inline]
    #[must_use]
    pub const fn is_none(self) -> bool {
        matches!(self, Self::Bounded(0))
    }

    /// True if there is no limit.
    #[inline]
    #[must_use]
    pub const fn is_unbounded(self) -> bool {
        matches!(self, Self::Unbounded)
    }

    /// The sum of both demands. A sum beyond `u64::MAX` is unbounded.
    #[inline]
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        match (self, more) {
            (Self::Bounded(have), Self::Bounded(more)) => match have.checked_add(more) {
                Some(sum) => Self::Bounded(sum),
                None => Self::Unbounded,
            },
            _ => Self::Unbounded,
        }
    }

    /// What is left after `delivered` elements. Never below zero; unbounded stays unbounded.
    #[inline]
    #[must_use]
    pub const fn minus(self, delivered: u64) -> Self {
        match self {
            Self::Bounded(have) => Self::Bounded(have.saturating_sub(delivered)),
            Self::Unbounded => Self::Unbounded,
        }
    }

    /// This demand `factor` times over, as when one element below takes `factor` above.
    /// A product beyond `u64::MAX` is unbounded; zero demand stays zero.
    #[inline]
    #[must_use]
    pub const fn times(self, factor: u64) -> Self {
        match self {
            Self::Bounded(have) => match have.checked_mul(factor) {
                Some(product) => Self::Bounded(product),
                None => Self::Unbounded,
            },
            Self::Unbounded => Self::Unbounded,
        }
    }

    /// The smaller of this demand and `limit`.
    #[inline]
    #[must_use]
    pub const fn at_most(self, limit: u64) -> Self {
        match self {
            Self::Bounded(have) if have < limit => self,
            _ => Self::Bounded(limit),
        }
    }

    /// The smaller of this demand and `limit`, as a number of elements to move now.
    #[inline]
    #[must_use]
    pub const fn count_up_to(self, limit: usize) -> usize {
        match self {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "the value is below `limit`, which is a usize"
            )]
            Self::Bounded(have) if have < limit as u64 => have as usize,
            _ => limit,
        }
    }
}

impl From<NonZeroU64> for Demand {
    #[inline]
    fn from(count: NonZeroU64) -> Self {
        Self::Bounded(count.get())
    }
}

impl fmt::Debug for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bounded(count) => write!(f, "{count}"),
            Self::Unbounded => f.write_str("unbounded"),
        }
    }
}
