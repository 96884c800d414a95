//! `filter_map`: one element in, one or none out.

use forebay_protocol::Site;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits what `f` makes of an element, if it makes something.
#[derive(Clone, Debug)]
pub struct FilterMap<F> {
    f: F,
    site: Site,
}

impl<F> FilterMap<F> {
    /// Emits the `Some` results of `f`.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, V, F: FnMut(T) -> Option<V> + Send> Operator<T> for FilterMap<F> {
    type Out = V;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, V, F: FnMut(T) -> Option<V> + Send> LinearLogic<T> for FilterMap<F> {
    type Out = V;

    #[inline]
    fn on_next<O: Outlet<V>>(&mut self, element: T, out: &mut O) {
        if let Some(made) = blame(&self.site, || (self.f)(element)) {
            out.push(made);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<V>>(&mut self, elements: I, out: &mut O) {
        out.offer(FilterMapped {
            elements,
            f: &mut self.f,
            site: &self.site,
        });
    }
}

struct FilterMapped<'a, I, F> {
    elements: I,
    f: &'a mut F,
    site: &'a Site,
}

impl<V, I: Iterator, F: FnMut(I::Item) -> Option<V>> Iterator for FilterMapped<'_, I, F> {
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        loop {
            let element = self.elements.next()?;
            if let Some(made) = blame(self.site, || (self.f)(element)) {
                return Some(made);
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }

    #[inline]
    fn fold<B, G: FnMut(B, V) -> B>(self, init: B, mut fold: G) -> B {
        let Self { elements, f, site } = self;
        elements.fold(init, |folded, element| match blame(site, || f(element)) {
            Some(made) => fold(folded, made),
            None => folded,
        })
    }
}
