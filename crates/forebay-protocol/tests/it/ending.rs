//! How streams end: complete, failed, cancelled, declined, rejected; each once, and for good.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;

use forebay_protocol::{CancelCause, Publisher, StreamError, Subscription, Upstream, reject};

use crate::from_iter::FromIter;
use crate::probe::{Held, Probe, Signal, completed, elements, is_terminated, nonzero};

const DROPPED: Signal = Signal::Note("dropped");

fn request_all(mut subscription: Subscription<dyn Upstream>) -> Held {
    subscription.request_unbounded();
    Some(subscription)
}

#[test]
fn empty_stream_completes_without_demand() {
    let (probe, log, _remote) = Probe::remote();
    FromIter::new(iter::empty()).subscribe(probe);
    assert_eq!(log.take(), [Signal::Complete, DROPPED]);
}

#[test]
fn completion_follows_the_last_element_without_more_demand() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..=3).subscribe(probe);
    remote.request(3);
    assert_eq!(log.take(), completed(1..=3));
}

#[test]
fn end_that_nobody_knew_of_takes_one_more_request() {
    let mut left = vec![2, 1];
    let (probe, log, remote) = Probe::remote();
    FromIter::new(iter::from_fn(move || left.pop())).subscribe(probe);
    remote.request(2);
    assert_eq!(log.take(), elements(1..=2));
    remote.request(1);
    assert_eq!(log.take(), [Signal::Complete, DROPPED]);
}

#[test]
fn completion_leaves_demand_over() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..=3).subscribe(probe);
    remote.request(10);
    assert_eq!(log.take(), completed(1..=3));
}

#[test]
fn calls_after_completion_have_no_effect() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..=1).subscribe(probe);
    remote.request(1);
    assert_eq!(log.take(), completed(1..=1));
    remote.request(5);
    let subscription = remote.take();
    assert!(is_terminated(&subscription));
    subscription.canceller().cancel();
    subscription.cancel();
    assert_eq!(log.take(), []);
}

#[test]
fn ending_is_marked_before_it_is_signalled() {
    // The probe looks at the subscription that it holds, inside the terminal signal.
    let (probe, log) = Probe::new(request_all, |_, _| ());
    FromIter::new(1..=2).subscribe(probe);
    assert_eq!(log.take(), completed(1..=2));

    let (probe, log) = Probe::new(request_all, |_, _| ());
    FromIter::new(iter::from_fn(|| panic!("no first"))).subscribe(probe);
    let failure = Signal::Error("the stream panicked: no first".to_owned());
    assert_eq!(log.take(), [failure, DROPPED]);
}

#[test]
fn panic_of_the_source_is_a_failure() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new((1..).inspect(|&n| assert!(n < 3, "no third"))).subscribe(probe);
    remote.request(5);
    let mut expected = elements(1..=2);
    expected.push(Signal::Error("the stream panicked: no third".to_owned()));
    expected.push(DROPPED);
    assert_eq!(log.take(), expected);
    remote.request(1);
    assert_eq!(log.take(), []);
}

#[test]
fn rejected_subscriber_is_subscribed_then_failed() {
    let (probe, log, remote) = Probe::remote();
    reject(probe, StreamError::new("full"));
    assert_eq!(
        log.take(),
        [Signal::Error("the stream failed: full".to_owned()), DROPPED]
    );
    remote.request(1);
    drop(remote.take());
    assert_eq!(log.take(), []);
}

#[test]
fn cancel_inside_on_next_is_the_last_signal() {
    let step = |held: &mut Held, element| {
        if element == 3 {
            held.take().expect("held").cancel();
        }
    };
    let (probe, log) = Probe::new(request_all, step);
    FromIter::new(1..).subscribe(probe);
    let mut expected = elements(1..=3);
    expected.push(DROPPED);
    assert_eq!(log.take(), expected);
}

#[test]
fn cancel_inside_the_last_on_next_prevents_completion() {
    let step = |held: &mut Held, element| {
        if element == 3 {
            held.take().expect("held").cancel();
        }
    };
    let (probe, log) = Probe::new(request_all, step);
    FromIter::new(1..=3).subscribe(probe);
    assert!(!log.take().contains(&Signal::Complete));
}

#[test]
fn request_before_a_cancel_in_the_same_on_next_is_forgotten() {
    let step = |held: &mut Held, _| {
        if let Some(mut subscription) = held.take() {
            subscription.request(nonzero(5));
            subscription.cancel();
        }
    };
    let (probe, log) = Probe::new(request_all, step);
    FromIter::new(1..).subscribe(probe);
    assert_eq!(log.take(), [Signal::Next(1), DROPPED]);
}

#[test]
fn cancel_between_signals_drops_the_subscriber_at_once() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..).subscribe(probe);
    remote.request(1);
    assert_eq!(log.take(), elements(1..=1));
    remote.take().cancel();
    assert_eq!(log.take(), [DROPPED]);
}

#[test]
fn cancel_lets_go_of_the_source() {
    let alive = Rc::new(());
    let held = Rc::clone(&alive);
    let (probe, _log, remote) = Probe::remote();
    FromIter::new((1..).inspect(move |_| drop(Rc::clone(&held)))).subscribe(probe);
    remote.request(1);
    assert_eq!(Rc::strong_count(&alive), 2);
    let canceller = remote.take().canceller();
    assert_eq!(
        Rc::strong_count(&alive),
        1,
        "the source outlived its subscription"
    );
    canceller.cancel();
}

#[test]
fn subscription_dropped_inside_on_subscribe_declines_the_stream() {
    let (probe, log) = Probe::new(|_declined| None, |_, _| ());
    FromIter::new(1..=3).subscribe(probe);
    assert_eq!(log.take(), [DROPPED]);
}

#[test]
fn canceller_on_another_thread_stops_the_stream() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..).subscribe(probe);
    remote.request(2);
    assert_eq!(log.take(), elements(1..=2));
    remote.with(|subscription| {
        let canceller = subscription.canceller();
        thread::spawn(move || canceller.cancel_with(CancelCause::Requested))
            .join()
            .expect("cancel returns normally");
    });
    remote.request(2);
    assert_eq!(log.take(), [DROPPED]);
}

#[test]
fn panicking_subscriber_is_dropped_and_gets_no_further_signal() {
    let step = |_: &mut Held, element| assert!(element < 2, "enough");
    let (probe, log) = Probe::new(request_all, step);
    let run = AssertUnwindSafe(|| FromIter::new(1..).subscribe(probe));
    assert!(catch_unwind(run).is_err());
    let mut expected = elements(1..=2);
    expected.push(DROPPED);
    assert_eq!(log.take(), expected);
}
