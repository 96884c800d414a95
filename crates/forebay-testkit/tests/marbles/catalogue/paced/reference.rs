//! What paced operators do, element by element.

use std::collections::VecDeque;
use std::mem;

use forebay_ops::rate::Overflow;
use forebay_protocol::Demand;

/// What an operator does, element by element, with everything said that its docs say.
pub(crate) trait Reference: Default {
    /// It answers demand by itself, after upstream has seen that demand.
    const MAKES_UP: bool = false;

    /// An element comes that is wanted; what comes out, if anything.
    fn wanted(&mut self, element: u64) -> Option<String>;

    /// Downstream wants something: what has waited longest.
    fn release(&mut self) -> Option<String>;

    /// An element comes that nobody wants.
    fn unwanted(&mut self, element: u64);

    /// Nothing waits.
    fn is_empty(&self) -> bool;

    /// How many elements it can keep as they are.
    fn room(&self) -> u64;

    /// How many elements it takes while nobody wants any.
    fn intake(&self) -> Demand;

    /// Downstream wants something, nothing waits, and upstream has nothing.
    fn made_up(&mut self) -> Option<String> {
        None
    }

    /// The operator has failed by itself.
    fn has_failed(&self) -> bool {
        false
    }

    /// How many elements the ledger counts as dropped.
    fn dropped(&self) -> u64 {
        0
    }
}

/// A buffer of `N` elements.
#[derive(Default)]
pub(crate) struct Buffered<const N: usize, P> {
    stored: VecDeque<u64>,
    dropped: u64,
    has_failed: bool,
    policy: P,
}

/// A policy, as a type.
pub(crate) trait Policy: Default {
    const OVERFLOW: Overflow;
}

macro_rules! policies {
    ($($policy:ident)*) => {
        $(
            #[derive(Default)]
            pub(crate) struct $policy;

            impl Policy for $policy {
                const OVERFLOW: Overflow = Overflow::$policy;
            }
        )*
    };
}

pub(crate) mod policy {
    use super::{Overflow, Policy};

    policies! { Backpressure DropOldest DropNewest DropBuffer Fail }
}

impl<const N: usize, P: Policy> Reference for Buffered<N, P> {
    fn wanted(&mut self, element: u64) -> Option<String> {
        assert!(self.stored.is_empty(), "it would overtake");
        Some(element.to_string())
    }

    fn release(&mut self) -> Option<String> {
        self.stored.pop_front().map(|n| n.to_string())
    }

    fn unwanted(&mut self, element: u64) {
        let _ = &self.policy;
        if self.stored.len() < N {
            return self.stored.push_back(element);
        }
        match P::OVERFLOW {
            Overflow::DropOldest => {
                self.stored.pop_front();
                self.stored.push_back(element);
                self.dropped += 1;
            },
            Overflow::DropBuffer => {
                self.dropped += self.stored.drain(..).count() as u64;
                self.stored.push_back(element);
            },
            Overflow::DropNewest => self.dropped += 1,
            Overflow::Fail => {
                self.dropped += 1;
                self.has_failed = true;
            },
            _ => panic!("more than there is room for"),
        }
    }

    fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    fn room(&self) -> u64 {
        (N - self.stored.len()) as u64
    }

    fn intake(&self) -> Demand {
        match P::OVERFLOW {
            Overflow::Backpressure => Demand::Bounded(self.room()),
            Overflow::Fail => Demand::Bounded(self.room() + 1),
            _ => Demand::Unbounded,
        }
    }

    fn has_failed(&self) -> bool {
        self.has_failed
    }

    fn dropped(&self) -> u64 {
        self.dropped
    }
}

/// Batches of elements whose weights, under `W`, add up to `MAX` at most.
#[derive(Default)]
pub(crate) struct Batched<const MAX: u64, W> {
    batch: Vec<u64>,
    pending: Option<u64>,
    rule: W,
}

/// What elements weigh, and how batches are printed.
pub(crate) trait Rule: Default {
    fn weight(element: u64) -> u64;
    fn intake(left: u64) -> Demand;

    fn print(batch: &[u64]) -> String {
        format!("{batch:?}")
    }
}

#[derive(Default)]
pub(crate) struct Sums;
impl Rule for Sums {
    fn weight(_: u64) -> u64 {
        0
    }

    fn intake(_: u64) -> Demand {
        Demand::Unbounded
    }

    fn print(batch: &[u64]) -> String {
        batch.iter().sum::<u64>().to_string()
    }
}

#[derive(Default)]
pub(crate) struct Everything;
impl Rule for Everything {
    fn weight(_: u64) -> u64 {
        0
    }

    fn intake(_: u64) -> Demand {
        Demand::Unbounded
    }
}

#[derive(Default)]
pub(crate) struct ByCount;
impl Rule for ByCount {
    fn weight(_: u64) -> u64 {
        1
    }

    fn intake(left: u64) -> Demand {
        Demand::Bounded(left)
    }
}

#[derive(Default)]
pub(crate) struct ByValue;
impl Rule for ByValue {
    fn weight(element: u64) -> u64 {
        element
    }

    fn intake(left: u64) -> Demand {
        Demand::Bounded(left.min(1))
    }
}

impl<const MAX: u64, W: Rule> Batched<MAX, W> {
    fn left(&self) -> u64 {
        let weight = self.batch.iter().map(|n| W::weight(*n)).sum();
        MAX.saturating_sub(weight)
    }
}

impl<const MAX: u64, W: Rule> Reference for Batched<MAX, W> {
    fn wanted(&mut self, element: u64) -> Option<String> {
        assert!(self.batch.is_empty(), "it would overtake");
        Some(W::print(&[element]))
    }

    fn release(&mut self) -> Option<String> {
        let _ = &self.rule;
        let next = self.pending.take().into_iter().collect();
        let batch = mem::replace(&mut self.batch, next);
        (!batch.is_empty()).then(|| W::print(&batch))
    }

    fn unwanted(&mut self, element: u64) {
        assert_eq!(self.pending, None, "more than there is room for");
        if self.batch.is_empty() || W::weight(element) <= self.left() {
            self.batch.push(element);
        } else {
            self.pending = Some(element);
        }
    }

    fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    fn room(&self) -> u64 {
        u64::from(self.batch.is_empty())
    }

    fn intake(&self) -> Demand {
        match self.pending {
            Some(_) => Demand::NONE,
            None => W::intake(self.left()),
        }
    }
}

/// Each element so many times as it has a remainder of 4, as long as there is no other.
#[derive(Default)]
pub(crate) struct Repeated {
    newest: u64,
    left: u64,
    is_new: bool,
}

impl Reference for Repeated {
    const MAKES_UP: bool = true;

    fn wanted(&mut self, element: u64) -> Option<String> {
        self.unwanted(element);
        self.release()
    }

    fn release(&mut self) -> Option<String> {
        mem::take(&mut self.is_new)
            .then(|| self.made_up())
            .flatten()
    }

    fn unwanted(&mut self, element: u64) {
        assert!(!self.is_new, "more than there is room for");
        self.newest = element;
        self.left = element % 4;
        self.is_new = self.left > 0;
    }

    fn is_empty(&self) -> bool {
        !self.is_new
    }

    fn room(&self) -> u64 {
        u64::from(!self.is_new)
    }

    fn intake(&self) -> Demand {
        Demand::Bounded(self.room())
    }

    fn made_up(&mut self) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        Some(self.newest.to_string())
    }
}
