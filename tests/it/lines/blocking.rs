//! Who waits for a reader that blocks, and who does not.

use std::sync::mpsc::{Sender, channel};

use forebay::{LineOptions, Overlong, Source};
use forebay_testkit::TestSink;
use futures::executor::block_on;
use futures::future::join;

use super::reader::{Act, Script};

fn bytes(text: &str) -> Act {
    Act::Bytes(text.as_bytes().to_vec())
}

#[test]
fn nothing_is_read_before_there_is_demand() {
    let (reader, watch) = Script::new([bytes("a\n")]);
    let source = Source::lines(reader).map(|line| line.len());
    let mut sink = TestSink::of(source);
    sink.run();
    assert_eq!(watch.reads(), 0);
    drop(sink);
    // It was never handed to another thread, so it is dropped with the source.
    watch.wait_for_drop();
    assert_eq!(watch.reads(), 0);
}

#[test]
fn a_reader_that_blocks_does_not_block_its_task() {
    let (reader, _watch, open) = Script::gated([bytes("a\nb\n")]);
    let reading = Source::lines(reader).collect::<Vec<_>>();
    // The other half of the task has to finish before the reader gets on.
    let opening = async move {
        let sum = Source::iter(0..100_000_u64)
            .fold(0, |sum, n| sum + n)
            .await
            .unwrap();
        open_twice(&open);
        sum
    };
    let (lines, sum) = block_on(join(reading.into_future(), opening));
    assert_eq!(
        (lines.unwrap(), sum),
        (vec!["a".to_owned(), "b".to_owned()], 4_999_950_000)
    );
}

/// One word for the text, one for the end of the input.
fn open_twice(gate: &Sender<()>) {
    gate.send(()).expect("the reader is there");
    gate.send(()).expect("the reader is there");
}

#[test]
fn lines_arrive_before_the_reader_knows_that_it_is_at_its_end() {
    let (reader, _watch, open) = Script::gated([bytes("a\nb\n")]);
    let (seen, told) = channel();
    let graph = Source::lines(reader).inspect(move |line| seen.send(line.clone()).unwrap());
    let run = std::thread::spawn(move || graph.count().wait());
    open.send(()).unwrap();
    assert_eq!([told.recv().unwrap(), told.recv().unwrap()], ["a", "b"]);
    open.send(()).unwrap();
    assert_eq!(run.join().unwrap().unwrap(), 2);
}

#[test]
fn a_dropped_run_ends_the_thread_that_reads() {
    let endless = std::iter::repeat_n(bytes(&"line\n".repeat(1000)), 1000);
    let (reader, watch) = Script::new(endless);
    let mut lines = Source::byte_lines(reader).into_stream(0);
    let first = block_on(futures::StreamExt::next(&mut lines))
        .unwrap()
        .unwrap();
    assert_eq!(first, "line");
    drop(lines);
    watch.wait_for_drop();
}

#[test]
fn a_cancelled_reader_ends_when_its_read_returns() {
    let (reader, watch, open) = Script::gated([bytes("a\n"), bytes("b\n")]);
    let graph = Source::lines(reader).head();
    let run = std::thread::spawn(move || graph.wait());
    open.send(()).unwrap();
    assert_eq!(run.join().unwrap().unwrap().unwrap(), "a");
    // It is in its second read, or will be; that one may return, and nothing follows it.
    let _read_again = open.send(());
    watch.wait_for_drop();
    assert!(watch.reads() <= 3, "{} reads", watch.reads());
}

#[test]
fn completion_needs_no_demand_when_the_text_ends_with_a_newline() {
    let (reader, watch) = Script::new([bytes("a\nb\n")]);
    let mut sink = TestSink::of(Source::lines(reader));
    sink.request(2);
    while sink.is_open() {
        sink.run();
        std::thread::yield_now();
    }
    assert_eq!(sink.take(), ["a", "b"]);
    assert!(sink.ending().unwrap().is_ok());
    watch.wait_for_drop();
}

#[test]
fn a_last_line_without_a_newline_waits_for_demand() {
    let (reader, watch) = Script::new([bytes("a\nb")]);
    let mut sink = TestSink::of(Source::lines(reader));
    sink.request(1);
    sink.run();
    watch.wait_for_drop();
    while sink.received() < 1 {
        sink.run();
        std::thread::yield_now();
    }
    sink.run();
    assert_eq!(sink.take(), ["a"]);
    assert!(sink.is_open());
    sink.request(1);
    while sink.is_open() {
        sink.run();
        std::thread::yield_now();
    }
    assert_eq!(sink.take(), ["b"]);
    assert!(sink.ending().unwrap().is_ok());
}

#[test]
fn nothing_at_all_completes_without_a_line() {
    for acts in [vec![], vec![Act::Interrupted, Act::Interrupted]] {
        let (reader, watch) = Script::new(acts);
        assert_eq!(Source::lines(reader).count().wait().unwrap(), 0);
        watch.wait_for_drop();
    }
}

#[test]
fn lines_that_are_skipped_take_budget() {
    const BLOCK: usize = 256 * 1024;
    let (reader, watch) = Script::new([Act::Bytes(b"x\n".repeat(4 * BLOCK))]);
    let options = LineOptions {
        max_length: 0,
        overlong: Overlong::Skip,
    };
    let mut sink = TestSink::of(Source::byte_lines_with(reader, options));
    sink.request(1);
    let _started = sink.poll_once(10);
    while watch.bytes() < 3 * BLOCK as u64 {
        std::thread::yield_now();
    }
    let before = sink.ledger().dropped();
    let _ran = sink.poll_once(10);
    let skipped = sink.ledger().dropped() - before;
    assert!(
        skipped <= 10,
        "{skipped} lines in one run with a budget of 10"
    );
}
