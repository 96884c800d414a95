//! User code that panics, or that comes back to the edge from where it is called.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::task::{Wake, Waker};

use forebay_protocol::CancelCause;

use super::{Bell, EdgeConsumer, EdgeProducer, Found, look, pass_on, peek, requested};
use crate::sync::Lock;

fn panics(run: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
}

/// A waker that holds a value of the test and does something with it when it is woken.
struct Task<T> {
    held: Lock<Option<T>>,
    wake: fn(T),
}

impl<T: Send + 'static> Task<T> {
    fn waker(held: T, wake: fn(T)) -> Waker {
        let held = Lock::new(Some(held));
        Waker::from(Arc::new(Self { held, wake }))
    }
}

impl<T: Send + 'static> Wake for Task<T> {
    fn wake(self: Arc<Self>) {
        let held = self.held.hold().take();
        if let Some(held) = held {
            (self.wake)(held);
        }
    }
}

fn scream(_: ()) {
    panic!("woken");
}

/// Says that it is dropped, and panics if it is told to.
struct Element {
    number: u8,
    drops: mpsc::Sender<u8>,
    panics: bool,
}

impl Drop for Element {
    fn drop(&mut self) {
        self.drops
            .send(self.number)
            .expect("the test outlives its elements");
        assert!(!self.panics, "dropped");
    }
}

/// Elements with these numbers; the one with the number `panics` does so when it is dropped.
fn elements(numbers: Range<u8>, drops: &mpsc::Sender<u8>, panics: u8) -> Vec<Element> {
    numbers
        .map(|number| Element {
            number,
            drops: drops.clone(),
            panics: number == panics,
        })
        .collect()
}

#[test]
fn a_destructor_that_panics_in_a_cancel_takes_nothing_from_the_books() {
    for bad in 0..4 {
        let (drops, dropped) = mpsc::channel();
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(4);
        producer.push_many(|batch, _| batch.extend(elements(0..2, &drops, bad)));
        producer.publish();
        assert_eq!(peek(&mut consumer), Found::Elements);
        producer.push_many(|batch, _| batch.extend(elements(2..4, &drops, bad)));
        assert!(producer.poll_room(&waker).is_pending());

        panics(|| consumer.cancel(&CancelCause::Finished));
        assert!(producer.is_cancelled());
        assert_eq!(bell.rings(), 1, "the producer was told first");
        let mut dropped: Vec<u8> = dropped.try_iter().collect();
        dropped.sort_unstable();
        assert_eq!(dropped, [0, 1, 2, 3]);
        assert_eq!(super::balance(&consumer), (4, 0, 4));
    }
}

#[test]
fn a_destructor_that_panics_in_a_refused_batch_takes_nothing_from_the_books() {
    let (drops, dropped) = mpsc::channel();
    let (mut producer, mut consumer) = requested(4);
    producer.push_many(|batch, _| batch.extend(elements(0..3, &drops, 1)));
    consumer.cancel(&CancelCause::Finished);
    panics(|| producer.publish());
    assert_eq!(dropped.try_iter().count(), 3);
    assert_eq!(super::balance(&consumer), (3, 0, 3));
    assert_eq!(producer.room(), 0);
    producer.complete();
}

#[test]
fn a_destructor_that_panics_downstream_does_not_break_the_order() {
    let (drops, _dropped) = mpsc::channel();
    let (mut producer, mut consumer) = requested(6);
    producer.push_many(|batch, _| batch.extend(elements(0..4, &drops, 1)));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    // Not pulled from the iterator, so dropped with it.
    panics(|| drop(consumer.take(2)));
    consumer.passed_on(2);
    let numbers = |taken: Vec<Element>| taken.iter().map(|it| it.number).collect::<Vec<_>>();
    assert_eq!(numbers(pass_on(&mut consumer, 1)), [2]);
    assert_eq!(numbers(pass_on(&mut consumer, 9)), [3]);
    assert_eq!(peek(&mut consumer), Found::Nothing);
    assert_eq!(producer.claim(), 2);
}

#[test]
fn a_wake_that_panics_when_elements_come_loses_none() {
    let (mut producer, mut consumer) = requested(2);
    assert_eq!(
        look(&mut consumer, &Task::waker((), scream)),
        Found::Nothing
    );
    panics(|| producer.push(1));
    producer.push(2);
    producer.complete();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 2), [1, 2]);
    assert_eq!(peek(&mut consumer), Found::Completed);
    assert_eq!(super::balance(&consumer), (2, 2, 0));
}

