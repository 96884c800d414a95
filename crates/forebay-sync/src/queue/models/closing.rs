//! The end of a queue against those who offer, wait and take.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Waker};

use forebay_protocol::CancelCause;

use super::Found::{Asleep, Element, Over};
use super::{Found, Said, ask, full, offer, queue, take, take_all};
use crate::model::{Bell, Model, race2, race3};
use crate::mutants::Mutant;

/// - Threads: a producer offers 1; another one completes the queue; the consumer looks.
/// - Outcome: whether the element was accepted, and what the consumer found.
/// - Invariant: accepted is delivered, before the end; refused is not. A consumer that sleeps is
///   woken once, by whatever came first.
#[test]
fn complete_races_offer_accepted_is_delivered() {
    Model {
        outcomes: &[
            (true, Element(1)),
            (true, Asleep),
            (false, Asleep),
            (false, Over),
        ],
        executions: 850,
        mutants: &[
            Mutant::QueueOfferTorn,
            Mutant::QueueEndOvertakes,
            Mutant::QueueEndUntold,
        ],
    }
    .explore(|| {
        let (handle, mut consumer) = queue(2);
        let (other, (bell, waker)) = (handle.clone(), Bell::new());
        let (accepted, completed, (found, mut consumer)) = race3(
            move || (handle.try_offer(1).is_ok(), handle),
            move || (other.complete(), other),
            move || (take(&mut consumer, &waker), consumer),
        );
        assert!(completed.0, "nobody else ended it");
        assert_eq!(bell.rings(), usize::from(found == Asleep), "wake-ups");
        let (mut delivered, end) = take_all(&mut consumer);
        delivered.extend(match found {
            Element(element) => Some(element),
            _ => None,
        });
        assert_eq!(
            delivered.len(),
            usize::from(accepted.0),
            "lost or read twice"
        );
        assert_eq!(end, Over);
        (accepted.0, found)
    });
}

/// - Threads: a producer offers 1; another one offers 2; the consumer cancels. Room for one.
/// - Outcome: which of them was accepted.
/// - Invariant: what was accepted was discarded, and counted; nothing is left in the queue.
#[test]
fn cancel_races_offers_accepted_is_counted() {
    Model {
        outcomes: &[(true, false), (false, true), (false, false)],
        executions: 410,
        mutants: &[Mutant::QueueCancelTorn, Mutant::QueueOfferTorn],
    }
    .explore(|| {
        let (handle, mut consumer) = queue(1);
        let other = handle.clone();
        let (a, b, (discarded, consumer)) = race3(
            move || (handle.try_offer(1).is_ok(), handle),
            move || (other.try_offer(2).is_ok(), other),
            move || (consumer.cancel(&CancelCause::Requested), consumer),
        );
        assert_eq!(discarded, u64::from(a.0) + u64::from(b.0), "not counted");
        assert_eq!(consumer.accepted(), discarded);
        assert!(a.1.is_empty(), "left in the queue");
        (a.0, b.0)
    });
}

/// - Threads: a producer offers 1 to a full queue and waits; the consumer cancels.
/// - Outcome: whether the offer was refused at once, or woken and refused.
/// - Invariant: the element comes back, and nobody waits for ever.
#[test]
fn cancel_races_waiting_offer_element_comes_back() {
    Model {
        outcomes: &["at once", "later"],
        executions: 27,
        mutants: &[Mutant::QueueEndUnsaid, Mutant::QueueLineUpTorn],
    }
    .explore(|| {
        let (handle, mut consumer) = full(1);
        let (bell, waker) = Bell::new();
        let ((said, handle), discarded) = race2(
            move || (offer(&handle, 1, &waker), handle),
            move || consumer.cancel(&CancelCause::Requested),
        );
        assert_eq!(discarded, 1);
        match said {
            Said::Refused(1) => "at once",
            Said::Waits(ticket) => {
                assert_eq!(bell.rings(), 1, "waits for ever");
                assert_eq!(ask(&handle, ticket, Waker::noop()), Said::Refused(1));
                "later"
            },
            _ => "wrong",
        }
    });
}

/// - Threads: each of two producers drops its handle. The consumer sleeps.
/// - Outcome: what the consumer finds then, and how often it was woken.
/// - Invariant: the last handle completes the queue, whichever it is.
#[test]
fn last_handle_completes() {
    Model {
        outcomes: &[(Over, 1)],
        executions: 27,
        mutants: &[Mutant::QueueHandleTorn, Mutant::QueueEndUntold],
    }
    .explore(|| {
        let (handle, mut consumer) = queue(1);
        let (other, (bell, waker)) = (handle.clone(), Bell::new());
        assert_eq!(take(&mut consumer, &waker), Asleep);
        race2(move || drop(handle), move || drop(other));
        let found: Found = take(&mut consumer, Waker::noop());
        (found, bell.rings())
    });
}

/// - Threads: a producer comes to wait for the end; the consumer cancels.
/// - Outcome: whether the producer found the end, and how often it was woken.
/// - Invariant: one of the two, once.
#[test]
fn cancel_races_closed_tells_once() {
    Model {
        outcomes: &[(true, 0), (false, 1)],
        executions: 12,
        mutants: &[Mutant::QueueCloseTorn],
    }
    .explore(|| {
        let (handle, mut consumer) = queue::<u8>(1);
        let (bell, waker) = Bell::new();
        let ((found, _handle), _) = race2(
            move || {
                let mut closed = handle.closed();
                let polled = pin!(&mut closed).poll(&mut Context::from_waker(&waker));
                closed.suspend();
                (polled.is_ready(), handle)
            },
            move || consumer.cancel(&CancelCause::Requested),
        );
        (found, bell.rings())
    });
}
