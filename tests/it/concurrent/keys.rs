//! Only so many of the same key.

use std::sync::{Arc, Weak};

use forebay::{CancelCause, Concurrency, Source};
use forebay_testkit::{Step, TestSink, TestSource, cancel_at_every_poll};

use super::after;
use super::jobs::Jobs;

fn parity(n: &u64) -> u64 {
    n % 2
}

#[test]
fn elements_of_a_key_take_turns_and_others_go_past() {
    let jobs = Jobs::new();
    let odd_first = [1, 3, 5, 2, 4, 6, 7_u64];
    let concurrency = Concurrency::new(4).buffer(3);
    let source =
        Source::iter(odd_first).map_async_partitioned(concurrency, 1, parity, jobs.starter());
    let mut sink = TestSink::of(source);
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 2], "one odd and one even");
    jobs.finish([2]);
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 4]);
    jobs.finish([1]);
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![1], vec![4, 3]));
    jobs.finish([4, 3]);
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![3], vec![5, 6]));
    jobs.finish([6, 5]);
    let _ = sink.run();
    assert_eq!(sink.take(), [5, 2, 4, 6]);
    jobs.finish([7]);
    assert_eq!(sink.run(), Step::Ended);
}

#[test]
fn two_of_a_key_run_beside_each_other_if_that_is_allowed() {
    let jobs = Jobs::new();
    let source = Source::iter(1_u64..).map_async_partitioned(3, 2, |_| (), jobs.starter());
    let mut sink = TestSink::of(source);
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 2]);
    jobs.finish([2]);
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 3]);
}

#[test]
fn what_waits_for_its_key_takes_a_place_in_the_buffer() {
    for (running, waiting) in [(1, 1), (4, 1), (4, 2), (2, 9)] {
        let (input, jobs) = (TestSource::new(), Jobs::<u64>::new());
        let concurrency = Concurrency::new(running).buffer(waiting);
        let source = input.source();
        let source = source.map_async_partitioned(concurrency, 1, |_| 0, jobs.starter());
        let mut sink = TestSink::of(source);
        input.push_all(1..=50_u64);
        sink.request_unbounded();
        let _ = sink.run();
        // Where only one may run at all, nothing that could wait for its key is pulled.
        let held = if running == 1 { 1 } else { running + waiting };
        assert_eq!((input.pulled(), jobs.running().len()), (held as u64, 1));
    }
}

/// The first of three hangs of Pekko's in 2026: completion with elements that were never started.
#[test]
fn a_stream_completes_whose_last_elements_have_waited_for_their_key() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let source = input
        .source()
        .map_async_partitioned(4, 1, |_| 0, jobs.starter());
    let mut sink = TestSink::of(source);
    input.push_all(1..=4_u64);
    input.complete();
    sink.request_unbounded();
    let _ = sink.run();
    for n in 1..=4 {
        assert_eq!(jobs.running(), [n]);
        jobs.finish([n]);
        let _ = sink.run();
    }
    assert_eq!(sink.take(), [1, 2, 3, 4]);
    assert!(matches!(sink.ending(), Some(Ok(()))));
}

/// The second: all have finished while nobody wanted anything.
#[test]
fn a_stream_completes_whose_elements_have_finished_without_demand() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let source = input
        .source()
        .map_async_partitioned(4, 1, parity, jobs.starter());
    let mut sink = TestSink::of(source);
    input.push_all(1..=4_u64);
    input.complete();
    sink.request(1);
    let _ = sink.run();
    for n in [2, 4, 1, 3] {
        jobs.finish([n]);
        let _ = sink.run();
    }
    assert_eq!(sink.take(), [1]);
    sink.request(3);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2, 3, 4]);
}

/// The third: the last ones fail.
#[test]
fn a_stream_ends_whose_last_elements_fail() {
    let (input, jobs) = (TestSource::new(), Jobs::<Result<u64, &'static str>>::new());
    let source = input
        .source()
        .try_map_async_partitioned(4, 1, |_| 0, jobs.starter());
    let mut sink = TestSink::of(source);
    input.push_all(1..=4_u64);
    input.complete();
    sink.request(1);
    let _ = sink.run();
    jobs.finish_with(1, Ok(1));
    let _ = sink.run();
    jobs.finish_with(2, Ok(2));
    let _ = sink.run();
    jobs.finish_with(3, Err("three"));
    let _ = sink.run();
    assert_eq!((sink.take(), sink.is_open()), (vec![1], true));
    sink.request(1);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2]);
    assert!(matches!(sink.ending(), Some(Err(_))));
    assert_eq!(sink.ledger().discarded(), 2, "{}", sink.ledger());
}

