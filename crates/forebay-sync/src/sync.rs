//! The door: every atomic, lock and shared pointer of this crate comes in through here.
//!
//! A build with `--cfg loom` gets loom's simulated types instead of the standard ones. They work
//! only inside a model, so no other code may be run in such a build. `clippy.toml` bans the
//! standard atomics everywhere else; this module holds the only exception. Aliases, not
//! re-exports: the ban looks at the name that is written, and these names are ours.
#![cfg_attr(
    not(loom),
    allow(
        clippy::disallowed_types,
        reason = "this is the door that the ban points to"
    )
)]

mod lock;

pub(crate) use self::lock::{Held, Lock};
#[cfg(loom)]
pub(crate) use loom::sync::Arc;
#[cfg(all(test, loom))]
pub(crate) use loom::thread;
#[cfg(not(loom))]
pub(crate) use std::sync::Arc;
#[cfg(all(test, not(loom)))]
pub(crate) use std::thread;

/// Atomic integers and their orderings.
pub(crate) mod atomic {
    #[cfg(loom)]
    use loom::sync::atomic;
    #[cfg(not(loom))]
    use std::sync::atomic;

    pub(crate) use self::atomic::Ordering;

    pub(crate) type AtomicU8 = atomic::AtomicU8;
    pub(crate) type AtomicU64 = atomic::AtomicU64;
}

/// A number that is only ever shown: nobody decides anything by it.
///
/// It is a standard one in models, too. No step depends on it, so to run them in every order with
/// those that count would show nothing new, and would take a thousand times as long.
pub(crate) type Meter = std::sync::atomic::AtomicU64;
