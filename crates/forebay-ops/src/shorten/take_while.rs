//! `take_while`: elements up to the first that a predicate rejects.

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits elements while `predicate` is true; the first rejected one ends the stream.
#[derive(Clone, Debug)]
pub struct TakeWhile<F> {
    predicate: F,
    site: Site,
    done: bool,
}

impl<F> TakeWhile<F> {
    /// Takes elements while `predicate` accepts them.
    #[inline]
    pub fn new(predicate: F, site: Site) -> Self {
        Self {
            predicate,
            site,
            done: false,
        }
    }
}

impl<T, F: FnMut(&T) -> bool + Send> Operator<T> for TakeWhile<F> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, F: FnMut(&T) -> bool + Send> LinearLogic<T> for TakeWhile<F> {
    type Out = T;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        // One at a time, so that nothing behind the deciding element is ever asked for.
        if self.done {
            Demand::NONE
        } else {
            downstream.at_most(1)
        }
    }

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        if blame(&self.site, || (self.predicate)(&element)) {
            out.push(element);
        } else {
            self.done = true;
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, elements: I, out: &mut O) {
        out.offer(Accepted {
            elements,
            logic: self,
        });
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        self.done.then_some(Ok(()))
    }
}

struct Accepted<'a, I, F> {
    elements: I,
    logic: &'a mut TakeWhile<F>,
}

impl<I: Iterator, F: FnMut(&I::Item) -> bool> Iterator for Accepted<'_, I, F> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.logic.done {
            return None;
        }
        let element = self.elements.next()?;
        if blame(&self.logic.site, || (self.logic.predicate)(&element)) {
            return Some(element);
        }
        self.logic.done = true;
        None
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
