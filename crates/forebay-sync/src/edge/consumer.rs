//! The downstream half of an edge.

use core::fmt;
use core::mem;
use core::num::{NonZeroU64, NonZeroUsize};
use core::task::Waker;
use core::time::Duration;
use std::vec::Drain;

use forebay_protocol::{CancelCause, StreamError};

use super::meters::EdgeMeters;
use super::shared::{Found, Shared};
use crate::sync::Arc;
use crate::{Requester, Signalled};

/// The downstream half of an edge: hands elements on, and asks for as many anew.
///
/// Dropping it cancels the producer and drops what is held.
pub struct EdgeConsumer<T> {
    shared: Arc<Shared<T>>,
    requester: Requester,
    meters: EdgeMeters,
    capacity: usize,
    /// Taken from behind the lock. The next element is the last one here while `is_reversed`.
    batch: Vec<T>,
    is_reversed: bool,
    /// Passed on, and not granted anew yet.
    owed: usize,
    has_requested: bool,
    is_over: bool,
    /// To be left behind the lock when nothing is found.
    spare: Option<Waker>,
}

/// What a consumer finds when it looks for elements.
#[derive(Debug)]
pub enum Filled {
    /// There are some to [`take`](EdgeConsumer::take).
    Elements,
    /// There are none and there will be none: how the stream has ended.
    Ended(Result<(), StreamError>),
    /// There are none now; the waker is woken when that changes.
    Nothing,
}

impl<T> EdgeConsumer<T> {
    pub(super) fn new(
        shared: Arc<Shared<T>>,
        requester: Requester,
        meters: EdgeMeters,
        capacity: NonZeroUsize,
    ) -> Self {
        Self {
            shared,
            requester,
            meters,
            capacity: capacity.get(),
            batch: Vec::new(),
            is_reversed: false,
            owed: 0,
            has_requested: false,
            is_over: false,
            spare: None,
        }
    }

    /// Asks for a first capacity of elements; nothing after the first call.
    #[inline]
    pub fn request(&mut self) {
        if !mem::replace(&mut self.has_requested, true) {
            self.owed = self.capacity;
            self.grant();
        }
    }

    /// How many elements are here to be taken.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// True if no element is here to be taken.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    /// How many elements are taken at once at most, so that demand for them is granted anew while
    /// others are still being used: half of the capacity.
    #[inline]
    #[must_use]
    pub fn stride(&self) -> usize {
        self.refill_at()
    }

    #[inline]
    fn refill_at(&self) -> usize {
        weaken!(self.capacity.div_ceil(2), RefillAboveCapacity => self.capacity + 1)
    }

    /// Takes the next elements out, up to `count` and all there are at most. To be followed by
    /// [`passed_on`](Self::passed_on).
    ///
    /// What is not pulled from the iterator is dropped with it; see
    /// [`put_back`](Self::put_back).
    #[inline]
    pub fn take(&mut self, count: usize) -> Taken<'_, T> {
        let length = self.batch.len();
        let count = count.min(length);
        if !self.is_reversed && count < length {
            // From the end, taking a part moves nothing.
            self.batch.reverse();
            self.is_reversed = true;
        }
        if self.is_reversed {
            Taken::Backwards(self.batch.drain(length - count..))
        } else {
            Taken::Forwards(self.batch.drain(..))
        }
    }

    /// Puts back what was taken and is not wanted, in the order in which it came. After a cancel
    /// it is discarded.
    #[cold]
    pub fn put_back(&mut self, elements: Vec<T>) {
        if self.is_over {
            // Counted first: a destructor that panics must not keep it from the books.
            self.meters.discard(elements.len() as u64);
            return;
        }
        if !self.is_reversed {
            self.batch.reverse();
            self.is_reversed = true;
        }
        self.batch.extend(elements.into_iter().rev());
    }

    /// Grants demand for elements that were passed on, when it is time to.
    #[inline]
    pub fn passed_on(&mut self, count: usize) {
        self.owed += count;
        self.meters.pass_on(count as u64);
        if self.owed >= self.refill_at() {
            self.grant();
        }
    }

    /// Counts elements that were taken and that a panic dropped.
    #[cold]
    pub fn lost(&mut self, count: usize) {
        self.meters.discard(count as u64);
    }

    fn grant(&mut self) {
        if let Some(owed) = NonZeroU64::new(mem::take(&mut self.owed) as u64)
            && self.requester.grant(owed) == Signalled::Wake
        {
            self.shared.wake_producer();
        }
    }

    /// Looks for elements when none are here. If there are none anywhere, all that was passed on
    /// is granted anew, and `waker` is woken by the next element or the end.
    #[inline]
    pub fn poll_fill(&mut self, waker: &Waker) -> Filled {
        if !self.batch.is_empty() {
            return Filled::Elements;
        }
        if self.is_over {
            let cause = self.shared.cancelled().unwrap_or(CancelCause::Dropped);
            return Filled::Ended(Err(StreamError::cancelled(&cause)));
        }
        self.is_reversed = false;
        let found = self.shared.fill(&mut self.batch, waker, &mut self.spare);
        if matches!(found, Found::Nothing) {
            // Starved: whatever is owed is due now, however little it is. The waker is left
            // already, so what comes of it is told.
            weaken!(self.grant(), StarvedGrantsNothing => ());
        }
        match found {
            Found::Elements => Filled::Elements,
            Found::Ended(ending) => Filled::Ended(ending),
            Found::Nothing => Filled::Nothing,
        }
    }

    /// Stops the producer for good and drops what is held. A second call does nothing.
    pub fn cancel(&mut self, cause: &CancelCause) {
        if mem::replace(&mut self.is_over, true) {
            return;
        }
        // The cause first: a producer that finds itself cancelled finds it.
        let (queued, waker) = weaken!(
            self.shared.cancel(cause),
            CauseComesLate => {
                let _told = self.requester.cancel();
                self.shared.cancel(cause)
            },
        );
        let _told = self.requester.cancel();
        let held = mem::take(&mut self.batch);
        // Counted before anything of a user's runs: it may panic.
        self.meters.discard((queued.len() + held.len()) as u64);
        // Told in any case: a producer that waits for something else watches for this.
        if weaken!(true, CancelWakesWaitersOnly => _told == Signalled::Wake) {
            self.shared.wake_producer();
        }
        drop((held, queued, waker, self.spare.take()));
    }

    /// Adds to the time for which the consumer waited for elements.
    pub fn waited(&self, time: Duration) {
        self.meters.consumer_waited(time);
    }

    /// The meters of this edge.
    #[must_use]
    pub fn meters(&self) -> &EdgeMeters {
        &self.meters
    }
}

impl<T> Drop for EdgeConsumer<T> {
    fn drop(&mut self) {
        self.cancel(&CancelCause::Dropped);
    }
}

/// Elements on their way out of an edge, in the order in which they came.
#[derive(Debug)]
pub enum Taken<'a, T> {
    /// All that is here.
    Forwards(Drain<'a, T>),
    /// A part of it.
    Backwards(Drain<'a, T>),
}

impl<T> Iterator for Taken<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match self {
            Self::Forwards(elements) => elements.next(),
            Self::Backwards(elements) => elements.next_back(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Forwards(elements) | Self::Backwards(elements) => elements.size_hint(),
        }
    }
}

impl<T> ExactSizeIterator for Taken<'_, T> {}

impl<T> fmt::Debug for EdgeConsumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EdgeConsumer")
            .field("capacity", &self.capacity)
            .field("batch", &self.batch.len())
            .field("owed", &self.owed)
            .finish_non_exhaustive()
    }
}
