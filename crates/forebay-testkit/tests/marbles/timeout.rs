//! A stream that takes too long fails.

use std::time::Duration;

use forebay_testkit::marble;
use forebay_testkit::marble::TICK;

#[test]
fn initial_timeout() {
    marble(
        r"
        in   -----^
        req  --1
        out  -----#
        ask  --1
        # = no first element came in 3ms; initial_timeout allows 3ms
        ",
    )
    .check(|source| source.initial_timeout(3 * TICK));
}

#[test]
fn initial_timeout_is_over_with_the_first_element() {
    marble(
        r"
        in   ---1---------2-|
        req  2-------------
        out  ---1---------2-|
        ",
    )
    .check(|source| source.initial_timeout(3 * TICK));
    marble("in  -|\nout -|").check(|source| source.initial_timeout(TICK));
}

#[test]
fn initial_timeout_does_not_count_before_the_first_demand() {
    marble(
        r"
        in   1-------|
        req  -----1--
        out  -----1--|
        ",
    )
    .check(|source| source.initial_timeout(3 * TICK));
}

#[test]
fn idle_timeout() {
    marble(
        r"
        in   1-2--3---^
        req  1---1-2
        out  1---2-3--#
        ask  1---1-2
        # = no element came in 3ms; idle_timeout allows 3ms
        ",
    )
    .check(|source| source.idle_timeout(3 * TICK));
}

#[test]
fn idle_timeout_counts_for_the_first_element_too() {
    marble("in  ---^\nout ---#").check(|source| source.idle_timeout(3 * TICK));
    marble("in  ^\nout #").check(|source| source.idle_timeout(Duration::ZERO));
}

#[test]
fn idle_timeout_starts_anew_with_each_element_also_at_the_last_moment() {
    marble(
        r"
        in   1--2--3-4--^
        req  *
        out  1--2--3-4--#
        ",
    )
    .check(|source| source.idle_timeout(3 * TICK));
    marble(
        r"
        in   1--2--|
        req  9
        out  1--2--|
        ",
    )
    .check(|source| source.idle_timeout(3 * TICK));
}

#[test]
fn idle_timeout_does_not_count_while_nothing_is_wanted() {
    marble(
        r"
        in   1---------2
        req  1--------1-
        out  1---------2
        ",
    )
    .check(|source| source.idle_timeout(3 * TICK));
}

#[test]
fn completion_timeout() {
    marble(
        r"
        in   1-2--^
        req  2-----
        out  1-2--#
        ask  2-----
        # = the stream did not complete in 5ms; completion_timeout allows 5ms
        ",
    )
    .check(|source| source.completion_timeout(5 * TICK));
}

#[test]
fn completion_timeout_lets_through_what_comes_at_the_last_moment() {
    marble(
        r"
        in   1----(2^)
        req  *
        out  1----(2#)
        ",
    )
    .check(|source| source.completion_timeout(5 * TICK));
    marble(
        r"
        in   1----(2|)
        req  2
        out  1----(2|)
        ",
    )
    .check(|source| source.completion_timeout(5 * TICK));
}

#[test]
fn completion_timeout_needs_no_demand() {
    marble(
        r"
        in   12-^
        req  ----
        out  ---#
        ",
    )
    .check(|source| source.completion_timeout(3 * TICK));
}

#[test]
fn backpressure_timeout() {
    marble(
        r"
        in   123--^
        req  1-1---
        out  1-2--#
        ask  1-1---
        # = downstream asked for nothing in 3ms; backpressure_timeout allows 3ms
        ",
    )
    .check(|source| source.backpressure_timeout(3 * TICK));
}

#[test]
fn backpressure_timeout_counts_from_the_first_run_and_not_while_something_is_wanted() {
    marble("in  1--^\nreq ----\nout ---#").check(|source| source.backpressure_timeout(3 * TICK));
    marble(
        r"
        in   ---------1--^
        req  --1----------
        out  ---------1--#
        ",
    )
    .check(|source| source.backpressure_timeout(3 * TICK));
}

#[test]
fn backpressure_timeout_is_not_reached_by_demand_at_the_last_moment() {
    marble(
        r"
        in   12-3--4-|
        req  1--1--1
        out  1--2--3-
        ",
    )
    .check(|source| source.backpressure_timeout(3 * TICK));
    marble(
        r"
        in   1--|
        req  1---
        out  1--|
        ",
    )
    .check(|source| source.backpressure_timeout(3 * TICK));
}

#[test]
fn a_failure_of_upstream_stays_what_it_is() {
    let picture = "in  1--#\nout 1--#\n# = upstream's own";
    marble(picture).check(|source| source.initial_timeout(3 * TICK));
    marble(picture).check(|source| source.idle_timeout(3 * TICK));
    marble(picture).check(|source| source.completion_timeout(3 * TICK));
    marble("in  1--#\nreq 1\nout 1--#\n# = upstream's own")
        .check(|source| source.backpressure_timeout(3 * TICK));
}
