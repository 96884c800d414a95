//! The subscriber's hold on its publisher, and the publisher's ear at the other end.

use core::fmt;
use core::num::NonZeroU64;

use crate::{CancelCause, Canceller, Demand};

/// The publisher's end of a [`Subscription`]: where its requests and its cancellation arrive.
///
/// A publisher implements this on a handle to its own state and boxes it into the subscription
/// that it hands out. The contract:
///
/// 1. Demand adds up over all calls of [`request`](Self::request) (rule 3.8), and no sum of it
///    overflows (rule 3.17); [`Demand::plus`] does both.
/// 2. `request` may arrive while the publisher is inside the subscriber's `on_next` or
///    `on_subscribe`. It then only records the demand; the frame that is already emitting goes
///    on with it. So the stack never grows (rule 3.3) and nothing overtakes `on_subscribe`.
/// 3. `request`, `cancel` and the publisher's own [`Canceller`] may race with each other and
///    with an ending that the publisher is about to signal (rules 3.5 to 3.7).
/// 4. After a cancellation signals stop, and the subscriber is dropped (rules 3.12, 3.13): at
///    once if no signal is being delivered, else when that delivery returns. A canceller wakes
///    the publisher for this, unless that runs only inside its subscriber's calls.
/// 5. [`is_terminated`](Self::is_terminated) turns true *before* the terminal signal is
///    delivered, because the subscriber drops its subscription inside that signal.
///
/// The wrong way to write `request` is to call `on_next` from it whenever there is demand: a
/// subscriber that asks for one more element in every `on_next` then overflows the stack. The
/// right way is a flag that says somebody is emitting already:
///
/// ```
/// # use std::cell::Cell;
/// # use forebay_protocol::Demand;
/// # struct Link { demand: Cell<Demand>, emitting: Cell<bool> }
/// # impl Link {
/// # fn emit_until_out_of_demand(&self) {}
/// fn request(&mut self, demand: Demand) {
///     self.demand.set(self.demand.get().plus(demand));
///     if !self.emitting.replace(true) {
///         self.emit_until_out_of_demand();
///         self.emitting.set(false);
///     }
/// }
/// # }
/// ```
///
/// `examples/from_iter` of this crate is a complete one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the publisher's end of a `Subscription`",
    label = "this type does not hear requests and cancellations",
    note = "implement `Upstream` for the handle that the publisher puts into the subscription"
)]
pub trait Upstream {
    /// Takes in more demand, never zero. Must return normally and promptly (rules 3.4, 3.16).
    fn request(&mut self, demand: Demand);

    /// Ends the subscription for this reason. The handle is gone afterwards, so there is no
    /// second call and no later request. Must return normally (rule 3.15).
    ///
    /// Goes through the [`canceller`](Self::canceller) unless implemented otherwise.
    fn cancel(self: Box<Self>, cause: CancelCause) {
        self.canceller().cancel_with(cause);
    }

    /// A handle that ends this subscription from anywhere.
    fn canceller(&self) -> Canceller;

    /// True from just before `on_complete` or `on_error` is signalled. The subscription then
    /// makes no more calls (rules 1.6, 2.3, 2.4).
    fn is_terminated(&self) -> bool;
}

