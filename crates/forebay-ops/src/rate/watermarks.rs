//! Watermarks: telling a producer that cannot be held back when to pause, and when to go on.

/// The two depths at which a buffer tells its producer something.
///
/// When the depth rises to the high mark the producer should pause, when it falls to the low
/// mark it should go on. The gap between them keeps a buffer that is nearly full from sending
/// one signal after another.
///
/// ```
/// use forebay_ops::rate::Watermarks;
///
/// let marks = Watermarks::new(1000);
/// assert_eq!((marks.low(), marks.high(), marks.capacity()), (200, 800, 1000));
/// let marks = marks.between(0, 1000);
/// assert_eq!((marks.low(), marks.high()), (0, 1000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    low: usize,
    high: usize,
    capacity: usize,
}

impl Watermarks {
    /// Marks at 20 % and 80 % of `capacity` elements, rounded away from each other.
    ///
    /// # Panics
    /// If `capacity` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "Watermarks::new(0): a buffer with watermarks holds at least one element"
        );
        // Without a product that could overflow: n - n / 5 is n * 4 / 5 rounded up.
        let fifth = capacity / 5;
        Self {
            low: fifth,
            high: capacity - fifth,
            capacity,
        }
    }

    /// The same capacity with these marks, in elements.
    ///
    /// # Panics
    /// Unless `low < high <= capacity`.
    #[must_use]
    #[track_caller]
    pub const fn between(self, low: usize, high: usize) -> Self {
        assert!(
            low < high,
            "between(low, high): the low mark must be below the high mark"
        );
        assert!(
            high <= self.capacity,
            "between(low, high): the high mark must not be above the capacity"
        );
        Self { low, high, ..self }
    }

    /// The depth at which the producer should go on.
    #[must_use]
    pub const fn low(&self) -> usize {
        self.low
    }

    /// The depth at which the producer should pause.
    #[must_use]
    pub const fn high(&self) -> usize {
        self.high
    }

    /// How many elements the buffer holds at most.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.capacity
    }
}

/// What a producer that cannot be held back is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatermarkSignal {
    /// The depth has risen to the high mark: stop producing.
    Pause,
    /// The depth has fallen to the low mark: go on.
    Resume,
}

/// Turns depths into signals, each exactly when its mark is reached, and never twice in a row.
///
/// ```
/// use forebay_ops::rate::{Hysteresis, WatermarkSignal, Watermarks};
///
/// let mut hysteresis = Hysteresis::new(Watermarks::new(10)); // marks at 2 and 8
/// assert_eq!(hysteresis.observe(7), None);
/// assert_eq!(hysteresis.observe(8), Some(WatermarkSignal::Pause));
/// assert_eq!(hysteresis.observe(9), None);
/// assert_eq!(hysteresis.observe(3), None);
/// assert_eq!(hysteresis.observe(2), Some(WatermarkSignal::Resume));
/// ```
#[derive(Clone, Debug)]
pub struct Hysteresis {
    marks: Watermarks,
    is_paused: bool,
}

impl Hysteresis {
    /// For a buffer that is empty, with a producer that is running.
    #[must_use]
    pub const fn new(marks: Watermarks) -> Self {
        Self {
            marks,
            is_paused: false,
        }
    }

    /// The signal that is due now that the depth is `depth`.
    ///
    /// Meant to be called after each change of the depth by one. After a larger step the signal
    /// is that of where the depth has come to; marks it passed twice on the way are not heard of.
    #[inline]
    #[must_use = "the producer does not learn of a signal that is let go"]
    pub const fn observe(&mut self, depth: usize) -> Option<WatermarkSignal> {
        if self.is_paused {
            if depth <= self.marks.low {
                self.is_paused = false;
                return Some(WatermarkSignal::Resume);
            }
        } else if depth >= self.marks.high {
            self.is_paused = true;
            return Some(WatermarkSignal::Pause);
        }
        None
    }

    /// True between a pause and the resume that follows it.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// The marks that it was made with.
    #[must_use]
    pub const fn marks(&self) -> Watermarks {
        self.marks
    }
}

#[cfg(test)]
mod tests;
