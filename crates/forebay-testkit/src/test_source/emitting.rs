//! The running half of a test source.

use std::fmt;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Slice, Stage};

use super::Emission;
use super::shared::{Phase, Shared};

/// The stage of a [`TestSource`](crate::TestSource).
pub struct Emitting<T> {
    shared: Arc<Shared<T>>,
    site: Site,
}

impl<T> Emitting<T> {
    pub(super) fn new(shared: Arc<Shared<T>>, site: Site) -> Self {
        Self { shared, site }
    }

    fn begin(&self, demand: Demand) {
        let mut state = self.shared.lock();
        let broken = match &state.phase {
            Phase::Open => None,
            Phase::Ended(how) => Some(format!("polled again after it had {how}")),
            Phase::Cancelled(cause) => Some(format!(
                "polled again after it was cancelled because {cause}"
            )),
        };
        if let Some(fact) = broken {
            drop(state);
            panic!("{} was {fact} (law L4)", self.site);
        }
        state.demands.push(demand);
        state.see(demand);
    }

    fn has_more(&self) -> bool {
        let state = self.shared.lock();
        !state.queue.is_empty() || state.unwinds
    }

    fn emit<O: Outlet<T>>(&self, cx: &Context<'_>, out: &mut O) {
        let budget = cx.budget();
        while !out.demand().is_none() && !budget.is_spent() && self.has_more() {
            let mut pulled = 0;
            match self.shared.emission {
                Emission::Push => {
                    let Some(element) = self.shared.pop() else {
                        return;
                    };
                    pulled = 1;
                    out.push(element);
                },
                Emission::OfferExact => {
                    let length = self.shared.lock().queue.len();
                    let mut queue = Queue {
                        shared: &self.shared,
                        promised: Some(length),
                    };
                    out.offer(Slice::new(&mut queue, budget.left(), &mut pulled));
                },
                Emission::OfferInexact => {
                    let mut queue = Queue {
                        shared: &self.shared,
                        promised: None,
                    };
                    out.offer(Slice::new(&mut queue, budget.left(), &mut pulled));
                },
            }
            budget.spend(pulled);
            if pulled == 0 {
                return;
            }
        }
    }

    fn finish(&self, cx: &Context<'_>, demand: Demand) -> Poll<Result<(), StreamError>> {
        let mut state = self.shared.lock();
        state.see(demand);
        if state.queue.is_empty()
            && let Some(ending) = state.ending.take()
        {
            let how = if ending.is_ok() {
                "completed"
            } else {
                "failed"
            };
            state.phase = Phase::Ended(how);
            return Poll::Ready(ending);
        }
        // Even without demand it waits for something: an abort may come at any time.
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl<T: Send> Stage for Emitting<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.begin(out.demand());
        self.emit(cx, out);
        self.finish(cx, out.demand())
    }

    fn cancel(&mut self, cause: &CancelCause) {
        let mut state = self.shared.lock();
        match state.phase {
            Phase::Open => state.phase = Phase::Cancelled(cause.clone()),
            Phase::Cancelled(_) => {},
            Phase::Ended(how) => {
                drop(state);
                assert!(
                    thread::panicking(),
                    "{} was cancelled after it had {how} (law L4)",
                    self.site,
                );
                return;
            },
        }
        let waker = state.waker.take();
        drop(state);
        drop(waker);
        self.shared.discard();
    }

    fn account(&self, ledger: &mut Ledger) {
        let state = self.shared.lock();
        let produced = state.pulled + state.discarded + state.queue.len() as u64;
        let account = Account::source(self.site, produced, state.pulled);
        ledger.enter(account.with_discarded(state.discarded));
    }
}

impl<T> Drop for Emitting<T> {
    fn drop(&mut self) {
        self.shared.lock().dropped = true;
        self.shared.discard();
    }
}

impl<T> fmt::Debug for Emitting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Emitting({})", self.site)
    }
}

/// The queue as an iterator, with or without a promise of its size.
struct Queue<'a, T> {
    shared: &'a Shared<T>,
    promised: Option<usize>,
}

impl<T> Iterator for Queue<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let element = self.shared.pop();
        self.promised = self.promised.map(|left| left.saturating_sub(1));
        element
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.promised.unwrap_or(0), self.promised)
    }
}
