//! Waiting for the end of a queue.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::QueueEnding;
use super::handle::Shared;
use crate::wakers::Ticket;

/// Waits until a queue accepts no more; see [`QueueHandle::closed`](super::QueueHandle::closed).
///
/// It may be dropped at any time and polled on after it has answered.
#[must_use = "nothing is waited for until this is polled"]
pub struct QueueClosed<'a, T> {
    queue: &'a Shared<T>,
    ticket: Option<Ticket>,
}

impl<'a, T> QueueClosed<'a, T> {
    pub(super) fn new(queue: &'a Shared<T>) -> Self {
        Self {
            queue,
            ticket: None,
        }
    }
}

impl<T> Future for QueueClosed<'_, T> {
    type Output = QueueEnding;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<QueueEnding> {
        let waker = cx.waker().clone();
        let this = &mut *self;
        // Declared before the lock is taken, so dropped after it is let go.
        let _stale;
        let mut state = this.queue.hold();
        if let Some(ending) = state.ending().cloned() {
            return Poll::Ready(ending);
        }
        misstep!(QueueCloseTorn => {
            drop(state);
            state = this.queue.hold();
        });
        let (ticket, replaced) = state.observers.put(this.ticket, waker);
        this.ticket = Some(ticket);
        _stale = replaced;
        Poll::Pending
    }
}

#[cfg(all(test, not(shuttle)))]
impl<T> QueueClosed<'_, T> {
    /// Leaves the waker where it is registered.
    pub(super) fn suspend(mut self) {
        self.ticket = None;
    }
}

impl<T> Drop for QueueClosed<'_, T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let stale = self.queue.hold().observers.remove(ticket);
            drop(stale);
        }
    }
}

impl<T> fmt::Debug for QueueClosed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueClosed").finish_non_exhaustive()
    }
}
