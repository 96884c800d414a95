//! Grants against grants, and grants against a producer that takes.

use std::sync::Arc;

use forebay_protocol::Demand::{Bounded, Unbounded};

use super::{count, counter};
use crate::demand::Signalled::{Busy, Wake};
use crate::demand::Waited;
use crate::model::{Model, race2, race3};
use crate::mutants::Mutant;

/// - Threads: a consumer grants 2; another one grants 3. The producer parked before.
/// - Outcome: what each was told, and the demand in the end.
/// - Invariant: no grant is lost, the demand is 5; the grant that came first, and only that one,
///   is told to wake.
#[test]
fn two_grants_add_up() {
    Model {
        outcomes: &[(Wake, Busy, Bounded(5)), (Busy, Wake, Bounded(5))],
        executions: 18,
        mutants: &[Mutant::UpdateTorn, Mutant::GrantKeepsWaiting],
    }
    .explore(|| {
        let (requester, producer) = counter();
        assert_eq!(producer.wait(), Waited::Parked);
        let other = Arc::clone(&requester);
        let (a, b) = race2(
            move || requester.grant(count(2)),
            move || other.grant(count(3)),
        );
        (a, b, producer.demand())
    });
}

/// - Threads: a consumer grants 4; another one grants 5; the producer takes up to 200. Before,
///   120 were granted, of at most 126.
/// - Outcome: what the producer took, and the demand in the end.
/// - Invariant: the sum passes the limit and becomes unbounded, not some small remainder. The
///   producer takes the part of the sum that it saw, or all of its 200 once that was saturated.
#[test]
fn grants_saturate_while_taken_from() {
    Model {
        outcomes: &[
            (120, Unbounded),
            (124, Unbounded),
            (125, Unbounded),
            (200, Unbounded),
        ],
        executions: 2_700,
        mutants: &[Mutant::GrantWraps],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        assert_eq!(requester.grant(count(120)), Busy);
        let other = Arc::clone(&requester);
        let (a, b, (taken, producer)) = race3(
            move || requester.grant(count(4)),
            move || other.grant(count(5)),
            move || (producer.take(200), producer),
        );
        assert_eq!((a, b), (Busy, Busy));
        (taken, producer.demand())
    });
}

/// - Threads: a consumer grants 1, then 2; the producer takes up to 2, twice.
/// - Outcome: what the producer took each time, and the demand in the end.
/// - Invariant: the three add up to 3: nothing is delivered twice and no demand is lost.
#[test]
fn takes_and_rest_are_the_sum_of_grants() {
    Model {
        outcomes: &[
            (0, 0, Bounded(3)),
            (0, 1, Bounded(2)),
            (0, 2, Bounded(1)),
            (1, 0, Bounded(2)),
            (1, 2, Bounded(0)),
            (2, 1, Bounded(0)),
        ],
        executions: 120,
        mutants: &[Mutant::TakeForgets],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        let (signals, (first, second, producer)) = race2(
            move || (requester.grant(count(1)), requester.grant(count(2))),
            move || (producer.take(2), producer.take(2), producer),
        );
        assert_eq!(signals, (Busy, Busy));
        (first, second, producer.demand())
    });
}

/// - Threads: a consumer lifts the limit; another one grants 1; the producer takes 1, twice.
/// - Outcome: what the producer took each time, and the demand in the end.
/// - Invariant: the demand is unbounded in the end, whatever was taken in between and whether
///   the bounded grant came before or after.
#[test]
fn unbounded_races_take_and_stays() {
    Model {
        outcomes: &[
            (0, 0, Unbounded),
            (0, 1, Unbounded),
            (1, 0, Unbounded),
            (1, 1, Unbounded),
        ],
        executions: 4_400,
        mutants: &[Mutant::UnboundedCountsDown],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        let other = Arc::clone(&requester);
        let (a, b, (first, second, producer)) = race3(
            move || requester.grant_unbounded(),
            move || other.grant(count(1)),
            move || (producer.take(1), producer.take(1), producer),
        );
        assert_eq!((a, b), (Busy, Busy));
        (first, second, producer.demand())
    });
}
