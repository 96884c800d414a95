//! An edge whose elements are counted from outside.

use core::task::{Poll, Waker};
use std::num::NonZeroUsize;
use std::sync::Arc;

use forebay_protocol::{CancelCause, StreamError};

use super::element::Element;
use crate::sync::Meter;
use crate::sync::atomic::Ordering::Relaxed;
use crate::{EdgeConsumer, EdgeMeters, EdgeProducer, EdgeReading, Filled, edge};

/// How many elements are between the two halves. Exact, as only one task runs at a time.
#[derive(Clone)]
struct Gauge(Arc<Meter>);

impl Gauge {
    fn enter(&self, capacity: usize) {
        // ORDERING: Relaxed — tasks take turns on one thread.
        let inside = self.0.fetch_add(1, Relaxed) + 1;
        assert!(inside <= capacity as u64, "above the capacity (law L3)");
    }

    fn leave(&self, count: usize) {
        // ORDERING: Relaxed — as above.
        let before = self.0.fetch_sub(count as u64, Relaxed);
        assert!(before >= count as u64, "more went out than came in");
    }
}

/// The upstream half.
pub(super) struct In {
    pub(super) edge: EdgeProducer<Element>,
    gauge: Gauge,
    capacity: usize,
}

/// The downstream half.
pub(super) struct Out {
    pub(super) edge: EdgeConsumer<Element>,
    gauge: Gauge,
}

/// An edge with its gauge, and its books for later.
pub(super) fn gauged(capacity: usize) -> (In, Out, EdgeMeters) {
    let (producer, consumer) = edge(NonZeroUsize::new(capacity).expect("an edge holds something"));
    let gauge = Gauge(Arc::new(Meter::new(0)));
    let meters = consumer.meters().clone();
    let upstream = In {
        edge: producer,
        gauge: gauge.clone(),
        capacity,
    };
    let edge = consumer;
    (upstream, Out { edge, gauge }, meters)
}

/// What an edge shows that is at rest, with books that balance.
pub(super) fn books(meters: &EdgeMeters) -> EdgeReading {
    let books = meters.read();
    assert_eq!(
        books.received,
        books.passed_on + books.discarded,
        "the books do not balance: {books:?}"
    );
    assert!(books.high_water <= books.capacity as u64, "{books:?}");
    books
}

impl In {
    pub(super) fn push(&mut self, element: Element) {
        self.gauge.enter(self.capacity);
        self.edge.push(element);
    }

    /// Pushes up to `count` by one call, as far as there is room.
    pub(super) fn push_many(&mut self, count: usize, make: &mut impl FnMut() -> Element) -> usize {
        let (gauge, capacity) = (&self.gauge, self.capacity);
        self.edge.push_many(|batch, room| {
            for _ in 0..count.min(room) {
                gauge.enter(capacity);
                batch.push(make());
            }
        })
    }

    /// Ready when there is room or a cancel.
    pub(super) fn poll_room(&mut self, waker: &Waker) -> Poll<()> {
        if self.edge.claim() > 0 {
            return Poll::Ready(());
        }
        self.edge.poll_room(waker)
    }

    /// Why nothing more is wanted, if that is so. Whoever is cancelled finds the cause there.
    pub(super) fn cancelled(&self) -> Option<CancelCause> {
        let is_cancelled = self.edge.is_cancelled();
        is_cancelled.then(|| self.edge.cancelled().expect("a cancel has a cause"))
    }

    pub(super) fn end(&mut self, ending: Result<(), StreamError>) {
        match ending {
            Ok(()) => self.edge.complete(),
            Err(error) => self.edge.fail(error),
        }
    }
}

impl Out {
    pub(super) fn poll_fill(&mut self, waker: &Waker) -> Filled {
        self.edge.request();
        self.edge.poll_fill(waker)
    }

    pub(super) fn take(&mut self, count: usize) -> Vec<Element> {
        self.edge.take(count).collect()
    }

    pub(super) fn passed_on(&mut self, count: usize) {
        self.gauge.leave(count);
        self.edge.passed_on(count);
    }
}
