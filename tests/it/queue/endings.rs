//! How a stream with a queue ends, and what everybody is told.

use std::task::Poll;

use forebay::{
    CancelCause, QueueEnding, QueueHandle, Refusal, Source, StreamErrorKind, ThreadPool,
};
use forebay_testkit::DropCounter;
use futures::FutureExt;

use super::{account, fill, sink};
use crate::executor::{Task, run_to_end};
use crate::hostile::{Bomb, three_is_too_much};

/// Why the queue was closed, as who waits for it learns.
fn cause<T>(queue: &QueueHandle<T>) -> Option<QueueEnding> {
    assert_eq!(queue.is_closed(), queue.closed().now_or_never().is_some());
    queue.closed().now_or_never()
}

#[test]
fn elements_accepted_before_the_end_come_before_it() {
    let (mut sink, queue) = sink(Source::queue(4));
    assert_eq!(fill(&queue, 1..=3), None);
    queue.complete();
    sink.run();
    assert!(sink.is_open(), "three elements wait for demand");
    sink.request(3);
    sink.run();
    assert_eq!(sink.take(), [1, 2, 3]);
    assert!(matches!(sink.ending(), Some(Ok(()))), "with the last one");
    assert_eq!(account(&sink.ledger()), (3, 3, 0));
}

#[test]
fn a_failure_names_the_queue_and_comes_after_what_was_accepted() {
    let line = line!() + 1;
    let (mut sink, queue) = sink(Source::queue(4));
    assert_eq!(fill(&queue, 1..=2), None);
    assert!(queue.fail("the sensor fell off"));
    sink.request_unbounded();
    sink.run();
    assert_eq!(sink.take(), [1, 2]);
    let Some(Err(error)) = sink.ending() else {
        panic!("the queue was failed")
    };
    assert_eq!(error.cause().to_string(), "the sensor fell off");
    let site = error.site().expect("a site");
    assert_eq!((site.name(), site.location().line()), ("queue", line));
    assert_eq!(account(&sink.ledger()), (2, 2, 0));
}

#[test]
fn the_last_handle_completes_and_an_earlier_one_does_not() {
    let (mut sink, queue) = sink(Source::queue(4));
    let other = queue.clone();
    assert!(queue.try_offer(1_u64).is_ok());
    drop(queue);
    sink.request_unbounded();
    sink.run();
    assert!(sink.is_open());
    assert!(other.try_offer(2).is_ok());
    drop(other);
    sink.run();
    assert_eq!(sink.take(), [1, 2]);
    assert!(matches!(sink.ending(), Some(Ok(()))));
}

#[test]
fn a_sink_that_has_enough_tells_producers_and_counts_the_rest() {
    let (queue, source) = Source::queue_with_handle(8);
    assert_eq!(fill(&queue, 1..=8), None);
    // Room of what the sink takes goes to those who wait before it says that it has enough.
    let mut waiting: Vec<_> = (9..=13).map(|n| Task::new(queue.offer(n))).collect();
    assert!(waiting.iter_mut().all(|offer| offer.poll().is_pending()));
    let outcome = run_to_end(source.take(3).collect::<Vec<_>>().with_ledger());
    assert_eq!(outcome.result.unwrap(), [1, 2, 3]);
    assert_eq!(account(&outcome.ledger), (11, 3, 8));
    for (n, mut offer) in (9..).zip(waiting) {
        assert!(offer.is_woken());
        match offer.poll() {
            Poll::Ready(Ok(())) => assert!(n < 12),
            Poll::Ready(Err(refused)) => {
                assert!(n >= 12 && refused.element == n);
                let reason = refused.reason;
                let finished = QueueEnding::Cancelled(CancelCause::Finished);
                assert_eq!(reason.to_string(), finished.to_string());
            },
            Poll::Pending => panic!("the stream is over"),
        }
    }
    let refused = queue.try_offer(10).unwrap_err();
    assert!(matches!(refused.reason, Refusal::Closed(_)) && refused.element == 10);
}

