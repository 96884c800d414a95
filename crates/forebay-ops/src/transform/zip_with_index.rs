//! `zip_with_index`: each element with its number.

use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage};

/// Pairs each element with its position, from zero.
#[derive(Clone, Debug, Default)]
pub struct ZipWithIndex {
    next: u64,
}

impl<T> Operator<T> for ZipWithIndex {
    type Out = (T, u64);
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T> LinearLogic<T> for ZipWithIndex {
    type Out = (T, u64);

    #[inline]
    fn on_next<O: Outlet<(T, u64)>>(&mut self, element: T, out: &mut O) {
        let index = self.next;
        self.next += 1;
        out.push((element, index));
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<(T, u64)>>(&mut self, elements: I, out: &mut O) {
        out.offer(Numbered {
            elements,
            next: &mut self.next,
        });
    }
}

struct Numbered<'a, I> {
    elements: I,
    next: &'a mut u64,
}

impl<I: Iterator> Iterator for Numbered<'_, I> {
    type Item = (I::Item, u64);

    #[inline]
    fn next(&mut self) -> Option<(I::Item, u64)> {
        let element = self.elements.next()?;
        let index = *self.next;
        *self.next += 1;
        Some((element, index))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, G: FnMut(B, Self::Item) -> B>(self, init: B, mut fold: G) -> B {
        let Self { elements, next } = self;
        elements.fold(init, |folded, element| {
            let index = *next;
            *next += 1;
            fold(folded, (element, index))
        })
    }
}
