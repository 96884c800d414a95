//! The clock decides what is emitted.

use std::time::Duration;

use forebay_testkit::marble;
use forebay_testkit::marble::TICK;

#[test]
fn keep_alive() {
    marble(
        r"
        in   1----2-----|
        req  3--------1
        out  1--0-2---0-|
        ask  3
        ",
    )
    .check(|source| source.keep_alive(3 * TICK, || 0));
}

#[test]
fn keep_alive_gives_way_to_an_element_at_the_last_moment() {
    marble(
        r"
        in   1--2--|
        req  *
        out  1--2--|
        ",
    )
    .check(|source| source.keep_alive(3 * TICK, || 0));
}

#[test]
fn keep_alive_goes_on_for_as_long_as_it_is_quiet() {
    marble(
        r"
        in   -------1---|
        req  *
        out  --0-0-01-0-|
        ",
    )
    .check(|source| source.keep_alive(2 * TICK, || 0));
}

#[test]
fn keep_alive_injects_nothing_that_nobody_wants_and_owes_nothing() {
    marble(
        r"
        in   ----------1--
        req  -------2---1-
        out  -------0--1--
        ",
    )
    .elements(|text| text.parse::<u32>().ok())
    .check(|source| source.keep_alive(3 * TICK, || 0));
}

#[test]
fn take_within() {
    marble(
        r"
        in   1-2-^
        req  3
        out  1-2-|
        ask  3
        ",
    )
    .check(|source| source.take_within(4 * TICK));
}

#[test]
fn take_within_ends_without_demand_and_takes_nothing_at_the_end() {
    marble(
        r"
        in   12--^
        req  1---1
        out  1---|
        ask  1----
        ",
    )
    .check(|source| source.take_within(4 * TICK));
    marble(
        r"
        in   1
        req  *
        out  |
        ask  -
        ",
    )
    .check(|source| source.take_within(Duration::ZERO));
}

#[test]
fn take_within_of_a_shorter_stream_ends_with_it() {
    marble("in  1-|\nout 1-|").check(|source| source.take_within(4 * TICK));
    marble("in  1-#\nout 1-#").check(|source| source.take_within(4 * TICK));
    marble("in  1-----|\nout 1-----|").check(|source| source.take_within(TICK * u32::MAX));
}

#[test]
fn drop_within() {
    marble(
        r"
        in   1-23-4-|
        req  2
        out  ---3-4-|
        ask  3-1
        ",
    )
    .check(|source| source.drop_within(3 * TICK));
}

#[test]
fn drop_within_drops_nothing_before_something_is_wanted() {
    marble(
        r"
        in   12--3----|
        req  ---1-2
        out  ---1-(23)|
        ask  ---1-2
        ",
    )
    .check(|source| source.drop_within(3 * TICK));
}

#[test]
fn drop_within_of_no_time_drops_nothing() {
    marble("in  12-|\nout 12-|").check(|source| source.drop_within(Duration::ZERO));
}

#[test]
fn drop_within_of_a_stream_that_ends_in_time_is_empty() {
    marble("in  12-|\nout ---|").check(|source| source.drop_within(9 * TICK));
    marble("in  12-#\nout ---#").check(|source| source.drop_within(9 * TICK));
}

#[test]
fn take_within_and_drop_within_make_up_the_stream() {
    let numbers = "1234567";
    for ticks in 0..=7 {
        let (taken, dropped) = numbers.split_at(ticks);
        let (quiet, time) = ("-".repeat(ticks), TICK * u32::try_from(ticks).expect("few"));
        let head = format!("in  {numbers}|\nout {taken}|");
        marble(&head).check(|source| source.take_within(time));
        let tail = format!("in  {numbers}|\nout {quiet}{dropped}|");
        marble(&tail).check(|source| source.drop_within(time));
    }
}
