//! `Flow`: a piece of a stream with an open beginning and an open end.

mod boxed;

use std::fmt;
use std::marker::PhantomData;

use forebay_stage::{Materializer, Operator, Stage};

pub use self::boxed::BoxedFlow;
use crate::{FlowPart, Keep, Via, ViaFlow, ViaLeft};

/// A piece of a stream that takes `I` and emits `O`: operators, put together before there is a
/// source.
///
/// `M` is what materializing it hands out, `F` the operators it consists of;
/// [`boxed`](Self::boxed) forgets `F`.
///
/// ```
/// use forebay::{Flow, Source};
///
/// let even_squares = Flow::new().map(|n: u64| n * n).filter(|n| n % 2 == 0);
/// let source = Source::iter(1..=4).via(even_squares);
/// assert_eq!(source.collect::<Vec<_>>().wait()?, [4, 16]);
/// # Ok::<(), forebay::StreamError>(())
/// ```
#[must_use = "a flow does nothing until a source is put in front of it"]
pub struct Flow<I, O, M = (), F = BoxedFlow<I, O, M>> {
    part: F,
    elements: PhantomData<fn(I) -> (O, M)>,
}

/// The inside of a flow that passes everything on.
#[derive(Clone, Copy, Debug)]
pub struct Start;

impl<U: Stage> FlowPart<U> for Start {
    type Out = U::Out;
    type Mat = ();
    type Stage = U;

    #[inline]
    fn materialize(self, upstream: U, _: &mut Materializer) -> (U, ()) {
        (upstream, ())
    }
}

impl<I> Flow<I, I, (), Start> {
    /// A flow that passes every element on: where building a flow starts.
    // tidy: not an operator
    #[inline]
    #[expect(
        clippy::new_without_default,
        reason = "a flow that does nothing is no useful default"
    )]
    pub fn new() -> Self {
        Self {
            part: Start,
            elements: PhantomData,
        }
    }
}

impl<I, O, M, F> Flow<I, O, M, F> {
    /// A flow of your own whose stages and materialized value are made anew for each run.
    // tidy: not an operator
    #[inline]
    pub fn from_part(part: F) -> Self {
        Self {
            part,
            elements: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn map_part<P>(self, change: impl FnOnce(F) -> P) -> Flow<I, O, M, P> {
        Flow::from_part(change(self.part))
    }

    #[inline]
    pub(crate) fn into_part(self) -> F {
        self.part
    }

    /// Puts an operator at the end of this flow: one of your own, or what the methods below do.
    // tidy: not an operator
    #[inline]
    pub fn operator<Op: Operator<O>>(self, operator: Op) -> Flow<I, Op::Out, M, Via<F, Op>> {
        Flow::from_part(Via::new(self.part, operator))
    }

    /// Puts `flow` behind this one and keeps this flow's materialized value.
    // tidy: not an operator
    #[inline]
    pub fn via<V, N, G>(self, flow: Flow<O, V, N, G>) -> Flow<I, V, M, ViaLeft<F, G, M, N>> {
        self.via_mat(flow, Keep::left)
    }

    /// Puts `flow` behind this one; `combine` makes one of the two materialized values.
    // tidy: not an operator
    #[inline]
    pub fn via_mat<V, N, K, G, C>(
        self,
        flow: Flow<O, V, N, G>,
        combine: C,
    ) -> Flow<I, V, K, ViaFlow<F, G, C>>
    where
        C: FnOnce(M, N) -> K,
    {
        Flow::from_part(ViaFlow::new(self.part, flow.part, combine))
    }
}

impl<I, O, M, F: Clone> Clone for Flow<I, O, M, F> {
    fn clone(&self) -> Self {
        Self::from_part(self.part.clone())
    }
}

impl<I, O, M, F> fmt::Debug for Flow<I, O, M, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flow")
    }
}
