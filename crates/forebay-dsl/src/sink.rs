//! `Sink`: where a stream ends and becomes a value.

mod boxed;
mod create;
mod interop;
mod write;

use std::fmt;
use std::marker::PhantomData;

use forebay_engine::Completion;
use forebay_stage::SinkOperator;

pub use self::boxed::{BoxedSink, Materialized};
use crate::part::Drain;

/// The end of a stream of `T`. It sets the pace: what it does not ask for is not produced.
///
/// `M` is its materialized value, a [`Completion`] of what it makes of the stream; `K` is the
/// operator it consists of, which [`boxed`](Self::boxed) forgets.
///
/// ```
/// use forebay::{Keep, Sink, Source};
///
/// let total = Sink::fold(0, |sum, n: u32| sum + n);
/// assert_eq!(Source::iter(1..=4).to_mat(total, Keep::right).wait()?, 10);
/// # Ok::<(), forebay::StreamError>(())
/// ```
#[must_use = "a sink does nothing until a source is run into it"]
pub struct Sink<T, M, K = BoxedSink<T, M>> {
    part: K,
    element: PhantomData<fn(T) -> M>,
}

impl<T, K: SinkOperator<T>> Sink<T, Completion<K::Output>, Drain<K>> {
    /// A sink of your own: anything that is a [`SinkOperator`].
    // tidy: not an operator
    #[inline]
    pub fn from_operator(operator: K) -> Self {
        Self::from_part(Drain(operator))
    }
}

impl<T, M, K> Sink<T, M, K> {
    #[inline]
    pub(crate) fn from_part(part: K) -> Self {
        Self {
            part,
            element: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn into_part(self) -> K {
        self.part
    }
}

impl<T, M, K: Clone> Clone for Sink<T, M, K> {
    fn clone(&self) -> Self {
        Self::from_part(self.part.clone())
    }
}

impl<T, M, K> fmt::Debug for Sink<T, M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}
