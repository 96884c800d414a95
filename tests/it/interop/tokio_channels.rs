//! The channels of tokio as sources.

use std::task::Poll;

use forebay::{LagPolicy, Lagged, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, Step, TestSink, cancel_at_every_poll};
use tokio::sync::{broadcast, mpsc, watch};

use crate::executor::{Task, run_to_end};
use crate::hostile::three_is_too_much;

#[test]
fn mpsc_receives_what_is_wanted_and_leaves_the_rest() {
    let (sender, receiver) = mpsc::channel(10);
    let mut sink = TestSink::of(Source::from_mpsc(receiver));
    for n in 0..10 {
        sender.try_send(n).unwrap();
    }
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(sender.capacity(), 0, "it was received without demand");
    for wanted in [1, 3, 5] {
        sink.request(wanted);
        sink.run();
        assert_eq!(sink.take().len() as u64, wanted);
    }
    assert_eq!(sender.capacity(), 9);
    sink.request(2);
    assert_eq!(sink.run(), Step::Waiting);
    assert_eq!(sink.take(), [9]);
    drop(sender);
    assert!(sink.is_woken());
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
}

#[test]
fn mpsc_that_waits_is_woken() {
    let (sender, receiver) = mpsc::channel(2);
    let mut task = Task::new(Source::from_mpsc(receiver).collect::<Vec<_>>());
    assert!(task.poll().is_pending());
    for n in 0..5 {
        assert!(!task.is_woken());
        sender.try_send(n).unwrap();
        assert!(task.is_woken());
        assert!(task.poll().is_pending());
    }
    drop(sender);
    assert_eq!(task.run().unwrap().unwrap(), [0, 1, 2, 3, 4]);
}

#[test]
fn mpsc_counts_what_is_left_of_a_batch() {
    let counter = DropCounter::new();
    let (sender, receiver) = mpsc::channel(100);
    for n in counter.elements(100) {
        assert!(sender.try_send(n).is_ok());
    }
    // Demand is unbounded, and ends with the fourth element of the first batch.
    let firsts = Source::from_mpsc(receiver).try_map(|n| if *n < 3 { Ok(n) } else { Err("3") });
    let outcome = run_to_end(firsts.count().with_ledger());
    assert!(outcome.result.is_err());
    let ledger = outcome.ledger;
    assert!(ledger.is_balanced(), "{ledger}");
    assert_eq!((ledger.produced(), ledger.discarded()), (100, 96));
    assert!(sender.is_closed());
    counter.assert_balanced();
}

#[test]
fn mpsc_is_cooperative_and_large_batches_are_bounded() {
    let (sender, receiver) = mpsc::channel(20_000);
    for n in 0..20_000_u64 {
        sender.try_send(n).unwrap();
    }
    let firsts = Source::from_mpsc(receiver).try_map(|n| if n < 5 { Ok(n) } else { Err("5") });
    let outcome = run_to_end(firsts.count().with_ledger());
    assert_eq!(outcome.ledger.produced(), 256);
    let (sender, receiver) = mpsc::channel(20_000);
    for n in 0..20_000_u64 {
        sender.try_send(n).unwrap();
    }
    drop(sender);
    let mut task = Task::new(Source::from_mpsc(receiver).count());
    assert_eq!(task.run().unwrap().unwrap(), 20_000);
    assert!(task.polls() > 4);
}

#[test]
fn mpsc_leaves_nothing_wherever_it_ends() {
    let points = cancel_at_every_poll(|trial| {
        let (sender, receiver) = mpsc::channel(10);
        for element in trial.counter().elements(10) {
            assert!(sender.try_send(element).is_ok());
        }
        Source::from_mpsc(receiver).filter(|n| **n != 4)
    });
    assert!(points > 50, "only {points}");
}

