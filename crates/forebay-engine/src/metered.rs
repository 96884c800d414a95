//! Counting what reaches a sink.

use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Counted, Fuse, Ledger, Outlet, Stage};

/// Counts the elements that pass to the sink at `site`, for its account in the ledger.
///
/// It is a stage of its own so that a run whose books nobody reads does not pay for it.
#[derive(Debug)]
pub struct Metered<U> {
    upstream: U,
    fuse: Fuse,
    delivered: u64,
    site: Site,
}

impl<U: Stage> Metered<U> {
    /// Counts what `upstream` emits.
    #[inline]
    pub fn new(upstream: U, site: Site) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            delivered: 0,
            site,
        }
    }
}

impl<U: Stage> Stage for Metered<U> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut meter = Meter {
            out,
            delivered: &mut self.delivered,
        };
        self.fuse.poll_run(&mut self.upstream, cx, &mut meter)
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        ledger.enter(Account::sink(self.site, self.delivered));
    }
}

struct Meter<'a, O> {
    out: &'a mut O,
    delivered: &'a mut u64,
}

impl<T, O: Outlet<T>> Outlet<T> for Meter<'_, O> {
    #[inline]
    fn demand(&self) -> Demand {
        self.out.demand()
    }

    #[inline]
    fn push(&mut self, element: T) {
        *self.delivered += 1;
        self.out.push(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.out.offer(Counted::new(elements, self.delivered));
    }
}
