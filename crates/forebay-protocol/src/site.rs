//! Where in the user's program a stage comes from.

use core::fmt;
use core::panic::Location;
use core::ptr;

/// A stage's name and the source line of the call that made it.
///
/// Every error, panic report and ledger entry carries one, so that a reader sees
/// `try_map (src/orders.rs:41:10)` and not the inside of this library.
///
/// ```
/// use forebay_protocol::Site;
///
/// let site = Site::caller("try_map");
/// assert_eq!(site.name(), "try_map");
/// assert!(site.to_string().starts_with("try_map ("));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Site {
    name: &'static str,
    location: &'static Location<'static>,
}

impl Site {
    /// A site with this name, at the line of whoever called the function that calls this.
    #[inline]
    #[must_use]
    #[track_caller]
    pub fn caller(name: &'static str) -> Self {
        Self {
            name,
            location: Location::caller(),
        }
    }

    /// The stage's name, such as `map`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The source line of the call that made the stage.
    #[must_use]
    pub const fn location(&self) -> &'static Location<'static> {
        self.location
    }

    /// As `==`, for callers who expect a yes: the same place in memory is the same site, and only
    /// where it is not are names and lines compared.
    #[inline]
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        (ptr::eq(self.location, other.location) && ptr::eq(self.name, other.name)) || self == other
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.location)
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
