//! Where elements come from.

use std::task::{Poll, Waker};

use forebay_protocol::StreamError;
use shuttle::rand::{Rng, thread_rng};

use super::element::Elements;
use super::gauge::In;
use super::plan::{How, Stop};
use super::task::Task;

/// Pushes 0, 1, 2 and so on. Tells how many it were.
pub(super) struct Source {
    pub(super) elements: Elements,
    pub(super) down: In,
    pub(super) stop: Stop,
    pub(super) pushed: u32,
}

impl Source {
    /// Pushes some, in one way or the other.
    fn push(&mut self) {
        let mut rng = thread_rng();
        let many = rng.gen_range(1..=4).min(self.stop.at - self.pushed);
        let (elements, pushed) = (&self.elements, &mut self.pushed);
        let mut make = || {
            *pushed += 1;
            elements.make(*pushed - 1)
        };
        if rng.gen_bool(0.5) {
            self.down.push_many(many as usize, &mut make);
        } else {
            for _ in 0..many {
                if self.down.edge.claim() > 0 {
                    self.down.push(make());
                }
            }
        }
        if rng.gen_bool(0.3) {
            self.down.edge.publish();
        }
    }
}

impl Task for Source {
    type Output = u32;

    fn poll(&mut self, waker: &Waker) -> Poll<u32> {
        loop {
            if self.down.cancelled().is_some() {
                return Poll::Ready(self.pushed);
            }
            if self.pushed == self.stop.at {
                match self.stop.how {
                    How::Orderly => self.down.end(Ok(())),
                    How::Failing => self.down.end(Err(StreamError::new("stopped at 0"))),
                    How::Dropped => {},
                    How::Waiting if self.down.edge.watch(waker) => continue,
                    How::Waiting => return Poll::Pending,
                }
                return Poll::Ready(self.pushed);
            }
            if self.down.poll_room(waker).is_pending() {
                return Poll::Pending;
            }
            if self.down.edge.claimed() > 0 {
                self.push();
            }
        }
    }
}