#[test]
fn mpsc_survives_a_panic_below() {
    let counter = DropCounter::new();
    let (sender, receiver) = mpsc::channel(10);
    for n in counter.elements(10) {
        assert!(sender.try_send(n).is_ok());
    }
    let graph = Source::from_mpsc(receiver).for_each(|n| _ = three_is_too_much(*n));
    let outcome = run_to_end(graph.with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    counter.assert_balanced();
}

#[test]
fn watch_emits_the_latest_value_when_it_is_wanted() {
    let (sender, receiver) = watch::channel(0);
    let mut sink = TestSink::of(Source::from_watch(receiver));
    sender.send_replace(1);
    sink.request(1);
    sink.run();
    assert_eq!(sink.take(), [1], "the present value comes first");
    for n in 2..10 {
        sender.send_replace(n);
    }
    assert_eq!(sink.run(), Step::Blocked);
    sink.request(2);
    assert_eq!(sink.run(), Step::Waiting);
    assert_eq!(sink.take(), [9], "values in between are conflated");
    sender.send_replace(10);
    assert!(sink.is_woken());
    sink.run();
    assert_eq!(sink.take(), [10]);
    sink.request(2);
    sender.send_replace(11);
    drop(sender);
    sink.run();
    assert_eq!(sink.take(), [11], "the last value outlives its senders");
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert_eq!(sink.ledger().produced(), 4);
}

#[test]
fn watch_emits_the_value_it_was_made_with() {
    let (sender, mut receiver) = watch::channel(7);
    assert_eq!(*receiver.borrow_and_update(), 7);
    drop(sender);
    let values = run_to_end(Source::from_watch(receiver).collect::<Vec<_>>());
    assert_eq!(values.unwrap(), [7]);
}

#[test]
fn watch_lets_go_of_its_receiver() {
    let (sender, receiver) = watch::channel(0);
    let mut task = Task::new(Source::from_watch(receiver).count());
    assert!(task.poll().is_pending());
    assert_eq!(sender.receiver_count(), 1);
    drop(task);
    assert_eq!(sender.receiver_count(), 0);
}

#[test]
fn broadcast_skips_what_is_lost_and_counts_it() {
    let counter = DropCounter::new();
    let (sender, receiver) = broadcast::channel(4);
    let mut sink = TestSink::of(Source::from_broadcast(receiver, LagPolicy::Skip));
    sink.request(2);
    assert_eq!(sink.run(), Step::Waiting);
    let mut elements = counter.elements(100);
    let mut send = |count| {
        for element in elements.by_ref().take(count) {
            assert!(sender.send(element).is_ok());
        }
    };
    send(2);
    assert!(sink.is_woken());
    sink.run();
    send(10);
    assert_eq!(sink.run(), Step::Blocked);
    sink.request(10);
    assert_eq!(sink.run(), Step::Waiting);
    let values: Vec<_> = sink.take().iter().map(|n| **n).collect();
    assert_eq!(values, [0, 1, 8, 9, 10, 11]);
    drop(sender);
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
    let ledger = sink.ledger();
    assert_eq!((ledger.produced(), ledger.dropped()), (12, 6));
    let dropped = &ledger.accounts()[0].dropped()[0];
    assert_eq!((dropped.policy, dropped.count), ("LagPolicy::Skip", 6));
    drop(sink);
    drop(elements);
    counter.assert_balanced();
}

#[test]
fn broadcast_fails_with_the_number_of_lost_elements() {
    for (sent, seen) in [(4, Some(4)), (5, None), (14, None)] {
        let (sender, receiver) = broadcast::channel(4);
        let (source, line) = (Source::from_broadcast(receiver, LagPolicy::Fail), line!());
        for n in 0..sent {
            sender.send(n).unwrap();
        }
        let mut task = Task::new(source.take(sent).count().with_ledger());
        let Poll::Ready(outcome) = task.poll() else {
            panic!("it waits")
        };
        assert!(outcome.ledger.is_balanced());
        match (outcome.result, seen) {
            (Ok(count), seen) => assert_eq!(Some(count), seen),
            (Err(error), None) => {
                let lost = sent - 4;
                assert_eq!(error.downcast_ref(), Some(&Lagged { lost }));
                let site = error.site().unwrap();
                assert_eq!(
                    (site.name(), site.location().line()),
                    ("from_broadcast", line)
                );
                assert_eq!(outcome.ledger.dropped(), lost);
            },
            (Err(error), Some(_)) => panic!("{error:?}"),
        }
        assert_eq!(sender.receiver_count(), 0);
    }
    let one = Lagged { lost: 1 };
    assert_eq!(
        one.to_string(),
        "the broadcast has overwritten 1 element before the stream received them"
    );
}

#[test]
fn broadcast_leaves_nothing_wherever_it_ends() {
    let points = cancel_at_every_poll(|trial| {
        let (sender, receiver) = broadcast::channel(8);
        for element in trial.counter().elements(10) {
            assert!(sender.send(element).is_ok());
        }
        Source::from_broadcast(receiver, LagPolicy::Skip)
    });
    assert!(points > 50, "only {points}");
}

#[test]
fn channels_run_on_both_runtimes() {
    let (sender, receiver) = mpsc::channel(4);
    let pool = forebay::ThreadPool::shared().unwrap();
    let counting = Source::from_mpsc(receiver).count().run(&pool);
    for n in 0..10_000 {
        sender.blocking_send(n).unwrap();
    }
    drop(sender);
    assert_eq!(counting.wait().unwrap(), 10_000);
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let (sender, receiver) = mpsc::channel(4);
    let runtime = forebay::TokioRuntime::new(tokio.handle().clone());
    let counting = Source::from_mpsc(receiver).count().run(&runtime);
    for n in 0..10_000 {
        sender.blocking_send(n).unwrap();
    }
    drop(sender);
    assert_eq!(counting.wait().unwrap(), 10_000);
}
