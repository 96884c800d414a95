//! The models of the edge. `docs/specs/models.md` lists them.
//!
//! An edge has two halves with one owner each, so all of them have two threads. Wakers are real
//! ones of `std`. Whoever sleeps is not run again by the model: after the race the test asks
//! whether it was woken, and only then looks again on its behalf.

mod cancelling;
mod ending;
mod filling;
mod requesting;

use core::num::NonZeroUsize;
use std::sync::Arc;
use std::task::{Wake, Waker};

use forebay_protocol::StreamError;

use super::{EdgeConsumer, EdgeProducer, EdgeReading, Filled, edge};
use crate::sync::Meter;
use crate::sync::atomic::Ordering::Relaxed;

/// Counts how often it is woken. The count is no part of what is explored.
struct Bell(Meter);

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self(Meter::new(0)));
        (Arc::clone(&bell), Waker::from(bell))
    }

    /// How often it was woken. Exact once all actors are joined.
    fn rings(&self) -> u64 {
        // ORDERING: Relaxed — read after a join.
        self.0.load(Relaxed)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // ORDERING: Relaxed — a count that carries nothing else.
        self.0.fetch_add(1, Relaxed);
    }
}

/// What a consumer found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// How many.
    Elements(usize),
    Completed,
    Failed,
    Nothing,
}

use Found::{Completed, Elements, Failed, Nothing};

/// An edge of which the first capacity was requested.
fn requested<T>(capacity: usize) -> (EdgeProducer<T>, EdgeConsumer<T>) {
    let (producer, mut consumer) = fresh(capacity);
    consumer.request();
    (producer, consumer)
}

/// An edge of which nothing was requested yet.
fn fresh<T>(capacity: usize) -> (EdgeProducer<T>, EdgeConsumer<T>) {
    edge(NonZeroUsize::new(capacity).expect("an edge holds something"))
}

/// Looks once.
fn look<T>(consumer: &mut EdgeConsumer<T>, waker: &Waker) -> Found {
    match consumer.poll_fill(waker) {
        Filled::Elements => Elements(consumer.len()),
        Filled::Ended(Ok(())) => Completed,
        Filled::Ended(Err(_)) => Failed,
        Filled::Nothing => Nothing,
    }
}

/// Takes all that is here and passes it on.
fn pass_on<T>(consumer: &mut EdgeConsumer<T>, passed: &mut Vec<T>) {
    let before = passed.len();
    passed.extend(consumer.take(usize::MAX));
    consumer.passed_on(passed.len() - before);
}

/// Passes on all that there is, and says what comes behind it.
fn drain<T>(consumer: &mut EdgeConsumer<T>, passed: &mut Vec<T>) -> Found {
    loop {
        match look(consumer, Waker::noop()) {
            Elements(_) => pass_on(consumer, passed),
            end => return end,
        }
    }
}

/// Pushes for as long as there is room, and says how many; a sound edge has an end.
fn fill_up(producer: &mut EdgeProducer<u8>) -> usize {
    const TOO_MANY: usize = 9;

    let mut pushed = 0;
    while pushed < TOO_MANY && producer.room() > 0 {
        producer.push(0);
        pushed += 1;
    }
    pushed
}

/// Some failure.
fn failure() -> StreamError {
    StreamError::new("out of order")
}

/// Every element that came in went out in one way or the other.
fn assert_balance(books: EdgeReading) {
    assert_eq!(
        books.received,
        books.passed_on + books.discarded,
        "the books do not balance: {books:?}"
    );
}
