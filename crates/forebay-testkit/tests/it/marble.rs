use forebay_testkit::marble;

use crate::fault::Fault;
use crate::message::{assert_fails, message_of};

#[test]
fn without_requests_everything_is_requested_at_the_start() {
    marble(
        r"
        in   -1-2-3-|
        out  -2-4-6-|
        ask  *
        ",
    )
    .check(|source| source.map(|n| n * 2));
}

#[test]
fn elements_wait_for_demand_and_completion_does_not() {
    marble(
        r"
        in   12|
        req  --1--1
        out  --1--(2|)
        ask  --1--1
        ",
    )
    .check(|source| source);
}

#[test]
fn a_group_is_one_tick() {
    marble(
        r"
        in   (12)-(3|)
        req  3
        out  (12)-(3|)
        ",
    )
    .check(|source| source);
}

#[test]
fn spaces_are_quiet() {
    marble(
        r"
        in   1   2   |
        req      *
        out      (12)|
        ",
    )
    .check(|source| source.map(|n| n));
}

#[test]
fn a_legend_gives_values_to_signs() {
    marble(
        r#"
        in   -a-1-|
        out  -x-y-|
        a = 12
        x = ("n", 12)
        y = ("n", 1)
        "#,
    )
    .check(|source| source.map(|n| ("n", n)));
}

#[test]
fn amounts_may_stand_in_the_legend() {
    marble(
        r"
        in   ----
        req  -a-*
        out  ----
        ask  -b-*
        a = 12
        b = 24
        ",
    )
    .check(|source| source.grouped(2));
}

#[test]
fn a_cancel_of_the_sink_reaches_the_source() {
    marble(
        r"
        in   -1-(2^)
        out  -1-(2^)
        ",
    )
    .check(|source| source);
}

#[test]
fn a_cancel_of_the_operator_is_seen_if_the_picture_shows_it() {
    for picture in ["in  -1-2-3-|\nout -1-(2|)", "in  -1-(2^)-3-|\nout -1-(2|)"] {
        marble(picture).check(|source| source.take(2));
    }
}

#[test]
fn a_failure_is_compared_by_its_text_if_the_legend_has_one() {
    let pictures = ["in  -1-#\nout -1-#", "in  -1-#\nout -1-#\n# = disk full"];
    for picture in pictures {
        marble(picture).check(|source| source);
    }
    marble("in  -1-2-\nout -1-#\n# = two")
        .check(|source| source.try_map(|n| if n == 2 { Err("two") } else { Ok(n) }));
}

#[test]
fn characters_and_values_of_ones_own_are_elements() {
    marble("in  -a-b-|\nout -A-B-|")
        .chars()
        .check(|source| source.map(|c| c.to_ascii_uppercase()));
    marble("in  -a-b-|\nout -A-B-|\na = some text\nA = 9\nB = 1")
        .elements(|text| Some(text.to_owned()))
        .check(|source| source.map(|text| text.len()));
}

#[test]
fn rejected_elements_are_asked_for_anew() {
    marble(
        r"
        in   -1-2-3-4-|
        req  1-----1
        out  ---2---4-|
        ask  11----2
        ",
    )
    .elements(|text| text.parse::<u32>().ok())
    .check(|source| source.filter(|n| n % 2 == 0));
}

#[test]
fn a_wrong_picture_shows_both_and_where_they_part() {
    let message = message_of(|| {
        marble(
            r"
            in   -1-2-3-|
            req  *
            out  -2-4-5-|
            ",
        )
        .check(|source| source.map(|n| n * 2));
    });
    assert_eq!(
        message,
        "marble differs at tick 5: `out` should be 5 but is 6\n\
         (elements are pushed one by one)\n\
         \n    in   -1-2-3-|\n    req  *\n    out  -2-4-5-|\n    got  -2-4-6-|\n              ^",
    );
}

#[test]
fn values_that_have_no_sign_get_one() {
    let message = message_of(|| {
        marble("in  -1-2-|\nout -a-----\na = [1]").check(|source| source.grouped(2));
    });
    let expected = "marble differs at tick 1: `out` should be [1] but is quiet\n\
         (elements are pushed one by one)\n\
         \n    in  -1-2-|\n    out -a-----\n    a = [1]\n    got ---A-|\n    A = [1, 2]\n         ^";
    assert_eq!(message, expected);
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let message = message_of(|| {
        marble("in  12|\nout ---").check(|source| source.map_concat(|n| [n, n]));
    });
    assert!(
        message.contains("got tick 0: 1, 1; tick 1: 2, 2; tick 2: completion"),
        "{message}"
    );
}

#[test]
fn a_wrong_ask_is_found() {
    let message = message_of(|| {
        marble("in  ----\nreq -1-2\nout ----\nask -1-1").check(|source| source);
    });
    assert!(message.starts_with("marble differs at tick 3: `ask` should be 1 but is 2\n"));
    assert!(message.contains("\n    got -1-2\n"), "{message}");
}

#[test]
fn a_wrong_cancel_is_found() {
    assert_fails(
        "the source should be cancelled here but is so at tick 1",
        || {
            marble("in  12-^\nout 1(2|)").check(|source| source.take(2));
        },
    );
    assert_fails(
        "the source should be cancelled here but is so never",
        || {
            marble("in  12-^\nout 12-").check(|source| source.take(3));
        },
    );
}

#[test]
fn a_wrong_failure_is_found() {
    assert_fails("`out` should be failure (b) but is failure (a)", || {
        marble("in  -2\nout -#\n# = b").check(|source| source.try_map(|_| Err::<u32, _>("a")));
    });
}

#[test]
fn pulling_more_when_offered_than_when_pushed_is_found() {
    let message = message_of(|| {
        marble("in  123--\nreq ---1-\nout ---1-")
            .check(|source| source.operator(Fault::PullsWhateverIsOffered));
    });
    let fact = "marble differs at tick 3: 3 pulled from the source by now, but 1 when pushed one \
                by one (law L8)\n\
                (elements are offered with their exact size)";
    assert!(message.starts_with(fact), "{message}");
}

#[test]
fn a_cancel_that_does_not_arrive_is_found() {
    let fact = "the stream is over, but its source has neither ended nor was it cancelled (law L4)";
    assert_fails(fact, || {
        marble("in  -1-2\nout -1-2").check(|source| source.operator(Fault::KeepsTheCancel));
    });
}

#[test]
fn every_way_of_running_is_compared() {
    let picture = "in  -1-2-\nout -1-2-";
    assert_fails("(elements are pushed, one in a run)", || {
        marble(picture).check(|source| source.operator(Fault::WantsALargeBudget));
    });
    assert_fails("(elements are offered across boxed seams)", || {
        marble(picture).check(|source| source.operator(Fault::WantsUnboundedDemand));
    });
}

#[test]
fn a_panic_on_the_way_is_shown_with_the_picture() {
    let message = message_of(|| {
        marble("in  -1-\nout -1-").check(|source| source.inspect(|n| assert!(*n != 1, "one")));
    });
    let expected = "one\n(elements are pushed one by one)\n\n    in  -1-\n    out -1-\n";
    assert_eq!(message, expected);
}

#[test]
fn the_probes_of_a_marble_find_what_no_picture_shows() {
    assert_fails("demand rose from 0", || {
        marble("in  -1-2\nout -1-2").check(|source| source.operator(Fault::ChangesItsMind));
    });
}
