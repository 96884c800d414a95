//! Timers for runtimes that have none: one ordered set of calls, one thread that makes them.

use std::fmt;
use std::sync::OnceLock;
use std::task::Waker;
use std::thread;
use std::time::Instant;

use forebay_stage::Timer;
use forebay_sync::{TimedCall, Timers};

/// A thread that wakes others in time. It is started by the first timer and ends with this.
#[derive(Default)]
pub(crate) struct TimerThread {
    timers: OnceLock<Timers>,
}

impl TimerThread {
    pub(crate) const fn new() -> Self {
        Self {
            timers: OnceLock::new(),
        }
    }

    /// The one of the whole process, for runs in the caller's task.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: TimerThread = TimerThread::new();
        &SHARED
    }

    /// A new timer.
    ///
    /// # Panics
    /// If the operating system refuses the thread. Inside a run that fails the run.
    pub(crate) fn timer(&self) -> Box<dyn Timer> {
        let timers = self.timers.get_or_init(|| {
            let timers = Timers::new();
            let served = timers.clone();
            thread::Builder::new()
                .name("forebay-timers".to_owned())
                .spawn(move || served.serve())
                .expect("no thread for timers: the operating system refuses it");
            timers
        });
        Box::new(Call(timers.call()))
    }
}

impl Drop for TimerThread {
    fn drop(&mut self) {
        if let Some(timers) = self.timers.get() {
            timers.close();
        }
    }
}

struct Call(TimedCall);

impl Timer for Call {
    fn wake_at(&mut self, deadline: Instant, waker: &Waker) {
        self.0.set(deadline, waker);
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

impl fmt::Debug for TimerThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerThread")
            .field("started", &self.timers.get().is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests;
