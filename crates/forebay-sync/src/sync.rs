//! The door: every atomic, lock and shared pointer of this crate comes in through here.
//!
//! A build with `--cfg loom` gets loom's simulated types instead of the standard ones, one with
//! `--cfg shuttle` gets shuttle's. They work only inside a model and inside a schedule, so no other
//! code may be run in such a build. `clippy.toml` bans the standard atomics everywhere else; this
//! module holds the only exception. Aliases, not re-exports: the ban looks at the name that is
//! written, and these names are ours.
#![cfg_attr(
    not(any(loom, shuttle)),
    allow(
        clippy::disallowed_types,
        reason = "this is the door that the ban points to"
    )
)]

mod lock;

pub(crate) use self::lock::{Held, Lock};
#[cfg(loom)]
pub(crate) use loom::sync::Arc;
#[cfg(loom)]
pub(crate) use loom::thread;
#[cfg(shuttle)]
pub(crate) use shuttle::sync::Arc;
#[cfg(shuttle)]
pub(crate) use shuttle::thread;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use std::sync::Arc;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use std::thread;
use std::time::Instant;

/// Atomic integers and their orderings.
pub(crate) mod atomic {
    #[cfg(loom)]
    use loom::sync::atomic;
    #[cfg(shuttle)]
    use shuttle::sync::atomic;
    #[cfg(not(any(loom, shuttle)))]
    use std::sync::atomic;

    pub(crate) use self::atomic::Ordering;

    pub(crate) type AtomicU8 = atomic::AtomicU8;
    pub(crate) type AtomicU64 = atomic::AtomicU64;
}

/// Parks this thread until it is unparked, and no longer than until `at`. May return early.
#[cfg(not(loom))]
pub(crate) fn park_until(at: Option<Instant>) {
    match at {
        Some(at) => thread::park_timeout(at.saturating_duration_since(Instant::now())),
        None => thread::park(),
    }
}

/// Parks this thread until it is unparked. In a model no time passes: what is not over is never
/// over.
#[cfg(loom)]
pub(crate) fn park_until(at: Option<Instant>) {
    if at.is_none_or(|at| at > Instant::now()) {
        thread::park();
    }
}

/// A number that is only ever shown: nobody decides anything by it.
///
/// It is a standard one in models, too. No step depends on it, so to run them in every order with
/// those that count would show nothing new, and would take a thousand times as long.
pub(crate) type Meter = std::sync::atomic::AtomicU64;
