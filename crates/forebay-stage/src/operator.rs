//! What flows and sinks are made of.

use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

use crate::{Context, Ledger, Stage};

/// One step of a flow: wraps any upstream stage. The same idea as a layer in tower.
///
/// An operator is a value that describes; [`attach`](Self::attach) turns it into a running
/// stage. The stage's type stays visible to the compiler, which is why a chain of operators
/// becomes one function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operator on elements of type `{In}`",
    label = "the stream carries `{In}` here"
)]
pub trait Operator<In> {
    /// The type of the elements that come out.
    type Out;
    /// The running stage, for an upstream `U`.
    type Stage<U: Stage<Out = In>>: Stage<Out = Self::Out>;

    /// Puts this operator downstream of `upstream`.
    fn attach<U: Stage<Out = In>>(self, upstream: U) -> Self::Stage<U>;
}

/// The end of a stream: wraps any upstream stage and makes one value of all its elements.
pub trait SinkOperator<In> {
    /// The value that the sink makes of the stream.
    type Output;
    /// The running stage, for an upstream `U`.
    type Stage<U: Stage<Out = In>>: SinkStage<Output = Self::Output>;

    /// The sink's name and the source line of the call that made it.
    fn site(&self) -> Site;

    /// Puts this sink downstream of `upstream`.
    fn attach<U: Stage<Out = In>>(self, upstream: U) -> Self::Stage<U>;
}

/// A stage without an outlet: it sets the pace and ends with a value.
///
/// The contract is that of [`Stage`], with a value in place of the outlet.
pub trait SinkStage: Send {
    /// The value that the sink makes of the stream.
    type Output;

    /// Pulls what can be pulled now; `Ready` with the value when the stream has ended.
    ///
    /// # Errors
    /// The failure that ended the stream.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<Self::Output, StreamError>>;

    /// Stops for good, as [`Stage::cancel`].
    fn cancel(&mut self, cause: &CancelCause);

    /// Enters the books of the whole chain, source first, as [`Stage::account`].
    fn account(&self, ledger: &mut Ledger);
}

impl<K: SinkStage + ?Sized> SinkStage for Box<K> {
    type Output = K::Output;

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<K::Output, StreamError>> {
        (**self).poll_drain(cx)
    }

    fn cancel(&mut self, cause: &CancelCause) {
        (**self).cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        (**self).account(ledger);
    }
}
