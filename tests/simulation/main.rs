//! Random pipelines in simulated worlds: each against the plain function that it has to agree
//! with, in an order, at a pace and with endings that one seed decides.
//!
//! Every edge has a probe on it that checks laws L1 and L4; the books have to balance (L2), the
//! answer has to be the model's (L7, L8), a stall is found by the runtime (L5), and when a run is
//! over no task and no timer is left (L6).
#![forbid(unsafe_code)]

mod pipeline;
mod steps;

use forebay::{Outcome, StreamErrorKind};
use forebay_testkit::{World, simulate};

use self::pipeline::Pipeline;

/// How many worlds each of the tests below goes through.
const WORLDS: u64 = 4_000;

/// Nothing of the run is left, and its books balance.
fn check_leftovers<T>(world: &World, outcome: &Outcome<T>, pipeline: &Pipeline) {
    let ledger = &outcome.ledger;
    assert!(ledger.is_balanced(), "{pipeline}\n{ledger:#}");
    assert_eq!(world.runtime().tasks(), 0, "tasks are left: {pipeline}");
    assert_eq!(world.runtime().timers(), 0, "timers are left: {pipeline}");
}

#[test]
fn random_pipelines_agree_with_plain_functions() {
    simulate(WORLDS, |world| {
        let pipeline = Pipeline::random(world);
        let run = pipeline
            .source(world)
            .collect::<Vec<u64>>()
            .run(world.runtime());
        let outcome = world.runtime().block_on(run.with_ledger());
        check_leftovers(world, &outcome, &pipeline);
        match outcome.result {
            Ok(elements) => pipeline.check(&elements),
            Err(error) => panic!("{error:#}: {pipeline}"),
        }
    });
}

#[test]
fn random_failures_and_panics_end_random_pipelines() {
    simulate(WORLDS, |world| {
        let pipeline = Pipeline::random(world).with_fault(world);
        let run = pipeline
            .source(world)
            .collect::<Vec<u64>>()
            .run(world.runtime());
        let outcome = world.runtime().block_on(run.with_ledger());
        check_leftovers(world, &outcome, &pipeline);
        match outcome.result {
            // Whoever had enough before did not see it.
            Ok(elements) => pipeline.check(&elements),
            Err(error) => {
                let text = format!("{error:#}");
                assert!(text.contains("as injected"), "{text}: {pipeline}");
            },
        }
    });
}

#[test]
fn random_cancels_end_random_pipelines() {
    simulate(WORLDS / 2, |world| {
        let pipeline = Pipeline::random(world);
        let source = pipeline.source(world);
        let mut run = source.collect::<Vec<u64>>().run(world.runtime());
        let micros = [0, 1, 100, 10_000][world.number(0..=3)];
        world
            .runtime()
            .advance(std::time::Duration::from_micros(micros));
        run.cancel();
        let outcome = world.runtime().block_on(run.with_ledger());
        check_leftovers(world, &outcome, &pipeline);
        match outcome.result {
            Ok(elements) => pipeline.check(&elements),
            Err(error) => {
                assert_eq!(
                    error.kind(),
                    StreamErrorKind::Cancelled,
                    "{error:#}: {pipeline}"
                );
            },
        }
    });
}
