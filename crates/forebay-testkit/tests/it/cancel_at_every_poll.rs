use forebay_dsl::Source;
use forebay_testkit::cancel_at_every_poll;

use crate::fault::Fault;
use crate::message::assert_fails;

#[test]
fn sound_operators_pass_at_every_point() {
    let points = cancel_at_every_poll(|trial| trial.source());
    assert!(points > 700, "{points}");
    cancel_at_every_poll(|trial| trial.source().map(|n| (n, 1)).filter(|(n, _)| **n % 2 == 0));
    cancel_at_every_poll(|trial| trial.source().take(4));
    cancel_at_every_poll(|trial| trial.source().take_while(|n| **n < 5));
}

#[test]
fn a_pipeline_may_bring_its_own_source() {
    let points = cancel_at_every_poll(|trial| Source::iter(trial.counter().elements(4)));
    assert!(points > 100, "{points}");
}

#[test]
fn a_leak_is_found() {
    assert_fails(
        "1 element is alive after the stages were dropped (law L6)",
        || cancel_at_every_poll(|trial| trial.source().operator(Fault::Leaks)),
    );
}

#[test]
fn an_element_that_outlives_the_end_is_found() {
    assert_fails(
        "1 element is alive after the end, held by stages that are over (law L6)",
        || cancel_at_every_poll(|trial| trial.source().operator(Fault::Hoards)),
    );
}

#[test]
fn a_cancel_that_does_not_arrive_is_found() {
    let fact = "a cancel at point 0 (Push, elements one by one, demand one by one): the source has neither ended nor was it cancelled (law L4)";
    assert_fails(fact, || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::KeepsTheCancel))
    });
}

#[test]
fn a_cancel_that_changes_its_cause_is_found() {
    let fact = "the cause of the cancel has become \"the consumer was dropped\" on its way";
    assert_fails(fact, || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::ChangesTheCause))
    });
}

#[test]
fn a_second_end_is_found() {
    assert_fails("polled again after it had completed (law L4)", || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::RunsAgain))
    });
    assert_fails("cancelled after it had completed (law L4)", || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::CancelsTheEnded))
    });
}

#[test]
fn a_stall_is_found() {
    assert_fails("although their source has ended (law L5)", || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::ForgetsToComplete))
    });
}

#[test]
fn an_element_without_demand_is_found() {
    assert_fails("requested (law L1)", || {
        cancel_at_every_poll(|trial| trial.source().operator(Fault::IgnoresDemand))
    });
}

#[test]
fn unbalanced_books_are_found() {
    assert_fails(
        "books do NOT balance: 1 elements are missing (law L2)",
        || cancel_at_every_poll(|trial| trial.source().operator(Fault::Miscounts)),
    );
}
