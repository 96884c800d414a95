//! A subscriber that writes down what it is told and does what the test says.

use std::cell::RefCell;
use std::num::NonZeroU64;
use std::rc::Rc;

use forebay_protocol::{ActiveSubscriber, StreamError, Subscriber, Subscription, Upstream};

pub(crate) type Held = Option<Subscription<dyn Upstream>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Next(u64),
    Error(String),
    Complete,
    /// Something the test itself wrote down.
    Note(&'static str),
}

/// What the subscriber saw; shared with the test.
#[derive(Clone, Default)]
pub(crate) struct Log(Rc<RefCell<Vec<Signal>>>);

impl Log {
    pub(crate) fn push(&self, signal: Signal) {
        self.0.borrow_mut().push(signal);
    }

    pub(crate) fn note(&self, text: &'static str) {
        self.push(Signal::Note(text));
    }

    /// Everything since the last call.
    pub(crate) fn take(&self) -> Vec<Signal> {
        self.0.take()
    }
}

/// The subscription, where the test can reach it.
#[derive(Clone, Default)]
pub(crate) struct Remote(Rc<RefCell<Held>>);

impl Remote {
    pub(crate) fn request(&self, count: u64) {
        self.with(|subscription| subscription.request(nonzero(count)));
    }

    /// Calls with the cell free, since the call may signal.
    pub(crate) fn with(&self, call: impl FnOnce(&mut Subscription<dyn Upstream>)) {
        let mut subscription = self.take();
        call(&mut subscription);
        self.0.replace(Some(subscription));
    }

    pub(crate) fn take(&self) -> Subscription<dyn Upstream> {
        self.0
            .take()
            .expect("subscribed, and not in the middle of a call")
    }

    fn put(&self, subscription: Subscription<dyn Upstream>) {
        self.0.replace(Some(subscription));
    }
}

type Start = Box<dyn FnOnce(Subscription<dyn Upstream>) -> Held>;
type Step = Box<dyn FnMut(&mut Held, u64)>;

pub(crate) struct Probe {
    log: Log,
    start: Start,
    step: Step,
}

impl Probe {
    /// Writes down everything, and leaves the subscription to the test.
    pub(crate) fn remote() -> (Self, Log, Remote) {
        let remote = Remote::default();
        let inner = remote.clone();
        let start = move |subscription| {
            inner.put(subscription);
            None
        };
        let (probe, log) = Self::new(start, |_, _| ());
        (probe, log, remote)
    }

    /// Runs `start` in `on_subscribe` and keeps what it returns; runs `step` in each `on_next`.
    pub(crate) fn new(
        start: impl FnOnce(Subscription<dyn Upstream>) -> Held + 'static,
        step: impl FnMut(&mut Held, u64) + 'static,
    ) -> (Self, Log) {
        let log = Log::default();
        let probe = Self {
            log: log.clone(),
            start: Box::new(start),
            step: Box::new(step),
        };
        (probe, log)
    }
}

impl Subscriber<u64, dyn Upstream> for Probe {
    type Active = ActiveProbe;

    fn on_subscribe(self, subscription: Subscription<dyn Upstream>) -> ActiveProbe {
        let held = (self.start)(subscription);
        ActiveProbe {
            log: self.log,
            held,
            step: self.step,
        }
    }
}

pub(crate) struct ActiveProbe {
    log: Log,
    held: Held,
    step: Step,
}

impl ActiveSubscriber<u64> for ActiveProbe {
    fn on_next(&mut self, element: u64) {
        self.log.push(Signal::Next(element));
        (self.step)(&mut self.held, element);
    }

    fn on_error(self, error: StreamError) {
        self.expect_marked_ending();
        self.log.push(Signal::Error(format!("{error:?}")));
    }

    fn on_complete(self) {
        self.expect_marked_ending();
        self.log.push(Signal::Complete);
    }
}

impl ActiveProbe {
    /// In a terminal signal the publisher has said that it ended, so the drop of the
    /// subscription that follows is silent.
    fn expect_marked_ending(&self) {
        if let Some(held) = &self.held {
            assert!(
                is_terminated(held),
                "the ending was signalled before it was marked"
            );
        }
    }
}

pub(crate) fn is_terminated(subscription: &Subscription<dyn Upstream>) -> bool {
    format!("{subscription:?}") == "Subscription { terminated: true, .. }"
}

impl Drop for ActiveProbe {
    fn drop(&mut self) {
        self.log.note("dropped");
    }
}

pub(crate) fn nonzero(count: u64) -> NonZeroU64 {
    NonZeroU64::new(count).expect("a test requests at least one element")
}

pub(crate) fn elements(range: std::ops::RangeInclusive<u64>) -> Vec<Signal> {
    range.map(Signal::Next).collect()
}

/// The elements, then completion, then the drop of the subscriber.
pub(crate) fn completed(range: std::ops::RangeInclusive<u64>) -> Vec<Signal> {
    let mut signals = elements(range);
    signals.extend([Signal::Complete, Signal::Note("dropped")]);
    signals
}
