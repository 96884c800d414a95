//! A `futures::Sink` as our sink.

use std::task::Poll;

use forebay::{CancelCause, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSource};
use futures::channel::mpsc;
use futures::{StreamExt, sink};

use super::mouth::{Call, Mouth};
use crate::executor::{Task, run_to_end};
use crate::hostile::blow_up;

#[test]
fn all_elements_arrive_in_order_and_the_sink_is_closed_once() {
    let (mouth, stomach) = Mouth::new();
    run_to_end(Source::iter(0..3).forward(mouth)).unwrap();
    assert_eq!(stomach.take(), [0, 1, 2]);
    use Call::{Close, Ready, Send};
    // That the source has ended is seen at once, so there is nothing to flush for.
    assert_eq!(
        stomach.calls(),
        [Ready, Send, Ready, Send, Ready, Send, Ready, Close]
    );
    assert!(stomach.is_dropped());
}

#[test]
fn nothing_is_called_before_the_run_begins() {
    let (mouth, stomach) = Mouth::new();
    let graph = Source::iter(0..3).forward(mouth);
    let task = Task::new(graph);
    assert!(stomach.calls().is_empty());
    drop(task);
    assert!(stomach.calls().is_empty());
    assert!(stomach.is_dropped());
}

#[test]
fn each_readiness_is_demand_for_one() {
    let (mouth, stomach) = Mouth::new();
    stomach.make_room(0);
    let input = TestSource::new();
    input.push_all(0..10);
    let mut task = Task::new(input.source().forward(mouth));
    assert!(task.poll().is_pending());
    assert_eq!(input.pulled(), 0);
    let mut pulled = 0;
    for room in [1, 3, 2] {
        assert!(!task.is_woken());
        stomach.make_room(room);
        assert!(task.is_woken());
        assert!(task.poll().is_pending());
        pulled += room as u64;
        assert_eq!((input.pulled(), stomach.take().len()), (pulled, room));
    }
}

#[test]
fn the_sink_is_flushed_when_nothing_more_comes_for_now_and_only_then() {
    let (mouth, stomach) = Mouth::new();
    let input = TestSource::new();
    let mut task = Task::new(input.source().forward(mouth));
    let flushes = || {
        stomach
            .calls()
            .iter()
            .filter(|c| **c == Call::Flush)
            .count()
    };
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 0, "there is nothing to flush");
    input.push_all(0..5);
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 1);
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 0, "it is flushed already");
    input.push(5);
    stomach.stick_at(Call::Flush);
    assert!(task.poll().is_pending());
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 2, "a flush that is pending is polled on");
    stomach.make_room(10);
    assert!(task.is_woken());
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 1);
    assert!(task.poll().is_pending());
    assert_eq!(flushes(), 0);
    // A source that is busy is not idle, however many polls it takes.
    let (mouth, stomach) = Mouth::new();
    let mut task = Task::new(Source::iter(0..20_000).forward(mouth));
    task.run().unwrap().unwrap();
    assert!(task.polls() > 2);
    assert!(!stomach.calls().contains(&Call::Flush));
}

#[test]
fn an_error_of_the_sink_fails_the_run_and_is_its_last_word() {
    for (call, after, pulled) in [
        (Call::Ready, 0, 0),
        (Call::Ready, 3, 3),
        (Call::Send, 0, 1),
        (Call::Send, 4, 5),
        (Call::Flush, 0, 5),
        (Call::Close, 0, 5),
    ] {
        let counter = DropCounter::new();
        let input = TestSource::new();
        input.push_all(counter.elements(5));
        let (mouth, stomach) = Mouth::new();
        stomach.fail_at(call, after);
        let (graph, line) = (input.source().forward(mouth), line!());
        let mut task = Task::new(graph.with_ledger());
        let mut polled = task.poll();
        if polled.is_pending() {
            input.complete();
            polled = task.poll();
        }
        let Poll::Ready(outcome) = polled else {
            panic!("{call:?} did not end the run")
        };
        let error = outcome.result.unwrap_err();
        assert_eq!(error.cause().to_string(), format!("{call:?} failed"));
        let site = error.site().unwrap();
        assert_eq!((site.name(), site.location().line()), ("from_sink", line));
        assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
        assert_eq!(input.pulled(), pulled, "{call:?}");
        match input.cancelled() {
            Some(CancelCause::Failed(cause)) => assert_eq!(cause.to_string(), error.to_string()),
            None => assert_eq!(call, Call::Close),
            cause => panic!("{cause:?}"),
        }
        assert!(stomach.is_dropped());
        drop(stomach.take());
        counter.assert_balanced();
    }
}