/// A subscriber's hold on its publisher: asks for elements and says when to stop.
///
/// There is one per subscriber and it cannot be cloned, so its calls never overlap (rule 2.7);
/// to cancel from elsewhere, take a [`canceller`](Self::canceller). What it promises:
///
/// - Dropping it cancels (rule 2.6).
/// - The publisher hears at most one cancellation from it, and nothing after that.
/// - Once the publisher has begun to signal `on_complete` or `on_error`, the publisher hears
///   nothing at all: the drop that follows is not a cancellation (rules 2.3, 2.4).
///
/// By default it can be sent to another thread. A publisher that stays on one thread hands out
/// `Subscription<dyn Upstream>` instead, and may then keep its state in an `Rc`:
///
/// ```compile_fail,E0277
/// # use forebay_protocol::{Subscription, Upstream};
/// fn send(subscription: Subscription<dyn Upstream>) {
///     std::thread::spawn(move || subscription.cancel());
/// }
/// ```
///
/// A subscription that only its own active subscriber holds cannot be reached from outside. Once
/// its demand is used up, the two keep each other alive, waiting for a request that nobody can
/// make. So keep some demand outstanding, or hold the subscription elsewhere. A canceller helps
/// only with a publisher that runs by itself; a synchronous one sees it at its next call.
///
/// ```
/// use std::sync::{Arc, OnceLock};
/// use forebay_protocol::{CancelCause, Canceller, Demand, Subscription, Upstream};
///
/// struct Printer(Arc<OnceLock<CancelCause>>);
///
/// impl Upstream for Printer {
///     fn request(&mut self, demand: Demand) {
///         println!("asked for {demand}");
///     }
///     fn canceller(&self) -> Canceller {
///         Canceller::new(self.0.clone())
///     }
///     fn is_terminated(&self) -> bool {
///         false
///     }
/// }
///
/// let cause = Arc::new(OnceLock::new());
/// let mut subscription = <Subscription>::new(Box::new(Printer(cause.clone())));
/// subscription.request(2.try_into()?);
/// drop(subscription);
/// assert!(matches!(cause.get(), Some(CancelCause::Dropped)));
/// # Ok::<(), std::num::TryFromIntError>(())
/// ```
#[must_use = "dropping a subscription cancels it"]
pub struct Subscription<U: Upstream + ?Sized = dyn Upstream + Send> {
    /// `None` once cancelled, or if it was over before it began.
    upstream: Option<Box<U>>,
}

impl<U: Upstream + ?Sized> Subscription<U> {
    /// A subscription whose calls arrive at `upstream`. Only publishers make one.
    pub fn new(upstream: Box<U>) -> Self {
        Self {
            upstream: Some(upstream),
        }
    }

    /// A subscription that is over from the start: requests and cancellation go nowhere.
    ///
    /// For publishers that end at once, or that turn a subscriber away
    /// (see [`reject`](crate::reject)).
    pub fn terminated() -> Self {
        Self { upstream: None }
    }

    /// Asks for `count` more elements, on top of what is outstanding (rule 3.8).
    ///
    /// Legal inside `on_subscribe` and `on_next`, where it returns before the next signal
    /// (rules 3.2, 3.3). Called from anywhere else, it may deliver signals before it returns
    /// (rules 3.10, 3.11), so hold no lock or borrow that the active subscriber needs.
    pub fn request(&mut self, count: NonZeroU64) {
        self.add(count.into());
    }

    /// Asks for all elements there are, without limit. Otherwise as [`request`](Self::request).
    pub fn request_unbounded(&mut self) {
        self.add(Demand::Unbounded);
    }

    /// Stops the publisher because the subscriber has all it needs
    /// ([`CancelCause::Finished`]).
    ///
    /// Inside a callback of the same subscriber this is exact: no further signal follows.
    /// Elsewhere, elements that were requested before may still arrive (rule 2.8).
    pub fn cancel(self) {
        self.cancel_with(CancelCause::Finished);
    }

    /// Stops the publisher and says why. Otherwise as [`cancel`](Self::cancel).
    pub fn cancel_with(mut self, cause: CancelCause) {
        self.end(cause);
    }

    /// A handle that cancels this subscription from anywhere, any number of times.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        match &self.upstream {
            Some(upstream) => upstream.canceller(),
            None => Canceller::terminated(),
        }
    }

    fn add(&mut self, demand: Demand) {
        if let Some(upstream) = &mut self.upstream
            && !upstream.is_terminated()
        {
            upstream.request(demand);
        }
    }

    fn end(&mut self, cause: CancelCause) {
        if let Some(upstream) = self.upstream.take()
            && !upstream.is_terminated()
        {
            upstream.cancel(cause);
        }
    }
}

impl<U: Upstream + ?Sized> Drop for Subscription<U> {
    fn drop(&mut self) {
        self.end(CancelCause::Dropped);
    }
}

impl<U: Upstream + ?Sized> fmt::Debug for Subscription<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terminated = self
            .upstream
            .as_ref()
            .is_none_or(|upstream| upstream.is_terminated());
        f.debug_struct("Subscription")
            .field("terminated", &terminated)
            .finish_non_exhaustive()
    }
}
