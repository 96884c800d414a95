//! What is drawn before a run begins.

use shuttle::rand::{Rng, thread_rng};

/// Where somebody stops of his own accord, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// After how many elements; never reached if it is very large.
    pub(super) at: u32,
    pub(super) how: How,
}

/// How somebody stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// As it should: a source completes, a sink cancels.
    Orderly,
    /// With an error, both ways.
    Failing,
    /// Without a word: its halves of edges are dropped.
    Dropped,
    /// Not at all: it waits for something that does not come, and for a cancel.
    Waiting,
}

/// A pipeline that will have an end.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Of the edges, from the source on.
    pub(super) capacities: Vec<usize>,
    pub(super) source: Stop,
    /// Each between two of the edges.
    pub(super) relays: Vec<Stop>,
    pub(super) sink: Stop,
}

const NEVER: u32 = u32::MAX;

/// One more than the most elements that a source has.
const MANY: u32 = 13;

impl Plan {
    pub(super) fn draw(edges: usize) -> Self {
        let mut rng = thread_rng();
        let how = [How::Orderly, How::Failing, How::Dropped, How::Waiting][rng.gen_range(0..4)];
        let mut plan = Self {
            capacities: (0..edges).map(|_| rng.gen_range(1..=4)).collect(),
            source: Stop {
                at: rng.gen_range(0..MANY),
                how,
            },
            relays: (1..edges).map(|_| Stop::draw(How::Failing)).collect(),
            sink: Stop::draw(How::Orderly),
        };
        if how == How::Waiting && plan.last().1 == 0 {
            // Nobody would ever end it.
            plan.source.how = How::Orderly;
        }
        plan
    }

    /// How many elements reach the sink, and who it is that ends the stream: its place in line.
    /// Whoever is further downstream looks first.
    pub(super) fn last(&self) -> (u32, usize) {
        let stops = [&self.source].into_iter().chain(&self.relays);
        let stops = stops.chain([&self.sink]).enumerate();
        let last = stops.min_by_key(|(place, stop)| (stop.at, usize::MAX - place));
        let (place, stop) = last.expect("there is a source");
        (stop.at, place)
    }
}

impl Stop {
    /// Mostly never; else after some elements, in this way or without a word.
    fn draw(how: How) -> Self {
        let mut rng = thread_rng();
        let how = if rng.gen_bool(0.5) { how } else { How::Dropped };
        let at = if rng.gen_bool(0.3) {
            rng.gen_range(0..MANY)
        } else {
            NEVER
        };
        Self { at, how }
    }
}
