//! The built-in runtime.

use std::future::Future;
use std::io;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::thread;
use std::time::Instant;

use forebay_stage::{Runtime, Timer};
use futures::executor;
use futures::future::BoxFuture;

use crate::contain::contain;
use crate::timer_thread::TimerThread;

/// The built-in runtime: a pool of threads, one for each core unless told otherwise.
///
/// A handle that is cheap to clone. The threads end when the last handle is gone; a run on the
/// pool has one too. Blocking jobs get a thread of their own each, and all timers of the pool
/// share one, which is started by the first of them. A task that panics, or whose waker does, ends
/// and takes no thread along.
///
/// ```
/// use forebay_engine::ThreadPool;
///
/// let pool = ThreadPool::new()?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct ThreadPool {
    pool: executor::ThreadPool,
    timers: Arc<TimerThread>,
}

impl ThreadPool {
    /// A pool with a thread for each core.
    ///
    /// # Errors
    /// When the operating system refuses the threads.
    pub fn new() -> io::Result<Self> {
        Self::with_threads(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// A pool with this many threads.
    ///
    /// # Errors
    /// When the operating system refuses the threads.
    pub fn with_threads(threads: NonZeroUsize) -> io::Result<Self> {
        let pool = executor::ThreadPool::builder()
            .name_prefix("forebay-")
            .pool_size(threads.get())
            .create()?;
        let timers = Arc::new(TimerThread::new());
        Ok(Self { pool, timers })
    }

    /// The pool that is shared by the whole process, started at the first call.
    ///
    /// # Errors
    /// When the operating system refuses the threads at the first call.
    pub fn shared() -> io::Result<Self> {
        static SHARED: OnceLock<ThreadPool> = OnceLock::new();
        match SHARED.get() {
            Some(pool) => Ok(pool.clone()),
            None => {
                let pool = Self::new()?;
                Ok(SHARED.get_or_init(|| pool).clone())
            },
        }
    }
}

impl Runtime for ThreadPool {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.pool.spawn_ok(Contained(Some(task)));
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        thread::Builder::new()
            .name("forebay-blocking".to_owned())
            .spawn(job)
            .map(drop)
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.timers.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}

/// A task whose panics end it and nothing else: unwinding would take its thread from the pool.
struct Contained(Option<BoxFuture<'static, ()>>);

impl Future for Contained {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(task) = &mut self.0 else {
            return Poll::Ready(());
        };
        let polled = contain(|| task.as_mut().poll(cx));
        if matches!(polled, Ok(Poll::Pending)) {
            return Poll::Pending;
        }
        let task = self.0.take();
        // The panic hook has told of it, if there was one.
        let _contained = contain(|| drop(task));
        Poll::Ready(())
    }
}
