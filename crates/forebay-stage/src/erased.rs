//! A stage whose type is forgotten, at the price of one virtual call per slice.
//!
//! Elements cross the seam in slices of up to [`SLICE`]: the stage behind it fills a buffer,
//! the stages in front of it run over that buffer. Demand crosses exactly: never more is
//! asked for than downstream wants at that moment.

use std::fmt;
use std::iter;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};

use crate::slice::BROKEN_PROMISE;
use crate::{Account, Context, Ledger, Outlet, Promised, Stage};

/// How many elements cross an erased seam in one call, at most.
///
/// The call costs a few nanoseconds, which 256 elements spread thin enough to disappear;
/// longer slices only fall out of the first-level cache.
pub const SLICE: usize = 256;

/// The object-safe form of [`Stage`]. Implemented for every stage.
pub trait ErasedStage<T>: Send {
    /// Runs the stage with demand for `wanted` elements and puts them into `slice`.
    ///
    /// # Errors
    /// As [`Stage::poll_run`].
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
        slice: &mut SliceBuffer<T>,
    ) -> Poll<Result<(), StreamError>>;

    /// As [`Stage::cancel`].
    fn cancel_erased(&mut self, cause: &CancelCause);

    /// As [`Stage::account`].
    fn account_erased(&self, ledger: &mut Ledger);
}

impl<S: Stage> ErasedStage<S::Out> for S {
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
        slice: &mut SliceBuffer<S::Out>,
    ) -> Poll<Result<(), StreamError>> {
        self.poll_run(
            cx,
            &mut SliceOutlet {
                slice,
                left: wanted,
            },
        )
    }

    fn cancel_erased(&mut self, cause: &CancelCause) {
        self.cancel(cause);
    }

    fn account_erased(&self, ledger: &mut Ledger) {
        self.account(ledger);
    }
}

/// Up to one slice of elements on their way across a seam.
///
/// The first element has a place of its own, so that a stream of one element allocates nothing.
pub struct SliceBuffer<T> {
    first: Option<T>,
    rest: Vec<T>,
}

impl<T> SliceBuffer<T> {
    const fn new() -> Self {
        Self {
            first: None,
            rest: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }
}

struct SliceOutlet<'a, T> {
    slice: &'a mut SliceBuffer<T>,
    left: usize,
}

impl<T> Outlet<T> for SliceOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.left as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.left -= 1;
        if self.slice.first.is_none() && self.slice.rest.is_empty() {
            self.slice.first = Some(element);
        } else {
            self.slice.rest.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        if self.slice.first.is_none() && self.slice.rest.is_empty() && self.left > 0 {
            let Some(first) = elements.next() else { return };
            self.left -= 1;
            self.slice.first = Some(first);
        }
        let before = self.slice.rest.len();
        // As many as the iterator promises: a loop over a known count, which vectorises.
        let promised = elements.size_hint().0.min(self.left);
        if promised > 0 {
            let next = || elements.next().expect(BROKEN_PROMISE);
            self.slice
                .rest
                .extend(iter::repeat_with(next).take(promised));
            self.left -= self.slice.rest.len() - before;
        }
        if self.left > 0 && elements.size_hint().1 != Some(0) {
            let before = self.slice.rest.len();
            let Some(next) = elements.next() else { return };
            self.slice.rest.reserve(self.left);
            self.slice.rest.push(next);
            let rest = &mut self.slice.rest;
            elements
                .take(self.left - 1)
                .for_each(|element| rest.push(element));
            self.left -= self.slice.rest.len() - before;
        }
    }
}

/// A stage of a forgotten type that emits `T`.
pub struct Erased<T> {
    stage: Box<dyn ErasedStage<T>>,
    slice: SliceBuffer<T>,
    ending: Option<Result<(), StreamError>>,
    site: Site,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T> Erased<T> {
    /// Wraps a boxed stage; `site` names the seam in the ledger.
    #[must_use]
    pub fn new(stage: Box<dyn ErasedStage<T>>, site: Site) -> Self {
        Self {
            stage,
            slice: SliceBuffer::new(),
            ending: None,
            site,
            received: 0,
            passed_on: 0,
            discarded: 0,
        }
    }

    /// Offers what is in the slice; true if all of it was wanted.
    #[inline]
    fn hand_over<O: Outlet<T>>(&mut self, out: &mut O) -> bool {
        if self.slice.first.is_some() {
            if out.demand().is_none() {
                return false;
            }
            if let Some(first) = self.slice.first.take() {
                self.passed_on += 1;
                out.push(first);
            }
        }
        let length = self.slice.rest.len();
        if length == 0 {
            return true;
        }
        let mut drain = self.slice.rest.drain(..);
        out.offer(Promised::new(&mut drain, length));
        self.passed_on += (length - drain.len()) as u64;
        if drain.len() == 0 {
            return true;
        }
        // Downstream changed its mind in mid-slice, which only an ending does.
        let unwanted = drain.collect();
        self.slice.rest = unwanted;
        false
    }
}

impl<T: Send> Stage for Erased<T> {
    type Out = T;

    #[inline]
    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        loop {
            if !self.hand_over(out) {
                return Poll::Pending;
            }
            if let Some(ending) = self.ending.take() {
                return Poll::Ready(ending);
            }
            // With no demand the stage still runs: it advances its work, or learns of its end.
            let wanted = out.demand().count_up_to(SLICE);
            let polled = self.stage.poll_fill(cx, wanted, &mut self.slice);
            let filled = self.slice.len();
            self.received += filled as u64;
            match polled {
                Poll::Ready(ending) => self.ending = Some(ending),
                // It has filled what was wanted, so it may have more.
                Poll::Pending if filled > 0 && filled == wanted => {
                    if !self.hand_over(out) || out.demand().is_none() {
                        return Poll::Pending;
                    }
                },
                // It waits for something, or the budget is spent.
                Poll::Pending => {
                    self.hand_over(out);
                    return Poll::Pending;
                },
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.stage.cancel_erased(cause);
        self.slice.first = None;
        self.slice.rest.clear();
        self.discarded = self.received - self.passed_on;
    }

    fn account(&self, ledger: &mut Ledger) {
        self.stage.account_erased(ledger);
        let account = Account::holder(self.site, self.received, self.passed_on);
        ledger.enter(account.with_discarded(self.discarded));
    }
}

impl<T> fmt::Debug for Erased<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Erased({} elements in the slice)", self.slice.len())
    }
}

impl<T> fmt::Debug for SliceBuffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SliceBuffer({} elements)", self.len())
    }
}
