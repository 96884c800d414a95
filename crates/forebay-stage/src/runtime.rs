//! What Forebay asks of an executor.

use std::io;
use std::sync::Arc;

use futures::future::BoxFuture;

/// What Forebay asks of an executor: run a future, run a blocking job.
///
/// Object-safe, so that nothing else needs to be generic over it; it is called once for an
/// island and never for an element. Implementations are handles that are cheap to clone.
pub trait Runtime: Send + Sync + 'static {
    /// Runs `task` to its end. Must not run it inside this call.
    fn spawn(&self, task: BoxFuture<'static, ()>);

    /// Runs a job that may block, on a thread where that harms nobody.
    ///
    /// # Errors
    /// When no thread can be had for it.
    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()>;

    /// Another handle to the same runtime.
    fn handle(&self) -> Arc<dyn Runtime>;
}
