//! How demand crosses from one thread to another: one atomic word.
//!
//! The consumer's half grants, the producer's half takes. Whatever both must agree on is decided
//! in a single word, by one read-modify-write: how much was requested since the start, whether
//! the limit is lifted, whether it is over, and whether the producer waits. What was *taken* is no
//! such fact. It belongs to the producer, in memory of its own, and `requested - taken` is the
//! demand.
//!
//! # The word
//!
//! ```text
//!   63                                                   1   0
//!  ┌───────────────────────────────────────────────────────┬───┐
//!  │ requested: the sum of all grants since the start      │ W │
//!  └───────────────────────────────────────────────────────┴───┘
//!
//!  requested            W    state
//!  0 ..= 2^63 - 2       0    bounded
//!  0 ..= 2^63 - 2       1    bounded, and the producer waits: requested == taken
//!  2^63 - 1             0    unbounded
//!  2^63 - 1             1    cancelled
//! ```
//!
//! What moves the word from one state to another; whatever is not listed changes nothing:
//!
//! ```text
//!  call              from                    to
//!  grant n           bounded (r, W)          bounded (r + n, 0), or unbounded if that is reached
//!  grant_unbounded   bounded (r, W)          unbounded
//!  wait              bounded (r, W)          bounded (r, 1), if r elements were taken
//!  cancel            any                     cancelled
//! ```
//!
//! The states are ordered as the numbers are, and **the word never shrinks**. That one rule
//! carries the others. Cancelled is the largest number, so no grant undoes it. Unbounded is above
//! every sum, so it absorbs grants; and nothing is ever subtracted, so it cannot drift back. A
//! value that was left never returns, so no compare-and-exchange is taken in by one. A grant adds
//! to the sum and clears `W` in the same step, so of two that race exactly one finds the producer
//! waiting.
//!
//! A sum of 2^63 - 1 counts as no limit. Rule 3.17 of the protocol allows that for a single
//! request, and reaching it by many takes 292 years at one element per nanosecond.
//!
//! A grant is a compare-and-exchange loop, not a `fetch_add`: a blind add could carry out of the
//! sum into the states above it, and could neither stop at cancelled nor clear `W`. It retries
//! only if another grant, a wait or a cancel came between, each of which made progress. Lifting
//! the limit and cancelling are one `fetch_max`.
//!
//! # Edges
//!
//! | Edge | Written by | Read by | Carries | Models |
//! |---|---|---|---|---|
//! | `request→emit` | [`Requester::grant`], [`Requester::grant_unbounded`] | [`Producer::demand`], [`Producer::take`] | what the consumer prepared for the elements it asked for | `grant_publishes_to_take`, `unbounded_publishes_to_take` |
//! | `cancel→stop` | [`Requester::cancel`], [`Canceller::cancel`] | [`Producer::is_cancelled`] | why it is over | `cancel_publishes_to_producer` |
//! | `wait→wake` | [`Producer::wait`] | whoever is told [`Signalled::Wake`] | how to wake the producer | `wait_publishes_to_grant`, `wait_publishes_to_cancel` |
//!
//! All writers are read-modify-writes, so each continues the release sequences of those before
//! it: a producer that sees the third grant also sees what was written before the first. A signal
//! that changes nothing promises nothing.

mod cell;
mod halves;
#[cfg(all(test, not(shuttle)))]
mod models;
mod signalled;
mod state;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;
mod word;

pub use halves::{Canceller, Producer, Requester, demand_counter};
pub use signalled::{Signalled, Waited};
pub use word::Word;
