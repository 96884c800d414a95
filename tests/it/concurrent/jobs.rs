//! Futures that a test finishes by hand.

use std::future::Future;
use std::sync::Arc;

use futures::channel::oneshot::{Sender, channel};
use parking_lot::Mutex;

/// Futures by the number of their element, finished by hand. Cheap to clone.
pub(super) struct Jobs<V> {
    started: Arc<Mutex<Vec<Started<V>>>>,
}

/// The number of a future, and what finishes it unless it was.
type Started<V> = (u64, Option<Sender<V>>);

impl<V> Clone for Jobs<V> {
    fn clone(&self) -> Self {
        Self {
            started: Arc::clone(&self.started),
        }
    }
}

impl<V: Send + 'static> Jobs<V> {
    pub(super) fn new() -> Self {
        Self {
            started: Arc::default(),
        }
    }

    /// A future that ends when the test says so. It has started once this was called.
    pub(super) fn start(&self, n: u64) -> impl Future<Output = V> + Send + use<V> {
        let (sender, result) = channel();
        self.started.lock().push((n, Some(sender)));
        async move { result.await.expect("the test finishes what it waits for") }
    }

    /// The closure that starts them.
    pub(super) fn starter(&self) -> impl FnMut(u64) -> BoxedJob<V> + Send + use<V> {
        let jobs = self.clone();
        move |n| Box::pin(jobs.start(n))
    }

    /// Those that were started, and were neither finished nor dropped.
    pub(super) fn running(&self) -> Vec<u64> {
        let is_running = |sender: &Option<Sender<V>>| {
            let sender = sender.as_ref();
            sender.is_some_and(|sender| !sender.is_canceled())
        };
        let started = self.started.lock();
        let running = started.iter().filter(|(_, sender)| is_running(sender));
        running.map(|(n, _)| *n).collect()
    }

    /// Finishes one with this result.
    #[track_caller]
    pub(super) fn finish_with(&self, n: u64, result: V) {
        let sender = {
            let mut started = self.started.lock();
            let job = started.iter_mut().find(|(started, _)| *started == n);
            job.and_then(|(_, sender)| sender.take())
        };
        let sender = sender.unwrap_or_else(|| panic!("{n} does not run"));
        assert!(sender.send(result).is_ok(), "{n} was dropped");
    }
}

impl Jobs<u64> {
    /// Finishes these, in this order, each with its own number.
    #[track_caller]
    pub(super) fn finish(&self, numbers: impl IntoIterator<Item = u64>) {
        for n in numbers {
            self.finish_with(n, n);
        }
    }
}

/// A future of [`Jobs`].
pub(super) type BoxedJob<V> = std::pin::Pin<Box<dyn Future<Output = V> + Send>>;
