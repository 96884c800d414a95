//! How a stage with futures in flight ends.

use std::task::Poll;

use forebay::{CancelCause, Source, StreamErrorKind};
use forebay_testkit::{Step, TestSink, TestSource, cancel_at_every_poll};

use super::after;
use super::jobs::Jobs;
use crate::executor::Task;
use crate::hostile::three_is_too_much;

type Tried = Result<u64, &'static str>;

#[test]
fn the_first_err_ends_the_stream_although_older_ones_run() {
    let (input, jobs) = (TestSource::new(), Jobs::<Tried>::new());
    let mut sink = TestSink::of(input.source().try_map_async(4, jobs.starter()));
    sink.request_unbounded();
    input.push_all(1..=6_u64);
    let _ = sink.run();
    assert_eq!(jobs.running(), [1, 2, 3, 4]);
    jobs.finish_with(3, Ok(3));
    let _ = sink.run();
    jobs.finish_with(2, Err("two"));
    assert_eq!(sink.run(), Step::Ended);

    let error = sink
        .ending()
        .cloned()
        .expect("an ending")
        .expect_err("a failure");
    assert_eq!(error.site().expect("a site").name(), "try_map_async");
    assert_eq!(format!("{error:#}").matches("two").count(), 1, "{error:#}");
    assert!(
        sink.take().is_empty(),
        "3 must not come out where 1 is missing"
    );
    assert!(jobs.running().is_empty(), "they are dropped");
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
    // Five that were in flight, and the one that the source still had.
    assert_eq!((input.pulled(), sink.ledger().discarded()), (5, 6));
}

#[test]
fn what_has_finished_in_order_before_an_err_comes_out_first() {
    let (input, jobs) = (TestSource::new(), Jobs::<Tried>::new());
    let mut sink = TestSink::of(input.source().try_map_async(4, jobs.starter()));
    sink.request(1);
    input.push_all(1..=4_u64);
    let _ = sink.run();
    jobs.finish_with(2, Ok(2));
    jobs.finish_with(1, Ok(1));
    let _ = sink.run();
    assert_eq!(sink.take(), [1]);

    // 2 waits for demand, 3 runs: 4 must not come out without it.
    jobs.finish_with(4, Err("four"));
    let _ = sink.run();
    assert!(jobs.running().is_empty(), "it fails fast");
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
    assert!(sink.is_open(), "2 has to come out before the failure");
    sink.request(1);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2]);
    assert_eq!(sink.ledger().discarded(), 2, "{}", sink.ledger());
}

#[test]
fn what_has_finished_before_an_err_comes_out_first_in_any_order() {
    let (input, jobs) = (TestSource::new(), Jobs::<Tried>::new());
    let mut sink = TestSink::of(input.source().try_map_async_unordered(3, jobs.starter()));
    sink.request(1);
    input.push_all(1..=4_u64);
    let _ = sink.run();
    jobs.finish_with(3, Ok(3));
    let _ = sink.run();
    jobs.finish_with(2, Ok(2));
    let _ = sink.run();
    jobs.finish_with(1, Err("one"));
    let _ = sink.run();
    assert_eq!(sink.take(), [3]);
    assert!(sink.is_open());
    sink.request(5);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2]);
}

#[test]
fn what_finishes_in_the_same_run_as_an_err_is_dropped_with_the_rest() {
    let (input, jobs) = (TestSource::new(), Jobs::<Tried>::new());
    let mut sink = TestSink::of(input.source().try_map_async_unordered(4, jobs.starter()));
    sink.request_unbounded();
    input.push_all(1..=4_u64);
    let _ = sink.run();
    jobs.finish_with(1, Ok(1));
    jobs.finish_with(2, Err("two"));
    jobs.finish_with(3, Ok(3));
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!((sink.take(), sink.ledger().discarded()), (vec![1], 3));
    assert!(jobs.running().is_empty());
}

