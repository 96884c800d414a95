//! The sources there are.

use std::error::Error;
use std::{iter, option};

use forebay_ops::source::{Failed, FromStream, Iter, TryUnfold, Unfold};
use forebay_protocol::{Site, StreamError};
use futures::Stream;

use super::{Ready, Source};

impl<T> Source<T> {
    /// Emits the elements of anything that can be iterated over, pulled as they are wanted.
    ///
    /// The iterator is made at once and advanced only on demand, so it may be lazy and it may be
    /// endless. It runs on the island: an iterator that blocks, blocks the island with it. The
    /// blueprint is `Clone` if the iterator is, and each clone starts where the iterator stands.
    ///
    /// - **Emits when** downstream wants something.
    /// - **Completes when** the iterator has ended. If its `size_hint` says so, that is seen at
    ///   once and without demand; an iterator that cannot tell (`iter::from_fn`, for one) is asked
    ///   once more, which takes demand.
    /// - **Fails when** never: an iterator has no way to fail.
    /// - **Holds** no element beside what is in the iterator.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// assert_eq!(Source::iter(["a", "b"]).collect::<Vec<_>>().wait()?, ["a", "b"]);
    ///
    /// let outcome = Source::iter(1_u64..).head().wait_with_ledger();
    /// assert_eq!(outcome.result?, Some(1));
    /// assert_eq!(outcome.ledger.produced(), 1);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`from_fn`](Self::from_fn) and [`unfold`](Self::unfold), which need no iterator,
    /// and [`from_stream`](Self::from_stream), for elements that have to be awaited.
    #[doc(alias = "from_iter")]
    #[doc(alias = "fromIterable")]
    #[doc(alias = "from")]
    #[doc(alias = "range")]
    #[inline]
    #[track_caller]
    pub fn iter<C>(elements: C) -> Source<T, (), Ready<Iter<C::IntoIter>>>
    where
        C: IntoIterator<Item = T, IntoIter: Send>,
    {
        Source::from_stage(Iter::new(elements.into_iter(), Site::caller("iter")))
    }

    /// Emits one element.
    ///
    /// - **Emits when** downstream wants something.
    /// - **Completes when** the element is out, in the same run.
    /// - **Fails when** never.
    /// - **Holds** the one element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// assert_eq!(Source::single("x").collect::<Vec<_>>().wait()?, ["x"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "just")]
    #[doc(alias = "once")]
    #[doc(alias = "of")]
    #[inline]
    #[track_caller]
    pub fn single(element: T) -> Source<T, (), Ready<Iter<option::IntoIter<T>>>>
    where
        T: Send,
    {
        Source::from_stage(Iter::new(Some(element).into_iter(), Site::caller("single")))
    }

    /// Emits nothing and completes.
    ///
    /// - **Emits when** never.
    /// - **Completes when** it runs for the first time, without waiting for demand.
    /// - **Fails when** never.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// assert_eq!(Source::<u8>::empty().head().wait()?, None);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "none")]
    #[inline]
    #[track_caller]
    pub fn empty() -> Source<T, (), Ready<Iter<option::IntoIter<T>>>>
    where
        T: Send,
    {
        Source::from_stage(Iter::new(None.into_iter(), Site::caller("empty")))
    }

