//! The upstream half of an edge.

use core::fmt;
use core::mem;
use core::num::NonZeroUsize;
use core::task::{Poll, Waker};
use core::time::Duration;

use forebay_protocol::{CancelCause, StreamError};

use super::meters::EdgeMeters;
use super::shared::Shared;
use crate::sync::Arc;
use crate::{Producer, Waited};

/// The upstream half of an edge: takes elements, and knows how many are wanted.
///
/// Elements are pushed into a batch of this half's own. Whoever owns it calls
/// [`publish`](Self::publish) before it goes to sleep; nobody else sees the batch before. Dropping
/// it without an ending fails the stream for the consumer, as cancelled.
pub struct EdgeProducer<T> {
    shared: Arc<Shared<T>>,
    demand: Producer,
    meters: EdgeMeters,
    capacity: usize,
    batch: Vec<T>,
    /// Demand that was taken from the counter and not used yet.
    claimed: usize,
    /// How long the batch gets before it is published, while the consumer sleeps.
    enough: usize,
    has_ended: bool,
    /// To be left for who wakes this half.
    spare: Option<Waker>,
}

impl<T> EdgeProducer<T> {
    pub(super) fn new(
        shared: Arc<Shared<T>>,
        demand: Producer,
        meters: EdgeMeters,
        capacity: NonZeroUsize,
    ) -> Self {
        Self {
            shared,
            demand,
            meters,
            capacity: capacity.get(),
            batch: Vec::new(),
            claimed: 0,
            enough: 1,
            has_ended: false,
            spare: None,
        }
    }

    /// How many elements may be pushed now. None after the end.
    ///
    /// A look, not a promise: a cancel takes it away at any time, so [`claim`](Self::claim) what is
    /// to be pushed.
    #[inline]
    #[must_use]
    pub fn room(&self) -> usize {
        match self.claimed {
            0 if self.has_ended => 0,
            0 => self.demand.demand().count_up_to(self.capacity),
            claimed => claimed,
        }
    }

    /// Takes all the demand there is if none is at hand, so that it need not be asked for with each
    /// element. Returns [`room`](Self::room), which does not rise before it is used up. If
    /// it is above zero the next element may be pushed, whatever the consumer does meanwhile; after a
    /// cancel that element is discarded.
    #[inline]
    pub fn claim(&mut self) -> usize {
        if self.claimed == 0 {
            self.renew();
        }
        self.claimed
    }

    /// Takes all the demand there is, for a run that begins: what was granted since the last one
    /// shows, although some of that is left.
    #[inline]
    pub fn renew(&mut self) {
        if !self.has_ended {
            self.claimed += self.demand.take(self.capacity - self.claimed);
        }
    }

    /// How many elements may be pushed of those that were claimed. A cancel that is found while
    /// publishing takes it to zero.
    #[inline]
    #[must_use]
    pub fn claimed(&self) -> usize {
        self.claimed
    }

    /// Puts an element into the batch; publishes it if the consumer sleeps and it is long enough.
    ///
    /// # Panics
    /// If there is no [`room`](Self::room) (law L1).
    #[inline]
    pub fn push(&mut self, element: T) {
        assert!(
            self.claim() > 0,
            "an element was pushed without demand (law L1)"
        );
        self.claimed -= 1;
        self.batch.push(element);
        if self.batch.len() >= self.enough && self.shared.is_consumer_asleep() {
            self.publish_early();
        }
    }

    /// Lets `fill` push elements straight into the batch, no more than it is told, and says how
    /// many it was. For loops that are to do nothing else.
    ///
    /// # Panics
    /// If it pushes more, or takes some out.
    #[inline]
    pub fn push_many(&mut self, fill: impl FnOnce(&mut Vec<T>, usize)) -> usize {
        let room = self.claim();
        let before = self.batch.len();
        let filling = Filling {
            before,
            claimed: &mut self.claimed,
            batch: &mut self.batch,
        };
        fill(filling.batch, room);
        filling.settle();
        let pushed = self.batch.len() - before;
        if self.batch.len() >= self.enough && self.shared.is_consumer_asleep() {
            self.publish_early();
        }
        pushed
    }

    /// How many elements [`push_many`](Self::push_many) had better push at once: few while the
    /// consumer sleeps and waits for the first of them.
    #[inline]
    #[must_use]
    pub fn stride(&self) -> usize {
        if self.shared.is_consumer_asleep() {
            self.enough.saturating_sub(self.batch.len()).max(1)
        } else {
            usize::MAX
        }
    }

