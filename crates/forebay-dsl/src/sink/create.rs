//! The sinks there are.

use std::error::Error;

use forebay_engine::Completion;
use forebay_ops::sink::{Collect, Count, Fold, ForEach, Head, Ignore, Last, TryFold};
use forebay_protocol::Site;

use super::{Drain, Sink};

impl<T> Sink<T, (), ()> {
    /// Makes one value of all elements: `f` of the value so far and each element, from `zero` on.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes, with the value; of an empty stream that is `zero`.
    /// - **Fails when** upstream fails; it has no failure of its own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** the value so far, and no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let sum = Sink::fold(0, |sum, n: u64| sum + n);
    /// assert_eq!(Source::iter(1..=4).to_mat(sum, Keep::right).wait()?, 10);
    /// assert_eq!(Source::iter(1..=4).fold(1, |product, n: u64| product * n).wait()?, 24);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`try_fold`](Self::try_fold), where `f` may fail, and
    /// [`Source::scan`](crate::Source::scan), which emits every value on the way.
    #[doc(alias = "reduce")]
    #[doc(alias = "aggregate")]
    #[doc(alias = "inject")]
    #[inline]
    #[track_caller]
    pub fn fold<A, F>(zero: A, f: F) -> Sink<T, Completion<A>, Drain<Fold<A, F>>>
    where
        A: Send,
        F: FnMut(A, T) -> A + Send,
    {
        Sink::from_operator(Fold::new(zero, f, Site::caller("fold")))
    }

    /// Makes one value of all elements, as [`fold`](Self::fold), until `f` returns an error.
    ///
    /// The error reaches you as a `StreamError` that wraps yours and names the source line of this
    /// call. Nothing behind the element that caused it is pulled, and the value so far is gone with
    /// it.
    ///
    /// - **Requests** upstream: unbounded; nothing more once `f` has failed.
    /// - **Completes when** upstream completes, with the value; of an empty stream that is `zero`.
    /// - **Fails when** `f` returns `Err`, even in the run in which upstream ends; or when upstream
    ///   fails.
    /// - **Cancels when** `f` returns `Err`, with that failure as the cause; or when the run is
    ///   cancelled.
    /// - **Holds** the value so far, and no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let sum = Sink::try_fold(0_u8, |sum, n: u8| sum.checked_add(n).ok_or("over a byte"));
    /// let outcome = Source::iter([200, 50, 7, 1]).to_mat(sum, Keep::right).wait_with_ledger();
    /// assert_eq!(outcome.result.unwrap_err().cause().to_string(), "over a byte");
    /// assert_eq!(outcome.ledger.produced(), 3); // The last one was never pulled.
    /// ```
    #[doc(alias = "foldWhile")]
    #[doc(alias = "try_for_each")]
    #[inline]
    #[track_caller]
    pub fn try_fold<A, E, F>(zero: A, f: F) -> Sink<T, Completion<A>, Drain<TryFold<A, F>>>
    where
        A: Send,
        E: Into<Box<dyn Error + Send + Sync>>,
        F: FnMut(A, T) -> Result<A, E> + Send,
    {
        Sink::from_operator(TryFold::new(zero, f, Site::caller("try_fold")))
    }

    /// Calls `f` with each element.
    ///
    /// `f` sets the pace: the next element is pulled when it returns. It runs on the island, so it
    /// should not block.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes.
    /// - **Fails when** upstream fails; it has no failure of its own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let mut greeted = Vec::new();
    /// let greet = Sink::for_each(|name: &str| greeted.push(format!("hello {name}")));
    /// Source::iter(["Ada", "Alan"]).to_mat(greet, Keep::right).wait()?;
    /// assert_eq!(greeted, ["hello Ada", "hello Alan"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`try_fold`](Self::try_fold), for an action that may fail, and
    /// [`Source::inspect`](crate::Source::inspect), for one on the way.
    #[doc(alias = "foreach")]
    #[doc(alias = "forEach")]
    #[doc(alias = "subscribe")]
    #[doc(alias = "on_next")]
    #[inline]
    #[track_caller]
    pub fn for_each<F>(f: F) -> Sink<T, Completion<()>, Drain<ForEach<F>>>
    where
        F: FnMut(T) + Send,
    {
        Sink::from_operator(ForEach::new(f, Site::caller("for_each")))
    }

