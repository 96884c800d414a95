//! `filter`: only the elements that a predicate accepts.

use forebay_protocol::Site;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits the elements for which `predicate` is true.
#[derive(Clone, Debug)]
pub struct Filter<F> {
    predicate: F,
    site: Site,
}

impl<F> Filter<F> {
    /// Keeps what `predicate` accepts.
    #[inline]
    pub fn new(predicate: F, site: Site) -> Self {
        Self { predicate, site }
    }
}

impl<T, F: FnMut(&T) -> bool + Send> Operator<T> for Filter<F> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, F: FnMut(&T) -> bool + Send> LinearLogic<T> for Filter<F> {
    type Out = T;

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        if blame(&self.site, || (self.predicate)(&element)) {
            out.push(element);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, elements: I, out: &mut O) {
        out.offer(Filtered {
            elements,
            predicate: &mut self.predicate,
            site: &self.site,
        });
    }
}

struct Filtered<'a, I, F> {
    elements: I,
    predicate: &'a mut F,
    site: &'a Site,
}

impl<I: Iterator, F: FnMut(&I::Item) -> bool> Iterator for Filtered<'_, I, F> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        loop {
            let element = self.elements.next()?;
            if blame(self.site, || (self.predicate)(&element)) {
                return Some(element);
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }

    #[inline]
    fn fold<B, G: FnMut(B, I::Item) -> B>(self, init: B, mut fold: G) -> B {
        let Self {
            elements,
            predicate,
            site,
        } = self;
        elements.fold(init, |folded, element| {
            if blame(site, || predicate(&element)) {
                fold(folded, element)
            } else {
                folded
            }
        })
    }
}
