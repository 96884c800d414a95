//! Elements on their way: demand, room, order, and who is woken.

use std::sync::Arc;

use forebay::{Keep, Refusal, Sink, Source};
use forebay_testkit::cancel_at_every_poll;
use futures::future::{join, join_all};
use futures::{FutureExt, StreamExt};
use parking_lot::Mutex;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::{account, fill, sink};
use crate::executor::{Task, run_to_end};

#[test]
fn elements_are_accepted_before_the_sink_asks_up_to_the_capacity() {
    let (mut sink, queue) = sink(Source::queue(3));
    assert_eq!(fill(&queue, 1..), Some(4));
    sink.run();
    assert_eq!((sink.received(), queue.len()), (0, 3));
    sink.request(2);
    sink.run();
    assert_eq!(sink.take(), [1, 2]);
    assert_eq!(queue.len(), 1, "what was passed on has left its room");
    assert_eq!(fill(&queue, 4..), Some(6));
    sink.request_unbounded();
    sink.run();
    assert_eq!(sink.take(), [3, 4, 5]);
    assert!(sink.is_open() && queue.is_empty());
}

#[test]
fn one_element_on_demand_makes_room_for_one() {
    let (mut sink, queue) = sink(Source::queue(8));
    assert_eq!(fill(&queue, 0..), Some(8));
    for n in 0..20 {
        sink.request(1);
        sink.run();
        assert_eq!(sink.take(), [n]);
        assert_eq!(queue.len(), 7);
        assert_eq!(fill(&queue, n + 8..), Some(n + 9));
    }
}

#[test]
fn the_stage_is_woken_by_the_first_element_and_by_the_end() {
    let (mut sink, queue) = sink(Source::queue(4));
    sink.request_unbounded();
    sink.run();
    assert!(!sink.is_woken());
    assert!(queue.try_offer(1_u64).is_ok());
    assert!(sink.is_woken());
    sink.run();
    queue.complete();
    assert!(sink.is_woken());
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
}

#[test]
fn completion_needs_no_demand() {
    let (mut sink, queue) = sink(Source::<u8>::queue(4));
    sink.run();
    queue.complete();
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
}

#[test]
fn an_offer_waits_for_the_sink_and_is_told_while_the_sink_sleeps() {
    let (mut sink, queue) = sink(Source::queue(1));
    assert!(queue.try_offer(1_u64).is_ok());
    let mut offer = Task::new(queue.offer(2));
    assert!(offer.poll().is_pending());
    sink.run();
    assert!(!offer.is_woken(), "no demand, no room");
    sink.request(1);
    sink.run();
    assert_eq!(sink.take(), [1]);
    assert!(offer.is_woken());
    assert!(matches!(offer.poll(), std::task::Poll::Ready(Ok(()))));
}

#[test]
fn offers_and_run_take_turns_in_one_task() {
    let (queue, run) = Source::queue(1).map(|n: u64| n + 1).collect().in_place();
    let producer = |from: u64| {
        let queue = queue.clone();
        async move {
            for n in from..from + 100 {
                queue.offer(n).await.expect("nobody ends it");
            }
        }
    };
    let producers = join_all([producer(0), producer(1000)]);
    let ended = producers.then(|_| async { queue.complete() });
    let (all, ended) = run_to_end(join(run, ended));
    let mut all: Vec<u64> = all.unwrap();
    assert!(ended);
    // Each producer's elements are in order.
    assert!(all.iter().filter(|n| **n <= 1000).is_sorted());
    all.sort_unstable();
    assert!(all.into_iter().eq((1..=100).chain(1001..=1100)));
}

#[test]
fn a_long_queue_leaves_room_to_others_on_the_way() {
    // The run may move a few thousand elements at once, and gives room back more often.
    let (queue, source) = Source::queue_with_handle(1 << 20);
    assert_eq!(fill(&queue, 0..1 << 20), None);
    let seen = queue.clone();
    let mut least = usize::MAX;
    let count = source.for_each(|n| {
        least = least.min(seen.len());
        assert!(
            n + (seen.len() as u64) < (1 << 20) + 512,
            "room is given back late"
        );
    });
    queue.complete();
    drop(queue);
    count.wait().unwrap();
    assert!(least <= 256, "{least}");
}

#[test]
fn a_stage_may_feed_the_queue_that_feeds_it() {
    let (queue, source) = Source::queue_with_handle(2);
    assert!(queue.try_offer(10_u64).is_ok());
    let back = queue.clone();
    drop(queue);
    let mut back = Some(back);
    let steps = source.inspect(move |n| match n {
        0 => drop(back.take()),
        n => {
            let queue = back.as_ref().expect("the end comes after zero");
            queue.try_offer(n - 1).expect("one out, one in");
        },
    });
    assert_eq!(run_to_end(steps.count()).unwrap(), 11);
}

#[test]
fn a_queue_that_never_runs_dry_lets_others_run() {
    let (queue, source) = Source::queue_with_handle(64);
    assert_eq!(fill(&queue, 0..32), None);
    let back = queue.clone();
    let moved = Arc::new(Mutex::new(0_u64));
    let count = Arc::clone(&moved);
    let mut run = Task::new(source.for_each(move |n| {
        *count.lock() += 1;
        // Runs dry in the end, so that a run that does not stop fails and does not hang.
        if n < 100_000 {
            back.try_offer(n + 1).expect("one out, one in");
        }
    }));
    for _ in 0..3 {
        assert!(run.poll().is_pending() && run.is_woken());
        let moved = std::mem::take(&mut *moved.lock());
        assert!((1..=4096).contains(&moved), "{moved} elements at once");
    }
    queue.complete();
}

