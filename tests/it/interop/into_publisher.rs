//! Our source as a publisher.

use std::sync::Arc;

use forebay::protocol::{ActiveSubscriber, Publisher, Subscriber, Subscription};
use forebay::{CancelCause, Source, StreamError, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSource, VirtualRuntime};
use parking_lot::Mutex;

use crate::hostile::{blow_up, three_is_too_much};

/// A subscriber that keeps what it gets; the test holds its subscription.
struct Desk<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    elements: Vec<T>,
    ending: Option<Result<(), StreamError>>,
    subscription: Option<Subscription>,
    /// What is done with the subscription at each element.
    at_element: fn(usize, &mut Option<Subscription>),
    is_dropped: bool,
}

struct Working<T>(Desk<T>);

impl<T> Desk<T> {
    fn new() -> Self {
        Self::doing(|_, _| {})
    }

    fn doing(at_element: fn(usize, &mut Option<Subscription>)) -> Self {
        Self(Arc::new(Mutex::new(State {
            elements: Vec::new(),
            ending: None,
            subscription: None,
            at_element,
            is_dropped: false,
        })))
    }

    fn subscriber(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    fn request(&self, count: u64) {
        let mut state = self.0.lock();
        let subscription = state.subscription.as_mut().expect("it is subscribed");
        subscription.request(count.try_into().expect("it is not zero"));
    }

    fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().elements)
    }

    fn ending(&self) -> Option<Result<(), StreamError>> {
        self.0.lock().ending.clone()
    }

    fn is_dropped(&self) -> bool {
        self.0.lock().is_dropped
    }
}

impl<T: Send + 'static> Subscriber<T> for Desk<T> {
    type Active = Working<T>;

    fn on_subscribe(self, subscription: Subscription) -> Working<T> {
        self.0.lock().subscription = Some(subscription);
        Working(self)
    }
}

impl<T> ActiveSubscriber<T> for Working<T> {
    fn on_next(&mut self, element: T) {
        let mut state = self.0.0.lock();
        assert!(
            state.ending.is_none(),
            "an element after the end (rule 1.7)"
        );
        state.elements.push(element);
        let (count, at_element) = (state.elements.len(), state.at_element);
        at_element(count, &mut state.subscription);
    }

    fn on_error(self, error: StreamError) {
        self.0.0.lock().ending = Some(Err(error));
    }

    fn on_complete(self) {
        self.0.0.lock().ending = Some(Ok(()));
    }
}

impl<T> Drop for Working<T> {
    fn drop(&mut self) {
        self.0.0.lock().is_dropped = true;
    }
}

#[test]
fn requests_are_the_demand_of_the_source() {
    let (runtime, input, desk) = (VirtualRuntime::new(1), TestSource::new(), Desk::new());
    input.push_all(0..10);
    input
        .source()
        .map(|n: u64| n * 2)
        .into_publisher(&runtime)
        .subscribe(desk.subscriber());
    runtime.run_until_idle();
    assert_eq!(input.pulled(), 0, "nothing was requested");
    for (count, pulled) in [(1, 1), (3, 4), (2, 6)] {
        desk.request(count);
        assert_eq!(desk.take(), [], "signals are made in the task");
        runtime.run_until_idle();
        assert_eq!((desk.take().len() as u64, input.pulled()), (count, pulled));
    }
    desk.request(2);
    desk.request(2);
    runtime.run_until_idle();
    assert_eq!(desk.take(), [12, 14, 16, 18], "requests add up (rule 3.8)");
    // The end takes no demand.
    input.complete();
    runtime.run_until_idle();
    assert!(matches!(desk.ending(), Some(Ok(()))));
    assert!(desk.is_dropped());
    assert_eq!(runtime.tasks(), 0);
}

#[test]
fn the_end_of_an_empty_source_needs_no_request() {
    let (runtime, desk) = (VirtualRuntime::new(1), Desk::<u8>::new());
    Source::empty()
        .into_publisher(&runtime)
        .subscribe(desk.subscriber());
    assert!(
        desk.ending().is_none(),
        "nothing comes before on_subscribe has returned"
    );
    runtime.run_until_idle();
    assert!(matches!(desk.ending(), Some(Ok(()))));
}

#[test]
fn one_more_at_each_element_is_the_whole_stream() {
    let (runtime, desk) = (
        VirtualRuntime::new(1),
        Desk::doing(|_, subscription| {
            if let Some(subscription) = subscription {
                subscription.request(1.try_into().expect("it is not zero"));
            }
        }),
    );
    Source::iter(0..20_000_u64)
        .into_publisher(&runtime)
        .subscribe(desk.subscriber());
    desk.request(1);
    runtime.run_until_idle();
    assert!(desk.take().into_iter().eq(0..20_000));
    assert!(matches!(desk.ending(), Some(Ok(()))));
}

