//! Who polls, how often, and when others get their turn.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use forebay::{Flow, Source, ThreadPool};
use forebay_testkit::{Step, TestSink};
use futures::channel::oneshot;
use futures::executor::block_on;
use parking_lot::Mutex;

#[test]
fn a_source_that_is_always_ready_lets_others_run() {
    let mut sink = TestSink::of(Source::iter(0_u64..).map_async(4, async |n| n));
    sink.request_unbounded();
    for _ in 0..10 {
        let before = sink.received();
        assert_eq!(sink.poll_once(100), Step::Spent);
        let moved = sink.received() - before;
        assert!((1..=100).contains(&moved), "{moved} with a budget of 100");
    }
}

/// tokio#2390, tokio PR #3516: combinators that poll again at once what has used up its turn.
#[test]
fn a_future_that_only_yields_does_not_keep_the_island() {
    let polls = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&polls);
    let mut sink = TestSink::of(Source::single(()).map_async(1, move |()| {
        let polls = Arc::clone(&counter);
        poll_fn(move |cx| {
            *polls.lock() += 1;
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        })
    }));
    sink.request(1);
    for run in 1..=10 {
        assert_eq!(sink.poll_once(4096), Step::Waiting);
        assert!(sink.is_woken(), "it wants to go on");
        assert!(
            *polls.lock() <= 3 * run,
            "{} polls in {run} runs",
            polls.lock()
        );
    }
}

#[test]
fn a_budget_that_is_spent_among_the_woken_goes_on_where_it_stopped() {
    let senders = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&senders);
    let mut sink = TestSink::of(Source::iter(0..100_u64).map_async_unordered(100, move |n| {
        let (sender, receiver) = oneshot::channel::<()>();
        into.lock().push(sender);
        async move {
            let _sent = receiver.await;
            n
        }
    }));
    sink.request_unbounded();
    let _ = sink.run();
    for sender in senders.lock().drain(..) {
        sender.send(()).expect("it runs");
    }
    let mut out = Vec::new();
    for _ in 0..10 {
        assert_eq!(
            sink.poll_once(10),
            if out.len() < 90 {
                Step::Spent
            } else {
                Step::Ended
            }
        );
        out.extend(sink.take());
    }
    assert_eq!(
        out,
        (0..100).collect::<Vec<u64>>(),
        "every one, once, in turn"
    );
}

/// Futures that other threads finish, in any order, while the stream runs.
#[test]
fn wake_ups_from_other_threads_are_not_lost() {
    const MANY: u64 = 2000;
    let pool = ThreadPool::new().expect("threads");
    let (jobs, finishers) = std::sync::mpsc::sync_channel::<(u64, oneshot::Sender<u64>)>(64);
    let finisher = thread::spawn(move || {
        for (n, sender) in finishers {
            let _cancelled = sender.send(n);
        }
    });
    let squares = Source::iter(0..MANY).map_async(16, move |n| {
        let (sender, receiver) = oneshot::channel();
        jobs.send((n, sender)).expect("the finisher runs");
        async move { receiver.await.expect("it is finished") }
    });
    let all = block_on(squares.collect::<Vec<u64>>().run(&pool)).expect("no failure");
    assert_eq!(all, (0..MANY).collect::<Vec<_>>());
    finisher.join().expect("the finisher ends");
}

#[test]
fn a_flow_runs_many_at_once_as_a_source_does() {
    let flow = Flow::new().map_async(3, async |n: u64| n + 1).boxed();
    let all = Source::iter(0..50).via(flow).collect::<Vec<_>>().wait();
    assert_eq!(all.expect("no failure"), (1..=50).collect::<Vec<u64>>());
}
