//! `service`: calls of a `tower::Service`, several at once, responses in the order of the requests.

use std::error::Error;
use std::fmt;
use std::task::{Context, Poll, Waker, ready};

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Operator, Stage, blame};
use tower_service::Service;

use super::{Concurrency, Concurrent, InOrder, Start};

/// Sends elements to a service; responses come out in the order of the elements.
#[derive(Clone)]
pub struct Calls<S> {
    service: S,
    concurrency: Concurrency,
    site: Site,
}

impl<S> Calls<S> {
    /// So many calls of `service` at once.
    ///
    /// # Panics
    /// If a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, service: S, site: Site) -> Self {
        Self {
            service,
            concurrency: concurrency.checked(site.name()),
            site,
        }
    }
}

impl<T, S> Operator<T> for Calls<S>
where
    T: Send,
    S: Service<T, Response: Send, Future: Send> + Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = S::Response;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Serving<S, T>, InOrder<S::Response>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let start = Serving {
            service: self.service,
            in_hand: None,
        };
        Concurrent::new(upstream, start, self.concurrency, self.site)
    }
}

/// Calls of a service, which is asked whether it is ready for the element in hand and for no other.
pub struct Serving<S, T> {
    service: S,
    /// What it was not ready for.
    in_hand: Option<T>,
}

impl<T, S> Start<T> for Serving<S, T>
where
    T: Send,
    S: Service<T, Response: Send, Future: Send> + Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Future = S::Future;
    type Out = S::Response;

    #[inline]
    fn start(
        &mut self,
        element: T,
        waker: &Waker,
        site: &Site,
    ) -> Poll<Result<S::Future, StreamError>> {
        self.in_hand = Some(element);
        self.start_in_hand(waker, site)
    }

    #[inline]
    fn has_in_hand(&self) -> bool {
        self.in_hand.is_some()
    }

    #[inline]
    fn start_in_hand(
        &mut self,
        waker: &Waker,
        site: &Site,
    ) -> Poll<Result<S::Future, StreamError>> {
        let mut cx = Context::from_waker(waker);
        if let Err(error) = ready!(blame(site, || self.service.poll_ready(&mut cx))) {
            return Poll::Ready(Err(failed::<S, T>(error, site)));
        }
        // What it has reserved is used at once, or it would keep it from others.
        match self.in_hand.take() {
            Some(element) => Poll::Ready(Ok(blame(site, || self.service.call(element)))),
            None => Poll::Pending,
        }
    }

    fn discard(&mut self) {
        self.in_hand = None;
    }

    #[inline]
    fn judge(
        output: Result<S::Response, S::Error>,
        site: &Site,
    ) -> Result<S::Response, StreamError> {
        output.map_err(|error| failed::<S, T>(error, site))
    }
}

#[cold]
fn failed<S, T>(error: S::Error, site: &Site) -> StreamError
where
    S: Service<T>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    blame(site, || StreamError::new(error)).at(*site)
}

impl<S> fmt::Debug for Calls<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls")
            .field("concurrency", &self.concurrency)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

impl<S, T> fmt::Debug for Serving<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serving")
            .field("has_in_hand", &self.in_hand.is_some())
            .finish_non_exhaustive()
    }
}
