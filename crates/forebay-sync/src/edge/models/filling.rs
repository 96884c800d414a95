//! A producer that hands elements over against a consumer that looks for some.

use super::Found::{self, Completed, Elements, Nothing};
use super::{Bell, drain, fill_up, look, pass_on, requested};
use crate::model::{Model, race2};
use crate::mutants::Mutant;

/// - Threads: the producer pushes 1 and publishes; the consumer looks.
/// - Outcome: what the consumer found, how often it was woken.
/// - Invariant: a consumer that found nothing is woken, once, and finds the element then. One that
///   found it is not woken.
#[test]
fn publish_races_a_look() {
    Model {
        outcomes: &[(Elements(1), 0), (Nothing, 1)],
        executions: 24,
        mutants: &[
            Mutant::PublishWakesNobody,
            Mutant::WakerLeftLater,
            Mutant::HintDecides,
        ],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(1);
        let (_producer, (mut consumer, found)) = race2(
            move || {
                producer.push(7_u8);
                producer.publish();
                producer
            },
            move || {
                let found = look(&mut consumer, &waker);
                (consumer, found)
            },
        );
        let mut passed = Vec::new();
        drain(&mut consumer, &mut passed);
        assert_eq!(passed, [7]);
        (found, bell.rings())
    });
}

/// - Threads: the producer pushes 2, one at a time, and publishes; the consumer, which sleeps,
///   looks, passes on what it finds, and looks again if it found some.
/// - Outcome: what the consumer found, how often it was woken.
/// - Invariant: the elements stay in order, and a consumer whose last look found nothing was woken
///   after it. What the producer sees of the consumer's sleep may be old: it decides when elements
///   are handed over, not whether.
#[test]
fn two_batches_race_two_looks() {
    Model {
        outcomes: &[
            (Elements(1), Elements(1), 1, 0),
            (Elements(1), Nothing, 1, 1),
            (Elements(2), Nothing, 1, 0),
            (Nothing, Nothing, 0, 1),
        ],
        executions: 33,
        mutants: &[Mutant::WakerLeftLater, Mutant::HintDecides],
    }
    .explore(|| {
        let ((first, before), (second, after)) = (Bell::new(), Bell::new());
        let (mut producer, mut consumer) = requested(2);
        assert_eq!(look(&mut consumer, &before), Nothing);
        let (_producer, (mut consumer, mut passed, found)) = race2(
            move || {
                producer.push(1_u8);
                producer.push(2);
                producer.publish();
                producer
            },
            move || {
                let mut passed = Vec::new();
                let one = look(&mut consumer, &after);
                pass_on(&mut consumer, &mut passed);
                let two = match one {
                    Elements(_) => look(&mut consumer, &after),
                    other => other,
                };
                (consumer, passed, (one, two))
            },
        );
        drain(&mut consumer, &mut passed);
        assert_eq!(passed, [1, 2]);
        (found.0, found.1, first.rings(), second.rings())
    });
}

/// - Threads: the producer pushes 1 and publishes; the consumer, which sleeps, looks with another
///   waker.
/// - Outcome: what the consumer found, how often the old waker and the new one were woken.
/// - Invariant: a consumer that found nothing is woken by the new waker. To wake the old one is not
///   enough: it may belong to a task that no longer owns the consumer.
#[test]
fn the_waker_of_the_consumer_is_replaced() {
    Model {
        outcomes: &[(Elements(1), 1, 0), (Nothing, 0, 1)],
        executions: 9,
        mutants: &[Mutant::WakerLeftLater, Mutant::PublishWakesNobody],
    }
    .explore(|| {
        let ((old, before), (new, after)) = (Bell::new(), Bell::new());
        let (mut producer, mut consumer) = requested(1);
        assert_eq!(look(&mut consumer, &before), Nothing);
        let (_producer, (_consumer, found)) = race2(
            move || {
                producer.push(7_u8);
                producer.publish();
                producer
            },
            move || {
                let found = look(&mut consumer, &after);
                (consumer, found)
            },
        );
        (found, old.rings(), new.rings())
    });
}

/// - Threads: the producer pushes 1 and publishes; the consumer, which found an element when it
///   looked before and needed no waker, looks with another one.
/// - Outcome: what the consumer found, how often the old waker and the new one were woken.
/// - Invariant: a consumer that found nothing is woken by the new waker. The old one was kept for
///   the next look, and is of no use for this one.
#[test]
fn a_waker_that_was_kept_is_replaced() {
    Model {
        outcomes: &[(Elements(1), 0, 0), (Nothing, 0, 1)],
        executions: 24,
        mutants: &[Mutant::OldSpareStays, Mutant::PublishWakesNobody],
    }
    .explore(|| {
        let ((old, before), (new, after)) = (Bell::new(), Bell::new());
        let (mut producer, mut consumer) = requested(3);
        producer.push(6_u8);
        producer.publish();
        assert_eq!(look(&mut consumer, &before), Elements(1));
        pass_on(&mut consumer, &mut Vec::new());
        let (_producer, (_consumer, found)) = race2(
            move || {
                producer.push(7);
                producer.publish();
                producer
            },
            move || {
                let found = look(&mut consumer, &after);
                (consumer, found)
            },
        );
        (found, old.rings(), new.rings())
    });
}

/// - Threads: the producer pushes 1 of 3 and publishes; the consumer looks, passes on what it
///   finds, and looks again.
/// - Outcome: what the consumer found.
/// - Invariant: once the consumer is starved it has granted everything anew, so all three can be
///   pushed: nothing is kept back because it is less than half (law L5).
#[test]
fn a_starved_consumer_grants_what_it_owes() {
    Model {
        outcomes: &[
            (Elements(1), Nothing),
            (Nothing, Nothing),
            (Nothing, Elements(1)),
        ],
        executions: 45,
        mutants: &[Mutant::StarvedGrantsNothing],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(3);
        let (mut producer, (mut consumer, found)) = race2(
            move || {
                producer.push(0_u8);
                producer.publish();
                producer
            },
            move || {
                let one = look(&mut consumer, &waker);
                pass_on(&mut consumer, &mut Vec::new());
                let two = look(&mut consumer, &waker);
                (consumer, (one, two))
            },
        );
        assert!(found.1 != Nothing || found.0 != Nothing || bell.rings() > 0);
        let end: Found = drain(&mut consumer, &mut Vec::new());
        assert_ne!(end, Completed);
        assert_eq!(fill_up(&mut producer), 3, "demand is lost");
        found
    });
}
