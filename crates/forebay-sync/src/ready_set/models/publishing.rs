//! What was written before a wake or a park is seen by the one who acts on it.

use std::sync::Arc;
use std::task::{Wake, Waker};

use super::{Bell, swept};
use crate::Waited::{self, LookAgain, Parked};
use crate::model::{Model, race2, race3};
use crate::mutants::Mutant;
use crate::ready_set::ReadySet;
use crate::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// A note that one actor leaves for another. Alone it orders nothing.
#[derive(Clone)]
struct Note(Arc<AtomicU8>);

impl Note {
    fn new() -> Self {
        Self(Arc::new(AtomicU8::new(0)))
    }

    fn leave(&self) {
        // ORDERING: Relaxed — the word under test must do the publishing.
        self.0.store(1, Relaxed);
    }

    fn is_seen(&self) -> bool {
        // ORDERING: Relaxed — as above.
        self.0.load(Relaxed) == 1
    }
}

/// - Threads: somebody leaves a note and wakes slot 0; somebody else wakes slot 1; the owner
///   sweeps.
/// - Outcome: whether the sweep found slot 0, and whether the owner then sees the note.
/// - Invariant: an owner that finds the slot sees the note, even if the other wake came after it.
#[test]
fn wake_publishes_to_sweep() {
    Model {
        outcomes: &[(false, false), (false, true), (true, true)],
        executions: 3_000,
        mutants: &[Mutant::WakeUnpublished, Mutant::SweepUnacquired],
    }
    .explore(|| {
        let mut ready = ReadySet::new();
        let (waker, other) = (ready.waker(0).clone(), ready.waker(1).clone());
        let note = Note::new();
        let left = note.clone();
        let ((), (), outcome) = race3(
            move || {
                left.leave();
                waker.wake();
            },
            move || other.wake(),
            move || (swept(&mut ready).contains(&0), note.is_seen()),
        );
        outcome
    });
}

/// Remembers whether it saw the note when it was woken.
struct Reader {
    note: Note,
    saw: Note,
}

impl Wake for Reader {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.note.is_seen() {
            self.saw.leave();
        }
    }
}

/// - Threads: the owner leaves a note and parks, with a waker that is registered already; somebody
///   wakes slot 0.
/// - Outcome: whether the owner parked, and whether its waker saw the note.
/// - Invariant: a parent that is woken sees what the owner wrote before it parked.
#[test]
fn park_publishes_to_the_parent() {
    const OUTCOMES: &[(Waited, bool)] = &[(LookAgain, false), (Parked, true)];
    Model {
        outcomes: OUTCOMES,
        executions: 9,
        mutants: &[Mutant::ParkUnpublished, Mutant::WakeUnacquired],
    }
    .explore(|| {
        let (note, saw) = (Note::new(), Note::new());
        let reader = Reader {
            note: note.clone(),
            saw: saw.clone(),
        };
        let parent = Waker::from(Arc::new(reader));
        let mut ready = ReadySet::new();
        let waker = ready.waker(0).clone();
        // Registered and awake again: from here on only the word publishes.
        let (_, stranger) = Bell::new();
        assert_eq!(ready.park(&stranger), Parked);
        assert_eq!(ready.park(&parent), Parked);
        waker.wake_by_ref();
        assert_eq!(swept(&mut ready), [0]);
        // The set comes back: dropped, it would let go of the parent.
        let ((parked, _ready), ()) = race2(
            move || {
                note.leave();
                (ready.park(&parent), ready)
            },
            move || waker.wake(),
        );
        (parked, saw.is_seen())
    });
}