    /// Gathers all elements in a collection: a `Vec`, a `String`, a `HashMap`, anything that can be
    /// extended with them.
    ///
    /// This is the one place where a stream is kept whole, and the collection is as large as the
    /// stream is long. Put [`limit`](crate::Source::limit) in front of it when that is not known.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes, with the collection.
    /// - **Fails when** upstream fails, and the collection is dropped; it has no failure of its
    ///   own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** all elements, in the collection; they count as delivered.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeSet;
    ///
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let letters = Source::iter("mississippi".chars()).limit(1000);
    /// let set = letters.to_mat(Sink::collect::<BTreeSet<_>>(), Keep::right).wait()?;
    /// assert_eq!(set.into_iter().collect::<String>(), "imps");
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "to_vec")]
    #[doc(alias = "to_list")]
    #[doc(alias = "seq")]
    #[doc(alias = "extend")]
    #[doc(alias = "gather")]
    #[inline]
    #[track_caller]
    pub fn collect<C>() -> Sink<T, Completion<C>, Drain<Collect<C>>>
    where
        C: Default + Extend<T> + Send,
    {
        Sink::from_operator(Collect::new(Site::caller("collect")))
    }

    /// Counts the elements and drops them.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes, with the count.
    /// - **Fails when** upstream fails, and the count is lost; it has no failure of its own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let count = Source::iter("forebay".chars()).to_mat(Sink::count(), Keep::right);
    /// assert_eq!(count.wait()?, 7);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "length")]
    #[doc(alias = "size")]
    #[inline]
    #[track_caller]
    pub fn count() -> Sink<T, Completion<u64>, Drain<Count>> {
        Sink::from_operator(Count::new(Site::caller("count")))
    }

    /// Takes the first element, if there is one, and cancels the rest.
    ///
    /// - **Requests** upstream: one.
    /// - **Completes when** the first element arrives, with `Some` of it; or when upstream
    ///   completes without one, with `None`.
    /// - **Fails when** upstream fails before the first element; behind it is too late.
    /// - **Cancels when** the first element has arrived, or the run is cancelled.
    /// - **Holds** the one element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let outcome = Source::iter(1_u64..).to_mat(Sink::head(), Keep::right).wait_with_ledger();
    /// assert_eq!(outcome.result?, Some(1));
    /// assert_eq!(outcome.ledger.produced(), 1);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`last`](Self::last), and [`Source::take`](crate::Source::take) for the first few.
    #[doc(alias = "first")]
    #[doc(alias = "head_option")]
    #[doc(alias = "headOption")]
    #[doc(alias = "find")]
    #[doc(alias = "next")]
    #[inline]
    #[track_caller]
    pub fn head() -> Sink<T, Completion<Option<T>>, Drain<Head>>
    where
        T: Send,
    {
        Sink::from_operator(Head::new(Site::caller("head")))
    }

    /// Keeps the last element, if there is one, and drops those before it.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes, with `Some` of the last element, or with `None` if
    ///   there was none.
    /// - **Fails when** upstream fails, and the element is dropped; it has no failure of its own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** one element, the latest.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// assert_eq!(Source::iter([1, 2, 3]).to_mat(Sink::last(), Keep::right).wait()?, Some(3));
    /// assert_eq!(Source::<u8>::empty().last().wait()?, None);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`head`](Self::head).
    #[doc(alias = "last_option")]
    #[doc(alias = "lastOption")]
    #[doc(alias = "takeLast")]
    #[inline]
    #[track_caller]
    pub fn last() -> Sink<T, Completion<Option<T>>, Drain<Last>>
    where
        T: Send,
    {
        Sink::from_operator(Last::new(Site::caller("last")))
    }

    /// Drops every element: runs the stream for what happens on the way.
    ///
    /// - **Requests** upstream: unbounded.
    /// - **Completes when** upstream completes.
    /// - **Fails when** upstream fails; it has no failure of its own.
    /// - **Cancels when** the run is cancelled.
    /// - **Holds** no element.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let mut seen = 0;
    /// let source = Source::iter(1..=3).inspect(|_| seen += 1);
    /// source.to_mat(Sink::ignore(), Keep::right).wait()?;
    /// assert_eq!(seen, 3);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "drain")]
    #[doc(alias = "devnull")]
    #[doc(alias = "run")]
    #[inline]
    #[track_caller]
    pub fn ignore() -> Sink<T, Completion<()>, Drain<Ignore>> {
        Sink::from_operator(Ignore::new(Site::caller("ignore")))
    }
}
