//! Large inputs, and lines that are not text.

use std::error::Error;

use forebay::{NotUtf8, Source, StreamErrorKind};

use super::reader::{Act, Script};

/// Numbered lines of growing length, beyond one MiB in all.
fn large_text(line_end: &str) -> String {
    let mut text = String::new();
    let mut number = 0_usize;
    while text.len() < 1024 * 1024 + 77_777 {
        text.push_str(&number.to_string());
        text.extend(std::iter::repeat_n("é", number % 1013));
        text.push_str(line_end);
        number += 1;
    }
    text
}

#[test]
fn lines_that_cross_blocks_stay_whole() {
    for line_end in ["\n", "\r\n"] {
        let text = large_text(line_end);
        for piece in [1021, 64 * 1024 + 1, usize::MAX] {
            let (reader, watch) = Script::pieces(text.as_bytes(), piece);
            let lines: Vec<String> = Source::lines(reader).collect().wait().unwrap();
            assert!(lines.iter().eq(text.lines()), "pieces of {piece}");
            assert_eq!(watch.bytes(), text.len() as u64);
        }
        let reader = Script::pieces(text.as_bytes(), usize::MAX).0;
        let lines: Vec<_> = Source::byte_lines(reader).collect().wait().unwrap();
        assert!(lines.iter().eq(text.lines()), "lines that are kept");
    }
}

#[test]
fn a_line_end_that_two_blocks_share_is_one_line_end() {
    const BLOCK: usize = 256 * 1024;
    for shift in 0..3 {
        let text = format!("{}\r\nx\n", "a".repeat(BLOCK - shift));
        let reader = std::io::Cursor::new(text.clone());
        let lines: Vec<String> = Source::lines(reader).collect().wait().unwrap();
        assert!(lines.iter().eq(text.lines()), "shifted by {shift}");
    }
}

#[test]
fn a_line_that_is_not_text_fails_with_its_number() {
    let line = line!() + 1;
    let graph = Source::lines(&b"one\ntwo\nthr\xffee\nfour\n"[..]).collect::<Vec<_>>();
    let outcome = graph.wait_with_ledger();
    let error = outcome.result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Failed);
    let cause = error.downcast_ref::<NotUtf8>().unwrap();
    assert_eq!((cause.line, cause.cause.valid_up_to()), (3, 3));
    assert!(cause.source().is_some());
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("lines", line));
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (2, 2)
    );
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
}

#[test]
fn a_last_line_that_is_not_text_fails_with_its_number() {
    let pieces = [b"one\ntw".as_slice(), b"o\nthr\xc3"].map(|piece| Act::Bytes(piece.to_vec()));
    let error = Source::lines(Script::new(pieces).0)
        .count()
        .wait()
        .unwrap_err();
    assert_eq!(error.downcast_ref::<NotUtf8>().unwrap().line, 3);
}

#[test]
fn a_character_that_two_reads_share_is_one_character() {
    let pieces = "é日\n".bytes().map(|byte| Act::Bytes(vec![byte]));
    let lines: Vec<String> = Source::lines(Script::new(pieces).0)
        .collect()
        .wait()
        .unwrap();
    assert_eq!(lines, ["é日"]);
}

#[test]
fn a_read_error_names_the_source_and_its_line() {
    let (reader, watch) = Script::new([Act::Bytes(b"a\nb".to_vec()), Act::Fail("torn")]);
    let line = line!() + 1;
    let outcome = Source::byte_lines(reader).count().wait_with_ledger();
    let error = outcome.result.unwrap_err();
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("byte_lines", line));
    assert_eq!(error.source().unwrap().to_string(), "torn");
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (1, 1)
    );
    watch.wait_for_drop();
}

#[test]
fn a_reader_that_panics_fails_the_run_and_names_the_source() {
    let (reader, watch) = Script::new([Act::Bytes(b"a\n".to_vec()), Act::Panic("bad disk")]);
    let line = line!() + 1;
    let outcome = Source::lines(reader).count().wait_with_ledger();
    let error = outcome.result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.cause().to_string(), "bad disk");
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("lines", line));
    assert_eq!(outcome.ledger.delivered(), 1);
    watch.wait_for_drop();
}
