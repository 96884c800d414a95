//! A source as a `futures::Stream`.

use std::task::Poll;

use forebay::{CancelCause, Demand, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSource};
use futures::executor::block_on;
use futures::stream::FusedStream;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt, stream};

use crate::executor::Task;
use crate::hostile::three_is_too_much;

/// The next element, if it is there at once.
fn now<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    stream
        .next()
        .now_or_never()
        .map_or(Poll::Pending, Poll::Ready)
}

#[test]
fn each_poll_is_demand_for_one() {
    for boxed in [false, true] {
        let input = TestSource::new();
        input.push_all(0..10);
        let source = input.source().map(|n: u64| n * 2);
        let mut elements = if boxed {
            source.boxed().into_stream(0).left_stream()
        } else {
            source.into_stream(0).right_stream()
        };
        assert_eq!(input.pulled(), 0, "nothing is pulled before the first poll");
        for n in 0..10 {
            assert!(
                matches!(now(&mut elements), Poll::Ready(Some(Ok(element))) if element == n * 2)
            );
            assert_eq!(input.pulled(), n + 1);
        }
        assert!(now(&mut elements).is_pending());
        assert_eq!(input.demands().last(), Some(&Demand::ONE));
    }
}

#[test]
fn the_last_element_and_the_end_may_come_in_one_run() {
    let mut elements = Source::iter(0..3).take(2).into_stream(0);
    assert!(matches!(now(&mut elements), Poll::Ready(Some(Ok(0)))));
    assert!(matches!(now(&mut elements), Poll::Ready(Some(Ok(1)))));
    assert!(elements.is_terminated());
    for _ in 0..3 {
        assert!(matches!(now(&mut elements), Poll::Ready(None)));
    }
}

#[test]
fn an_element_and_a_failure_that_come_in_one_run_keep_their_order() {
    let input = TestSource::new();
    input.push(1);
    input.fail("torn");
    let mut elements = input.source().into_stream(0);
    assert!(matches!(now(&mut elements), Poll::Ready(Some(Ok(1)))));
    assert!(!elements.is_terminated());
    let Poll::Ready(Some(Err(error))) = now(&mut elements) else {
        panic!("no failure")
    };
    assert_eq!(error.cause().to_string(), "torn");
    assert!(elements.is_terminated());
    assert!(matches!(now(&mut elements), Poll::Ready(None)));
    assert!(matches!(now(&mut elements), Poll::Ready(None)));
}

#[test]
fn an_error_is_the_last_element() {
    let source = Source::iter(0..10).try_map(|n| if n < 3 { Ok(n) } else { Err("three") });
    let mut elements: Vec<_> = block_on(source.into_stream(0).collect());
    assert_eq!(
        elements.pop().unwrap().unwrap_err().cause().to_string(),
        "three"
    );
    assert_eq!(
        elements.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
        [0, 1, 2]
    );
}

#[test]
fn a_panic_is_an_error_that_names_the_operator() {
    let counter = DropCounter::new();
    let (source, line) = (Source::iter(0..10).map(three_is_too_much), line!());
    let mut elements = source.map(|n| counter.element(n)).into_stream(0);
    let first: Vec<u64> = block_on(elements.by_ref().take(3).map(|n| *n.unwrap()).collect());
    assert_eq!(first, [0, 1, 2]);
    let error = block_on(elements.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("map", line));
    assert!(block_on(elements.next()).is_none());
    counter.assert_balanced();
}

#[test]
fn an_element_that_was_out_before_a_panic_comes_first() {
    let input = TestSource::new();
    input.push_all([0, 3]);
    // The seam below asks for one and gets it; the next one is pulled in the same run.
    let source = input.source().map(three_is_too_much).filter(|_| true);
    let elements: Vec<_> = block_on(source.into_stream(0).collect());
    assert_eq!(elements.len(), 2);
    assert_eq!(*elements[0].as_ref().unwrap(), 0);
    assert_eq!(
        elements[1].as_ref().unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
}

#[test]
fn dropping_the_stream_cancels_the_source() {
    let counter = DropCounter::new();
    let input = TestSource::new();
    input.push_all(counter.elements(20));
    let mut groups = input.source().boxed().grouped(3).into_stream(0);
    let first = block_on(groups.next()).unwrap().unwrap();
    assert_eq!(first.len(), 3);
    drop(groups);
    assert!(input.dropped());
    assert_eq!(counter.alive(), 3);
    drop(first);
    counter.assert_balanced();
}

#[test]
fn a_panic_cancels_the_source_with_the_error() {
    let input = TestSource::new();
    input.push_all(0..10);
    let mut elements = input.source().map(three_is_too_much).into_stream(0);
    while let Poll::Ready(Some(_)) = now(&mut elements) {}
    let Some(CancelCause::Failed(cause)) = input.cancelled() else {
        panic!("{input:?}")
    };
    assert_eq!(cause.kind(), StreamErrorKind::Panicked);
}

#[test]
fn a_stream_that_waits_is_woken() {
    let input = TestSource::new();
    let mut task = Task::new(input.source().into_stream(0).try_collect::<Vec<u64>>());
    assert!(task.poll().is_pending());
    assert!(!task.is_woken());
    input.push_all(0..5);
    assert!(task.is_woken());
    assert!(task.poll().is_pending());
    input.complete();
    assert_eq!(task.run().unwrap().unwrap(), [0, 1, 2, 3, 4]);
}

#[test]
fn there_and_back_again_is_the_same_stream() {
    let there = Source::iter(0..10_000_u64)
        .filter(|n| n % 3 == 0)
        .into_stream(0);
    let back = Source::from_stream(there).try_map(|element| element);
    assert_eq!(block_on(back.count().into_future()).unwrap(), 3334);
    let failing = Source::from_stream(stream::iter(0..9))
        .map(three_is_too_much)
        .into_stream(0);
    let back = Source::from_stream(failing)
        .try_map(|element| element)
        .collect::<Vec<_>>();
    let error = block_on(back.into_future()).unwrap_err();
    assert_eq!(
        (error.kind(), error.site().unwrap().name()),
        (StreamErrorKind::Panicked, "map")
    );
}
