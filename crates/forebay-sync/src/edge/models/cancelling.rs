//! A consumer that wants no more against a producer at work, asleep, or waiting for something else.

use core::task::Poll;
use std::sync::mpsc;

use forebay_protocol::CancelCause;

use super::{Bell, assert_balance, fresh, requested};
use crate::model::{Model, race2};
use crate::mutants::Mutant;

/// - Threads: the consumer asks for the first element and cancels; the producer waits for room.
/// - Outcome: whether the producer found something, the room it found, whether it was woken.
/// - Invariant: a producer that sleeps is woken, at least once; whatever it finds, it is cancelled
///   in the end and has no room but what it claimed.
#[test]
fn request_and_cancel_race_the_wait() {
    Model {
        outcomes: &[
            (false, 0, 1),
            (false, 1, 1),
            (true, 0, 0),
            (true, 0, 1),
            (true, 1, 1),
        ],
        executions: 159,
        mutants: &[Mutant::WaitsBeforeRegistering],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = fresh::<u8>(1);
        let ((producer, polled, room), _consumer) = race2(
            move || {
                let polled = producer.poll_room(&waker);
                let room = producer.room();
                (producer, polled, room)
            },
            move || {
                consumer.request();
                consumer.cancel(&CancelCause::Finished);
                consumer
            },
        );
        assert!(producer.is_cancelled());
        assert_eq!(producer.room(), 0);
        (polled.is_ready(), room, bell.rings())
    });
}

/// - Threads: the producer waits for room; the consumer cancels.
/// - Outcome: whether the producer found something, how often it was woken.
/// - Invariant: a producer that sleeps is woken.
#[test]
fn cancel_races_the_wait() {
    Model {
        outcomes: &[(false, 1), (true, 0), (true, 1)],
        executions: 42,
        mutants: &[Mutant::WaitsBeforeRegistering],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = fresh::<u8>(1);
        let ((_producer, polled), _consumer) = race2(
            move || {
                let polled = producer.poll_room(&waker);
                (producer, polled)
            },
            move || {
                consumer.cancel(&CancelCause::Finished);
                consumer
            },
        );
        (polled == Poll::Ready(()), bell.rings())
    });
}

/// - Threads: the producer, which waits for something else, watches for a cancel; the consumer
///   cancels.
/// - Outcome: whether the producer found itself cancelled, how often it was woken.
/// - Invariant: one that did not is woken. It may be woken although it knows.
#[test]
fn cancel_races_the_watch() {
    Model {
        outcomes: &[(true, 0), (true, 1), (false, 1)],
        executions: 30,
        mutants: &[Mutant::WatchLooksFirst, Mutant::CancelWakesWaitersOnly],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested::<u8>(1);
        let ((_producer, knew), _consumer) = race2(
            move || {
                let knew = producer.watch(&waker);
                (producer, knew)
            },
            move || {
                consumer.cancel(&CancelCause::Finished);
                consumer
            },
        );
        (knew, bell.rings())
    });
}

/// - Threads: the consumer cancels; the producer asks whether it is cancelled, then why.
/// - Outcome: both answers.
/// - Invariant: a producer that is cancelled finds the cause.
#[test]
fn cancel_tells_its_cause() {
    Model {
        outcomes: &[(false, false), (false, true), (true, true)],
        executions: 22,
        mutants: &[Mutant::CauseComesLate],
    }
    .explore(|| {
        let (producer, mut consumer) = requested::<u8>(1);
        let ((_producer, answers), _consumer) = race2(
            move || {
                let answers = (producer.is_cancelled(), producer.cancelled().is_some());
                (producer, answers)
            },
            move || {
                consumer.cancel(&CancelCause::Finished);
                consumer
            },
        );
        answers
    });
}

/// - Threads: the producer publishes 1 more; the consumer is dropped. One is in the queue.
/// - Outcome: whether the producer's was still taken.
/// - Invariant: both are discarded, dropped and in the books, once each.
#[test]
fn publish_races_the_drop_of_the_consumer() {
    Model {
        outcomes: &[false, true],
        executions: 22,
        mutants: &[Mutant::CancelledQueueTakes, Mutant::QueueLeftBehind],
    }
    .explore(|| {
        let (drops, dropped) = mpsc::channel();
        let (mut producer, consumer) = requested(3);
        let books = consumer.meters().clone();
        producer.push(Element(1, drops.clone()));
        producer.publish();
        let (producer, ()) = race2(
            move || {
                producer.push(Element(2, drops));
                producer.publish();
                producer
            },
            move || drop(consumer),
        );
        // What was claimed is given up when the consumer takes no more.
        let was_taken = producer.room() == 1;
        let mut dropped: Vec<u8> = dropped.try_iter().collect();
        dropped.sort_unstable();
        assert_eq!(dropped, [1, 2]);
        assert_eq!(books.read().discarded, 2);
        assert_balance(books.read());
        was_taken
    });
}

/// - Threads: the producer is dropped, with an element that was not published yet; the consumer is
///   dropped, with another in the queue.
/// - Outcome: which of the two elements was dropped first.
/// - Invariant: both are discarded, dropped and in the books, once each.
#[test]
fn both_halves_are_dropped() {
    Model {
        outcomes: &[1, 2],
        executions: 500,
        mutants: &[Mutant::CancelledQueueTakes, Mutant::QueueLeftBehind],
    }
    .explore(|| {
        let (drops, dropped) = mpsc::channel();
        let (mut producer, consumer) = requested(3);
        let books = consumer.meters().clone();
        producer.push(Element(1, drops.clone()));
        producer.publish();
        producer.push(Element(2, drops));
        race2(move || drop(producer), move || drop(consumer));
        let dropped: Vec<u8> = dropped.try_iter().collect();
        assert!(
            matches!(dropped[..], [1, 2] | [2, 1]),
            "dropped {dropped:?}"
        );
        assert_eq!(books.read().discarded, 2);
        assert_balance(books.read());
        dropped[0]
    });
}

/// An element that says when it is dropped.
struct Element(u8, mpsc::Sender<u8>);

impl Drop for Element {
    fn drop(&mut self) {
        self.1.send(self.0).expect("the test outlives its elements");
    }
}
