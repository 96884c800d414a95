//! The end of an island in front of a boundary.

use std::iter;
use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{BROKEN_PROMISE, Context, Fuse, Ledger, Outlet, SinkStage, Stage};
use forebay_sync::EdgeProducer;

use super::waits::Waits;

/// Moves what its upstream emits into an edge, as far as the edge has demand.
///
/// Failures go the same way as elements, behind them. So as a sink it always completes.
pub(super) struct Feeding<U: Stage> {
    upstream: U,
    fuse: Fuse,
    edge: EdgeProducer<U::Out>,
    /// While there is no demand.
    waits: Waits,
}

impl<U: Stage> Feeding<U> {
    pub(super) fn new(upstream: U, edge: EdgeProducer<U::Out>) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            edge,
            waits: Waits::new(),
        }
    }

    #[inline]
    fn count(&self, waited: Duration) {
        if !waited.is_zero() {
            self.edge.waited(waited);
        }
    }

    /// Runs upstream once with the demand there is. Ready once the island is done.
    fn run_once(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.edge.is_cancelled() {
            let cause = self.edge.cancelled().unwrap_or(CancelCause::Dropped);
            self.fuse.cancel(&mut self.upstream, &cause);
            return Poll::Ready(());
        }
        self.edge.renew();
        let mut out = EdgeOutlet(&mut self.edge);
        match self.fuse.poll_run(&mut self.upstream, cx, &mut out) {
            Poll::Ready(Ok(())) => self.edge.complete(),
            Poll::Ready(Err(error)) => self.edge.fail(error),
            Poll::Pending => return Poll::Pending,
        }
        Poll::Ready(())
    }
}

impl<U: Stage<Out: Send>> SinkStage for Feeding<U> {
    type Output = ();

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        let waited = self.waits.end(|| cx.now());
        self.count(waited);
        loop {
            if self.run_once(cx).is_ready() {
                let waited = self.waits.leave(|| cx.now());
                self.count(waited);
                return Poll::Ready(Ok(()));
            }
            if cx.budget().is_spent() {
                // The island is run again without being woken.
                self.edge.publish();
                let waited = self.waits.leave(|| cx.now());
                self.count(waited);
                return Poll::Pending;
            }
            if self.edge.claimed() > 0 {
                // There was demand, so upstream waits for something outside.
                let waited = self.waits.leave(|| cx.now());
                self.count(waited);
                if self.edge.watch(cx.waker()) {
                    continue;
                }
                return Poll::Pending;
            }
            if self.edge.poll_room(cx.waker()).is_pending() {
                let waited = self.waits.begin(|| cx.now());
                self.count(waited);
                return Poll::Pending;
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.fuse.cancel(&mut self.upstream, cause);
        self.edge.fail(match cause {
            CancelCause::Failed(error) => error.clone(),
            cause => StreamError::cancelled(cause),
        });
    }

    fn account(&self, ledger: &mut Ledger) {
        // The edge is in the account of the stage behind it.
        self.upstream.account(ledger);
    }
}

/// The edge during one run: demand that comes in the meantime is for the next run.
struct EdgeOutlet<'a, T>(&'a mut EdgeProducer<T>);

impl<T> Outlet<T> for EdgeOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.0.claimed() as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.0.push(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        loop {
            let room = self.0.claimed().min(self.0.stride());
            if room == 0 {
                return;
            }
            let pushed = self
                .0
                .push_many(|batch, _| fill(batch, room, &mut elements));
            if pushed < room {
                return;
            }
        }
    }
}

/// Appends up to `room` elements; fewer only if there are no more.
#[inline]
fn fill<T>(batch: &mut Vec<T>, room: usize, elements: &mut impl Iterator<Item = T>) {
    if elements.size_hint().0 >= room {
        // As many as the iterator promises: a loop over a known count, which vectorises.
        let next = || elements.next().expect(BROKEN_PROMISE);
        batch.extend(iter::repeat_with(next).take(room));
    } else {
        batch.extend(elements.take(room));
    }
}
