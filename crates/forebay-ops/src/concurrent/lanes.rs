//! Which elements may run beside one another.

use forebay_protocol::Site;

/// Which elements may run beside one another. Elements of a lane that is full wait, in order.
pub trait Lanes<T, P>: Send {
    /// Leave for one element to run, before it is known whether it has to run for long.
    type Pass: Send;
    /// The lane that an element runs in, or waits for.
    type Lane: Copy + Send;

    /// Leave to run for this element; or the lane that it has to wait for.
    ///
    /// # Errors
    /// The lane, if it is full.
    fn admit(&mut self, element: &T, site: &Site) -> Result<Self::Pass, Self::Lane>;

    /// The element runs on.
    fn occupy(&mut self, pass: Self::Pass, site: &Site) -> Self::Lane;

    /// The element waits; its result belongs to `place`.
    fn wait(&mut self, lane: Self::Lane, element: T, place: P);

    /// An element that ran in the lane has finished: the one that waits longest takes its turn.
    fn next(&mut self, lane: Self::Lane, site: &Site) -> Option<(T, P)>;

    /// How many elements wait.
    fn waiting(&self) -> usize;

    /// Lets go of those that wait.
    fn clear(&mut self);
}

/// All elements may run beside one another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abreast;

impl<T, P> Lanes<T, P> for Abreast {
    type Pass = ();
    type Lane = ();

    #[inline]
    fn admit(&mut self, _: &T, _: &Site) -> Result<(), ()> {
        Ok(())
    }

    #[inline]
    fn occupy(&mut self, (): (), _: &Site) {}

    #[inline]
    fn wait(&mut self, (): (), _: T, _: P) {}

    #[inline]
    fn next(&mut self, (): (), _: &Site) -> Option<(T, P)> {
        None
    }

    #[inline]
    fn waiting(&self) -> usize {
        0
    }

    #[inline]
    fn clear(&mut self) {}
}
