//! A failure that nobody observed is logged once, and one that was observed is not.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Sender, channel};

use forebay::{Source, ThreadPool};
use futures::FutureExt;
use futures::executor::block_on;
use parking_lot::Mutex;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::hostile::{blow_up, three_is_too_much};

/// Hands each logged event to the test, as text.
struct Log(Mutex<Sender<String>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        let _unheard = self.0.lock().send(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

/// What is logged while `call` runs on this thread or on the one thread of the pool it gets.
fn logged(call: impl FnOnce(&ThreadPool)) -> Vec<String> {
    let (log, told) = channel();
    let subscriber = tracing::Dispatch::new(Log(Mutex::new(log)));
    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).expect("a thread");
    let on_pool = subscriber.clone();
    // The pool's thread keeps the subscriber for as long as it lives.
    let stay = Source::single(on_pool).for_each(|log| {
        let guard = tracing::dispatcher::set_default(&log);
        GUARD.with(|place| place.lock().replace(guard));
    });
    block_on(stay.run(&pool)).expect("the pool runs");
    tracing::dispatcher::with_default(&subscriber, || call(&pool));
    // Whatever the pool had to do is done before this is.
    block_on(Source::single(()).ignore().run(&pool)).expect("the pool runs");
    told.try_iter().collect()
}

thread_local! {
    static GUARD: Mutex<Option<tracing::dispatcher::DefaultGuard>> = const { Mutex::new(None) };
}

/// Waits until all that was given to the only thread of `pool` before is done.
fn settle(pool: &ThreadPool) {
    block_on(Source::single(()).ignore().run(pool)).expect("the pool runs");
}

#[track_caller]
fn assert_logged_once(events: &[String], stage: &str, line: u32, text: &str) {
    let [event] = events else {
        panic!("{} events: {events:#?}", events.len())
    };
    assert!(event.starts_with("ERROR "), "{event}");
    assert!(event.contains(&format!("stage=\"{stage}\"")), "{event}");
    assert!(event.contains(&format!("{}:{line}:", file!())), "{event}");
    assert!(event.contains(text), "{event}");
}

#[test]
fn a_failure_after_its_handle_is_gone_is_logged_once() {
    let mut place = 0;
    let events = logged(|pool| {
        let (go_on, wait) = channel::<()>();
        let source = Source::single(()).inspect(move |()| wait.recv().expect("told to go on"));
        place = line!() + 1;
        let source = source.try_map(|()| Err::<(), _>("no such topic"));
        source.count().run(pool).detach();
        go_on.send(()).unwrap();
    });
    assert_logged_once(&events, "try_map", place, "no such topic");
}

#[test]
fn a_failure_before_its_handle_is_dropped_is_logged_once() {
    let mut place = 0;
    let events = logged(|pool| {
        place = line!() + 1;
        let run = Source::iter(0..10).map(three_is_too_much).count().run(pool);
        settle(pool);
        drop(run);
    });
    assert_logged_once(&events, "map", place, "three");
    let events = logged(|pool| {
        let run = Source::iter(0..10)
            .map(three_is_too_much)
            .count()
            .run(pool)
            .with_ledger();
        settle(pool);
        drop(run);
    });
    assert_eq!(events.len(), 1, "{events:#?}");
}

#[test]
fn a_failure_of_a_run_that_was_polled_but_not_to_its_end_is_logged_once() {
    let events = logged(|pool| {
        let (go_on, wait) = channel::<()>();
        let source = Source::single(()).inspect(move |()| wait.recv().expect("told to go on"));
        let mut run = source.for_each(|()| blow_up("late")).run(pool);
        assert!((&mut run).now_or_never().is_none());
        drop(run);
        go_on.send(()).unwrap();
    });
    assert_eq!(events.len(), 1, "{events:#?}");
}

#[test]
fn a_failure_that_was_observed_is_not_logged() {
    let events = logged(|pool| {
        let failing = || Source::iter(0..10).map(three_is_too_much).count();
        block_on(failing().run(pool)).unwrap_err();
        block_on(failing().run(pool).with_ledger())
            .result
            .unwrap_err();
        block_on(failing().run(pool).cancel_on_drop()).unwrap_err();
        failing().wait().unwrap_err();
        block_on(failing().into_future()).unwrap_err();
    });
    assert!(events.is_empty(), "{events:#?}");
}

#[test]
fn a_run_that_succeeds_or_is_cancelled_logs_nothing() {
    let events = logged(|pool| {
        Source::iter(0..10).count().run(pool).detach();
        let mut endless = Source::repeat(0).count().run(pool);
        endless.cancel();
        drop(endless);
        drop(Source::repeat(0).count().run(pool).cancel_on_drop());
        let settled = Source::iter(0..10).count().run(pool);
        settle(pool);
        drop(settled);
    });
    assert!(events.is_empty(), "{events:#?}");
}
