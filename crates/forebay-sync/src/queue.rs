//! Many producers, one consumer, and a bounded queue between them.
//!
//! Producers are any code on any thread; the consumer is a stage. What they must agree on changes
//! with each element, so it is not one word but a small state behind a lock: what is queued, how
//! much the consumer holds, who waits, and how it ended. The lock is held for a few moves; nothing
//! of a user's runs under it (no waker, no destructor, no closure), and nobody sleeps with it.
//!
//! # Elements
//!
//! ```text
//!   offers that wait        queued          batch            downstream
//!  ┌──────────────────┐  ┌───────────┐  ┌────────────┐
//!  │ first come first │─▶│ accepted  │─▶│ lent       │─▶ passed on
//!  └──────────────────┘  └───────────┘  └────────────┘
//!     with the callers    └ queued + lent <= capacity ┘
//! ```
//!
//! An element is **accepted** when it enters `queued`, and not before; then it is delivered, or
//! counted as discarded if the stream ends first. An offer that finds no room waits in line with
//! its element. The consumer takes a **batch** under the lock, up to half of the capacity, and passes
//! its elements on without the lock. They keep their room until it gives that back, so the capacity is
//! strict. Room given back goes to those who wait *at once*, by the consumer's hand: their
//! elements move into the queue in the same hold, and they are woken to be told. So nobody has a
//! permit that he could sit on or lose, nobody overtakes, and an offer that was forgotten half-polled
//! holds up no one.
//!
//! # Who is woken
//!
//! The consumer, by the element that makes an empty queue non-empty and by the ending, if it sleeps.
//! An offer that waits, by the room for it and by the ending. All of them outside the lock.
//!
//! # Endings
//!
//! The first ending stays. Completing and failing come after all that was accepted; cancelling drops
//! it and counts. All three refuse what is offered later, and what waits. As ending and accepting
//! happen in one hold each, an offer was either accepted before the ending, and is delivered, or
//! gets its element back.
//!
//! # Edges
//!
//! Everything is published by the lock. What is left to get wrong is to decide in one hold and to act in
//! another, and to sleep without having told; each of these has a mutant.

mod closed;
mod consumer;
mod ending;
mod handle;
#[cfg(all(test, not(shuttle)))]
mod models;
mod offer;
mod state;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;

pub use closed::QueueClosed;
pub use consumer::QueueConsumer;
pub use ending::{QueueEnding, Refusal, Refused};
pub use handle::QueueHandle;
pub use offer::Offer;

use self::handle::Shared;
use crate::sync::Arc;

/// The two sides of a queue that holds up to `capacity` elements.
///
/// Memory is taken as it is needed and not in advance. When the consumer finds the queue empty, what
/// a burst needed beyond 512 elements is freed.
///
/// # Panics
/// If `capacity` is zero.
#[must_use]
#[track_caller]
pub fn queue<T>(capacity: usize) -> (QueueHandle<T>, QueueConsumer<T>) {
    assert!(capacity > 0, "a queue of capacity zero accepts nothing");
    let shared = Arc::new(Shared::new(capacity));
    let handle = QueueHandle {
        shared: Arc::clone(&shared),
    };
    (handle, QueueConsumer::new(shared))
}
