//! Elements are put together, or something is put between them.

use forebay_testkit::marble;
use forebay_testkit::marble::TICK;

#[test]
fn grouped() {
    marble(
        r"
        in   -1-2-3-|
        req  1---1---
        out  ---x---(y|)
        ask  2---2---
        x = [1, 2]
        y = [3]
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn grouped_holds_a_short_last_group_until_it_is_wanted() {
    marble(
        r"
        in   (123|)--
        req  1------1
        out  x------(y|)
        ask  2------2
        x = [1, 2]
        y = [3]
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn grouped_completes_without_demand_when_no_group_is_open() {
    marble(
        r"
        in   -1-2|
        req  1----
        out  ---x|
        ask  2----
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped(2));
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn grouped_discards_the_open_group_on_failure_and_on_cancel() {
    marble(
        r"
        in   -1-2-3-#
        req  *
        out  ---x---#
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped(2));
    marble(
        r"
        in   -1-2-3-^
        req  *
        out  ---x---^
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn grouped_asks_for_what_the_open_group_lacks() {
    marble(
        r"
        in   -1---2
        req  1--1--
        out  -----x
        ask  2--2--
        x = [1, 2]
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn grouped_one_by_one() {
    marble(
        r"
        in   -1-2-|
        req  1-1---
        out  -x-y-|
        ask  1-1---
        x = [1]
        y = [2]
        ",
    )
    .check(|source| source.grouped(1));
}

#[test]
#[should_panic(expected = "grouped(0): a group has at least one element")]
fn grouped_by_none_panics() {
    let _ = forebay_dsl::Source::single(1).grouped(0);
}

#[test]
fn grouped_within() {
    marble(
        r"
        in   -12-3-4----5|
        req  *------------
        out  ----x-----y-(z|)
        ask  *------------
        x = [1, 2, 3]
        y = [4]
        z = [5]
        ",
    )
    .check(|source| source.grouped_within(3, 4 * TICK));
}

#[test]
#[should_panic(expected = "grouped_within(0, ..): a group has at least one element")]
fn grouped_within_of_none_panics() {
    let _ = forebay_dsl::Source::single(1).grouped_within(0, TICK);
}

#[test]
fn intersperse() {
    marble(
        r"
        in   -1-2-3-|
        req  2---11-1
        out  -1-020-(3|)
        ask  2----1--
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_puts_nothing_around_a_single_element() {
    marble(
        r"
        in   -1-|
        req  1---
        out  -1-|
        ask  1---
        ",
    )
    .check(|source| source.intersperse(0));
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_keeps_what_it_holds_over_completion() {
    marble(
        r"
        in   -1-2-|---
        req  2-------1
        out  -1-0----(2|)
        ask  2--------
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_emits_what_it_holds_before_a_failure_and_discards_it_on_cancel() {
    marble(
        r"
        in   -1-2-#--
        req  2------1
        out  -1-0---(2#)
        ",
    )
    .check(|source| source.intersperse(0));
    marble(
        r"
        in   -1-2-^
        req  2-----
        out  -1-0-^
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_discards_what_it_holds_on_a_cancel_after_completion() {
    marble(
        r"
        in   -1-2-|
        req  2-------
        out  -1-0---^
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_emits_what_is_wanted_before_a_failure() {
    marble(
        r"
        in   (12#)
        req  3
        out  (102#)
        ",
    )
    .check(|source| source.intersperse(0));
}

#[test]
fn intersperse_asks_for_no_more_than_its_formula() {
    for (wanted, first) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4)] {
        let rows = format!("in   -\nreq  {wanted}\nout  -\nask  {first}");
        marble(&rows).check(|source| source.intersperse(0));
    }
    for (wanted, later) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)] {
        let rows = format!("in   1-\nreq  1{wanted}\nout  1-\nask  1{later}");
        marble(&rows).check(|source| source.intersperse(0));
    }
}

#[test]
fn intersperse_between() {
    marble(
        r"
        in   -1-2-|
        req  2--11-1
        out  81-02-(9|)
        ask  1--1---
        ",
    )
    .check(|source| source.intersperse_between(8, 0, 9));
}

#[test]
fn intersperse_between_frames_an_empty_stream() {
    marble(
        r"
        in   |
        req  -1-1
        out  -8-(9|)
        ",
    )
    .check(|source| source.intersperse_between(8, 0, 9));
}

#[test]
fn intersperse_between_leaves_the_frame_open_on_failure() {
    marble(
        r"
        in   -#
        req  --
        out  -#
        ",
    )
    .check(|source| source.intersperse_between(8, 0, 9));
    marble(
        r"
        in   -1-#
        req  *
        out  81-#
        ",
    )
    .check(|source| source.intersperse_between(8, 0, 9));
}

#[test]
fn intersperse_between_pulls_nothing_for_its_start() {
    marble(
        r"
        in   1--
        req  1-1
        out  8-1
        ask  --1
        ",
    )
    .check(|source| source.intersperse_between(8, 0, 9));
}
