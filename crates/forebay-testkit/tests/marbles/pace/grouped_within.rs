//! `grouped_within` at its edges.

use std::time::Duration;

use forebay_testkit::marble::TICK;
use forebay_testkit::{Emission, TestSink, TestSource, marble};

#[test]
fn the_time_of_a_group_begins_with_its_first_element() {
    marble(
        r"
        in   -----1---2--3-
        out  ---------x------y
        x = [1, 2]
        y = [3]
        ",
    )
    .check(|source| source.grouped_within(9, 4 * TICK));
    marble(
        r"
        in   12--3-----
        out  -x------y
        x = [1, 2]
        y = [3]
        ",
    )
    .check(|source| source.grouped_within(2, 4 * TICK));
}

#[test]
fn a_group_that_is_opened_as_one_is_filled_has_its_own_time() {
    marble(
        r"
        in   -1-(2345)
        out  ---(xy)-z
        x = [1, 2]
        y = [3, 4]
        z = [5]
        ",
    )
    .check(|source| source.grouped_within(2, 5 * TICK));
    marble(
        r"
        in   1--(23)
        out  ---x--y
        x = [1, 2]
        y = [3]
        ",
    )
    .check(|source| source.grouped_within(2, 3 * TICK));
}

#[test]
fn without_demand_no_group_opens() {
    marble(
        r"
        in   (12)
        req  ---1----
        out  -----x--
        ask  ---3----
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped_within(3, 2 * TICK));
}

#[test]
fn demand_for_two_groups_is_two_groups_whatever_fills_them() {
    marble(
        r"
        in   1---2345
        req  2-------
        out  --x--y--
        x = [1]
        y = [2, 3]
        ",
    )
    .check(|source| source.grouped_within(2, 2 * TICK));
}

#[test]
fn its_end_is_that_of_grouped() {
    marble("in  123|\nout -x-(y|)\nx = [1, 2]\ny = [3]")
        .check(|source| source.grouped_within(2, 9 * TICK));
    marble(
        r"
        in   12|
        req  1--
        out  -x|
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped_within(2, 9 * TICK));
    marble("in  1-#\nout --#").check(|source| source.grouped_within(2, 9 * TICK));
    marble("in  1-^\nout --^").check(|source| source.grouped_within(2, 9 * TICK));
    marble("in  1-#\nout --(x#)\nx = [1]").check(|source| source.grouped_within(2, 2 * TICK));
    marble("in  --|\nreq ---\nout --|").check(|source| source.grouped_within(2, TICK));
}

#[test]
fn a_group_that_is_open_for_no_time_waits_for_nothing() {
    marble("in  1-2\nout x-y\nx = [1]\ny = [2]")
        .check(|source| source.grouped_within(2, Duration::ZERO));
}

#[test]
fn it_answers_as_grouped_does_where_time_never_passes() {
    for emission in Emission::ALL {
        for size in 1..5 {
            let input = TestSource::emitting(emission);
            let mut sink = TestSink::of(input.source().grouped_within(size, TICK));
            input.push_all(0..17);
            input.complete();
            sink.request_unbounded();
            let _ = sink.run();
            let groups: Vec<Vec<i32>> = Vec::from_iter(0..17)
                .chunks(size)
                .map(<[i32]>::to_vec)
                .collect();
            assert_eq!(sink.take(), groups);
        }
    }
}

#[test]
fn no_group_is_empty_and_no_timer_is_set_for_one() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().grouped_within(2, TICK));
    sink.request_unbounded();
    let _ = sink.advance(100 * TICK);
    assert_eq!((sink.received(), sink.runtime().timers()), (0, 0));
    input.push(1);
    let _ = sink.run();
    assert_eq!(sink.runtime().timers(), 1);
    input.push(2);
    let _ = sink.run();
    assert_eq!((sink.received(), sink.runtime().timers()), (1, 0));
}
