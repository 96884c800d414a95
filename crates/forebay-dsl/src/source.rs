//! `Source`: where a stream begins.

mod boxed;
mod create;
mod drain;
mod interop;
mod into_publisher;
mod queue;
mod read;
mod tick;
#[cfg(feature = "tokio")]
mod tokio;

use std::fmt;
use std::marker::PhantomData;

use forebay_engine::IntoStream;
use forebay_stage::{Materializer, Operator, Stage};

pub use self::boxed::Boxed;
pub use self::into_publisher::IntoPublisher;
pub use self::queue::Queued;
use crate::part::Drain;
use crate::{
    Closed, Flow, FlowPart, Keep, KeepLeft, RunnableGraph, Sink, SinkPart, SourcePart, Via,
    ViaFlow, ViaLeft,
};

/// The beginning of a stream of `T`: a blueprint that runs nothing until a sink pulls it.
///
/// `M` is what materializing it hands out, `S` the stages it consists of. `S` grows with each
/// operator, and [`boxed`](Self::boxed) makes it `Boxed<T>` again, which is also its default:
/// a function returns `Source<Event>`.
///
/// ```
/// use forebay::Source;
///
/// fn squares() -> Source<u64> {
///     Source::iter(1..).map(|n| n * n).boxed()
/// }
///
/// assert_eq!(squares().take(3).collect::<Vec<_>>().wait()?, [1, 4, 9]);
/// # Ok::<(), forebay::StreamError>(())
/// ```
#[must_use = "a source does nothing until it is run into a sink"]
pub struct Source<T, M = (), S = Boxed<T, M>> {
    part: S,
    element: PhantomData<fn() -> (T, M)>,
}

/// The inside of a source that is one stage without a materialized value.
#[derive(Clone, Debug)]
pub struct Ready<S>(S);

impl<S: Stage> SourcePart for Ready<S> {
    type Out = S::Out;
    type Mat = ();
    type Stage = S;

    #[inline]
    fn materialize(self, _: &mut Materializer) -> (S, ()) {
        (self.0, ())
    }
}

impl<S: Stage> Source<S::Out, (), Ready<S>> {
    /// A source of your own: anything that is a [`Stage`].
    // tidy: not an operator
    #[inline]
    pub fn from_stage(stage: S) -> Self {
        Self::from_part(Ready(stage))
    }
}

impl<T, M, S: SourcePart<Out = T, Mat = M>> Source<T, M, S> {
    /// A source whose stage and materialized value are made anew for each run.
    // tidy: not an operator
    #[inline]
    pub fn from_part(part: S) -> Self {
        Self {
            part,
            element: PhantomData,
        }
    }

    /// Makes the running stage and the materialized value: what running does first.
    ///
    /// For those who drive stages themselves, such as test kits and operators over substreams;
    /// they also run the islands that are left in `materializer`.
    // tidy: not an operator
    #[inline]
    pub fn materialize(self, materializer: &mut Materializer) -> (S::Stage, M) {
        self.part.materialize(materializer)
    }

    /// Puts `flow` behind this source and keeps this source's materialized value.
    // tidy: not an operator
    #[inline]
    pub fn via<V, N, F>(self, flow: Flow<T, V, N, F>) -> Source<V, M, ViaLeft<S, F, M, N>>
    where
        F: FlowPart<S::Stage, Out = V, Mat = N>,
    {
        self.via_mat(flow, Keep::left)
    }

    /// Puts `flow` behind this source; `combine` makes one of the two materialized values.
    // tidy: not an operator
    #[inline]
    pub fn via_mat<V, N, K, F, C>(
        self,
        flow: Flow<T, V, N, F>,
        combine: C,
    ) -> Source<V, K, ViaFlow<S, F, C>>
    where
        F: FlowPart<S::Stage, Out = V, Mat = N>,
        C: FnOnce(M, N) -> K,
    {
        Source::from_part(ViaFlow::new(self.part, flow.into_part(), combine))
    }

    /// Ends the stream in `sink` and keeps this source's materialized value.
    // tidy: not an operator
    #[inline]
    pub fn to<N, O, K>(
        self,
        sink: Sink<T, N, K>,
    ) -> RunnableGraph<M, O, Closed<S, K, KeepLeft<M, N>>>
    where
        K: SinkPart<S::Stage, Output = O>,
    {
        self.to_mat(sink, Keep::left)
    }

    /// Ends the stream in `sink`; `combine` makes one of the two materialized values.
    // tidy: not an operator
    #[inline]
    pub fn to_mat<N, L, O, K, C>(
        self,
        sink: Sink<T, N, K>,
        combine: C,
    ) -> RunnableGraph<L, O, Closed<S, K, C>>
    where
        K: SinkPart<S::Stage, Output = O>,
        C: FnOnce(M, N) -> L,
    {
        RunnableGraph::new(Closed::new(self.part, sink.into_part(), combine))
    }

    /// The elements as a `futures::Stream` of results; an error is its last element.
    ///
    /// With `into_stream(0)` each poll is demand for one element, and nothing is pulled ahead.
    /// With a prefetch of n the first poll is demand for n elements: the chain runs in batches,
    /// which costs less for each of them, and sources that wait (a reader, a service) get to
    /// work while their last elements are used. At most n elements are held or on their way;
    /// when half of them or fewer are, the rest is requested anew. Elements that are held come
    /// before a failure that is known already.
    ///
    /// A stream moves only while it is polled, and so does everything in it. Dropping it cancels
    /// the source and drops what is held.
    ///
    /// ```
    /// use forebay::Source;
    /// use futures::executor::block_on_stream;
    ///
    /// let mut made = Vec::new();
    /// let mut stream = Source::iter(1..).inspect(|n| made.push(*n)).into_stream(4);
    /// let first = block_on_stream(&mut stream).next().unwrap()?;
    /// drop(stream);
    /// assert_eq!((first, made), (1, vec![1, 2, 3, 4]));
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    // tidy: not an operator
    #[inline]
    pub fn into_stream(self, prefetch: usize) -> IntoStream<S::Stage> {
        let mut materializer = Materializer::new();
        let (stage, _value) = self.part.materialize(&mut materializer);
        IntoStream::new(stage, materializer.take_islands(), prefetch)
    }
}

impl<T, M, S> Source<T, M, S> {
    #[inline]
    pub(crate) fn map_part<P>(self, change: impl FnOnce(S) -> P) -> Source<T, M, P> {
        Source {
            part: change(self.part),
            element: PhantomData,
        }
    }

    /// Puts an operator behind this source: one of your own, or what the methods below do.
    // tidy: not an operator
    #[inline]
    pub fn operator<Op: Operator<T>>(self, operator: Op) -> Source<Op::Out, M, Via<S, Op>> {
        Source {
            part: Via::new(self.part, operator),
            element: PhantomData,
        }
    }
}

impl<T, M, S: Clone> Clone for Source<T, M, S> {
    fn clone(&self) -> Self {
        Self {
            part: self.part.clone(),
            element: PhantomData,
        }
    }
}

impl<T, M, S> fmt::Debug for Source<T, M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}
