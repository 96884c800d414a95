//! Streams of one element (W10): what building, running and dropping a pipeline costs.
//!
//! They are here and not in the bench because two programs run them: one measures the time,
//! the other, whose allocator counts and is slower for it, the allocations.

use std::hint::black_box;
use std::io;
use std::iter;

use forebay::{Source, ThreadPool, TokioRuntime};
use futures::executor::block_on;
use futures::{StreamExt, future, stream};
use tokio::runtime::Runtime;

use crate::ten_maps;

/// One way to take one element through ten maps.
pub struct ShortRun {
    /// What it is called in both programs.
    pub name: &'static str,
    /// Does this many runs; the result is that of the last one.
    pub runs: Box<dyn FnMut(u64) -> u64>,
}

impl ShortRun {
    fn new(name: &'static str, runs: impl FnMut(u64) -> u64 + 'static) -> Self {
        Self {
            name,
            runs: Box::new(runs),
        }
    }
}

impl std::fmt::Debug for ShortRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShortRun({})", self.name)
    }
}

/// The names that bars are tied to.
pub mod names {
    /// The hand-written baseline.
    pub const BY_HAND: &str = "by hand";
    /// No runtime, no future.
    pub const WAIT: &str = "forebay, wait";
    /// No runtime, as a future.
    pub const AWAITED: &str = "forebay, awaited";
    /// What an executor costs that has nothing to wait for.
    pub const EXECUTOR: &str = "block_on, of a future that is ready";
    /// A seam after each of eleven stages.
    pub const BOXED: &str = "forebay, boxed after every stage";
    /// A task of tokio's scheduler on the thread that awaits it.
    pub const SPAWNED: &str = "forebay, spawned on tokio (current thread)";
    /// A task on another thread, with a wake-up there and back.
    pub const POOLED: &str = "forebay, spawned on the built-in pool";
    /// What a task alone costs there.
    pub const TASK: &str = "tokio task, by hand (current thread)";
}

/// All of them, the baseline first.
///
/// # Errors
/// When the operating system refuses threads for the runtimes.
pub fn all() -> io::Result<Vec<ShortRun>> {
    let current_thread = || tokio::runtime::Builder::new_current_thread().build();
    let (tasks, islands) = (current_thread()?, current_thread()?);
    let pool = ThreadPool::new()?;
    Ok(vec![
        ShortRun::new(names::BY_HAND, by_hand),
        ShortRun::new("Iterator", by_iterator),
        ShortRun::new(names::EXECUTOR, by_executor),
        ShortRun::new("futures::Stream", by_stream),
        ShortRun::new("futures::Stream, boxed after every stage", by_boxed_stream),
        ShortRun::new(names::WAIT, by_wait),
        ShortRun::new(names::AWAITED, awaited),
        ShortRun::new("forebay, wait_with_ledger", by_wait_with_ledger),
        ShortRun::new(names::BOXED, boxed),
        ShortRun::new(names::TASK, move |runs| by_task(&tasks, runs)),
        ShortRun::new(names::SPAWNED, move |runs| spawned(&islands, runs)),
        ShortRun::new(names::POOLED, move |runs| pooled(&pool, runs)),
    ])
}

/// The one element; where it comes from is hidden from the compiler.
#[inline]
fn element() -> u64 {
    black_box(42)
}

/// Runs `one` so many times and gives the result of the last.
#[inline]
fn repeat(runs: u64, mut one: impl FnMut() -> u64) -> u64 {
    let mut last = 0;
    for _ in 0..runs {
        last = black_box(one());
    }
    last
}

#[inline(never)]
fn by_hand(runs: u64) -> u64 {
    repeat(runs, || {
        let mut sum = 0_u64;
        for x in [element()] {
            let Some(y) = ten_maps!(Some(x)) else {
                continue;
            };
            sum = sum.wrapping_add(y);
        }
        sum
    })
}

#[inline(never)]
fn by_iterator(runs: u64) -> u64 {
    repeat(runs, || {
        ten_maps!(iter::once(element())).fold(0, u64::wrapping_add)
    })
}

#[inline(never)]
fn by_executor(runs: u64) -> u64 {
    repeat(runs, || {
        block_on(async { ten_maps!(Some(element())).unwrap_or(0) })
    })
}

#[inline(never)]
fn by_stream(runs: u64) -> u64 {
    repeat(runs, || {
        let elements = ten_maps!(stream::iter([element()]));
        block_on(elements.fold(0, |sum: u64, x| future::ready(sum.wrapping_add(x))))
    })
}

#[inline(never)]
fn by_boxed_stream(runs: u64) -> u64 {
    repeat(runs, || {
        let elements = ten_maps!(stream::iter([element()]).boxed(), boxed);
        block_on(elements.fold(0, |sum: u64, x| future::ready(sum.wrapping_add(x))))
    })
}

#[inline(never)]
fn by_wait(runs: u64) -> u64 {
    repeat(runs, || {
        ten_maps!(Source::single(element()))
            .fold(0, u64::wrapping_add)
            .wait()
            .unwrap_or(0)
    })
}

#[inline(never)]
fn awaited(runs: u64) -> u64 {
    repeat(runs, || {
        let graph = ten_maps!(Source::single(element())).fold(0, u64::wrapping_add);
        block_on(graph.into_future()).unwrap_or(0)
    })
}

#[inline(never)]
fn by_wait_with_ledger(runs: u64) -> u64 {
    repeat(runs, || {
        let graph = ten_maps!(Source::single(element())).fold(0, u64::wrapping_add);
        black_box(graph.wait_with_ledger()).result.unwrap_or(0)
    })
}

#[inline(never)]
fn boxed(runs: u64) -> u64 {
    repeat(runs, || {
        let elements = ten_maps!(Source::single(element()).boxed(), boxed);
        elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
    })
}

#[inline(never)]
fn by_task(tokio: &Runtime, runs: u64) -> u64 {
    tokio.block_on(async {
        let mut last = 0;
        for _ in 0..runs {
            let task = tokio::spawn(async { ten_maps!(Some(element())).unwrap_or(0) });
            last = black_box(task.await.unwrap_or(0));
        }
        last
    })
}

#[inline(never)]
fn spawned(tokio: &Runtime, runs: u64) -> u64 {
    let runtime = TokioRuntime::new(tokio.handle().clone());
    tokio.block_on(async {
        let mut last = 0;
        for _ in 0..runs {
            let graph = ten_maps!(Source::single(element())).fold(0, u64::wrapping_add);
            last = black_box(graph.run(&runtime).await.unwrap_or(0));
        }
        last
    })
}

#[inline(never)]
fn pooled(pool: &ThreadPool, runs: u64) -> u64 {
    repeat(runs, || {
        let graph = ten_maps!(Source::single(element())).fold(0, u64::wrapping_add);
        block_on(graph.run(pool)).unwrap_or(0)
    })
}
