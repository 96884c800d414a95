//! How a stream ends, in every order.

use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError, StreamErrorKind};

use super::{Bell, Filled, Found, balance, fresh, look, pass_on, peek, requested};

fn failure() -> StreamError {
    StreamError::new("out of order")
}

#[test]
fn the_end_comes_behind_all_elements_and_stays() {
    for (fails, end) in [(false, Found::Completed), (true, Found::Failed)] {
        let (mut producer, mut consumer) = requested(3);
        producer.push(1);
        producer.publish();
        producer.push(2);
        if fails {
            producer.fail(failure());
        } else {
            producer.complete();
        }
        assert_eq!(peek(&mut consumer), Found::Elements);
        assert_eq!(pass_on(&mut consumer, 9), [1, 2]);
        for _ in 0..3 {
            assert_eq!(peek(&mut consumer), end);
        }
        drop(producer);
        assert_eq!(peek(&mut consumer), end);
        assert_eq!(balance(&consumer), (2, 2, 0));
    }
}

#[test]
fn the_end_needs_no_demand() {
    let (mut producer, mut consumer) = fresh::<u8>(1);
    producer.complete();
    assert_eq!(peek(&mut consumer), Found::Completed);
}

#[test]
fn what_was_claimed_may_be_pushed_after_a_cancel() {
    let (mut producer, mut consumer) = requested(2);
    assert_eq!(producer.claim(), 2);
    consumer.cancel(&CancelCause::Finished);
    producer.push(1);
    producer.publish();
    assert_eq!(producer.claim(), 0);
    assert_eq!(balance(&consumer), (1, 0, 1));
}

#[test]
fn only_the_first_ending_counts_and_nothing_is_wanted_after_it() {
    let (mut producer, mut consumer) = requested(4);
    producer.push(1);
    producer.complete();
    producer.fail(failure());
    assert_eq!((producer.room(), producer.claim()), (0, 0));
    producer.push_many(|_, room| assert_eq!(room, 0));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 4), [1]);
    assert_eq!(peek(&mut consumer), Found::Completed);
}

#[test]
fn what_is_forced_in_after_the_end_does_not_take_it_away() {
    let (mut producer, mut consumer) = requested(4);
    producer.push(1);
    producer.complete();
    let forced = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        producer.push_many(|batch, _| batch.push(2));
    }));
    assert!(forced.is_err());
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 4), [1]);
    assert_eq!(peek(&mut consumer), Found::Completed);
}

#[test]
fn a_dropped_producer_hands_over_and_fails() {
    let (mut producer, mut consumer) = requested(4);
    producer.push(1);
    drop(producer);
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 4), [1]);
    let Filled::Ended(Err(error)) = consumer.poll_fill(Waker::noop()) else {
        panic!("the stream has not failed");
    };
    assert_eq!(error.kind(), StreamErrorKind::Cancelled);
}

#[test]
fn a_cancel_takes_back_demand_and_discards_what_is_held_anywhere() {
    let (mut producer, mut consumer) = requested(8);
    producer.push_many(|batch, _| batch.extend(0..3));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 1), [0]);
    producer.push(3);
    producer.publish();
    producer.push(4);

    consumer.cancel(&CancelCause::Finished);
    consumer.cancel(&CancelCause::Requested);
    assert!(producer.is_cancelled());
    assert!(matches!(producer.cancelled(), Some(CancelCause::Finished)));
    assert_eq!(consumer.meters().read().discarded, 3);
    assert!(consumer.is_empty());

    producer.publish();
    assert_eq!((producer.room(), producer.claim()), (0, 0));
    assert_eq!(balance(&consumer), (5, 1, 4));
    // The cancel came from here, so there is nothing to wait for.
    assert_eq!(peek(&mut consumer), Found::Failed);
    producer.complete();
    assert_eq!(peek(&mut consumer), Found::Failed);
}

#[test]
fn what_is_put_back_after_a_cancel_is_discarded() {
    let (mut producer, mut consumer) = requested(4);
    producer.push_many(|batch, _| batch.extend(0..4));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    let taken = consumer.take(2).collect();
    consumer.cancel(&CancelCause::Dropped);
    consumer.put_back(taken);
    assert!(consumer.is_empty());
    assert_eq!(balance(&consumer), (4, 0, 4));
}

#[test]
fn a_cancel_of_what_has_ended_discards_what_was_not_passed_on() {
    let (mut producer, mut consumer) = requested(4);
    producer.push_many(|batch, _| batch.extend(0..4));
    producer.complete();
    consumer.cancel(&CancelCause::Finished);
    assert_eq!(balance(&consumer), (4, 0, 4));
    assert_eq!(peek(&mut consumer), Found::Failed);
}

#[test]
fn sleepers_are_woken_once_by_what_they_wait_for() {
    let ((up, producing), (down, consuming)) = (Bell::new(), Bell::new());
    let (mut producer, mut consumer) = fresh(2);
    assert_eq!(producer.poll_room(&producing), Poll::Pending);
    assert_eq!(look(&mut consumer, &consuming), Found::Nothing);
    consumer.request();
    assert_eq!(up.rings(), 1);
    assert_eq!(producer.poll_room(&producing), Poll::Ready(()));

    producer.push(1);
    assert_eq!(down.rings(), 1, "the first element goes out at once");
    producer.push(2);
    producer.publish();
    assert_eq!(down.rings(), 1, "it is awake already");
    assert_eq!(producer.poll_room(&producing), Poll::Pending);
    assert_eq!(look(&mut consumer, &consuming), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 1), [1]);
    assert_eq!(pass_on(&mut consumer, 1), [2]);
    assert_eq!(up.rings(), 2, "the first grant found it waiting");

    assert_eq!(look(&mut consumer, &consuming), Found::Nothing);
    producer.complete();
    assert_eq!(down.rings(), 2);
}

#[test]
fn a_producer_that_waits_for_something_else_hears_of_a_cancel_only() {
    let (bell, waker) = Bell::new();
    let (mut producer, mut consumer) = fresh::<u8>(2);
    assert!(!producer.watch(&waker));
    consumer.request();
    assert_eq!(bell.rings(), 0);
    consumer.cancel(&CancelCause::Finished);
    assert_eq!(bell.rings(), 1);
    assert!(producer.watch(&waker));
}

#[test]
fn no_waker_outlives_what_it_is_for() {
    let ((up, producing), (down, consuming)) = (Bell::new(), Bell::new());
    let (mut producer, mut consumer) = fresh::<u8>(2);
    assert!(producer.poll_room(&producing).is_pending());
    assert_eq!(look(&mut consumer, &consuming), Found::Nothing);
    drop((producing, consuming));
    drop(producer);
    assert_eq!(std::sync::Arc::strong_count(&up), 1);
    assert_eq!(std::sync::Arc::strong_count(&down), 1, "it was woken");

    let (producer, mut consumer) = fresh::<u8>(2);
    let consuming = Waker::from(std::sync::Arc::clone(&down));
    assert_eq!(look(&mut consumer, &consuming), Found::Nothing);
    drop((consuming, consumer));
    assert_eq!(std::sync::Arc::strong_count(&down), 1);
    drop(producer);
}
