//! Many futures, jobs or calls at once, a bounded number of them.
//!
//! One stage, [`Concurrent`], runs them all. What differs is a parameter of it: how an element is
//! started ([`Start`]) and where results wait ([`Order`]).

mod concurrency;
mod flight;
mod inlet;
mod map_async;
mod map_async_unordered;
mod order;
mod outputs;
mod slots;
mod stage;
mod start;

pub use concurrency::Concurrency;
pub use map_async::{MapAsync, TryMapAsync};
pub use map_async_unordered::{MapAsyncUnordered, TryMapAsyncUnordered};
pub use order::{AsFinished, InOrder, Order};
pub use stage::Concurrent;
pub use start::{Calling, Start, Trying};
