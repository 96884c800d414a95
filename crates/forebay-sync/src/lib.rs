//! What threads agree on in Forebay: the only crate with atomics and locks.
//!
//! Two threads meet in a stream at its edges, and what they must agree on there is small: how
//! much the consumer still wants, whether it wants anything at all, whether somebody sleeps.
//! Each such fact has one cell in this crate, and each cell has models that `cargo xtask loom`
//! explores in every interleaving, with mutants that `cargo xtask weaken` shows to be caught. Whole
//! graphs of cells are run in thousands of random orders by `cargo xtask shuttle`.
//!
//! | Cell | What two threads agree on |
//! |---|---|
//! | [`demand_counter`] | how many elements may be delivered, and whether the producer waits |
//! | [`edge()`] | elements, their end, and who sleeps until there are some |
//! | [`ReadySet`] | which of many slots were woken, and whether their owner sleeps |
//! | [`Timers`] | who is to be woken when |
//! | [`queue`] | which elements of many producers were accepted, who waits for room, and how it ended |
//! | [`KillSwitchCell`] | whether it was tripped, how, and who is to be told |
//! | [`TokenBucket`] | how much may pass now, and whose turn is next |
//!
//! Nothing here waits for another thread for longer than a lock is held, which is a few moves;
//! nothing allocates for an element once warm, calls user code while a lock is held, or is `unsafe`.
//! When an edge is not shared between threads, none of this is needed: [`Demand`] is a value.
//!
//! [`Demand`]: forebay_protocol::Demand
#![forbid(unsafe_code)]

#[macro_use]
mod mutants;

mod demand;
mod edge;
mod kill_switch;
#[cfg(all(test, not(shuttle)))]
mod model;
mod queue;
mod rate;
mod ready_set;
#[cfg(all(test, shuttle))]
mod schedules;
mod sync;
mod timers;
mod token_bucket;
mod wakers;

pub use demand::{Canceller, Producer, Requester, Signalled, Waited, Word, demand_counter};
pub use edge::{EdgeConsumer, EdgeMeters, EdgeProducer, EdgeReading, Filled, Taken, edge};
pub use kill_switch::{KillSwitchCell, KillSwitchListener, Killed};
pub use queue::{
    Offer, QueueClosed, QueueConsumer, QueueEnding, QueueHandle, Refusal, Refused, queue,
};
pub use rate::Rate;
pub use ready_set::ReadySet;
pub use timers::{TimedCall, Timers};
pub use token_bucket::{Share, TokenBucket, Turn};
