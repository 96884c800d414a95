//! A consumer that asks for more against a producer that has no room.

use core::task::Poll;

use super::Found::Elements;
use super::{Bell, fill_up, fresh, look, requested};
use crate::edge::{EdgeConsumer, EdgeProducer};
use crate::model::{Model, race2};
use crate::mutants::Mutant;

/// An edge that is full, all of it in the consumer's hands.
fn full(capacity: usize) -> (EdgeProducer<u8>, EdgeConsumer<u8>) {
    let (mut producer, mut consumer) = requested(capacity);
    assert_eq!(fill_up(&mut producer), capacity);
    producer.publish();
    assert_eq!(
        look(&mut consumer, std::task::Waker::noop()),
        Elements(capacity)
    );
    (producer, consumer)
}

/// Passes one element on.
fn pass_one_on(consumer: &mut EdgeConsumer<u8>) {
    assert_eq!(consumer.take(1).count(), 1);
    consumer.passed_on(1);
}

/// Races a producer without room, which waits for some, against a consumer that passes elements
/// on until it is to grant anew. The room that was found, zero if the producer sleeps, and how
/// often it was woken.
fn refill(capacity: usize, passed_on: usize) -> (usize, u64) {
    let (bell, waker) = Bell::new();
    let (mut producer, mut consumer) = full(capacity);
    let ((mut producer, room), _consumer) = race2(
        move || {
            let room = match producer.poll_room(&waker) {
                Poll::Ready(()) => producer.room(),
                Poll::Pending => 0,
            };
            (producer, room)
        },
        move || {
            for _ in 0..passed_on {
                pass_one_on(&mut consumer);
            }
            consumer
        },
    );
    assert_eq!(
        fill_up(&mut producer),
        passed_on,
        "not as many as passed on"
    );
    (room, bell.rings())
}

const REFILL: &[Mutant] = &[
    Mutant::RefillAboveCapacity,
    Mutant::WaitsBeforeRegistering,
    Mutant::UpdateTorn,
];

/// - Threads: the producer waits for room; the consumer passes on the only element.
/// - Outcome: the room that the producer found, how often it was woken.
/// - Invariant: a producer that sleeps is woken once, one that found room is not; and it has room
///   for as many as were passed on.
#[test]
fn refill_of_one_races_the_wait() {
    Model {
        outcomes: &[(0, 1), (1, 0)],
        executions: 16,
        mutants: REFILL,
    }
    .explore(|| refill(1, 1));
}

/// The same for a capacity of two: the first of them is granted anew.
#[test]
fn refill_of_two_races_the_wait() {
    Model {
        outcomes: &[(0, 1), (1, 0)],
        executions: 16,
        mutants: REFILL,
    }
    .explore(|| refill(2, 1));
}

/// The same for a capacity of three: two are granted anew, at once and not one by one.
#[test]
fn refill_of_three_races_the_wait() {
    Model {
        outcomes: &[(0, 1), (2, 0)],
        executions: 16,
        mutants: REFILL,
    }
    .explore(|| refill(3, 2));
}

/// - Threads: the consumer asks for the first capacity of 1; the producer pushes for as long as it
///   finds room, and publishes. (In this order: it begins with a load, see `model.rs`.)
/// - Outcome: how many it pushed.
/// - Invariant: never more than the capacity (laws L1 and L3), and nothing before it was asked for
///   (law L10).
#[test]
fn request_races_push() {
    Model {
        outcomes: &[0, 1],
        executions: 13,
        mutants: &[Mutant::TakeForgets],
    }
    .explore(|| {
        let (mut producer, mut consumer) = fresh(1);
        let (consumer, (_producer, pushed)) = race2(
            move || {
                consumer.request();
                consumer
            },
            move || {
                let pushed = fill_up(&mut producer);
                producer.publish();
                (producer, pushed)
            },
        );
        assert_eq!(consumer.meters().read().high_water, pushed as u64);
        pushed
    });
}

/// - Threads: the producer, which sleeps and has looked in between, waits for room with another
///   waker; the consumer passes on an element.
/// - Outcome: whether the producer found room, how often the old waker and the new one were woken.
/// - Invariant: a producer that sleeps on is woken by the new waker. To wake the old one is not
///   enough: it may belong to a task that no longer owns the producer.
#[test]
fn the_waker_of_the_producer_is_replaced() {
    Model {
        outcomes: &[(true, 1, 0), (true, 0, 1), (false, 0, 1)],
        executions: 39,
        mutants: &[Mutant::OldWakerStays, Mutant::OldSpareStays],
    }
    .explore(|| {
        let ((old, before), (new, after)) = (Bell::new(), Bell::new());
        let (mut producer, mut consumer) = full(1);
        assert_eq!(producer.poll_room(&before), Poll::Pending);
        // Its waker is known, so one is spare now.
        assert_eq!(producer.poll_room(&before), Poll::Pending);
        let ((_producer, polled), _consumer) = race2(
            move || {
                let polled = producer.poll_room(&after);
                (producer, polled)
            },
            move || {
                pass_one_on(&mut consumer);
                consumer
            },
        );
        (polled.is_ready(), old.rings(), new.rings())
    });
}
