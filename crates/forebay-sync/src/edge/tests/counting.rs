//! Demand, bounds and meters.

use forebay_protocol::CancelCause;

use super::{
    Bell, EdgeConsumer, EdgeProducer, Found, balance, fresh, look, pass_on, peek, requested,
};

#[test]
fn nothing_is_wanted_before_the_first_request() {
    let (mut producer, mut consumer) = fresh::<u8>(4);
    assert_eq!(peek(&mut consumer), Found::Nothing);
    assert_eq!((producer.room(), producer.claim()), (0, 0));
    consumer.request();
    consumer.request();
    assert_eq!((producer.room(), producer.claim()), (4, 4));
}

#[test]
#[should_panic(expected = "an element was pushed without demand (law L1)")]
fn a_push_beyond_the_demand_panics() {
    let (mut producer, _consumer) = requested(1);
    producer.push(1);
    producer.push(2);
}

#[test]
fn demand_comes_back_by_halves() {
    for (capacity, granted) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 128)] {
        let (mut producer, mut consumer) = requested(capacity);
        producer.push_many(|batch, room| batch.extend(0..room));
        producer.publish();
        assert_eq!(producer.room(), 0);
        assert_eq!(peek(&mut consumer), Found::Elements);
        for _ in 1..granted {
            pass_on(&mut consumer, 1);
            assert_eq!(producer.room(), 0, "capacity {capacity}");
        }
        pass_on(&mut consumer, 1);
        assert_eq!(producer.room(), granted, "capacity {capacity}");
        assert_eq!(consumer.stride(), granted);
    }
}

#[test]
fn what_is_put_back_comes_again_in_its_place() {
    let (mut producer, mut consumer) = requested(8);
    producer.push_many(|batch, _| batch.extend(0..6));
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);

    let mut all: Vec<i32> = consumer.take(6).collect();
    let unwanted = all.split_off(2);
    consumer.passed_on(2);
    consumer.put_back(unwanted);
    assert_eq!(consumer.len(), 4);

    let mut part: Vec<i32> = consumer.take(3).collect();
    let unwanted = part.split_off(1);
    consumer.passed_on(1);
    consumer.put_back(unwanted);

    producer.push_many(|batch, _| batch.extend(6..8));
    producer.publish();
    all.append(&mut part);
    while peek(&mut consumer) == Found::Elements {
        all.extend(pass_on(&mut consumer, 2));
    }
    assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(balance(&consumer), (8, 8, 0));
}

#[test]
fn batches_that_come_while_one_is_used_stay_in_order() {
    let (mut producer, mut consumer) = requested(9);
    let mut all = Vec::new();
    for first in [0, 3, 6] {
        producer.push_many(|batch, _| batch.extend(first..first + 3));
        producer.publish();
        assert_eq!(peek(&mut consumer), Found::Elements);
        all.extend(pass_on(&mut consumer, 1));
    }
    while peek(&mut consumer) == Found::Elements {
        all.extend(pass_on(&mut consumer, 4));
    }
    assert_eq!(all, (0..9).collect::<Vec<_>>());
}

#[test]
fn the_high_water_mark_is_the_most_that_was_there() {
    let (mut producer, mut consumer) = requested(8);
    let mark = |consumer: &EdgeConsumer<u8>| consumer.meters().read().high_water;
    for (count, expected) in [(3, 3), (2, 3), (5, 5), (1, 5)] {
        push(&mut producer, count);
        producer.publish();
        assert_eq!(mark(&consumer), expected);
        assert_eq!(peek(&mut consumer), Found::Elements);
        assert_eq!(pass_on(&mut consumer, 8).len(), count);
    }
    // Two that are used and not passed on yet are in the edge as well as four that come.
    push(&mut producer, 2);
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    let in_use = consumer.take(2).count();
    push(&mut producer, 4);
    producer.publish();
    consumer.passed_on(in_use);
    assert_eq!(mark(&consumer), 6);
    assert_eq!(consumer.meters().read().depth(), 4);
}

#[test]
fn what_was_discarded_is_not_under_the_high_water_mark() {
    let (mut producer, mut consumer) = requested(8);
    push(&mut producer, 4);
    producer.publish();
    consumer.cancel(&CancelCause::Finished);
    producer.push_many(|batch, room| batch.resize(room, 0));
    producer.publish();
    assert_eq!(consumer.meters().read().high_water, 4);
    assert_eq!(balance(&consumer), (8, 0, 8));
}

#[test]
fn elements_without_size_are_counted_like_others() {
    let (mut producer, mut consumer) = requested(3);
    producer.push_many(|batch, room| batch.resize(room, ()));
    assert_eq!(producer.room(), 0);
    producer.publish();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 2).len(), 2);
    assert_eq!(producer.room(), 2);
    producer.complete();
    assert_eq!(pass_on(&mut consumer, 2).len(), 1);
    assert_eq!(peek(&mut consumer), Found::Completed);
    assert_eq!(balance(&consumer), (3, 3, 0));
}

#[test]
fn a_huge_capacity_costs_nothing_until_it_is_used() {
    for capacity in [usize::MAX, usize::MAX / 2, usize::MAX / 2 + 1, 1 << 40] {
        let (mut producer, mut consumer) = requested::<[u64; 64]>(capacity);
        assert_eq!(producer.claim(), capacity);
        for _ in 0..3 {
            producer.push([0; 64]);
        }
        producer.publish();
        assert_eq!(peek(&mut consumer), Found::Elements);
        assert_eq!(pass_on(&mut consumer, usize::MAX).len(), 3);
        assert_eq!(peek(&mut consumer), Found::Nothing);
        assert_eq!(producer.room(), capacity - 3);
        producer.complete();
        assert_eq!(peek(&mut consumer), Found::Completed);
    }
}

#[test]
fn more_than_there_is_room_for_is_not_kept() {
    let (mut producer, mut consumer) = requested(3);
    let overdone = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        producer.push_many(|batch, _| batch.extend(0..5));
    }));
    assert!(overdone.is_err());
    assert_eq!(producer.room(), 0);
    producer.complete();
    assert_eq!(peek(&mut consumer), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 9), [0, 1, 2]);
    assert_eq!(peek(&mut consumer), Found::Completed);
}

#[test]
fn a_sleeping_consumer_gets_the_first_element_at_once_and_then_twice_as_many_each_time() {
    let (bell, waker) = Bell::new();
    let (mut producer, mut consumer) = requested(64);
    assert_eq!(look(&mut consumer, &waker), Found::Nothing);
    let mut arrived = Vec::new();
    for pushed in 0..15 {
        assert!(producer.stride() <= 8);
        producer.push(pushed);
        if bell.rings() > arrived.len() as u64 {
            assert_eq!(look(&mut consumer, &waker), Found::Elements);
            assert_eq!(producer.stride(), usize::MAX);
            arrived.push(pass_on(&mut consumer, 64).len());
            assert_eq!(look(&mut consumer, &waker), Found::Nothing);
        }
    }
    assert_eq!(arrived, [1, 2, 4, 8]);

    // Published in between, so the next one is a first one again.
    producer.publish();
    producer.push(15);
    assert_eq!(look(&mut consumer, &waker), Found::Elements);
    assert_eq!(pass_on(&mut consumer, 64), [15]);
}

/// Pushes one by one, so that all demand there is can be used.
fn push(producer: &mut EdgeProducer<u8>, count: usize) {
    for _ in 0..count {
        producer.push(0);
    }
}
