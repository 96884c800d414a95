//! The models of the kill switch. `docs/specs/models.md` lists them.

use core::task::{Poll, Waker};
use std::sync::Arc;

use super::{KillSwitchCell, KillSwitchListener, Killed};
use crate::model::{Bell, Model, race2, race3};
use crate::mutants::Mutant;

/// How a listener is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Shutdown,
    Aborted,
    NotYet,
}

fn look(listener: &mut KillSwitchListener, waker: &Waker) -> Told {
    match listener.poll_killed(waker) {
        Poll::Ready(Killed::Shutdown) => Told::Shutdown,
        Poll::Ready(Killed::Aborted(_)) => Told::Aborted,
        Poll::Pending => Told::NotYet,
    }
}

/// - Threads: somebody trips the switch; a listener comes to wait, and looks again if it is
///   woken by then; another one was waiting before.
/// - Outcome: what the newcomer saw first, and how often each was woken.
/// - Invariant: a listener that waits is woken once; one that saw the trip is not. Whoever is woken
///   sees it.
#[test]
fn trip_races_listening_tells_once() {
    Model {
        outcomes: &[(Told::Shutdown, 0, 1), (Told::NotYet, 1, 1)],
        executions: 36,
        mutants: &[Mutant::SwitchListenTorn, Mutant::SwitchRaisedLate],
    }
    .explore(|| {
        let switch = KillSwitchCell::new();
        let (bell, waker) = Bell::new();
        let (earlier_bell, earlier_waker) = Bell::new();
        let (mut newcomer, mut earlier) = (switch.listen(), switch.listen());
        assert_eq!(look(&mut earlier, &earlier_waker), Told::NotYet);
        let heard = Arc::clone(&bell);
        let (tripped, (first, _newcomer)) = race2(
            move || switch.shutdown(),
            move || {
                let first = look(&mut newcomer, &waker);
                if first == Told::NotYet && heard.rings() > 0 {
                    assert_eq!(
                        look(&mut newcomer, &waker),
                        Told::Shutdown,
                        "woken for nothing"
                    );
                }
                (first, newcomer)
            },
        );
        assert!(tripped);
        assert_eq!(look(&mut earlier, &earlier_waker), Told::Shutdown);
        (first, bell.rings(), earlier_bell.rings())
    });
}

/// - Threads: somebody shuts down; somebody aborts; a listener comes to wait.
/// - Outcome: whether the shutdown won, and what the listener saw.
/// - Invariant: exactly one of them trips the switch, and every listener sees that one.
#[test]
fn two_trips_one_decides() {
    Model {
        outcomes: &[
            (true, Told::Shutdown),
            (true, Told::NotYet),
            (false, Told::Aborted),
            (false, Told::NotYet),
        ],
        executions: 6_400,
        mutants: &[Mutant::SwitchTripTorn],
    }
    .explore(|| {
        let switch = KillSwitchCell::new();
        let (bell, waker) = Bell::new();
        let mut listener = switch.listen();
        let other = switch.clone();
        let (shut_down, aborted, (seen, mut listener)) = race3(
            move || switch.shutdown(),
            move || other.abort("enough"),
            move || (look(&mut listener, &waker), listener),
        );
        assert_ne!(shut_down, aborted, "both, or none, tripped it");
        let decided = if shut_down {
            Told::Shutdown
        } else {
            Told::Aborted
        };
        assert_eq!(look(&mut listener, Waker::noop()), decided);
        assert_eq!(bell.rings(), usize::from(seen == Told::NotYet));
        (shut_down, seen)
    });
}

/// - Threads: a listener that waits is dropped; another one comes to wait.
/// - Outcome: how often each is woken when the switch is tripped afterwards.
/// - Invariant: the one that stays, once; of the one that left nobody holds the waker.
#[test]
fn leaving_races_listening_no_waker_remains() {
    Model {
        outcomes: &[(0, 1)],
        executions: 6,
        mutants: &[Mutant::SwitchListenerStays],
    }
    .explore(|| {
        let switch = KillSwitchCell::new();
        let (left_bell, left_waker) = Bell::new();
        let (bell, waker) = Bell::new();
        let (mut leaving, mut newcomer) = (switch.listen(), switch.listen());
        assert_eq!(look(&mut leaving, &left_waker), Told::NotYet);
        drop(left_waker);
        let (_, _newcomer) = race2(
            move || drop(leaving),
            move || {
                assert_eq!(look(&mut newcomer, &waker), Told::NotYet);
                newcomer
            },
        );
        assert_eq!(Arc::strong_count(&left_bell), 1, "a waker remains");
        assert!(switch.shutdown());
        (left_bell.rings(), bell.rings())
    });
}
