//! A stage with a probe on its outgoing edge.

use std::cell::Cell;
use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Context, Ledger, Outlet, Stage};

use super::{DemandProbe, Phase};

/// The running stage of a [`DemandProbe`].
pub struct Watched<U> {
    upstream: U,
    probe: DemandProbe,
}

impl<U> Watched<U> {
    pub(super) fn new(upstream: U, probe: DemandProbe) -> Self {
        Self { upstream, probe }
    }
}

impl<U: Stage> Stage for Watched<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let phase = self.probe.record.lock().phase.clone();
        match phase {
            Phase::Open => {},
            Phase::Ended(how) => {
                self.probe.violated(&format!(
                    "upstream was run again after it had {how} (law L4)"
                ));
            },
            Phase::Cancelled(cause) => {
                let fact = format!("upstream was run again after it was cancelled because {cause}");
                self.probe.violated(&format!("{fact} (law L4)"));
            },
        }
        let demand = out.demand();
        self.probe.record.lock().demands.push(demand);
        let saw_none = Cell::new(demand.is_none());
        let polled = self.upstream.poll_run(
            cx,
            &mut Edge {
                out,
                probe: &self.probe,
                saw_none,
            },
        );
        if let Poll::Ready(ending) = &polled {
            let how = if ending.is_ok() {
                "completed"
            } else {
                "failed"
            };
            self.probe.record.lock().phase = Phase::Ended(how);
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        let mut record = self.probe.record.lock();
        match record.phase {
            Phase::Open => record.phase = Phase::Cancelled(cause.clone()),
            Phase::Cancelled(_) => {},
            Phase::Ended(how) => {
                drop(record);
                self.probe.violated(&format!(
                    "upstream was cancelled after it had {how} (law L4)"
                ));
                return;
            },
        }
        drop(record);
        self.upstream.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

impl<U> fmt::Debug for Watched<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Watched({:?})", self.probe.name)
    }
}

/// What upstream sees: the real outlet, watched.
struct Edge<'a, O> {
    out: &'a mut O,
    probe: &'a DemandProbe,
    /// Demand was seen to be zero in this run.
    saw_none: Cell<bool>,
}

impl<O> Edge<'_, O> {
    fn see<T>(&self) -> Demand
    where
        O: Outlet<T>,
    {
        let demand = self.out.demand();
        if demand.is_none() {
            self.saw_none.set(true);
        } else if self.saw_none.get() {
            self.probe.violated(&format!(
                "demand rose from 0 to {demand} within one run (law L1)"
            ));
        }
        demand
    }
}

impl<T, O: Outlet<T>> Outlet<T> for Edge<'_, O> {
    fn demand(&self) -> Demand {
        self.see::<T>()
    }

    fn push(&mut self, element: T) {
        let demand = self.see::<T>();
        let mut record = self.probe.record.lock();
        record.pushes += 1;
        record.passed += 1;
        let passed = record.passed;
        drop(record);
        if demand.is_none() {
            self.probe.violated(&format!(
                "upstream pushed element {passed} while demand was 0 (law L1)"
            ));
        }
        self.out.push(element);
    }

    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let mut elements = elements;
        self.probe.record.lock().offers += 1;
        loop {
            let left = self.see::<T>();
            let mut piece = Piece {
                elements: &mut elements,
                probe: self.probe,
                left,
                taken: 0,
                stop: None,
            };
            self.out.offer(piece.by_ref());
            let Piece { taken, stop, .. } = piece;
            let left = self.see::<T>();
            if stop == Some(Stop::Limit) && left.is_none() {
                self.probe.violated(&format!(
                    "downstream took {taken} of the elements it was offered and asked for one \
                     more while its demand was 0 (law L1)"
                ));
            }
            // With demand left, and elements, it is lent the next piece.
            if stop == Some(Stop::Exhausted) || taken == 0 || left.is_none() {
                return;
            }
        }
    }
}

/// As many of the offered elements as there is demand for.
///
/// An operator may take an element without using up demand, so running into the limit is no
/// offence as such; it is one if no demand turns out to be left.
struct Piece<'a, I> {
    elements: &'a mut I,
    probe: &'a DemandProbe,
    left: Demand,
    taken: u64,
    stop: Option<Stop>,
}

/// Why a piece gave no further element although it was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Limit,
    Exhausted,
}

impl<I: Iterator> Iterator for Piece<'_, I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        if self.left.is_none() {
            // To look for the end where it must be is no offence: nothing is pulled by it.
            let is_over = self.elements.size_hint().1 == Some(0);
            self.stop = Some(if is_over {
                Stop::Exhausted
            } else {
                Stop::Limit
            });
            return None;
        }
        let Some(element) = self.elements.next() else {
            self.stop = Some(Stop::Exhausted);
            return None;
        };
        self.left = self.left.minus(1);
        self.taken += 1;
        self.probe.record.lock().passed += 1;
        Some(element)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (low, high) = self.elements.size_hint();
        let left = self.left.count_up_to(usize::MAX);
        // The upper bound stays what it is: with a lower one downstream would look for the end.
        (low.min(left), high)
    }
}
