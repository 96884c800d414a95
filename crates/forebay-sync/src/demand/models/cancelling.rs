//! A cancel against whatever could undo it, double it or ignore it.

use std::sync::Arc;

use forebay_protocol::Demand;

use super::{count, counter};
use crate::demand::Signalled::{Busy, Cancelled, Wake};
use crate::demand::Waited;
use crate::model::{Model, race2, race3};
use crate::mutants::Mutant;

/// - Threads: a consumer grants 1; another one lifts the limit; somebody cancels.
/// - Outcome: what the two consumers were told.
/// - Invariant: in the end the producer is cancelled and has no demand. A grant that came after
///   the cancel is told so.
#[test]
fn cancel_races_grants_and_stays() {
    Model {
        outcomes: &[
            (Busy, Busy),
            (Busy, Cancelled),
            (Cancelled, Busy),
            (Cancelled, Cancelled),
        ],
        executions: 5_000,
        mutants: &[Mutant::GrantRevives, Mutant::RaiseOverwrites],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let (other, canceller) = (Arc::clone(&requester), requester.canceller());
        let (a, b, c) = race3(
            move || requester.grant(count(1)),
            move || other.grant_unbounded(),
            move || canceller.cancel(),
        );
        assert_eq!(c, Busy);
        assert!(producer.is_cancelled(), "a grant undid the cancel");
        assert_eq!(producer.demand(), Demand::NONE);
        (a, b)
    });
}

/// - Threads: somebody cancels; somebody else cancels. The producer parked before.
/// - Outcome: what each was told.
/// - Invariant: one is told to wake the producer, the other that it came second.
#[test]
fn two_cancels_one_wakes() {
    Model {
        outcomes: &[(Wake, Cancelled), (Cancelled, Wake)],
        executions: 27,
        mutants: &[Mutant::RaiseTorn],
    }
    .explore(|| {
        let (requester, producer) = counter();
        assert_eq!(producer.wait(), Waited::Parked);
        let (one, two) = (requester.canceller(), requester.canceller());
        race2(move || one.cancel(), move || two.cancel())
    });
}

/// - Threads: somebody cancels; the producer takes 1, twice. Before, 3 were granted.
/// - Outcome: what the producer took each time.
/// - Invariant: once the cancel was seen nothing can be taken, neither of what was granted nor of
///   the number that stands for cancelled.
#[test]
fn cancel_races_take_and_ends_it() {
    Model {
        outcomes: &[(0, 0), (1, 0), (1, 1)],
        executions: 27,
        mutants: &[Mutant::CancelledDemands],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        assert_eq!(requester.grant(count(3)), Busy);
        let canceller = requester.canceller();
        let (cancelled, (first, second, mut producer)) = race2(
            move || canceller.cancel(),
            move || (producer.take(1), producer.take(1), producer),
        );
        assert_eq!(cancelled, Busy);
        assert_eq!(producer.take(1), 0, "taken after the cancel");
        (first, second)
    });
}
