//! The models of the queue. `docs/specs/models.md` lists them.

mod closing;
mod offering;
mod waiting;

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::{Offer, QueueConsumer, QueueHandle, queue};
use crate::wakers::Ticket;

/// What the consumer finds in one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Element(u8),
    /// Nothing: it sleeps until it is woken.
    Asleep,
    /// The end.
    Over,
}

/// Looks once; takes one element and gives its room back.
fn take(consumer: &mut QueueConsumer<u8>, waker: &Waker) -> Found {
    match consumer.poll_lend(waker) {
        Poll::Pending => Found::Asleep,
        Poll::Ready(Ok(false)) => Found::Over,
        Poll::Ready(Ok(true)) => {
            let element = consumer.next().expect("a batch that was lent is not empty");
            consumer.give_back();
            Found::Element(element)
        },
        Poll::Ready(Err(error)) => panic!("nobody failed this queue: {error:?}"),
    }
}

/// Takes all there is now, until the consumer sleeps or sees the end.
fn take_all(consumer: &mut QueueConsumer<u8>) -> (Vec<u8>, Found) {
    let mut elements = Vec::new();
    loop {
        match take(consumer, Waker::noop()) {
            Found::Element(element) => elements.push(element),
            end => return (elements, end),
        }
    }
}

/// What an offer says when it is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Accepted,
    /// With the element.
    Refused(u8),
    Waits(Ticket),
}

/// Polls an offer of `element` once and leaves it in line if it waits.
fn offer(handle: &QueueHandle<u8>, element: u8, waker: &Waker) -> Said {
    poll(handle.offer(element), waker)
}

/// Polls an offer that was left in line.
fn ask(handle: &QueueHandle<u8>, ticket: Ticket, waker: &Waker) -> Said {
    poll(Offer::resume(&handle.shared, ticket), waker)
}

fn poll(mut offer: Offer<'_, u8>, waker: &Waker) -> Said {
    match Pin::new(&mut offer).poll(&mut Context::from_waker(waker)) {
        Poll::Ready(Ok(())) => Said::Accepted,
        Poll::Ready(Err(refused)) => Said::Refused(refused.element),
        Poll::Pending => Said::Waits(offer.suspend().expect("who waits has a place in line")),
    }
}

/// A queue that is full of zeros.
fn full(capacity: usize) -> (QueueHandle<u8>, QueueConsumer<u8>) {
    let (handle, consumer) = queue(capacity);
    for _ in 0..capacity {
        handle.try_offer(0).expect("there is room");
    }
    (handle, consumer)
}