#[test]
fn a_cancel_inside_of_a_signal_is_exact() {
    for last in [false, true] {
        let (runtime, input) = (VirtualRuntime::new(1), TestSource::new());
        let desk = Desk::doing(|count, subscription| {
            if count == 3 {
                subscription.take().expect("it is there").cancel();
            }
        });
        let counter = DropCounter::new();
        input.push_all(counter.elements(if last { 3 } else { 10 }));
        if last {
            input.complete();
        }
        input
            .source()
            .boxed()
            .into_publisher(&runtime)
            .subscribe(desk.subscriber());
        desk.request(10);
        runtime.run_until_idle();
        assert_eq!(desk.take().len(), 3);
        assert!(
            desk.ending().is_none(),
            "a signal followed the cancel (rule 1.8)"
        );
        assert!(desk.is_dropped() && input.dropped());
        if !last {
            assert!(matches!(input.cancelled(), Some(CancelCause::Finished)));
        }
        assert_eq!(runtime.tasks(), 0);
        counter.assert_balanced();
    }
}

#[test]
fn a_canceller_wakes_a_publisher_that_waits() {
    for requested in [0, 5] {
        let (runtime, input, desk) = (VirtualRuntime::new(1), TestSource::<u8>::new(), Desk::new());
        input
            .source()
            .into_publisher(&runtime)
            .subscribe(desk.subscriber());
        if requested > 0 {
            desk.request(requested);
        }
        runtime.run_until_idle();
        let canceller = desk
            .0
            .lock()
            .subscription
            .as_ref()
            .expect("it is there")
            .canceller();
        canceller.cancel();
        canceller.cancel_with(CancelCause::Finished);
        runtime.run_until_idle();
        assert!(matches!(input.cancelled(), Some(CancelCause::Requested)));
        assert!(desk.is_dropped() && desk.ending().is_none());
        assert_eq!(runtime.tasks(), 0);
    }
}

#[test]
fn a_failure_and_a_panic_of_the_source_are_signalled() {
    let (runtime, desk) = (VirtualRuntime::new(1), Desk::new());
    let source = Source::iter(0..9).try_map(|n| if n < 3 { Ok(n) } else { Err("three") });
    source.into_publisher(&runtime).subscribe(desk.subscriber());
    desk.request(100);
    runtime.run_until_idle();
    assert_eq!(desk.take(), [0, 1, 2]);
    assert_eq!(
        desk.ending().unwrap().unwrap_err().cause().to_string(),
        "three"
    );
    let (input, desk) = (TestSource::new(), Desk::new());
    input.push_all(0..9);
    let source = input.source().map(three_is_too_much);
    source.into_publisher(&runtime).subscribe(desk.subscriber());
    desk.request(100);
    runtime.run_until_idle();
    let error = desk.ending().unwrap().unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().unwrap().name(), "map");
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
}

#[test]
fn a_subscriber_that_panics_is_cut_off() {
    let (runtime, input) = (VirtualRuntime::new(1), TestSource::new());
    let desk = Desk::doing(|count, _| {
        if count == 2 {
            blow_up("two is too much");
        }
    });
    input.push_all(0..9);
    input
        .source()
        .into_publisher(&runtime)
        .subscribe(desk.subscriber());
    desk.request(100);
    runtime.run_until_idle();
    assert_eq!(desk.take(), [0, 1]);
    assert!(desk.is_dropped() && desk.ending().is_none());
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
    assert_eq!(runtime.tasks(), 0);
    // What it held on to is over: these go nowhere.
    desk.request(1);
    drop(desk.0.lock().subscription.take());
}

#[test]
fn a_runtime_that_is_shut_down_fails_the_stream() {
    let (runtime, input, desk) = (VirtualRuntime::new(1), TestSource::<u8>::new(), Desk::new());
    input
        .source()
        .into_publisher(&runtime)
        .subscribe(desk.subscriber());
    runtime.run_until_idle();
    drop(runtime);
    assert_eq!(
        desk.ending().unwrap().unwrap_err().kind(),
        StreamErrorKind::Cancelled
    );
    assert!(input.dropped());
}

#[test]
fn a_clone_serves_another_subscriber() {
    let runtime = VirtualRuntime::new(1);
    let publisher = Source::iter(0..3).into_publisher(&runtime);
    let desks = [Desk::new(), Desk::new()];
    for desk in &desks {
        publisher.clone().subscribe(desk.subscriber());
        desk.request(2);
    }
    runtime.run_until_idle();
    for desk in desks {
        assert_eq!(desk.take(), [0, 1]);
    }
}

#[test]
fn islands_in_front_run_and_stop_with_it() {
    for seed in 0..10 {
        let runtime = VirtualRuntime::new(seed);
        let desk = Desk::new();
        let source = Source::iter(0..100_u64).boundary(4).map(|n| n);
        source.into_publisher(&runtime).subscribe(desk.subscriber());
        desk.request(60);
        runtime.run_until_idle();
        assert!(desk.take().into_iter().eq(0..60));
        if seed % 2 == 0 {
            desk.request(60);
            runtime.run_until_idle();
            assert!(matches!(desk.ending(), Some(Ok(()))));
        } else {
            drop(desk.0.lock().subscription.take());
            runtime.run_until_idle();
            assert!(desk.is_dropped());
        }
        assert_eq!(runtime.tasks(), 0);
    }
}
