//! A stream is cut into islands.

use forebay_testkit::marble;

#[test]
fn boundary() {
    marble(
        r"
        in   -1-2-3-|
        req  1---2---
        out  -1--23-|
        ",
    )
    .check(|source| source.boundary(2));
}

#[test]
fn boundary_of_one_is_strict() {
    marble(
        r"
        in   (123|)
        req  1-1--1
        out  1-2--(3|)
        ask  2-1--
        ",
    )
    .check(|source| source.boundary(1));
}

#[test]
fn boundary_asks_for_nothing_before_the_sink_does() {
    marble(
        r"
        in   ------
        req  --1---
        out  ------
        ask  --4---
        ",
    )
    .check(|source| source.boundary(4));
}

#[test]
fn boundary_tells_of_the_end_without_demand() {
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.boundary(4));
}

#[test]
fn boundary_lets_a_failure_wait_for_the_elements_before_it() {
    marble(
        r"
        in   (12#)--
        req  1----1-
        out  1----(2#)
        ",
    )
    .check(|source| source.boundary(4));
}

#[test]
fn boundary_tells_of_a_cancel() {
    marble(
        r"
        in   (1234)-
        req  1------
        out  1---^--
        ",
    )
    .check(|source| source.boundary(2));
}
