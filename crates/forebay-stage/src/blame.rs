//! Naming the operator whose closure panicked, at no cost per element.
//!
//! User closures are called through [`blame`]. Its guard acts only while a panic unwinds
//! through it; where the closure cannot panic the compiler removes it altogether. The island
//! that catches the panic asks [`replace_blamed`] for the site.

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

/// The stage whose user code panicked last on this thread, if nobody asked yet; `with` takes
/// its place.
///
/// Whoever catches panics puts `None` there before running stages, and what was there back
/// afterwards: runs may nest, even inside a destructor that runs while a panic unwinds.
#[inline]
pub fn replace_blamed(with: Option<Site>) -> Option<Site> {
    BLAMED.with(|blamed| blamed.replace(with))
}
