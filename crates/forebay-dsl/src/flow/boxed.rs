//! Flows of a forgotten type.

use std::fmt;

use forebay_protocol::Site;
use forebay_stage::{Erased, Materializer, Seam, Stage};

use super::Flow;
use crate::FlowPart;

type Attach<I, O, M> = dyn FnOnce(Erased<I>, &mut Materializer) -> (Erased<O>, M) + Send;

/// The inside of a flow whose type is forgotten. There is an erased seam at both of its ends.
pub struct BoxedFlow<I, O, M = ()> {
    attach: Box<Attach<I, O, M>>,
    site: Site,
}

impl<U, O, M> FlowPart<U> for BoxedFlow<U::Out, O, M>
where
    U: Stage<Out: Send> + 'static,
    O: Send,
{
    type Out = O;
    type Mat = M;
    type Stage = Erased<O>;

    fn materialize(self, upstream: U, materializer: &mut Materializer) -> (Erased<O>, M) {
        let upstream = Erased::new(Box::new(Seam::new(upstream, self.site)));
        (self.attach)(upstream, materializer)
    }
}

impl<I, O, M, F> Flow<I, O, M, F>
where
    F: FlowPart<Erased<I>, Out = O, Mat = M> + Send + 'static,
    I: Send + 'static,
    O: Send,
    F::Stage: 'static,
{
    /// Forgets the types of the operators, so that the flow can be named, stored and returned.
    ///
    /// As [`Source::boxed`](crate::Source::boxed), with a seam at each end.
    // tidy: not an operator
    #[track_caller]
    pub fn boxed(self) -> Flow<I, O, M> {
        let (part, site) = (self.part, Site::caller("boxed"));
        let attach = move |upstream, materializer: &mut Materializer| {
            let (stage, value) = part.materialize(upstream, materializer);
            (Erased::new(Box::new(Seam::new(stage, site))), value)
        };
        Flow::from_part(BoxedFlow {
            attach: Box::new(attach),
            site,
        })
    }
}

impl<I, O, M> fmt::Debug for BoxedFlow<I, O, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoxedFlow({})", self.site)
    }
}
