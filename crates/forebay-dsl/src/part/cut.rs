//! A part that ends at a boundary.

use std::num::NonZeroUsize;

use forebay_engine::Boundary;
use forebay_protocol::Site;
use forebay_stage::{Materializer, Stage};

use crate::{FlowPart, SourcePart};

/// A part with a boundary behind it: its stages become an island of their own.
#[derive(Clone, Debug)]
pub struct Cut<P> {
    part: P,
    capacity: NonZeroUsize,
    site: Site,
}

impl<P> Cut<P> {
    #[inline]
    pub(crate) fn new(part: P, capacity: NonZeroUsize, site: Site) -> Self {
        Self {
            part,
            capacity,
            site,
        }
    }
}

impl<P> SourcePart for Cut<P>
where
    P: SourcePart<Out: Send + 'static, Stage: 'static>,
{
    type Out = P::Out;
    type Mat = P::Mat;
    type Stage = Boundary<P::Out>;

    fn materialize(self, materializer: &mut Materializer) -> (Self::Stage, P::Mat) {
        let (upstream, value) = self.part.materialize(materializer);
        let stage = Boundary::behind(upstream, self.capacity, self.site, materializer);
        (stage, value)
    }
}

impl<U, P> FlowPart<U> for Cut<P>
where
    U: Stage,
    P: FlowPart<U, Out: Send + 'static, Stage: 'static>,
{
    type Out = P::Out;
    type Mat = P::Mat;
    type Stage = Boundary<P::Out>;

    fn materialize(self, upstream: U, materializer: &mut Materializer) -> (Self::Stage, P::Mat) {
        let (upstream, value) = self.part.materialize(upstream, materializer);
        let stage = Boundary::behind(upstream, self.capacity, self.site, materializer);
        (stage, value)
    }
}
