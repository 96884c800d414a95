//! How a stream of several islands ends (laws L4, L6).

use std::sync::Arc;

use forebay::{CancelCause, Source, StreamErrorKind, ThreadPool};
use forebay_testkit::{DropCounter, TestSink, TestSource, VirtualRuntime, cancel_at_every_poll};
use parking_lot::Mutex;

#[test]
fn ended_at_any_point_it_leaves_nothing_behind() {
    cancel_at_every_poll(|trial| trial.source().boundary(3));
    cancel_at_every_poll(|trial| trial.source().boundary(1).grouped(2));
    cancel_at_every_poll(|trial| trial.source().grouped(2).boundary(2).boxed());
    cancel_at_every_poll(|trial| trial.source().boundary(2).boundary(2));
}

#[test]
fn a_failure_in_front_of_a_boundary_comes_behind_the_elements_before_it() {
    for seed in 0..20 {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let runtime = VirtualRuntime::new(seed);
        let sees = Arc::clone(&seen);
        let run = Source::iter(0..100)
            .try_map(|n| if n < 50 { Ok(n) } else { Err("fifty") })
            .boundary(8)
            .for_each(move |n| sees.lock().push(n))
            .run(&runtime);
        let error = runtime.block_on(run).unwrap_err();
        assert_eq!(error.cause().to_string(), "fifty");
        assert_eq!(error.site().map(|site| site.name()), Some("try_map"));
        assert_eq!(*seen.lock(), (0..50).collect::<Vec<_>>());
    }
}

#[test]
fn a_failure_behind_a_boundary_cancels_what_is_in_front_of_it() {
    let input = TestSource::new();
    let source = input.source().boundary(4);
    let mut sink = TestSink::of(source.try_map(|n| if n < 3 { Ok(n) } else { Err("three") }));
    input.push_all(0..10);
    sink.request_unbounded();
    sink.run();
    assert_eq!(sink.take(), [0, 1, 2]);
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(error))
        if error.cause().to_string() == "three"));
}

#[test]
fn enough_behind_a_boundary_cancels_what_is_in_front_of_it() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().boundary(4).take(2));
    input.push_all(0..10);
    sink.request_unbounded();
    sink.run();
    assert_eq!(sink.take(), [0, 1]);
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert!(matches!(input.cancelled(), Some(CancelCause::Finished)));
}

#[test]
fn an_island_that_waits_for_something_hears_of_a_cancel() {
    let input = TestSource::<u8>::new();
    let mut sink = TestSink::of(input.source().boundary(4));
    sink.request(1);
    sink.run();
    sink.cancel(&CancelCause::Requested);
    assert!(matches!(input.cancelled(), Some(CancelCause::Requested)));
}

#[test]
fn a_panic_in_any_island_fails_the_run_and_names_the_stage() {
    let pool = ThreadPool::shared().unwrap();
    for at in 0..3 {
        let counter = DropCounter::new();
        let bomb = move |here: usize| {
            move |n: forebay_testkit::Counted<u64>| {
                assert!(at != here || *n < 40, "island {here} has had enough");
                n
            }
        };
        let run = Source::iter(counter.elements(1_000))
            .map(bomb(0))
            .boundary(8)
            .map(bomb(1))
            .boundary(8)
            .map(bomb(2))
            .count()
            .run(&pool);
        let outcome = run.with_ledger().wait();
        let error = outcome.result.unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
        let text = format!("{error:#}");
        assert!(text.contains(&format!("island {at} has")), "{text}");
        assert_eq!(error.site().map(|site| site.name()), Some("map"));
        assert_eq!(counter.alive(), 0, "every element is dropped (law L6)");
    }
}

#[test]
fn an_endless_source_is_cancelled_within_a_slice() {
    for seed in 0..10 {
        let runtime = VirtualRuntime::new(seed);
        let mut run = Source::repeat(1_u64).boundary(64).ignore().run(&runtime);
        run.cancel();
        let error = runtime.block_on(run).unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Cancelled);
        assert_eq!(runtime.tasks(), 0);
    }
}
