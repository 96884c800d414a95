//! A producer that goes to sleep against everybody who could have woken it.

use std::sync::Arc;

use forebay_protocol::Demand;

use super::{count, counter};
use crate::demand::Signalled::{Busy, Cancelled, Wake};
use crate::demand::Waited::{LookAgain, Parked};
use crate::model::{Model, race3};
use crate::mutants::Mutant;

/// - Threads: the producer waits; a consumer grants 1; another one grants 1.
/// - Outcome: whether the producer parked, and what each consumer was told.
/// - Invariant: if the producer parked, exactly one consumer is told to wake it: two would be a
///   wake-up too many, none a stream that hangs. If it did not, it looks again and nobody wakes
///   it. No grant is lost, the demand is 2 in the end.
#[test]
fn wait_races_grants_one_wakes() {
    Model {
        outcomes: &[
            (LookAgain, Busy, Busy),
            (Parked, Wake, Busy),
            (Parked, Busy, Wake),
        ],
        executions: 8_000,
        mutants: &[Mutant::UpdateTorn, Mutant::GrantKeepsWaiting],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let other = Arc::clone(&requester);
        let ((waited, producer), a, b) = race3(
            move || (producer.wait(), producer),
            move || requester.grant(count(1)),
            move || other.grant(count(1)),
        );
        assert_eq!(producer.demand(), Demand::Bounded(2), "a grant is lost");
        (waited, a, b)
    });
}

/// - Threads: the producer waits; a consumer lifts the limit; somebody cancels.
/// - Outcome: whether the producer parked, and what the other two were told.
/// - Invariant: if the producer parked, the first of the two is told to wake it, and only that
///   one. Lifting the limit after the cancel is told that it came too late.
#[test]
fn wait_races_unbounded_and_cancel_one_wakes() {
    Model {
        outcomes: &[
            (LookAgain, Busy, Busy),
            (LookAgain, Cancelled, Busy),
            (Parked, Wake, Busy),
            (Parked, Cancelled, Wake),
        ],
        executions: 22_000,
        mutants: &[Mutant::RaiseTorn],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let canceller = requester.canceller();
        race3(
            move || producer.wait(),
            move || requester.grant_unbounded(),
            move || canceller.cancel(),
        )
    });
}
