//! Ending a source in a sink without naming the sink's type.

use std::error::Error;
use std::io::Write;

use forebay_engine::Completion;
use forebay_ops::interop::FromSink;
use forebay_ops::sink::{
    Collect, Count, Fold, ForEach, Head, Ignore, Last, TryFold, WriteLines, Written,
};

use super::{Drain, Source};
use crate::{Closed, Keep, RunnableGraph, Sink, SourcePart};

/// A source that ends in the sink `K`, whose value is the graph's.
type Drained<M, S, K, O> =
    RunnableGraph<Completion<O>, O, Closed<S, Drain<K>, fn(M, Completion<O>) -> Completion<O>>>;

impl<T, M, S: SourcePart<Out = T, Mat = M>> Source<T, M, S> {
    /// Folds all elements into one value: [`Sink::fold`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn fold<A, F>(self, zero: A, f: F) -> Drained<M, S, Fold<A, F>, A>
    where
        A: Send,
        F: FnMut(A, T) -> A + Send,
    {
        self.to_mat(Sink::fold(zero, f), Keep::right)
    }

    /// Folds elements into one value until folding fails: [`Sink::try_fold`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn try_fold<A, E, F>(self, zero: A, f: F) -> Drained<M, S, TryFold<A, F>, A>
    where
        A: Send,
        E: Into<Box<dyn Error + Send + Sync>>,
        F: FnMut(A, T) -> Result<A, E> + Send,
    {
        self.to_mat(Sink::try_fold(zero, f), Keep::right)
    }

    /// Calls `f` with each element: [`Sink::for_each`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn for_each<F>(self, f: F) -> Drained<M, S, ForEach<F>, ()>
    where
        F: FnMut(T) + Send,
    {
        self.to_mat(Sink::for_each(f), Keep::right)
    }

    /// Gathers all elements in a collection: [`Sink::collect`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn collect<C>(self) -> Drained<M, S, Collect<C>, C>
    where
        C: Default + Extend<T> + Send,
    {
        self.to_mat(Sink::collect(), Keep::right)
    }

    /// Counts the elements: [`Sink::count`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn count(self) -> Drained<M, S, Count, u64> {
        self.to_mat(Sink::count(), Keep::right)
    }

    /// Takes the first element and cancels the rest: [`Sink::head`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn head(self) -> Drained<M, S, Head, Option<T>>
    where
        T: Send,
    {
        self.to_mat(Sink::head(), Keep::right)
    }

    /// Keeps the last element: [`Sink::last`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn last(self) -> Drained<M, S, Last, Option<T>>
    where
        T: Send,
    {
        self.to_mat(Sink::last(), Keep::right)
    }

    /// Runs the stream for what happens on the way: [`Sink::ignore`].
    // tidy: not an operator
    #[inline]
    #[track_caller]
    pub fn ignore(self) -> Drained<M, S, Ignore, ()> {
        self.to_mat(Sink::ignore(), Keep::right)
    }

    /// Writes each element as a line: [`Sink::write_lines`].
    // tidy: not an operator
    #[track_caller]
    pub fn write_lines<W>(self, writer: W) -> Drained<M, S, WriteLines<W>, Written>
    where
        T: AsRef<[u8]>,
        W: Write + Send + 'static,
    {
        self.to_mat(Sink::write_lines(writer), Keep::right)
    }

    /// Sends each element to a `futures::Sink`: [`Sink::from_sink`].
    // tidy: not an operator
    #[track_caller]
    pub fn forward<K>(self, sink: K) -> Drained<M, S, FromSink<K>, ()>
    where
        K: futures::Sink<T, Error: Into<Box<dyn Error + Send + Sync>>> + Send,
    {
        self.to_mat(Sink::from_sink(sink), Keep::right)
    }
}
