//! `TestSource`: a source that emits what a test tells it to.

mod emission;
mod emitting;
mod shared;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use forebay_dsl::{Ready, Source};
use forebay_protocol::{CancelCause, Demand, Site, StreamError};

pub use self::emission::Emission;
pub use self::emitting::Emitting;
use self::shared::{Phase, Shared};

/// The test's end of a source: queues elements, ends the stream, and sees what was asked.
///
/// [`source`](Self::source) gives the blueprint that goes into the pipeline. What the test
/// queues is emitted in order as demand allows; an ending comes after what was queued before
/// it. Queuing wakes the pipeline, and nothing happens until something runs it.
///
/// The source keeps the contract of a [`Stage`](forebay_stage::Stage) to the letter, and holds
/// its consumer to it: being polled after the end or after a cancel panics, and so does a
/// cancel after the end (law L4).
///
/// ```
/// use forebay_testkit::{TestSink, TestSource};
///
/// let input = TestSource::new();
/// let mut sink = TestSink::of(input.source().filter(|n: &u32| n % 2 == 0));
///
/// sink.request(1);
/// input.push_all([1, 2, 4]);
/// sink.run();
/// assert_eq!(sink.take(), [2]);
/// // The 1 was asked for and rejected, the 2 was wanted, the 4 was not.
/// assert_eq!((input.pulled(), input.queued()), (2, 1));
/// ```
pub struct TestSource<T> {
    shared: Arc<Shared<T>>,
    site: Site,
}

impl<T> TestSource<T> {
    /// A source that pushes its elements one by one.
    #[must_use]
    #[track_caller]
    #[expect(
        clippy::new_without_default,
        reason = "a default would not know its source line"
    )]
    pub fn new() -> Self {
        Self::emitting(Emission::Push)
    }

    /// A source that emits in this way; operators may handle each of them in code of its own.
    #[must_use]
    #[track_caller]
    pub fn emitting(emission: Emission) -> Self {
        Self {
            shared: Arc::new(Shared::new(emission)),
            site: Site::caller("test source"),
        }
    }

    /// The source to build a pipeline on. Can be taken once.
    ///
    /// # Panics
    /// If it was taken before.
    #[track_caller]
    pub fn source(&self) -> Source<T, (), Ready<Emitting<T>>>
    where
        T: Send,
    {
        Source::from_stage(self.stage())
    }

    /// The source as a running stage.
    #[track_caller]
    pub(crate) fn stage(&self) -> Emitting<T> {
        let taken = std::mem::replace(&mut self.shared.lock().taken, true);
        assert!(
            !taken,
            "this test source is in a pipeline already; make another one"
        );
        Emitting::new(Arc::clone(&self.shared), self.site)
    }

    /// Queues `element`. When the stream is over already it is dropped, as nobody can get it.
    ///
    /// # Panics
    /// If the stream was told to end before.
    #[track_caller]
    pub fn push(&self, element: T) {
        self.push_all([element]);
    }

    /// Queues all `elements`.
    ///
    /// # Panics
    /// If the stream was told to end before.
    #[track_caller]
    pub fn push_all(&self, elements: impl IntoIterator<Item = T>) {
        assert!(
            !self.is_told(),
            "an element is pushed after the test source was told to end (law L4)"
        );
        self.shared.enqueue(elements.into_iter().collect());
    }

    /// Completes the stream after what is queued.
    ///
    /// # Panics
    /// If the stream was told to end before.
    #[track_caller]
    pub fn complete(&self) {
        self.end(Ok(()));
    }

    /// Fails the stream after what is queued.
    ///
    /// # Panics
    /// If the stream was told to end before.
    #[track_caller]
    pub fn fail(&self, error: impl Into<Box<dyn Error + Send + Sync>>) {
        self.end(Err(StreamError::new(error)));
    }

    /// Fails the stream at once, in place of a completion or failure that is queued. Queued
    /// elements are discarded and counted as such.
    ///
    /// # Panics
    /// If the stream has ended.
    #[track_caller]
    pub fn abort(&self, error: impl Into<Box<dyn Error + Send + Sync>>) {
        assert!(
            !self.has_ended(),
            "the test source is aborted after its end (law L4)"
        );
        self.shared.discard();
        self.shared.end(Err(StreamError::new(error)));
    }

    #[track_caller]
    fn end(&self, ending: Result<(), StreamError>) {
        assert!(
            !self.is_told(),
            "the test source is told to end a second time (law L4)"
        );
        self.shared.end(ending);
    }

    /// The demand that was left when the source last ran, after what it emitted.
    #[must_use]
    pub fn demand(&self) -> Demand {
        self.shared.lock().demand
    }

    /// The demand that each run of the source found, before it emitted.
    #[must_use]
    pub fn demands(&self) -> Vec<Demand> {
        self.shared.lock().demands.clone()
    }

    /// All that was ever requested: the elements emitted and the demand still open.
    ///
    /// An operator that takes an element without using up demand, as `filter` does with those
    /// it rejects, has requested another one.
    #[must_use]
    pub fn requested(&self) -> Demand {
        self.shared.lock().requested
    }

    /// How many elements were emitted.
    #[must_use]
    pub fn pulled(&self) -> u64 {
        self.shared.lock().pulled
    }

    /// How many elements are queued and not emitted yet.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.shared.lock().queue.len()
    }

    /// Why the source was cancelled, if it was told.
    #[must_use]
    pub fn cancelled(&self) -> Option<CancelCause> {
        match &self.shared.lock().phase {
            Phase::Cancelled(cause) => Some(cause.clone()),
            _ => None,
        }
    }

    /// True once the stream has completed or failed at the source.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.shared.lock().phase, Phase::Ended(_))
    }

    /// True once the running source is dropped. Without an ending, that cancels it too.
    #[must_use]
    pub fn dropped(&self) -> bool {
        self.shared.lock().dropped
    }

    /// Unwinds from the middle of the next emission, as a panic of user code above would.
    pub(crate) fn unwind_at_next_element(&self) {
        self.shared.lock().unwinds = true;
    }

    /// True if the test has ended the stream, whether that was seen below or not.
    pub(crate) fn is_told(&self) -> bool {
        let state = self.shared.lock();
        state.ending.is_some() || matches!(state.phase, Phase::Ended(_))
    }

    /// True if the running source has ended, or was cancelled or dropped.
    pub(crate) fn is_terminated(&self) -> bool {
        let state = self.shared.lock();
        state.dropped || !matches!(state.phase, Phase::Open)
    }

    /// Whether [`source`](Self::source) was called.
    pub(crate) fn is_taken(&self) -> bool {
        self.shared.lock().taken
    }
}

impl<T> fmt::Debug for TestSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_struct("TestSource")
            .field("queued", &state.queue.len())
            .field("demand", &state.demand)
            .field("pulled", &state.pulled)
            .field("phase", &state.phase)
            .finish_non_exhaustive()
    }
}
