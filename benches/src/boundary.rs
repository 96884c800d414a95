//! Elements from one task to another (W2): every way to hand them over.
//!
//! They are here and not in a bench because three programs run them: one measures the time at a
//! few capacities, one draws it over many, and one counts what is allocated.

mod channels;
mod ours;
mod rings;

use tokio::runtime::Runtime;

/// Hands over this many elements, with this capacity, on this runtime; gives the sum of what the
/// other side makes of them.
pub type Work = fn(u64, usize, &Runtime) -> u64;

/// One way to hand elements over. No two have the same name.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// What it is called in all programs.
    pub name: &'static str,
    /// How it is done.
    pub work: Work,
}

/// A ring between two threads that spin: what is possible.
pub const RTRB: Way = way("rtrb in chunks, threads", rings::in_chunks);
/// A boundary between two tasks of tokio.
pub const ON_TOKIO: Way = way("forebay on tokio", ours::on_tokio);
/// A boundary between two tasks of the built-in pool.
pub const ON_THE_POOL: Way = way("forebay on its pool", ours::on_the_pool);
/// A boundary between two islands that take turns in one task.
pub const IN_PLACE: Way = way("forebay, in place", ours::in_place);
/// An element at a time.
pub const KANAL: Way = way("kanal", channels::kanal);
/// An element at a time.
pub const FLUME: Way = way("flume", channels::flume);
/// An element at a time.
pub const ASYNC_CHANNEL: Way = way("async-channel", channels::async_channel);
/// An element at a time, between threads, since it cannot wait otherwise.
pub const CROSSBEAM: Way = way("crossbeam-channel, threads", channels::crossbeam);
/// An element at a time.
pub const TOKIO_MPSC: Way = way("tokio mpsc", channels::tokio_mpsc);

/// All between two tasks or threads, in the order in which they are shown.
pub const ALL: [Way; 8] = [
    RTRB,
    ON_TOKIO,
    ON_THE_POOL,
    KANAL,
    FLUME,
    ASYNC_CHANNEL,
    CROSSBEAM,
    TOKIO_MPSC,
];

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const fn way(name: &'static str, work: Work) -> Way {
    Way { name, work }
}
