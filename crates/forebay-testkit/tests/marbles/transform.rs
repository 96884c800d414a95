//! One element in, none, one or many out.

use std::iter;

use forebay_protocol::StreamError;
use forebay_stage::Transform;
use forebay_testkit::marble;

fn is_even(n: &u32) -> bool {
    n.is_multiple_of(2)
}

#[test]
fn filter() {
    marble(
        r"
        in   -1-2-3-4-|
        req  1---1-----
        out  ---2---4-|
        ask  11--11----
        ",
    )
    .check(|source| source.filter(is_even));
}

#[test]
fn filter_that_accepts_nothing_reads_to_the_end() {
    marble(
        r"
        in   (135)---7|
        req  1---------
        out  ---------|
        ask  4-------1-
        ",
    )
    .check(|source| source.filter(is_even));
}

#[test]
fn filter_fails_in_the_middle() {
    marble(
        r"
        in   -1-2-3-#
        req  *
        out  ---2---#
        ",
    )
    .check(|source| source.filter(is_even));
}

fn digit(sign: char) -> Option<u32> {
    sign.to_digit(10)
}

#[test]
fn filter_map() {
    marble(
        r"
        in   -1-x-2-|
        req  1-1-----
        out  -1---2-|
        ask  1-11----
        ",
    )
    .chars()
    .check(|source| source.filter_map(digit));
}

#[test]
fn filter_map_of_nothing_but_refuse_is_empty() {
    marble(
        r"
        in   -x-y-|
        req  1-----
        out  -----|
        ask  11-1--
        ",
    )
    .chars()
    .check(|source| source.filter_map(digit));
}

fn copies(n: u32) -> Vec<u32> {
    (0..n).map(|_| n).collect()
}

#[test]
fn map_concat() {
    marble(
        r"
        in   -2-0-2-|
        req  1-2---1-
        out  -22--22|
        ask  1-11----
        ",
    )
    .check(|source| source.map_concat(copies));
}

#[test]
fn map_concat_of_empty_results_is_empty() {
    marble(
        r"
        in   (000)--0|
        req  1--------
        out  --------|
        ask  4------1-
        ",
    )
    .check(|source| source.map_concat(copies));
}

#[test]
fn map_concat_leaves_an_endless_result_where_it_is() {
    marble(
        r"
        in   2-3----
        req  2---1-1
        out  (22)2-1
        ask  1------
        ",
    )
    .check(|source| source.map_concat(|n| iter::repeat_n(n, 3).chain(iter::repeat(1))));
}

#[test]
fn map_concat_emits_what_is_left_over_after_completion() {
    marble(
        r"
        in   3|
        req  1--1--1
        out  3--3--(3|)
        ask  1-----
        ",
    )
    .check(|source| source.map_concat(copies));
}

#[test]
fn map_concat_needs_demand_to_see_the_end_of_a_result_that_hides_it() {
    let hiding = |n: u32| {
        let mut left = n;
        iter::from_fn(move || {
            left = left.checked_sub(1)?;
            Some(n)
        })
    };
    marble(
        r"
        in   1|---
        req  1--1-
        out  1--|
        ",
    )
    .check(|source| source.map_concat(hiding));
}

#[test]
fn map_concat_discards_what_is_left_over_on_cancel() {
    marble(
        r"
        in   3--^
        req  1--1
        out  3--(3^)
        ",
    )
    .check(|source| source.map_concat(copies));
}

#[test]
fn map_concat_discards_what_is_left_over_on_a_cancel_after_completion() {
    marble(
        r"
        in   3|
        req  1--
        out  3-^
        ",
    )
    .check(|source| source.map_concat(copies));
}

#[test]
fn map_concat_emits_what_is_wanted_before_a_failure() {
    marble(
        r"
        in   (2#)
        req  *
        out  (22#)
        ",
    )
    .check(|source| source.map_concat(copies));
}

/// Emits each run of equal elements as the element and its count.
#[derive(Default)]
struct Runs(Option<(u32, usize)>);

impl Transform<u32> for Runs {
    type Out = (u32, usize);
    type Outputs = Option<(u32, usize)>;

    fn on_next(&mut self, element: u32) -> Result<Self::Outputs, StreamError> {
        match &mut self.0 {
            Some((same, count)) if *same == element => {
                *count += 1;
                Ok(None)
            },
            run => Ok(run.replace((element, 1))),
        }
    }

    fn on_complete(&mut self) -> Result<Option<Self::Outputs>, StreamError> {
        Ok(Some(self.0.take()))
    }
}

#[test]
fn transform() {
    marble(
        r"
        in   -1-1-2-|
        req  1-----1-
        out  -----x-(y|)
        ask  11-1--1-
        x = (1, 2)
        y = (2, 1)
        ",
    )
    .check(|source| source.transform(Runs::default()));
}

#[test]
fn transform_keeps_its_last_word_until_it_is_wanted() {
    marble(
        r"
        in   -1|
        req  1----1
        out  --(x|)
        x = (1, 1)
        ",
    )
    .check(|source| source.transform(Runs::default()));
    marble(
        r"
        in   -12|
        req  1----1
        out  --x--(y|)
        x = (1, 1)
        y = (2, 1)
        ",
    )
    .check(|source| source.transform(Runs::default()));
}

#[test]
fn transform_is_not_asked_for_a_last_word_after_a_failure() {
    marble(
        r"
        in   -1#
        req  *
        out  --#
        ",
    )
    .check(|source| source.transform(Runs::default()));
}

/// Fails on 9, and at the end unless the last element was 0.
struct Strict(u32);

impl Transform<u32> for Strict {
    type Out = u32;
    type Outputs = [u32; 1];

    fn on_next(&mut self, element: u32) -> Result<[u32; 1], StreamError> {
        self.0 = element;
        if element == 9 {
            Err(StreamError::new("nine"))
        } else {
            Ok([element])
        }
    }

    fn on_complete(&mut self) -> Result<Option<[u32; 1]>, StreamError> {
        if self.0 == 0 {
            Ok(None)
        } else {
            Err(StreamError::new("no zero"))
        }
    }
}

#[test]
fn transform_may_fail_on_an_element_and_on_completion() {
    marble(
        r"
        in   -1-(9^)
        req  *
        out  -1-#
        # = nine
        ",
    )
    .check(|source| source.transform(Strict(0)));
    marble(
        r"
        in   -1-|
        req  1
        out  -1-#
        # = no zero
        ",
    )
    .check(|source| source.transform(Strict(0)));
    marble(
        r"
        in   (10|)
        req  *
        out  (10|)
        ",
    )
    .check(|source| source.transform(Strict(0)));
}

#[test]
fn an_empty_stream_stays_empty_without_demand() {
    let rows = r"
        in   --|
        req  ---
        out  --|
        ";
    marble(rows).check(|source| source.filter(is_even));
    marble(rows)
        .chars()
        .check(|source| source.filter_map(digit));
    marble(rows).check(|source| source.map_concat(copies));
    marble(rows).check(|source| source.transform(Runs::default()));
}
