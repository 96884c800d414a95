//! `map`: one element in, one element out.

use forebay_protocol::Site;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits `f` of each element.
#[derive(Clone, Debug)]
pub struct Map<F> {
    f: F,
    site: Site,
}

impl<F> Map<F> {
    /// Applies `f` to each element.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, V, F: FnMut(T) -> V + Send> Operator<T> for Map<F> {
    type Out = V;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, V, F: FnMut(T) -> V + Send> LinearLogic<T> for Map<F> {
    type Out = V;

    #[inline]
    fn on_next<O: Outlet<V>>(&mut self, element: T, out: &mut O) {
        out.push(blame(&self.site, || (self.f)(element)));
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<V>>(&mut self, elements: I, out: &mut O) {
        out.offer(Mapped {
            elements,
            f: &mut self.f,
            site: &self.site,
        });
    }
}

struct Mapped<'a, I, F> {
    elements: I,
    f: &'a mut F,
    site: &'a Site,
}

impl<V, I: Iterator, F: FnMut(I::Item) -> V> Iterator for Mapped<'_, I, F> {
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        let element = self.elements.next()?;
        Some(blame(self.site, || (self.f)(element)))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, G: FnMut(B, V) -> B>(self, init: B, mut fold: G) -> B {
        let Self { elements, f, site } = self;
        elements.fold(init, |folded, element| {
            let mapped = blame(site, || f(element));
            fold(folded, mapped)
        })
    }
}
