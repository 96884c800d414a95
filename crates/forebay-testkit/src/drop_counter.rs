//! Elements that are counted from their making to their drop.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use parking_lot::Mutex;

/// Makes elements and knows at any time how many of them exist.
///
/// What goes through a pipeline and is in nobody's hands afterwards has leaked (law L6).
/// Clones of an element are elements of their own; clones of the counter are the same counter.
///
/// ```
/// use forebay_testkit::DropCounter;
///
/// let counter = DropCounter::new();
/// let (seven, eight) = (counter.element(7), counter.element(8));
/// drop(seven);
/// assert_eq!((counter.created(), counter.dropped(), counter.alive()), (2, 1, 1));
/// assert_eq!(*eight, 8);
/// drop(eight);
/// counter.assert_balanced();
/// ```
#[derive(Clone, Debug, Default)]
pub struct DropCounter {
    tally: Arc<Mutex<Tally>>,
}

#[derive(Debug, Default)]
struct Tally {
    created: u64,
    dropped: u64,
}

impl DropCounter {
    /// A counter that has made nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An element with this value.
    #[must_use]
    pub fn element<T>(&self, value: T) -> Counted<T> {
        self.tally.lock().created += 1;
        Counted {
            value,
            counter: self.clone(),
        }
    }

    /// Elements with the values 0, 1, 2 and so on, made as they are pulled.
    pub fn elements(&self, count: u64) -> impl Iterator<Item = Counted<u64>> + Send + use<> {
        let counter = self.clone();
        (0..count).map(move |value| counter.element(value))
    }

    /// How many elements were made, clones included.
    #[must_use]
    pub fn created(&self) -> u64 {
        self.tally.lock().created
    }

    /// How many elements were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.tally.lock().dropped
    }

    /// How many elements exist now.
    #[must_use]
    pub fn alive(&self) -> u64 {
        let tally = self.tally.lock();
        tally.created - tally.dropped
    }

    /// Checks that every element made was dropped.
    ///
    /// # Panics
    /// If one still exists.
    #[track_caller]
    pub fn assert_balanced(&self) {
        let Tally { created, dropped } = *self.tally.lock();
        assert!(
            created == dropped,
            "{created} elements created, {dropped} dropped, {} leaked (law L6)",
            created - dropped,
        );
    }
}

/// An element whose making and drop a [`DropCounter`] counts. Compares and prints as its value.
pub struct Counted<T> {
    value: T,
    counter: DropCounter,
}

impl<T> Deref for Counted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Clone> Clone for Counted<T> {
    fn clone(&self) -> Self {
        self.counter.element(self.value.clone())
    }
}

impl<T> Drop for Counted<T> {
    fn drop(&mut self) {
        self.counter.tally.lock().dropped += 1;
    }
}

impl<T: PartialEq> PartialEq for Counted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq> PartialEq<T> for Counted<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: Eq> Eq for Counted<T> {}

impl<T: PartialOrd> PartialOrd for Counted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: PartialOrd> PartialOrd<T> for Counted<T> {
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        self.value.partial_cmp(other)
    }
}

impl<T: Ord> Ord for Counted<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
