//! What is possible: 32 slots, wakers made once, one word of ready bits.
//!
//! It knows all that a library cannot: how many slots there are, that all elements are there, that
//! every result is wanted, and that nobody cancels.
#![allow(
    clippy::disallowed_types,
    reason = "a baseline for forebay-sync cannot be made of it"
)]

use std::array;
use std::collections::VecDeque;
use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::IN_FLIGHT;
use super::yield_once::{at_once, later};

#[inline(never)]
pub(super) fn ready_unordered(end: u64) -> u64 {
    unordered(black_box(end), at_once)
}

#[inline(never)]
pub(super) fn ready_ordered(end: u64) -> u64 {
    ordered(black_box(end), at_once)
}

#[inline(never)]
pub(super) fn yield_unordered(end: u64) -> u64 {
    unordered(black_box(end), later)
}

#[inline(never)]
pub(super) fn yield_ordered(end: u64) -> u64 {
    ordered(black_box(end), later)
}

struct Slot {
    ready: Arc<AtomicU64>,
    bit: u64,
}

impl Wake for Slot {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ready.fetch_or(self.bit, Ordering::Release);
    }
}

struct Slots<Fut> {
    futures: [Pin<Box<Option<Fut>>>; IN_FLIGHT],
    wakers: [Waker; IN_FLIGHT],
    ready: Arc<AtomicU64>,
    free: u64,
}

impl<Fut: Future<Output = u64>> Slots<Fut> {
    fn new() -> Self {
        let ready = Arc::new(AtomicU64::new(0));
        let waker = |index: usize| {
            Waker::from(Arc::new(Slot {
                ready: Arc::clone(&ready),
                bit: 1 << index,
            }))
        };
        Self {
            futures: array::from_fn(|_| Box::pin(None)),
            wakers: array::from_fn(waker),
            free: u64::MAX >> (64 - IN_FLIGHT),
            ready,
        }
    }

    #[inline]
    fn poll(&mut self, index: usize) -> Option<u64> {
        let mut cx = Context::from_waker(&self.wakers[index]);
        let future = self.futures[index].as_mut().as_pin_mut()?;
        match future.poll(&mut cx) {
            Poll::Ready(result) => {
                self.futures[index].set(None);
                self.free |= 1 << index;
                Some(result)
            },
            Poll::Pending => None,
        }
    }

    #[inline]
    fn start(&mut self, index: usize, future: Fut) -> Option<u64> {
        self.free &= !(1 << index);
        self.futures[index].set(Some(future));
        self.poll(index)
    }

    #[inline]
    fn next_free(&self) -> Option<usize> {
        (self.free != 0).then(|| self.free.trailing_zeros() as usize)
    }

    #[inline]
    fn is_running(&self) -> bool {
        self.free != u64::MAX >> (64 - IN_FLIGHT)
    }
}

fn unordered<Fut: Future<Output = u64>>(end: u64, f: impl Fn(u64) -> Fut) -> u64 {
    let mut slots = Slots::new();
    let (mut next, mut sum) = (0, 0_u64);
    loop {
        while let (true, Some(index)) = (next < end, slots.next_free()) {
            if let Some(result) = slots.start(index, f(next)) {
                sum = sum.wrapping_add(result);
            }
            next += 1;
        }
        if !slots.is_running() {
            return sum;
        }
        let mut woken = slots.ready.swap(0, Ordering::Acquire);
        while woken != 0 {
            let index = woken.trailing_zeros() as usize;
            woken &= woken - 1;
            sum = sum.wrapping_add(slots.poll(index).unwrap_or(0));
        }
    }
}

fn ordered<Fut: Future<Output = u64>>(end: u64, f: impl Fn(u64) -> Fut) -> u64 {
    let mut slots = Slots::new();
    let mut places = [0_usize; IN_FLIGHT];
    let mut results = VecDeque::with_capacity(2 * IN_FLIGHT);
    let (mut front, mut next, mut sum) = (0_usize, 0, 0_u64);
    loop {
        while let (true, Some(index)) = (next < end && results.len() < IN_FLIGHT, slots.next_free())
        {
            places[index] = front + results.len();
            results.push_back(slots.start(index, f(next)));
            next += 1;
            while let Some(Some(result)) = results.front() {
                sum = sum.wrapping_add(*result);
                results.pop_front();
                front += 1;
            }
        }
        if !slots.is_running() {
            return sum;
        }
        let mut woken = slots.ready.swap(0, Ordering::Acquire);
        while woken != 0 {
            let index = woken.trailing_zeros() as usize;
            woken &= woken - 1;
            results[places[index] - front] = slots.poll(index);
        }
        while let Some(Some(result)) = results.front() {
            sum = sum.wrapping_add(*result);
            results.pop_front();
            front += 1;
        }
    }
}