    #[cold]
    fn publish_early(&mut self) {
        self.enough = self.batch.len().saturating_mul(2).min(self.capacity);
        self.hand_over(None);
    }

    /// Hands the batch over. To be called at the end of each run, and before any wait.
    #[inline]
    pub fn publish(&mut self) {
        self.enough = 1;
        if !self.batch.is_empty() {
            self.hand_over(None);
        }
    }

    fn hand_over(&mut self, ending: Option<Result<(), StreamError>>) {
        let count = self.batch.len() as u64;
        self.meters.receive(count);
        if !self.shared.publish(&mut self.batch, ending) {
            // Counted first: a destructor that panics must not keep it from the books.
            self.meters.discard(count);
            self.claimed = 0;
            drop(mem::take(&mut self.batch));
        }
    }

    /// Ready once there is room, or a cancel; else `waker` is woken by either. Publishes first.
    /// After the end only a cancel is left to wait for.
    pub fn poll_room(&mut self, waker: &Waker) -> Poll<()> {
        if self.has_ended {
            return if self.watch(waker) {
                Poll::Ready(())
            } else {
                Poll::Pending
            };
        }
        self.publish();
        if self.claimed > 0 {
            return Poll::Ready(());
        }
        let waited = weaken!(
            {
                self.shared.register_producer(waker, &mut self.spare);
                self.demand.wait()
            },
            WaitsBeforeRegistering => {
                let waited = self.demand.wait();
                self.shared.register_producer(waker, &mut self.spare);
                waited
            },
        );
        match waited {
            Waited::Parked => Poll::Pending,
            Waited::LookAgain => Poll::Ready(()),
        }
    }

    /// Publishes, and has `waker` woken by a cancel: for a producer that waits for something else.
    /// True if there was one already.
    pub fn watch(&mut self, waker: &Waker) -> bool {
        self.publish();
        weaken!(
            {
                self.shared.register_producer(waker, &mut self.spare);
                self.demand.is_cancelled()
            },
            WatchLooksFirst => {
                let is_cancelled = self.demand.is_cancelled();
                self.shared.register_producer(waker, &mut self.spare);
                is_cancelled
            },
        )
    }

    /// True if the consumer wants no more, ever.
    #[inline]
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.demand.is_cancelled()
    }

    /// Why the consumer wants no more, if it does not.
    #[must_use]
    pub fn cancelled(&self) -> Option<CancelCause> {
        self.shared.cancelled()
    }

    /// Hands over what is left, and completes the stream. Only the first ending counts.
    pub fn complete(&mut self) {
        self.end(Ok(()));
    }

    /// Hands over what is left, and fails the stream behind it. Only the first ending counts.
    pub fn fail(&mut self, error: StreamError) {
        self.end(Err(error));
    }

    fn end(&mut self, ending: Result<(), StreamError>) {
        if !mem::replace(&mut self.has_ended, true) {
            self.claimed = 0;
            self.hand_over(Some(ending));
        }
    }

    /// Adds to the time for which the producer waited for demand.
    pub fn waited(&self, time: Duration) {
        self.meters.producer_waited(time);
    }

    /// The meters of this edge.
    #[must_use]
    pub fn meters(&self) -> &EdgeMeters {
        &self.meters
    }
}

impl<T> Drop for EdgeProducer<T> {
    fn drop(&mut self) {
        // Its task is not to live on in the edge (law L6). Dropped after the consumer was told.
        let waker = self.shared.take_producer();
        self.fail(StreamError::cancelled(&CancelCause::Dropped));
        drop(waker);
    }
}

/// The batch while somebody else pushes into it. Counts what has come, and keeps no more of it than
/// there is room for, also when a panic unwinds.
struct Filling<'a, T> {
    before: usize,
    claimed: &'a mut usize,
    batch: &'a mut Vec<T>,
}

impl<T> Filling<'_, T> {
    #[inline]
    fn settle(self) {
        let pushed = self.batch.len().checked_sub(self.before);
        let kept = pushed.is_some_and(|pushed| pushed <= *self.claimed);
        assert!(kept, "elements were pushed without demand (law L1)");
    }
}

impl<T> Drop for Filling<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let pushed = self.batch.len().saturating_sub(self.before);
        let kept = pushed.min(*self.claimed);
        *self.claimed -= kept;
        if kept < pushed {
            self.batch.truncate(self.before + kept);
        }
    }
}

impl<T> fmt::Debug for EdgeProducer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EdgeProducer")
            .field("capacity", &self.capacity)
            .field("batch", &self.batch.len())
            .field("claimed", &self.claimed)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
