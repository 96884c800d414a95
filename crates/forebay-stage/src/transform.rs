//! The first door for custom stages: one element in, any number out.

mod outputs;
mod stage;

use forebay_protocol::{Site, StreamError};

pub use self::stage::TransformStage;
use crate::{Operator, Stage};

/// A custom operator that cannot break demand: one element in, any number of elements out.
///
/// What [`on_next`](Self::on_next) returns is iterated only as far as downstream has demand;
/// the rest waits, and upstream with it. Use an `Option` for at most one element, an array or
/// a `Vec` for a few, a lazy iterator for many or endless ones.
///
/// The upstream gets demand for one element at a time, and only while nothing is left over
/// from the one before. State lives in `self`; nothing needs a pin, a poll or a lock.
///
/// ```
/// use forebay_protocol::StreamError;
/// use forebay_stage::Transform;
///
/// /// Emits each element that differs from the one before.
/// struct Changes(Option<u32>);
///
/// impl Transform<u32> for Changes {
///     type Out = u32;
///     type Outputs = Option<u32>;
///
///     fn on_next(&mut self, element: u32) -> Result<Option<u32>, StreamError> {
///         let changed = self.0.replace(element) != Some(element);
///         Ok(changed.then_some(element))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not transform elements of type `{In}`",
    label = "the stream carries `{In}` here"
)]
pub trait Transform<In>: Send {
    /// The type of the elements that come out.
    type Out;
    /// What one element becomes.
    type Outputs: IntoIterator<Item = Self::Out, IntoIter: Send>;

    /// What `element` becomes.
    ///
    /// # Errors
    /// An error ends the stream: upstream is cancelled, downstream sees the failure.
    fn on_next(&mut self, element: In) -> Result<Self::Outputs, StreamError>;

    /// What is still owed when upstream has completed; nothing by default. Called once.
    ///
    /// # Errors
    /// An error turns the completion into a failure.
    fn on_complete(&mut self) -> Result<Option<Self::Outputs>, StreamError> {
        Ok(None)
    }
}

/// A [`Transform`] with its name and source line: the operator that `.transform(..)` attaches.
#[derive(Clone, Debug)]
pub struct Transforming<X> {
    transform: X,
    site: Site,
}

impl<X> Transforming<X> {
    /// Names `transform`.
    #[inline]
    pub fn new(transform: X, site: Site) -> Self {
        Self { transform, site }
    }
}

impl<In, X: Transform<In>> Operator<In> for Transforming<X> {
    type Out = X::Out;
    type Stage<U: Stage<Out = In>> = TransformStage<U, X>;

    #[inline]
    fn attach<U: Stage<Out = In>>(self, upstream: U) -> Self::Stage<U> {
        TransformStage::new(upstream, self.transform, self.site)
    }
}
