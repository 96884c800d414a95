//! The three handles to one demand counter.

use core::fmt;
use core::num::NonZeroU64;

use forebay_protocol::Demand;

use super::cell::DemandCell;
use super::state::State;
use super::word::Word;
use super::{Signalled, Waited};
use crate::sync::Arc;

/// Makes a demand counter with no demand yet, and hands out its two halves.
///
/// ```
/// use std::num::NonZeroU64;
///
/// use forebay_protocol::Demand;
/// use forebay_sync::{Signalled, Waited, demand_counter};
///
/// let (requester, mut producer) = demand_counter::<u64>();
/// assert_eq!(producer.wait(), Waited::Parked);
///
/// // The first grant finds the producer waiting; the second does not.
/// let three = NonZeroU64::new(3).unwrap();
/// assert_eq!(requester.grant(three), Signalled::Wake);
/// assert_eq!(requester.grant(three), Signalled::Busy);
///
/// assert_eq!(producer.take(4), 4);
/// assert_eq!(producer.demand(), Demand::Bounded(2));
/// ```
#[must_use]
pub fn demand_counter<W: Word>() -> (Requester<W>, Producer<W>) {
    let cell = Arc::new(DemandCell::new(State::new()));
    let requester = Requester {
        cell: Arc::clone(&cell),
    };
    (requester, Producer { cell, taken: 0 })
}

/// The consumer's half: it grants demand.
///
/// It may be shared by reference; grants that race add up. Dropping it changes nothing, since a
/// drop could not say [`Signalled::Wake`]: the owner of an edge cancels first.
pub struct Requester<W: Word = u64> {
    cell: Arc<DemandCell<W>>,
}

impl<W: Word> Requester<W> {
    /// Lets the producer deliver `count` more elements.
    ///
    /// Everything written before a grant that changed the demand is seen by the producer when it
    /// takes from it. A grant after [`grant_unbounded`](Self::grant_unbounded) or after a cancel
    /// changes nothing.
    #[inline]
    pub fn grant(&self, count: NonZeroU64) -> Signalled {
        self.cell.grant(count)
    }

    /// Lifts the limit for good.
    #[inline]
    pub fn grant_unbounded(&self) -> Signalled {
        self.cell.grant_unbounded()
    }

    /// Withdraws all demand for good.
    #[inline]
    pub fn cancel(&self) -> Signalled {
        self.cell.cancel()
    }

    /// A handle that can cancel from anywhere.
    #[must_use]
    pub fn canceller(&self) -> Canceller<W> {
        Canceller {
            cell: Arc::clone(&self.cell),
        }
    }
}

/// Cancels from anywhere. Cheap to clone; dropping it changes nothing.
pub struct Canceller<W: Word = u64> {
    cell: Arc<DemandCell<W>>,
}

impl<W: Word> Canceller<W> {
    /// Withdraws all demand for good. Everything written before is seen by the producer that
    /// finds itself cancelled.
    #[inline]
    pub fn cancel(&self) -> Signalled {
        self.cell.cancel()
    }
}

impl<W: Word> Clone for Canceller<W> {
    fn clone(&self) -> Self {
        Self {
            cell: Arc::clone(&self.cell),
        }
    }
}

/// The producer's half: it takes from the demand, and waits when there is none.
///
/// How much was taken is written down in this half alone. So taking costs one load, and the
/// consumer's cache line is written by the producer only when it waits.
pub struct Producer<W: Word = u64> {
    cell: Arc<DemandCell<W>>,
    taken: u64,
}

impl<W: Word> Producer<W> {
    /// How many elements may be delivered beyond those already taken. Zero once cancelled.
    ///
    /// Only [`take`](Self::take) and a cancel make it smaller.
    #[inline]
    #[must_use]
    pub fn demand(&self) -> Demand {
        self.cell.demand(self.taken)
    }

    /// Claims up to `limit` elements and returns how many: the smaller of `limit` and the demand.
    ///
    /// What was claimed may be delivered at any later time; it is not handed back.
    #[inline]
    #[must_use = "elements that were claimed and are not delivered are lost demand"]
    pub fn take(&mut self, limit: usize) -> usize {
        self.cell.take(&mut self.taken, limit)
    }

    /// True once the consumer wants no more, ever.
    #[inline]
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cell.is_cancelled()
    }

    /// Declares that the producer is about to sleep until there is demand.
    ///
    /// Leave word of how to be woken first, then call this, and sleep only if the answer is
    /// [`Waited::Parked`]. Calling it again while parked, after a wake-up for another reason, is
    /// fine and publishes anew what was written in between.
    #[inline]
    pub fn wait(&self) -> Waited {
        self.cell.wait(self.taken)
    }
}

impl<W: Word> fmt::Debug for Requester<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Requester").field(&self.cell).finish()
    }
}

impl<W: Word> fmt::Debug for Canceller<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Canceller").field(&self.cell).finish()
    }
}

impl<W: Word> fmt::Debug for Producer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("word", &self.cell)
            .field("taken", &self.taken)
            .finish()
    }
}
