//! What goes wrong with bounded concurrency elsewhere, and does not here.

use std::sync::Arc;

use forebay::{Concurrency, Source};
use forebay_testkit::{Step, TestSink, TestSource};
use futures::executor::block_on;
use futures::lock::Mutex as AsyncMutex;

use super::after;
use super::jobs::Jobs;

/// futures-rs#2387: what runs inside `buffered` stands still while the consumer does other things.
#[test]
fn work_in_flight_advances_while_nobody_wants_anything() {
    let (first, second) = (Jobs::new(), Jobs::new());
    let (begin, go_on) = (first.clone(), second.clone());
    let mut sink = TestSink::of(Source::iter(1..).map_async(2, move |n: u64| {
        let (begin, go_on) = (begin.start(n), go_on.clone());
        async move {
            let n: u64 = begin.await;
            go_on.start(n).await
        }
    }));
    sink.request(1);
    assert_eq!(sink.run(), Step::Waiting);
    first.finish([1]);
    let _ = sink.run();
    second.finish([1]);
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(sink.take(), [1]);

    // From here on nobody wants anything, and every step is taken all the same.
    first.finish([3, 2]);
    assert!(sink.is_woken());
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(second.running(), [3, 2]);
    second.finish([2, 3]);
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(first.running(), [4, 5]);
}

/// "Buffered streams are broken" (polybdenum, 2022): a future in flight holds a lock that the
/// consumer waits for. And Oxide's RFD 609: it was handed the lock and is not polled any more.
#[test]
fn a_lock_that_two_stages_share_is_always_handed_on() {
    for concurrency in [1, 2, 3, 32] {
        let lock = Arc::new(AsyncMutex::new(0_u64));
        let (above, below) = (Arc::clone(&lock), Arc::clone(&lock));
        let sums = Source::iter(1..=100_u64)
            .map_async(concurrency, move |n| {
                let lock = Arc::clone(&above);
                async move {
                    let mut sum = lock.lock().await;
                    after(1, ()).await;
                    *sum += n;
                    n
                }
            })
            .map_async(1, move |n| {
                let lock = Arc::clone(&below);
                async move {
                    *lock.lock().await += n;
                }
            });
        assert_eq!(
            block_on(sums.count().into_future()).expect("no failure"),
            100
        );
        assert_eq!(block_on(lock.lock()).to_owned(), 2 * 5050);
    }
}

/// restatedev/sdk-rust#89: `buffered(3)` hangs for ever where `buffered(1)` works.
#[test]
fn three_at_a_time_end_as_one_at_a_time_does() {
    for concurrency in [1, 2, 3, 32] {
        // Each ends only after the one before it has come out and was seen below.
        let seen = Jobs::<u64>::new();
        let mut sink = TestSink::of(Source::iter(1..=9).map_async(concurrency, seen.starter()));
        sink.request(1);
        let mut out = Vec::new();
        for n in 1..=9 {
            let _ = sink.run();
            seen.finish([n]);
            let _ = sink.run();
            out.extend(sink.take());
            if n < 9 {
                sink.request(1);
            }
        }
        assert_eq!(
            out,
            (1..=9).collect::<Vec<u64>>(),
            "{concurrency} at a time"
        );
        assert!(matches!(sink.ending(), Some(Ok(()))));
    }
}

/// futures-rs#2937, #2961: `buffered(n)` refills when it is polled next, so n is not reached.
#[test]
fn a_place_is_given_on_when_a_future_finishes_not_when_its_result_is_wanted() {
    let jobs = Jobs::new();
    let mut sink = TestSink::of(Source::iter(1..).map_async_unordered(3, jobs.starter()));
    sink.request(1);
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 2, 3]);
    jobs.finish([2]);
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![2], vec![1, 3, 4]));

    // No demand is left, and three are running nevertheless, until three results wait.
    for (finished, running) in [(1, [3, 4, 5]), (4, [3, 5, 6]), (5, [3, 6, 7])] {
        jobs.finish([finished]);
        let _ = sink.run();
        assert_eq!(jobs.running(), running, "after {finished}");
    }
    jobs.finish([7]);
    let _ = sink.run();
    assert_eq!(jobs.running(), [3, 6], "the buffer is full");
    sink.request(1);
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![1], vec![3, 6, 8]));
}

