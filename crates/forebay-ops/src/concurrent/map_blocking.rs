//! `map_blocking`: jobs that block, several at once, results in the order of the elements.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Operator, Runtime, Stage};
use futures::channel::oneshot::{Receiver, Sender, channel};

use super::{Concurrency, Concurrent, InOrder, Start};

/// Runs `f` on the runtime's blocking threads; results come out in the order of the elements.
#[derive(Clone)]
pub struct MapBlocking<F> {
    f: F,
    concurrency: Concurrency,
    site: Site,
}

impl<F> MapBlocking<F> {
    /// Runs so many calls of `f` at once.
    ///
    /// # Panics
    /// If a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, f: F, site: Site) -> Self {
        Self {
            f,
            concurrency: concurrency.checked(site.name()),
            site,
        }
    }
}

impl<T, V, F> Operator<T> for MapBlocking<F>
where
    T: Send + 'static,
    V: Send + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
{
    type Out = V;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Blocking<F>, InOrder<V>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let start = Blocking {
            f: Arc::new(self.f),
            runtime: None,
        };
        Concurrent::new(upstream, start, self.concurrency, self.site)
    }
}

/// Calls of a closure on threads that may block.
pub struct Blocking<F> {
    f: Arc<F>,
    /// Whose threads they are; `None` before the first demand.
    runtime: Option<Arc<dyn Runtime>>,
}

impl<T, V, F> Start<T> for Blocking<F>
where
    T: Send + 'static,
    V: Send + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
{
    type Future = Job<V>;
    type Out = V;

    fn begin(&mut self, cx: &forebay_stage::Context<'_>) {
        self.runtime = Some(cx.runtime().handle());
    }

    fn start(&mut self, element: T, _: &Waker, site: &Site) -> Poll<Result<Job<V>, StreamError>> {
        let (sender, receiver) = channel();
        let f = Arc::clone(&self.f);
        let job = Box::new(move || run(&*f, element, sender));
        let spawned = match &self.runtime {
            Some(runtime) => runtime.spawn_blocking(job),
            None => Ok(()),
        };
        Poll::Ready(match spawned {
            Ok(()) => Ok(Job(receiver)),
            Err(refused) => Err(StreamError::new(refused).at(*site)),
        })
    }

    fn judge(output: Result<V, StreamError>, site: &Site) -> Result<V, StreamError> {
        output.map_err(|error| error.at(*site))
    }
}

/// What runs on the thread. Nothing that it does may bring the thread down.
fn run<T, V>(f: impl Fn(T) -> V, element: T, sender: Sender<Result<V, StreamError>>) {
    let ran = catch_unwind(AssertUnwindSafe(|| {
        // Nobody waits for it any more: there is no point in beginning.
        if sender.is_canceled() {
            return drop(element);
        }
        let result = catch_unwind(AssertUnwindSafe(|| f(element)));
        let result = result.map_err(panicked);
        // An error means that the stream was cancelled meanwhile; the result is dropped here.
        let _cancelled = sender.send(result);
    }));
    if let Err(payload) = ran {
        // The destructor of an element or a result that nobody waited for.
        let _panicked = panicked(payload);
    }
}

/// A panic as an error. The payload's own destructor may panic too.
fn panicked(payload: Box<dyn Any + Send>) -> StreamError {
    let error = StreamError::panicked(&*payload);
    let _ignored = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    error
}

/// A call that runs on another thread. Dropping it does not wait for the call.
pub struct Job<V>(Receiver<Result<V, StreamError>>);

impl<V> Future for Job<V> {
    type Output = Result<V, StreamError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(cx)) {
            Ok(result) => result,
            Err(_) => Err(StreamError::new("the runtime dropped a blocking job")),
        })
    }
}

impl<F> fmt::Debug for MapBlocking<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapBlocking")
            .field("concurrency", &self.concurrency)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for Blocking<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blocking")
    }
}

impl<V> fmt::Debug for Job<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job")
    }
}
