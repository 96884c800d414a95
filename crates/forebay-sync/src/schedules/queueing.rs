//! A queue's two sides as tasks.

use core::future::Future;
use core::pin::Pin;
use std::task::{Context, Poll, Waker};

use shuttle::rand::{Rng, thread_rng};

use super::element::{Element, Elements};
use super::gauge::In;
use super::plan::{How, Stop};
use super::task::{Task, block_on};
use crate::{QueueConsumer, QueueHandle};

/// Offers `first`, `first` + 1 and so on, in every way there is; tells which were accepted.
/// Perhaps it ends the queue behind them.
pub(super) fn produce(
    handle: &QueueHandle<Element>,
    elements: &Elements,
    first: u32,
    stop: Stop,
) -> Vec<u32> {
    let mut accepted = Vec::new();
    for number in first..first + stop.at {
        match offer(handle, elements.make(number)) {
            Offered::Accepted => accepted.push(number),
            Offered::Withdrawn => {},
            Offered::Refused => return accepted,
        }
        if thread_rng().gen_bool(0.3) {
            assert!(handle.len() <= handle.capacity(), "above the capacity");
        }
    }
    match stop.how {
        How::Orderly => drop(handle.complete()),
        How::Failing => drop(handle.fail("a producer failed")),
        How::Dropped | How::Waiting => {},
    }
    accepted
}

/// What became of an element.
enum Offered {
    Accepted,
    Withdrawn,
    Refused,
}

fn offer(handle: &QueueHandle<Element>, element: Element) -> Offered {
    let patience = thread_rng().gen_range(0..4);
    if patience == 0 {
        return match handle.try_offer(element) {
            Ok(()) => Offered::Accepted,
            Err(refused) if refused.reason.is_full() => Offered::Withdrawn,
            Err(_) => Offered::Refused,
        };
    }
    let mut offer = handle.offer(element);
    let mut polls = 0;
    let answer = block_on(|waker| {
        polls += 1;
        match Pin::new(&mut offer).poll(&mut Context::from_waker(waker)) {
            Poll::Ready(Ok(())) => Poll::Ready(Some(Offered::Accepted)),
            Poll::Ready(Err(_)) => Poll::Ready(Some(Offered::Refused)),
            // Who is impatient gives up without having been woken.
            Poll::Pending if patience == 1 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    answer.unwrap_or_else(|| match offer.withdraw() {
        Some(_) => Offered::Withdrawn,
        None => Offered::Accepted,
    })
}

/// Moves elements from a queue into an edge, as an island does that begins with a queue.
pub(super) struct Draining {
    pub(super) queue: QueueConsumer<Element>,
    pub(super) down: In,
}

/// The books of a queue.
pub(super) struct Books {
    pub(super) accepted: u64,
    pub(super) passed_on: u64,
    pub(super) discarded: u64,
}

impl Draining {
    fn pass_on(&mut self) {
        let many = thread_rng().gen_range(1..=4).min(self.down.edge.claimed());
        for element in self.queue.by_ref().take(many) {
            self.down.push(element);
        }
        if thread_rng().gen_bool(0.5) {
            self.queue.give_back();
        }
    }

    fn books(&self) -> Books {
        Books {
            accepted: self.queue.accepted(),
            passed_on: self.queue.passed_on(),
            discarded: self.queue.discarded(),
        }
    }
}

impl Task for Draining {
    type Output = Books;

    fn poll(&mut self, waker: &Waker) -> Poll<Books> {
        loop {
            if let Some(cause) = self.down.cancelled() {
                self.queue.cancel(&cause);
                return Poll::Ready(self.books());
            }
            if self.down.poll_room(waker).is_pending() {
                return Poll::Pending;
            }
            if self.down.edge.claimed() == 0 {
                continue;
            }
            match self.queue.poll_lend(waker) {
                Poll::Ready(Ok(true)) => self.pass_on(),
                Poll::Ready(ending) => {
                    self.down.end(ending.map(drop));
                    return Poll::Ready(self.books());
                },
                Poll::Pending if self.down.edge.watch(waker) => {},
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
