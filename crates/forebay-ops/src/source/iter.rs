//! `iter`: the elements of an iterator. Also `single`, `empty`, `repeat` and `from_fn`.

use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Promised, Slice, Stage, blame};

/// Emits the elements of an iterator, pulled as they are wanted.
#[derive(Clone, Debug)]
pub struct Iter<I> {
    /// `None` once the stage was cancelled.
    elements: Option<I>,
    produced: u64,
    site: Site,
}

impl<I: Iterator> Iter<I> {
    /// Emits what `elements` yields.
    #[inline]
    pub fn new(elements: I, site: Site) -> Self {
        Self {
            elements: Some(elements),
            produced: 0,
            site,
        }
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
        let (budget, site) = (cx.budget(), self.site);
        while let Some(elements) = &self.elements {
            let (promised, at_most) = blame(&site, || elements.size_hint());
            // Known to be empty: the end needs no demand.
            if at_most == Some(0) {
                break;
            }
            if out.demand().is_none() || budget.is_spent() {
                return Poll::Pending;
            }
            let (before, produced) = (self.produced, &mut self.produced);
            if at_most == Some(promised) {
                let length = promised.min(budget.left());
                let offer = |elements: &mut I| out.offer(Promised::new(elements, length, produced));
                blame(&site, || lend(&mut self.elements, offer));
            } else {
                let mut exhausted = false;
                let offer = |elements: &mut I| {
                    let mut until_end = UntilEnd {
                        elements,
                        exhausted: &mut exhausted,
                    };
                    out.offer(Slice::new(&mut until_end, budget.left(), produced));
                };
                blame(&site, || lend(&mut self.elements, offer));
                if exhausted {
                    break;
                }
            }
            let pulled = self.produced - before;
            if pulled == 0 {
                return Poll::Ready(Err(refused(site)));
            }
            budget.spend(pulled);
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.elements = None;
    }

    fn account(&self, ledger: &mut Ledger) {
        ledger.enter(Account::source(self.site, self.produced, self.produced));
    }
}

/// To wait for an outlet that has demand and takes nothing would be to wait for ever.
#[cold]
pub(super) fn refused(site: Site) -> StreamError {
    StreamError::new("an outlet with demand took nothing of what it was offered").at(site)
}

/// Iterators of up to this many bytes are moved to the stack while they are lent.
const SMALL: usize = 64;

/// Lends the iterator from the stack, and puts it back, also when a panic unwinds.
///
/// What is on the stack the compiler keeps in registers; behind a reference it would write the
/// iterator back to memory with each element. A large iterator stays where it is.
#[inline]
fn lend<I>(home: &mut Option<I>, to: impl FnOnce(&mut I)) {
    if size_of::<I>() > SMALL {
        if let Some(elements) = home {
            to(elements);
        }
        return;
    }
    let elements = home.take();
    let mut lent = Lent { home, elements };
    if let Some(elements) = &mut lent.elements {
        to(elements);
    }
}

struct Lent<'a, I> {
    home: &'a mut Option<I>,
    elements: Option<I>,
}

impl<I> Drop for Lent<'_, I> {
    #[inline]
    fn drop(&mut self) {
        *self.home = self.elements.take();
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
        if *self.exhausted {
            return None;
        }
        let element = self.elements.next();
        *self.exhausted = element.is_none();
        element
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}
