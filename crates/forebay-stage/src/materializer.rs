//! What parts are given when they become stages.

use std::fmt;
use std::mem;

use crate::SinkStage;

/// A chain that ends in an edge: what a boundary cuts off, to be run as an island of its own.
pub type Island = Box<dyn SinkStage<Output = ()>>;

/// What parts are given when they become stages, and where they leave the islands they need.
///
/// Most parts need nothing of it and pass it on. A boundary leaves the island in front of it
/// here; whoever runs the stages runs those islands too, from the first one on: islands are in
/// stream order, sources first. Making one allocates nothing.
#[derive(Default)]
pub struct Materializer {
    islands: Vec<Island>,
}

impl Materializer {
    /// One without islands.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            islands: Vec::new(),
        }
    }

    /// Leaves an island that has to run for the stages to get anywhere.
    pub fn add_island(&mut self, island: Island) {
        self.islands.push(island);
    }

    /// True if there is no island beside the stages themselves.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.islands.is_empty()
    }

    /// Takes the islands that were left here, sources first.
    #[inline]
    #[must_use = "stages wait for ever for an island that does not run"]
    pub fn take_islands(&mut self) -> Vec<Island> {
        mem::take(&mut self.islands)
    }
}

impl fmt::Debug for Materializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Materializer({} islands)", self.islands.len())
    }
}