    /// Emits nothing and fails.
    ///
    /// - **Emits when** never.
    /// - **Completes when** never.
    /// - **Fails when** it runs for the first time, without waiting for demand. The error reaches
    ///   the sink as a `StreamError` that wraps yours and names the source line of this call.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let error = Source::<u8>::failed("no such topic").head().wait().unwrap_err();
    /// assert_eq!(error.cause().to_string(), "no such topic");
    /// assert_eq!(error.site().unwrap().name(), "failed");
    /// ```
    #[doc(alias = "throw")]
    #[doc(alias = "error")]
    #[doc(alias = "fail")]
    #[track_caller]
    pub fn failed<E>(error: E) -> Source<T, (), Ready<Failed<T>>>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let error = StreamError::new(error).at(Site::caller("failed"));
        Source::from_stage(Failed::new(error))
    }

    /// Emits clones of one element without end.
    ///
    /// - **Emits when** downstream wants something.
    /// - **Completes when** never: put [`take`](Self::take) behind it, or let the sink end it.
    /// - **Fails when** never.
    /// - **Holds** the one element that it clones.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let outcome = Source::repeat("ha").take(3).collect::<String>().wait_with_ledger();
    /// assert_eq!(outcome.result?, "hahaha");
    /// assert_eq!(outcome.ledger.produced(), 3);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "cycle")]
    #[doc(alias = "forever")]
    #[inline]
    #[track_caller]
    pub fn repeat(element: T) -> Source<T, (), Ready<Iter<iter::Repeat<T>>>>
    where
        T: Clone + Send,
    {
        Source::from_stage(Iter::new(iter::repeat(element), Site::caller("repeat")))
    }

    /// Emits what `f` returns until it returns `None`.
    ///
    /// `f` is called once for each element that downstream wants and never ahead of demand. After
    /// `None` it is not called again.
    ///
    /// - **Emits when** downstream wants something and `f` returns `Some`.
    /// - **Completes when** `f` returns `None`. As `f` is called only on demand, the end of the
    ///   stream takes demand for one element more.
    /// - **Fails when** never: `None` is the only ending that `f` can tell.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let mut calls = 0;
    /// let squares = Source::from_fn(|| {
    ///     calls += 1;
    ///     Some(calls * calls)
    /// });
    /// assert_eq!(squares.take(3).collect::<Vec<u64>>().wait()?, [1, 4, 9]);
    /// assert_eq!(calls, 3);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`unfold`](Self::unfold), which hands a state from call to call.
    #[doc(alias = "generate")]
    #[doc(alias = "continually")]
    #[doc(alias = "create")]
    #[inline]
    #[track_caller]
    pub fn from_fn<F>(f: F) -> Source<T, (), Ready<Iter<iter::FromFn<F>>>>
    where
        F: FnMut() -> Option<T> + Send,
    {
        Source::from_stage(Iter::new(iter::from_fn(f), Site::caller("from_fn")))
    }

    /// Emits elements made from a state, until there is no next state.
    ///
    /// `f` turns a state into the next state and an element, or into `None`. It is called once for
    /// each element that downstream wants and never ahead of demand; after `None` it is not called
    /// again. Cloning the blueprint clones the state, so every run starts at the beginning.
    ///
    /// - **Emits when** downstream wants something and `f` returns `Some`.
    /// - **Completes when** `f` returns `None`. As `f` is called only on demand, the end of the
    ///   stream takes demand for one element more.
    /// - **Fails when** never: `None` is the only ending that `f` can tell.
    /// - **Holds** no element, only the state.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let fibonacci = Source::unfold((0, 1), |(a, b): (u64, u64)| Some(((b, a + b), a)));
    /// let outcome = fibonacci.take(6).collect::<Vec<_>>().wait_with_ledger();
    /// assert_eq!(outcome.result?, [0, 1, 1, 2, 3, 5]);
    /// assert_eq!(outcome.ledger.produced(), 6);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`try_unfold`](Self::try_unfold), where a step may fail.
    #[doc(alias = "generate")]
    #[doc(alias = "successors")]
    #[doc(alias = "iterate")]
    #[inline]
    #[track_caller]
    pub fn unfold<A, F>(state: A, f: F) -> Source<T, (), Ready<Iter<Unfold<A, F>>>>
    where
        A: Send,
        F: FnMut(A) -> Option<(A, T)> + Send,
    {
        Source::from_stage(Iter::new(Unfold::new(state, f), Site::caller("unfold")))
    }

    /// Emits elements made from a state, until there is no next state or making one fails.
    ///
    /// As [`unfold`](Self::unfold), where `f` may return an error: the shape of a reader, a cursor
    /// or a paged request that is made when the next element is wanted. What was emitted before the
    /// error stays emitted. The error reaches the sink as a `StreamError` that wraps yours and
    /// names the source line of this call.
    ///
    /// - **Emits when** downstream wants something and `f` returns `Ok(Some(..))`.
    /// - **Completes when** `f` returns `Ok(None)`. As `f` is called only on demand, the end of the
    ///   stream takes demand for one element more.
    /// - **Fails when** `f` returns `Err`, and not before it was asked.
    /// - **Holds** no element, only the state.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let pages = Source::try_unfold(1, |page: u32| match page {
    ///     3 => Err("page 3 is torn"),
    ///     _ => Ok(Some((page + 1, page))),
    /// });
    /// assert_eq!(pages.clone().take(2).collect::<Vec<_>>().wait()?, [1, 2]);
    ///
    /// let error = pages.count().wait().unwrap_err();
    /// assert_eq!(error.cause().to_string(), "page 3 is torn");
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "try_from_fn")]
    #[doc(alias = "cursor")]
    #[doc(alias = "paginate")]
    #[inline]
    #[track_caller]
    pub fn try_unfold<A, E, F>(state: A, f: F) -> Source<T, (), Ready<TryUnfold<A, F>>>
    where
        A: Send,
        E: Into<Box<dyn Error + Send + Sync>>,
        F: FnMut(A) -> Result<Option<(A, T)>, E> + Send,
    {
        Source::from_stage(TryUnfold::new(state, f, Site::caller("try_unfold")))
    }

    /// Emits the elements of a `futures::Stream`.
    ///
    /// The stream is polled only while downstream wants something, an element at a time, since
    /// polling a stream is demand for one. That also means that nothing inside it moves while
    /// downstream is busy. It is dropped as soon as it has ended or the run is cancelled. It is
    /// boxed once, so it need not be `Unpin`.
    ///
    /// - **Emits when** downstream wants something and the stream has an element ready.
    /// - **Completes when** the stream has ended, which takes demand to be seen.
    /// - **Fails when** never: a stream of results emits results. To fail at the first `Err`, put
    ///   `.try_map(|result| result)` behind it.
    /// - **Holds** no element beside what is in the stream.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    /// use futures::stream;
    ///
    /// let firsts = Source::from_stream(stream::iter(1..)).take(2).collect::<Vec<u64>>();
    /// let outcome = firsts.wait_with_ledger();
    /// assert_eq!(outcome.result?, [1, 2]);
    /// assert_eq!(outcome.ledger.produced(), 2);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`into_stream`](Self::into_stream), the way back.
    #[doc(alias = "futures")]
    #[doc(alias = "fromPublisher")]
    #[doc(alias = "asyncIterator")]
    #[track_caller]
    pub fn from_stream<St>(elements: St) -> Source<T, (), Ready<FromStream<St>>>
    where
        St: Stream<Item = T> + Send,
    {
        Source::from_stage(FromStream::new(elements, Site::caller("from_stream")))
    }
}
