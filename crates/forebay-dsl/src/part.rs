//! What blueprints are made of, and how parts become stages.

mod cut;

use forebay_protocol::Site;
use forebay_stage::{Materializer, Operator, SinkOperator, SinkStage, Stage};

pub use self::cut::Cut;
use crate::KeepLeft;

/// The inside of a `Source`: becomes a stage and a materialized value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the inside of a source",
    note = "sources are made by the functions of `Source`, or from a stage with `Source::from_stage`"
)]
pub trait SourcePart {
    /// The type of the elements.
    type Out;
    /// The materialized value.
    type Mat;
    /// The running stage.
    type Stage: Stage<Out = Self::Out>;

    /// Makes the stage and the value, and leaves the islands they need in `materializer`.
    fn materialize(self, materializer: &mut Materializer) -> (Self::Stage, Self::Mat);
}

/// The inside of a `Flow` behind an upstream stage `U`.
#[diagnostic::on_unimplemented(
    message = "this flow cannot be put behind the stage `{U}`",
    note = "the flow's input type must be the upstream's element type; a boxed flow needs an upstream that owns its data"
)]
pub trait FlowPart<U: Stage> {
    /// The type of the elements that come out.
    type Out;
    /// The materialized value.
    type Mat;
    /// The running stage.
    type Stage: Stage<Out = Self::Out>;

    /// Puts the flow downstream of `upstream`.
    fn materialize(self, upstream: U, materializer: &mut Materializer) -> (Self::Stage, Self::Mat);
}

/// The inside of a `Sink` behind an upstream stage `U`.
#[diagnostic::on_unimplemented(
    message = "this sink cannot be put behind the stage `{U}`",
    note = "the sink's input type must be the upstream's element type; a boxed sink needs an upstream that owns its data"
)]
pub trait SinkPart<U: Stage> {
    /// What the sink makes of the stream.
    type Output;
    /// The running stage.
    type Stage: SinkStage<Output = Self::Output>;

    /// The sink's name and the source line of the call that made it.
    fn site(&self) -> Site;

    /// Puts the sink downstream of `upstream`.
    fn materialize(self, upstream: U, materializer: &mut Materializer) -> Self::Stage;
}

/// A part that is a [`SinkPart`] for the upstreams its [`SinkOperator`] accepts.
#[derive(Clone, Debug)]
pub struct Drain<K>(pub(crate) K);

impl<U: Stage, K: SinkOperator<U::Out>> SinkPart<U> for Drain<K> {
    type Output = K::Output;
    type Stage = K::Stage<U>;

    fn site(&self) -> Site {
        self.0.site()
    }

    #[inline]
    fn materialize(self, upstream: U, _: &mut Materializer) -> K::Stage<U> {
        self.0.attach(upstream)
    }
}

/// A part with an operator behind it.
#[derive(Clone, Debug)]
pub struct Via<P, Op> {
    part: P,
    operator: Op,
}

impl<P, Op> Via<P, Op> {
    #[inline]
    pub(crate) fn new(part: P, operator: Op) -> Self {
        Self { part, operator }
    }
}

impl<P: SourcePart, Op: Operator<P::Out>> SourcePart for Via<P, Op> {
    type Out = Op::Out;
    type Mat = P::Mat;
    type Stage = Op::Stage<P::Stage>;

    #[inline]
    fn materialize(self, materializer: &mut Materializer) -> (Self::Stage, Self::Mat) {
        let (upstream, value) = self.part.materialize(materializer);
        (self.operator.attach(upstream), value)
    }
}

impl<U: Stage, P: FlowPart<U>, Op: Operator<P::Out>> FlowPart<U> for Via<P, Op> {
    type Out = Op::Out;
    type Mat = P::Mat;
    type Stage = Op::Stage<P::Stage>;

    #[inline]
    fn materialize(self, upstream: U, materializer: &mut Materializer) -> (Self::Stage, Self::Mat) {
        let (upstream, value) = self.part.materialize(upstream, materializer);
        (self.operator.attach(upstream), value)
    }
}

/// A part with a flow behind it, and what to make of the two materialized values.
#[derive(Clone, Debug)]
pub struct ViaFlow<P, F, C> {
    part: P,
    flow: F,
    combine: C,
}

/// A part with a flow behind it whose own materialized value is let go.
pub type ViaLeft<P, F, M, N> = ViaFlow<P, F, KeepLeft<M, N>>;

impl<P, F, C> ViaFlow<P, F, C> {
    #[inline]
    pub(crate) fn new(part: P, flow: F, combine: C) -> Self {
        Self {
            part,
            flow,
            combine,
        }
    }
}

impl<M, P, F, C> SourcePart for ViaFlow<P, F, C>
where
    P: SourcePart,
    F: FlowPart<P::Stage>,
    C: FnOnce(P::Mat, F::Mat) -> M,
{
    type Out = F::Out;
    type Mat = M;
    type Stage = F::Stage;

    #[inline]
    fn materialize(self, materializer: &mut Materializer) -> (F::Stage, M) {
        let (upstream, left) = self.part.materialize(materializer);
        let (stage, right) = self.flow.materialize(upstream, materializer);
        (stage, (self.combine)(left, right))
    }
}

impl<M, U, P, F, C> FlowPart<U> for ViaFlow<P, F, C>
where
    U: Stage,
    P: FlowPart<U>,
    F: FlowPart<P::Stage>,
    C: FnOnce(P::Mat, F::Mat) -> M,
{
    type Out = F::Out;
    type Mat = M;
    type Stage = F::Stage;

    #[inline]
    fn materialize(self, upstream: U, materializer: &mut Materializer) -> (F::Stage, M) {
        let (upstream, left) = self.part.materialize(upstream, materializer);
        let (stage, right) = self.flow.materialize(upstream, materializer);
        (stage, (self.combine)(left, right))
    }
}
