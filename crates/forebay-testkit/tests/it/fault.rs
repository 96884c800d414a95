//! Operators that pass everything on, but for one fault each.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Operator, Outlet, Stage};

/// What an operator can get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Upstream sees unbounded demand, and all it pushes goes down.
    IgnoresDemand,
    /// Every element of an offer is pulled, wanted or not; what is not wanted waits.
    PullsWhateverIsOffered,
    /// Upstream sees no demand when it looks first, and some when it looks again.
    ChangesItsMind,
    /// Upstream runs once more after its end.
    RunsAgain,
    /// Upstream is cancelled after its end.
    CancelsTheEnded,
    /// A cancel does not go on to upstream.
    KeepsTheCancel,
    /// A cancel goes on with another cause.
    ChangesTheCause,
    /// The third element is let go by an end or a cancel, but not by a drop.
    Leaks,
    /// The third element stays until the stage is dropped.
    Hoards,
    /// The books miss an element.
    Miscounts,
    /// It wants to run again, whatever has happened.
    Spins,
    /// Upstream completes and nobody hears of it.
    ForgetsToComplete,
    /// Bounded demand is taken for none.
    WantsUnboundedDemand,
    /// A budget of one element is taken for none.
    WantsALargeBudget,
}

pub(crate) struct Faulty<U: Stage> {
    upstream: U,
    fault: Fault,
    seen: u64,
    kept: Vec<U::Out>,
    leaked: ManuallyDrop<Vec<U::Out>>,
    has_completed: bool,
}

impl<T: Send> Operator<T> for Fault {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Faulty<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Faulty<U> {
        let leaked = ManuallyDrop::new(Vec::new());
        Faulty {
            upstream,
            fault: self,
            seen: 0,
            kept: Vec::new(),
            leaked,
            has_completed: false,
        }
    }
}

impl<U: Stage<Out: Send>> Stage for Faulty<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        while self.fault == Fault::PullsWhateverIsOffered
            && !self.kept.is_empty()
            && !out.demand().is_none()
        {
            out.push(self.kept.remove(0));
        }
        if self.fault == Fault::WantsALargeBudget && cx.budget().left() < 2 {
            return Poll::Pending;
        }
        if self.fault == Fault::Spins {
            cx.waker().wake_by_ref();
        }
        if self.has_completed {
            let completes = self.kept.is_empty() && self.fault != Fault::ForgetsToComplete;
            return if completes {
                Poll::Ready(Ok(()))
            } else {
                Poll::Pending
            };
        }
        let Self {
            fault,
            seen,
            kept,
            leaked,
            ..
        } = self;
        let mut inlet = FaultyOutlet {
            out,
            fault: *fault,
            seen,
            kept,
            leaked,
            looks: Cell::new(0),
        };
        let polled = self.upstream.poll_run(cx, &mut inlet);
        if polled.is_ready() {
            self.has_completed = true;
            self.leaked.clear();
            match self.fault {
                Fault::RunsAgain => return self.upstream.poll_run(cx, out),
                Fault::CancelsTheEnded => self.upstream.cancel(&CancelCause::Finished),
                Fault::ForgetsToComplete => return Poll::Pending,
                Fault::PullsWhateverIsOffered => {
                    return if self.kept.is_empty() {
                        polled
                    } else {
                        Poll::Pending
                    };
                },
                _ => {},
            }
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        match self.fault {
            Fault::KeepsTheCancel => {},
            Fault::ChangesTheCause => self.upstream.cancel(&CancelCause::Dropped),
            _ if self.has_completed => {},
            _ => self.upstream.cancel(cause),
        }
        self.leaked.clear();
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        if self.fault == Fault::Miscounts {
            ledger.enter(Account::holder(Site::caller("faulty"), 3, 2));
        }
    }
}

struct FaultyOutlet<'a, O, T> {
    out: &'a mut O,
    fault: Fault,
    seen: &'a mut u64,
    kept: &'a mut Vec<T>,
    leaked: &'a mut Vec<T>,
    looks: Cell<u32>,
}

impl<T, O: Outlet<T>> Outlet<T> for FaultyOutlet<'_, O, T> {
    fn demand(&self) -> Demand {
        self.looks.set(self.looks.get() + 1);
        match self.fault {
            Fault::IgnoresDemand => Demand::Unbounded,
            Fault::WantsUnboundedDemand if !self.out.demand().is_unbounded() => Demand::NONE,
            Fault::ChangesItsMind if self.looks.get() == 1 => Demand::NONE,
            _ => self.out.demand(),
        }
    }

    fn push(&mut self, element: T) {
        *self.seen += 1;
        match self.fault {
            Fault::Leaks if *self.seen == 3 => self.leaked.push(element),
            Fault::Hoards if *self.seen == 3 => self.kept.push(element),
            _ => self.out.push(element),
        }
    }

    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let mut elements = elements;
        if self.fault == Fault::PullsWhateverIsOffered {
            for element in elements {
                if self.out.demand().is_none() {
                    self.kept.push(element);
                } else {
                    self.out.push(element);
                }
            }
            return;
        }
        while !self.demand().is_none() {
            match elements.next() {
                Some(element) => self.push(element),
                None => break,
            }
        }
    }
}
