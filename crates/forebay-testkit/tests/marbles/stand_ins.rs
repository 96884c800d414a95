//! What stands in for threads and for a service, so that silence is exact.

use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::task::{Context as Task, Poll};
use std::time::Instant;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Ledger, Operator, Outlet, Runtime, Stage, Timer};
use futures::future::BoxFuture;
use tower_service::Service;

/// Runs the stages above it on a runtime whose blocking jobs take no time.
pub(crate) struct JobsAtOnce;

impl<In> Operator<In> for JobsAtOnce {
    type Out = In;
    type Stage<U: Stage<Out = In>> = AtOnce<U>;

    fn attach<U: Stage<Out = In>>(self, upstream: U) -> AtOnce<U> {
        AtOnce(upstream)
    }
}

pub(crate) struct AtOnce<U>(U);

impl<U: Stage> Stage for AtOnce<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let runtime = JobsOf(cx.runtime().handle());
        let mut inner = Context::new(cx.waker(), cx.budget(), &runtime);
        self.0.poll_run(&mut inner, out)
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.0.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.0.account(ledger);
    }
}

#[derive(Clone)]
struct JobsOf(Arc<dyn Runtime>);

impl Runtime for JobsOf {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.spawn(task);
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        job();
        Ok(())
    }

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.0.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}

/// A service that is always ready and answers at once with what a function says.
pub(crate) struct Answers<F>(pub(crate) F);

impl<T, V, F: FnMut(T) -> Result<V, &'static str>> Service<T> for Answers<F> {
    type Response = V;
    type Error = &'static str;
    type Future = Ready<Result<V, &'static str>>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<(), &'static str>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, element: T) -> Self::Future {
        ready((self.0)(element))
    }
}
