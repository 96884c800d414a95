//! An offer that waits for room.

use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::handle::Shared;
use super::state::Turn;
use super::{QueueEnding, Refused};
use crate::wakers::{Ticket, Wakes};

/// An element on offer: waits for room, and gives the element back if the queue ends first.
///
/// While it waits, the element stands in a line beside the queue, of which it takes up no room;
/// the line is as long as there are futures that wait. Room goes straight from the consumer to the
/// element that is first in line, also while its future is not polled: so an offer that somebody
/// forgot holds up nobody.
///
/// # Cancel safety
///
/// Dropping an offer withdraws it: an element that waits still is dropped with it, and takes no
/// one else's room or wake-up along. An element may have been accepted since the offer was last
/// polled; then it will be delivered. [`withdraw`](Self::withdraw) tells which, and gives the
/// element back.
#[must_use = "nothing is offered until this is polled"]
pub struct Offer<'a, T> {
    queue: &'a Shared<T>,
    stand: Stand<T>,
}

/// How far an offer has come.
enum Stand<T> {
    /// The element, not offered yet.
    Fresh(T),
    /// Its place in the line.
    Waiting(Ticket),
    Over,
}

// Nothing is pinned: the element moves from here into the line.
impl<T> Unpin for Offer<'_, T> {}

impl<'a, T> Offer<'a, T> {
    #[inline]
    pub(super) fn new(queue: &'a Shared<T>, element: T) -> Self {
        Self {
            queue,
            stand: Stand::Fresh(element),
        }
    }

    /// Takes the element back, if it was not accepted; `None` if it was.
    ///
    /// This is how to give up waiting without losing sight of the element:
    ///
    /// ```
    /// # use forebay_sync::queue;
    /// # use std::{future::Future, pin::Pin, task::{Context, Waker}};
    /// let (handle, elements) = queue(1);
    /// let mut cx = Context::from_waker(Waker::noop());
    /// let (mut first, mut second) = (handle.offer('a'), handle.offer('b'));
    /// assert!(Pin::new(&mut first).poll(&mut cx).is_ready());
    /// assert!(Pin::new(&mut second).poll(&mut cx).is_pending());
    /// // Too late, says a timer.
    /// assert_eq!(second.withdraw(), Some('b'));
    /// # drop(elements);
    /// ```
    #[must_use = "the element comes back"]
    pub fn withdraw(mut self) -> Option<T> {
        match mem::replace(&mut self.stand, Stand::Over) {
            Stand::Fresh(element) => Some(element),
            Stand::Waiting(ticket) => self.leave(ticket),
            Stand::Over => None,
        }
    }

    fn leave(&self, ticket: Ticket) -> Option<T> {
        misstep!(QueueWithdrawStays => return None);
        let left = self.queue.hold().leave(ticket);
        // The lock is let go by now, so the waker may be dropped.
        left.map(|(element, _waker)| element)
    }

    /// Offers the element for the first time.
    #[inline]
    fn begin(&mut self, element: T, cx: &Context<'_>) -> Poll<Result<(), Refused<T, QueueEnding>>> {
        let refused = match self.queue.try_offer(element) {
            Ok(()) => return Poll::Ready(Ok(())),
            Err(refused) => refused,
        };
        let element = refused.element;
        match refused.reason.into_ending() {
            Some(reason) => Poll::Ready(Err(Refused { element, reason })),
            None => self.line_up(element, cx),
        }
    }

    /// There was no room a moment ago: looks again, and waits if there is none still.
    #[cold]
    fn line_up(
        &mut self,
        element: T,
        cx: &Context<'_>,
    ) -> Poll<Result<(), Refused<T, QueueEnding>>> {
        let waker = cx.waker().clone();
        let mut wakes = Wakes::new();
        let mut state = self.queue.hold();
        match weaken!(state.refusal(), QueueLineUpTorn => Some(crate::Refusal::Full)) {
            None => {
                state.accept(element);
                wakes.add(state.parked.take());
                Poll::Ready(Ok(()))
            },
            Some(refusal) => match refusal.into_ending() {
                Some(reason) => Poll::Ready(Err(Refused { element, reason })),
                None => {
                    self.stand = Stand::Waiting(state.line_up(element, waker));
                    Poll::Pending
                },
            },
        }
    }
}

impl<T> Future for Offer<'_, T> {
    type Output = Result<(), Refused<T, QueueEnding>>;

    /// # Panics
    /// If it has given its answer already.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match mem::replace(&mut self.stand, Stand::Over) {
            Stand::Fresh(element) => self.begin(element, cx),
            Stand::Waiting(ticket) => {
                let mut waker = Some(cx.waker().clone());
                // The lock is let go when this statement ends, and the waker may be dropped.
                let turn = self.queue.hold().turn(ticket, &mut waker);
                match turn {
                    Turn::Accepted => Poll::Ready(Ok(())),
                    Turn::Refused(refused) => Poll::Ready(Err(refused)),
                    Turn::NotYet => {
                        self.stand = Stand::Waiting(ticket);
                        Poll::Pending
                    },
                }
            },
            Stand::Over => panic!("polled again after the offer has been answered"),
        }
    }
}

#[cfg(all(test, not(shuttle)))]
impl<'a, T> Offer<'a, T> {
    /// The place in line of an offer that waits, which stays there without it.
    pub(super) fn suspend(mut self) -> Option<Ticket> {
        match mem::replace(&mut self.stand, Stand::Over) {
            Stand::Waiting(ticket) => Some(ticket),
            _ => None,
        }
    }

    /// An offer with a place in line.
    pub(super) fn resume(queue: &'a Shared<T>, ticket: Ticket) -> Self {
        let stand = Stand::Waiting(ticket);
        Self { queue, stand }
    }
}

impl<T> Drop for Offer<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Stand::Waiting(ticket) = self.stand {
            let withdrawn = self.leave(ticket);
            drop(withdrawn);
        }
    }
}

impl<T> fmt::Debug for Offer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.stand {
            Stand::Fresh(_) => "Offer(not polled yet)",
            Stand::Waiting(_) => "Offer(waiting)",
            Stand::Over => "Offer(answered)",
        })
    }
}
