//! What was written before a signal is seen by the one who acts on it.
//!
//! The data is an atomic that is only ever accessed relaxed: alone it orders nothing, so a reader
//! that must see it can owe that only to the word.

use std::sync::Arc;

use super::{count, counter};
use crate::demand::Signalled::{self, Busy, Wake};
use crate::demand::Waited::{self, LookAgain, Parked};
use crate::model::{Model, race2, race3};
use crate::mutants::Mutant;
use crate::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// A note that one actor leaves for another.
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

/// - Threads: a consumer leaves a note and grants 1; another one grants 1 and leaves none; the
///   producer takes up to 2.
/// - Outcome: what the producer took, and whether it then sees the note.
/// - Invariant: a producer that takes 2 sees the note, even if the second grant was the one it
///   read. Taking 1 or nothing promises nothing.
#[test]
fn grant_publishes_to_take() {
    Model {
        outcomes: &[(0, false), (0, true), (1, false), (1, true), (2, true)],
        executions: 14_000,
        mutants: &[Mutant::GrantUnpublished, Mutant::LookUnacquired],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        let (other, note) = (Arc::clone(&requester), Note::new());
        let left = note.clone();
        let (a, b, outcome) = race3(
            move || {
                left.leave();
                requester.grant(count(1))
            },
            move || other.grant(count(1)),
            move || (producer.take(2), note.is_seen()),
        );
        assert_eq!((a, b), (Busy, Busy));
        outcome
    });
}

/// - Threads: a consumer leaves a note and lifts the limit; the producer takes 1.
/// - Outcome: what the producer took, and whether it then sees the note.
/// - Invariant: a producer that takes sees the note.
#[test]
fn unbounded_publishes_to_take() {
    Model {
        outcomes: &[(0, false), (0, true), (1, true)],
        executions: 140,
        mutants: &[Mutant::RaiseUnpublished, Mutant::LookUnacquired],
    }
    .explore(|| {
        let (requester, mut producer) = counter();
        let note = Note::new();
        let left = note.clone();
        let (signalled, outcome) = race2(
            move || {
                left.leave();
                requester.grant_unbounded()
            },
            move || (producer.take(1), note.is_seen()),
        );
        assert_eq!(signalled, Busy);
        outcome
    });
}

/// - Threads: somebody leaves a note and cancels; the producer asks whether it is cancelled.
/// - Outcome: the answer, and whether the producer then sees the note.
/// - Invariant: a producer that finds itself cancelled sees the note.
#[test]
fn cancel_publishes_to_producer() {
    Model {
        outcomes: &[(false, false), (false, true), (true, true)],
        executions: 140,
        mutants: &[Mutant::RaiseUnpublished, Mutant::LookUnacquired],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let (canceller, note) = (requester.canceller(), Note::new());
        let left = note.clone();
        let (signalled, outcome) = race2(
            move || {
                left.leave();
                canceller.cancel()
            },
            move || (producer.is_cancelled(), note.is_seen()),
        );
        assert_eq!(signalled, Busy);
        outcome
    });
}

/// - Threads: the producer leaves a note and waits; a consumer grants 1.
/// - Outcome: whether the producer parked, what the consumer was told, and whether the consumer
///   then sees the note.
/// - Invariant: a consumer that is told to wake sees the note: it says how.
#[test]
fn wait_publishes_to_grant() {
    Model {
        outcomes: WAIT_OUTCOMES,
        executions: 180,
        mutants: &[Mutant::WaitUnpublished, Mutant::GrantUnacquired],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let note = Note::new();
        let left = note.clone();
        let (waited, (signalled, seen)) = race2(
            move || {
                left.leave();
                producer.wait()
            },
            move || (requester.grant(count(1)), note.is_seen()),
        );
        (waited, signalled, seen)
    });
}

/// - Threads: the producer leaves a note and waits; somebody cancels.
/// - Outcome: whether the producer parked, what the other was told, and whether that one then
///   sees the note.
/// - Invariant: whoever is told to wake sees the note: it says how.
#[test]
fn wait_publishes_to_cancel() {
    Model {
        outcomes: WAIT_OUTCOMES,
        executions: 210,
        mutants: &[Mutant::WaitUnpublished, Mutant::RaiseUnacquired],
    }
    .explore(|| {
        let (requester, producer) = counter();
        let (canceller, note) = (requester.canceller(), Note::new());
        let left = note.clone();
        let (waited, (signalled, seen)) = race2(
            move || {
                left.leave();
                producer.wait()
            },
            move || (canceller.cancel(), note.is_seen()),
        );
        (waited, signalled, seen)
    });
}

/// Parked, then woken with the note; or not parked, and the note may or may not be there yet.
const WAIT_OUTCOMES: &[(Waited, Signalled, bool)] = &[
    (Parked, Wake, true),
    (LookAgain, Busy, false),
    (LookAgain, Busy, true),
];
