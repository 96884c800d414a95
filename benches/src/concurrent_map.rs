//! A bounded concurrent map (W3): 32 futures in flight, every way to do it.
//!
//! They are here and not in the bench because two programs run them: one measures the time, the
//! other the allocations.

mod by_hand;
mod ours;
mod peers;
mod yield_once;

/// How many futures are in flight.
pub const IN_FLIGHT: usize = 32;

/// One way to map elements concurrently.
pub struct Way {
    /// What it is called in both programs.
    pub name: &'static str,
    /// Maps this many elements and gives the sum of the results.
    pub map: Box<dyn FnMut(u64) -> u64>,
    /// What this is.
    pub kind: Kind,
}

/// What a [`Way`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is possible.
    Limit,
    /// What others do.
    Peer,
    /// What has a bar to hold.
    Ours,
}

impl Way {
    fn new(name: &'static str, kind: Kind, map: impl FnMut(u64) -> u64 + 'static) -> Self {
        Self {
            name,
            map: Box::new(map),
            kind,
        }
    }
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Way({})", self.name)
    }
}

/// The four workloads: futures that are ready at once or yield once, results as they finish or in
/// order.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<Way>)> {
    use Kind::{Limit, Ours, Peer};
    vec![
        (
            "W3, ready, unordered",
            vec![
                Way::new("32 slots by hand", Limit, by_hand::ready_unordered),
                Way::new("futures, buffer_unordered", Peer, peers::ready_unordered),
                Way::new(
                    "futures-buffered, buffered_unordered",
                    Peer,
                    peers::ready_unordered_buffered,
                ),
                Way::new("forebay", Ours, ours::ready_unordered),
                Way::new("forebay, try", Peer, ours::ready_unordered_try),
            ],
        ),
        (
            "W3, ready, ordered",
            vec![
                Way::new("32 slots by hand", Limit, by_hand::ready_ordered),
                Way::new("futures, buffered", Peer, peers::ready_ordered),
                Way::new(
                    "futures-buffered, buffered_ordered",
                    Peer,
                    peers::ready_ordered_buffered,
                ),
                Way::new("forebay", Ours, ours::ready_ordered),
                Way::new("forebay, boxed", Peer, ours::ready_ordered_boxed),
            ],
        ),
        (
            "W3, yield once, unordered",
            vec![
                Way::new("32 slots by hand", Limit, by_hand::yield_unordered),
                Way::new("futures, buffer_unordered", Peer, peers::yield_unordered),
                Way::new(
                    "futures-buffered, buffered_unordered",
                    Peer,
                    peers::yield_unordered_buffered,
                ),
                Way::new("forebay", Ours, ours::yield_unordered),
            ],
        ),
        (
            "W3, yield once, ordered",
            vec![
                Way::new("32 slots by hand", Limit, by_hand::yield_ordered),
                Way::new("futures, buffered", Peer, peers::yield_ordered),
                Way::new(
                    "futures-buffered, buffered_ordered",
                    Peer,
                    peers::yield_ordered_buffered,
                ),
                Way::new("forebay", Ours, ours::yield_ordered),
            ],
        ),
    ]
}
