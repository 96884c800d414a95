//! An outlet that notes whether something came.

use forebay_protocol::Demand;
use forebay_stage::Outlet;

/// Passes everything on, and knows whether there was anything.
///
/// One bit and not a count: it is set outside of loops over slices, so it costs an element nothing.
pub(super) struct Noted<'a, O> {
    out: &'a mut O,
    pub(super) came: bool,
}

impl<'a, O> Noted<'a, O> {
    #[inline]
    pub(super) fn new(out: &'a mut O) -> Self {
        Self { out, came: false }
    }
}

impl<T, O: Outlet<T>> Outlet<T> for Noted<'_, O> {
    #[inline]
    fn demand(&self) -> Demand {
        self.out.demand()
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.came = true;
        self.out.push(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let came = &mut self.came;
        self.out.offer(Noting { elements, came });
    }
}

/// What is offered, noting whether any of it is taken.
struct Noting<'a, I> {
    elements: I,
    came: &'a mut bool,
}

impl<I: Iterator> Iterator for Noting<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let element = self.elements.next()?;
        *self.came = true;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, F: FnMut(B, I::Item) -> B>(self, init: B, mut fold: F) -> B {
        let Self { mut elements, came } = self;
        match elements.next() {
            None => init,
            Some(first) => {
                *came = true;
                let folded = fold(init, first);
                elements.fold(folded, fold)
            },
        }
    }
}
