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
        let budget = cx.budget();
        while let Some(elements) = &mut self.elements {
            let hint = elements.size_hint();
            // Known to be empty: the end needs no demand.
            if hint.1 == Some(0) {
                break;
            }
            if out.demand().is_none() || budget.is_spent() {
                return Poll::Pending;
            }
            let before = self.produced;
            if hint.1 == Some(hint.0) {
                let length = hint.0.min(budget.left());
                self.lent = Some(hint.0);
                let offer = |elements: &mut I| out.offer(Promised::new(elements, length));
                blame(&self.site, || lend(&mut self.elements, offer));
                self.produced = self.count();
                self.lent = None;
            } else {
                let (mut exhausted, length) = (false, budget.left());
                let produced = &mut self.produced;
                let offer = |elements: &mut I| {
                    let mut until_end = UntilEnd {
                        elements,
                        exhausted: &mut exhausted,
                    };
                    out.offer(Slice::new(&mut until_end, length, produced));
                };
                blame(&self.site, || lend(&mut self.elements, offer));
                if exhausted {
                    break;
                }
            }
            budget.spend(self.produced - before);
            if self.produced == before {
                return Poll::Pending;
            }
        }
        Poll::Ready(Ok(()))
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
        let element = self.elements.next();
        *self.exhausted = element.is_none();
        element
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}
