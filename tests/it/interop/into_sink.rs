//! Our sink as a `futures::Sink`.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use forebay::{Sink, Source, StreamError, StreamErrorKind};
use forebay_testkit::DropCounter;
use futures::{FutureExt, Sink as FuturesSink, SinkExt, StreamExt, stream};

use super::mouth::Mouth;
use crate::executor::{Task, run_to_end};
use crate::hostile::three_is_too_much;

/// What `poll_ready` says now.
fn ready<T>(
    sink: &mut (impl FuturesSink<T, Error = StreamError> + Unpin),
) -> Poll<Result<(), StreamError>> {
    let asked = poll_fn(|cx| Poll::Ready(Pin::new(&mut *sink).poll_ready(cx)));
    asked.now_or_never().expect("it is ready")
}

/// What `poll_flush` says now.
fn flush<T>(
    sink: &mut (impl FuturesSink<T, Error = StreamError> + Unpin),
) -> Poll<Result<(), StreamError>> {
    let asked = poll_fn(|cx| Poll::Ready(Pin::new(&mut *sink).poll_flush(cx)));
    asked.now_or_never().expect("it is ready")
}

fn yes(polled: &Poll<Result<(), StreamError>>) -> bool {
    matches!(polled, Poll::Ready(Ok(())))
}

#[test]
fn it_is_ready_while_the_sink_wants_an_element() {
    let (mouth, stomach) = Mouth::new();
    stomach.make_room(0);
    let mut sink = Sink::from_sink(mouth).into_sink();
    assert!(ready(&mut sink).is_pending());
    assert!(yes(&flush(&mut sink)), "there is nothing to flush");
    stomach.make_room(2);
    for n in 0..2 {
        for _ in 0..3 {
            assert!(yes(&ready(&mut sink)), "asking took something away");
        }
        sink.start_send_unpin(n).unwrap();
        assert_eq!(stomach.take(), [], "it was sent without a poll");
        assert!(yes(&flush(&mut sink)));
        assert_eq!(stomach.take(), [n]);
    }
    assert!(ready(&mut sink).is_pending());
    assert!(yes(&flush(&mut sink)));
    stomach.make_room(1);
    assert!(yes(&ready(&mut sink)));
    assert_eq!(run_to_end(sink.finish()).unwrap(), ());
    assert!(stomach.is_dropped());
}

#[test]
fn one_that_waits_is_woken() {
    let (mouth, stomach) = Mouth::new();
    stomach.make_room(0);
    let mut sink = Sink::from_sink(mouth).into_sink();
    let mut sending = Task::new(sink.send(7));
    assert!(sending.poll().is_pending());
    assert!(!sending.is_woken());
    stomach.make_room(1);
    assert!(sending.is_woken());
    assert!(matches!(sending.poll(), Poll::Ready(Ok(()))));
    assert_eq!(stomach.take(), [7]);
}

#[test]
fn a_sink_that_is_not_ready_takes_nothing() {
    let counter = DropCounter::new();
    let (mouth, stomach) = Mouth::new();
    stomach.make_room(1);
    let mut sink = Sink::from_sink(mouth).into_sink();
    assert!(sink.start_send_unpin(counter.element(0)).is_err());
    assert!(yes(&ready(&mut sink)));
    sink.start_send_unpin(counter.element(1)).unwrap();
    assert!(sink.start_send_unpin(counter.element(2)).is_err());
    assert!(ready(&mut sink).is_pending());
    assert!(sink.start_send_unpin(counter.element(3)).is_err());
    assert_eq!(counter.alive(), 1);
    assert_eq!(stomach.take(), [1]);
    let outcome = run_to_end(sink.finish_with_ledger());
    outcome.result.unwrap();
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (1, 1)
    );
    counter.assert_balanced();
}

#[test]
fn finishing_gives_the_value_and_the_books() {
    let mut sink = Sink::fold(0, |sum, n: u64| sum + n).into_sink();
    let numbers = stream::iter(0..10_000).map(Ok);
    Task::new(numbers.forward(&mut sink))
        .run()
        .unwrap()
        .unwrap();
    let outcome = run_to_end(sink.finish_with_ledger());
    assert_eq!(outcome.result.unwrap(), 49_995_000);
    assert!(outcome.ledger.is_balanced());
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (10_000, 10_000)
    );
    assert_eq!(outcome.ledger.accounts()[0].site().name(), "into_sink");
    assert_eq!(
        run_to_end(Sink::<u8, _, _>::count().into_sink().finish()).unwrap(),
        0
    );
}

#[test]
fn a_sink_that_has_all_it_needs_takes_no_more_and_keeps_its_value() {
    let counter = DropCounter::new();
    let mut sink = Sink::head().into_sink();
    run_to_end(sink.send(counter.element(1))).unwrap();
    let error = run_to_end(sink.send(counter.element(2))).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Cancelled);
    assert_eq!(error.site().unwrap().name(), "into_sink");
    run_to_end(sink.close()).unwrap();
    assert_eq!(run_to_end(sink.finish()).unwrap().unwrap(), 1);
    counter.assert_balanced();
}

#[test]
fn a_sink_that_fails_says_so_at_every_call() {
    let adding = |sum: u64, n: u64| if n < 3 { Ok(sum + n) } else { Err("three") };
    let (sink, line) = (Sink::try_fold(0, adding), line!());
    let mut sink = sink.into_sink();
    for n in 0..3 {
        run_to_end(sink.send(n)).unwrap();
    }
    assert!(yes(&ready(&mut sink)));
    sink.start_send_unpin(3).unwrap();
    for _ in 0..2 {
        let Poll::Ready(Err(error)) = flush(&mut sink) else {
            panic!("no failure")
        };
        assert_eq!(error.cause().to_string(), "three");
        assert_eq!(error.site().unwrap().location().line(), line);
        assert!(matches!(ready(&mut sink), Poll::Ready(Err(_))));
        assert!(sink.start_send_unpin(4).is_err());
    }
    assert!(run_to_end(sink.close()).is_err());
    let error = run_to_end(sink.finish()).unwrap_err();
    assert_eq!(error.cause().to_string(), "three");
}

#[test]
fn a_sink_that_panics_fails() {
    let mut sink = Sink::for_each(|n| _ = three_is_too_much(n)).into_sink();
    let numbers = stream::iter(0..10).map(Ok);
    let error = run_to_end(numbers.forward(&mut sink)).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().unwrap().name(), "for_each");
    let outcome = run_to_end(sink.finish_with_ledger());
    assert!(outcome.result.is_err());
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
}

#[test]
fn dropping_it_at_any_point_leaves_nothing() {
    for sent in 0..6 {
        for polled in [false, true] {
            let counter = DropCounter::new();
            let (mouth, stomach) = Mouth::new();
            let mut sink = Sink::from_sink(mouth).into_sink();
            for n in 0..sent {
                assert!(yes(&ready(&mut sink)));
                sink.start_send_unpin(counter.element(n)).unwrap();
            }
            assert!(!polled || yes(&ready(&mut sink)));
            drop(sink);
            assert!(stomach.is_dropped());
            drop(stomach.take());
            counter.assert_balanced();
        }
    }
}

#[test]
fn there_and_back_again_is_the_same_sink() {
    let mut there = Sink::collect::<Vec<u64>>().into_sink();
    run_to_end(Source::iter(0..5000).forward(&mut there)).unwrap();
    let all = run_to_end(there.finish()).unwrap();
    assert!(all.into_iter().eq(0..5000));
}
