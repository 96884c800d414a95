//! Lines are what the standard library says, however they are read.

use std::io;

use forebay::{Source, StreamError};
use proptest::collection::vec;
use proptest::prelude::*;

use super::reader::{Act, Script};

fn pieces_of_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-zà-ü日]{0,6}",
        3 => Just("\n".to_owned()),
        2 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts `text` into reads of random length, with interruptions in between.
fn acts(text: &[u8], cuts: &[(usize, bool)]) -> Vec<Act> {
    let (mut acts, mut rest) = (Vec::new(), text);
    let mut cuts = cuts.iter().cycle();
    while !rest.is_empty() {
        let &(length, interrupted) = cuts.next().expect("there is a cut");
        if interrupted {
            acts.push(Act::Interrupted);
        }
        let (piece, more) = rest.split_at(length.clamp(1, rest.len()));
        acts.push(Act::Bytes(piece.to_vec()));
        rest = more;
    }
    acts
}

/// All lines that arrive, and the failure after them if there is one.
fn run(acts: Vec<Act>) -> (Vec<String>, Option<StreamError>) {
    let mut lines = Vec::new();
    let result = Source::lines(Script::new(acts).0)
        .for_each(|line| lines.push(line))
        .wait();
    (lines, result.err())
}

/// As `run`, for lines of bytes.
fn run_bytes(acts: Vec<Act>) -> (Vec<Vec<u8>>, Option<StreamError>) {
    let mut lines = Vec::new();
    let source = Source::byte_lines(Script::new(acts).0);
    let result = source.for_each(|line| lines.push(line.to_vec())).wait();
    (lines, result.err())
}

fn cuts() -> impl Strategy<Value = Vec<(usize, bool)>> {
    vec((1..12_usize, prop::bool::weighted(0.2)), 1..8)
}

/// The last line of `text` ends with a `\r` that belongs to no line end.
fn ends_with_a_lone_return(text: &str) -> bool {
    text.ends_with('\r')
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn lines_are_those_of_str_lines(text in pieces_of_text(), cuts in cuts()) {
        prop_assume!(!ends_with_a_lone_return(&text));
        let (lines, failure) = run(acts(text.as_bytes(), &cuts));
        prop_assert!(failure.is_none());
        prop_assert_eq!(lines, text.lines().collect::<Vec<_>>());
        let (lines, failure) = run_bytes(acts(text.as_bytes(), &cuts));
        prop_assert!(failure.is_none());
        prop_assert_eq!(lines, text.lines().map(str::as_bytes).collect::<Vec<_>>());
    }

    #[test]
    fn lines_before_a_read_error_arrive_before_it(text in pieces_of_text(), cuts in cuts()) {
        let mut acts = acts(text.as_bytes(), &cuts);
        acts.push(Act::Fail("torn"));
        acts.push(Act::Bytes(b"never read\n".to_vec()));
        // What no line end follows is not known to be a line.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let (lines, failure) = run(acts);
        prop_assert_eq!(lines, whole.lines().collect::<Vec<_>>());
        let failure = failure.expect("the reader failed");
        let cause = failure.downcast_ref::<io::Error>().expect("an io error");
        prop_assert_eq!(cause.to_string(), "torn");
        prop_assert_eq!(failure.site().expect("a site").name(), "lines");
    }
}

#[test]
fn a_lone_return_at_the_end_belongs_to_the_last_line() {
    for text in ["a\r", "\r", "a\nb\r", "a\r\n\r", "a\n\r\r"] {
        for length in [1, 100] {
            let (lines, failure) = run(acts(text.as_bytes(), &[(length, false)]));
            assert!(failure.is_none());
            assert_eq!(
                lines,
                text.lines().collect::<Vec<_>>(),
                "{text:?}, reads of {length}"
            );
        }
    }
}

#[test]
fn bytes_that_are_no_text_pass_as_bytes() {
    let (lines, failure) = run_bytes(vec![Act::Bytes(b"\xff\xfe\n\x00\r\n\xc3".to_vec())]);
    assert!(failure.is_none());
    assert_eq!(lines, [&b"\xff\xfe"[..], b"\x00", b"\xc3"]);
}
