//! What one thread sees of an edge, what two see, and what user code can do to it.

mod counting;
mod endings;
mod hostile;
mod random;
mod sleeping;
mod stress;

use core::num::NonZeroUsize;
use std::sync::Arc;
use std::task::{Wake, Waker};

use super::{EdgeConsumer, EdgeProducer, EdgeReading, Filled, edge};
use crate::sync::atomic::AtomicU64;
use crate::sync::atomic::Ordering::Relaxed;

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(AtomicU64);

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (Arc::clone(&bell), Waker::from(bell))
    }

    fn rings(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// What a consumer found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Elements,
    Completed,
    Failed,
    Nothing,
}

fn fresh<T>(capacity: usize) -> (EdgeProducer<T>, EdgeConsumer<T>) {
    edge(NonZeroUsize::new(capacity).expect("an edge holds something"))
}

/// An edge of which the first capacity was requested.
fn requested<T>(capacity: usize) -> (EdgeProducer<T>, EdgeConsumer<T>) {
    let (producer, mut consumer) = fresh(capacity);
    consumer.request();
    (producer, consumer)
}

fn look<T>(consumer: &mut EdgeConsumer<T>, waker: &Waker) -> Found {
    match consumer.poll_fill(waker) {
        Filled::Elements => Found::Elements,
        Filled::Ended(Ok(())) => Found::Completed,
        Filled::Ended(Err(_)) => Found::Failed,
        Filled::Nothing => Found::Nothing,
    }
}

/// Looks once, with nobody to be woken.
fn peek<T>(consumer: &mut EdgeConsumer<T>) -> Found {
    look(consumer, Waker::noop())
}

/// Takes up to `count` and passes them on.
fn pass_on<T>(consumer: &mut EdgeConsumer<T>, count: usize) -> Vec<T> {
    let taken: Vec<T> = consumer.take(count).collect();
    consumer.passed_on(taken.len());
    taken
}

/// The books of an edge that holds nothing any more.
fn balance<T>(consumer: &EdgeConsumer<T>) -> (u64, u64, u64) {
    let EdgeReading {
        received,
        passed_on,
        discarded,
        ..
    } = consumer.meters().read();
    assert_eq!(received, passed_on + discarded);
    (received, passed_on, discarded)
}
