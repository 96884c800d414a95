//! The operators, sources and sinks of Forebay, one per file.
//!
//! Each is a value that describes; the `Source`, `Flow` and `Sink` of `forebay-dsl` attach
//! them, and document what they do. Nothing here knows how it is run, and nothing here
//! names an atomic or a lock: those are in the cells of `forebay-sync`.
//!
//! | folder | what is in it |
//! |---|---|
//! | [`source`] | where elements come from |
//! | [`transform`] | each element becomes something else, or nothing |
//! | [`shorten`] | a stream becomes shorter |
//! | [`concurrent`] | many futures, jobs or calls at once |
//! | [`group`] | elements are put together or between one another |
//! | [`pace`] | when elements pass |
//! | [`rate`] | two sides go at their own pace |
//! | [`flatten`] | each element becomes a stream, and the streams become one |
//! | [`time`] | a stream and the clock |
//! | [`sink`] | a stream becomes one value |
//! | [`interop`] | a stream meets those of other crates |
#![forbid(unsafe_code)]

pub mod concurrent;
pub mod flatten;
pub mod group;
pub mod interop;
pub mod pace;
pub mod rate;
pub mod shorten;
pub mod sink;
pub mod source;
pub mod time;
pub mod transform;
