//! `map_concat`: one element in, any number out.

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Operator, Stage, Transform, TransformStage, Transforming};

/// Emits all elements of what `f` makes of each element.
#[derive(Clone, Debug)]
pub struct MapConcat<F> {
    f: F,
    site: Site,
}

impl<F> MapConcat<F> {
    /// Emits the elements of `f`'s results, one result after the other.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

/// The closure of [`MapConcat`] as a [`Transform`].
#[derive(Debug)]
pub struct Concat<F>(F);

impl<T, C, F> Transform<T> for Concat<F>
where
    F: FnMut(T) -> C + Send,
    C: IntoIterator<IntoIter: Send>,
{
    type Out = C::Item;
    type Outputs = C;

    #[inline]
    fn on_next(&mut self, element: T) -> Result<C, StreamError> {
        Ok((self.0)(element))
    }
}

impl<T, C, F> Operator<T> for MapConcat<F>
where
    F: FnMut(T) -> C + Send,
    C: IntoIterator<IntoIter: Send>,
{
    type Out = C::Item;
    type Stage<U: Stage<Out = T>> = TransformStage<U, Concat<F>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Transforming::new(Concat(self.f), self.site).attach(upstream)
    }
}
