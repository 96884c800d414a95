//! What is written, and how far the stream may get ahead of the writer.

use std::io;

use forebay::{Source, Written};
use forebay_testkit::TestSource;
use futures::executor::block_on;

use super::writer::Paper;
use crate::executor::Task;

const BLOCK: u64 = 64 * 1024;

#[test]
fn each_element_is_a_line() {
    let (paper, reading) = Paper::new();
    let lines = ["one", "", "two\r", "thr\nee", "ü"];
    let written = Source::iter(lines).write_lines(paper).wait().unwrap();
    assert_eq!(reading.text(), "one\n\ntwo\r\nthr\nee\nü\n");
    assert_eq!(
        written,
        Written {
            lines: 5,
            bytes: reading.bytes() as u64
        }
    );
    assert_eq!(reading.flushes(), 1);
}

#[test]
fn a_stream_of_many_blocks_is_written_byte_for_byte() {
    let lines = || (0..200_000_u64).map(|n| n.to_string());
    for boxed in [false, true] {
        // Short writes, and one that is interrupted, lose nothing.
        let mut calls = 0;
        let (paper, reading) = Paper::new();
        let paper = paper.accepting(move || {
            calls += 1;
            if calls == 3 {
                Err(io::ErrorKind::Interrupted.into())
            } else {
                Ok(50_021)
            }
        });
        let source = Source::iter(lines());
        let outcome = if boxed {
            source.boxed().write_lines(paper).wait_with_ledger()
        } else {
            source.write_lines(paper).wait_with_ledger()
        };
        let written = outcome.result.unwrap();
        assert!(reading.text().lines().eq(lines()));
        assert_eq!(
            written,
            Written {
                lines: 200_000,
                bytes: reading.bytes() as u64
            }
        );
        assert_eq!(outcome.ledger.delivered(), 200_000);
        assert!(outcome.ledger.is_balanced());
    }
}

#[test]
fn an_empty_stream_is_flushed_once() {
    let (paper, reading) = Paper::new();
    let written = Source::<&str>::empty().write_lines(paper).wait().unwrap();
    assert_eq!(written, Written::default());
    assert_eq!((reading.writes(), reading.flushes()), (0, 1));
    reading.wait_for_drop();
}

#[test]
fn an_element_larger_than_a_block_is_written_whole() {
    let (paper, reading) = Paper::new();
    let huge = "x".repeat(3_000_000);
    let lines = ["a".to_owned(), huge.clone(), huge.clone(), "b".to_owned()];
    let written = Source::iter(lines).write_lines(paper).wait().unwrap();
    assert_eq!(written.lines, 4);
    assert_eq!(reading.text(), format!("a\n{huge}\n{huge}\nb\n"));
}

#[test]
fn a_slow_writer_bounds_the_stream() {
    const LINE: u64 = 16;
    let (paper, reading) = Paper::new();
    let (paper, open) = paper.gated();
    let input = TestSource::new();
    let total = 10 * BLOCK / LINE;
    input.push_all((0..total).map(|n| format!("{n:015}")));
    input.complete();
    let mut task = Task::new(input.source().write_lines(paper));
    for opened in 0..4 {
        // Until it waits for the writer, and the writer for us.
        while reading.writes() <= opened || task.is_woken() || task.polls() == 0 {
            assert!(task.poll().is_pending());
            std::thread::yield_now();
        }
        let pulled = input.pulled() * LINE;
        let bound = (opened + 2) * BLOCK + LINE;
        assert!(
            pulled <= bound,
            "{pulled} bytes are taken, {bound} are allowed"
        );
        open.send(()).unwrap();
    }
    for _ in 4..10 {
        open.send(()).unwrap();
    }
    let written = block_on(async { futures::future::poll_fn(|_| poll_spinning(&mut task)).await });
    assert_eq!(written.unwrap().lines, total);
    reading.wait_for_drop();
}

/// The task has a waker of its own, so whoever waits for it polls it again and again.
fn poll_spinning<F: Future>(task: &mut Task<F>) -> std::task::Poll<F::Output> {
    loop {
        if let ready @ std::task::Poll::Ready(_) = task.poll() {
            return ready;
        }
        std::thread::yield_now();
    }
}

#[test]
fn lines_go_out_when_the_stream_has_nothing_more_for_now() {
    let (paper, reading) = Paper::new();
    let (written, told) = std::sync::mpsc::channel();
    let paper = paper.accepting(move || {
        written.send(()).expect("the test listens");
        Ok(usize::MAX)
    });
    let input = TestSource::new();
    let mut task = Task::new(input.source().write_lines(paper));
    for n in 0..3 {
        input.push(format!("line {n}"));
        assert!(task.poll().is_pending());
        told.recv().unwrap();
    }
    input.complete();
    let written = poll_spinning(&mut task);
    assert!(matches!(
        written,
        std::task::Poll::Ready(Ok(Written { lines: 3, .. }))
    ));
    assert_eq!(reading.text(), "line 0\nline 1\nline 2\n");
}
