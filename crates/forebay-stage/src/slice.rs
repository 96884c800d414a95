//! Lending a bounded piece of an iterator.

/// The next `left` elements of a borrowed iterator, counted as they are pulled.
///
/// This is what a source hands to [`Outlet::offer`](crate::Outlet::offer). What the outlet
/// does not pull stays in the iterator. The count is right even when a consumer panics: an
/// element that was pulled counts.
///
/// ```
/// use forebay_stage::Slice;
///
/// let (mut numbers, mut pulled) = (0..10, 0);
/// let sum: i32 = Slice::new(&mut numbers, 4, &mut pulled).sum();
/// assert_eq!((sum, pulled, numbers), (6, 4, 4..10));
/// ```
#[derive(Debug)]
pub struct Slice<'a, I> {
    elements: &'a mut I,
    left: usize,
    pulled: &'a mut u64,
}

impl<'a, I: Iterator> Slice<'a, I> {
    /// At most `length` elements of `elements`; `pulled` grows by one for each one taken.
    #[inline]
    pub fn new(elements: &'a mut I, length: usize, pulled: &'a mut u64) -> Self {
        Self {
            elements,
            left: length,
            pulled,
        }
    }
}

impl<I: Iterator> Iterator for Slice<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.left == 0 {
            return None;
        }
        let element = self.elements.next()?;
        self.left -= 1;
        *self.pulled += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (low, high) = self.elements.size_hint();
        (
            low.min(self.left),
            Some(high.map_or(self.left, |high| high.min(self.left))),
        )
    }

    #[inline]
    fn fold<B, F>(self, init: B, mut fold: F) -> B
    where
        F: FnMut(B, I::Item) -> B,
    {
        let mut tally = Tally {
            pulled: 0,
            total: self.pulled,
        };
        let mut folded = init;
        // Four at a time, to compare the count with the length once for all four: 2 to 4 % of
        // map-filter-map-fold over a source without a size hint.
        while self.left - tally.pulled >= 4 {
            for _ in 0..4 {
                let Some(element) = self.elements.next() else {
                    return folded;
                };
                tally.pulled += 1;
                folded = fold(folded, element);
            }
        }
        while tally.pulled < self.left {
            match self.elements.next() {
                Some(element) => {
                    tally.pulled += 1;
                    folded = fold(folded, element);
                },
                None => break,
            }
        }
        folded
    }
}

/// Counts what was pulled, and writes it back once, also when a panic unwinds.
struct Tally<'a> {
    pulled: usize,
    total: &'a mut u64,
}

impl Drop for Tally<'_> {
    #[inline]
    fn drop(&mut self) {
        *self.total += self.pulled as u64;
    }
}

/// The next `left` elements of a borrowed iterator that has promised to hold that many.
///
/// As [`Slice`], but the loop over them ends when a number is counted down and for no other
/// reason, so it vectorises where a hand-written one does.
///
/// ```
/// use forebay_stage::Promised;
///
/// let (mut numbers, mut pulled) = (0..10, 0);
/// let sum: i32 = Promised::new(&mut numbers, 4, &mut pulled).sum();
/// assert_eq!((sum, pulled, numbers), (6, 4, 4..10));
/// ```
///
/// # Panics
/// If the iterator ends before its size hint said it would.
#[derive(Debug)]
pub struct Promised<'a, I> {
    elements: &'a mut I,
    length: usize,
    left: usize,
    pulled: &'a mut u64,
}

impl<'a, I: Iterator> Promised<'a, I> {
    /// The next `length` elements; `elements.size_hint()` has to promise that many. `pulled`
    /// grows by the number that was taken, once this is dropped.
    #[inline]
    pub fn new(elements: &'a mut I, length: usize, pulled: &'a mut u64) -> Self {
        Self {
            elements,
            length,
            left: length,
            pulled,
        }
    }
}

/// Counting here, and not with each element, leaves the loops with nothing but their work; a
/// panic runs it as well.
impl<I> Drop for Promised<'_, I> {
    #[inline]
    fn drop(&mut self) {
        *self.pulled += (self.length - self.left) as u64;
    }
}

impl<I: Iterator> Iterator for Promised<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.left == 0 {
            return None;
        }
        let element = self.elements.next().expect(BROKEN_PROMISE);
        self.left -= 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }

    #[inline]
    fn fold<B, F>(mut self, init: B, mut fold: F) -> B
    where
        F: FnMut(B, I::Item) -> B,
    {
        let mut folded = init;
        while self.left > 0 {
            let element = self.elements.next().expect(BROKEN_PROMISE);
            self.left -= 1;
            folded = fold(folded, element);
        }
        folded
    }
}

/// Why a run fails whose iterator reports a wrong size.
pub const BROKEN_PROMISE: &str =
    "an iterator ended before its size_hint said it would; that size_hint is wrong";

/// The same, of an iterator that goes on for longer than it said.
pub(crate) const BROKEN_BOUND: &str =
    "an iterator goes on after its size_hint said it would end; that size_hint is wrong";

/// All elements of an iterator, counted as they pass.
///
/// Operators that must know how many elements went by (`take`, `drop`) wrap what they are
/// offered in it.
#[derive(Debug)]
pub struct Counted<'a, I> {
    elements: I,
    passed: &'a mut u64,
}

impl<'a, I: Iterator> Counted<'a, I> {
    /// The same elements; `passed` grows by one for each of them.
    #[inline]
    pub fn new(elements: I, passed: &'a mut u64) -> Self {
        Self { elements, passed }
    }
}

impl<I: Iterator> Iterator for Counted<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let element = self.elements.next()?;
        *self.passed += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, F>(self, init: B, mut fold: F) -> B
    where
        F: FnMut(B, I::Item) -> B,
    {
        let passed = self.passed;
        self.elements.fold(init, |folded, element| {
            *passed += 1;
            fold(folded, element)
        })
    }
}
