//! An owner that goes to sleep against somebody who wakes a slot.

use super::{Bell, found_later, swept};
use crate::Waited::{self, LookAgain, Parked};
use crate::model::{Model, race2, race3};
use crate::mutants::Mutant;
use crate::ready_set::ReadySet;

/// - Threads: somebody wakes slot 0; the owner parks.
/// - Outcome: whether the owner parked, how often the parent was woken.
/// - Invariant: either the owner is told to look again, or the parent is woken; not both.
#[test]
fn wake_races_park() {
    Model {
        outcomes: &[(LookAgain, 0), (Parked, 1)],
        executions: 9,
        mutants: &[Mutant::WakeTorn, Mutant::ParkTorn],
    }
    .explore(|| {
        let (bell, parent) = Bell::new();
        let mut ready = ReadySet::new();
        let waker = ready.waker(0).clone();
        let ((), (mut ready, parked)) = race2(
            move || waker.wake(),
            move || {
                let parked = ready.park(&parent);
                (ready, parked)
            },
        );
        let later = found_later(&mut ready, parked, bell.rings());
        assert_eq!(later, Some(vec![0]), "a wake-up is lost");
        (parked, bell.rings())
    });
}

/// - Threads: somebody wakes slot 0; the owner, which parked before with one waker, parks with
///   another.
/// - Outcome: whether it parked, how often the old parent and the new one were woken.
/// - Invariant: an owner that parked and whose new parent is not woken has nothing to find. Waking
///   the old one is not enough: it may belong to a task that no longer owns the set.
#[test]
fn parent_is_replaced_while_waking() {
    const OUTCOMES: &[(Waited, u8, u8)] = &[(LookAgain, 1, 0), (LookAgain, 0, 1), (Parked, 0, 1)];
    Model {
        outcomes: OUTCOMES,
        executions: 20,
        mutants: &[Mutant::ParkTrusts],
    }
    .explore(|| {
        let ((old, before), (new, after)) = (Bell::new(), Bell::new());
        let mut ready = ReadySet::new();
        let waker = ready.waker(0).clone();
        assert_eq!(ready.park(&before), Parked);
        let ((), (mut ready, parked)) = race2(
            move || waker.wake(),
            move || {
                let parked = ready.park(&after);
                (ready, parked)
            },
        );
        let later = found_later(&mut ready, parked, new.rings());
        assert_eq!(later, Some(vec![0]), "a wake-up is lost");
        (parked, old.rings(), new.rings())
    });
}

/// - Threads: somebody wakes slot 0; somebody else wakes slot 63, in another word; the owner
///   sweeps, then parks.
/// - Outcome: what the sweep found, whether the owner parked, how often the parent was woken.
/// - Invariant: each word by itself: what the sweep did not find is found by parking, or wakes the
///   parent, once for each word at most.
#[test]
fn words_are_parked_one_by_one() {
    const OUTCOMES: &[(&[usize], Waited, u8)] = &[
        (&[], LookAgain, 0),
        (&[], LookAgain, 1),
        (&[], Parked, 2),
        (&[0], LookAgain, 0),
        (&[0], Parked, 1),
        (&[63], LookAgain, 0),
        (&[63], Parked, 1),
        (&[0, 63], Parked, 0),
    ];
    Model {
        outcomes: OUTCOMES,
        executions: 1_400,
        mutants: &[Mutant::WakeTorn, Mutant::ParkTorn],
    }
    .explore(|| {
        let (bell, parent) = Bell::new();
        let mut ready = ReadySet::new();
        let (a, b) = (ready.waker(0).clone(), ready.waker(63).clone());
        let ((), (), (mut ready, found, parked)) = race3(
            move || a.wake_by_ref(),
            move || b.wake_by_ref(),
            move || {
                let found = swept(&mut ready);
                let parked = ready.park(&parent);
                (ready, found, parked)
            },
        );
        let rings = bell.rings();
        let mut all = found.clone();
        all.extend(found_later(&mut ready, parked, rings).unwrap_or_default());
        all.sort_unstable();
        assert_eq!(all, [0, 63], "a wake-up is lost");
        let found = match found.as_slice() {
            [] => &[][..],
            [0] => &[0],
            [63] => &[63],
            _ => &[0, 63],
        };
        (found, parked, rings)
    });
}