#[test]
fn a_key_is_forgotten_when_its_last_element_has_finished() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let keys: Arc<Vec<Arc<u64>>> = Arc::new((0..20).map(Arc::new).collect());
    let of = Arc::clone(&keys);
    let key = move |n: &u64| Arc::clone(&of[usize::try_from(*n).expect("it fits")]);
    let source = input
        .source()
        .map_async_partitioned(4, 1, key, jobs.starter());
    let mut sink = TestSink::of(source);
    sink.request_unbounded();
    for n in 0..20_u64 {
        input.push(n);
        let _ = sink.run();
        assert!(
            keys.iter().any(|key| Arc::strong_count(key) > 1),
            "{n} runs"
        );
        jobs.finish([n]);
        let _ = sink.run();
        assert!(
            keys.iter().all(|key| Arc::strong_count(key) == 1),
            "{n} is over"
        );
    }
    assert_eq!(sink.take().len(), 20);
    let key: Weak<u64> = Arc::downgrade(&keys[0]);
    drop((sink, keys));
    assert!(key.upgrade().is_none());
}

#[test]
fn a_cancel_drops_what_waits_for_its_key() {
    let jobs = Jobs::<u64>::new();
    let source = Source::iter(1_u64..).map_async_partitioned(4, 1, |_| 0, jobs.starter());
    let mut sink = TestSink::of(source);
    sink.request(1);
    let _ = sink.run();
    sink.cancel(&CancelCause::Requested);
    assert!(jobs.running().is_empty());
    assert_eq!(sink.ledger().discarded(), 8);
}

#[test]
fn nothing_is_left_at_any_point_while_elements_wait_for_their_key() {
    for polls in 0..3 {
        let points = cancel_at_every_poll(|trial| {
            let source = trial.source();
            source.map_async_partitioned(3, 1, |n| **n % 2, move |n| after(polls, n))
        });
        assert!(points > 100, "only {points} points");
    }
}

/// Whatever finishes when: the bounds hold, the order is kept, and all of them come out.
#[test]
fn bounds_and_order_hold_whatever_finishes_first() {
    const MANY: u64 = 60;
    for seed in 1..=200_u64 {
        let mut chance = seed;
        let mut below = |bound: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (chance >> 33) % bound
        };
        let (running, waiting) = (1 + below(5), 1 + below(5));
        let (per_key, keys) = (1 + below(3), 1 + below(4));
        let (input, jobs) = (TestSource::new(), Jobs::new());
        let bounds = |n: u64| usize::try_from(n).expect("it fits");
        let concurrency = Concurrency::new(bounds(running)).buffer(bounds(waiting));
        let key = move |n: &u64| n % keys;
        let source = input.source();
        let source =
            source.map_async_partitioned(concurrency, bounds(per_key), key, jobs.starter());
        let mut sink = TestSink::of(source);
        input.push_all(0..MANY);
        input.complete();
        let mut out = Vec::new();
        while sink.is_open() {
            match below(3) {
                0 => sink.request(1 + below(3)),
                _ => {
                    let live = jobs.running();
                    if !live.is_empty() {
                        jobs.finish([live[bounds(below(live.len() as u64))]]);
                    }
                },
            }
            let _ = sink.run();
            out.extend(sink.take());
            let live = jobs.running();
            assert!(live.len() as u64 <= running, "seed {seed}");
            let held = input.pulled() - out.len() as u64;
            assert!(held <= running + waiting, "seed {seed}: {held} are held");
            for one in 0..keys {
                let same = live.iter().filter(|n| **n % keys == one).count() as u64;
                assert!(same <= per_key, "seed {seed}: {same} of key {one}");
            }
        }
        assert!(matches!(sink.ending(), Some(Ok(()))), "seed {seed}");
        assert_eq!(out, (0..MANY).collect::<Vec<_>>(), "seed {seed}");
    }
}
