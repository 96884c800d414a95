//! An edge between two tasks: a bounded queue whose room is demand.
//!
//! The producer's half is where one island ends, the consumer's half is where the next one begins.
//! What crosses downstream is elements and one ending, what crosses upstream is demand and one
//! cancel, and neither waits for the other: demand and cancel are decided in the word of a
//! [demand counter](crate::demand_counter), elements and ending behind a lock that is held for as
//! long as it takes to exchange two vectors.
//!
//! # Account per element, synchronize per batch
//!
//! ```text
//!   producer              lock                consumer
//!  ┌─────────┐  publish ┌─────────┐   fill   ┌─────────┐
//!  │ batch   │ ───────► │ queue   │ ───────► │ batch   │ ──► downstream
//!  └─────────┘          └─────────┘          └─────────┘
//!       ▲                  demand                 │
//!       └──────────────────────────────────────◄──┘ grant, when passed on
//! ```
//!
//! Each element that is pushed takes one from the demand, and one is granted anew when an element
//! has been passed on downstream. So what is in the three vectors together is never more than the
//! capacity, exactly, at every instant (law L3), and no vector is longer. They change places, so once
//! they are as large as they get nothing is allocated. Nothing is reserved before it is needed, and
//! what a burst took stays for the next one until the edge ends: room for less than twice the
//! capacity in each of the three, if the producer ran ahead as far as it may.
//!
//! The consumer grants in lumps: when it has passed on half of the capacity, and at once, however
//! little it is, when it finds nothing to pass on. The first grant, of the whole capacity, comes with
//! the first demand from downstream (law L10).
//!
//! The producer publishes at the end of each of its runs. While the consumer sleeps it publishes
//! earlier: its first element, then whenever as many again have come. So an element waits for
//! others at most as long as they took to come, and a run of n elements takes log n exchanges.
//!
//! # Sleeping
//!
//! The consumer leaves its waker behind the lock in the same step in which it finds nothing; who
//! publishes next takes it from there. Only then does it grant what it owes: what comes of that wakes
//! it. A waker is cloned before the lock is taken, and one that was not needed is kept for the next
//! time. The producer leaves its waker in a slot, then declares in the
//! counter that it waits; a grant that finds it waiting takes the waker. A cancel takes the waker
//! in any case: a producer that waits for something else is to hear of it too.
//!
//! # Edges
//!
//! The orderings are those of the lock and of the demand counter; nothing else is relied upon. The
//! meters are written by one side each and read by anybody, without order.

mod consumer;
mod meters;
#[cfg(all(test, not(shuttle)))]
mod models;
mod producer;
mod shared;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;

use core::num::NonZeroUsize;

pub use self::consumer::{EdgeConsumer, Filled, Taken};
pub use self::meters::{EdgeMeters, EdgeReading};
pub use self::producer::EdgeProducer;
use self::shared::Shared;
use crate::demand_counter;
use crate::sync::Arc;

/// Makes an edge that holds up to `capacity` elements, and hands out its two halves.
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::task::Waker;
///
/// use forebay_sync::{Filled, edge};
///
/// let (mut producer, mut consumer) = edge(NonZeroUsize::new(2).unwrap());
/// assert_eq!(producer.room(), 0); // Nobody has asked yet.
///
/// consumer.request();
/// assert_eq!(producer.claim(), 2);
/// producer.push("a");
/// producer.complete();
///
/// assert!(matches!(consumer.poll_fill(Waker::noop()), Filled::Elements));
/// assert_eq!(consumer.take(1).collect::<Vec<_>>(), ["a"]);
/// assert!(matches!(consumer.poll_fill(Waker::noop()), Filled::Ended(Ok(()))));
/// ```
#[must_use]
pub fn edge<T>(capacity: NonZeroUsize) -> (EdgeProducer<T>, EdgeConsumer<T>) {
    let (requester, demand) = demand_counter();
    let shared = Arc::new(Shared::new());
    let meters = EdgeMeters::new(capacity);
    let producer = EdgeProducer::new(Arc::clone(&shared), demand, meters.clone(), capacity);
    (
        producer,
        EdgeConsumer::new(shared, requester, meters, capacity),
    )
}
