//! A stage whose type is forgotten, at the price of one virtual call per slice.
//!
//! Elements cross the seam in slices of up to [`SLICE`]: the stage behind it fills a buffer,
//! the stages in front of it run over that buffer. Demand crosses exactly: never more is
//! asked for than downstream wants at that moment.

use std::fmt;
use std::iter;
use std::mem;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};

use crate::slice::BROKEN_PROMISE;
use crate::{Account, Context, Ledger, Outlet, Stage};

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
            &mut SliceOutlet { slice, wanted },
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

/// Takes elements into a slice until it is full enough to be handed on.
///
/// A stage that lets few elements pass would need ever smaller slices from its upstream to
/// fill the last places here; half a slice is worth a call just as well.
struct SliceOutlet<'a, T> {
    slice: &'a mut SliceBuffer<T>,
    /// How many elements downstream wants.
    wanted: usize,
}

/// How many of `wanted` elements make a slice that is handed on.
const fn enough(wanted: usize) -> usize {
    wanted.div_ceil(2)
}

impl<T> SliceOutlet<'_, T> {
    #[inline]
    fn room(&self) -> usize {
        let length = self.slice.len();
        if length < enough(self.wanted) { self.wanted - length } else { 0 }
    }
}

impl<T> Outlet<T> for SliceOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.room() as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        if self.slice.len() == 0 {
            self.slice.first = Some(element);
        } else {
            self.slice.rest.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        let room = self.room();
        let (promised, at_most) = elements.size_hint();
        if room == 0 || at_most == Some(0) {
            return;
        }
        if at_most == Some(1) {
            if let Some(element) = elements.next() {
                self.push(element);
            }
            return;
        }
        // As many as the iterator promises: a loop over a known count, which vectorises. The
        // two branches look alike, but each lets the compiler drop another check.
        if promised <= room {
            let next = || elements.next().expect(BROKEN_PROMISE);
            self.slice.rest.extend(iter::repeat_with(next).take(promised));
        } else {
            let next = || elements.next().expect(BROKEN_PROMISE);
            self.slice.rest.extend(iter::repeat_with(next).take(room));
            return;
        }
        if at_most != Some(promised) {
            self.take_some(elements);
        }
    }
}

impl<T> SliceOutlet<'_, T> {
    /// Takes elements of which nobody knows how many there are.
    #[inline]
    fn take_some<I: Iterator<Item = T>>(&mut self, elements: I) {
        let room = self.room();
        if elements.size_hint().1.is_some_and(|at_most| at_most <= room) {
            self.take_all(elements);
        } else {
            self.take_all(elements.take(room));
        }
    }

    /// Takes all of at most `room` elements.
    #[inline]
    fn take_all<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        let room = self.room();
        if room == 0 {
            return;
        }
        let Some(next) = elements.next() else { return };
        // Out of the slice and into a local, so that its length can live in a register.
        let mut rest = mem::take(&mut self.slice.rest);
        rest.reserve(room);
        rest.push(next);
        elements.for_each(|element| {
            assert!(rest.len() < rest.capacity(), "internal: there is room for what is taken");
            rest.push(element);
        });
        self.slice.rest = rest;
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
        out.offer(Whole(&mut drain));
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

/// All that is left of a borrowed iterator that knows its length.
struct Whole<'a, I>(&'a mut I);

impl<I: ExactSizeIterator> Iterator for Whole<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }

    #[inline]
    fn fold<B, F>(self, init: B, mut fold: F) -> B
    where
        F: FnMut(B, I::Item) -> B,
    {
        let mut folded = init;
        for _ in 0..self.0.len() {
            folded = fold(folded, self.0.next().expect(BROKEN_PROMISE));
        }
        folded
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
        if self.slice.len() > 0 && !self.hand_over(out) {
            return Poll::Pending;
        }
        if let Some(ending) = self.ending.take() {
            return Poll::Ready(ending);
        }
        loop {
            // With no demand the stage still runs: it advances its work, or learns of its end.
            let wanted = out.demand().count_up_to(SLICE);
            let polled = self.stage.poll_fill(cx, wanted, &mut self.slice);
            let filled = self.slice.len();
            self.received += filled as u64;
            let all_taken = filled == 0 || self.hand_over(out);
            match polled {
                Poll::Ready(ending) if all_taken => return Poll::Ready(ending),
                Poll::Ready(ending) => {
                    self.ending = Some(ending);
                    return Poll::Pending;
                },
                // It has filled the slice, so it may have more.
                Poll::Pending if filled > 0 && filled >= enough(wanted) => {
                    if !all_taken || out.demand().is_none() {
                        return Poll::Pending;
                    }
                },
                // It waits for something, or the budget is spent.
                Poll::Pending => return Poll::Pending,
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
