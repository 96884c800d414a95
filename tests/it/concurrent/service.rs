//! Calls of a `tower::Service`.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use forebay::{CancelCause, Concurrency, Source, StreamErrorKind};
use forebay_testkit::{Step, TestSink, TestSource, cancel_at_every_poll};
use parking_lot::Mutex;
use tower_service::Service;

use super::jobs::{BoxedJob, Jobs};

type Answer = Result<u64, &'static str>;

/// A service that a test makes ready, and whose calls it answers.
#[derive(Clone)]
struct Desk {
    jobs: Jobs<Answer>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// How many calls it is ready for; it reserves one of them when it says so.
    tickets: u64,
    reserved: u64,
    asked: u64,
    is_closed: bool,
    waiting: Option<Waker>,
}

impl Desk {
    fn new(tickets: u64) -> Self {
        let state = State {
            tickets,
            ..State::default()
        };
        Self {
            jobs: Jobs::new(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn hand_out(&self, tickets: u64) {
        self.state.lock().tickets += tickets;
        if let Some(waker) = self.state.lock().waiting.take() {
            waker.wake();
        }
    }

    fn asked(&self) -> u64 {
        self.state.lock().asked
    }

    fn reserved(&self) -> u64 {
        self.state.lock().reserved
    }
}

impl Service<u64> for Desk {
    type Response = u64;
    type Error = &'static str;
    type Future = BoxedJob<Answer>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
        let mut state = self.state.lock();
        state.asked += 1;
        if state.is_closed {
            return Poll::Ready(Err("closed"));
        }
        if state.tickets == 0 {
            state.waiting = Some(cx.waker().clone());
            return Poll::Pending;
        }
        state.tickets -= 1;
        state.reserved += 1;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, n: u64) -> BoxedJob<Answer> {
        let mut state = self.state.lock();
        assert!(state.reserved > 0, "called without being ready");
        state.reserved -= 1;
        Box::pin(self.jobs.start(n))
    }
}

/// tower-rs/tower#408: what a service reserves by being ready cannot be given back.
#[test]
fn readiness_is_asked_for_only_with_an_element_and_room_and_used_at_once() {
    let (input, desk) = (TestSource::new(), Desk::new(u64::MAX));
    let concurrency = Concurrency::new(2).buffer(1);
    let mut sink = TestSink::of(input.source().service(concurrency, desk.clone()));
    input.push_all(1..=9_u64);
    let _ = sink.run();
    assert_eq!(desk.asked(), 0, "nobody wants anything");
    sink.request(1);
    let _ = sink.run();
    assert_eq!(
        (desk.asked(), desk.reserved()),
        (2, 0),
        "two run, and that is all that may"
    );
    desk.jobs.finish_with(2, Ok(2));
    let _ = sink.run();
    assert_eq!(
        (desk.asked(), desk.reserved()),
        (3, 0),
        "two run, and one waits"
    );
    desk.jobs.finish_with(3, Ok(3));
    let _ = sink.run();
    assert_eq!(desk.asked(), 3, "there is no room for a further response");
    desk.jobs.finish_with(1, Ok(1));
    let _ = sink.run();
    assert_eq!(
        (sink.take(), desk.asked(), desk.reserved()),
        (vec![1], 4, 0)
    );
}

#[test]
fn without_an_element_nothing_is_asked() {
    let (input, desk) = (TestSource::<u64>::new(), Desk::new(1));
    let mut sink = TestSink::of(input.source().service(2, desk.clone()));
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(desk.asked(), 0);
    input.complete();
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(desk.asked(), 0);
}

#[test]
fn one_element_waits_for_a_service_that_is_not_ready_and_calls_go_on() {
    let (input, desk) = (TestSource::new(), Desk::new(1));
    let mut sink = TestSink::of(input.source().service(4, desk.clone()));
    sink.request_unbounded();
    input.push_all(1..=3_u64);
    assert_eq!(sink.run(), Step::Waiting);
    assert_eq!((input.pulled(), desk.jobs.running()), (2, vec![1]));
    desk.jobs.finish_with(1, Ok(1));
    let _ = sink.run();
    assert_eq!((sink.take(), input.pulled()), (vec![1], 2));
    desk.hand_out(1);
    assert!(sink.is_woken());
    let _ = sink.run();
    assert_eq!((desk.jobs.running(), input.pulled()), (vec![2], 3));
    input.complete();
    desk.hand_out(1);
    let _ = sink.run();
    desk.jobs.finish_with(3, Ok(3));
    desk.jobs.finish_with(2, Ok(2));
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [2, 3]);
}

#[test]
fn an_error_of_the_service_or_of_a_call_fails_the_stream() {
    let (input, desk) = (TestSource::new(), Desk::new(1));
    let mut sink = TestSink::of(input.source().service(4, desk.clone()));
    sink.request_unbounded();
    input.push_all(1..=3_u64);
    let _ = sink.run();
    desk.state.lock().is_closed = true;
    desk.hand_out(0);
    assert_eq!(sink.run(), Step::Ended);
    let error = sink
        .ending()
        .cloned()
        .expect("an ending")
        .expect_err("a failure");
    assert!(format!("{error:#}").contains("closed"), "{error:#}");
    assert_eq!(error.site().expect("a site").name(), "service");
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
    assert!(desk.jobs.running().is_empty());

    let desk = Desk::new(9);
    let mut sink = TestSink::of(Source::iter(1..=3_u64).service(4, desk.clone()));
    sink.request_unbounded();
    let _ = sink.run();
    desk.jobs.finish_with(1, Ok(1));
    let _ = sink.run();
    desk.jobs.finish_with(3, Err("three"));
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [1]);
    assert_eq!(sink.ledger().discarded(), 2);
}

#[test]
fn a_cancel_counts_the_element_in_hand() {
    let (input, desk) = (TestSource::new(), Desk::new(0));
    let mut sink = TestSink::of(input.source().service(4, desk.clone()));
    sink.request(1);
    input.push(1_u64);
    let _ = sink.run();
    sink.cancel(&CancelCause::Requested);
    assert_eq!(
        (sink.ledger().produced(), sink.ledger().discarded()),
        (1, 1)
    );
}

#[test]
fn nothing_is_left_at_any_point_while_an_element_waits_for_the_service() {
    /// Ready every second time that it is asked, and answers at once.
    struct Hesitates(bool);

    impl<T> Service<T> for Hesitates {
        type Response = T;
        type Error = &'static str;
        type Future = std::future::Ready<Result<T, &'static str>>;

        fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            self.0 = !self.0;
            if self.0 {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, element: T) -> Self::Future {
            std::future::ready(Ok(element))
        }
    }

    let points = cancel_at_every_poll(|trial| trial.source().service(2, Hesitates(false)));
    assert!(points > 100, "only {points} points");
}

#[test]
fn a_panic_of_the_service_is_blamed_on_the_operator() {
    struct Panics;

    impl Service<u64> for Panics {
        type Response = u64;
        type Error = &'static str;
        type Future = std::future::Ready<Answer>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            panic!("it is broken")
        }

        fn call(&mut self, n: u64) -> Self::Future {
            std::future::ready(Ok(n))
        }
    }

    let outcome = Source::single(1)
        .service(1, Panics)
        .ignore()
        .wait_with_ledger();
    let error = outcome.result.expect_err("a panic");
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().expect("a site").name(), "service");
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
}
