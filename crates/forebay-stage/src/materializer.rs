//! What parts are given when they become stages.

use std::fmt;

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
    /// One word, as it moves along with each context, and nearly always `None`.
    islands: Option<Box<Islands>>,
}

#[derive(Default)]
struct Islands(Vec<Island>);

impl Materializer {
    /// One without islands.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { islands: None }
    }

    /// Leaves an island that has to run for the stages to get anywhere.
    pub fn add_island(&mut self, island: Island) {
        self.islands.get_or_insert_default().0.push(island);
    }

    /// True if there is no island beside the stages themselves.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.islands.is_none()
    }

    /// Takes the islands that were left here, sources first.
    #[inline]
    #[must_use = "stages wait for ever for an island that does not run"]
    pub fn take_islands(&mut self) -> Vec<Island> {
        self.islands
            .take()
            .map_or_else(Vec::new, |islands| islands.0)
    }
}

impl fmt::Debug for Materializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.islands.as_ref().map_or(0, |islands| islands.0.len());
        write!(f, "Materializer({count} islands)")
    }
}
