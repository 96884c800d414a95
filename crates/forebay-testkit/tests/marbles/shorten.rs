//! A stream becomes shorter.

use forebay_testkit::marble;

#[test]
fn take() {
    marble(
        r"
        in   -1-(2^)
        req  *
        out  -1-(2|)
        ask  2
        ",
    )
    .check(|source| source.take(2));
}

#[test]
fn take_of_none_completes_without_demand() {
    marble(
        r"
        in   ^1
        req  --
        out  |
        ask  --
        ",
    )
    .check(|source| source.take(0));
}

#[test]
fn take_completes_exactly_at_demand() {
    marble(
        r"
        in   -(123)-^
        req  2------1
        out  -(12)--(3|)
        ask  2------1
        ",
    )
    .check(|source| source.take(3));
}

#[test]
fn take_of_a_shorter_stream_completes_with_it() {
    marble(
        r"
        in   -1-2-|
        req  2-----
        out  -1-2-|
        ask  2-----
        ",
    )
    .check(|source| source.take(3));
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.take(3));
}

#[test]
fn take_completes_even_where_upstream_fails_behind_its_last_element() {
    marble(
        r"
        in   -(12#)
        req  *
        out  -(12|)
        ",
    )
    .check(|source| source.take(2));
    marble(
        r"
        in   -1-#
        req  *
        out  -1-#
        ",
    )
    .check(|source| source.take(2));
}

#[test]
fn take_while() {
    marble(
        r"
        in   -1-2-(3^)
        req  *
        out  -1-2-|
        ask  11-1
        ",
    )
    .check(|source| source.take_while(|n| *n < 3));
}

#[test]
fn take_while_asks_for_nothing_behind_the_deciding_element() {
    marble(
        r"
        in   -1-3-^
        req  1----1
        out  -1---|
        ask  1----1
        ",
    )
    .check(|source| source.take_while(|n| *n < 3));
}

#[test]
fn take_while_of_a_stream_without_a_deciding_element_completes_with_it() {
    marble(
        r"
        in   -1-2-|
        req  2-----
        out  -1-2-|
        ask  11----
        ",
    )
    .check(|source| source.take_while(|n| *n < 3));
    marble(
        r"
        in   -(3|)
        req  *
        out  -|
        ",
    )
    .check(|source| source.take_while(|n| *n < 3));
}

#[test]
fn drop() {
    marble(
        r"
        in   -1-2-3-4-|
        req  1----1----
        out  -----3-4-|
        ask  3----1----
        ",
    )
    .check(|source| source.drop(2));
}

#[test]
fn drop_asks_for_nothing_before_something_is_wanted() {
    marble(
        r"
        in   12345
        req  ---1
        out  ---3
        ask  ---3
        ",
    )
    .check(|source| source.drop(2));
}

#[test]
fn drop_of_more_than_there_is_is_empty() {
    marble(
        r"
        in   -1-2-|
        req  1-----
        out  -----|
        ask  4-----
        ",
    )
    .check(|source| source.drop(3));
    marble(
        r"
        in   -1-#
        req  1---
        out  ---#
        ",
    )
    .check(|source| source.drop(3));
}

#[test]
fn drop_of_none_is_nothing_special() {
    marble(
        r"
        in   -1-|
        req  1---
        out  -1-|
        ask  1---
        ",
    )
    .check(|source| source.drop(0));
}

#[test]
fn drop_while() {
    marble(
        r"
        in   -1-2-3-1-|
        req  1----1----
        out  -----3-1-|
        ask  11-1-1----
        ",
    )
    .check(|source| source.drop_while(|n| *n < 3));
}

#[test]
fn drop_while_of_a_stream_without_a_deciding_element_is_empty() {
    marble(
        r"
        in   -1-2-|
        req  1-----
        out  -----|
        ask  11-1--
        ",
    )
    .check(|source| source.drop_while(|n| *n < 3));
}

#[test]
fn limit() {
    marble(
        r"
        in   -1-2-(3^)
        req  *
        out  -1-2-#
        ask  3
        ",
    )
    .check(|source| source.limit(2));
}

#[test]
fn limit_may_be_reached_exactly() {
    marble(
        r"
        in   -1-2-|
        req  *
        out  -1-2-|
        ask  3
        ",
    )
    .check(|source| source.limit(2));
    marble(
        r"
        in   -1-2-|
        req  2-----
        out  -1-2-|
        ask  2-----
        ",
    )
    .check(|source| source.limit(2));
}

#[test]
fn limit_finds_one_too_many_only_when_it_is_wanted() {
    marble(
        r"
        in   (123)--^
        req  2------1
        out  (12)---#
        ask  2------1
        # = the stream has more than the 2 elements that limit(2) allows
        ",
    )
    .check(|source| source.limit(2));
}

#[test]
fn limit_of_none_allows_an_empty_stream() {
    marble(
        r"
        in   -|
        req  *
        out  -|
        ask  1
        ",
    )
    .check(|source| source.limit(0));
    marble(
        r"
        in   -(1^)
        req  *
        out  -#
        ",
    )
    .check(|source| source.limit(0));
}

#[test]
fn limit_fails_even_where_upstream_completes_with_one_too_many() {
    marble(
        r"
        in   (123|)
        req  *
        out  (12#)
        # = the stream has more than the 2 elements that limit(2) allows
        ",
    )
    .check(|source| source.limit(2));
}
