//! What a failure says of itself.

use std::error::Error;

use forebay::{Source, StreamError, StreamErrorKind};

use crate::executor::run_to_end;
use crate::hostile::three_is_too_much;

#[test]
fn a_failure_displays_its_stage_and_leaves_the_cause_to_the_chain() {
    let line = line!() + 1;
    let source = Source::iter(["1", "x"]).try_map(str::parse::<u64>);
    let error = run_to_end(source.count()).unwrap_err();
    let site = error.site().unwrap();
    let place = format!("{}:{line}:{}", file!(), site.location().column());
    assert_eq!(error.to_string(), format!("stage try_map ({place}) failed"));
    let text = "invalid digit found in string";
    assert_eq!(
        format!("{error:?}"),
        format!("stage try_map ({place}) failed: {text}")
    );
    assert_eq!(error.source().unwrap().to_string(), text);
    assert!(
        error
            .source()
            .unwrap()
            .downcast_ref::<std::num::ParseIntError>()
            .is_some()
    );
    assert!(error.source().unwrap().source().is_none());
}

#[test]
fn a_panic_displays_as_such() {
    let error = run_to_end(Source::iter(0..9).map(three_is_too_much).count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert!(error.to_string().starts_with("stage map ("), "{error}");
    assert!(error.to_string().ends_with(") panicked"), "{error}");
    assert!(
        format!("{error:?}").ends_with("panicked: three"),
        "{error:?}"
    );
}

#[test]
fn a_failure_of_an_inner_run_keeps_its_stage_on_the_way_out() {
    let line = line!() + 1;
    let inner = || Source::iter(0..9).map(three_is_too_much).count().wait();
    let outer = Source::iter(0..3).try_map(move |_| inner());
    let error = run_to_end(outer.count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("map", line));
    assert!(
        error
            .source()
            .unwrap()
            .downcast_ref::<StreamError>()
            .is_none(),
        "wrapped twice"
    );
}

#[test]
fn the_first_stage_that_fails_is_the_one_that_is_named() {
    let failing = Source::<u64>::failed("no such topic");
    let error = run_to_end(failing.try_map(Ok::<_, &str>).limit(3).count()).unwrap_err();
    assert_eq!(error.site().unwrap().name(), "failed");
    let error = run_to_end(
        Source::iter(0..9)
            .limit(3)
            .try_fold(0, |_, n| if n < 2 { Ok(n) } else { Err("two") }),
    );
    assert_eq!(error.unwrap_err().site().unwrap().name(), "try_fold");
}
