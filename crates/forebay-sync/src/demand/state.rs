//! What one value of the word means, and which value may follow it. No bit is touched elsewhere.

use core::fmt;
use core::num::NonZeroU64;

use forebay_protocol::Demand;

use super::Signalled;
use super::word::Word;

/// One value of the word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct State<W>(W);

/// Set while the producer waits for demand.
const WAITING: u64 = 1;

/// How far the sum of grants is shifted to make room for [`WAITING`].
const SHIFT: u32 = 1;

impl<W: Word> State<W> {
    /// Nothing requested yet, nobody waits.
    pub(super) fn new() -> Self {
        Self(W::narrow(0))
    }

    /// Without limit: what a sum of grants saturates into.
    pub(super) fn unbounded() -> Self {
        Self::bounded(Self::limit())
    }

    /// Over: the largest value there is.
    pub(super) fn cancelled() -> Self {
        Self(W::MAX)
    }

    /// The smallest sum of grants that counts as no limit.
    fn limit() -> u64 {
        W::MAX.widen() >> SHIFT
    }

    fn bounded(requested: u64) -> Self {
        Self(W::narrow(requested << SHIFT))
    }

    pub(super) fn from_word(word: W) -> Self {
        Self(word)
    }

    pub(super) fn word(self) -> W {
        self.0
    }

    fn requested(self) -> u64 {
        self.0.widen() >> SHIFT
    }

    pub(super) fn is_cancelled(self) -> bool {
        self == Self::cancelled()
    }

    fn is_unbounded(self) -> bool {
        self == Self::unbounded()
    }

    fn is_bounded(self) -> bool {
        self.requested() < Self::limit()
    }

    fn is_waiting(self) -> bool {
        self.is_bounded() && self.0.widen() & WAITING != 0
    }

    /// The state after a grant of `count`; none if a grant makes no difference any more.
    pub(super) fn granted(self, count: NonZeroU64) -> Option<Self> {
        let live = weaken!(self.is_bounded(), GrantRevives => !self.is_unbounded());
        live.then(|| {
            let sum = weaken!(
                self.requested().saturating_add(count.get()).min(Self::limit()),
                GrantWraps => self.requested().wrapping_add(count.get()) & Self::limit(),
            );
            weaken!(
                Self::bounded(sum),
                GrantKeepsWaiting => Self(W::narrow(sum << SHIFT | self.0.widen() & WAITING)),
            )
        })
    }

    /// The state of a producer that took `taken` and now waits for more; none if it has no reason
    /// to. Elements are counted only while demand is bounded, so a count never comes up to what
    /// an unbounded or a cancelled word reads as.
    pub(super) fn waiting(self, taken: u64) -> Option<Self> {
        (self.requested() == taken).then(|| Self(W::narrow(taken << SHIFT | WAITING)))
    }

    /// The demand that is left to a producer that took `taken`.
    pub(super) fn demand(self, taken: u64) -> Demand {
        if weaken!(self.is_cancelled(), CancelledDemands => false) {
            Demand::NONE
        } else if weaken!(self.is_unbounded(), UnboundedCountsDown => false) {
            Demand::Unbounded
        } else {
            debug_assert!(taken <= self.requested(), "took {taken} of {self:?}");
            Demand::Bounded(self.requested() - taken)
        }
    }

    /// What somebody who changed the word, or found that nothing is to be changed, must do, given
    /// the state before.
    pub(super) fn signalled(self) -> Signalled {
        if self.is_cancelled() {
            Signalled::Cancelled
        } else if self.is_waiting() {
            Signalled::Wake
        } else {
            Signalled::Busy
        }
    }
}

impl<W: Word> fmt::Debug for State<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_cancelled() {
            f.write_str("cancelled")
        } else if self.is_unbounded() {
            f.write_str("unbounded")
        } else if self.is_waiting() {
            write!(f, "{} requested, waiting", self.requested())
        } else {
            write!(f, "{} requested", self.requested())
        }
    }
}
