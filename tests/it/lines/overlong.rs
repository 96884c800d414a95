//! Lines at, below and above the length that is allowed.

use std::thread;

use forebay::{Demand, LineOptions, Outcome, Overlong, OverlongLine, Source};
use forebay_testkit::TestSink;

use super::reader::{Act, Script};

/// Runs lines of `text`, read in pieces of `piece`, with lines of up to `max_length` bytes.
fn run(text: &str, piece: usize, max_length: usize, overlong: Overlong) -> Outcome<Vec<String>> {
    let options = LineOptions {
        max_length,
        overlong,
    };
    let reader = Script::pieces(text.as_bytes(), piece).0;
    let outcome = Source::lines_with(reader, options)
        .collect()
        .wait_with_ledger();
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    outcome
}

const LENGTH: usize = 8;
const LINE_ENDS: [&str; 3] = ["\n", "\r\n", ""];
/// All in one block, in many, and with the line end in a block of its own.
const PIECES: [usize; 7] = [usize::MAX, 1, 2, 3, 5, LENGTH, LENGTH + 1];

/// Three lines, of which the second has `length` bytes, and the third ends with `line_end`.
fn text(length: usize, line_end: &str) -> [String; 2] {
    let long = "x".repeat(length);
    let middle = if line_end.is_empty() { "\n" } else { line_end };
    [
        format!("a{middle}{long}{middle}b{line_end}"),
        format!("a{middle}b{middle}{long}{line_end}"),
    ]
}

