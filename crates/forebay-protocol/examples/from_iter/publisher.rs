// A publisher over an iterator, on one thread. The points to look at:
//
// - `emitting` is set while a frame further up the stack is delivering signals. A `request` that
//   finds it set only adds demand, so the stack does not grow however many elements there are.
// - The active subscriber is moved out of the shared state while it is being signalled, so no
//   `RefCell` is borrowed during a call into foreign code.
// - An ending is marked before it is signalled, and a cancellation is looked at before each signal.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use forebay_protocol::{
    ActiveSubscriber, CancelCause, Canceller, Demand, Publisher, StreamError, Subscriber,
    Subscription, Upstream,
};

/// Publishes what an iterator yields, on the thread that requests it.
///
/// Nothing is taken from the iterator before it is requested. Completion needs no demand if the
/// iterator's size hint tells that it is exhausted. A panic of the iterator becomes `on_error`;
/// a panic of the subscriber goes on to whoever made the request, and the subscriber is dropped.
/// A canceller is looked at before each signal, so between requests it takes effect at the next.
#[derive(Debug)]
pub(crate) struct FromIter<I>(I);

impl<I: Iterator> FromIter<I> {
    /// A publisher of what this yields.
    pub(crate) fn new(elements: impl IntoIterator<IntoIter = I>) -> Self {
        Self(elements.into_iter())
    }
}

impl<I, S> Publisher<I::Item, S> for FromIter<I>
where
    I: Iterator + 'static,
    S: Subscriber<I::Item, dyn Upstream, Active: 'static>,
{
    fn subscribe(self, subscriber: S) {
        let shared = Rc::new(Shared {
            demand: Cell::new(Demand::NONE),
            cancelled: Arc::default(),
            terminated: Cell::new(false),
            // Requests made inside `on_subscribe` wait until it has returned.
            emitting: Cell::new(true),
            run: RefCell::new(None),
        });
        let link = Box::new(Link(Rc::clone(&shared)));
        let active = subscriber.on_subscribe(Subscription::new(link));
        shared.emit(Run {
            elements: self.0,
            active,
        });
    }
}

struct Shared<I, A> {
    demand: Cell<Demand>,
    cancelled: Arc<OnceLock<CancelCause>>,
    terminated: Cell<bool>,
    emitting: Cell<bool>,
    /// Empty while emitting, and after every ending.
    run: RefCell<Option<Run<I, A>>>,
}

struct Run<I, A> {
    elements: I,
    active: A,
}

impl<I: Iterator, A: ActiveSubscriber<I::Item>> Shared<I, A> {
    /// Signals until there is no demand or an ending. The caller has set `emitting`.
    fn emit(&self, mut run: Run<I, A>) {
        // Every way out but the last leaves `emitting` set, so that nobody emits again. A panic
        // of the subscriber is such a way: it drops `run`, and with it the subscriber.
        while self.cancelled.get().is_none() {
            if run.elements.size_hint() == (0, Some(0)) {
                self.terminated.set(true);
                return run.active.on_complete();
            }
            if self.demand.get().is_none() {
                self.run.replace(Some(run));
                self.emitting.set(false);
                return;
            }
            match catch_unwind(AssertUnwindSafe(|| run.elements.next())) {
                Ok(Some(element)) => {
                    self.demand.set(self.demand.get().minus(1));
                    run.active.on_next(element);
                },
                Ok(None) => {
                    self.terminated.set(true);
                    return run.active.on_complete();
                },
                Err(panic) => {
                    self.terminated.set(true);
                    return run.active.on_error(StreamError::panicked(&*panic));
                },
            }
        }
    }
}

/// The publisher's end of the subscription. Between signals it alone holds the shared state, so
/// the `cancel` that every `Upstream` has is enough: it sets the cell and drops this.
struct Link<I, A>(Rc<Shared<I, A>>);

impl<I: Iterator, A: ActiveSubscriber<I::Item>> Upstream for Link<I, A> {
    fn request(&mut self, demand: Demand) {
        let shared = &*self.0;
        shared.demand.set(shared.demand.get().plus(demand));
        if !shared.emitting.replace(true) {
            let run = shared.run.take();
            if let Some(run) = run {
                shared.emit(run);
            }
        }
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::clone(&self.0.cancelled))
    }

    fn is_terminated(&self) -> bool {
        self.0.terminated.get()
    }
}
