//! Graphs of a forgotten type.

use std::fmt;

use forebay_stage::{Materializer, Runtime, SinkStage};

use super::{GraphPart, RunnableGraph};

type Chain<O> = Box<dyn SinkStage<Output = O>>;

/// The inside of a graph whose type is forgotten: `M` is what running it hands out, `O` what
/// its sink makes of the stream.
pub struct BoxedGraph<M, O = ()>(Box<dyn ErasedGraph<M, O> + Send>);

trait ErasedGraph<M, O> {
    fn close_erased(self: Box<Self>, materializer: &mut Materializer) -> Chain<O>;
    fn close_metered_erased(self: Box<Self>, materializer: &mut Materializer) -> Chain<O>;
    fn spawn_erased(self: Box<Self>, runtime: &dyn Runtime) -> M;
}

impl<M, O, G> ErasedGraph<M, O> for G
where
    G: GraphPart<Mat = M, Output = O, Stage: 'static, MeteredStage: 'static>,
    O: Send,
{
    fn close_erased(self: Box<Self>, materializer: &mut Materializer) -> Chain<O> {
        Box::new((*self).close(materializer).0)
    }

    fn close_metered_erased(self: Box<Self>, materializer: &mut Materializer) -> Chain<O> {
        Box::new((*self).close_metered(materializer).0)
    }

    fn spawn_erased(self: Box<Self>, runtime: &dyn Runtime) -> M {
        (*self).spawn(runtime)
    }
}

impl<M, O> GraphPart for BoxedGraph<M, O> {
    type Output = O;
    type SourceMat = ();
    type Mat = M;
    type Stage = Chain<O>;
    type MeteredStage = Chain<O>;

    fn close(self, materializer: &mut Materializer) -> (Chain<O>, ()) {
        (self.0.close_erased(materializer), ())
    }

    fn close_metered(self, materializer: &mut Materializer) -> (Chain<O>, ()) {
        (self.0.close_metered_erased(materializer), ())
    }

    fn spawn(self, runtime: &dyn Runtime) -> M {
        self.0.spawn_erased(runtime)
    }
}

impl<M, O, G> RunnableGraph<M, O, G>
where
    G: GraphPart<Mat = M, Output = O, Stage: 'static, MeteredStage: 'static> + Send + 'static,
    O: Send,
{
    /// Forgets the types of the parts, so that the graph can be named, stored and returned.
    /// No seam is added: the chain stays one function.
    pub fn boxed(self) -> RunnableGraph<M, O> {
        RunnableGraph::new(BoxedGraph(Box::new(self.part)))
    }
}

impl<M, O> fmt::Debug for BoxedGraph<M, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxedGraph")
    }
}
