//! What a bucket holds, to the nanosecond and without rounding.
//!
//! A rate of *e* elements in *p* nanoseconds is counted in units of which a token has *p* and a
//! nanosecond brings *e* (both divided by what they have in common). So everything that happens to a
//! bucket is an addition of whole numbers, and after hours it holds exactly what it should.

use core::time::Duration;
use std::time::Instant;

use crate::Rate;

/// No element costs more tokens than this, and no bucket holds more: units of so many fit in any
/// sum below.
const MOST_TOKENS: u64 = 1 << 60;

/// What a bucket holds. It may be in debt: what is owed was promised, and is paid first.
///
/// `paid` and `owed` only grow, but for what is given back. Their difference is what the bucket
/// holds; a ticket names the `paid` at which it is due.
#[derive(Debug)]
pub(super) struct Level {
    rate: Rate,
    /// Units that a nanosecond brings.
    gain: u64,
    /// Units that a token has.
    unit: u64,
    /// Units that the bucket has room for.
    room: i128,
    paid: i128,
    owed: i128,
    /// The time up to which `paid` is right; none before the first look.
    at: Option<Instant>,
}

/// When whoever waits may go on: once so much was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(i128);

impl Level {
    pub(super) fn new(rate: Rate) -> Self {
        let mut level = Self {
            rate,
            gain: 0,
            unit: 1,
            room: 0,
            paid: 0,
            owed: 0,
            at: None,
        };
        level.measure(rate);
        level.paid = level.room;
        level
    }

    fn measure(&mut self, rate: Rate) {
        let per = u64::try_from(rate.per().as_nanos()).unwrap_or(u64::MAX);
        let common = common_divisor(rate.elements(), per);
        self.rate = rate;
        self.gain = rate.elements() / common;
        self.unit = per / common;
        self.room = self.units(rate.max_burst());
    }

    pub(super) fn rate(&self) -> Rate {
        self.rate
    }

    fn units(&self, tokens: u64) -> i128 {
        i128::from(tokens.min(MOST_TOKENS)) * i128::from(self.unit)
    }

    /// It is `now`: takes in what has come since the last look, as far as there is room.
    pub(super) fn settle(&mut self, now: Instant) {
        let before = *self.at.get_or_insert(now);
        // Streams on several threads may come with times that are a little out of order.
        if let Some(elapsed) = now.checked_duration_since(before) {
            let elapsed = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
            let earned = u128::from(elapsed) * u128::from(self.gain);
            let earned = i128::try_from(earned).unwrap_or(i128::MAX);
            self.at = Some(now);
            self.paid = self.paid.saturating_add(earned);
            self.spill();
        }
    }

    /// What there is no room for is lost.
    fn spill(&mut self) {
        self.paid = self.paid.min(self.owed.saturating_add(self.room));
    }

    /// Whole tokens that may be taken now.
    pub(super) fn tokens(&self) -> u64 {
        if self.rate.is_paused() || self.paid <= self.owed {
            return 0;
        }
        let tokens = (self.paid - self.owed) / i128::from(self.unit);
        u64::try_from(tokens).unwrap_or(u64::MAX)
    }

    /// Takes the cost of one element, if it is there. What costs more than there is room for may
    /// pass when the bucket is full, and leaves it in debt.
    pub(super) fn take(&mut self, cost: u64) -> bool {
        let needed = self.units(cost).min(self.room);
        let is_there = !self.rate.is_paused() && self.paid - self.owed >= needed;
        if is_there {
            self.owed = self.owed.saturating_add(self.units(cost));
        }
        is_there
    }

    /// Takes the cost of one element in advance; it may pass at the mark.
    pub(super) fn promise(&mut self, cost: u64) -> Mark {
        let needed = self.units(cost).min(self.room);
        let mark = self.owed.saturating_add(needed);
        self.owed = self.owed.saturating_add(self.units(cost));
        Mark(mark)
    }

    pub(super) fn is_due(&self, mark: Mark) -> bool {
        !self.rate.is_paused() && self.paid >= mark.0
    }

    /// When the mark is reached at this rate; none if never, or not in this age.
    pub(super) fn due_at(&self, mark: Mark) -> Option<Instant> {
        let missing = u128::try_from(mark.0.saturating_sub(self.paid)).unwrap_or(0);
        if self.gain == 0 {
            return None;
        }
        let wait = u64::try_from(missing.div_ceil(u128::from(self.gain))).ok()?;
        self.at?.checked_add(Duration::from_nanos(wait))
    }

    /// Puts tokens back that were not needed. Marks that are behind them move by as much.
    pub(super) fn give_back(&mut self, tokens: u64) {
        self.owed = self.owed.saturating_sub(self.units(tokens));
        self.spill();
    }

    /// The mark, after so many tokens from before it were given back.
    pub(super) fn moved(&self, mark: Mark, tokens: u64) -> Mark {
        Mark(mark.0.saturating_sub(self.units(tokens)))
    }

    /// Another rate from now on. What the bucket holds stays, as far as there is room for it, and
    /// so does what each mark waits for. (A fraction of a token is rounded to the nanosecond, here
    /// and nowhere else, and never up.)
    pub(super) fn change(&mut self, rate: Rate, marks: Vec<&mut Mark>) {
        let (paid, before) = (self.paid, self.unit);
        let held = self.paid - self.owed;
        self.measure(rate);
        let held = rescaled(held, before, self.unit).min(self.room);
        self.paid = 0;
        self.owed = -held;
        for mark in marks {
            let missing = mark.0.saturating_sub(paid);
            // Rounding what is missing up is rounding the opposite down.
            let missing = -rescaled(-missing, before, self.unit);
            mark.0 = if missing > 0 {
                missing
            } else {
                self.owed.min(0)
            };
        }
    }
}

/// `units` of which a token had `before`, in units of which it has `after`, rounded down.
fn rescaled(units: i128, before: u64, after: u64) -> i128 {
    let (tokens, rest) = (
        units.div_euclid(i128::from(before)),
        units.rem_euclid(i128::from(before)),
    );
    let rest = u128::try_from(rest).unwrap_or(0) * u128::from(after) / u128::from(before);
    tokens
        .saturating_mul(i128::from(after))
        .saturating_add(i128::try_from(rest).unwrap_or(i128::MAX))
}

/// The greatest number that divides both; `b` is not zero.
const fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}