#[test]
fn lines_up_to_the_allowed_length_pass_whole() {
    for overlong in [Overlong::Fail, Overlong::Truncate, Overlong::Skip] {
        for (line_end, piece) in LINE_ENDS
            .iter()
            .flat_map(|end| PIECES.map(|piece| (end, piece)))
        {
            for length in [0, 1, LENGTH - 1, LENGTH] {
                for text in text(length, line_end) {
                    let lines = run(&text, piece, LENGTH, overlong).result.unwrap();
                    assert_eq!(
                        lines,
                        text.lines().collect::<Vec<_>>(),
                        "{text:?} by {piece}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_longer_line_fails_with_its_number() {
    for (line_end, piece) in LINE_ENDS
        .iter()
        .flat_map(|end| PIECES.map(|piece| (end, piece)))
    {
        for length in [LENGTH + 1, LENGTH + 2, 40 * LENGTH] {
            for (number, text) in [2, 3].into_iter().zip(text(length, line_end)) {
                let error = run(&text, piece, LENGTH, Overlong::Fail)
                    .result
                    .unwrap_err();
                let expected = OverlongLine {
                    line: number,
                    max_length: LENGTH,
                };
                assert_eq!(error.downcast_ref(), Some(&expected), "{text:?} by {piece}");
                assert_eq!(error.site().unwrap().name(), "lines_with");
            }
        }
    }
}

#[test]
fn a_longer_line_is_cut_at_the_allowed_length() {
    for (line_end, piece) in LINE_ENDS
        .iter()
        .flat_map(|end| PIECES.map(|piece| (end, piece)))
    {
        for length in [LENGTH + 1, LENGTH + 2, 40 * LENGTH] {
            for text in text(length, line_end) {
                let lines = run(&text, piece, LENGTH, Overlong::Truncate)
                    .result
                    .unwrap();
                let cut = text.lines().map(|line| &line[..line.len().min(LENGTH)]);
                assert_eq!(lines, cut.collect::<Vec<_>>(), "{text:?} by {piece}");
            }
        }
    }
}

#[test]
fn a_longer_line_is_skipped_and_counted_as_dropped() {
    for (line_end, piece) in LINE_ENDS
        .iter()
        .flat_map(|end| PIECES.map(|piece| (end, piece)))
    {
        for length in [LENGTH + 1, LENGTH + 2, 40 * LENGTH] {
            for text in text(length, line_end) {
                let Outcome { result, ledger } = run(&text, piece, LENGTH, Overlong::Skip);
                assert_eq!(result.unwrap(), ["a", "b"], "{text:?} by {piece}");
                assert_eq!(
                    (ledger.produced(), ledger.dropped(), ledger.delivered()),
                    (3, 1, 2)
                );
                let dropped = &ledger.accounts()[0].dropped()[0];
                assert_eq!((dropped.policy, dropped.count), ("Overlong::Skip", 1));
            }
        }
    }
}

#[test]
fn a_return_within_an_overlong_line_ends_nothing() {
    for piece in PIECES {
        let text = "aaaaaaaa\rb\nc\n";
        let lines = run(text, piece, LENGTH, Overlong::Truncate).result.unwrap();
        assert_eq!(lines, ["aaaaaaaa", "c"], "by {piece}");
        let lines = run(text, piece, LENGTH, Overlong::Skip).result.unwrap();
        assert_eq!(lines, ["c"], "by {piece}");
    }
}

#[test]
fn a_line_is_never_cut_within_a_character() {
    for piece in PIECES {
        for (text, cut) in [
            ("ééééé\nz\n", "éééé"),
            ("aéééé\nz\n", "aééé"),
            ("日日日\nz\n", "日日"),
        ] {
            let lines = run(text, piece, LENGTH, Overlong::Truncate).result.unwrap();
            assert_eq!(lines, [cut, "z"], "{text:?} by {piece}");
        }
    }
}

#[test]
fn no_length_at_all_leaves_empty_lines() {
    for piece in PIECES {
        let text = "\nx\n\r\nxy\r\n";
        assert_eq!(
            run(text, piece, 0, Overlong::Skip).result.unwrap(),
            ["", ""]
        );
        assert_eq!(
            run(text, piece, 0, Overlong::Truncate).result.unwrap(),
            [""; 4]
        );
    }
}

#[test]
fn the_largest_length_allows_everything() {
    for piece in PIECES {
        let text = "one\ntwo\r\nthree";
        for max_length in [usize::MAX, usize::MAX - 1] {
            let lines = run(text, piece, max_length, Overlong::Fail).result.unwrap();
            assert_eq!(lines, ["one", "two", "three"], "by {piece}");
        }
    }
}

#[test]
fn a_failing_line_is_found_before_its_end_is_read() {
    const MIB: usize = 1024 * 1024;
    let endless = std::iter::repeat_n(Act::Bytes(vec![b'x'; MIB]), 20);
    let (reader, watch) = Script::new(endless);
    let error = Source::lines(reader).count().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<OverlongLine>().unwrap().line, 1);
    watch.wait_for_drop();
    assert!(
        watch.bytes() <= (2 * MIB) as u64,
        "{} bytes were read",
        watch.bytes()
    );
}

#[test]
fn a_line_of_twenty_mebibytes_is_skipped() {
    const MIB: usize = 1024 * 1024;
    let long = std::iter::repeat_n(Act::Bytes(vec![b'x'; MIB]), 20);
    let ends = [Act::Bytes(b"\nshort\n".to_vec())];
    let (reader, _watch) = Script::new(long.chain(ends));
    let options = LineOptions {
        max_length: 100,
        overlong: Overlong::Skip,
    };
    let outcome = Source::byte_lines_with(reader, options)
        .collect::<Vec<_>>()
        .wait_with_ledger();
    assert_eq!(outcome.result.unwrap(), ["short"]);
    assert_eq!(outcome.ledger.dropped(), 1);
}

#[test]
fn a_reader_is_read_at_most_three_blocks_ahead() {
    const BLOCK: u64 = 256 * 1024;
    let lines = std::iter::repeat_n(Act::Bytes(b"0123456789abcde\n".repeat(1 << 16)), 20);
    let (reader, watch) = Script::new(lines);
    let mut sink = TestSink::of(Source::byte_lines(reader));
    let mut taken = 0;
    for blocks in 3..20 {
        // Reading goes on up to the bound by itself; give it the time to go beyond.
        sink.request(1);
        while sink.demand() != Demand::NONE || watch.bytes() < blocks * BLOCK {
            sink.run();
            thread::yield_now();
        }
        for _ in 0..1000 {
            thread::yield_now();
        }
        assert_eq!(watch.bytes(), blocks * BLOCK);
        // A block is free again when a line of the next one is wanted.
        sink.request(BLOCK / 16 - 1);
        while sink.demand() != Demand::NONE {
            sink.run();
            thread::yield_now();
        }
        taken += sink.take().len() as u64;
        assert_eq!(taken, (blocks - 2) * BLOCK / 16);
    }
    drop(sink);
    watch.wait_for_drop();
}
