//! A processor that maps elements on one thread.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use forebay_protocol::{
    ActiveSubscriber, CancelCause, Canceller, Demand, Processor, Publisher, StreamError,
    Subscriber, Subscription, Upstream,
};

pub(crate) struct Map<F>(pub(crate) F);

impl<I, O, F, S> Processor<I, O, dyn Upstream, S> for Map<F>
where
    F: FnMut(I) -> O,
    S: Subscriber<O, dyn Upstream, Active: 'static>,
{
    type Subscriber = Inlet<F, S::Active>;
    type Publisher = Outlet<S::Active>;

    fn split(self) -> (Self::Subscriber, Self::Publisher) {
        let shared = Rc::new(Shared::new(|below: S::Active, ending| match ending {
            Ok(()) => below.on_complete(),
            Err(error) => below.on_error(error),
        }));
        let inlet = Inlet {
            map: self.0,
            feed: Feed(Rc::clone(&shared)),
        };
        (inlet, Outlet(Drain(shared)))
    }
}

type Ending = Result<(), StreamError>;

/// What the halves share. Foreign code is called only on what was moved out of its cell, so a
/// call that comes back finds the cell empty and leaves a note instead.
struct Shared<A> {
    /// Demand from below that has not been passed on.
    demand: Cell<Demand>,
    above: Cell<Option<Subscription<dyn Upstream>>>,
    /// Reaches above even while `above` is in the middle of a call.
    above_canceller: Cell<Option<Canceller>>,
    below: Cell<Option<A>>,
    /// True once there is somebody below, also while that is in the middle of a signal.
    subscribed: Cell<bool>,
    /// Cancelled from below, or ended from above.
    over: Cell<bool>,
    /// Cancelled from below by a canceller, and perhaps not yet seen.
    cancelled: Arc<OnceLock<CancelCause>>,
    /// An ending from above, kept until there is somebody below.
    ending: Cell<Option<Ending>>,
    signal_end: fn(A, Ending),
}

impl<A> Shared<A> {
    fn new(signal_end: fn(A, Ending)) -> Self {
        Self {
            demand: Cell::new(Demand::NONE),
            above: Cell::default(),
            above_canceller: Cell::default(),
            below: Cell::default(),
            subscribed: Cell::new(false),
            over: Cell::new(false),
            cancelled: Arc::default(),
            ending: Cell::default(),
            signal_end,
        }
    }

    fn is_over(&self) -> bool {
        if let Some(cause) = self.cancelled.get() {
            self.cancel(cause.clone());
        }
        self.over.get()
    }

    fn pass_demand_on(&self) {
        if !self.subscribed.get() {
            return;
        }
        let Some(mut above) = self.above.take() else {
            return;
        };
        while !self.is_over() {
            match self.demand.replace(Demand::NONE) {
                Demand::Unbounded => above.request_unbounded(),
                Demand::Bounded(count) => match count.try_into() {
                    Ok(count) => above.request(count),
                    Err(_zero) => return self.above.set(Some(above)),
                },
            }
        }
    }

    fn cancel(&self, cause: CancelCause) {
        if self.over.replace(true) {
            return;
        }
        if let Some(canceller) = self.above_canceller.take() {
            canceller.cancel_with(cause);
        }
        drop(self.above.take());
        drop(self.below.take());
    }

    fn end(&self, ending: Ending) {
        if self.over.replace(true) {
            return;
        }
        drop(self.above_canceller.take());
        drop(self.above.take());
        match self.below.take() {
            Some(below) => (self.signal_end)(below, ending),
            None => self.ending.set(Some(ending)),
        }
    }
}

/// The subscriber half.
pub(crate) struct Inlet<F, A> {
    map: F,
    feed: Feed<A>,
}

/// What is above holds this; gone without an ending, it fails what is below.
struct Feed<A>(Rc<Shared<A>>);

impl<A> Drop for Feed<A> {
    fn drop(&mut self) {
        self.0
            .end(Err(StreamError::new("what feeds the processor went away")));
    }
}

pub(crate) struct ActiveInlet<F, A> {
    map: F,
    feed: Feed<A>,
}

impl<I, O, F, A> Subscriber<I, dyn Upstream> for Inlet<F, A>
where
    F: FnMut(I) -> O,
    A: ActiveSubscriber<O>,
{
    type Active = ActiveInlet<F, A>;

    fn on_subscribe(self, subscription: Subscription<dyn Upstream>) -> ActiveInlet<F, A> {
        let shared = &self.feed.0;
        if !shared.is_over() {
            shared.above_canceller.set(Some(subscription.canceller()));
            shared.above.set(Some(subscription));
            shared.pass_demand_on();
        }
        ActiveInlet {
            map: self.map,
            feed: self.feed,
        }
    }
}

impl<I, O, F, A> ActiveSubscriber<I> for ActiveInlet<F, A>
where
    F: FnMut(I) -> O,
    A: ActiveSubscriber<O>,
{
    fn on_next(&mut self, element: I) {
        let shared = &self.feed.0;
        if !shared.is_over()
            && let Some(mut below) = shared.below.take()
        {
            below.on_next((self.map)(element));
            if !shared.is_over() {
                shared.below.set(Some(below));
            }
        }
    }

    fn on_error(self, error: StreamError) {
        self.feed.0.end(Err(error));
    }

    fn on_complete(self) {
        self.feed.0.end(Ok(()));
    }
}

/// The publisher half.
pub(crate) struct Outlet<A>(Drain<A>);

/// What is below holds this; gone without a cancellation, it cancels what is above.
struct Drain<A>(Rc<Shared<A>>);

impl<O, S> Publisher<O, S> for Outlet<S::Active>
where
    S: Subscriber<O, dyn Upstream, Active: 'static>,
{
    fn subscribe(self, subscriber: S) {
        let shared = Rc::clone(&self.0.0);
        let active = subscriber.on_subscribe(Subscription::new(Box::new(self.0)));
        if let Some(ending) = shared.ending.take() {
            (shared.signal_end)(active, ending);
        } else if !shared.is_over() {
            shared.below.set(Some(active));
            shared.subscribed.set(true);
            shared.pass_demand_on();
        }
    }
}

impl<A> Upstream for Drain<A> {
    fn request(&mut self, demand: Demand) {
        let shared = &self.0;
        shared.demand.set(shared.demand.get().plus(demand));
        shared.pass_demand_on();
    }

    fn cancel(self: Box<Self>, cause: CancelCause) {
        self.0.cancel(cause);
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::clone(&self.0.cancelled))
    }

    fn is_terminated(&self) -> bool {
        self.0.over.get()
    }
}

impl<A> Drop for Drain<A> {
    fn drop(&mut self) {
        self.0.cancel(CancelCause::Dropped);
    }
}
