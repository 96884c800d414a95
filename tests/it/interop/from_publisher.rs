//! A foreign publisher as a source.

use std::num::NonZeroUsize;

use forebay::{CancelCause, Source, StreamError, StreamErrorKind, ThreadPool, Violation};
use forebay_testkit::{DropCounter, Step, TestSink, VirtualRuntime, cancel_at_every_poll};

use super::hand::Hand;
use crate::executor::{Task, run_to_end};

const fn ahead(prefetch: usize) -> NonZeroUsize {
    NonZeroUsize::new(prefetch).expect("it is not zero")
}

#[test]
fn it_subscribes_with_the_first_demand() {
    let hand = Hand::<u8>::new();
    let mut sink = TestSink::of(Source::from_publisher(hand.clone(), ahead(4)));
    assert_eq!(sink.run(), Step::Blocked);
    assert!(!hand.is_subscribed());
    sink.request(1);
    assert_eq!(sink.run(), Step::Waiting);
    assert!(hand.is_subscribed());
    assert_eq!(hand.requests(), [4]);
}

#[test]
fn it_requests_anew_at_half_and_when_it_starves() {
    let hand = Hand::new();
    let mut sink = TestSink::of(Source::from_publisher(hand.clone(), ahead(8)));
    sink.request(1);
    sink.run();
    assert_eq!(hand.requests(), [8]);
    hand.give(0..8);
    assert!(sink.is_woken());
    for n in 0..3 {
        sink.run();
        sink.request(1);
        assert_eq!((sink.take(), hand.requests()), (vec![n], vec![]));
    }
    sink.run();
    assert_eq!(hand.requests(), [4], "half of them are passed on");
    sink.request(3);
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!((sink.received(), hand.requests()), (7, vec![]));
    // The last of them: now it starves, and what is owed is due although it is little.
    sink.request(1);
    sink.run();
    assert_eq!(hand.requests(), [4]);
    sink.request(1);
    hand.give([8]);
    sink.run();
    assert_eq!(hand.requests(), [1]);
    // All that is outstanding, it may give.
    hand.give(9..17);
    sink.request(100);
    sink.run();
    assert_eq!(sink.received(), 17);
    assert!(sink.is_open());
}

#[test]
fn a_prefetch_of_one_is_strict() {
    let hand = Hand::new();
    let mut sink = TestSink::of(Source::from_publisher(hand.clone(), ahead(1)));
    sink.request(10);
    sink.run();
    for n in 0..5 {
        assert_eq!(hand.requests(), [1]);
        hand.give([n]);
        sink.run();
    }
    assert_eq!(sink.take(), [0, 1, 2, 3, 4]);
}

#[test]
fn what_has_arrived_comes_before_the_end() {
    for fails in [false, true] {
        let hand = Hand::new();
        let (source, line) = (Source::from_publisher(hand.clone(), ahead(8)), line!());
        let mut sink = TestSink::of(source);
        sink.request(1);
        sink.run();
        hand.give(0..5);
        hand.end(if fails {
            Err(StreamError::new("torn"))
        } else {
            Ok(())
        });
        sink.run();
        assert!(sink.is_open());
        sink.request(4);
        sink.run();
        assert_eq!(sink.take(), [0, 1, 2, 3, 4]);
        match sink.ending() {
            Some(Ok(())) => assert!(!fails),
            Some(Err(error)) => {
                assert_eq!(error.cause().to_string(), "torn");
                let site = error.site().unwrap();
                assert_eq!(
                    (site.name(), site.location().line()),
                    ("from_publisher", line)
                );
            },
            None => panic!("the end takes no demand"),
        }
        assert!(
            hand.cancelled().is_none(),
            "a publisher that has ended is left alone"
        );
    }
}

#[test]
fn a_publisher_that_gives_more_than_was_requested_is_named_and_cancelled() {
    let counter = DropCounter::new();
    let hand = Hand::new();
    let mut sink = TestSink::of(Source::from_publisher(hand.clone(), ahead(4)));
    sink.request(2);
    sink.run();
    hand.give(counter.elements(7));
    sink.run();
    assert_eq!(sink.received(), 2);
    sink.request(2);
    sink.run();
    assert_eq!(sink.received(), 4);
    let Some(Err(error)) = sink.ending() else {
        panic!("it went on: {sink:?}")
    };
    assert_eq!(error.kind(), StreamErrorKind::Violation);
    let violation = error.downcast_ref::<Violation>().unwrap();
    assert_eq!(violation.rule().id(), "1.1");
    assert_eq!(
        violation.to_string(),
        "a peer emitted 5 elements but only 4 were requested (rule 1.1)"
    );
    assert!(matches!(hand.cancelled(), Some(CancelCause::Failed(_))));
    drop(sink);
    counter.assert_balanced();
}

#[test]
fn a_publisher_that_never_subscribes_is_named() {
    let hand = Hand::<u8>::new().rude();
    let error = run_to_end(Source::from_publisher(hand, ahead(4)).count()).unwrap_err();
    let violation = error.downcast_ref::<Violation>().unwrap();
    assert_eq!(violation.rule().id(), "1.9");
}

