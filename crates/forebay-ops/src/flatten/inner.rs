//! `Inner`: how an element becomes a stream.

use forebay_stage::{Context, Stage};

/// How an element becomes the running stage of a stream of its own.
///
/// The DSL implements it for closures that return a `Source`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make a stream of an element of type `{T}`",
    note = "a closure that returns a `Source` does"
)]
pub trait Inner<T>: Send {
    /// The stage that runs it.
    type Stage: Stage;

    /// Makes the stage. `cx` is that of the stage it will run in.
    fn start(&mut self, element: T, cx: &mut Context<'_>) -> Self::Stage;
}

/// The type of the elements that come out of the streams that `F` makes of `T`.
pub(super) type Out<T, F> = <<F as Inner<T>>::Stage as Stage>::Out;
