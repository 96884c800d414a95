//! Tokio as the runtime.

use std::io;
use std::sync::Arc;

use forebay_stage::Runtime;
use futures::future::BoxFuture;

/// Tokio as the runtime: islands are tokio tasks, blocking jobs go to tokio's blocking pool.
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
    handle: tokio::runtime::Handle,
}

impl TokioRuntime {
    /// Runs islands on the runtime that `handle` belongs to.
    #[must_use]
    pub fn new(handle: tokio::runtime::Handle) -> Self {
        Self { handle }
    }

    /// Runs islands on the runtime of the task that calls this.
    ///
    /// # Panics
    /// If called outside of a tokio runtime, as `tokio::runtime::Handle::current` does.
    #[must_use]
    #[track_caller]
    pub fn current() -> Self {
        Self::new(tokio::runtime::Handle::current())
    }
}

impl Runtime for TokioRuntime {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(self.handle.spawn(task));
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        drop(self.handle.spawn_blocking(job));
        Ok(())
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}
