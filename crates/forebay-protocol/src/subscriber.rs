//! Who receives elements: a subscriber, before and after it has subscribed.

use crate::{StreamError, Subscription, Upstream};

/// Someone who wants elements of type `T` and has not subscribed yet.
///
/// A subscriber lives in two types. This one can only be subscribed, and that consumes it; what
/// comes out is the [`ActiveSubscriber`] that takes the signals. So no signal can come before
/// `on_subscribe` (rule 1.9), nobody subscribes twice (rules 2.5, 2.12), and emission starts
/// only after `on_subscribe` has returned, whatever was requested inside it.
///
/// `U` says what the subscription reaches. Leave it out to be subscribable from any thread;
/// be generic over it to also serve publishers that stay on one thread.
///
/// ```
/// use forebay_protocol::{ActiveSubscriber, StreamError, Subscriber, Subscription, Upstream};
///
/// /// Prints everything, with one element outstanding at a time.
/// struct Print;
/// struct Printing<U: Upstream + ?Sized>(Subscription<U>);
///
/// impl<T, U: Upstream + ?Sized> Subscriber<T, U> for Print
/// where
///     T: std::fmt::Display,
/// {
///     type Active = Printing<U>;
///
///     fn on_subscribe(self, mut subscription: Subscription<U>) -> Printing<U> {
///         subscription.request(std::num::NonZeroU64::MIN);
///         Printing(subscription)
///     }
/// }
///
/// impl<T: std::fmt::Display, U: Upstream + ?Sized> ActiveSubscriber<T> for Printing<U> {
///     fn on_next(&mut self, element: T) {
///         println!("{element}");
///         self.0.request(std::num::NonZeroU64::MIN);
///     }
///     fn on_error(self, error: StreamError) {
///         println!("{error:?}");
///     }
///     fn on_complete(self) {}
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot subscribe to elements of type `{T}` over `{U}`",
    label = "not a `Subscriber` of `{T}`",
    note = "a publisher on one thread asks for `Subscriber<T, dyn Upstream>`; implement \
            `Subscriber<T, U>` for every `U: Upstream + ?Sized` to serve both kinds"
)]
pub trait Subscriber<T, U: Upstream + ?Sized = dyn Upstream + Send> {
    /// What this becomes once subscribed.
    type Active: ActiveSubscriber<T>;

    /// Takes the subscription and becomes active. Signalled exactly once, before all else.
    ///
    /// Keep the subscription: dropping it here declines the stream, and no signal follows.
    fn on_subscribe(self, subscription: Subscription<U>) -> Self::Active;
}

/// A subscriber that has subscribed: it takes elements, then at most one terminal signal.
///
/// The contract, and who holds it:
///
/// 1. Signals do not overlap (rule 1.3): `&mut self` leaves no other way.
/// 2. Nothing follows a terminal signal (rule 1.7): it consumes the subscriber.
/// 3. At most as many elements come as were requested (rule 1.1): the publisher.
/// 4. A terminal signal may come without any request (rules 2.9, 2.10): the subscriber.
/// 5. Signals return normally and promptly (rules 2.2, 2.13): the subscriber. One that panics
///    is dropped, its subscription counts as cancelled, and it gets no further signal.
///
/// After a cancellation neither terminal signal comes; the subscriber is dropped. So clean-up
/// that must always happen belongs in `Drop`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take signals with elements of type `{T}`",
    label = "not an `ActiveSubscriber` of `{T}`",
    note = "implement `ActiveSubscriber<{T}>`: `on_next`, `on_error` and `on_complete`"
)]
pub trait ActiveSubscriber<T> {
    /// Takes one element. More may be requested right here; the call returns before they come.
    fn on_next(&mut self, element: T);

    /// The stream failed. All elements delivered before stand.
    fn on_error(self, error: StreamError);

    /// The stream is complete.
    fn on_complete(self);
}
