//! The stage that runs them all.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Outlet, Stage};
use forebay_sync::Waited;

use super::flight::Flight;
use super::inlet::Inlet;
use super::outputs::Finished;
use super::{Abreast, Concurrency, Lanes, Order, Start};

/// After so many rounds of polling in which no future finished, the island lets others run.
///
/// A future that wakes itself and is not ready wants just that: it yields, or it has used up what
/// its executor allows it for now.
const FRUITLESS_ROUNDS_MAX: u32 = 2;

/// The running stage of every operator that works on many elements at once.
///
/// It asks for as many elements as it may start, whatever downstream wants, as soon as downstream
/// has wanted something. Futures that run are polled when they were woken, with demand or without,
/// and the place of one that has finished is given to the next element at once.
pub struct Concurrent<
    U: Stage,
    S: Start<U::Out>,
    Q: Order<S::Out>,
    L: Lanes<U::Out, Q::Place> = Abreast,
> {
    upstream: U,
    fuse: Fuse,
    flight: Flight<U::Out, S, Q, L>,
    /// Upstream's failure, for as long as elements from before it are in flight.
    kept: Option<StreamError>,
}

impl<U: Stage, S: Start<U::Out>, Q: Order<S::Out>> Concurrent<U, S, Q> {
    /// Puts it downstream of `upstream`; all elements may run beside one another.
    #[inline]
    pub(super) fn new(upstream: U, start: S, concurrency: Concurrency, site: Site) -> Self {
        Self::in_lanes(upstream, start, Abreast, concurrency, site)
    }
}

impl<U, S, Q, L> Concurrent<U, S, Q, L>
where
    U: Stage,
    S: Start<U::Out>,
    Q: Order<S::Out>,
    L: Lanes<U::Out, Q::Place>,
{
    /// Puts it downstream of `upstream`; elements keep to their lanes.
    #[inline]
    pub(super) fn in_lanes(
        upstream: U,
        start: S,
        lanes: L,
        concurrency: Concurrency,
        site: Site,
    ) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            flight: Flight::new(start, lanes, concurrency, site),
            kept: None,
        }
    }

    /// Emits what waits and polls what was woken; gives the number of futures that have finished.
    #[inline]
    fn advance<O: Outlet<S::Out>>(&mut self, cx: &Context<'_>, out: &mut O) -> usize {
        let mut outputs = Finished::new(&mut self.flight, cx.budget(), cx.waker());
        if !out.demand().is_none() {
            out.offer(&mut outputs);
        }
        if out.demand().is_none() {
            outputs.store_all();
        }
        outputs.finished
    }

    /// Runs upstream, for as many elements as there is room for.
    #[inline]
    fn poll_upstream<O: Outlet<S::Out>>(&mut self, cx: &mut Context<'_>, out: &mut O) {
        let waker = cx.waker();
        let mut inlet = Inlet {
            flight: &mut self.flight,
            out,
            waker,
        };
        if let Poll::Ready(Err(error)) = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet) {
            self.kept = Some(error);
        }
    }

    /// True if upstream may have more elements that are wanted.
    #[inline]
    fn is_open(&self) -> bool {
        !self.fuse.has_ended() && self.flight.failure.is_none()
    }

    /// How it ended, once nothing is in flight any more.
    #[inline]
    fn ending(&mut self) -> Poll<Result<(), StreamError>> {
        if let Some(error) = &self.flight.failure {
            let failed = Err(error.clone());
            self.fuse.cancel_for(&mut self.upstream, &failed);
            if self.flight.results.has_next() {
                return Poll::Pending;
            }
            self.flight.discard();
            return Poll::Ready(failed);
        }
        if !self.fuse.has_ended() || !self.flight.is_over() {
            return Poll::Pending;
        }
        Poll::Ready(self.kept.take().map_or(Ok(()), Err))
    }
}

impl<U, S, Q, L> Stage for Concurrent<U, S, Q, L>
where
    U: Stage,
    S: Start<U::Out>,
    Q: Order<S::Out>,
    L: Lanes<U::Out, Q::Place>,
{
    type Out = S::Out;

    #[inline]
    fn poll_run<O: Outlet<S::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if !out.demand().is_none() {
            self.flight.begin(cx);
        }
        self.flight.slots.sweep();
        let mut fruitless = 0;
        let (mut is_first, mut has_input) = (true, true);
        loop {
            let is_polling = self.flight.slots.is_awake();
            let finished = self.advance(cx, out);
            if let Some(result) = self
                .flight
                .start_in_hand(!out.demand().is_none(), cx.waker())
            {
                out.push(result);
            }
            // Once also with no room: upstream then sees no demand, but goes on with its work (law L5).
            if self.is_open() && has_input && (is_first || self.flight.room() > 0) {
                self.poll_upstream(cx, out);
                // With room left it has nothing now; without, it is asked again when there is some.
                has_input = self.flight.room() == 0;
            }
            is_first = false;
            let ending = self.ending();
            if ending.is_ready() {
                return ending;
            }
            if cx.budget().is_spent() {
                return Poll::Pending;
            }
            if is_polling && finished == 0 {
                fruitless += 1;
                if fruitless == FRUITLESS_ROUNDS_MAX {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
            if self.flight.slots.sweep() {
                continue;
            }
            if self.flight.slots.park(cx.waker()) == Waited::Parked {
                return Poll::Pending;
            }
            self.flight.slots.sweep();
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.flight.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        ledger.enter(self.flight.account());
    }
}

impl<U, S, Q, L> fmt::Debug for Concurrent<U, S, Q, L>
where
    U: Stage,
    S: Start<U::Out>,
    Q: Order<S::Out>,
    L: Lanes<U::Out, Q::Place>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Concurrent")
            .field("site", &self.flight.site)
            .field("running", &self.flight.slots.running())
            .field("waiting", &self.flight.results.waiting())
            .finish_non_exhaustive()
    }
}
