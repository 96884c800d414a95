//! Sources, edges and sinks: chains with an island for each stage.

use super::Schedule;
use super::element::Elements;
use super::gauge::{In, Out, gauged};
use super::oracle::{assert_books, assert_seen};
use super::plan::Plan;
use super::relay::Relay;
use super::sink::Sink;
use super::source::Source;
use super::task::{Beside, Task, spawn};
use crate::EdgeMeters;
use crate::mutants::Mutant;

/// Runs a pipeline, in which `host` makes one task of the relays, and holds it against its plan.
fn run<A: Task<Output = ()>>(edges: usize, host: impl FnOnce(Vec<Relay>) -> A) {
    let plan = Plan::draw(edges);
    let elements = Elements::default();
    let mut meters: Vec<EdgeMeters> = Vec::new();
    let mut next = |edge: usize| -> (In, Out) {
        let (upstream, downstream, books) = gauged(plan.capacities[edge]);
        meters.push(books);
        (upstream, downstream)
    };

    let (down, mut up) = next(0);
    let source = Source {
        elements: elements.clone(),
        down,
        stop: plan.source,
        pushed: 0,
    };
    let mut relays = Vec::new();
    for (before, stop) in plan.relays.iter().enumerate() {
        let (down, behind) = next(before + 1);
        relays.push(Relay {
            up,
            down,
            stop: *stop,
            place: before + 1,
            passed: 0,
        });
        up = behind;
    }
    let sink = Sink {
        up,
        stop: plan.sink,
        seen: Vec::new(),
    };

    let (source, sink) = (spawn("source", source), spawn("sink", sink));
    let relays = spawn("relays", host(relays));
    let pushed = source.join().expect("the source panicked");
    relays.join().expect("a relay panicked");
    let seen = sink.join().expect("the sink panicked");
    assert_seen(&plan, &seen);
    assert_books(&plan, &meters, pushed, seen.numbers.len());
    elements.assert_all_dropped();
}

/// - Tasks: a source, a relay and a sink, with an edge between each two.
/// - Drawn: capacities, batches, wakers, who ends the stream, where, and how.
/// - Invariant: the sink sees the elements up to there, in order, and then that end. No edge holds
///   more than its capacity, books balance, nothing is left, and nobody sleeps on.
#[test]
fn three_tasks_and_two_edges() {
    Schedule {
        iterations: 10_000,
        mutants: &[
            Mutant::UpdateTorn,
            Mutant::TakeForgets,
            Mutant::PublishWakesNobody,
            Mutant::HintDecides,
            Mutant::WakerLeftLater,
            Mutant::WaitsBeforeRegistering,
            Mutant::EndingForgotten,
            Mutant::EndingWakesNobody,
            Mutant::EndingOvertakes,
            Mutant::CancelledQueueTakes,
            Mutant::QueueLeftBehind,
        ],
    }
    .explore(|| run(2, |mut relays| relays.remove(0)));
}

/// - Tasks: a source; two relays that take turns in one task, woken through a ready set; a sink.
/// - Drawn, invariant: the same.
#[test]
fn two_islands_in_one_task() {
    Schedule {
        iterations: 10_000,
        mutants: &[
            Mutant::SweepTorn,
            Mutant::WakeTorn,
            Mutant::CancelWakesWaitersOnly,
        ],
    }
    .explore(|| run(3, Beside::new));
}
