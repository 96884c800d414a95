//! A subscriber and a publisher that share a state.

use crate::{BoxSubscriber, Publisher, Subscriber, Upstream};

/// Takes elements of type `I` in and gives elements of type `O` out.
///
/// Its two sides have different owners, the publisher above and the subscriber below, so a
/// processor is not one value with both traits: it [splits](Self::split) into two halves that
/// share a state. Each half keeps the whole contract of its trait (rule 4.1). In addition:
///
/// 1. The halves may be subscribed in either order. Demand from below that comes before the
///    subscription from above is kept and passed on once, cancellation likewise.
/// 2. A failure from above is passed on at once, without waiting for demand, unless the
///    processor recovers from it (rule 4.2).
/// 3. A half that is dropped ends the other: the subscriber half by failing or completing what
///    is below, the publisher half by cancelling what is above.
///
/// `U` and `S` are those of [`Subscriber`] and [`Publisher`]; leave them out for a processor
/// that works across threads. A pair of a subscriber and a publisher is a processor.
///
/// ```
/// use forebay_protocol::{BoxSubscriber, Processor, Publisher};
///
/// /// Joins what is above and what is below through a processor.
/// fn join<I, O, P: Processor<I, O>>(
///     above: impl Publisher<I, P::Subscriber>,
///     processor: P,
///     below: BoxSubscriber<O>,
/// ) {
///     let (subscriber, publisher) = processor.split();
///     publisher.subscribe(below);
///     above.subscribe(subscriber);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not process elements of type `{I}` into `{O}`",
    note = "a pair of a `Subscriber<{I}>` and a `Publisher<{O}>` does"
)]
pub trait Processor<I, O, U: Upstream + ?Sized = dyn Upstream + Send, S = BoxSubscriber<O>> {
    /// The half that takes elements in.
    type Subscriber: Subscriber<I, U>;
    /// The half that gives elements out.
    type Publisher: Publisher<O, S>;

    /// Takes the two halves apart.
    fn split(self) -> (Self::Subscriber, Self::Publisher);
}

impl<I, O, U, S, A, B> Processor<I, O, U, S> for (A, B)
where
    U: Upstream + ?Sized,
    A: Subscriber<I, U>,
    B: Publisher<O, S>,
{
    type Subscriber = A;
    type Publisher = B;

    fn split(self) -> (A, B) {
        self
    }
}
