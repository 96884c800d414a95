//! Who has elements to give.

use crate::{ActiveSubscriber, BoxSubscriber, StreamError, Subscriber, Subscription, Upstream};

/// Someone who has elements of type `T` for subscribers of type `S`.
///
/// A publisher is to a running stream what [`IntoIterator`] is to an iterator, and `subscribe`
/// takes it by value for the same reason: a publisher that serves one subscriber is used up
/// by it, in the types (rule 1.11). One that serves many is `Clone`, or implements this trait
/// for its reference too, as `Vec` does with `&Vec`.
///
/// `S` is a parameter of the trait so that each publisher can say what it needs: one that
/// emits from another thread adds `S: Send + 'static` and `S::Active: Send`; one that stays
/// on the caller's thread adds neither. `Publisher<T>` alone means any sendable subscriber,
/// [boxed](BoxSubscriber).
///
/// The contract:
///
/// 1. `subscribe` calls `on_subscribe` once, first of all, and returns normally (rule 1.9),
///    also if the publisher failed, is full or was closed: then it must [`reject`].
/// 2. No signal comes before `on_subscribe` has returned, whatever was requested inside it.
/// 3. Never more elements than requested (rule 1.1); the end is signalled as soon as it is
///    known, without waiting for demand (rule 1.5).
/// 4. An ending is marked before it is signalled (see [`Upstream::is_terminated`]).
///
/// ```
/// use forebay_protocol::{Publisher, StreamError, Subscriber, reject};
///
/// /// Turns everyone away.
/// struct Closed;
///
/// impl<T, S: Subscriber<T>> Publisher<T, S> for Closed {
///     fn subscribe(self, subscriber: S) {
///         reject(subscriber, StreamError::new("closed"));
///     }
/// }
/// ```
///
/// `examples/from_iter` of this crate is one that emits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not publish elements of type `{T}` to `{S}`",
    label = "not a `Publisher` of `{T}` for this subscriber",
    note = "a publisher may ask more of its subscribers than `Subscriber<T>`, such as `Send`; \
            `Publisher<T>` alone is for `BoxSubscriber<T>`"
)]
pub trait Publisher<T, S = BoxSubscriber<T>> {
    /// Starts giving elements to this subscriber, as many as it requests.
    fn subscribe(self, subscriber: S);
}

/// Turns a subscriber away: `on_subscribe`, then `on_error`, as rule 1.9 has it.
pub fn reject<T, U, S>(subscriber: S, error: StreamError)
where
    U: Upstream + ?Sized,
    S: Subscriber<T, U>,
{
    subscriber
        .on_subscribe(Subscription::terminated())
        .on_error(error);
}