#[test]
fn a_publisher_that_drops_its_subscriber_cancels_the_stream() {
    let hand = Hand::new();
    let mut task = Task::new(Source::from_publisher(hand.clone(), ahead(4)).count());
    assert!(task.poll().is_pending());
    hand.give([1]);
    hand.forget();
    assert!(task.is_woken());
    let error = task.run().unwrap().unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Cancelled);
}

#[test]
fn a_cancel_reaches_the_publisher_with_its_cause() {
    let counter = DropCounter::new();
    let hand = Hand::new();
    let mut sink = TestSink::of(Source::from_publisher(hand.clone(), ahead(8)));
    sink.request(2);
    sink.run();
    hand.give(counter.elements(5));
    sink.run();
    sink.cancel(&CancelCause::Requested);
    assert!(matches!(hand.cancelled(), Some(CancelCause::Requested)));
    assert!(!hand.has_subscriber());
    let ledger = sink.ledger();
    assert_eq!((ledger.produced(), ledger.discarded()), (5, 3));
    drop(sink.take());
    counter.assert_balanced();
    // Dropping does the same, without a cause of its own.
    let hand = Hand::<u8>::new();
    let mut task = Task::new(Source::from_publisher(hand.clone(), ahead(8)).count());
    assert!(task.poll().is_pending());
    drop(task);
    assert!(matches!(hand.cancelled(), Some(CancelCause::Dropped)));
}

#[test]
fn a_subscription_may_come_late_or_too_late() {
    let hand = Hand::new().late();
    let mut task = Task::new(Source::from_publisher(hand.clone(), ahead(2)).count());
    assert!(task.poll().is_pending());
    assert!(hand.is_subscribed() && !task.is_woken());
    hand.subscribe_now();
    assert!(task.is_woken());
    assert!(task.poll().is_pending());
    assert_eq!(hand.requests(), [2]);
    hand.give([1, 2]);
    hand.end(Ok(()));
    assert_eq!(task.run().unwrap().unwrap(), 2);
    let hand = Hand::<u8>::new().late();
    let mut task = Task::new(Source::from_publisher(hand.clone(), ahead(2)).count());
    assert!(task.poll().is_pending());
    drop(task);
    hand.subscribe_now();
    assert!(matches!(hand.cancelled(), Some(CancelCause::Dropped)));
    assert!(!hand.has_subscriber());
}

#[test]
fn a_publisher_may_give_inside_of_a_request() {
    for prefetch in [1, 2, 3, 16, 2000] {
        let hand = Hand::giving(0..1000_u64);
        let source = Source::from_publisher(hand.clone(), ahead(prefetch));
        let all = run_to_end(source.collect::<Vec<_>>()).unwrap();
        assert!(all.into_iter().eq(0..1000), "prefetch {prefetch}");
        let requested: u64 = hand.requests().iter().sum();
        assert!(requested <= 1000 + prefetch as u64);
    }
}

#[test]
fn it_leaves_nothing_wherever_it_ends() {
    for prefetch in [1, 4] {
        let points = cancel_at_every_poll(|trial| {
            let elements: Vec<_> = trial.counter().elements(10).collect();
            let hand = Hand::giving(elements.into_iter());
            Source::from_publisher(hand, ahead(prefetch)).filter(|n| **n != 4)
        });
        assert!(points > 50, "only {points}");
    }
}

#[test]
fn there_and_back_again_is_the_same_stream() {
    for seed in 0..20 {
        for prefetch in [1, 2, 7, 256] {
            let runtime = VirtualRuntime::new(seed);
            let there = Source::iter(0..1000_u64).filter(|n| n % 3 == 0);
            let back = Source::from_publisher(there.into_publisher(&runtime), ahead(prefetch));
            let all = back.collect::<Vec<_>>().run(&runtime);
            let all = runtime.block_on(all).unwrap();
            assert!(all.into_iter().eq((0..1000).step_by(3)));
            runtime.run_until_idle();
            assert_eq!(runtime.tasks(), 0);
        }
    }
}

#[test]
fn signals_cross_real_threads() {
    let pool = ThreadPool::with_threads(ahead(2)).unwrap();
    for prefetch in [1, 16, 1000] {
        let there = Source::iter(0..20_000_u64).into_publisher(&pool);
        let back = Source::from_publisher(there, ahead(prefetch));
        let run = back
            .fold(0, |sum, n| sum + n)
            .run(&pool)
            .with_ledger()
            .wait();
        assert_eq!(run.result.unwrap(), 199_990_000);
        assert!(run.ledger.is_balanced());
        // The end of either side stops the other.
        let there = Source::iter(0_u64..).into_publisher(&pool);
        let back = Source::from_publisher(there, ahead(prefetch)).take(5000);
        assert_eq!(back.count().run(&pool).wait().unwrap(), 5000);
    }
}
