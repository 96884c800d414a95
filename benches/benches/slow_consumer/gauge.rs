//! Elements that are counted, and what was seen of them.

use std::iter;
use std::sync::Arc;
use std::time::{Duration, Instant};

use forebay_testkit::{Counted, DropCounter};
use parking_lot::Mutex;

use crate::memory::resident_kib;

/// Memory is looked at once in so many elements: ten times a second.
const LOOK: u64 = 1_000;

/// An element that counts its making and its drop.
pub(crate) type Element = Counted<u64>;

/// Makes elements for some time, and looks at how many of them exist.
#[derive(Clone)]
pub(crate) struct Gauge {
    time: Duration,
    counter: DropCounter,
    seen: Arc<Mutex<Seen>>,
}

/// What was seen when elements were made.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    /// How often so many elements existed.
    alive: Vec<u64>,
    /// By how much the resident memory grew at most.
    pub(crate) growth_kib: Option<u64>,
}

impl Gauge {
    pub(crate) fn new(time: Duration) -> Self {
        Self {
            time,
            counter: DropCounter::new(),
            seen: Arc::default(),
        }
    }

    /// Elements, as fast as they are taken, until the time is over.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element> + Send + use<> {
        let (counter, seen) = (self.counter.clone(), Arc::clone(&self.seen));
        let (end, before) = (Instant::now() + self.time, resident_kib());
        let mut made = 0;
        iter::from_fn(move || {
            if Instant::now() >= end {
                return None;
            }
            let element = counter.element(made);
            made += 1;
            let mut seen = seen.lock();
            seen.count(counter.alive());
            if made % LOOK == 0 {
                let growth = resident_kib()
                    .zip(before)
                    .map(|(now, then)| now.saturating_sub(then));
                seen.growth_kib = seen.growth_kib.max(growth);
            }
            Some(element)
        })
    }

    pub(crate) fn seen(&self) -> Seen {
        self.counter.assert_balanced();
        self.seen.lock().clone()
    }
}

impl Seen {
    fn count(&mut self, alive: u64) {
        let alive = usize::try_from(alive).unwrap_or(usize::MAX);
        if self.alive.len() <= alive {
            self.alive.resize(alive + 1, 0);
        }
        self.alive[alive] += 1;
    }

    /// How many elements were made.
    pub(crate) fn elements(&self) -> u64 {
        self.alive.iter().sum()
    }

    /// The most that existed at once.
    pub(crate) fn most(&self) -> u64 {
        (self.alive.len() as u64).saturating_sub(1)
    }

    /// So many per cent of the times there were no more than this.
    pub(crate) fn percentile(&self, percent: u64) -> usize {
        let wanted = (self.elements() * percent).div_ceil(100);
        let mut sum = 0;
        let found = self.alive.iter().position(|count| {
            sum += count;
            sum >= wanted
        });
        found.unwrap_or_default()
    }
}
