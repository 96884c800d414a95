//! Runs in the caller's task, on no runtime.

use std::thread;

use forebay::{CancelCause, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSource};
use futures::executor::block_on;
use futures::{StreamExt, stream};

use crate::executor::{Task, run_to_end};

#[test]
fn a_graph_is_a_future() {
    let sum = block_on(async {
        let sum = Source::iter(0..1000_u64)
            .map(|n| n * 2)
            .fold(0, |sum, n| sum + n)
            .await?;
        // One run after the other in the same task.
        Source::iter(0..sum).count().await
    });
    assert_eq!(sum.unwrap(), 999_000);
}

#[test]
fn a_graph_is_a_future_for_any_executor() {
    let task = Source::iter(0..100_000_u64).count().into_future();
    let on_a_thread = thread::spawn(|| block_on(task));
    assert_eq!(on_a_thread.join().unwrap().unwrap(), 100_000);
}

#[test]
fn awaiting_and_waiting_give_the_same_outcome() {
    let graph = || {
        Source::iter(0..10_000_u64)
            .filter(|n| n % 3 == 0)
            .grouped(7)
            .collect::<Vec<_>>()
    };
    let awaited = block_on(graph().with_ledger());
    let waited = graph().wait_with_ledger();
    assert_eq!(awaited.result.unwrap(), waited.result.unwrap());
    assert_eq!(awaited.ledger.produced(), 10_000);
    assert_eq!(awaited.ledger.delivered(), waited.ledger.delivered());
    assert!(awaited.ledger.is_balanced() && waited.ledger.is_balanced());
}

#[test]
fn waiting_sleeps_until_the_stream_goes_on() {
    let (mut sender, receiver) = futures::channel::mpsc::channel(1);
    let waiting = thread::spawn(move || Source::from_stream(receiver).collect::<Vec<_>>().wait());
    for n in 0..100 {
        block_on(futures::SinkExt::send(&mut sender, n)).unwrap();
    }
    drop(sender);
    assert_eq!(
        waiting.join().unwrap().unwrap(),
        (0..100).collect::<Vec<_>>()
    );
}

#[test]
fn nothing_runs_before_the_first_poll() {
    let mut calls = 0;
    let graph = Source::iter(0..3).inspect(|_| calls += 1).count();
    let future = graph.into_future();
    drop(future);
    assert_eq!(calls, 0);
}

#[test]
fn a_run_that_waits_is_woken_by_what_it_waits_for() {
    let input = TestSource::new();
    let mut task = Task::new(input.source().map(|n: u64| n + 1).collect::<Vec<_>>());
    assert!(task.poll().is_pending() && !task.is_woken());
    input.push(1);
    assert!(task.is_woken());
    assert!(task.poll().is_pending() && !task.is_woken());
    input.push_all([2, 3]);
    input.complete();
    assert_eq!(task.run().unwrap().unwrap(), [2, 3, 4]);
}

#[test]
fn a_dropped_run_cancels_its_source_and_drops_its_elements() {
    let counter = DropCounter::new();
    let input = TestSource::new();
    input.push_all(counter.elements(100));
    let mut task = Task::new(input.source().grouped(7).collect::<Vec<_>>());
    assert!(task.poll().is_pending());
    assert_eq!((input.pulled(), counter.alive()), (100, 100));
    drop(task);
    assert!(input.dropped());
    counter.assert_balanced();
}

#[test]
fn a_run_can_be_dropped_before_it_is_polled() {
    let counter = DropCounter::new();
    let input = TestSource::new();
    input.push_all(counter.elements(10));
    drop(input.source().boxed().count().with_ledger());
    assert!(input.dropped() && input.pulled() == 0);
    counter.assert_balanced();
}

#[test]
fn the_value_of_the_source_comes_with_the_run() {
    let ((), run) = Source::iter(0..5).count().in_place();
    assert_eq!(run_to_end(run).unwrap(), 5);
    let ((), run) = Source::iter(0..5).count().in_place();
    assert_eq!(run.wait().unwrap(), 5);
}

#[test]
fn a_failure_cancels_the_source_with_the_error() {
    let input = TestSource::new();
    input.push_all(0..10);
    let graph = input
        .source()
        .try_map(|n| if n < 5 { Ok(n) } else { Err("five") })
        .count();
    let error = run_to_end(graph.with_ledger()).result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Failed);
    let Some(CancelCause::Failed(cause)) = input.cancelled() else {
        panic!("{input:?}")
    };
    assert_eq!(cause.cause().to_string(), "five");
    assert_eq!(input.pulled(), 6);
}

#[test]
fn a_run_of_a_stream_that_is_pending_and_ready_by_turns_ends() {
    let mut ready = false;
    let mut left = 1000;
    let by_turns = stream::poll_fn(move |cx| {
        ready = !ready;
        if ready {
            cx.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        left -= 1;
        std::task::Poll::Ready((left > 0).then_some(left))
    });
    assert_eq!(
        run_to_end(Source::from_stream(by_turns.boxed()).count()).unwrap(),
        999
    );
}