#[test]
fn a_failed_stream_is_flushed_and_not_closed() {
    let (mouth, stomach) = Mouth::new();
    let input = TestSource::new();
    input.push_all(0..3);
    input.fail("torn");
    stomach.stick_at(Call::Flush);
    let mut task = Task::new(input.source().forward(mouth));
    assert!(task.poll().is_pending(), "the failure overtook elements");
    stomach.make_room(10);
    assert!(task.is_woken());
    let Poll::Ready(Err(error)) = task.poll() else {
        panic!("no failure")
    };
    assert_eq!(error.cause().to_string(), "torn");
    assert!(!stomach.calls().contains(&Call::Close));
    assert!(stomach.is_dropped());
    assert_eq!(stomach.take(), [0, 1, 2]);
}

#[test]
fn a_stream_that_fails_first_keeps_its_failure_when_flushing_fails_too() {
    let (mouth, stomach) = Mouth::new();
    stomach.fail_at(Call::Flush, 0);
    let source = Source::iter(0..3).try_map(|n| if n < 2 { Ok(n) } else { Err("two") });
    let error = run_to_end(source.forward(mouth)).unwrap_err();
    assert_eq!(error.cause().to_string(), "two");
    assert!(stomach.is_dropped());
}

#[test]
fn a_run_that_is_dropped_at_any_point_leaves_nothing() {
    for polls in 0..12 {
        let counter = DropCounter::new();
        let input = TestSource::new();
        input.push_all(counter.elements(10));
        let (mouth, stomach) = Mouth::new();
        stomach.make_room(0);
        let mut task = Task::new(input.source().boxed().forward(mouth));
        for poll in 0..polls {
            assert!(task.poll().is_pending());
            stomach.make_room(usize::from(poll % 2 == 0));
            drop(stomach.take());
        }
        drop(task);
        assert!(stomach.is_dropped() && input.dropped());
        counter.assert_balanced();
        assert!(!stomach.calls().contains(&Call::Close));
    }
}

#[test]
fn a_close_that_waits_is_polled_on() {
    let (mouth, stomach) = Mouth::new();
    stomach.stick_at(Call::Close);
    let mut task = Task::new(Source::single(1).forward(mouth));
    assert!(task.poll().is_pending());
    stomach.make_room(1);
    assert!(task.is_woken());
    assert!(matches!(task.poll(), Poll::Ready(Ok(()))));
}

#[test]
fn a_sink_without_room_lets_the_source_work_on() {
    let (mouth, stomach) = Mouth::<u8>::new();
    stomach.make_room(0);
    let input = TestSource::new();
    let mut task = Task::new(input.source().forward(mouth));
    assert!(task.poll().is_pending());
    // The source ends without demand, and is heard.
    input.complete();
    assert!(task.is_woken());
    assert!(matches!(task.poll(), Poll::Ready(Ok(()))));
}

#[test]
fn a_sink_that_panics_fails_the_run_and_is_named() {
    let mouth = sink::unfold((), |(), n: u64| async move {
        if n == 2 {
            blow_up("indigestion");
        }
        Ok::<_, String>(())
    });
    let (graph, line) = (Source::iter(0..10).forward(mouth), line!());
    let error = run_to_end(graph).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("from_sink", line));
}

#[test]
fn a_channel_whose_receiver_is_gone_fails_the_run() {
    let (sender, mut receiver) = mpsc::channel(0);
    let mut task = Task::new(Source::iter(0_u64..).forward(sender));
    assert!(task.poll().is_pending());
    assert_eq!(run_to_end(receiver.next()), Some(0));
    drop(receiver);
    let error = task.run().unwrap().unwrap_err();
    assert!(
        error
            .downcast_ref::<mpsc::SendError>()
            .unwrap()
            .is_disconnected()
    );
}
