use forebay_testkit::marble;

use crate::message::message_of;

#[track_caller]
fn check(picture: &str, expected: &str) {
    assert_eq!(message_of(|| marble(picture)), expected);
}

#[test]
fn a_sign_that_means_nothing_is_pointed_at() {
    check(
        "in   -1-$-|\nout  -1---|",
        "marble row `in`, column 9: '$' means nothing in this row\n    in   -1-$-|\n            ^",
    );
    check(
        "in   -1\nout  -1\nreq  |",
        "marble row `req`, column 6: '|' means nothing in this row\n    req  |\n         ^",
    );
    check(
        "in   (1-2)\nout  -1",
        "marble row `in`, column 8: '-' means nothing in a group\n    in   (1-2)\n           ^",
    );
}

#[test]
fn a_group_needs_its_end() {
    check(
        "in   -(12\nout  -1",
        "marble row `in`, column 9: a group is opened with `(` and not closed\n\
         \u{20}   in   -(12\n            ^",
    );
}

#[test]
fn nothing_stands_behind_an_end() {
    check(
        "in   -1-|\nout  -1-|-2",
        "marble row `out`, column 11: `2` stands behind `|`, which is the end (law L4)\n\
         \u{20}   out  -1-|-2\n              ^",
    );
}

#[test]
fn rows_have_names_and_come_once() {
    check(
        "in   -1\nout  -1\nouch -1",
        "marble row `ouch`, column 1: neither a row (`in`, `req`, `out`, `ask`) nor a legend \
         (`x = value`)\n    ouch -1\n    ^",
    );
    check(
        "in   -1\nout  -1\nin   -2",
        "marble row `in`, column 1: a second row of this name\n    in   -2\n    ^",
    );
    check(
        "req  1\nout  -1",
        "marble row `req`, column 1: the row `in` is missing above this one\n    req  1\n    ^",
    );
}

#[test]
fn a_sign_has_one_value() {
    check(
        "in   -1\nout  -a\na = 1\na = 2",
        "marble row `a`, column 1: this sign has a value already\n    a = 2\n    ^",
    );
}

#[test]
fn amounts_are_above_zero() {
    check(
        "in   -1\nreq  -0\nout  -1",
        "marble row `req`, column 7: `0` is no amount above zero\n    req  -0\n          ^",
    );
}

#[test]
fn an_input_that_is_no_element_is_pointed_at() {
    let message = message_of(|| marble("in   -x\nout  -x").check(|source| source));
    assert_eq!(
        message,
        "marble row `in`, column 7: `x` is no element of the input; give it a value below the \
         rows\n    in   -x\n          ^",
    );
}
