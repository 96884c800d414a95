use std::io::{self, ErrorKind};

use forebay::Source;

use super::Failure;
use crate::cli::Log;

fn text(failure: Failure) -> String {
    match failure {
        Failure::Read(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sample_that_has_moved_is_explained() {
    let moved = text(Failure::open(
        &Log::Sample,
        &io::Error::from(ErrorKind::NotFound),
    ));
    assert!(moved.starts_with("cannot read "), "{moved}");
    assert!(
        moved.contains("access.log: entity not found; it comes with the source"),
        "{moved}"
    );
}

#[test]
fn a_read_error_in_the_middle_says_where() {
    let lines = [
        Ok("one"),
        Ok("two"),
        Err(io::Error::from(ErrorKind::TimedOut)),
    ];
    let run = Source::iter(lines)
        .try_map(|line| line)
        .count()
        .wait_with_ledger();
    let error = run.result.unwrap_err();
    let failure = Failure::read(&Log::StandardInput, &error, &run.ledger);
    assert_eq!(
        text(failure),
        "cannot read standard input beyond line 2: timed out"
    );
}

#[test]
fn a_bug_in_a_stage_is_named_with_its_line() {
    let run = Source::iter([1])
        .map(|_| -> u8 { panic!("oh no") })
        .count()
        .wait_with_ledger();
    let error = run.result.unwrap_err();
    let text = text(Failure::read(&Log::StandardInput, &error, &run.ledger));
    assert!(
        text.starts_with("stage map (") && text.ends_with(") panicked: oh no"),
        "{text}"
    );
}
