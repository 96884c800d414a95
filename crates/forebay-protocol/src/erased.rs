//! Subscribers and publishers whose type is not known.

use core::fmt;

use crate::{ActiveSubscriber, Publisher, StreamError, Subscriber, Subscription};

/// Any sendable subscriber of `T`, boxed: costs an allocation here and one in `on_subscribe`.
///
/// ```
/// use forebay_protocol::{BoxSubscriber, Subscriber};
///
/// /// Subscribers of different types, in one list.
/// fn both<A, B>(a: A, b: B) -> Vec<BoxSubscriber<u32>>
/// where
///     A: Subscriber<u32, Active: Send + 'static> + Send + 'static,
///     B: Subscriber<u32, Active: Send + 'static> + Send + 'static,
/// {
///     vec![BoxSubscriber::new(a), BoxSubscriber::new(b)]
/// }
/// ```
pub struct BoxSubscriber<T>(Box<dyn DynSubscriber<T> + Send>);

impl<T> BoxSubscriber<T> {
    /// Boxes this subscriber.
    #[must_use]
    pub fn new<S>(subscriber: S) -> Self
    where
        S: Subscriber<T, Active: Send + 'static> + Send + 'static,
    {
        Self(Box::new(subscriber))
    }
}

impl<T> Subscriber<T> for BoxSubscriber<T> {
    type Active = BoxActiveSubscriber<T>;

    fn on_subscribe(self, subscription: Subscription) -> BoxActiveSubscriber<T> {
        self.0.dyn_on_subscribe(subscription)
    }
}

/// What a [`BoxSubscriber`] becomes once subscribed.
pub struct BoxActiveSubscriber<T>(Box<dyn DynActiveSubscriber<T> + Send>);

impl<T> ActiveSubscriber<T> for BoxActiveSubscriber<T> {
    fn on_next(&mut self, element: T) {
        self.0.dyn_on_next(element);
    }

    fn on_error(self, error: StreamError) {
        self.0.dyn_on_error(error);
    }

    fn on_complete(self) {
        self.0.dyn_on_complete();
    }
}

/// Any sendable publisher of `T`, boxed.
pub struct BoxPublisher<T, S = BoxSubscriber<T>>(Box<dyn DynPublisher<T, S> + Send>);

impl<T, S> BoxPublisher<T, S> {
    /// Boxes this publisher.
    #[must_use]
    pub fn new(publisher: impl Publisher<T, S> + Send + 'static) -> Self {
        Self(Box::new(publisher))
    }
}

impl<T, S> Publisher<T, S> for BoxPublisher<T, S> {
    fn subscribe(self, subscriber: S) {
        self.0.dyn_subscribe(subscriber);
    }
}

impl<T> fmt::Debug for BoxSubscriber<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxSubscriber").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for BoxActiveSubscriber<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxActiveSubscriber")
            .finish_non_exhaustive()
    }
}

impl<T, S> fmt::Debug for BoxPublisher<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxPublisher").finish_non_exhaustive()
    }
}

/// [`Subscriber`] with its value receiver behind a box.
trait DynSubscriber<T> {
    fn dyn_on_subscribe(self: Box<Self>, subscription: Subscription) -> BoxActiveSubscriber<T>;
}

impl<T, S: Subscriber<T, Active: Send + 'static>> DynSubscriber<T> for S {
    fn dyn_on_subscribe(self: Box<Self>, subscription: Subscription) -> BoxActiveSubscriber<T> {
        BoxActiveSubscriber(Box::new((*self).on_subscribe(subscription)))
    }
}

/// [`ActiveSubscriber`] with its value receivers behind a box.
trait DynActiveSubscriber<T> {
    fn dyn_on_next(&mut self, element: T);
    fn dyn_on_error(self: Box<Self>, error: StreamError);
    fn dyn_on_complete(self: Box<Self>);
}

impl<T, A: ActiveSubscriber<T>> DynActiveSubscriber<T> for A {
    fn dyn_on_next(&mut self, element: T) {
        self.on_next(element);
    }

    fn dyn_on_error(self: Box<Self>, error: StreamError) {
        (*self).on_error(error);
    }

    fn dyn_on_complete(self: Box<Self>) {
        (*self).on_complete();
    }
}

/// [`Publisher`] with its value receiver behind a box.
trait DynPublisher<T, S> {
    fn dyn_subscribe(self: Box<Self>, subscriber: S);
}

impl<T, S, P: Publisher<T, S>> DynPublisher<T, S> for P {
    fn dyn_subscribe(self: Box<Self>, subscriber: S) {
        (*self).subscribe(subscriber);
    }
}
