//! A publisher that does what a test says, and remembers what it was told.

use std::sync::Arc;

use forebay::protocol::{
    ActiveSubscriber, BoxActiveSubscriber, BoxSubscriber, Cancel, Canceller, Publisher, Subscriber,
    Subscription, Upstream,
};
use forebay::{CancelCause, Demand, StreamError};
use parking_lot::Mutex;

/// A publisher, and the test's end of it.
pub(crate) struct Hand<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    waiting: Option<BoxSubscriber<T>>,
    active: Option<BoxActiveSubscriber<T>>,
    requests: Vec<u64>,
    cause: Option<CancelCause>,
    is_terminated: bool,
    is_subscribed: bool,
    /// Keeps its subscriber back: the test calls `on_subscribe`.
    is_late: bool,
    /// Drops its subscriber: `on_subscribe` is never called.
    is_rude: bool,
    /// What it gives at once when it is asked, inside of the request.
    ready: Box<dyn Iterator<Item = T> + Send>,
}

impl<T> Clone for Hand<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + 'static> Hand<T> {
    pub(crate) fn new() -> Self {
        // One that does not know that it has nothing.
        Self::giving(std::iter::from_fn(|| None))
    }

    /// Gives these inside of each request, and completes when there are no more.
    pub(crate) fn giving(elements: impl Iterator<Item = T> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(State {
            waiting: None,
            active: None,
            requests: Vec::new(),
            cause: None,
            is_terminated: false,
            is_subscribed: false,
            is_late: false,
            is_rude: false,
            ready: Box::new(elements),
        })))
    }

    pub(crate) fn late(self) -> Self {
        self.0.lock().is_late = true;
        self
    }

    pub(crate) fn rude(self) -> Self {
        self.0.lock().is_rude = true;
        self
    }

    pub(crate) fn is_subscribed(&self) -> bool {
        self.0.lock().is_subscribed
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<u64> {
        std::mem::take(&mut self.0.lock().requests)
    }

    pub(crate) fn cancelled(&self) -> Option<CancelCause> {
        self.0.lock().cause.clone()
    }

    pub(crate) fn has_subscriber(&self) -> bool {
        self.0.lock().active.is_some()
    }

    /// Calls the `on_subscribe` that was kept back.
    pub(crate) fn subscribe_now(&self) {
        let subscriber = self.0.lock().waiting.take().expect("nobody waits");
        self.activate(subscriber);
    }

    fn activate(&self, subscriber: BoxSubscriber<T>) {
        let wire = Box::new(Wire(self.clone()));
        let active = subscriber.on_subscribe(<Subscription>::new(wire));
        let mut state = self.0.lock();
        if state.cause.is_none() {
            state.active = Some(active);
        }
    }

    /// Signals elements, whether they were requested or not.
    pub(crate) fn give(&self, elements: impl IntoIterator<Item = T>) {
        let active = self.0.lock().active.take();
        if let Some(mut active) = active {
            elements
                .into_iter()
                .for_each(|element| active.on_next(element));
            self.0.lock().active = Some(active);
        }
    }

    pub(crate) fn end(&self, ending: Result<(), StreamError>) {
        let active = {
            let mut state = self.0.lock();
            state.is_terminated = true;
            state.active.take()
        };
        match (active, ending) {
            (None, _) => {},
            (Some(active), Ok(())) => active.on_complete(),
            (Some(active), Err(error)) => active.on_error(error),
        }
    }

    /// Drops the subscriber without a word.
    pub(crate) fn forget(&self) {
        let active = self.0.lock().active.take();
        drop(active);
    }
}

impl<T: Send + 'static, S> Publisher<T, S> for Hand<T>
where
    S: Subscriber<T, Active: Send + 'static> + Send + 'static,
{
    fn subscribe(self, subscriber: S) {
        let (is_late, is_rude) = {
            let mut state = self.0.lock();
            state.is_subscribed = true;
            (state.is_late, state.is_rude)
        };
        let subscriber = BoxSubscriber::new(subscriber);
        if is_late {
            self.0.lock().waiting = Some(subscriber);
        } else if !is_rude {
            self.activate(subscriber);
        }
    }
}

struct Wire<T>(Hand<T>);

struct Cutter<T>(Hand<T>);

impl<T: Send + 'static> Upstream for Wire<T> {
    fn request(&mut self, demand: Demand) {
        let Demand::Bounded(count) = demand else {
            panic!("unbounded demand into a bounded inbox")
        };
        self.0.0.lock().requests.push(count);
        for _ in 0..count {
            let next = self.0.0.lock().ready.next();
            match next {
                Some(element) => self.0.give([element]),
                None => break,
            }
        }
        if self.0.0.lock().ready.size_hint() == (0, Some(0)) {
            self.0.end(Ok(()));
        }
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::new(Cutter(self.0.clone())))
    }

    fn is_terminated(&self) -> bool {
        self.0.0.lock().is_terminated
    }
}

impl<T: Send> Cancel for Cutter<T> {
    fn cancel(&self, cause: CancelCause) {
        let active = {
            let mut state = self.0.0.lock();
            state.cause.get_or_insert(cause);
            state.active.take()
        };
        drop(active);
    }
}
