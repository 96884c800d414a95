//! Naming the operator whose closure panicked, at no cost per element.
//!
//! User closures are called through [`blame`]. Its guard acts only while a panic unwinds
//! through it; where the closure cannot panic the compiler removes it altogether. The island
//! that catches the panic asks [`take_blamed`] for the site.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use forebay_protocol::Site;

thread_local! {
    static BLAMED: Cell<Option<Site>> = const { Cell::new(None) };
}

struct Guard<'a>(&'a Site);

impl Drop for Guard<'_> {
    #[cold]
    #[inline(never)]
    fn drop(&mut self) {
        // The innermost guard unwinds first and knows best; those around it keep its word.
        BLAMED.with(|blamed| blamed.set(blamed.get().or(Some(*self.0))));
    }
}

/// Calls user code on behalf of the stage at `site`; if it panics, that stage is blamed.
///
/// Calls may nest: a source blames itself for a whole slice, the operators it pushes into
/// blame themselves for their closures, and the innermost of them is named.
#[inline]
pub fn blame<R>(site: &Site, call: impl FnOnce() -> R) -> R {
    let guard = Guard(site);
    let result = call();
    // Only an unwinding frame may drop the guard.
    let _disarmed = ManuallyDrop::new(guard);
    result
}

/// The stage whose user code panicked last on this thread, if nobody asked yet.
///
/// Whoever catches panics calls this once before running stages, to forget what an earlier
/// panic left behind, and once after catching.
#[must_use]
pub fn take_blamed() -> Option<Site> {
    BLAMED.with(Cell::take)
}
