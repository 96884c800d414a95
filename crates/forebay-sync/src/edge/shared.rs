//! What both halves of an edge hold.

use core::mem;
use core::task::Waker;

use crossbeam_utils::CachePadded;
use forebay_protocol::{CancelCause, StreamError};

use crate::sync::Lock;
use crate::sync::atomic::AtomicU8;
use crate::sync::atomic::Ordering::Relaxed;

/// What both halves of an edge hold.
pub(super) struct Shared<T> {
    queue: CachePadded<Lock<Queue<T>>>,
    /// Whether the consumer sleeps: a hint for the producer, who looks at it with each element.
    asleep: CachePadded<AtomicU8>,
    /// How to wake the producer.
    producer: CachePadded<Lock<Option<Waker>>>,
}

struct Queue<T> {
    elements: Vec<T>,
    ending: Option<Result<(), StreamError>>,
    /// How to wake the consumer, while it sleeps.
    consumer: Option<Waker>,
    /// Why the consumer wants no more. Nothing is put into the queue after that.
    cancelled: Option<CancelCause>,
}

impl<T> Queue<T> {
    /// Exchanges `batch`, which is empty, for what is there.
    #[inline]
    fn found(&mut self, batch: &mut Vec<T>) -> Found {
        if !self.elements.is_empty() {
            mem::swap(&mut self.elements, batch);
            Found::Elements
        } else if let Some(ending) = self.ending.clone() {
            Found::Ended(ending)
        } else {
            Found::Nothing
        }
    }
}

/// What the consumer finds behind the lock.
pub(super) enum Found {
    Elements,
    Ended(Result<(), StreamError>),
    Nothing,
}

impl<T> Shared<T> {
    pub(super) fn new() -> Self {
        let queue = Queue {
            elements: Vec::new(),
            ending: None,
            consumer: None,
            cancelled: None,
        };
        Self {
            queue: CachePadded::new(Lock::new(queue)),
            asleep: CachePadded::new(AtomicU8::new(0)),
            producer: CachePadded::new(Lock::new(None)),
        }
    }

    /// Moves all of `batch` to the consumer, and then perhaps the end. False if the consumer
    /// wants no more: then `batch` is left as it is.
    pub(super) fn publish(
        &self,
        batch: &mut Vec<T>,
        ending: Option<Result<(), StreamError>>,
    ) -> bool {
        let _asleep = weaken!(true, HintDecides => self.is_consumer_asleep());
        let mut queue = self.queue.hold();
        if weaken!(queue.cancelled.is_some(), CancelledQueueTakes => false) {
            return false;
        }
        if queue.elements.is_empty() {
            mem::swap(&mut queue.elements, batch);
        } else {
            queue.elements.append(batch);
        }
        queue.ending = weaken!(ending, EndingForgotten => None);
        let consumer = weaken!(
            queue.consumer.take(),
            PublishWakesNobody => None,
            HintDecides => queue.consumer.take_if(|_| _asleep),
            EndingWakesNobody => if queue.ending.is_some() { None } else { queue.consumer.take() },
        );
        if consumer.is_some() {
            self.say_asleep(0);
        }
        drop(queue);
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        true
    }

    /// Exchanges `batch`, which is empty, for what is there; else leaves `waker`. What is not
    /// needed of it is `spare` for the next time.
    pub(super) fn fill(
        &self,
        batch: &mut Vec<T>,
        waker: &Waker,
        spare: &mut Option<Waker>,
    ) -> Found {
        provide(spare, waker);
        let mut queue = self.queue.hold();
        let found = weaken!(
            queue.found(batch),
            EndingOvertakes => match queue.ending.clone() {
                Some(ending) => Found::Ended(ending),
                None => queue.found(batch),
            },
        );
        let mut queue = weaken!(queue, WakerLeftLater => {
            drop(queue);
            self.queue.hold()
        });
        // Whatever it was that it waited for before, it is awake now.
        let before = queue.consumer.take();
        if matches!(found, Found::Nothing) {
            queue.consumer = spare.take();
        }
        let is_asleep = queue.consumer.is_some();
        if is_asleep != before.is_some() {
            self.say_asleep(is_asleep.into());
        }
        // Wakers are a user's: they go without the lock.
        drop(queue);
        drop(before);
        found
    }

    /// Closes the queue for good and takes out what is in it, and the waker of the consumer, for
    /// the caller to drop. The first cause is the one.
    pub(super) fn cancel(&self, cause: &CancelCause) -> (Vec<T>, Option<Waker>) {
        let mut queue = self.queue.hold();
        queue.cancelled.get_or_insert_with(|| cause.clone());
        let consumer = queue.consumer.take();
        self.say_asleep(0);
        let left = weaken!(mem::take(&mut queue.elements), QueueLeftBehind => Vec::new());
        drop(queue);
        (left, consumer)
    }

    /// Why the consumer wants no more, if it does not.
    pub(super) fn cancelled(&self) -> Option<CancelCause> {
        self.queue.hold().cancelled.clone()
    }

    /// Leaves word of how to wake the producer. What is not needed of it is `spare` for the next
    /// time.
    pub(super) fn register_producer(&self, waker: &Waker, spare: &mut Option<Waker>) {
        provide(spare, waker);
        let is_known = |known: &Waker| weaken!(known.will_wake(waker), OldWakerStays => true);
        let mut slot = self.producer.hold();
        if slot.as_ref().is_some_and(is_known) {
            return;
        }
        let before = mem::replace(&mut *slot, spare.take());
        drop(slot);
        drop(before);
    }

    /// Takes out how to wake the producer, for the caller to wake or to drop.
    pub(super) fn take_producer(&self) -> Option<Waker> {
        self.producer.hold().take()
    }

    /// Wakes the producer, if it has left word of how to.
    pub(super) fn wake_producer(&self) {
        if let Some(producer) = self.take_producer() {
            producer.wake();
        }
    }

    fn say_asleep(&self, asleep: u8) {
        // ORDERING: Relaxed — a hint: it decides when the producer publishes, never whether.
        self.asleep.store(asleep, Relaxed);
    }

    /// True if the consumer seems to sleep.
    #[inline]
    pub(super) fn is_consumer_asleep(&self) -> bool {
        // ORDERING: Relaxed — a hint, as above.
        self.asleep.load(Relaxed) != 0
    }
}

/// Has a clone of `waker` ready, made without a lock.
#[inline]
fn provide(spare: &mut Option<Waker>, waker: &Waker) {
    let is_the_same = |spare: &Waker| weaken!(spare.will_wake(waker), OldSpareStays => true);
    if !spare.as_ref().is_some_and(is_the_same) {
        *spare = Some(waker.clone());
    }
}
