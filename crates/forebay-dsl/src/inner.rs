//! Closures that return a source, for the operators that run what they return.

use forebay_ops::flatten::Inner;
use forebay_stage::Context;

use crate::{Source, SourcePart};

/// A closure that makes a source of an element, whose stage then runs inside an operator. The
/// sources' materialized values are let go.
#[derive(Clone, Debug)]
pub struct Opening<G>(pub(crate) G);

impl<T, V, N, P, G> Inner<T> for Opening<G>
where
    G: FnMut(T) -> Source<V, N, P> + Send,
    P: SourcePart<Out = V, Mat = N>,
{
    type Stage = P::Stage;

    #[inline]
    fn start(&mut self, element: T, cx: &mut Context<'_>) -> P::Stage {
        (self.0)(element).materialize(cx.materializer()).0
    }
}
