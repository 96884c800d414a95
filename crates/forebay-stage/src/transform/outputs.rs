//! What a transform makes of elements, as far as there is demand for it.

use forebay_protocol::{Demand, Site, StreamError};

use super::Transform;
use crate::blame::blame;
use crate::{Budget, Outlet};

/// A transform and what is left over from the element it was given last.
pub(super) struct State<X, I> {
    /// `None` once the stream has ended for it.
    transform: Option<X>,
    pub(super) site: Site,
    left_over: Option<I>,
    /// Why the stream fails, once what is left over is out.
    pub(super) failure: Option<StreamError>,
    /// Elements whose remaining outputs were given up by a cancel or a failure.
    pub(super) lost: u64,
}

impl<X, I: Iterator> State<X, I> {
    #[inline]
    pub(super) fn new(transform: X, site: Site) -> Self {
        Self {
            transform: Some(transform),
            site,
            left_over: None,
            failure: None,
            lost: 0,
        }
    }

    /// Pulls the next output of the element in hand; forgets the element when it has no more.
    #[inline]
    fn next_left_over(&mut self) -> Option<I::Item> {
        let left_over = self.left_over.as_mut()?;
        let (output, done) = blame(&self.site, || {
            let output = left_over.next();
            // Known to be empty: let it go now, so that completion needs no further demand.
            let done = output.is_none() || left_over.size_hint().1 == Some(0);
            (output, done)
        });
        if done {
            self.left_over = None;
        }
        output
    }

    /// Emits what is left over, as far as demand and budget go; true if all of it is out.
    #[inline]
    pub(super) fn emit<O: Outlet<I::Item>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        if self.left_over.is_some() {
            let (mut emitted, allowance) = (0, budget.left());
            out.offer(LeftOver {
                state: self,
                allowance,
                emitted: &mut emitted,
            });
            budget.spend(emitted as u64);
        }
        self.left_over.is_none()
    }

    #[inline]
    fn accepts(&self) -> bool {
        self.left_over.is_none() && self.failure.is_none()
    }

    #[inline]
    fn keep(&mut self, outputs: I) {
        if blame(&self.site, || outputs.size_hint()).1 != Some(0) {
            self.left_over = Some(outputs);
        }
    }

    /// Transforms `element`; what it becomes, or why it could not, is kept.
    #[inline]
    fn accept<In>(&mut self, element: In)
    where
        X: Transform<In, Out = I::Item, Outputs: IntoIterator<IntoIter = I>>,
    {
        let Some(transform) = &mut self.transform else {
            return;
        };
        match blame(&self.site, || {
            transform.on_next(element).map(IntoIterator::into_iter)
        }) {
            Ok(outputs) => self.keep(outputs),
            Err(error) => self.failure = Some(error.at(self.site)),
        }
    }

    /// Upstream has completed: keeps what the transform still owes. A second call does nothing.
    pub(super) fn complete<In>(&mut self)
    where
        X: Transform<In, Out = I::Item, Outputs: IntoIterator<IntoIter = I>>,
    {
        let Some(mut transform) = self.transform.take() else {
            return;
        };
        match blame(&self.site, || {
            transform
                .on_complete()
                .map(|o| o.map(IntoIterator::into_iter))
        }) {
            Ok(Some(outputs)) => self.keep(outputs),
            Ok(None) => {},
            Err(error) => self.failure = Some(error.at(self.site)),
        }
    }

    /// Drops the transform and what is left over, which is counted first: a destructor that
    /// panics must not keep it from the books.
    pub(super) fn discard(&mut self) {
        self.lost += u64::from(self.left_over.is_some());
        self.left_over = None;
        self.transform = None;
    }
}

/// What upstream sees: demand for one element while nothing is left over.
pub(super) struct TransformOutlet<'a, X, I, O> {
    pub(super) state: &'a mut State<X, I>,
    pub(super) out: &'a mut O,
    pub(super) budget: &'a Budget,
}

impl<In, X, O> Outlet<In> for TransformOutlet<'_, X, <X::Outputs as IntoIterator>::IntoIter, O>
where
    X: Transform<In>,
    O: Outlet<X::Out>,
{
    #[inline]
    fn demand(&self) -> Demand {
        if self.state.accepts() {
            self.out.demand().at_most(1)
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: In) {
        self.state.accept(element);
        self.state.emit(self.budget, self.out);
    }

    #[inline]
    fn offer<I: Iterator<Item = In>>(&mut self, elements: I) {
        let (mut emitted, allowance) = (0, self.budget.left());
        self.out.offer(Flattened {
            elements,
            state: self.state,
            allowance,
            emitted: &mut emitted,
        });
        self.budget.spend(emitted as u64);
    }
}

/// The outputs that are left over from one element, at most `allowance` of them.
struct LeftOver<'a, X, I> {
    state: &'a mut State<X, I>,
    allowance: usize,
    emitted: &'a mut usize,
}

impl<X, I: Iterator> Iterator for LeftOver<'_, X, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if *self.emitted == self.allowance {
            return None;
        }
        let output = self.state.next_left_over();
        *self.emitted += usize::from(output.is_some());
        output
    }
}

/// The outputs of all offered elements, pulling an element only when the last one is used up.
struct Flattened<'a, E, X, I> {
    elements: E,
    state: &'a mut State<X, I>,
    allowance: usize,
    emitted: &'a mut usize,
}

impl<E, X> Iterator for Flattened<'_, E, X, <X::Outputs as IntoIterator>::IntoIter>
where
    E: Iterator,
    X: Transform<E::Item>,
{
    type Item = X::Out;

    #[inline]
    fn next(&mut self) -> Option<X::Out> {
        loop {
            if *self.emitted == self.allowance {
                return None;
            }
            if let Some(output) = self.state.next_left_over() {
                *self.emitted += 1;
                return Some(output);
            }
            if self.state.failure.is_some() {
                return None;
            }
            self.state.accept(self.elements.next()?);
        }
    }
}
