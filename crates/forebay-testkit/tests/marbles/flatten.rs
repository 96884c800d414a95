//! Each element becomes a stream of its own, and the streams become one again.

use std::iter;

use forebay_dsl::Source;
use forebay_ops::flatten::Breadth;
use forebay_testkit::marble;

use crate::catalogue::Part;

/// As many copies of the number as it says.
fn copies(n: u32) -> Source<u32, (), impl Part<u32>> {
    Source::iter(iter::repeat_n(n, n as usize))
}

#[test]
fn flat_map_concat() {
    marble(
        r"
        in   -2-0-3|
        req  1-2---2
        out  -22--3(33|)
        ask  1-11---
        ",
    )
    .check(|source| source.flat_map_concat(copies));
}

#[test]
fn flat_map_concat_of_empty_sources_is_empty() {
    marble(
        r"
        in   (000)--0|
        req  1--------
        out  --------|
        ask  4------1-
        ",
    )
    .check(|source| source.flat_map_concat(copies));
}

#[test]
fn flat_map_merge() {
    marble(
        r"
        in   -3-2-1-------|
        req  1---3----*----
        out  -3--(323)(21)|
        ask  2---1----2----
        ",
    )
    .check(|source| source.flat_map_merge(Breadth::new(2).prefetch(1), copies));
}

#[test]
fn flat_map_ordered() {
    marble(
        r"
        in   -3-2-1-------|
        req  1---3----*----
        out  -3--(332)(21)|
        ask  2---1----2----
        ",
    )
    .check(|source| source.flat_map_ordered(Breadth::new(2).prefetch(1), copies));
}

#[test]
fn switch_map() {
    marble(
        r"
        in   -1----2----
        req  1-2----2---
        out  -1(11)-(22)
        ask  11----1----
        ",
    )
    .check(|source| source.switch_map(Source::repeat));
}
