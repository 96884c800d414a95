//! How an element becomes a future.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::task::{Poll, Waker};

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Context, blame};

/// How an element becomes a future, and what its output means.
///
/// The last argument of each method is the operator's site, for whatever has to be blamed.
pub trait Start<T>: Send {
    /// What runs.
    type Future: Future + Send;
    /// What comes out in the end.
    type Out: Send;

    /// Called once, before the first element: takes what it needs of the context.
    fn begin(&mut self, cx: &Context<'_>) {
        let _ = cx;
    }

    /// Makes a future of the element. Called only while there is room for its result.
    ///
    /// `Pending` if that has to wait; then it keeps the element in hand, and has registered `waker`.
    ///
    /// # Errors
    /// When it cannot be started.
    fn start(
        &mut self,
        element: T,
        waker: &Waker,
        site: &Site,
    ) -> Poll<Result<Self::Future, StreamError>>;

    /// True if an element is in hand. Nothing is started meanwhile.
    #[inline]
    fn has_in_hand(&self) -> bool {
        false
    }

    /// Makes a future of the element in hand; otherwise as [`start`](Self::start).
    ///
    /// # Errors
    /// When it cannot be started.
    #[inline]
    fn start_in_hand(
        &mut self,
        waker: &Waker,
        site: &Site,
    ) -> Poll<Result<Self::Future, StreamError>> {
        let _ = (waker, site);
        Poll::Pending
    }

    /// Lets go of the element in hand.
    fn discard(&mut self) {}

    /// What comes out of a future's output.
    ///
    /// # Errors
    /// When the stream fails because of it.
    fn judge(
        output: <Self::Future as Future>::Output,
        site: &Site,
    ) -> Result<Self::Out, StreamError>;
}

/// Futures whose outputs come out as they are.
#[derive(Clone)]
pub struct Calling<F>(pub(super) F);

impl<T, F, Fut> Start<T> for Calling<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output: Send> + Send,
{
    type Future = Fut;
    type Out = Fut::Output;

    #[inline]
    fn start(&mut self, element: T, _: &Waker, site: &Site) -> Poll<Result<Fut, StreamError>> {
        Poll::Ready(Ok(blame(site, || (self.0)(element))))
    }

    #[inline]
    fn judge(output: Fut::Output, _: &Site) -> Result<Fut::Output, StreamError> {
        Ok(output)
    }
}

/// Futures of results: `Ok` comes out, `Err` fails the stream.
#[derive(Clone)]
pub struct Trying<F>(pub(super) F);

impl<T, F, Fut, V, E> Start<T> for Trying<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output = Result<V, E>> + Send,
    V: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Future = Fut;
    type Out = V;

    #[inline]
    fn start(&mut self, element: T, _: &Waker, site: &Site) -> Poll<Result<Fut, StreamError>> {
        Poll::Ready(Ok(blame(site, || (self.0)(element))))
    }

    #[inline]
    fn judge(output: Result<V, E>, site: &Site) -> Result<V, StreamError> {
        output.map_err(|error| blame(site, || StreamError::new(error)).at(*site))
    }
}

impl<F> fmt::Debug for Calling<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calling")
    }
}

impl<F> fmt::Debug for Trying<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trying")
    }
}
