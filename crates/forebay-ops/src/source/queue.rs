//! `queue`: the elements that producers offer from anywhere.

use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, SLICE, Stage, blame};
use forebay_sync::{QueueConsumer, QueueHandle, queue};

use super::iter::refused;

/// Emits what is offered to its queue, in the order of acceptance.
pub struct Queue<T> {
    elements: QueueConsumer<T>,
    site: Site,
}

impl<T> Queue<T> {
    /// A queue for up to `capacity` elements: the handle for producers, and the stage.
    ///
    /// # Panics
    /// If `capacity` is zero.
    #[must_use]
    #[track_caller]
    pub fn new(capacity: usize, site: Site) -> (QueueHandle<T>, Self) {
        let (handle, elements) = queue(capacity);
        (handle, Self { elements, site })
    }
}

impl<T: Send> Stage for Queue<T> {
    type Out = T;

    #[inline]
    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let (budget, site) = (cx.budget(), self.site);
        loop {
            // Asked before the demand: the end needs none.
            match ready!(self.elements.poll_lend(cx.waker())) {
                Ok(true) => {},
                Ok(false) => return Poll::Ready(Ok(())),
                Err(error) => return Poll::Ready(Err(error.at(site))),
            }
            if out.demand().is_none() || budget.is_spent() {
                return Poll::Pending;
            }
            let length = self.elements.len().min(budget.left()).min(SLICE);
            let before = self.elements.passed_on();
            blame(&site, || out.offer(self.elements.by_ref().take(length)));
            let passed_on = self.elements.passed_on() - before;
            if passed_on == 0 {
                return Poll::Ready(Err(refused(site)));
            }
            budget.spend(passed_on);
            if self.elements.len() > 0 {
                // Otherwise asking for the next batch gives the room back.
                self.elements.give_back();
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.elements.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        let (accepted, passed_on) = (self.elements.accepted(), self.elements.passed_on());
        let account = Account::source(self.site, accepted, passed_on);
        ledger.enter(account.with_discarded(self.elements.discarded()));
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("elements", &self.elements)
            .finish_non_exhaustive()
    }
}
