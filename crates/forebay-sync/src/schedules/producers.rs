//! Four producers, a queue, an edge and a sink.

use shuttle::rand::{Rng, thread_rng};

use super::Schedule;
use super::element::Elements;
use super::gauge::{books, gauged};
use super::plan::{How, Stop};
use super::queueing::{Draining, produce};
use super::sink::Sink;
use super::task::{spawn, start};
use crate::mutants::Mutant;
use crate::queue;

const PRODUCERS: u32 = 4;

/// How many numbers each producer has for itself.
const NUMBERS: u32 = 100;

fn run() {
    let mut rng = thread_rng();
    let elements = Elements::default();
    let (handle, consumer) = queue(rng.gen_range(1..=4));
    let (down, up, meters) = gauged(rng.gen_range(1..=4));
    // One of them may end the queue for all.
    let (ender, how) = (
        rng.gen_range(0..PRODUCERS * 2),
        [How::Orderly, How::Failing][rng.gen_range(0..2)],
    );
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|number| {
            let stop = Stop {
                at: rng.gen_range(0..5),
                how: if number == ender { how } else { How::Dropped },
            };
            let (handle, elements) = (handle.clone(), elements.clone());
            start("producer", move || {
                produce(&handle, &elements, number * NUMBERS, stop)
            })
        })
        .collect();
    drop(handle);
    let stop = Stop {
        at: if rng.gen_bool(0.3) {
            rng.gen_range(0..9)
        } else {
            u32::MAX
        },
        how: if rng.gen_bool(0.5) {
            How::Orderly
        } else {
            How::Dropped
        },
    };
    let draining = spawn(
        "draining",
        Draining {
            queue: consumer,
            down,
        },
    );
    let sink = spawn(
        "sink",
        Sink {
            up,
            stop,
            seen: Vec::new(),
        },
    );

    let accepted: Vec<Vec<u32>> = producers
        .into_iter()
        .map(|producer| producer.join().expect("a producer panicked"))
        .collect();
    let queued = draining.join().expect("the island panicked");
    let seen = sink.join().expect("the sink panicked");

    let count: usize = accepted.iter().map(Vec::len).sum();
    assert_eq!(queued.accepted, count as u64, "accepted unheard of");
    assert_eq!(queued.accepted, queued.passed_on + queued.discarded);
    let edge = books(&meters);
    assert_eq!(edge.received, queued.passed_on);
    assert_eq!(edge.passed_on, seen.numbers.len() as u64);
    for (number, accepted) in (0..).zip(&accepted) {
        let own = |seen: &&u32| **seen / NUMBERS == number;
        let own: Vec<u32> = seen.numbers.iter().filter(own).copied().collect();
        assert!(accepted.starts_with(&own), "{own:?} of {accepted:?}");
    }
    if let Some(ending) = seen.ending {
        assert_eq!(seen.numbers.len(), count, "lost on the way");
        assert!(ending.is_ok() || (how == How::Failing && ender < PRODUCERS));
    }
    elements.assert_all_dropped();
}

/// - Tasks: four producers that wait, do not wait, or give up waiting; an island that moves what
///   they offered into an edge; a sink.
/// - Drawn: capacities, batches, who ends the queue, whether the sink stops early.
/// - Invariant: what was accepted is seen, in the order of its producer, or discarded and counted.
///   Neither queue nor edge holds more than its capacity, and nobody sleeps on.
#[test]
fn four_producers_and_a_queue() {
    Schedule {
        iterations: 10_000,
        mutants: &[
            Mutant::QueueOfferTorn,
            Mutant::QueueHandleTorn,
            Mutant::QueueEndOvertakes,
            Mutant::QueueWithdrawStays,
        ],
    }
    .explore(run);
}
