//! `from_mpsc`: what a tokio channel receives.

use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage, blame};
use tokio::sync::mpsc::Receiver;

/// How many elements are received at once at most.
const BATCH: usize = 256;

/// Emits what arrives in a bounded channel of tokio.
pub struct FromMpsc<T> {
    /// `None` once the channel is closed and empty, and once cancelled.
    receiver: Option<Receiver<T>>,
    /// Received and not emitted: demand ended while a batch was being taken.
    held: VecDeque<T>,
    received: u64,
    emitted: u64,
    discarded: u64,
    site: Site,
}

impl<T> FromMpsc<T> {
    /// Emits what `receiver` receives.
    #[must_use]
    pub fn new(receiver: Receiver<T>, site: Site) -> Self {
        Self {
            receiver: Some(receiver),
            held: VecDeque::new(),
            received: 0,
            emitted: 0,
            discarded: 0,
            site,
        }
    }

    /// Receives up to `limit` elements, which is not zero; none are left to come if it is `false`.
    fn poll_batch(&mut self, cx: &Context<'_>, limit: usize) -> Poll<bool> {
        let Some(receiver) = &mut self.receiver else {
            return Poll::Ready(false);
        };
        // It is empty, so that the two change places at no cost.
        let mut batch = Vec::from(mem::take(&mut self.held));
        let polled = receiver.poll_recv_many(&mut cx.task(), &mut batch, limit);
        self.held = VecDeque::from(batch);
        let count = ready!(polled);
        self.received += count as u64;
        Poll::Ready(count > 0)
    }
}

impl<T: Send> Stage for FromMpsc<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        while self.receiver.is_some() {
            // Nothing is received that is not wanted, so a slow stream fills the channel.
            let limit = out.demand().count_up_to(cx.budget().left().min(BATCH));
            if limit == 0 {
                return Poll::Pending;
            }
            if self.held.is_empty() && !ready!(self.poll_batch(cx, limit)) {
                self.receiver = None;
            }
            let before = self.emitted;
            let (elements, emitted) = (&mut self.held, &mut self.emitted);
            let arrived = Arrived { elements, emitted };
            blame(&self.site, || out.offer(arrived));
            cx.budget().spend(self.emitted - before);
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.receiver = None;
        self.discarded += self.held.len() as u64;
        self.held.clear();
    }

    fn account(&self, ledger: &mut Ledger) {
        let account = Account::source(self.site, self.received, self.emitted);
        ledger.enter(account.with_discarded(self.discarded));
    }
}

/// The elements of a batch, counted as they are emitted.
struct Arrived<'a, T> {
    elements: &'a mut VecDeque<T>,
    emitted: &'a mut u64,
}

impl<T> Iterator for Arrived<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let element = self.elements.pop_front()?;
        *self.emitted += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.elements.len(), Some(self.elements.len()))
    }
}

impl<T> fmt::Debug for FromMpsc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromMpsc")
            .field("received", &self.received)
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}
