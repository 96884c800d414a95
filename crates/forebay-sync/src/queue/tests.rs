//! The queue on one thread and on many; its races are those of the models.

mod hostile;
mod sequences;
mod threads;

use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use forebay_protocol::{CancelCause, StreamErrorKind};

use super::{Offer, QueueConsumer, QueueEnding, QueueHandle, Refusal, Refused, queue};
use crate::model::Bell;

fn poll<T>(offer: &mut Offer<'_, T>) -> Poll<Result<(), Refused<T, QueueEnding>>> {
    poll_with(offer, Waker::noop())
}

fn poll_with<T>(
    offer: &mut Offer<'_, T>,
    waker: &Waker,
) -> Poll<Result<(), Refused<T, QueueEnding>>> {
    Pin::new(offer).poll(&mut Context::from_waker(waker))
}

fn take<T>(consumer: &mut QueueConsumer<T>) -> Option<T> {
    let lent = consumer.poll_lend(Waker::noop());
    let element = consumer.next();
    consumer.give_back();
    assert_eq!(matches!(lent, Poll::Ready(Ok(true))), element.is_some());
    element
}

fn accept<T>(handle: &QueueHandle<T>, elements: impl IntoIterator<Item = T>) {
    for element in elements {
        handle.try_offer(element).expect("there is room");
    }
}

#[test]
#[should_panic(expected = "a queue of capacity zero accepts nothing")]
fn capacity_zero_panics() {
    drop(queue::<u8>(0));
}

#[test]
fn a_refused_element_says_why() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, ['a']);
    let refused = handle.try_offer('b').unwrap_err();
    assert_eq!(
        refused.to_string(),
        "an element was refused: the queue is full"
    );
    assert!(refused.reason.is_full() && refused.element == 'b');

    consumer.cancel(&CancelCause::Requested);
    let refused = handle.try_offer('c').unwrap_err();
    assert_eq!(
        refused.to_string(),
        "an element was refused: the stream cancelled the queue: \
         the run was cancelled through its handle"
    );
    assert!(!refused.reason.is_full() && refused.element == 'c');
}

#[test]
fn a_failure_comes_after_what_was_accepted_and_reaches_producers() {
    let (handle, mut consumer) = queue(2);
    accept(&handle, [1, 2]);
    assert!(handle.fail("no more paper"));
    assert!(!handle.complete(), "the first ending stays");
    let refused = handle.try_offer(3).unwrap_err();
    let source = std::error::Error::source(&refused).expect("the failure");
    assert_eq!(source.to_string(), "the stream failed");
    assert!(matches!(
        refused.reason,
        Refusal::Closed(QueueEnding::Failed(_))
    ));

    assert_eq!(
        (take(&mut consumer), take(&mut consumer)),
        (Some(1), Some(2))
    );
    let Poll::Ready(Err(error)) = consumer.poll_lend(Waker::noop()) else {
        panic!("the queue has failed")
    };
    assert_eq!(error.kind(), StreamErrorKind::Failed);
    assert_eq!(error.cause().to_string(), "no more paper");
}

#[test]
fn dropping_the_consumer_cancels() {
    let (handle, consumer) = queue(1);
    accept(&handle, [1]);
    let closed = handle.closed();
    drop(consumer);
    assert!(handle.is_closed() && handle.is_empty());
    let polled = pin!(closed).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(
        polled,
        Poll::Ready(QueueEnding::Cancelled(CancelCause::Dropped))
    ));
}

#[test]
fn a_cancel_after_completion_discards_and_the_completion_stays() {
    let (handle, mut consumer) = queue(4);
    accept(&handle, [1, 2, 3, 4]);
    assert_eq!(take(&mut consumer), Some(1));
    handle.complete();
    assert_eq!(consumer.cancel(&CancelCause::Finished), 3);
    assert_eq!(consumer.cancel(&CancelCause::Finished), 0, "a second time");
    assert_eq!(
        (
            consumer.accepted(),
            consumer.passed_on(),
            consumer.discarded()
        ),
        (4, 1, 3)
    );
    let refused = handle.try_offer(5).unwrap_err();
    assert!(matches!(
        refused.reason,
        Refusal::Closed(QueueEnding::Completed)
    ));
}

#[test]
fn the_batch_takes_up_room_until_it_is_given_back() {
    let (handle, mut consumer) = queue(4);
    accept(&handle, 1..=4);
    assert_eq!(
        consumer.poll_lend(Waker::noop()).map(Result::unwrap),
        Poll::Ready(true)
    );
    assert_eq!(consumer.len(), 2, "half of the capacity is lent");
    assert_eq!(handle.len(), 4);
    assert_eq!(consumer.next(), Some(1));
    assert!(
        handle.try_offer(5).is_err(),
        "the room is not given back yet"
    );
    consumer.give_back();
    accept(&handle, [5]);
    assert!(handle.try_offer(6).is_err());
    assert_eq!(
        std::iter::from_fn(|| take(&mut consumer)).collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
}

#[test]
fn the_consumer_is_woken_by_the_first_element_only_and_by_its_latest_waker() {
    let (handle, mut consumer) = queue(4);
    let (before, stale) = Bell::new();
    let (bell, waker) = Bell::new();
    assert!(consumer.poll_lend(&stale).is_pending());
    assert!(consumer.poll_lend(&waker).is_pending());
    accept(&handle, [1, 2, 3]);
    assert_eq!((before.rings(), bell.rings()), (0, 1));
    // A consumer that was not asleep is not woken.
    assert_eq!(take(&mut consumer), Some(1));
    accept(&handle, [4]);
    handle.complete();
    assert_eq!(bell.rings(), 1);
}

#[test]
fn an_offer_that_waits_is_woken_once_through_its_latest_waker() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [1]);
    let (before, stale) = Bell::new();
    let (bell, waker) = Bell::new();
    let mut offer = handle.offer(2);
    assert!(poll_with(&mut offer, &stale).is_pending());
    assert!(poll_with(&mut offer, &waker).is_pending());
    assert_eq!(take(&mut consumer), Some(1));
    assert_eq!((before.rings(), bell.rings()), (0, 1));
    assert!(poll(&mut offer).is_ready());
    handle.complete();
    assert_eq!(bell.rings(), 1);
}

