//! The first door for custom stages: one element in, any number out.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};

use crate::blame::blame;
use crate::{Account, Budget, Context, Ledger, Operator, Outlet, Stage};

/// A custom operator that cannot break demand: one element in, any number of elements out.
///
/// What [`on_next`](Self::on_next) returns is iterated only as far as downstream has demand;
/// the rest waits, and upstream with it. Use an `Option` for at most one element, an array or
/// a `Vec` for a few, a lazy iterator for many or endless ones.
///
/// The upstream gets demand for one element at a time, and only while nothing is left over
/// from the one before. State lives in `self`; nothing needs a pin, a poll or a lock.
///
/// ```
/// use forebay_protocol::StreamError;
/// use forebay_stage::Transform;
///
/// /// Emits each element that differs from the one before.
/// struct Changes(Option<u32>);
///
/// impl Transform<u32> for Changes {
///     type Out = u32;
///     type Outputs = Option<u32>;
///
///     fn on_next(&mut self, element: u32) -> Result<Option<u32>, StreamError> {
///         let changed = self.0.replace(element) != Some(element);
///         Ok(changed.then_some(element))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not transform elements of type `{In}`",
    label = "the stream carries `{In}` here"
)]
pub trait Transform<In>: Send {
    /// The type of the elements that come out.
    type Out;
    /// What one element becomes.
    type Outputs: IntoIterator<Item = Self::Out, IntoIter: Send>;

    /// What `element` becomes.
    ///
    /// # Errors
    /// An error ends the stream: upstream is cancelled, downstream sees the failure.
    fn on_next(&mut self, element: In) -> Result<Self::Outputs, StreamError>;

    /// What is still owed when upstream has completed; nothing by default. Called once.
    ///
    /// # Errors
    /// An error turns the completion into a failure.
    fn on_complete(&mut self) -> Result<Option<Self::Outputs>, StreamError> {
        Ok(None)
    }
}

/// A [`Transform`] with its name and source line: the operator that `.transform(..)` attaches.
#[derive(Clone, Debug)]
pub struct Transforming<X> {
    transform: X,
    site: Site,
}

impl<X> Transforming<X> {
    /// Names `transform`.
    #[inline]
    pub fn new(transform: X, site: Site) -> Self {
        Self { transform, site }
    }
}

impl<In, X: Transform<In>> Operator<In> for Transforming<X> {
    type Out = X::Out;
    type Stage<U: Stage<Out = In>> = TransformStage<U, X>;

    #[inline]
    fn attach<U: Stage<Out = In>>(self, upstream: U) -> Self::Stage<U> {
        TransformStage {
            upstream,
            state: State {
                transform: self.transform,
                site: self.site,
                left_over: None,
                failure: None,
                lost: 0,
            },
            phase: Phase::Running,
        }
    }
}

/// The running stage of a [`Transform`].
pub struct TransformStage<U: Stage, X: Transform<U::Out>> {
    upstream: U,
    state: State<X, <X::Outputs as IntoIterator>::IntoIter>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    UpstreamCompleted,
    Flushed,
}

struct State<X, I> {
    transform: X,
    site: Site,
    left_over: Option<I>,
    failure: Option<StreamError>,
    /// Elements whose remaining outputs were given up by a cancel or a failure.
    lost: u64,
}

impl<X, I: Iterator> State<X, I> {
    /// Pulls the next output of the element in hand; forgets the element when it has no more.
    #[inline]
    fn next_left_over(&mut self) -> Option<I::Item> {
        let left_over = self.left_over.as_mut()?;
        let output = blame(&self.site, || left_over.next());
        // Known to be empty: let it go now, so that completion needs no further demand.
        if output.is_none() || left_over.size_hint().1 == Some(0) {
            self.left_over = None;
        }
        output
    }

    #[inline]
    fn accepts(&self) -> bool {
        self.left_over.is_none() && self.failure.is_none()
    }

    #[inline]
    fn keep(&mut self, outputs: I) {
        if outputs.size_hint().1 != Some(0) {
            self.left_over = Some(outputs);
        }
    }

    /// Transforms `element`; what it becomes, or why it could not, is kept.
    #[inline]
    fn accept<In>(&mut self, element: In)
    where
        X: Transform<In, Out = I::Item, Outputs: IntoIterator<IntoIter = I>>,
    {
        let transform = &mut self.transform;
        match blame(&self.site, || {
            transform.on_next(element).map(IntoIterator::into_iter)
        }) {
            Ok(outputs) => self.keep(outputs),
            Err(error) => self.failure = Some(error.at(self.site)),
        }
    }

    fn discard(&mut self) {
        if self.left_over.take().is_some() {
            self.lost += 1;
        }
    }
}

impl<U, X> TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
    #[inline]
    fn fail(&mut self, error: StreamError) -> Poll<Result<(), StreamError>> {
        if self.phase == Phase::Running {
            self.upstream.cancel(&CancelCause::Failed(error.clone()));
        }
        self.state.discard();
        Poll::Ready(Err(error))
    }

    /// Emits what is left over; true if all of it is out.
    #[inline]
    fn emit_left_over<O: Outlet<X::Out>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        if self.state.left_over.is_some() {
            let mut emitted = 0;
            let allowance = budget.left();
            out.offer(LeftOver {
                state: &mut self.state,
                allowance,
                emitted: &mut emitted,
            });
            budget.spend(emitted);
        }
        self.state.left_over.is_none()
    }
}

impl<U, X> Stage for TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
    type Out = X::Out;

    #[inline]
    fn poll_run<O: Outlet<X::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if !self.emit_left_over(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.phase == Phase::Running {
            let budget = cx.budget();
            let mut inlet = TransformOutlet {
                state: &mut self.state,
                out,
                budget,
            };
            let polled = self.upstream.poll_run(cx, &mut inlet);
            if let Some(error) = self.state.failure.take() {
                return self.fail(error);
            }
            match polled {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => {
                    self.phase = Phase::UpstreamCompleted;
                    return self.fail(error);
                },
                Poll::Ready(Ok(())) => self.phase = Phase::UpstreamCompleted,
            }
        }
        if !self.emit_left_over(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.phase == Phase::UpstreamCompleted {
            self.phase = Phase::Flushed;
            let site = self.state.site;
            let transform = &mut self.state.transform;
            match blame(&site, || {
                transform
                    .on_complete()
                    .map(|o| o.map(IntoIterator::into_iter))
            }) {
                Ok(Some(outputs)) => self.state.keep(outputs),
                Ok(None) => {},
                Err(error) => return Poll::Ready(Err(error.at(site))),
            }
            if !self.emit_left_over(cx.budget(), out) {
                return Poll::Pending;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.upstream.cancel(cause);
        self.state.discard();
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        if self.state.lost > 0 {
            let lost = self.state.lost;
            ledger.enter(Account::holder(self.state.site, lost, 0).with_discarded(lost));
        }
    }
}

impl<U: Stage, X: Transform<U::Out>> fmt::Debug for TransformStage<U, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransformStage")
            .field("site", &self.state.site)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}

/// What upstream sees: demand for one element while nothing is left over.
struct TransformOutlet<'a, X, I, O> {
    state: &'a mut State<X, I>,
    out: &'a mut O,
    budget: &'a Budget,
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
        if self.state.left_over.is_some() {
            let (mut emitted, allowance) = (0, self.budget.left());
            self.out.offer(LeftOver {
                state: self.state,
                allowance,
                emitted: &mut emitted,
            });
            self.budget.spend(emitted);
        }
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
        self.budget.spend(emitted);
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
