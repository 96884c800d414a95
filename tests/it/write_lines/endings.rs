//! How writing ends: by errors of the writer, by failures of the stream, and by a cancel.

use std::io;
use std::sync::mpsc::channel;
use std::task::Poll;

use forebay::{CancelCause, Outcome, Source, StreamErrorKind, Written};
use forebay_testkit::TestSource;

use super::writer::Paper;
use crate::executor::Task;
use crate::hostile::blow_up;

/// Two million lines; far more than the blocks hold.
fn endless() -> impl Iterator<Item = &'static str> + Clone + Send {
    std::iter::repeat_n("0123456789abcde", 2_000_000)
}

/// The outcome of a run that has to fail with an io error of this kind.
#[track_caller]
fn fails_with(kind: io::ErrorKind, line: u32, Outcome { result, ledger }: Outcome<Written>) {
    let error = result.expect_err("a failure");
    assert_eq!(error.kind(), StreamErrorKind::Failed);
    assert_eq!(
        error
            .downcast_ref::<io::Error>()
            .expect("an io error")
            .kind(),
        kind
    );
    let site = error.site().expect("a site");
    assert_eq!((site.name(), site.location().line()), ("write_lines", line));
    assert!(ledger.is_balanced(), "{ledger}");
    assert_eq!(ledger.produced(), ledger.delivered());
    assert!(ledger.delivered() < 2_000_000, "it wrote on: {ledger}");
}

#[test]
fn a_writer_that_refuses_at_once_fails_the_run() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| Err(io::ErrorKind::BrokenPipe.into()));
    let (graph, line) = (Source::iter(endless()).write_lines(paper), line!());
    let outcome = graph.wait_with_ledger();
    fails_with(io::ErrorKind::BrokenPipe, line, outcome);
    reading.wait_for_drop();
    assert_eq!((reading.writes(), reading.bytes()), (1, 0));
}

#[test]
fn a_writer_that_refuses_later_fails_the_run() {
    let (paper, reading) = Paper::new();
    let mut calls = 0;
    let paper = paper.accepting(move || {
        calls += 1;
        if calls < 4 {
            Ok(usize::MAX)
        } else {
            Err(io::ErrorKind::StorageFull.into())
        }
    });
    let (graph, line) = (Source::iter(endless()).write_lines(paper), line!());
    let outcome = graph.wait_with_ledger();
    fails_with(io::ErrorKind::StorageFull, line, outcome);
    reading.wait_for_drop();
    assert_eq!((reading.writes(), reading.flushes()), (4, 0));
}

#[test]
fn a_writer_that_takes_nothing_fails_the_run() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| Ok(0));
    let (graph, line) = (Source::iter(endless()).write_lines(paper), line!());
    let outcome = graph.wait_with_ledger();
    fails_with(io::ErrorKind::WriteZero, line, outcome);
    reading.wait_for_drop();
}

#[test]
fn a_last_block_that_is_refused_fails_the_run() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| Err(io::ErrorKind::BrokenPipe.into()));
    let (graph, line) = (Source::single("the only line").write_lines(paper), line!());
    let outcome = graph.wait_with_ledger();
    fails_with(io::ErrorKind::BrokenPipe, line, outcome);
    reading.wait_for_drop();
}

#[test]
fn a_flush_that_fails_fails_the_run() {
    for lines in [0, 1, 100_000] {
        let (paper, reading) = Paper::new();
        let paper = paper.flushing(|| Err(io::ErrorKind::StorageFull.into()));
        let source = Source::iter(endless().take(lines));
        let (graph, line) = (source.write_lines(paper), line!());
        let outcome = graph.wait_with_ledger();
        fails_with(io::ErrorKind::StorageFull, line, outcome);
        reading.wait_for_drop();
    }
}

#[test]
fn a_writer_that_panics_fails_the_run_and_names_the_sink() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| blow_up("no ink"));
    let (graph, line) = (Source::iter(endless()).write_lines(paper), line!());
    let outcome = graph.wait_with_ledger();
    let error = outcome.result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.cause().to_string(), "no ink");
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("write_lines", line));
    reading.wait_for_drop();
}

#[test]
fn a_flush_that_panics_fails_the_run() {
    let (paper, reading) = Paper::new();
    let paper = paper.flushing(|| blow_up("no ink"));
    let error = Source::single("x").write_lines(paper).wait().unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().unwrap().name(), "write_lines");
    reading.wait_for_drop();
}

#[test]
fn the_source_learns_why_writing_failed() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| Err(io::ErrorKind::BrokenPipe.into()));
    let input = TestSource::new();
    let mut task = Task::new(input.source().write_lines(paper));
    let error = loop {
        input.push("x".repeat(1000));
        if let Poll::Ready(result) = task.poll() {
            break result.unwrap_err();
        }
        std::thread::yield_now();
    };
    assert_eq!(
        error.downcast_ref::<io::Error>().unwrap().kind(),
        io::ErrorKind::BrokenPipe
    );
    let Some(CancelCause::Failed(cause)) = input.cancelled() else {
        panic!("{input:?}")
    };
    assert_eq!(cause.to_string(), error.to_string());
    reading.wait_for_drop();
}