#[test]
fn a_failure_downstream_reaches_producers_as_the_cause() {
    let (queue, source) = Source::queue_with_handle(4);
    assert_eq!(fill(&queue, 1..=4), None);
    let failing = source.try_map(|n| if n == 2 { Err("two") } else { Ok(n) });
    let outcome = run_to_end(failing.count().with_ledger());
    assert_eq!(outcome.result.unwrap_err().cause().to_string(), "two");
    assert!(outcome.ledger.is_balanced());
    let Some(QueueEnding::Cancelled(CancelCause::Failed(error))) = cause(&queue) else {
        panic!("downstream has failed")
    };
    assert_eq!(error.cause().to_string(), "two");
    let refused = queue.try_offer(5).unwrap_err();
    assert_eq!(refused.element, 5);
    assert!(std::error::Error::source(&refused).is_some());
}

#[test]
fn a_panic_downstream_reaches_producers_as_the_cause() {
    let (queue, source) = Source::queue_with_handle(8);
    assert_eq!(fill(&queue, 1..=6), None);
    let outcome = run_to_end(source.map(three_is_too_much).count().with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
    assert_eq!(account(&outcome.ledger), (6, 3, 3));
    assert!(matches!(
        cause(&queue),
        Some(QueueEnding::Cancelled(CancelCause::Failed(_)))
    ));
}

#[test]
fn dropping_the_run_or_the_blueprint_tells_producers() {
    let (queue, run) = Source::<u8>::queue(1).count().in_place();
    drop(run);
    assert!(matches!(
        cause(&queue),
        Some(QueueEnding::Cancelled(CancelCause::Dropped))
    ));

    let (queue, source) = Source::<u8>::queue_with_handle(1);
    assert!(cause(&queue).is_none());
    drop(source.map(|n| n));
    assert!(queue.is_closed());
}

#[test]
fn a_cancelled_run_counts_what_was_accepted() {
    let pool = ThreadPool::new().expect("threads can be had");
    let counter = DropCounter::new();
    let (queue, source) = Source::queue_with_handle(8);
    for element in counter.elements(8) {
        queue.try_offer(element).expect("there is room");
    }
    // Nothing passes before the gate opens, and it never does.
    let mut run = source
        .via(forebay::Flow::new().grouped(100))
        .count()
        .run(&pool);
    run.cancel();
    let outcome = run.with_ledger().wait();
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Cancelled
    );
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    let (accepted, passed_on, discarded) = account(&outcome.ledger);
    assert_eq!((accepted, passed_on + discarded), (8, 8));
    counter.assert_balanced();
    assert!(matches!(
        cause(&queue),
        Some(QueueEnding::Cancelled(CancelCause::Requested))
    ));
}

#[test]
fn a_pool_that_is_gone_tells_producers() {
    let (queue, source) = Source::<u64>::queue_with_handle(2);
    {
        let pool = ThreadPool::new().expect("threads can be had");
        source.count().run(&pool).cancel();
    }
    assert!(!queue.is_closed() || cause(&queue).is_some());
}

#[test]
fn an_element_that_panics_when_the_queue_is_cancelled_fails_the_run() {
    let (queue, source) = Source::queue_with_handle(4);
    for n in 0..4 {
        let element = Bomb { armed: n == 2 };
        queue.try_offer(element).expect("there is room");
    }
    let outcome = run_to_end(source.take(1).map(|_| ()).count().with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
    assert_eq!(account(&outcome.ledger), (4, 1, 3));
    assert!(queue.is_closed());
}

#[test]
fn ending_a_queue_twice_keeps_the_first_ending() {
    let (mut sink, queue) = sink(Source::<u8>::queue(1));
    assert!(queue.complete());
    assert!(!queue.complete() && !queue.fail("too late"));
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert!(matches!(cause(&queue), Some(QueueEnding::Completed)));
}
