//! Something elsewhere that takes its time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use forebay::Runtime;
use parking_lot::Mutex;

/// Something elsewhere that takes its time for each call: a database, a server, a disk.
#[derive(Clone)]
pub(crate) struct Service {
    runtime: Arc<dyn Runtime>,
    takes: Duration,
    slowest: Arc<Mutex<Duration>>,
}

impl Service {
    pub(crate) fn new(runtime: Arc<dyn Runtime>, takes: Duration) -> Self {
        Self {
            runtime,
            takes,
            slowest: Arc::default(),
        }
    }

    /// Replies with `element` when its time is up.
    pub(crate) fn call(&self, element: u64) -> impl Future<Output = u64> + Send + use<> {
        let service = self.clone();
        async move {
            let start = service.runtime.now();
            service.runtime.sleep_until(start + service.takes).await;
            let took = service.runtime.now() - start;
            let mut slowest = service.slowest.lock();
            *slowest = took.max(*slowest);
            element
        }
    }

    /// The longest time that a caller had to wait for the reply to one call.
    pub(crate) fn slowest(&self) -> Duration {
        *self.slowest.lock()
    }
}
