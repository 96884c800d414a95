//! What Forebay asks of an executor.

use std::io;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Instant;

use futures::future::{BoxFuture, poll_fn};

/// What Forebay asks of an executor: run a future, run a blocking job, tell the time, wake at a
/// time.
///
/// Object-safe, so that nothing else needs to be generic over it; it is called for an island, a
/// run or a deadline, and never for an element. Implementations are handles that are cheap to
/// clone.
pub trait Runtime: Send + Sync + 'static {
    /// Runs `task` to its end. Must not run it inside this call: a task may wait for one that is
    /// spawned after it, and would wait for ever.
    ///
    /// A runtime that can take no more drops the task, now or later: the run that it belongs to
    /// ends as cancelled. A task that is neither run nor dropped is waited for without end.
    fn spawn(&self, task: BoxFuture<'static, ()>);

    /// Runs a job that may block, on a thread where that harms nobody.
    ///
    /// # Errors
    /// When no thread can be had for it.
    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()>;

    /// The time on this runtime's clock, which never goes back. A virtual runtime has a clock of
    /// its own, so nothing that runs on a runtime asks any other.
    fn now(&self) -> Instant;

    /// A new timer on this runtime's clock.
    fn timer(&self) -> Box<dyn Timer>;

    /// Another handle to the same runtime.
    fn handle(&self) -> Arc<dyn Runtime>;

    /// A future that is ready once the clock has reached `deadline`.
    fn sleep_until(&self, deadline: Instant) -> BoxFuture<'static, ()> {
        let (runtime, mut timer) = (self.handle(), self.timer());
        Box::pin(poll_fn(move |cx| {
            if runtime.now() >= deadline {
                return Poll::Ready(());
            }
            timer.wake_at(deadline, cx.waker());
            Poll::Pending
        }))
    }
}

/// One wake-up call that can be set again and again.
///
/// A stage makes one the first time that it has to wait, and keeps it: setting it anew costs no
/// allocation. Dropping it takes the call back.
pub trait Timer: Send {
    /// Wakes `waker` once the clock has reached `deadline`, which replaces what was set before.
    ///
    /// It may wake late by the grain of the runtime's clock, never early.
    fn wake_at(&mut self, deadline: Instant, waker: &Waker);

    /// Takes the call back, if there is one.
    fn clear(&mut self);
}
