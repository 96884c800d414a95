//! The models of the timers. `docs/specs/models.md` lists them.

use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Instant;

use super::Timers;
use crate::model::{Bell, Model, race2};
use crate::mutants::Mutant;

/// - Threads: somebody sets a call that is due; somebody makes those that are due.
/// - Outcome: how many calls were made, and how many are still to be made.
/// - Invariant: a call that was not made is still set.
#[test]
fn set_races_fire() {
    Model {
        outcomes: &[(1, 0), (0, 1)],
        executions: 9,
        mutants: &[Mutant::FireTorn],
    }
    .explore(|| {
        let (timers, (bell, waker)) = (Timers::new(), Bell::new());
        let (mut call, due, fires) = (timers.call(), Instant::now(), timers.clone());
        let (_call, made) = race2(
            move || {
                call.set(due, &waker);
                call
            },
            move || fires.fire(due),
        );
        assert_eq!(bell.rings(), made, "made is rung");
        (made, timers.len())
    });
}

/// - Threads: somebody takes back a call that is due; somebody makes those that are due.
/// - Outcome: how many calls were made, and how many are still to be made.
/// - Invariant: a call is made or taken back, and not set afterwards.
#[test]
fn clear_races_fire() {
    Model {
        outcomes: &[(1, 0), (0, 0)],
        executions: 9,
        mutants: &[Mutant::ClearForgets],
    }
    .explore(|| {
        let (timers, (bell, waker)) = (Timers::new(), Bell::new());
        let (mut call, due, fires) = (timers.call(), Instant::now(), timers.clone());
        call.set(due, &waker);
        let (_call, made) = race2(
            move || {
                call.clear();
                call
            },
            move || fires.fire(due),
        );
        assert_eq!(bell.rings(), made, "made is rung");
        (made, timers.len())
    });
}

/// Closes the timers when it is woken.
struct Closes {
    timers: Timers,
    bell: Waker,
}

impl Wake for Closes {
    fn wake(self: Arc<Self>) {
        self.bell.wake_by_ref();
        self.timers.close();
    }
}

/// - Threads: one makes calls, and sleeps while there are none; somebody sets one that is due,
///   and its waker closes the timers.
/// - Outcome: how often the waker was woken.
/// - Invariant: the one that sleeps, or is about to, learns of the call.
#[test]
fn set_wakes_the_one_that_serves() {
    Model {
        outcomes: &[1],
        executions: 18,
        mutants: &[Mutant::ServeSleepsLate],
    }
    .explore(|| {
        let (timers, (bell, waker)) = (Timers::new(), Bell::new());
        let closes = Waker::from(Arc::new(Closes {
            timers: timers.clone(),
            bell: waker,
        }));
        let (mut call, due) = (timers.call(), Instant::now());
        let ((), _call) = race2(
            move || timers.serve(),
            move || {
                call.set(due, &closes);
                call
            },
        );
        bell.rings()
    });
}

/// - Threads: one makes calls, and sleeps while there are none; somebody closes the timers.
/// - Outcome: how many calls are set.
/// - Invariant: the one that sleeps, or is about to, learns of the end.
#[test]
fn close_ends_the_one_that_serves() {
    Model {
        outcomes: &[0],
        executions: 50,
        mutants: &[Mutant::ServeSleepsLate],
    }
    .explore(|| {
        let (timers, serves) = (Timers::new(), Timers::clone);
        let (served, closed) = (serves(&timers), timers.clone());
        race2(move || served.serve(), move || closed.close());
        timers.len()
    });
}
