//! Facts about the engine: ways to run, panics, budgets, handles.

mod blame;
mod books;
mod budget;
mod completion;
mod destructors;
mod in_place;
mod panics;
mod stream_error;
mod timers;
#[cfg(feature = "tokio")]
mod tokio_runtime;
#[cfg(feature = "tokio")]
mod tokio_timers;
mod unobserved;
