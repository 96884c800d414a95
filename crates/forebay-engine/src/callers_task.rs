//! The runtime of runs that have none.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use forebay_stage::{Runtime, Timer};
use futures::executor::block_on;
use futures::future::BoxFuture;

use crate::timer_thread::TimerThread;

/// What runs in the caller's task use for time and blocking jobs: the system's clock, a timer
/// thread that the whole process shares, a thread for each job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallersTask;

impl Runtime for CallersTask {
    /// Islands of a run in the caller's task are polled there, so only a custom stage comes here.
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        let thread = thread::Builder::new()
            .name("forebay-task".to_owned())
            .spawn(move || block_on(task));
        drop(thread.expect("no thread for a task: the operating system refuses it"));
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
        TimerThread::shared().timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(*self)
    }
}
