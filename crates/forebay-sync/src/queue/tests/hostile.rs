//! Callers that do what nobody should.

use core::mem::ManuallyDrop;
use core::task::Waker;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Wake;

use forebay_protocol::CancelCause;

use super::{accept, poll, poll_with, queue, take};
use crate::model::Bell;
use crate::queue::QueueHandle;

#[test]
fn the_largest_capacity_costs_nothing_in_advance() {
    let (handle, mut consumer) = queue(usize::MAX);
    accept(&handle, 0..10_000);
    assert_eq!(handle.capacity(), usize::MAX);
    assert!((0..10_000).all(|n| take(&mut consumer) == Some(n)));
    assert_eq!(take(&mut consumer), None);
}

#[test]
fn ten_thousand_offers_wait_and_leave_in_every_order() {
    const OFFERS: usize = 10_000;

    let orders: [fn(usize) -> usize; 3] = [
        |index| index,
        |index| OFFERS - 1 - index,
        // Coprime to the number of offers: each once, all over the place.
        |index| index * 7_919 % OFFERS,
    ];
    for order in orders {
        let (handle, mut consumer) = queue(1);
        accept(&handle, [0]);
        let mut offers: Vec<_> = (1..=OFFERS).map(|n| Some(handle.offer(n))).collect();
        for offer in offers.iter_mut().flatten() {
            assert!(poll(offer).is_pending());
        }
        // Every other one leaves; the rest have their turn, first come first.
        for index in (0..OFFERS).map(order).filter(|index| index % 2 == 0) {
            offers[index] = None;
        }
        for n in std::iter::once(0).chain((2..=OFFERS).step_by(2)) {
            assert_eq!(take(&mut consumer), Some(n));
        }
        assert_eq!(take(&mut consumer), None);
        let mut rest = offers.iter_mut().flatten();
        assert!(rest.all(|offer| poll(offer).is_ready()));
    }
}

#[test]
fn ten_thousand_offers_wait_and_are_all_refused() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [0]);
    let (bell, waker) = Bell::new();
    let mut offers: Vec<_> = (0..10_000).map(|n| handle.offer(n)).collect();
    for offer in &mut offers {
        assert!(poll_with(offer, &waker).is_pending());
    }
    consumer.cancel(&CancelCause::Requested);
    assert_eq!(bell.rings(), 10_000);
    for (n, offer) in offers.iter_mut().enumerate() {
        let std::task::Poll::Ready(Err(refused)) = poll(offer) else {
            panic!("the queue is cancelled")
        };
        assert_eq!(refused.element, n);
    }
}

/// The room of an offer that nobody polls any more is no room lost, and one that is never dropped
/// leaves nothing that others wait for.
#[test]
fn a_forgotten_offer_holds_up_nobody() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [0]);
    let mut forgotten = ManuallyDrop::new(handle.offer(1));
    assert!(poll(&mut forgotten).is_pending());
    let mut next = handle.offer(2);
    assert!(poll(&mut next).is_pending());
    for n in 0..=2 {
        assert_eq!(take(&mut consumer), Some(n));
    }
    assert!(poll(&mut next).is_ready());
}

/// Panics when it is dropped, if armed.
struct Bomb {
    armed: bool,
}

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.armed, "dropped a bomb");
    }
}

#[test]
fn a_destructor_that_panics_finds_all_told_and_counted() {
    let (handle, mut consumer) = queue(4);
    accept(&handle, (0..4).map(|n| Bomb { armed: n == 1 }));
    let (bell, waker) = Bell::new();
    let mut waiting = handle.offer(Bomb { armed: false });
    assert!(poll_with(&mut waiting, &waker).is_pending());
    let cancel = || consumer.cancel(&CancelCause::Requested);
    assert!(catch_unwind(AssertUnwindSafe(cancel)).is_err());
    assert_eq!((consumer.accepted(), consumer.discarded()), (4, 4));
    assert_eq!(bell.rings(), 1);
    assert!(poll(&mut waiting).is_ready());
    assert!(handle.is_empty() && handle.is_closed());
}

#[test]
fn an_offer_may_be_dropped_with_an_element_that_panics() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [Bomb { armed: false }]);
    let mut waiting = handle.offer(Bomb { armed: true });
    assert!(poll(&mut waiting).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(waiting))).is_err());
    assert!(take(&mut consumer).is_some());
    assert!(handle.try_offer(Bomb { armed: false }).is_ok());
}

