//! Where elements go.

use std::mem;
use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use shuttle::rand::{Rng, thread_rng};

use super::gauge::Out;
use super::plan::{How, Stop};
use super::task::Task;
use crate::Filled;

/// Keeps the numbers that it sees, and tells them with the end.
pub(super) struct Sink {
    pub(super) up: Out,
    pub(super) stop: Stop,
    pub(super) seen: Vec<u32>,
}

/// What a sink has seen.
pub(super) struct Seen {
    pub(super) numbers: Vec<u32>,
    /// None if the sink stopped by itself.
    pub(super) ending: Option<Result<(), StreamError>>,
}

impl Task for Sink {
    type Output = Seen;

    fn poll(&mut self, waker: &Waker) -> Poll<Seen> {
        let ending = loop {
            let left = self.stop.at as usize - self.seen.len();
            if left == 0 {
                if self.stop.how != How::Dropped {
                    self.up.edge.cancel(&CancelCause::Finished);
                }
                break None;
            }
            match self.up.poll_fill(waker) {
                Filled::Elements => {
                    let taken = self.up.take(thread_rng().gen_range(1..=4).min(left));
                    self.seen.extend(taken.iter().map(|element| element.number));
                    self.up.passed_on(taken.len());
                },
                Filled::Ended(ending) => break Some(ending),
                Filled::Nothing => return Poll::Pending,
            }
        };
        Poll::Ready(Seen {
            numbers: mem::take(&mut self.seen),
            ending,
        })
    }
}