#[test]
fn each_run_has_a_queue_of_its_own() {
    let source = Source::queue(2);
    let (mut first, queue) = sink(source.clone());
    let (mut second, other) = sink(source);
    assert!(queue.try_offer('a').is_ok() && other.try_offer('b').is_ok());
    for sink in [&mut first, &mut second] {
        sink.request_unbounded();
        sink.run();
    }
    assert_eq!((first.take(), second.take()), (vec!['a'], vec!['b']));
}

#[test]
fn the_handle_comes_out_wherever_there_is_a_way() {
    let boxed = || Source::<u64>::queue(4).boxed();
    let (queue, run) = boxed().count().in_place();
    assert!(queue.try_offer(1).is_ok());
    drop(queue);
    assert_eq!(run_to_end(run).unwrap(), 1);

    let (mut sink, queue) = sink(boxed().map(|n| n + 1));
    assert!(queue.try_offer(1).is_ok());
    sink.request(1);
    sink.run();
    assert_eq!(sink.take(), [2]);

    let kept = Source::queue(1).to_mat(Sink::head(), Keep::left);
    let (queue, run) = kept.in_place();
    assert!(queue.try_offer("x").is_ok());
    assert_eq!(run_to_end(run).unwrap(), Some("x"));

    let (queue, source) = Source::queue_with_handle(2);
    assert!(queue.try_offer('s').is_ok());
    drop(queue);
    let elements: Vec<_> = run_to_end(source.boxed().into_stream(1).collect());
    assert!(matches!(elements[..], [Ok('s')]));
}

#[test]
fn nobody_has_the_handle_of_a_run_that_is_only_awaited() {
    assert_eq!(Source::<u8>::queue(1).count().wait().unwrap(), 0);
    assert_eq!(run_to_end(Source::<u8>::queue(1).count()).unwrap(), 0);
}

#[test]
#[should_panic(expected = "a queue of capacity zero accepts nothing")]
fn capacity_zero_panics_where_it_is_written() {
    drop(Source::<u8>::queue(0));
}

#[test]
#[should_panic(expected = "a queue of capacity zero accepts nothing")]
fn capacity_zero_panics_with_a_handle() {
    drop(Source::<u8>::queue_with_handle(0));
}

#[test]
fn a_queue_is_ended_at_every_point() {
    let points = cancel_at_every_poll(|trial| {
        let (queue, source) = Source::queue_with_handle(8);
        for element in trial.counter().elements(8) {
            queue.try_offer(element).expect("there is room");
        }
        queue.complete();
        source.filter(|n| **n != 3)
    });
    assert!(points > 50, "only {points}");
}

/// What is done to a queue and its sink.
#[derive(Clone, Debug)]
enum Act {
    TryOffer,
    Offer,
    DropOffer(usize),
    Request(u64),
    Poll(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::TryOffer),
        2 => Just(Act::Offer),
        1 => any::<usize>().prop_map(Act::DropOffer),
        2 => (1..4_u64).prop_map(Act::Request),
        3 => (1..4_usize).prop_map(Act::Poll),
    ]
}

/// Accepted and not delivered is never more than the capacity; all that was accepted is
/// delivered, once, in the order of acceptance.
fn check(capacity: usize, acts: Vec<Act>) -> TestCaseResult {
    let (mut sink, queue) = sink(Source::queue(capacity));
    let mut offers = Vec::new();
    let (mut accepted, mut withdrawn, mut delivered) = (Vec::new(), Vec::new(), Vec::new());
    for (element, act) in acts.into_iter().enumerate() {
        match act {
            Act::TryOffer => match queue.try_offer(element) {
                Ok(()) => accepted.push(element),
                Err(refused) => prop_assert!(matches!(refused.reason, Refusal::Full)),
            },
            Act::Offer => {
                let mut offer = queue.offer(element);
                match (&mut offer).now_or_never() {
                    Some(answer) => accepted.extend(answer.is_ok().then_some(element)),
                    None => offers.push((element, offer)),
                }
            },
            Act::DropOffer(index) if !offers.is_empty() => {
                let (_, offer) = offers.remove(index % offers.len());
                withdrawn.extend(offer.withdraw());
            },
            Act::DropOffer(_) => {},
            Act::Request(count) => sink.request(count),
            Act::Poll(budget) => {
                let _step = sink.poll_once(budget);
            },
        }
        delivered.extend(sink.take());
        prop_assert!(queue.len() <= capacity);
    }
    queue.complete();
    sink.request_unbounded();
    sink.run();
    delivered.extend(sink.take());
    let waiting: Vec<_> = offers
        .into_iter()
        .filter_map(|(_, mut offer)| (&mut offer).now_or_never()?.err())
        .map(|refused| refused.element)
        .collect();
    let (received, passed_on, discarded) = account(&sink.ledger());
    prop_assert_eq!(received, delivered.len() as u64);
    prop_assert_eq!((passed_on, discarded), (received, 0));
    // Those that waited were accepted later than their number says, and behind all before them.
    prop_assert!(accepted.iter().all(|element| delivered.contains(element)));
    let back = |element: &usize| withdrawn.contains(element) || waiting.contains(element);
    prop_assert!(!delivered.iter().any(back), "delivered and given back");
    prop_assert!(delivered.is_sorted(), "out of order");
    Ok(())
}

proptest! {
    #[test]
    fn capacity_is_strict_and_nothing_is_lost(
        capacity in 1..5_usize,
        acts in vec(act(), 0..60),
    ) {
        check(capacity, acts)?;
    }
}
