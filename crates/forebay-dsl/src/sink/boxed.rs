//! Sinks of a forgotten type.

use std::fmt;

use forebay_engine::Completion;
use forebay_protocol::Site;
use forebay_stage::{Erased, Materializer, Seam, SinkStage, Stage};

use super::Sink;
use crate::SinkPart;

type Attach<T, O> =
    dyn FnOnce(Erased<T>, &mut Materializer) -> Box<dyn SinkStage<Output = O>> + Send;

/// The inside of a sink whose type is forgotten.
pub struct BoxedSink<T, M>
where
    M: Materialized,
{
    attach: Box<Attach<T, M::Output>>,
    site: Site,
}

/// What a sink hands out: a [`Completion`] of its value.
pub trait Materialized {
    /// The sink's value.
    type Output;
}

impl<O> Materialized for Completion<O> {
    type Output = O;
}

impl<U, O> SinkPart<U> for BoxedSink<U::Out, Completion<O>>
where
    U: Stage<Out: Send> + 'static,
{
    type Output = O;
    type Stage = Box<dyn SinkStage<Output = O>>;

    fn site(&self) -> Site {
        self.site
    }

    fn materialize(self, upstream: U, materializer: &mut Materializer) -> Self::Stage {
        let upstream = Erased::new(Box::new(Seam::new(upstream, self.site)));
        (self.attach)(upstream, materializer)
    }
}

impl<T, O, K> Sink<T, Completion<O>, K>
where
    K: SinkPart<Erased<T>, Output = O, Stage: 'static> + Send + 'static,
    T: Send + 'static,
{
    /// Forgets the sink's type, so that it can be named, stored and returned.
    ///
    /// As [`Source::boxed`](crate::Source::boxed): elements reach it in slices.
    // tidy: not an operator
    pub fn boxed(self) -> Sink<T, Completion<O>> {
        let (site, part) = (self.part.site(), self.part);
        let attach = move |upstream, materializer: &mut Materializer| {
            Box::new(part.materialize(upstream, materializer)) as Box<_>
        };
        Sink::from_part(BoxedSink {
            attach: Box::new(attach),
            site,
        })
    }
}

impl<T, M: Materialized> fmt::Debug for BoxedSink<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoxedSink({})", self.site)
    }
}
