//! Offers that wait for room.

use core::task::{Poll, Waker};

use super::Found::{Asleep, Element};
use super::{Said, ask, full, offer, take};
use crate::model::{Bell, Model, race2};
use crate::mutants::Mutant;
use crate::queue::Offer;

/// - Threads: a producer offers 1 to a queue of capacity 1 that is full, and waits; the consumer
///   takes the element and gives its room back.
/// - Outcome: whether the offer was accepted at once, or had to wait.
/// - Invariant: one that waits is woken, once, and its element is in the queue by then. No more
///   than one element is accepted and not passed on, also while the consumer holds it.
#[test]
fn room_races_offer_at_capacity_one() {
    Model {
        outcomes: &["at once", "later"],
        executions: 45,
        mutants: &[
            Mutant::QueueLineUpTorn,
            Mutant::QueueRoomUntold,
            Mutant::QueueRoomEarly,
        ],
    }
    .explore(|| {
        let (handle, mut consumer) = full(1);
        let (bell, waker) = Bell::new();
        let ((said, handle), mut consumer) = race2(
            move || (offer(&handle, 1, &waker), handle),
            move || {
                let lent = consumer.poll_lend(Waker::noop());
                assert!(matches!(lent, Poll::Ready(Ok(true))));
                let resident = consumer.accepted() - consumer.passed_on();
                assert_eq!(resident, 1, "more than the capacity");
                assert_eq!(consumer.next(), Some(0));
                consumer.give_back();
                consumer
            },
        );
        let when = match said {
            Said::Accepted => "at once",
            Said::Waits(ticket) => {
                assert_eq!(bell.rings(), 1, "waits for ever");
                assert_eq!(ask(&handle, ticket, Waker::noop()), Said::Accepted);
                "later"
            },
            Said::Refused(_) => "wrong",
        };
        assert_eq!(take(&mut consumer, Waker::noop()), Element(1));
        when
    });
}

/// - Threads: of two offers that wait, 1 and 2, the first is dropped; the consumer takes an element
///   and gives its room back.
/// - Outcome: which of the two got the room.
/// - Invariant: one of the two. If the first was dropped in time, its element is gone, and the second
///   has room and was woken; if not, its element is delivered and the second has the next room.
#[test]
fn dropped_offer_passes_room_on() {
    Model {
        outcomes: &[1, 2],
        executions: 12,
        mutants: &[
            Mutant::QueueRoomTorn,
            Mutant::QueueRoomUntold,
            Mutant::QueueWithdrawStays,
        ],
    }
    .explore(|| {
        let (handle, mut consumer) = full(1);
        let (bell, waker) = Bell::new();
        let Said::Waits(first) = offer(&handle, 1, Waker::noop()) else {
            panic!("there is no room");
        };
        let Said::Waits(second) = offer(&handle, 2, &waker) else {
            panic!("there is no room");
        };
        let ((withdrawn, handle), mut consumer) = race2(
            move || (Offer::resume(&handle.shared, first).withdraw(), handle),
            move || {
                assert_eq!(take(&mut consumer, Waker::noop()), Element(0));
                consumer
            },
        );
        let got_room = if withdrawn.is_some() { 2 } else { 1 };
        if got_room == 1 {
            assert_eq!(bell.rings(), 0, "woken without room");
            assert_eq!(take(&mut consumer, Waker::noop()), Element(1));
        }
        assert_eq!(bell.rings(), 1, "waits for ever");
        assert_eq!(ask(&handle, second, Waker::noop()), Said::Accepted);
        assert_eq!(take(&mut consumer, Waker::noop()), Element(2));
        assert_eq!(take(&mut consumer, Waker::noop()), Asleep);
        got_room
    });
}
