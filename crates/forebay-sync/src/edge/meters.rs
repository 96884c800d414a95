//! What an edge counts.

use core::fmt;
use core::num::NonZeroUsize;
use core::time::Duration;

use crossbeam_utils::CachePadded;

use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Arc, Meter};

/// The meters of an edge, which anybody may read at any time. A handle: clones read the same.
#[derive(Clone)]
pub struct EdgeMeters {
    counts: Arc<Counts>,
    capacity: usize,
}

/// Each side writes counts of its own, so none of them is contended.
struct Counts {
    producer: CachePadded<Side>,
    consumer: CachePadded<Side>,
    high_water: Meter,
    discarded: Meter,
}

struct Side {
    elements: Meter,
    waited: Meter,
}

/// What the meters of an edge show at one moment.
///
/// The counts are read one after the other, so while the edge is in use they may be apart by what
/// happened in between. They are exact once both halves are at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EdgeReading {
    /// How many elements the edge can hold.
    pub capacity: usize,
    /// Elements that came in.
    pub received: u64,
    /// Elements that went out.
    pub passed_on: u64,
    /// Elements that a cancel or a failure discarded.
    pub discarded: u64,
    /// The most elements that were in the edge at once, as counted when some were handed over.
    pub high_water: u64,
    /// How long the producer waited for demand, as far as its owner has counted it.
    pub producer_waited: Duration,
    /// How long the consumer waited for elements, as far as its owner has counted it.
    pub consumer_waited: Duration,
}

impl EdgeReading {
    /// Elements that are in the edge.
    #[must_use]
    pub fn depth(&self) -> u64 {
        self.received
            .saturating_sub(self.passed_on + self.discarded)
    }
}

impl Side {
    fn new() -> Self {
        Self {
            elements: Meter::new(0),
            waited: Meter::new(0),
        }
    }
}

impl EdgeMeters {
    pub(super) fn new(capacity: NonZeroUsize) -> Self {
        let counts = Counts {
            producer: CachePadded::new(Side::new()),
            consumer: CachePadded::new(Side::new()),
            high_water: Meter::new(0),
            discarded: Meter::new(0),
        };
        Self {
            counts: Arc::new(counts),
            capacity: capacity.get(),
        }
    }

    /// What the meters show.
    #[must_use]
    pub fn read(&self) -> EdgeReading {
        let Counts {
            producer,
            consumer,
            high_water,
            discarded,
        } = &*self.counts;
        // Out before in: what went out before the look came in before it, too.
        let passed_on = get(&consumer.elements);
        let discarded = get(discarded);
        EdgeReading {
            capacity: self.capacity,
            received: get(&producer.elements),
            passed_on,
            discarded,
            high_water: get(high_water),
            producer_waited: Duration::from_nanos(get(&producer.waited)),
            consumer_waited: Duration::from_nanos(get(&consumer.waited)),
        }
    }

    pub(super) fn receive(&self, count: u64) {
        let Counts {
            producer,
            consumer,
            high_water,
            discarded,
        } = &*self.counts;
        let gone = get(&consumer.elements) + get(discarded);
        let depth = add(&producer.elements, count).saturating_sub(gone);
        if depth > get(high_water) {
            set(high_water, depth);
        }
    }

    pub(super) fn pass_on(&self, count: u64) {
        add(&self.counts.consumer.elements, count);
    }

    /// The side that finds itself cancelled may be either, even both, each for its own elements.
    pub(super) fn discard(&self, count: u64) {
        // ORDERING: Relaxed — a count that carries nothing else.
        self.counts.discarded.fetch_add(count, Relaxed);
    }

    pub(super) fn producer_waited(&self, time: Duration) {
        add(&self.counts.producer.waited, nanos(time));
    }

    pub(super) fn consumer_waited(&self, time: Duration) {
        add(&self.counts.consumer.waited, nanos(time));
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn get(count: &Meter) -> u64 {
    // ORDERING: Relaxed — a count that carries nothing else.
    count.load(Relaxed)
}

fn set(count: &Meter, value: u64) {
    // ORDERING: Relaxed — a count that carries nothing else.
    count.store(value, Relaxed);
}

/// Adds to a count that nobody else writes.
fn add(count: &Meter, more: u64) -> u64 {
    let sum = get(count) + more;
    set(count, sum);
    sum
}

impl fmt::Debug for EdgeMeters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read().fmt(f)
    }
}
