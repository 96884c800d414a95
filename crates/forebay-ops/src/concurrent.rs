//! Many futures, jobs or calls at once, a bounded number of them.
//!
//! One stage, [`Concurrent`], runs them all. What differs is a parameter of it: how an element is
//! started ([`Start`]), which may run beside one another ([`Lanes`]) and where results wait
//! ([`Order`]).

mod by_key;
mod concurrency;
mod flight;
mod inlet;
mod lanes;
mod map_async;
mod map_async_partitioned;
mod map_async_unordered;
mod map_blocking;
mod order;
mod outputs;
#[cfg(feature = "tower")]
mod service;
mod slots;
mod stage;
mod start;

pub use by_key::ByKey;
pub use concurrency::Concurrency;
pub use lanes::{Abreast, Lanes};
pub use map_async::{MapAsync, TryMapAsync};
pub use map_async_partitioned::{MapAsyncPartitioned, TryMapAsyncPartitioned};
pub use map_async_unordered::{MapAsyncUnordered, TryMapAsyncUnordered};
pub use map_blocking::{Blocking, MapBlocking};
pub use order::{AsFinished, InOrder, Order};
#[cfg(feature = "tower")]
pub use service::{Calls, Serving};
pub use stage::Concurrent;
pub use start::{Calling, Start, Trying};
