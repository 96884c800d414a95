//! Which materialized value to keep where two parts meet.

/// Which materialized value to keep where two parts meet: ready-made arguments for
/// `to_mat` and `via_mat`.
///
/// ```
/// use forebay::{Keep, Sink, Source};
///
/// let graph = Source::iter(0..3).to_mat(Sink::count(), Keep::right);
/// assert_eq!(graph.wait()?, 3);
/// # Ok::<(), forebay::StreamError>(())
/// ```
#[derive(Debug)]
pub enum Keep {}

/// The type of [`Keep::left`], which `to` and `via` use.
pub type KeepLeft<L, R> = fn(L, R) -> L;

impl Keep {
    /// Keeps the value of the upstream part.
    #[inline]
    pub fn left<L, R>(left: L, _: R) -> L {
        left
    }

    /// Keeps the value of the downstream part.
    #[inline]
    pub fn right<L, R>(_: L, right: R) -> R {
        right
    }

    /// Keeps both, upstream first.
    #[inline]
    pub fn both<L, R>(left: L, right: R) -> (L, R) {
        (left, right)
    }
}
