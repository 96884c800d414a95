//! `inspect`: looks at each element and passes it on.

use forebay_protocol::Site;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Calls `f` with a reference to each element.
#[derive(Clone, Debug)]
pub struct Inspect<F> {
    f: F,
    site: Site,
}

impl<F> Inspect<F> {
    /// Shows each element to `f`.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, F: FnMut(&T) + Send> Operator<T> for Inspect<F> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, F: FnMut(&T) + Send> LinearLogic<T> for Inspect<F> {
    type Out = T;

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        blame(&self.site, || (self.f)(&element));
        out.push(element);
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, elements: I, out: &mut O) {
        out.offer(Inspected {
            elements,
            f: &mut self.f,
            site: &self.site,
        });
    }
}

struct Inspected<'a, I, F> {
    elements: I,
    f: &'a mut F,
    site: &'a Site,
}

impl<I: Iterator, F: FnMut(&I::Item)> Iterator for Inspected<'_, I, F> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let element = self.elements.next()?;
        blame(self.site, || (self.f)(&element));
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, G: FnMut(B, I::Item) -> B>(self, init: B, mut fold: G) -> B {
        let Self { elements, f, site } = self;
        elements.fold(init, |folded, element| {
            blame(site, || f(&element));
            fold(folded, element)
        })
    }
}
