//! `intersperse`: a separator between elements.

use std::task::Poll;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Account, Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits a separator between elements, and if wanted something before and after all of them.
#[derive(Clone, Debug)]
pub struct Intersperse<T> {
    start: Option<T>,
    separator: T,
    end: Option<T>,
    site: Site,
}

impl<T> Intersperse<T> {
    /// `separator` between each two elements.
    #[inline]
    pub const fn new(separator: T, site: Site) -> Self {
        Self {
            start: None,
            separator,
            end: None,
            site,
        }
    }

    /// Also `start` before the first element and `end` after the last, even of an empty stream.
    #[inline]
    pub fn between(start: T, separator: T, end: T, site: Site) -> Self {
        Self {
            start: Some(start),
            separator,
            end: Some(end),
            site,
        }
    }
}

/// `Intersperse` while it runs.
#[derive(Debug)]
pub struct Interspersing<T> {
    owed: Intersperse<T>,
    /// The element whose separator is out and that waits for demand of its own.
    held: Option<T>,
    any: bool,
    /// Upstream's failure, while the element is held that came before it.
    failure: Option<StreamError>,
    received: u64,
    discarded: u64,
}

impl<T: Clone + Send> Operator<T> for Intersperse<T> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Interspersing<T>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let logic = Interspersing {
            owed: self,
            held: None,
            any: false,
            failure: None,
            received: 0,
            discarded: 0,
        };
        Linear::new(upstream, logic)
    }
}

impl<T: Clone + Send> LinearLogic<T> for Interspersing<T> {
    type Out = T;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        if self.held.is_some() || self.owed.start.is_some() || downstream.is_none() {
            return Demand::NONE;
        }
        match downstream {
            Demand::Unbounded => Demand::Unbounded,
            // Each element takes two, its separator and itself; the very first has none. The
            // last may be held back until there is demand for it.
            Demand::Bounded(wanted) if self.any => Demand::Bounded(wanted.div_ceil(2)),
            Demand::Bounded(wanted) => Demand::Bounded(wanted / 2 + 1),
        }
    }

    #[inline]
    fn before<O: Outlet<T>>(&mut self, out: &mut O) {
        for owed in [&mut self.owed.start, &mut self.held] {
            if owed.is_some()
                && !out.demand().is_none()
                && let Some(owed) = owed.take()
            {
                out.push(owed);
            }
        }
    }

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        self.received += 1;
        if self.any {
            out.push(blame(&self.owed.site, || self.owed.separator.clone()));
        }
        self.any = true;
        if out.demand().is_none() {
            self.held = Some(element);
        } else {
            out.push(element);
        }
    }

    #[inline]
    fn on_complete<O: Outlet<T>>(&mut self, out: &mut O) -> Poll<Result<(), StreamError>> {
        LinearLogic::<T>::before(self, out);
        if self.held.is_some() || self.owed.start.is_some() {
            return Poll::Pending;
        }
        if let Some(failure) = self.failure.take() {
            return Poll::Ready(Err(failure));
        }
        if self.owed.end.is_some() && out.demand().is_none() {
            return Poll::Pending;
        }
        if let Some(end) = self.owed.end.take() {
            out.push(end);
        }
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn on_failure(&mut self, error: StreamError) -> Option<StreamError> {
        if self.held.is_none() {
            return Some(error);
        }
        self.failure = Some(error);
        None
    }

    fn discard(&mut self) {
        self.discarded += u64::from(self.held.take().is_some());
    }

    fn account(&self) -> Option<Account> {
        let held = u64::from(self.held.is_some());
        let passed_on = self.received - self.discarded - held;
        let account = Account::holder(self.owed.site, self.received, passed_on);
        Some(account.with_discarded(self.discarded))
    }
}
