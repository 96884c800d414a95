//! Operators that watch the time, with more of it than any of these streams takes.

use std::time::Duration;

use forebay_dsl::Source;
use forebay_protocol::Demand;
use forebay_testkit::DropCounter;

use super::super::{Element, Operator, Output, Part, Subject};
use super::{demands, each};

/// Virtual time passes only for operators that take it, and these do not.
const HOUR: Duration = Duration::from_secs(3600);

macro_rules! passes_all_on {
    ($operator:ident($name:literal): |$source:ident, $counter:ident| $on:expr) => {
        operator! {
            $operator($name) -> Element,
            |$source, $counter| $on,
            starved: demands(1, 4),
            fed: [1, 4, 8],
            model: |input| Output::open(each(input)),
            requests: |_pulled, wanted| wanted,
        }
    };
}

passes_all_on!(InitialTimeout("initial_timeout"): |source, _counter| source.initial_timeout(HOUR));
passes_all_on!(IdleTimeout("idle_timeout"): |source, _counter| source.idle_timeout(HOUR));
passes_all_on!(CompletionTimeout("completion_timeout"): |source, _counter| source.completion_timeout(HOUR));
passes_all_on!(BackpressureTimeout("backpressure_timeout"): |source, _counter| source.backpressure_timeout(HOUR));
passes_all_on!(TakeWithin("take_within"): |source, _counter| source.take_within(HOUR));
passes_all_on!(KeepAlive("keep_alive"): |source, counter| {
    let counter = counter.clone();
    source.keep_alive(HOUR, move || counter.element(0))
});

operator! {
    DropWithin("drop_within") -> Element,
    |source, _counter| source.drop_within(HOUR),
    starved: demands(1, 4),
    fed: [8, 8, 8],
    model: |_input| Output::open([]),
    requests: |_pulled, wanted| wanted,
}
