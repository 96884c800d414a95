//! A boundary: where a chain is cut into two islands.
//!
//! The island in front of it ends in [`Feeding`], which moves elements into an edge; the one behind
//! it begins with [`Boundary`], a stage that takes them out. The edge itself is a cell of
//! `forebay-sync`.

mod feeding;
mod waits;

use std::fmt;
use std::num::NonZeroUsize;
use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Materializer, Outlet, Promised, Stage, blame};
use forebay_sync::{EdgeConsumer, EdgeMeters, Filled, edge};

use self::feeding::Feeding;
use self::waits::Waits;

/// The stage behind a boundary: emits what the island in front of it has moved into the edge.
///
/// Up to `capacity` elements are in the edge at any time, counted from when the island in front of
/// it has made them until the stage behind this one has taken them.
pub struct Boundary<T> {
    edge: EdgeConsumer<T>,
    site: Site,
    is_cancelled: bool,
    /// While there is demand and nothing to meet it with.
    waits: Waits,
}

impl<T: Send + 'static> Boundary<T> {
    /// Cuts a chain behind `upstream`, which is left in `materializer` as an island of its own.
    pub fn behind<U>(
        upstream: U,
        capacity: NonZeroUsize,
        site: Site,
        materializer: &mut Materializer,
    ) -> Self
    where
        U: Stage<Out = T> + 'static,
    {
        let (producer, consumer) = edge(capacity);
        materializer.add_island(Box::new(Feeding::new(upstream, producer)));
        Self {
            edge: consumer,
            site,
            is_cancelled: false,
            waits: Waits::new(),
        }
    }
}

impl<T> Boundary<T> {
    /// The meters of the edge.
    #[must_use]
    pub fn meters(&self) -> &EdgeMeters {
        self.edge.meters()
    }

    #[inline]
    fn count(&self, waited: Duration) {
        if !waited.is_zero() {
            self.edge.waited(waited);
        }
    }

    /// Offers up to `wanted` elements, and says how many were taken.
    #[inline]
    fn pass_on<O: Outlet<T>>(&mut self, wanted: usize, out: &mut O) -> u64 {
        let mut passing = Passing {
            edge: &mut self.edge,
            taken: 0,
            passed_on: 0,
        };
        let mut elements = passing.edge.take(wanted);
        let length = elements.len();
        passing.taken = length;
        let offered = Promised::new(&mut elements, length, &mut passing.passed_on);
        blame(&self.site, || out.offer(offered));
        if elements.len() > 0 {
            // Downstream changed its mind in mid-slice, which only an ending does.
            let unwanted: Vec<T> = elements.collect();
            passing.taken -= unwanted.len();
            passing.edge.put_back(unwanted);
        }
        passing.passed_on
    }
}

/// Elements while they are handed on; counts what was taken, and what a panic dropped.
struct Passing<'a, T> {
    edge: &'a mut EdgeConsumer<T>,
    taken: usize,
    passed_on: u64,
}

impl<T> Drop for Passing<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let passed_on = usize::try_from(self.passed_on).unwrap_or(self.taken);
        self.edge.passed_on(passed_on);
        if passed_on < self.taken {
            self.edge.lost(self.taken - passed_on);
        }
    }
}

impl<T: Send> Stage for Boundary<T> {
    type Out = T;

    #[inline]
    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let waited = self.waits.end(|| cx.now());
        self.count(waited);
        loop {
            let demand = out.demand();
            if !demand.is_none() {
                self.edge.request();
            }
            if self.edge.is_empty() {
                match self.edge.poll_fill(cx.waker()) {
                    Filled::Elements => {},
                    Filled::Ended(ending) => {
                        let waited = self.waits.leave(|| cx.now());
                        self.count(waited);
                        return Poll::Ready(ending);
                    },
                    Filled::Nothing => {
                        let waited = if demand.is_none() {
                            self.waits.leave(|| cx.now())
                        } else {
                            self.waits.begin(|| cx.now())
                        };
                        self.count(waited);
                        return Poll::Pending;
                    },
                }
            }
            let wanted = demand.count_up_to(self.edge.stride().min(cx.budget().left()));
            if wanted == 0 {
                let waited = self.waits.leave(|| cx.now());
                self.count(waited);
                return Poll::Pending;
            }
            let passed_on = self.pass_on(wanted, out);
            cx.budget().spend(passed_on);
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.is_cancelled = true;
        self.edge.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        let reading = self.edge.meters().read();
        // While the island in front of it still learns of a cancel, what it has moved in on the way
        // is on its way to be dropped. After any other end the meters are exact, and must balance.
        let discarded = if self.is_cancelled {
            reading.received.saturating_sub(reading.passed_on)
        } else {
            reading.discarded
        };
        let account = Account::boundary(self.site, reading.received, reading.passed_on)
            .with_discarded(discarded)
            .with_peak(reading.high_water);
        ledger.enter(account);
    }
}

impl<T> fmt::Debug for Boundary<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boundary")
            .field("site", &self.site)
            .field("edge", &self.edge)
            .finish_non_exhaustive()
    }
}
