//! Sources that are pushed into.

use std::fmt;
use std::marker::PhantomData;

use forebay_ops::source::{Queue, QueueHandle};
use forebay_protocol::Site;
use forebay_stage::Materializer;

use super::{Ready, Source};
use crate::SourcePart;

/// The inside of a source with a queue: each run has a queue of its own.
pub struct Queued<T> {
    capacity: usize,
    site: Site,
    element: PhantomData<fn() -> T>,
}

/// A source that is one queue, and its handle.
type WithHandle<T> = (QueueHandle<T>, Source<T, (), Ready<Queue<T>>>);

impl<T: Send> SourcePart for Queued<T> {
    type Out = T;
    type Mat = QueueHandle<T>;
    type Stage = Queue<T>;

    #[inline]
    fn materialize(self, _: &mut Materializer) -> (Queue<T>, QueueHandle<T>) {
        let (handle, stage) = Queue::new(self.capacity, self.site);
        (stage, handle)
    }
}

impl<T: Send> Source<T> {
    /// Emits what producers offer, from any thread, through the handle that running it gives.
    ///
    /// The way in for those who cannot be pulled: callbacks, request handlers, other tasks. The
    /// queue holds `capacity` elements, not one more, and each run has a queue of its own. Handles
    /// clone. `try_offer` gives the element back when it is refused, with the reason;
    /// `offer(element).await` waits for room, first come first; `complete` and `fail` end the stream after
    /// all that was accepted; dropping the last handle completes it. When the stream ends first,
    /// what is offered and what waits is refused, and `closed` tells producers why.
    ///
    /// What was accepted is delivered, or stands in the ledger as discarded. The handle is the
    /// source's materialized value: [`in_place`](crate::RunnableGraph::in_place) hands it out beside
    /// the run, and `run` gives it with `to`, or with `to_mat` and `Keep::both`. Where
    /// neither helps, take [`queue_with_handle`](Self::queue_with_handle): if nobody gets the
    /// handle, as with `wait`, the stream completes at once.
    ///
    /// - **Emits when** there is demand and an element has been accepted. Accepting begins with the
    ///   run and needs no demand: the capacity is what may be there before the sink asks.
    /// - **Completes when** it was completed, or no handle is left, and all that was accepted is out.
    /// - **Fails when** it was failed, after all that was accepted.
    /// - **Holds** at most `capacity` elements; **discards** them on cancel. Elements of offers that
    ///   wait stay their callers', who get them back.
    ///
    /// # Examples
    ///
    /// In one task, beside the run:
    ///
    /// ```
    /// use forebay::{Source, StreamError};
    /// use futures::future::join;
    ///
    /// # futures::executor::block_on(async {
    /// let (queue, run) = Source::queue(2).map(|n: u64| n * n).collect().in_place();
    /// let producer = async {
    ///     for n in 1..=5 {
    ///         queue.offer(n).await.expect("nobody ends it");
    ///     }
    ///     queue.complete();
    /// };
    /// let (squares, ()) = join(run, producer).await;
    /// let squares: Vec<u64> = squares?;
    /// assert_eq!(squares, [1, 4, 9, 16, 25]);
    /// # Ok::<(), StreamError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// Pushed from elsewhere, without waiting:
    ///
    /// ```
    /// use forebay::{Keep, Refusal, Sink, Source, ThreadPool};
    ///
    /// let pool = ThreadPool::new().expect("threads can be had");
    /// let graph = Source::queue(1024).to_mat(Sink::fold(0, |sum, n: u64| sum + n), Keep::both);
    /// let (queue, sum) = graph.run(&pool);
    ///
    /// assert!(queue.try_offer(40).is_ok() && queue.try_offer(2).is_ok());
    /// queue.complete();
    /// let refused = queue.try_offer(3).unwrap_err();
    /// assert!(matches!(refused.reason, Refusal::Closed(_)) && refused.element == 3);
    /// assert_eq!(sum.wait()?, 42);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `capacity` is zero.
    #[doc(alias = "channel")]
    #[doc(alias = "mpsc")]
    #[doc(alias = "create")]
    #[doc(alias = "Sinks")]
    #[doc(alias = "BoundedSourceQueue")]
    #[inline]
    #[track_caller]
    pub fn queue(capacity: usize) -> Source<T, QueueHandle<T>, Queued<T>> {
        assert!(capacity > 0, "a queue of capacity zero accepts nothing");
        Source::from_part(Queued {
            capacity,
            site: Site::caller("queue"),
            element: PhantomData,
        })
    }

    /// Emits what producers offer; the handle is there before the stream runs.
    ///
    /// As [`queue`](Self::queue), for where no materialized value comes out: in front of
    /// [`into_stream`](Source::into_stream), behind types that were forgotten, or on a thread that is given to
    /// the run. The queue accepts elements from now on, up to its capacity. The source runs once;
    /// dropping it unrun cancels the queue.
    ///
    /// - **Emits when** there is demand and an element has been accepted.
    /// - **Completes when** it was completed, or no handle is left, and all that was accepted is out.
    /// - **Fails when** it was failed, after all that was accepted.
    /// - **Holds** at most `capacity` elements; **discards** them on cancel.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let (queue, source) = Source::queue_with_handle(4);
    /// for word in ["to", "be"] {
    ///     queue.try_offer(word).expect("there is room");
    /// }
    /// drop(queue);
    /// assert_eq!(source.collect::<Vec<_>>().wait()?, ["to", "be"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `capacity` is zero.
    #[doc(alias = "preMaterialize")]
    #[inline]
    #[track_caller]
    pub fn queue_with_handle(capacity: usize) -> WithHandle<T> {
        let (handle, stage) = Queue::new(capacity, Site::caller("queue_with_handle"));
        (handle, Source::from_stage(stage))
    }
}

impl<T> Clone for Queued<T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<T> fmt::Debug for Queued<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queued")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
