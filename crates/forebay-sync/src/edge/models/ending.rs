//! The end of a stream against everybody who might miss it.

use forebay_protocol::CancelCause;

use super::Found::{Completed, Elements, Failed, Nothing};
use super::{Bell, assert_balance, drain, failure, look, pass_on, requested};
use crate::model::{Model, race2};
use crate::mutants::Mutant;

/// - Threads: the producer pushes 1 and completes; the consumer looks, passes on what it finds, and
///   looks again if it found an element.
/// - Outcome: what the consumer found, how often it was woken.
/// - Invariant: the end comes behind the last element (law L4). A consumer whose last look found
///   nothing is woken.
#[test]
fn completion_races_a_look() {
    Model {
        outcomes: &[(Elements(1), Completed, 0), (Nothing, Nothing, 1)],
        executions: 24,
        mutants: &[
            Mutant::EndingForgotten,
            Mutant::EndingOvertakes,
            Mutant::EndingWakesNobody,
        ],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(2);
        let (_producer, (mut consumer, mut passed, found)) = race2(
            move || {
                producer.push(7_u8);
                producer.complete();
                producer
            },
            move || {
                let mut passed = Vec::new();
                let one = look(&mut consumer, &waker);
                pass_on(&mut consumer, &mut passed);
                let two = match one {
                    Elements(_) => look(&mut consumer, &waker),
                    other => other,
                };
                (consumer, passed, (one, two))
            },
        );
        assert_eq!(drain(&mut consumer, &mut passed), Completed);
        assert_eq!(passed, [7], "the last element is lost");
        (found.0, found.1, bell.rings())
    });
}

/// - Threads: the producer publishes 1 and fails; the consumer looks, passes on what it finds, and
///   looks again if it found an element.
/// - Outcome: what the consumer found, how often it was woken.
/// - Invariant: as for a completion; here element and end come apart.
#[test]
fn failure_races_a_look() {
    Model {
        outcomes: &[
            (Elements(1), Failed, 0),
            (Elements(1), Nothing, 1),
            (Nothing, Nothing, 1),
        ],
        executions: 45,
        mutants: &[Mutant::EndingForgotten, Mutant::EndingWakesNobody],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(2);
        let (_producer, (mut consumer, mut passed, found)) = race2(
            move || {
                producer.push(7_u8);
                producer.publish();
                producer.fail(failure());
                producer
            },
            move || {
                let mut passed = Vec::new();
                let one = look(&mut consumer, &waker);
                pass_on(&mut consumer, &mut passed);
                let two = match one {
                    Elements(_) => look(&mut consumer, &waker),
                    other => other,
                };
                (consumer, passed, (one, two))
            },
        );
        assert_eq!(drain(&mut consumer, &mut passed), Failed);
        assert_eq!(passed, [7], "the last element is lost");
        (found.0, found.1, bell.rings())
    });
}

/// - Threads: the producer pushes 1 and completes; the consumer cancels.
/// - Outcome: whether the producer knew of the cancel when it had completed.
/// - Invariant: the element is in the books once, and the consumer, who wants no more, finds
///   neither it nor the completion.
#[test]
fn completion_races_cancel() {
    Model {
        outcomes: &[false, true],
        executions: 33,
        mutants: &[Mutant::CancelledQueueTakes, Mutant::QueueLeftBehind],
    }
    .explore(|| {
        let (mut producer, mut consumer) = requested(1);
        assert_eq!(producer.claim(), 1);
        let ((_producer, knew), mut consumer) = race2(
            move || {
                producer.push(7_u8);
                producer.complete();
                let knew = producer.cancelled().is_some();
                (producer, knew)
            },
            move || {
                consumer.cancel(&CancelCause::Finished);
                consumer
            },
        );
        assert_eq!(drain(&mut consumer, &mut Vec::new()), Failed);
        assert_eq!(consumer.meters().read().discarded, 1);
        assert_balance(consumer.meters().read());
        knew
    });
}

/// - Threads: the producer pushes 1 and fails; the consumer, which holds another, cancels.
/// - Outcome: whether the producer knew of the cancel when it had failed.
/// - Invariant: both elements are in the books once.
#[test]
fn failure_races_cancel() {
    Model {
        outcomes: &[false, true],
        executions: 33,
        mutants: &[Mutant::CancelledQueueTakes, Mutant::QueueLeftBehind],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let (mut producer, mut consumer) = requested(2);
        producer.push(6_u8);
        producer.publish();
        assert_eq!(look(&mut consumer, &waker), Elements(1));
        let ((_producer, knew), consumer) = race2(
            move || {
                producer.push(7);
                producer.fail(failure());
                let knew = producer.cancelled().is_some();
                (producer, knew)
            },
            move || {
                consumer.cancel(&CancelCause::Requested);
                consumer
            },
        );
        assert_eq!(consumer.meters().read().discarded, 2);
        assert_balance(consumer.meters().read());
        assert_eq!(bell.rings(), 0, "nobody slept");
        knew
    });
}
