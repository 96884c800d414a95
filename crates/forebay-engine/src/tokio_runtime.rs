//! Tokio as the runtime.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Instant;

use forebay_stage::{Runtime, Timer};
use futures::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::task::coop::{cooperative, unconstrained};
use tokio::time::{self, Sleep, sleep_until};

/// Tokio as the runtime: islands are tokio tasks, blocking jobs go to tokio's blocking pool, and
/// the time is tokio's, also while it is paused.
///
/// Each run of an island counts against tokio's cooperative budget of its task. A stage with a
/// timer needs a tokio runtime that has time enabled; without it its run fails.
///
/// ```
/// use forebay_engine::TokioRuntime;
///
/// let tokio = tokio::runtime::Builder::new_current_thread().build()?;
/// let runtime = TokioRuntime::new(tokio.handle().clone());
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct TokioRuntime {
    handle: Handle,
}

impl TokioRuntime {
    /// Runs islands on the runtime that `handle` belongs to.
    #[must_use]
    pub fn new(handle: Handle) -> Self {
        Self { handle }
    }

    /// Runs islands on the runtime of the task that calls this.
    ///
    /// # Panics
    /// If called outside of a tokio runtime, as `tokio::runtime::Handle::current` does.
    #[must_use]
    #[track_caller]
    pub fn current() -> Self {
        Self::new(Handle::current())
    }
}

impl Runtime for TokioRuntime {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(self.handle.spawn(cooperative(task)));
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        drop(self.handle.spawn_blocking(job));
        Ok(())
    }

    fn now(&self) -> Instant {
        time::Instant::now().into_std()
    }

    fn timer(&self) -> Box<dyn Timer> {
        Box::new(Call {
            handle: self.handle.clone(),
            sleep: None,
        })
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}

/// A tokio timer, which is moved to each new deadline.
struct Call {
    handle: Handle,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Timer for Call {
    fn wake_at(&mut self, deadline: Instant, waker: &Waker) {
        let deadline = time::Instant::from_std(deadline);
        let sleep = match &mut self.sleep {
            Some(sleep) => {
                sleep.as_mut().reset(deadline);
                sleep
            },
            none => {
                let _entered = self.handle.enter();
                none.insert(Box::pin(sleep_until(deadline)))
            },
        };
        // A task that has used up tokio's budget would be put off, with its waker not registered.
        let slept = pin!(unconstrained(sleep.as_mut())).poll(&mut Context::from_waker(waker));
        if slept.is_ready() {
            waker.wake_by_ref();
        }
    }

    fn clear(&mut self) {
        self.sleep = None;
    }
}
