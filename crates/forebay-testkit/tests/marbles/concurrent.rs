//! Many elements at once, with futures that are ready when they are polled.

use std::future::{Ready, pending, ready};

use forebay_ops::concurrent::Concurrency;
use forebay_testkit::marble;

use crate::stand_ins::{Answers, JobsAtOnce};

/// The picture of both operators: with futures that are ready the order makes no difference.
const MAPPED: &str = r"
    in   (123456|)----
    req  1--2---*
    out  2--(46)(8xy|)
    ask  5--2
    x = 10
    y = 12
";

/// The picture of both that may fail.
const TRIED: &str = r"
    in   (1294^)---
    req  1-----1
    out  1-----(2#)
    # = nine
";

fn refuse_nine(n: u32) -> Ready<Result<u32, &'static str>> {
    ready(if n == 9 { Err("nine") } else { Ok(n) })
}

#[test]
fn map_async() {
    marble(MAPPED).check(|source| source.map_async(2, |n| async move { n * 2 }));
}

#[test]
fn map_async_unordered() {
    marble(MAPPED).check(|source| source.map_async_unordered(2, |n| async move { n * 2 }));
}

#[test]
fn try_map_async() {
    marble(TRIED).check(|source| source.try_map_async(2, refuse_nine));
}

#[test]
fn try_map_async_unordered() {
    marble(TRIED).check(|source| source.try_map_async_unordered(2, refuse_nine));
}

#[test]
fn map_async_partitioned() {
    marble(MAPPED)
        .check(|source| source.map_async_partitioned(2, 1, |n| n % 3, |n| async move { n * 2 }));
}

#[test]
fn try_map_async_partitioned() {
    marble(TRIED).check(|source| source.try_map_async_partitioned(2, 1, |n| n % 3, refuse_nine));
}

#[test]
fn map_blocking() {
    marble(MAPPED).check(|source| source.map_blocking(2, |n| n * 2).operator(JobsAtOnce));
}

#[test]
fn service() {
    let refuse_nine = |n| if n == 9 { Err("nine") } else { Ok(n) };
    marble(TRIED).check(|source| source.service(2, Answers(refuse_nine)));
}

#[test]
fn nothing_is_pulled_before_the_first_demand() {
    marble(
        r"
        in   (12)-3-
        req  ---1---
        out  ---1---
        ask  ---4-1-
        ",
    )
    .check(|source| source.map_async(2, ready));
}

#[test]
fn the_buffer_is_a_number_of_its_own() {
    for (running, waiting, asked) in [(1, 1, 3), (1, 4, 6), (3, 1, 5), (3, 4, 8)] {
        let rows = format!("in   (123456789)\nreq  1\nout  1\nask  {asked}");
        let concurrency = Concurrency::new(running).buffer(waiting);
        marble(&rows).check(|source| source.map_async(concurrency, ready));
        marble(&rows).check(|source| source.map_async_unordered(concurrency, ready));
    }
}

#[test]
fn futures_that_never_finish_are_as_many_as_may_run() {
    for (running, waiting) in [(1, 1), (1, 4), (3, 1), (3, 4)] {
        let rows = format!("in   (123456789)-^\nreq  *\nout  ------------^\nask  {running}");
        let concurrency = Concurrency::new(running).buffer(waiting);
        marble(&rows).check(|source| source.map_async(concurrency, |_| pending::<()>()));
        marble(&rows).check(|source| source.map_async_unordered(concurrency, |_| pending::<()>()));
    }
}

#[test]
fn a_failure_of_upstream_comes_behind_what_was_in_flight() {
    marble(
        r"
        in   (123#)-
        req  1--1--*
        out  1--2--(3#)
        ",
    )
    .check(|source| source.map_async(2, ready));
}

#[test]
fn an_empty_stream_stays_empty_and_needs_no_demand() {
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.map_async(2, ready));
}

#[test]
#[should_panic(expected = "map_async(0): at least one runs at a time")]
fn none_at_a_time_panics() {
    let _ = forebay_dsl::Source::single(1).map_async(0, ready);
}

#[test]
#[should_panic(expected = "map_async_partitioned with 0 for each key")]
fn none_of_a_key_panics() {
    let _ = forebay_dsl::Source::single(1).map_async_partitioned(1, 0, |_| (), ready);
}

#[test]
#[should_panic(expected = "map_async_unordered with buffer(0)")]
fn no_room_for_a_result_panics() {
    let concurrency = Concurrency::new(1).buffer(0);
    let _ = forebay_dsl::Source::single(1).map_async_unordered(concurrency, ready);
}