/// futures-rs#2528: "n in flight, but m finished results".
#[test]
fn running_and_waiting_are_two_numbers() {
    let jobs = Jobs::new();
    let concurrency = Concurrency::new(2).buffer(3);
    let mut sink = TestSink::of(Source::iter(1..).map_async(concurrency, jobs.starter()));
    sink.request(1);
    let _ = sink.run();
    // pola-rs/polars#26264: the oldest is slow. The others are not in its way, nor it in theirs.
    for (finished, running) in [(2, [1, 3]), (3, [1, 4]), (4, [1, 5])] {
        assert!(jobs.running().contains(&finished), "{:?}", jobs.running());
        jobs.finish([finished]);
        let _ = sink.run();
        assert_eq!(jobs.running(), running, "after {finished}");
    }
    jobs.finish([5]);
    let _ = sink.run();
    assert_eq!(
        jobs.running(),
        [1],
        "one runs and four wait: five are in flight"
    );
    jobs.finish([1]);
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![1], vec![6]));
    sink.request(9);
    let _ = sink.run();
    assert_eq!(
        (sink.take(), jobs.running()),
        (vec![2, 3, 4, 5], vec![6, 7])
    );
}

/// Also where it is ready before it was ever waited for.
#[test]
fn a_result_that_is_there_at_once_waits_for_an_older_one() {
    let jobs = Jobs::new();
    let begin = jobs.clone();
    let mut sink = TestSink::of(Source::iter(1..=4_u64).map_async(2, move |n| {
        let job = (n % 2 == 1).then(|| begin.start(n));
        async move {
            match job {
                Some(job) => job.await,
                None => n,
            }
        }
    }));
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!((sink.take(), jobs.running()), (vec![], vec![1, 3]));
    jobs.finish([3]);
    let _ = sink.run();
    assert!(sink.take().is_empty());
    jobs.finish([1]);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [1, 2, 3, 4]);
}

/// futures-rs#2939: `buffer_unordered(0)` hangs. Here it panics at the line that says it.
#[test]
#[should_panic(expected = "map_async_unordered(0): at least one runs at a time")]
fn none_at_a_time_does_not_hang() {
    let _ = Source::iter(1..).map_async_unordered(0, async |n: u64| n);
}

/// futures-rs#2526: 160 000 futures took 5.2 s, since each wake-up polled all of them.
#[test]
fn only_what_was_woken_is_polled() {
    const MANY: u64 = 1000;
    let (jobs, polls) = (Jobs::new(), Arc::new(parking_lot::Mutex::new(0_u64)));
    let (starter, counter) = (jobs.clone(), Arc::clone(&polls));
    let mut sink = TestSink::of(Source::iter(0..MANY).map_async_unordered(
        usize::try_from(MANY).expect("it fits"),
        move |n| {
            let (mut job, polls) = (Box::pin(starter.start(n)), Arc::clone(&counter));
            std::future::poll_fn(move |cx| {
                *polls.lock() += 1;
                job.as_mut().poll(cx)
            })
        },
    ));
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(*polls.lock(), MANY, "each is polled once when it starts");
    for n in (0..MANY).rev() {
        jobs.finish([n]);
        let _ = sink.run();
        assert_eq!(sink.take(), [n]);
    }
    assert_eq!(*polls.lock(), 2 * MANY, "and once when it was woken");
}

/// pekko#2886, #3365: results that had finished without demand stayed where they were when demand
/// came, or a stage whose last results failed did not complete.
#[test]
fn all_finish_without_demand_and_come_out_when_it_returns() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let mut sink = TestSink::of(input.source().map_async(4, jobs.starter()));
    sink.request(1);
    input.push_all(1..=4_u64);
    let _ = sink.run();
    jobs.finish([4, 3, 2, 1]);
    input.complete();
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(sink.take(), [1]);
    sink.request(2);
    let _ = sink.run();
    assert_eq!(sink.take(), [2, 3]);
    assert!(sink.is_open());
    sink.request(1);
    assert_eq!(
        sink.run(),
        Step::Ended,
        "completion needs no demand of its own"
    );
    assert_eq!(sink.take(), [4]);
}
