//! The producers' side.

use core::fmt;
use std::error::Error;

use forebay_protocol::StreamError;

use super::state::State;
use super::{Offer, QueueClosed, QueueEnding, Refusal, Refused};
use crate::sync::{Arc, Held, Lock};
use crate::wakers::Wakes;

/// The producers' side of a queue: offers elements to a stream, from any thread.
///
/// Clones are handles to the same queue. When the last one is dropped the queue completes, as
/// if [`complete`](Self::complete) had been called.
///
/// ```
/// use forebay_sync::{Refusal, Refused, queue};
///
/// let (handle, mut elements) = queue(1);
/// assert_eq!(handle.try_offer('a').map_err(|refused| refused.element), Ok(()));
/// let Err(Refused { element, reason }) = handle.try_offer('b') else { unreachable!() };
/// assert!(element == 'b' && reason.is_full());
///
/// handle.complete();
/// assert!(matches!(handle.try_offer(element).unwrap_err().reason, Refusal::Closed(_)));
/// assert_eq!(elements.next(), None, "none are lent yet");
/// # use std::task::{Poll, Waker};
/// assert_eq!(elements.poll_lend(Waker::noop()).map(Result::unwrap), Poll::Ready(true));
/// assert_eq!(elements.next(), Some('a'));
/// assert_eq!(elements.poll_lend(Waker::noop()).map(Result::unwrap), Poll::Ready(false));
/// ```
pub struct QueueHandle<T> {
    pub(super) shared: Arc<Shared<T>>,
}

pub(super) struct Shared<T> {
    state: Lock<State<T>>,
}

impl<T> Shared<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            state: Lock::new(State::new(capacity)),
        }
    }

    #[inline]
    pub(super) fn hold(&self) -> Held<'_, State<T>> {
        self.state.hold()
    }

    #[inline]
    pub(super) fn try_offer(&self, element: T) -> Result<(), Refused<T>> {
        let consumer = {
            let mut state = self.hold();
            if let Some(reason) = state.refusal() {
                return Err(Refused { element, reason });
            }
            misstep!(QueueOfferTorn => {
                drop(state);
                state = self.hold();
            });
            state.accept(element);
            weaken!(state.parked.take(), QueueAcceptUntold => None)
        };
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        Ok(())
    }

    pub(super) fn end(&self, ending: QueueEnding) -> bool {
        let mut wakes = Wakes::new();
        self.hold().end(ending, &mut wakes)
    }
}

impl<T> QueueHandle<T> {
    /// Offers an element, without waiting.
    ///
    /// `Ok` means accepted: the element will be delivered, or counted as discarded if the stream
    /// ends first. It is in line behind all that was accepted before.
    ///
    /// # Errors
    /// Gives the element back if the queue is full or has ended.
    #[inline]
    pub fn try_offer(&self, element: T) -> Result<(), Refused<T>> {
        self.shared.try_offer(element)
    }

    /// Offers an element, and waits for room.
    ///
    /// Nothing happens until the offer is polled. Offers that wait get room in the order in which
    /// they were first polled, and [`try_offer`](Self::try_offer) gets none before them. See
    /// [`Offer`] for what dropping it does.
    ///
    /// # Errors
    /// The future gives the element back if the queue ends before there is room.
    #[inline]
    pub fn offer(&self, element: T) -> Offer<'_, T> {
        Offer::new(&self.shared, element)
    }

    /// Ends the stream once all elements that were accepted are delivered.
    ///
    /// From here on every offer is refused, those that wait included. True if this ended the
    /// queue, false if it had ended before.
    pub fn complete(&self) -> bool {
        self.shared.end(QueueEnding::Completed)
    }

    /// Fails the stream with `error` once all elements that were accepted are delivered.
    ///
    /// From here on every offer is refused, those that wait included. True if this ended the
    /// queue, false if it had ended before.
    pub fn fail(&self, error: impl Into<Box<dyn Error + Send + Sync>>) -> bool {
        self.shared
            .end(QueueEnding::Failed(StreamError::new(error)))
    }

    /// True if nothing will be accepted any more.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.hold().ending().is_some()
    }

    /// Waits until nothing will be accepted any more, and tells why: for producers that make
    /// elements only while somebody wants them.
    #[inline]
    pub fn closed(&self) -> QueueClosed<'_, T> {
        QueueClosed::new(&self.shared)
    }

    /// How many elements the queue holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.shared.hold().capacity()
    }

    /// How many elements are accepted and not delivered yet; never more than the capacity.
    ///
    /// Elements of offers that wait are not among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.hold().resident()
    }

    /// True if everything that was accepted is delivered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Clone for QueueHandle<T> {
    fn clone(&self) -> Self {
        self.shared.hold().handles += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for QueueHandle<T> {
    fn drop(&mut self) {
        let mut wakes = Wakes::new();
        let mut state = self.shared.hold();
        let left = state.handles - 1;
        misstep!(QueueHandleTorn => {
            drop(state);
            state = self.shared.hold();
        });
        state.handles = left;
        if left == 0 {
            state.end(QueueEnding::Completed, &mut wakes);
        }
    }
}

impl<T> fmt::Debug for QueueHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueHandle").finish_non_exhaustive()
    }
}

impl Refusal {
    /// The ending of an element that was refused although there was room.
    pub(super) fn into_ending(self) -> Option<QueueEnding> {
        match self {
            Self::Full => None,
            Self::Closed(ending) => Some(ending),
        }
    }
}