/// Uses the queue that it is in when it is dropped.
struct Meddler(Option<QueueHandle<Self>>);

impl Drop for Meddler {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            let _full_or_closed = handle.try_offer(Self(None));
            assert!(handle.len() <= handle.capacity());
            handle.complete();
        }
    }
}

#[test]
fn a_destructor_may_use_the_queue() {
    let (handle, mut consumer) = queue(2);
    accept(&handle, [Meddler(Some(handle.clone()))]);
    drop(take(&mut consumer));
    assert!(handle.is_closed());
    assert_eq!(consumer.cancel(&CancelCause::Requested), 1);

    let (handle, mut consumer) = queue(2);
    accept(&handle, [Meddler(Some(handle.clone()))]);
    assert_eq!(consumer.cancel(&CancelCause::Requested), 1);

    let (handle, consumer) = queue(1);
    accept(&handle, [Meddler(None)]);
    let mut waiting = handle.offer(Meddler(Some(handle.clone())));
    assert!(poll(&mut waiting).is_pending());
    drop(waiting);
    drop(consumer);
}

/// Uses a queue when it wakes and when it is dropped.
struct Busybody(QueueHandle<u8>);

impl Wake for Busybody {
    fn wake(self: Arc<Self>) {
        let _full_or_closed = self.0.try_offer(9);
    }
}

impl Drop for Busybody {
    fn drop(&mut self) {
        let _full_or_closed = self.0.try_offer(8);
    }
}

#[test]
fn a_waker_may_use_the_queue() {
    let busybody = |handle: &QueueHandle<u8>| Waker::from(Arc::new(Busybody(handle.clone())));
    let (handle, mut consumer) = queue(3);
    // Replaced, and so dropped, by a consumer that comes with another waker.
    assert!(consumer.poll_lend(&busybody(&handle)).is_pending());
    assert!(consumer.poll_lend(Waker::noop()).is_pending());
    assert_eq!(take(&mut consumer), Some(8));
    // Woken by an element.
    assert!(consumer.poll_lend(&busybody(&handle)).is_pending());
    accept(&handle, [1]);
    assert_eq!(
        [take(&mut consumer), take(&mut consumer)],
        [Some(1), Some(9)]
    );
    // Replaced, woken and dropped in an offer and in one who waits for the end.
    accept(&handle, 0..2);
    let _ = std::iter::from_fn(|| handle.try_offer(7).ok()).count();
    let (mut a, mut b) = (handle.offer(4), handle.offer(5));
    for offer in [&mut a, &mut b] {
        assert!(poll_with(offer, &busybody(&handle)).is_pending());
        assert!(poll_with(offer, &busybody(&handle)).is_pending());
    }
    drop(b);
    assert!(take(&mut consumer).is_some());
    consumer.cancel(&CancelCause::Requested);
    assert!(poll(&mut a).is_ready());
}

#[test]
fn everything_is_dropped_in_every_order() {
    // What is not named is dropped at the end; what is named twice is dropped once.
    for code in 0..=u8::MAX {
        let order = [code % 4, code / 4 % 4, code / 16 % 4, code / 64];
        let element = Arc::new(());
        drop_in_order(order, &element);
        let left = Arc::strong_count(&element) - 1;
        assert_eq!(left, 0, "{order:?}: elements have leaked");
    }
}

fn drop_in_order(order: [u8; 4], element: &Arc<()>) {
    let (handle, mut consumer) = queue(2);
    let borrowed = handle.clone();
    let other = handle.clone();
    accept(&handle, [Arc::clone(element), Arc::clone(element)]);
    assert!(consumer.poll_lend(Waker::noop()).is_ready());
    let taken = consumer.next();
    let mut offer = borrowed.offer(Arc::clone(element));
    assert!(poll(&mut offer).is_pending());
    let (mut a, mut b) = (Some(handle), Some(other));
    let (mut consumer, mut offer) = (Some((consumer, taken)), Some(offer));
    for what in order {
        match what {
            0 => drop(a.take()),
            1 => drop(b.take()),
            2 => drop(consumer.take()),
            _ => drop(offer.take()),
        }
    }
}
