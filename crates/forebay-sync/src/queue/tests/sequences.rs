//! Every short sequence of calls, against the plainest queue that can be written.

use core::task::{Poll, Waker};

use forebay_protocol::CancelCause;

use super::{Offer, QueueConsumer, QueueHandle, poll, queue};

/// What can be done; offers number their elements.
#[derive(Clone, Copy, Debug)]
enum Call {
    TryOffer,
    Offer,
    WithdrawFirst,
    WithdrawLast,
    Take,
    Complete,
    Cancel,
}

const CALLS: [Call; 7] = [
    Call::TryOffer,
    Call::Offer,
    Call::WithdrawFirst,
    Call::WithdrawLast,
    Call::Take,
    Call::Complete,
    Call::Cancel,
];

/// What the queue should do.
struct Reference {
    capacity: usize,
    queued: Vec<usize>,
    waiting: Vec<usize>,
    taken: Vec<usize>,
    discarded: u64,
    closed: bool,
}

impl Reference {
    fn has_room(&self) -> bool {
        !self.closed && self.queued.len() < self.capacity
    }

    fn fill(&mut self) {
        while self.has_room() && !self.waiting.is_empty() {
            self.queued.push(self.waiting.remove(0));
        }
    }

    fn try_offer(&mut self, element: usize) -> bool {
        let accepted = self.has_room();
        self.queued.extend(accepted.then_some(element));
        accepted
    }

    fn take(&mut self) -> Option<usize> {
        let element = (!self.queued.is_empty()).then(|| self.queued.remove(0));
        self.taken.extend(element);
        self.fill();
        element
    }

    fn cancel(&mut self) {
        self.closed = true;
        self.discarded += self.queued.len() as u64;
        self.queued.clear();
    }
}

/// The queue and its reference, side by side.
struct Trial<'a> {
    calls: &'a [Call],
    handle: &'a QueueHandle<usize>,
    consumer: QueueConsumer<usize>,
    offers: Vec<(usize, Offer<'a, usize>)>,
    reference: Reference,
}

impl Trial<'_> {
    fn call(&mut self, element: usize, call: Call) {
        let calls = self.calls;
        match call {
            Call::TryOffer => {
                let accepted = self.handle.try_offer(element).is_ok();
                assert_eq!(accepted, self.reference.try_offer(element), "{calls:?}");
            },
            Call::Offer => self.offer(element),
            Call::WithdrawFirst => self.withdraw(0),
            Call::WithdrawLast => self.withdraw(self.offers.len().saturating_sub(1)),
            Call::Take => self.take(),
            Call::Complete => {
                assert_eq!(self.handle.complete(), !self.reference.closed, "{calls:?}");
                self.reference.closed = true;
            },
            Call::Cancel => {
                self.consumer.cancel(&CancelCause::Requested);
                self.reference.cancel();
            },
        }
        let queued = self.reference.queued.len();
        assert_eq!(self.handle.len(), queued, "{calls:?}");
        assert!(queued <= self.handle.capacity(), "{calls:?}");
        assert_eq!(self.handle.is_closed(), self.reference.closed, "{calls:?}");
    }

    fn offer(&mut self, element: usize) {
        let calls = self.calls;
        let mut offer = self.handle.offer(element);
        let polled = poll(&mut offer);
        let accepted = self.reference.try_offer(element);
        let waits = !accepted && !self.reference.closed;
        assert_eq!(polled.is_pending(), waits, "{calls:?}");
        match polled {
            Poll::Pending => {
                self.reference.waiting.push(element);
                self.offers.push((element, offer));
            },
            Poll::Ready(Ok(())) => assert!(accepted, "{calls:?}"),
            Poll::Ready(Err(refused)) => assert_eq!(refused.element, element, "{calls:?}"),
        }
    }

    fn withdraw(&mut self, index: usize) {
        if !self.offers.is_empty() {
            let (element, offer) = self.offers.remove(index);
            let waits = self.reference.waiting.contains(&element);
            let calls = self.calls;
            assert_eq!(offer.withdraw(), waits.then_some(element), "{calls:?}");
            self.reference.waiting.retain(|one| *one != element);
        }
    }

    fn take(&mut self) {
        let calls = self.calls;
        let lent = self.consumer.poll_lend(Waker::noop());
        let element = self.consumer.next();
        self.consumer.give_back();
        assert_eq!(element, self.reference.take(), "{calls:?}");
        let ended = matches!(lent, Poll::Ready(Ok(false) | Err(_)));
        let over = self.reference.closed && element.is_none();
        assert_eq!(ended, over, "{calls:?}");
    }

    /// All that waits still is told, and no element is anywhere twice or nowhere.
    fn end(mut self) {
        let calls = self.calls;
        self.handle.complete();
        for (element, mut offer) in self.offers {
            let waits = self.reference.waiting.contains(&element);
            match poll(&mut offer) {
                Poll::Ready(Ok(())) => assert!(!waits, "{calls:?}"),
                Poll::Ready(Err(refused)) => assert!(waits && refused.element == element),
                Poll::Pending => panic!("waits for ever: {calls:?}"),
            }
        }
        let (reference, consumer) = (self.reference, &mut self.consumer);
        let queued = consumer.cancel(&CancelCause::Dropped);
        assert_eq!(queued, reference.queued.len() as u64, "{calls:?}");
        let (passed_on, discarded) = (consumer.passed_on(), consumer.discarded());
        assert_eq!(discarded, reference.discarded + queued, "{calls:?}");
        assert_eq!(passed_on, reference.taken.len() as u64, "{calls:?}");
        assert_eq!(consumer.accepted(), passed_on + discarded, "{calls:?}");
    }
}

fn run(capacity: usize, calls: &[Call]) {
    let (handle, consumer) = queue(capacity);
    let reference = Reference {
        capacity,
        queued: Vec::new(),
        waiting: Vec::new(),
        taken: Vec::new(),
        discarded: 0,
        closed: false,
    };
    let mut trial = Trial {
        calls,
        handle: &handle,
        consumer,
        offers: Vec::new(),
        reference,
    };
    for (element, call) in calls.iter().enumerate() {
        trial.call(element, *call);
    }
    trial.end();
}

#[test]
fn every_sequence_of_calls_is_as_the_reference_says() {
    const LONGEST: u32 = 6;

    for capacity in 1..=3 {
        for number in 0..CALLS.len().pow(LONGEST) {
            let call = |place: u32| CALLS[number / CALLS.len().pow(place) % CALLS.len()];
            let calls: [Call; LONGEST as usize] =
                std::array::from_fn(|place| call(u32::try_from(place).expect("a small number")));
            run(capacity, &calls);
        }
    }
}
