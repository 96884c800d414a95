//! What a subscription and its cancellers let through to the publisher.

use std::sync::{Arc, OnceLock};

use forebay_protocol::{BoxPublisher, BoxSubscriber, CancelCause, Canceller, Demand, Subscription};

use crate::probe::nonzero;
use crate::recorder::{Call, recorded};

fn cancelled(cause: &CancelCause) -> [Call; 2] {
    [Call::Cancel(cause.to_string()), Call::Gone]
}

#[test]
fn request_arrives_as_demand() {
    let (mut subscription, record) = recorded();
    subscription.request(nonzero(3));
    subscription.request(nonzero(u64::MAX));
    subscription.request_unbounded();
    let expected = [
        Demand::Bounded(3),
        Demand::Bounded(u64::MAX),
        Demand::Unbounded,
    ];
    assert_eq!(record.take(), expected.map(Call::Request));
}

#[test]
fn dropped_subscription_cancels_once() {
    let (subscription, record) = recorded();
    drop(subscription);
    assert_eq!(record.take(), cancelled(&CancelCause::Dropped));
}

#[test]
fn cancelled_subscription_does_not_cancel_again_when_dropped() {
    let (subscription, record) = recorded();
    subscription.cancel();
    assert_eq!(record.take(), cancelled(&CancelCause::Finished));
}

#[test]
fn cancel_hands_its_cause_upstream() {
    let (subscription, record) = recorded();
    subscription.cancel_with(CancelCause::Requested);
    assert_eq!(record.take(), cancelled(&CancelCause::Requested));
}

#[test]
fn cancel_lets_go_of_the_publisher() {
    let (subscription, record) = recorded();
    let canceller = subscription.canceller();
    subscription.cancel();
    assert_eq!(record.take().last(), Some(&Call::Gone));
    drop(canceller);
}

#[test]
fn nothing_is_heard_upstream_after_a_terminal_signal() {
    let (mut subscription, record) = recorded();
    subscription.request(nonzero(1));
    record.terminate();
    subscription.request(nonzero(1));
    subscription.request_unbounded();
    drop(subscription);
    assert_eq!(record.take(), [Call::Request(Demand::ONE), Call::Gone]);

    let (subscription, record) = recorded();
    record.terminate();
    subscription.cancel();
    assert_eq!(record.take(), [Call::Gone]);
}

#[test]
fn subscription_that_is_over_from_the_start_takes_every_call() {
    let mut subscription = <Subscription>::terminated();
    subscription.request(nonzero(1));
    subscription.request_unbounded();
    subscription.canceller().cancel();
    assert_eq!(
        format!("{subscription:?}"),
        "Subscription { terminated: true, .. }"
    );
    subscription.cancel();
}

#[test]
fn canceller_outlives_its_subscription() {
    let (subscription, record) = recorded();
    let canceller = subscription.canceller();
    drop(subscription);
    record.take();
    canceller.cancel();
    let expected = CancelCause::Requested.to_string();
    assert_eq!(record.take(), [Call::Cancel(expected)]);
}

#[test]
fn first_cause_of_a_cancellation_stays() {
    let cause = Arc::new(OnceLock::new());
    let canceller = Canceller::new(Arc::clone(&cause));
    let other = canceller.clone();
    other.cancel_with(CancelCause::Finished);
    canceller.cancel();
    other.cancel_with(CancelCause::Dropped);
    assert!(matches!(cause.get(), Some(CancelCause::Finished)));
}

#[test]
fn racing_cancellers_agree_on_one_cause() {
    let cause = Arc::new(OnceLock::new());
    let canceller = Canceller::new(Arc::clone(&cause));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let canceller = canceller.clone();
            scope.spawn(move || canceller.cancel());
        }
    });
    assert!(matches!(cause.get(), Some(CancelCause::Requested)));
}

#[test]
fn handles_can_be_sent_and_cancellers_shared() {
    fn send<T: Send>() {}
    fn share<T: Sync>() {}
    send::<Subscription>();
    send::<Canceller>();
    share::<Canceller>();
    send::<BoxSubscriber<u32>>();
    send::<BoxPublisher<u32>>();
}