#[test]
fn a_writer_that_fails_ends_a_stream_that_is_idle() {
    let (paper, reading) = Paper::new();
    let paper = paper.accepting(|| Err(io::ErrorKind::BrokenPipe.into()));
    let input = TestSource::new();
    let mut task = Task::new(input.source().write_lines(paper));
    input.push("the last one for a long time");
    assert!(task.poll().is_pending());
    reading.wait_for_drop();
    assert!(
        task.is_woken(),
        "the writer has failed and the run sleeps on"
    );
    assert!(matches!(task.poll(), Poll::Ready(Err(_))));
}

#[test]
fn lines_of_full_blocks_are_written_when_the_stream_fails() {
    let (paper, reading) = Paper::new();
    let source =
        Source::iter(0..100_000).try_map(|n| if n < 99_999 { Ok("line") } else { Err("end") });
    let outcome = source.write_lines(paper).wait_with_ledger();
    assert_eq!(outcome.result.unwrap_err().cause().to_string(), "end");
    reading.wait_for_drop();
    assert_eq!(outcome.ledger.delivered(), 99_999);
    assert_eq!((reading.bytes(), reading.flushes()), (99_999 * 5, 1));
}

#[test]
fn lines_of_a_first_block_are_written_when_the_stream_fails() {
    let (paper, reading) = Paper::new();
    let source = Source::iter(0..3).try_map(|n| if n < 2 { Ok("line") } else { Err("end") });
    let outcome = source.write_lines(paper).wait_with_ledger();
    assert_eq!(outcome.result.unwrap_err().cause().to_string(), "end");
    reading.wait_for_drop();
    assert_eq!(
        (reading.text().as_str(), reading.flushes()),
        ("line\nline\n", 1)
    );
    assert_eq!(outcome.ledger.delivered(), 2);
}

#[test]
fn lines_that_were_taken_are_written_when_the_run_is_dropped() {
    let (paper, reading) = Paper::new();
    let input = TestSource::new();
    let mut task = Task::new(input.source().write_lines(paper));
    input.push("delivered");
    assert!(task.poll().is_pending());
    drop(task);
    reading.wait_for_drop();
    assert_eq!(
        (reading.text().as_str(), reading.flushes()),
        ("delivered\n", 1)
    );
    assert!(input.dropped());
}

#[test]
fn lines_that_were_taken_are_written_when_a_closure_panics() {
    let (paper, reading) = Paper::new();
    let input = TestSource::new();
    let source = input.source().inspect(|line: &&str| {
        if *line == "bomb" {
            blow_up("bomb");
        }
    });
    let mut task = Task::new(source.write_lines(paper));
    input.push("delivered");
    assert!(task.poll().is_pending());
    input.push_all(["too", "bomb"]);
    let Poll::Ready(Err(error)) = task.poll() else {
        panic!("no failure")
    };
    assert_eq!(error.site().unwrap().name(), "inspect");
    drop(task);
    reading.wait_for_drop();
    assert_eq!(reading.text(), "delivered\ntoo\n");
}

#[test]
fn a_dropped_run_does_not_wait_for_a_writer_that_blocks() {
    let (paper, reading) = Paper::new();
    let (paper, open) = paper.gated();
    let input = TestSource::new();
    let mut task = Task::new(input.source().write_lines(paper));
    input.push("a");
    assert!(task.poll().is_pending());
    input.push("b");
    assert!(task.poll().is_pending());
    drop(task);
    open.send(()).unwrap();
    // The second line is a block of its own, or was added to the first.
    let _not_needed = open.send(());
    reading.wait_for_drop();
    assert_eq!(reading.text(), "a\nb\n");
}

/// An element that has no bytes to give.
struct Hollow;

impl AsRef<[u8]> for Hollow {
    fn as_ref(&self) -> &[u8] {
        blow_up("hollow")
    }
}

#[test]
fn an_element_that_panics_when_it_is_read_names_the_sink() {
    let (paper, _reading) = Paper::new();
    let (graph, line) = (Source::iter([Hollow]).write_lines(paper), line!());
    let error = graph.wait().unwrap_err();
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("write_lines", line));
}

#[test]
fn a_write_that_is_under_way_does_not_block_its_task() {
    let (paper, _reading) = Paper::new();
    let (paper, open) = paper.gated();
    let writing = Source::single("line").write_lines(paper);
    let (done, told) = channel();
    let opening = async move {
        let sum = Source::iter(0..10_000_u64)
            .fold(0, |sum, n| sum + n)
            .await
            .unwrap();
        done.send(sum).unwrap();
        open.send(()).unwrap();
    };
    let both = futures::future::join(writing.into_future(), opening);
    let (written, ()) = futures::executor::block_on(both);
    assert_eq!(
        (written.unwrap().lines, told.recv().unwrap()),
        (1, 49_995_000)
    );
}
