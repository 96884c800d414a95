//! `VirtualRuntime`: one thread, a clock that is moved by hand, an order that a seed decides.

mod core;

use std::fmt;
use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use forebay_stage::{Runtime, Timer};
use futures::future::BoxFuture;

use self::core::{Core, Ready};
use crate::alarm::Alarm;

/// So many polls without rest are not work but tasks that wake themselves for ever.
const POLLS_MAX: usize = 10_000_000;

/// A runtime for tests: everything runs on the test's own thread, and only while the test says
/// so; time passes when the test says so; which of the tasks that are ready runs next, the seed
/// decides.
///
/// So a run is the same each time, no test sleeps, and ten minutes take as long as what happens
/// in them. Blocking jobs are the exception: they get real threads, and time does not wait for
/// them: [`block_on`](Self::block_on) lets it pass to the next timer as soon as nothing is ready.
///
/// Dropping it drops its tasks, as a runtime does that is shut down.
///
/// ```
/// use std::time::Duration;
///
/// use forebay_dsl::Source;
/// use forebay_stage::Runtime;
/// use forebay_testkit::VirtualRuntime;
///
/// let runtime = VirtualRuntime::new(7);
/// let count = Source::iter(0..5).count().run(&runtime);
/// assert_eq!(runtime.block_on(count).unwrap(), 5);
///
/// let hour = Duration::from_secs(3600);
/// runtime.block_on(runtime.sleep_until(runtime.now() + hour));
/// assert_eq!(runtime.elapsed(), hour);
/// ```
pub struct VirtualRuntime {
    core: Arc<Core>,
}

impl VirtualRuntime {
    /// A runtime without tasks. The same seed gives the same order.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            core: Core::new(seed),
        }
    }

    /// How much time has passed on this clock since the runtime was made.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.core.now() - self.core.start()
    }

    /// How many tasks have not ended.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.core.tasks()
    }

    /// How many wake-up calls are set on the clock.
    #[must_use]
    pub fn timers(&self) -> usize {
        self.core.timers.len()
    }

    /// How long it is until the next wake-up call, if one is set.
    #[must_use]
    pub fn next_timer(&self) -> Option<Duration> {
        let next = self.core.timers.next()?;
        Some(next.saturating_duration_since(self.core.now()))
    }

    /// Runs tasks until none of them is ready. No time passes.
    ///
    /// # Panics
    /// If tasks never come to rest, and with whatever a task panics with: that one is over then.
    #[track_caller]
    pub fn run_until_idle(&self) {
        let mut polls = 0;
        while let Some(ready) = self.core.next_ready() {
            self.run_one(ready);
            polls += 1;
            assert!(
                polls < POLLS_MAX,
                "tasks were polled {polls} times at one moment and still ask for more (law L5)"
            );
        }
    }

    /// Lets time pass: runs whatever becomes ready on the way, each at its time. A task that calls
    /// this is not run within it.
    ///
    /// # Panics
    /// As [`run_until_idle`](Self::run_until_idle).
    #[track_caller]
    pub fn advance(&self, by: Duration) {
        let until = self.core.now() + by;
        self.run_until_idle();
        while let Some(at) = self.core.timers.next().filter(|at| *at <= until) {
            self.core.move_to(at);
            self.run_until_idle();
        }
        self.core.move_to(until);
    }

    /// Runs `future` to its end, and tasks with it. Time passes when nothing is ready.
    ///
    /// # Panics
    /// If nothing is ready, no timer is set and no blocking job runs: it would wait for ever. And as
    /// [`run_until_idle`](Self::run_until_idle).
    #[track_caller]
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        let mut future = pin!(future.into_future());
        let (alarm, waker) = Alarm::new();
        let mut cx = Context::from_waker(&waker);
        let mut is_due = true;
        let mut polls = 0;
        loop {
            if is_due || alarm.answer() {
                is_due = false;
                if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                    return output;
                }
            }
            if let Some(ready) = self.core.next_ready() {
                self.run_one(ready);
            } else if !alarm.is_ringing() {
                polls = 0;
                self.pass_time();
            }
            polls += 1;
            assert!(
                polls < POLLS_MAX,
                "tasks were polled {polls} times at one moment and still ask for more (law L5)"
            );
        }
    }

    #[track_caller]
    fn pass_time(&self) {
        if let Some(at) = self.core.timers.next() {
            self.core.move_to(at);
        } else if self.core.jobs() > 0 {
            // The job's end, or what it has to say, wakes somebody.
            thread::yield_now();
        } else {
            panic!(
                "stalled: {} tasks wait, none is ready, and no timer is set (law L5)",
                self.core.tasks()
            );
        }
    }

    fn run_one(&self, ready: Ready) {
        let Ready { task, waker, id } = ready;
        let mut task = task;
        let mut cx = Context::from_waker(&waker);
        match catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(&mut cx))) {
            Ok(Poll::Ready(())) => self.core.end(id),
            Ok(Poll::Pending) => self.core.put_back(id, task),
            Err(payload) => {
                // It is over, and the test is told.
                self.core.end(id);
                let _dropped = catch_unwind(AssertUnwindSafe(|| drop(task)));
                resume_unwind(payload);
            },
        }
    }
}

impl Drop for VirtualRuntime {
    fn drop(&mut self) {
        // Tasks hold handles, so they must go for the core to go. Each by itself: a test that fails
        // is told so also where their destructors panic.
        let mut panicked = None;
        for task in self.core.shut_down() {
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(task)));
            panicked = panicked.or(dropped.err());
        }
        if let Some(payload) = panicked
            && !thread::panicking()
        {
            resume_unwind(payload);
        }
    }
}

impl Runtime for VirtualRuntime {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        Core::spawn(&self.core, task);
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        Core::spawn_blocking(&self.core, job)
    }

    fn now(&self) -> Instant {
        self.core.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.core.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(Handle(Arc::clone(&self.core)))
    }
}

/// What tasks have of the runtime.
struct Handle(Arc<Core>);

impl Runtime for Handle {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        Core::spawn(&self.0, task);
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        Core::spawn_blocking(&self.0, job)
    }

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.0.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(Self(Arc::clone(&self.0)))
    }
}

impl fmt::Debug for VirtualRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualRuntime")
            .field("elapsed", &self.elapsed())
            .field("tasks", &self.tasks())
            .finish_non_exhaustive()
    }
}

/// What a timer of this clock is.
struct Call(forebay_sync::TimedCall);

impl Timer for Call {
    fn wake_at(&mut self, deadline: Instant, waker: &Waker) {
        self.0.set(deadline, waker);
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}
