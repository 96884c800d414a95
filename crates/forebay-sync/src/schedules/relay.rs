//! A task between two edges.

use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use shuttle::rand::{Rng, thread_rng};

use super::gauge::{In, Out};
use super::plan::{How, Stop};
use super::task::Task;
use crate::Filled;

/// Passes elements on, and what else there is in both directions.
pub(super) struct Relay {
    pub(super) up: Out,
    pub(super) down: In,
    pub(super) stop: Stop,
    /// Its place in line.
    pub(super) place: usize,
    pub(super) passed: u32,
}

impl Relay {
    fn pass_on(&mut self) {
        let left = self.stop.at - self.passed;
        let many = thread_rng().gen_range(1..=4).min(left) as usize;
        let elements = self.up.take(many.min(self.down.edge.claimed()));
        let count = elements.len();
        for element in elements {
            self.down.push(element);
            self.passed += 1;
        }
        self.up.passed_on(count);
    }

    /// Stops of its own accord.
    fn stop(&mut self) {
        if self.stop.how == How::Failing {
            let error = StreamError::new(format!("stopped at {}", self.place));
            self.down.end(Err(error.clone()));
            self.up.edge.cancel(&CancelCause::Failed(error));
        }
    }
}

impl Task for Relay {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> Poll<()> {
        loop {
            if let Some(cause) = self.down.cancelled() {
                self.up.edge.cancel(&cause);
                return Poll::Ready(());
            }
            if self.passed == self.stop.at {
                self.stop();
                return Poll::Ready(());
            }
            if self.down.poll_room(waker).is_pending() {
                return Poll::Pending;
            }
            if self.down.edge.claimed() == 0 {
                continue;
            }
            match self.up.poll_fill(waker) {
                Filled::Elements => self.pass_on(),
                Filled::Ended(ending) => {
                    self.down.end(ending);
                    return Poll::Ready(());
                },
                Filled::Nothing if self.down.edge.watch(waker) => {},
                Filled::Nothing => return Poll::Pending,
            }
        }
    }
}
