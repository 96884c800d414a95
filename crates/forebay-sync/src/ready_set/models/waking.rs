//! Wakes against one another, and against a sweep.

use super::{Bell, found_later, swept};
use crate::Waited::{self, LookAgain, Parked};
use crate::model::{Model, race2};
use crate::mutants::Mutant;
use crate::ready_set::ReadySet;

/// - Threads: somebody wakes slot 0; somebody else wakes slot 1. The owner parked before.
/// - Outcome: how often the parent was woken.
/// - Invariant: the parent is woken once, not once for each slot; both slots are found.
#[test]
fn two_wakes_wake_the_parent_once() {
    Model {
        outcomes: &[1],
        executions: 9,
        mutants: &[Mutant::WakeTorn, Mutant::WakesForEachSlot],
    }
    .explore(|| {
        let (bell, parent) = Bell::new();
        let mut ready = ReadySet::new();
        let (a, b) = (ready.waker(0).clone(), ready.waker(1).clone());
        assert_eq!(ready.park(&parent), Parked);
        race2(move || a.wake_by_ref(), move || b.wake_by_ref());
        assert_eq!(swept(&mut ready), [0, 1], "a wake-up is lost");
        bell.rings()
    });
}

/// - Threads: somebody wakes slot 1; the owner sweeps, then parks. Slot 0 was woken before.
/// - Outcome: whether the sweep found slot 1, whether the owner parked, how often the parent was
///   woken.
/// - Invariant: a slot that the sweep did not find is found by parking, or wakes the parent.
#[test]
fn wake_races_sweep() {
    const OUTCOMES: &[(bool, Waited, u8)] =
        &[(true, Parked, 0), (false, LookAgain, 0), (false, Parked, 1)];
    Model {
        outcomes: OUTCOMES,
        executions: 20,
        mutants: &[Mutant::SweepTorn, Mutant::WakeTorn, Mutant::ParkTorn],
    }
    .explore(|| {
        let (bell, parent) = Bell::new();
        let mut ready = ReadySet::new();
        let (zeroth, first) = (ready.waker(0).clone(), ready.waker(1).clone());
        zeroth.wake();
        let ((), (mut ready, found, parked)) = race2(
            move || first.wake_by_ref(),
            move || {
                let found = swept(&mut ready);
                let parked = ready.park(&parent);
                (ready, found, parked)
            },
        );
        let rings = bell.rings();
        let found = found.contains(&1);
        if !found {
            let later = found_later(&mut ready, parked, rings);
            assert_eq!(later, Some(vec![1]), "a wake-up is lost");
        }
        (found, parked, rings)
    });
}
