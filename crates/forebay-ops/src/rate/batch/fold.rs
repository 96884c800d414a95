//! How a batch is made of elements.

/// How a batch is made of elements.
pub trait Fold<T>: Send {
    /// What a batch is.
    type Aggregate: Send;

    /// The batch of this element alone.
    fn seed(&mut self, element: T) -> Self::Aggregate;

    /// `aggregate` with `element` in it.
    fn add(&mut self, aggregate: Self::Aggregate, element: T) -> Self::Aggregate;
}

/// Elements become an element.
#[derive(Clone, Debug)]
pub struct Merge<F>(pub(super) F);

impl<T: Send, F: FnMut(T, T) -> T + Send> Fold<T> for Merge<F> {
    type Aggregate = T;

    #[inline]
    fn seed(&mut self, element: T) -> T {
        element
    }

    #[inline]
    fn add(&mut self, aggregate: T, element: T) -> T {
        (self.0)(aggregate, element)
    }
}

/// One closure for the first element of a batch, one for the others.
#[derive(Clone, Debug)]
pub struct Seeded<S, F>(pub(super) S, pub(super) F);

impl<T, A, S, F> Fold<T> for Seeded<S, F>
where
    A: Send,
    S: FnMut(T) -> A + Send,
    F: FnMut(A, T) -> A + Send,
{
    type Aggregate = A;

    #[inline]
    fn seed(&mut self, element: T) -> A {
        (self.0)(element)
    }

    #[inline]
    fn add(&mut self, aggregate: A, element: T) -> A {
        (self.1)(aggregate, element)
    }
}
