//! An executor that steps by hand and sees when nothing will ever happen.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use parking_lot::Mutex;

/// A future that is polled by hand, and whether it asked to be polled again.
pub(crate) struct Task<F> {
    future: Pin<Box<F>>,
    alarm: Arc<Alarm>,
    polls: usize,
}

impl<F: Future> Task<F> {
    pub(crate) fn new(future: impl IntoFuture<IntoFuture = F>) -> Self {
        let future = Box::pin(future.into_future());
        Self {
            future,
            alarm: Arc::default(),
            polls: 0,
        }
    }

    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        *self.alarm.rang.lock() = false;
        self.polls += 1;
        let waker = Waker::from(Arc::clone(&self.alarm));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    /// True if the future was woken since it was last polled.
    pub(crate) fn is_woken(&self) -> bool {
        *self.alarm.rang.lock()
    }

    pub(crate) fn polls(&self) -> usize {
        self.polls
    }

    /// Polls for as long as the future wakes itself, as an executor does.
    pub(crate) fn run(&mut self) -> Result<F::Output, Stalled> {
        loop {
            match self.poll() {
                Poll::Ready(output) => return Ok(output),
                Poll::Pending if self.is_woken() => {},
                Poll::Pending => return Err(Stalled { polls: self.polls }),
            }
        }
    }
}

/// Runs a future that waits for nothing outside to its end. It must not stall, and it does not
/// hang the test if it does.
#[track_caller]
pub(crate) fn run_to_end<F: IntoFuture>(future: F) -> F::Output {
    match Task::new(future).run() {
        Ok(output) => output,
        Err(stalled) => panic!("{stalled}"),
    }
}

/// The future waits, and nobody will wake it.
#[derive(Debug)]
pub(crate) struct Stalled {
    polls: usize,
}

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "stalled: pending after {} polls and never woken (law L5)",
            self.polls
        )
    }
}

/// Remembers that somebody rang.
#[derive(Debug, Default)]
struct Alarm {
    rang: Mutex<bool>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rang.lock() = true;
    }
}