#[test]
fn a_failure_of_upstream_waits_for_what_runs() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let mut sink = TestSink::of(input.source().map_async(3, jobs.starter()));
    sink.request(1);
    input.push_all(1..=3_u64);
    let _ = sink.run();
    input.fail("above");
    let _ = sink.run();
    jobs.finish([3, 1]);
    let _ = sink.run();
    assert_eq!(sink.take(), [1]);
    assert!(sink.is_open());
    jobs.finish([2]);
    let _ = sink.run();
    assert!(sink.is_open(), "2 and 3 wait for demand");
    sink.request(2);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2, 3]);
    assert!(matches!(sink.ending(), Some(Err(_))));
}

#[test]
fn an_err_behind_a_failure_of_upstream_is_the_one_that_counts() {
    let (input, jobs) = (TestSource::new(), Jobs::<Tried>::new());
    let mut sink = TestSink::of(input.source().try_map_async(3, jobs.starter()));
    sink.request_unbounded();
    input.push(1_u64);
    let _ = sink.run();
    input.fail("above");
    let _ = sink.run();
    jobs.finish_with(1, Err("one"));
    assert_eq!(sink.run(), Step::Ended);
    let error = sink
        .ending()
        .cloned()
        .expect("an ending")
        .expect_err("a failure");
    assert!(format!("{error:#}").contains("one"), "{error:#}");
}

#[test]
fn a_cancel_drops_what_runs_and_what_waits() {
    let jobs = Jobs::new();
    let mut sink = TestSink::of(Source::iter(1..).map_async(3, jobs.starter()));
    sink.request(1);
    let _ = sink.run();
    jobs.finish([1, 3]);
    let _ = sink.run();
    assert_eq!(jobs.running(), [2, 4, 5]);
    sink.cancel(&CancelCause::Requested);
    assert!(jobs.running().is_empty());
    assert_eq!(
        (sink.ledger().produced(), sink.ledger().discarded()),
        (5, 4)
    );
}

#[test]
fn completion_waits_for_what_runs_and_needs_no_demand() {
    let (input, jobs) = (TestSource::new(), Jobs::new());
    let mut sink = TestSink::of(input.source().map_async_unordered(3, jobs.starter()));
    sink.request(2);
    input.push_all([1, 2_u64]);
    input.complete();
    let _ = sink.run();
    jobs.finish([2]);
    assert_eq!(sink.run(), Step::Waiting);
    jobs.finish([1]);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2, 1]);
}

#[test]
fn a_panic_is_blamed_on_the_operator_wherever_it_comes_from() {
    let when_made = Source::iter(0..9_u64).map_async(2, |n| {
        three_is_too_much(n);
        async move { n }
    });
    let outcome = when_made.collect::<Vec<_>>().wait_with_ledger();
    let error = outcome.result.expect_err("a panic");
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().expect("a site").name(), "map_async");
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);

    let when_polled = Source::iter(0..9_u64).map_async_unordered(2, async |n| three_is_too_much(n));
    let outcome = when_polled.collect::<Vec<_>>().wait_with_ledger();
    let error = outcome.result.expect_err("a panic");
    assert_eq!(error.site().expect("a site").name(), "map_async_unordered");
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);

    let jobs = Jobs::<u64>::new();
    let later = jobs.clone();
    let when_woken = Source::single(3_u64).try_map_async(2, move |n| {
        let job = later.start(n);
        async move { Ok::<_, &str>(three_is_too_much(job.await)) }
    });
    let mut running = Task::new(when_woken.ignore());
    assert!(running.poll().is_pending());
    jobs.finish([3]);
    let Poll::Ready(result) = running.poll() else {
        panic!("it was woken")
    };
    let error = result.expect_err("a panic");
    assert_eq!(error.site().expect("a site").name(), "try_map_async");
}

#[test]
fn nothing_is_left_at_any_point_while_futures_wait() {
    for polls in 0..3 {
        let points = cancel_at_every_poll(|trial| {
            let source = trial.source();
            source.map_async(2, move |n| after(polls, n))
        });
        assert!(points > 100, "only {points} points");
        let points = cancel_at_every_poll(|trial| {
            let source = trial.source();
            source.try_map_async_unordered(3, move |n| {
                after(polls, if *n == 5 { Err("five") } else { Ok(n) })
            })
        });
        assert!(points > 100, "only {points} points");
    }
}
