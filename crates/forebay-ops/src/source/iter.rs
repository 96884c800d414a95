//! `iter`: the elements of an iterator. Also `single`, `empty`, `repeat` and `from_fn`.

use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Promised, Slice, Stage, blame};

/// Emits the elements of an iterator, pulled as they are wanted.
#[derive(Clone, Debug)]
pub struct Iter<I> {
    /// `None` once the stage was cancelled.
    elements: Option<I>,
    produced: usize,
    /// How long the iterator was when it was lent; still there if a panic interrupted that.
    lent: Option<usize>,
    site: Site,
}

impl<I: Iterator> Iter<I> {
    /// Emits what `elements` yields.
    #[inline]
    pub fn new(elements: I, site: Site) -> Self {
        Self {
            elements: Some(elements),
            produced: 0,
            lent: None,
            site,
        }
    }

    fn count(&self) -> usize {
        let interrupted = match (self.lent, &self.elements) {
            (Some(before), Some(elements)) => before.saturating_sub(elements.size_hint().0),
            _ => 0,
        };
        self.produced + interrupted
    }
}

impl<I: Iterator + Send> Stage for Iter<I> {
    type Out = I::Item;

    #[inline]
    fn poll_run<O: Outlet<I::Item>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let Some(elements) = &mut self.elements else {
            return Poll::Ready(Ok(()));
        };
        let budget = cx.budget();
        loop {
            let hint = elements.size_hint();
            // Known to be empty: the end needs no demand.
            if hint.1 == Some(0) {
                return Poll::Ready(Ok(()));
            }
            if out.demand().is_none() || budget.is_spent() {
                return Poll::Pending;
            }
            let before = self.produced;
            if hint.1 == Some(hint.0) {
                let length = hint.0.min(budget.left());
                self.lent = Some(hint.0);
                blame(&self.site, || out.offer(Promised::new(elements, length)));
                self.lent = None;
                self.produced += hint.0.saturating_sub(elements.size_hint().0);
            } else {
                let mut exhausted = false;
                let mut until_end = UntilEnd {
                    elements,
                    exhausted: &mut exhausted,
                };
                let slice = Slice::new(&mut until_end, budget.left(), &mut self.produced);
                blame(&self.site, || out.offer(slice));
                if exhausted {
                    return Poll::Ready(Ok(()));
                }
            }
            budget.spend(self.produced - before);
            if self.produced == before {
                return Poll::Pending;
            }
        }
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.produced = self.count();
        self.lent = None;
        self.elements = None;
    }

    fn account(&self, ledger: &mut Ledger) {
        let produced = self.count() as u64;
        ledger.enter(Account::source(self.site, produced, produced));
    }
}

/// Remembers that the iterator has ended, which must not be asked twice.
struct UntilEnd<'a, I> {
    elements: &'a mut I,
    exhausted: &'a mut bool,
}

impl<I: Iterator> Iterator for UntilEnd<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let element = self.elements.next();
        *self.exhausted = element.is_none();
        element
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}
