//! One element in, one element out.

use forebay_testkit::marble;

#[test]
fn map() {
    marble(
        r"
        in   -1-2-3-|
        req  --2--1--
        out  --24-6-|
        ",
    )
    .check(|source| source.map(|n| n * 2));
}

#[test]
fn map_fails_as_upstream_does_without_demand() {
    marble(
        r"
        in   -1-2#
        req  1----
        out  -1--
        ",
    )
    .check(|source| source.map(|n| n));
    marble(
        r"
        in   -1-#
        req  1---
        out  -1-#
        ask  1---
        ",
    )
    .check(|source| source.map(|n| n));
}

fn digit(sign: char) -> Result<char, &'static str> {
    if sign.is_ascii_digit() {
        Ok(sign)
    } else {
        Err("no digit")
    }
}

#[test]
fn try_map() {
    marble(
        r"
        in   -1-2-(x^)
        req  *
        out  -1-2-#
        ",
    )
    .chars()
    .check(|source| source.try_map(digit));
}

#[test]
fn try_map_fails_with_the_closure_s_own_error() {
    marble(
        r"
        in   (x^)
        req  1
        out  #
        # = no digit
        ",
    )
    .chars()
    .check(|source| source.try_map(digit));
}

#[test]
fn try_map_fails_even_where_upstream_completes_with_the_element() {
    marble(
        r"
        in   -(1x|)
        req  *
        out  -(1#)
        # = no digit
        ",
    )
    .chars()
    .check(|source| source.try_map(digit));
    marble(
        r"
        in   -(1x#)
        req  *
        out  -(1#)
        # = no digit
        ",
    )
    .chars()
    .check(|source| source.try_map(digit));
}

#[test]
fn try_map_does_not_look_at_what_nobody_wants() {
    marble(
        r"
        in   (1x)-^
        req  1----1
        out  1----#
        ",
    )
    .chars()
    .check(|source| source.try_map(digit));
}

#[test]
fn inspect() {
    marble(
        r"
        in   -1-2-3-|
        req  --2--1--
        out  --12-3-|
        ",
    )
    .check(|source| source.inspect(|_| ()));
}

#[test]
fn zip_with_index() {
    marble(
        r"
        in   -a-b-c-|
        req  --2--1--
        out  --xy-z-|
        x = ('a', 0)
        y = ('b', 1)
        z = ('c', 2)
        ",
    )
    .chars()
    .check(|source| source.zip_with_index());
}

#[test]
fn scan() {
    marble(
        r"
        in   -1-2-3-|
        req  2---2---
        out  01--36-|
        ask  1---2---
        ",
    )
    .check(|source| source.scan(0, |sum, n| sum + n));
}

#[test]
fn scan_pulls_nothing_for_its_start_value() {
    marble(
        r"
        in   1---
        req  -1-1
        out  -0-1
        ask  ---1
        ",
    )
    .check(|source| source.scan(0, |sum, n| sum + n));
}

#[test]
fn scan_of_an_empty_stream_is_its_start_value_and_waits_for_demand() {
    marble(
        r"
        in   |
        req  --1
        out  --(0|)
        ",
    )
    .check(|source| source.scan(0, |sum, n| sum + n));
}

#[test]
fn scan_fails_before_its_start_value_when_nobody_asked() {
    marble(
        r"
        in   -#
        req  --
        out  -#
        ",
    )
    .check(|source| source.scan(0, |sum, n| sum + n));
    marble(
        r"
        in   #
        req  1
        out  (0#)
        ",
    )
    .check(|source| source.scan(0, |sum, n| sum + n));
}

#[test]
fn one_to_one_operators_complete_without_demand() {
    let rows = r"
        in   -1-|
        req  1---
        out  -1-|
        ask  1---
        ";
    marble(rows).check(|source| source.map(|n| n));
    marble(rows).check(|source| source.try_map(Ok::<_, &str>));
    marble(rows).check(|source| source.inspect(|_| ()));
    let rows = r"
        in   --|
        req  ---
        out  --|
        ";
    marble(rows).check(|source| source.map(|n| n));
    marble(rows).check(|source| source.try_map(Ok::<_, &str>));
    marble(rows).check(|source| source.inspect(|_| ()));
    marble(rows).check(|source| source.zip_with_index());
}

#[test]
fn one_to_one_operators_pass_a_cancel_on() {
    let rows = r"
        in   -1-(2^)3
        req  *
        out  -1-(2^)
        ";
    marble(rows).check(|source| source.map(|n| n));
    marble(rows).check(|source| source.try_map(Ok::<_, &str>));
    marble(rows).check(|source| source.inspect(|_| ()));
}
