//! `scan`: a running total, from its first value on.

use std::task::Poll;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits the start value, then the state after each element.
#[derive(Clone, Debug)]
pub struct Scan<A, F> {
    /// `None` only while `f` has it, and after `f` has panicked.
    state: Option<A>,
    f: F,
    site: Site,
    started: bool,
}

impl<A, F> Scan<A, F> {
    /// Starts from `zero` and folds each element in with `f`.
    #[inline]
    pub fn new(zero: A, f: F, site: Site) -> Self {
        Self {
            state: Some(zero),
            f,
            site,
            started: false,
        }
    }
}

impl<T, A: Clone + Send, F: FnMut(A, T) -> A + Send> Operator<T> for Scan<A, F> {
    type Out = A;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<A: Clone, F> Scan<A, F> {
    #[inline]
    fn step<T>(&mut self, element: T) -> Option<A>
    where
        F: FnMut(A, T) -> A,
    {
        let state = self.state.take()?;
        let (next, emitted) = blame(&self.site, || {
            let next = (self.f)(state, element);
            let emitted = next.clone();
            (next, emitted)
        });
        self.state = Some(next);
        Some(emitted)
    }
}

impl<T, A: Clone + Send, F: FnMut(A, T) -> A + Send> LinearLogic<T> for Scan<A, F> {
    type Out = A;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        // The start value goes first and takes the first demand.
        if self.started {
            downstream
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn before<O: Outlet<A>>(&mut self, out: &mut O) {
        if !self.started && !out.demand().is_none() {
            self.started = true;
            if let Some(zero) = &self.state {
                out.push(blame(&self.site, || zero.clone()));
            }
        }
    }

    #[inline]
    fn on_next<O: Outlet<A>>(&mut self, element: T, out: &mut O) {
        if let Some(state) = self.step(element) {
            out.push(state);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<A>>(&mut self, elements: I, out: &mut O) {
        if self.started {
            out.offer(Scanned {
                elements,
                scan: self,
            });
        }
    }

    fn discard(&mut self) {
        self.state = None;
    }

    #[inline]
    fn on_complete<O: Outlet<A>>(&mut self, out: &mut O) -> Poll<Result<(), StreamError>> {
        LinearLogic::<T>::before(self, out);
        if self.started {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }
}

struct Scanned<'a, I, A, F> {
    elements: I,
    scan: &'a mut Scan<A, F>,
}

impl<I: Iterator, A: Clone, F: FnMut(A, I::Item) -> A> Iterator for Scanned<'_, I, A, F> {
    type Item = A;

    #[inline]
    fn next(&mut self) -> Option<A> {
        let element = self.elements.next()?;
        self.scan.step(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}