#[test]
fn room_goes_to_those_who_wait_in_the_order_of_their_first_poll() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [0]);
    let (mut a, mut b, mut c) = (handle.offer(1), handle.offer(2), handle.offer(3));
    for offer in [&mut c, &mut a, &mut b] {
        assert!(poll(offer).is_pending());
    }
    for expected in [0, 3, 1] {
        assert!(handle.try_offer(9).is_err(), "nobody overtakes");
        assert_eq!(take(&mut consumer), Some(expected));
    }
    assert!(poll(&mut c).is_ready() && poll(&mut a).is_ready());
    assert_eq!(take(&mut consumer), Some(2));
    assert!(
        poll(&mut b).is_ready(),
        "accepted before it was polled again"
    );
}

#[test]
fn withdrawing_tells_whether_the_element_was_accepted() {
    let (handle, mut consumer) = queue(1);
    accept(&handle, [0]);
    let (mut a, mut b) = (handle.offer(1), handle.offer(2));
    assert!(poll(&mut a).is_pending() && poll(&mut b).is_pending());
    assert_eq!(take(&mut consumer), Some(0));
    assert_eq!((a.withdraw(), b.withdraw()), (None, Some(2)));
    assert_eq!(handle.offer(3).withdraw(), Some(3), "never polled");
    assert_eq!((take(&mut consumer), take(&mut consumer)), (Some(1), None));
}

#[test]
#[should_panic(expected = "polled again after the offer has been answered")]
fn an_offer_answers_once() {
    let (handle, _consumer) = queue(1);
    let mut offer = handle.offer(1);
    assert!(poll(&mut offer).is_ready());
    drop(poll(&mut offer));
}

#[test]
fn who_waits_for_the_end_is_woken_once_and_leaves_nothing_behind() {
    let (handle, _consumer) = queue::<u8>(1);
    let (bell, waker) = Bell::new();
    let (left_bell, left_waker) = Bell::new();
    let mut cx = Context::from_waker(&waker);
    let mut closed = handle.closed();
    {
        let mut leaving = handle.closed();
        let mut cx = Context::from_waker(&left_waker);
        assert!(Pin::new(&mut leaving).poll(&mut cx).is_pending());
    }
    drop(left_waker);
    assert_eq!(std::sync::Arc::strong_count(&left_bell), 1);
    for _ in 0..2 {
        assert!(Pin::new(&mut closed).poll(&mut cx).is_pending());
    }
    handle.complete();
    assert_eq!(bell.rings(), 1);
    for _ in 0..2 {
        let polled = Pin::new(&mut closed).poll(&mut cx);
        assert!(matches!(polled, Poll::Ready(QueueEnding::Completed)));
    }
}

#[test]
fn coming_for_the_next_batch_gives_back_the_room_of_the_last() {
    let (handle, mut consumer) = queue(2);
    accept(&handle, 1..=2);
    let mut waiting = handle.offer(3);
    assert!(poll(&mut waiting).is_pending());
    for n in 1..=3 {
        assert!(consumer.poll_lend(Waker::noop()).is_ready());
        assert_eq!(consumer.next(), Some(n));
    }
    assert!(poll(&mut waiting).is_ready());
    assert!(consumer.poll_lend(Waker::noop()).is_pending());
    assert!(handle.is_empty());
}

#[test]
fn memory_of_a_burst_is_freed_when_the_consumer_sleeps() {
    const BURST: usize = 100_000;

    let (handle, mut consumer) = queue(4 * BURST);
    let allocated = || handle.shared.hold().allocated();
    assert_eq!(allocated(), 0, "nothing in advance");
    accept(&handle, 0..BURST);
    assert!(allocated() >= BURST);
    // Both of the places that elements move between have seen a burst.
    assert_eq!(take(&mut consumer), Some(0));
    accept(&handle, BURST..2 * BURST);
    assert!((1..2 * BURST).all(|n| take(&mut consumer) == Some(n)));
    assert!(allocated() >= BURST, "kept while elements flow");
    assert!(consumer.poll_lend(Waker::noop()).is_pending());
    assert!(allocated() <= 256);
    accept(&handle, [1]);
    assert_eq!(take(&mut consumer), Some(1));
    assert!(allocated() <= 256);
}
