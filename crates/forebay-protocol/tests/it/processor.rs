//! What a processor adds to the rules of its two halves.

use std::cell::Cell;
use std::iter;
use std::rc::Rc;
use std::thread;

use forebay_protocol::{Processor, Publisher, StreamError, Subscription, Upstream, reject};

use crate::from_iter::FromIter;
use crate::probe::{Held, Probe, Signal, nonzero};
use map::Map;

mod map;

const DROPPED: Signal = Signal::Note("dropped");

fn doubling() -> impl Processor<u64, u64, dyn Upstream, Probe> {
    Map(|n| n * 2)
}

/// Joins a source, a doubling processor and a probe, in either order.
fn join(source: impl Iterator<Item = u64> + 'static, probe: Probe, below_first: bool) {
    let (subscriber, publisher) = doubling().split();
    if below_first {
        publisher.subscribe(probe);
        FromIter::new(source).subscribe(subscriber);
    } else {
        FromIter::new(source).subscribe(subscriber);
        publisher.subscribe(probe);
    }
}

fn even(to: u64) -> Vec<Signal> {
    (1..=to).map(|half| Signal::Next(half * 2)).collect()
}

#[test]
fn processor_passes_exactly_the_demand_from_below() {
    for below_first in [true, false] {
        let (probe, log, remote) = Probe::remote();
        join(1..=9, probe, below_first);
        assert_eq!(log.take(), []);
        remote.request(2);
        assert_eq!(log.take(), even(2));
    }
}

#[test]
fn demand_from_below_waits_for_the_subscription_from_above() {
    for below_first in [true, false] {
        let start = |mut subscription: Subscription<dyn Upstream>| {
            subscription.request(nonzero(1));
            subscription.request(nonzero(1));
            Some(subscription)
        };
        let (probe, log) = Probe::new(start, |_, _| ());
        join(1..=9, probe, below_first);
        assert_eq!(log.take(), even(2), "below first: {below_first}");
    }
}

#[test]
fn processor_asks_one_by_one_without_recursion() {
    let start = |mut subscription: Subscription<dyn Upstream>| {
        subscription.request(nonzero(1));
        Some(subscription)
    };
    let step = |held: &mut Held, _| held.as_mut().expect("held").request(nonzero(1));
    let run = move || {
        let (probe, log) = Probe::new(start, step);
        join(1..=10_000, probe, true);
        log.take().len()
    };
    let small = thread::Builder::new().stack_size(64 * 1024);
    let signals = small
        .spawn(run)
        .expect("a thread")
        .join()
        .expect("no panic");
    assert_eq!(signals, 10_000 + 2);
}

#[test]
fn completion_passes_through_without_demand() {
    for below_first in [true, false] {
        let (probe, log, _remote) = Probe::remote();
        join(iter::empty(), probe, below_first);
        assert_eq!(
            log.take(),
            [Signal::Complete, DROPPED],
            "below first: {below_first}"
        );
    }
}

#[test]
fn failure_passes_through_without_demand() {
    for below_first in [true, false] {
        let (probe, log, _remote) = Probe::remote();
        let (subscriber, publisher) = doubling().split();
        if below_first {
            publisher.subscribe(probe);
            reject(subscriber, StreamError::new("above"));
        } else {
            reject(subscriber, StreamError::new("above"));
            publisher.subscribe(probe);
        }
        let failure = Signal::Error("the stream failed: above".to_owned());
        assert_eq!(log.take(), [failure, DROPPED], "below first: {below_first}");
    }
}

#[test]
fn cancel_inside_on_next_stops_an_endless_processor() {
    for remote_demand in [true, false] {
        let start = move |mut subscription: Subscription<dyn Upstream>| {
            subscription.request_unbounded();
            Some(subscription)
        };
        let step = |held: &mut Held, element| {
            if element == 6 {
                held.take().expect("held").cancel();
            }
        };
        let (probe, log) = Probe::new(start, step);
        // From below first, elements come inside `subscribe` above; else inside `request`.
        join(1.., probe, remote_demand);
        let mut expected = even(3);
        expected.push(DROPPED);
        assert_eq!(log.take(), expected);
    }
}

#[test]
fn canceller_from_below_stops_the_processor() {
    let (probe, log, remote) = Probe::remote();
    join(1.., probe, true);
    remote.request(1);
    assert_eq!(log.take(), even(1));
    remote.with(|subscription| subscription.canceller().cancel());
    remote.request(1);
    assert_eq!(log.take(), [DROPPED]);
}

#[test]
fn publisher_half_that_is_dropped_cancels_above() {
    let made = Rc::new(Cell::new(0));
    let count = Rc::clone(&made);
    let (subscriber, publisher) = doubling().split();
    drop(publisher);
    FromIter::new((1..).inspect(move |_| count.set(count.get() + 1))).subscribe(subscriber);
    assert_eq!(made.get(), 0);
    assert_eq!(Rc::strong_count(&made), 1, "the source is still alive");
}

#[test]
fn subscriber_half_that_is_dropped_fails_below() {
    let (probe, log, _remote) = Probe::remote();
    let (subscriber, publisher) = doubling().split();
    publisher.subscribe(probe);
    drop(subscriber);
    let text = "the stream failed: what feeds the processor went away";
    assert_eq!(log.take(), [Signal::Error(text.to_owned()), DROPPED]);
}
