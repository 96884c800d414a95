//! `RunnableGraph`: a stream with both ends closed.

mod boxed;

use std::fmt;
use std::marker::PhantomData;

use forebay_engine::{Completion, InPlace, InPlaceWithLedger, Metered, Outcome, spawn};
use forebay_protocol::StreamError;
use forebay_stage::{Materializer, Runtime, SinkStage};

pub use self::boxed::BoxedGraph;
use crate::{SinkPart, SourcePart};

/// A stream from source to sink: a blueprint that is ready to run.
///
/// Three ways to run it, each consuming it:
/// - `graph.await` runs in the caller's task, needs no runtime and gives the sink's value;
/// - [`wait`](Self::wait) does the same on this thread, for programs without an executor;
/// - [`run`](Self::run) spawns it on a [`Runtime`] and gives the materialized value `M`.
///
/// [`with_ledger`](Self::with_ledger) adds the books to the first two; the handle that `run`
/// gives has a method of that name.
///
/// ```
/// use forebay::Source;
///
/// let outcome = Source::iter(1..=5).filter(|n| n % 2 == 1).count().wait_with_ledger();
/// assert_eq!(outcome.result?, 3);
/// assert_eq!((outcome.ledger.produced(), outcome.ledger.delivered()), (5, 3));
/// assert!(outcome.ledger.is_balanced());
/// # Ok::<(), forebay::StreamError>(())
/// ```
///
/// `O` is what the sink makes of the stream, `G` the parts, which [`boxed`](Self::boxed) forgets:
///
/// ```
/// use forebay::{Completion, RunnableGraph, Source};
///
/// fn sum(numbers: Vec<u64>) -> RunnableGraph<Completion<u64>, u64> {
///     Source::iter(numbers).fold(0, |sum, n| sum + n).boxed()
/// }
/// assert_eq!(sum(vec![1, 2, 3]).wait()?, 6);
/// # Ok::<(), forebay::StreamError>(())
/// ```
#[must_use = "a graph does nothing until it is awaited or run"]
pub struct RunnableGraph<M, O = (), G = BoxedGraph<M, O>> {
    part: G,
    value: PhantomData<fn() -> (M, O)>,
}

/// The inside of a graph.
pub trait GraphPart {
    /// What the sink makes of the stream.
    type Output;
    /// What the source hands out.
    type SourceMat;
    /// What running on a runtime hands out.
    type Mat;
    /// The closed chain.
    type Stage: SinkStage<Output = Self::Output>;
    /// The closed chain, with a count of what reaches the sink.
    type MeteredStage: SinkStage<Output = Self::Output>;

    /// Makes the chain for a run in the caller's task.
    fn close(self, materializer: &mut Materializer) -> (Self::Stage, Self::SourceMat);

    /// Makes the chain for a run whose books are read.
    fn close_metered(
        self,
        materializer: &mut Materializer,
    ) -> (Self::MeteredStage, Self::SourceMat);

    /// Spawns the chain.
    fn spawn(self, runtime: &dyn Runtime) -> Self::Mat
    where
        Self::MeteredStage: 'static,
        Self::Output: Send;
}

impl<M, O, G> RunnableGraph<M, O, G> {
    #[inline]
    pub(crate) fn new(part: G) -> Self {
        Self {
            part,
            value: PhantomData,
        }
    }
}

impl<M, O, G: GraphPart<Mat = M, Output = O>> RunnableGraph<M, O, G> {
    /// Spawns the graph on `runtime` and gives its materialized value.
    pub fn run(self, runtime: &dyn Runtime) -> M
    where
        G::MeteredStage: 'static,
        O: Send,
    {
        self.part.spawn(runtime)
    }

    /// Runs to the end on this thread, which sleeps while the stream waits for something.
    ///
    /// # Errors
    /// What ended the stream early.
    #[inline]
    pub fn wait(self) -> Result<O, StreamError> {
        let (value, run) = self.in_place();
        // Before the run: a stream may wait for its value to be gone, as one with a queue does.
        drop(value);
        run.wait()
    }

    /// Runs to the end on this thread and gives the result and the ledger.
    pub fn wait_with_ledger(self) -> Outcome<O> {
        self.with_ledger().wait()
    }

    /// A future of the result and the ledger, which runs in the caller's task.
    pub fn with_ledger(self) -> InPlaceWithLedger<G::MeteredStage> {
        let mut materializer = Materializer::new();
        let (stage, _value) = self.part.close_metered(&mut materializer);
        InPlace::new(stage, materializer.take_islands()).with_ledger()
    }

    /// A run in the caller's task, and what the source hands out.
    #[inline]
    pub fn in_place(self) -> (G::SourceMat, InPlace<G::Stage>) {
        let mut materializer = Materializer::new();
        let (stage, value) = self.part.close(&mut materializer);
        (value, InPlace::new(stage, materializer.take_islands()))
    }
}

impl<M, O, G: GraphPart<Mat = M, Output = O>> IntoFuture for RunnableGraph<M, O, G> {
    type Output = Result<O, StreamError>;
    type IntoFuture = InPlace<G::Stage>;

    /// Runs in the caller's task.
    #[inline]
    fn into_future(self) -> InPlace<G::Stage> {
        self.in_place().1
    }
}

/// The inside of a graph: a source, a sink, and what to make of their materialized values.
#[derive(Clone, Debug)]
pub struct Closed<S, K, C> {
    source: S,
    sink: K,
    combine: C,
}

impl<S, K, C> Closed<S, K, C> {
    #[inline]
    pub(crate) fn new(source: S, sink: K, combine: C) -> Self {
        Self {
            source,
            sink,
            combine,
        }
    }
}

impl<O, M, S, K, C> GraphPart for Closed<S, K, C>
where
    S: SourcePart,
    K: SinkPart<S::Stage, Output = O> + SinkPart<Metered<S::Stage>, Output = O>,
    C: FnOnce(S::Mat, Completion<O>) -> M,
{
    type Output = O;
    type SourceMat = S::Mat;
    type Mat = M;
    type Stage = <K as SinkPart<S::Stage>>::Stage;
    type MeteredStage = <K as SinkPart<Metered<S::Stage>>>::Stage;

    #[inline]
    fn close(self, materializer: &mut Materializer) -> (Self::Stage, S::Mat) {
        let (upstream, value) = self.source.materialize(materializer);
        (self.sink.materialize(upstream, materializer), value)
    }

    fn close_metered(self, materializer: &mut Materializer) -> (Self::MeteredStage, S::Mat) {
        let (upstream, value) = self.source.materialize(materializer);
        let site = SinkPart::<S::Stage>::site(&self.sink);
        let upstream = Metered::new(upstream, site);
        (self.sink.materialize(upstream, materializer), value)
    }

    fn spawn(self, runtime: &dyn Runtime) -> M
    where
        Self::MeteredStage: 'static,
        O: Send,
    {
        let Self {
            source,
            sink,
            combine,
        } = self;
        let mut materializer = Materializer::new();
        let (upstream, value) = source.materialize(&mut materializer);
        let site = SinkPart::<S::Stage>::site(&sink);
        let upstream = Metered::new(upstream, site);
        let stage = SinkPart::<Metered<S::Stage>>::materialize(sink, upstream, &mut materializer);
        combine(value, spawn(stage, materializer.take_islands(), runtime))
    }
}

impl<M, O, G: Clone> Clone for RunnableGraph<M, O, G> {
    fn clone(&self) -> Self {
        Self {
            part: self.part.clone(),
            value: PhantomData,
        }
    }
}

impl<M, O, G> fmt::Debug for RunnableGraph<M, O, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunnableGraph")
    }
}