#[test]
fn a_wake_that_panics_when_demand_comes_loses_none() {
    let (mut producer, mut consumer) = requested(1);
    producer.push(1);
    assert!(producer.poll_room(&Task::waker((), scream)).is_pending());
    assert_eq!(peek(&mut consumer), Found::Elements);
    panics(|| drop(pass_on(&mut consumer, 1)));
    assert_eq!(producer.room(), 1);
    producer.push(2);
    producer.complete();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 1), [2]);
    assert_eq!(super::balance(&consumer), (2, 2, 0));
}

#[test]
fn a_wake_that_panics_in_a_cancel_takes_nothing_from_the_books() {
    let (mut producer, mut consumer) = requested(3);
    producer.push_many(|batch, _| batch.extend([1, 2]));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    producer.push(3);
    producer.publish();
    assert!(producer.poll_room(&Task::waker((), scream)).is_pending());
    panics(|| consumer.cancel(&CancelCause::Finished));
    assert!(producer.is_cancelled());
    assert_eq!(super::balance(&consumer), (3, 0, 3));
}

#[test]
fn a_task_that_dies_with_its_waker_may_take_the_other_half_along() {
    // Each half is in a task that nothing but a waker in the edge keeps alive; whatever drops that
    // waker drops the half, which comes back to the edge.
    let (producer, mut consumer) = requested::<u8>(2);
    let waker = Task::waker(producer, drop);
    assert_eq!(look(&mut consumer, &waker), Found::Nothing);
    drop(waker);
    // Replaced by another: the producer is dropped in this very call, and ends the stream.
    let (bell, other) = Bell::new();
    let found = look(&mut consumer, &other);
    assert!(found == Found::Failed || bell.rings() == 1);
    assert_eq!(peek(&mut consumer), Found::Failed);

    let (mut producer, consumer) = requested::<u8>(2);
    producer.push_many(|batch, room| batch.extend(vec![0; room]));
    let waker = Task::waker(consumer, drop);
    assert!(producer.poll_room(&waker).is_pending());
    drop(waker);
    assert!(producer.poll_room(&other).is_pending() || producer.is_cancelled());
    assert!(producer.is_cancelled());
}

#[test]
fn a_waker_that_is_not_needed_is_dropped_without_the_lock() {
    /// Looks at the edge when it is dropped; with the lock held that would never return.
    struct Looks(EdgeProducer<u8>);

    impl Drop for Looks {
        fn drop(&mut self) {
            assert!(self.0.cancelled().is_none());
            self.0.complete();
        }
    }

    let (mut producer, mut consumer) = requested::<u8>(2);
    // Its grant makes the producer push, so that the waker which it brings is not needed.
    let (bell, pushing) = Bell::new();
    assert_eq!(producer.claim(), 2);
    producer.push(1);
    producer.publish();
    let waker = Task::waker(Looks(producer), drop);
    assert_eq!(look(&mut consumer, &waker), Found::Elements);
    drop((waker, pushing));
    assert_eq!(pass_on(&mut consumer, 2), [1]);
    assert_eq!(peek(&mut consumer), Found::Completed);
    assert_eq!(bell.rings(), 0);
}

#[test]
fn a_wake_may_run_the_other_half_at_once() {
    /// Passes on all there is, in the middle of a push.
    fn run(mut consumer: EdgeConsumer<u8>) {
        let mut passed = 0;
        while peek(&mut consumer) == Found::Elements {
            passed += pass_on(&mut consumer, 9).len();
        }
        assert_eq!(passed, 1);
        consumer.cancel(&CancelCause::Finished);
    }

    let (mut producer, mut consumer) = requested(4);
    let meters = consumer.meters().clone();
    let task = Arc::new(Task {
        held: Lock::new(None),
        wake: run,
    });
    assert_eq!(
        look(&mut consumer, &Waker::from(Arc::clone(&task))),
        Found::Nothing
    );
    *task.held.hold() = Some(consumer);
    producer.push(1);
    producer.push(2);
    producer.publish();
    assert!(producer.is_cancelled());
    assert_eq!((meters.read().passed_on, meters.read().discarded), (1, 1));
    assert_eq!(producer.room(), 0);
}
