//! Who is told what happens inside a buffer.

use forebay_protocol::Site;
use forebay_stage::blame;

use super::{DropReason, Hysteresis, WatermarkSignal};

/// Who is told what happens inside a buffer. A panic here is blamed on the buffer.
pub trait Watch<T>: Send {
    /// It is told each depth. Else elements may be stored and released many at a time.
    const TELLS_DEPTH: bool = false;

    /// The depth is now `depth`. It changes by one, or falls to one when the buffer was emptied.
    #[inline]
    fn on_depth(&mut self, site: &Site, depth: usize) {
        let _ = (site, depth);
    }

    /// `element` has been dropped, and counted.
    #[inline]
    fn on_drop(&mut self, site: &Site, element: T, reason: DropReason) {
        let _ = reason;
        blame(site, || drop(element));
    }
}

/// Nobody is told.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl<T> Watch<T> for Unwatched {}

/// A closure gets each dropped element, and why it was dropped.
#[derive(Clone, Debug)]
pub struct OnDrop<D>(pub(super) D);

impl<T, D: FnMut(T, DropReason) + Send> Watch<T> for OnDrop<D> {
    #[inline]
    fn on_drop(&mut self, site: &Site, element: T, reason: DropReason) {
        blame(site, || (self.0)(element, reason));
    }
}

/// A closure gets a signal when the depth reaches a mark.
#[derive(Clone, Debug)]
pub struct OnMark<G> {
    pub(super) hysteresis: Hysteresis,
    pub(super) on_signal: G,
}

impl<T, G: FnMut(WatermarkSignal) + Send> Watch<T> for OnMark<G> {
    const TELLS_DEPTH: bool = true;

    #[inline]
    fn on_depth(&mut self, site: &Site, depth: usize) {
        if let Some(signal) = self.hysteresis.observe(depth) {
            blame(site, || (self.on_signal)(signal));
        }
    }
}
