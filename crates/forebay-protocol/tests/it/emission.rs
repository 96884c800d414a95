//! How elements come: on demand, in order, never nested.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;

use forebay_protocol::{
    ActiveSubscriber, Publisher, StreamError, Subscriber, Subscription, Upstream,
};

use crate::from_iter::FromIter;
use crate::probe::{Probe, Signal, completed, elements, nonzero};

#[test]
fn never_more_elements_than_requested() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..=10).subscribe(probe);
    assert_eq!(log.take(), []);
    remote.request(1);
    assert_eq!(log.take(), elements(1..=1));
    remote.request(3);
    assert_eq!(log.take(), elements(2..=4));
}

#[test]
fn any_split_of_a_demand_delivers_the_same() {
    for split in [&[6][..], &[1, 5], &[2, 2, 2], &[1, 1, 1, 1, 1, 1]] {
        let (probe, log, remote) = Probe::remote();
        FromIter::new(1..=9).subscribe(probe);
        split.iter().for_each(|&count| remote.request(count));
        assert_eq!(log.take(), elements(1..=6), "split {split:?}");
    }
}

#[test]
fn requests_inside_on_subscribe_add_up() {
    let start = |mut subscription: Subscription<dyn Upstream>| {
        subscription.request(nonzero(1));
        subscription.request(nonzero(2));
        Some(subscription)
    };
    let (probe, log) = Probe::new(start, |_, _| ());
    FromIter::new(1..=3).subscribe(probe);
    assert_eq!(log.take(), completed(1..=3));
}

#[test]
fn nothing_is_signalled_before_on_subscribe_returns() {
    let seen = Rc::new(Cell::new(0));
    let inner = Rc::clone(&seen);
    let made = Rc::new(Cell::new(0));
    let inner_made = Rc::clone(&made);
    let start = move |mut subscription: Subscription<dyn Upstream>| {
        subscription.request(nonzero(2));
        assert_eq!(
            inner_made.get(),
            0,
            "an element was made inside on_subscribe"
        );
        assert_eq!(inner.get(), 0, "an element came inside on_subscribe");
        Some(subscription)
    };
    let step_seen = Rc::clone(&seen);
    let (probe, _log) = Probe::new(start, move |_, _| step_seen.set(step_seen.get() + 1));
    let step_made = Rc::clone(&made);
    FromIter::new((1..=9).inspect(move |_| step_made.set(step_made.get() + 1))).subscribe(probe);
    assert_eq!((made.get(), seen.get()), (2, 2));
}

#[test]
fn nothing_is_made_before_it_is_requested() {
    let made = Rc::new(Cell::new(0));
    let count = Rc::clone(&made);
    let (probe, _log, remote) = Probe::remote();
    FromIter::new((1..).inspect(move |_| count.set(count.get() + 1))).subscribe(probe);
    assert_eq!(made.get(), 0);
    remote.request(2);
    assert_eq!(made.get(), 2);
}

#[test]
fn request_outside_a_signal_delivers_before_it_returns() {
    let (probe, log, remote) = Probe::remote();
    FromIter::new(1..=2).subscribe(probe);
    remote.with(|subscription| {
        subscription.request(nonzero(2));
        log.note("returned");
    });
    let mut expected = completed(1..=2);
    expected.push(Signal::Note("returned"));
    assert_eq!(log.take(), expected);
}

/// Requests one more in each `on_next`, and checks that the call returns before that comes.
struct OneByOne(Rc<Cell<u64>>);

struct TakingOneByOne<U: Upstream + ?Sized> {
    taken: Rc<Cell<u64>>,
    subscription: Subscription<U>,
}

impl<U: Upstream + ?Sized> Subscriber<u64, U> for OneByOne {
    type Active = TakingOneByOne<U>;

    fn on_subscribe(self, mut subscription: Subscription<U>) -> TakingOneByOne<U> {
        subscription.request(nonzero(1));
        TakingOneByOne {
            taken: self.0,
            subscription,
        }
    }
}

impl<U: Upstream + ?Sized> ActiveSubscriber<u64> for TakingOneByOne<U> {
    fn on_next(&mut self, _element: u64) {
        let taken = self.taken.get() + 1;
        self.taken.set(taken);
        self.subscription.request(nonzero(1));
        assert_eq!(self.taken.get(), taken, "request recursed into on_next");
    }

    fn on_error(self, error: StreamError) {
        panic!("{error:?}");
    }

    fn on_complete(self) {
        // So that completion is seen too.
        self.taken.set(self.taken.get() + 1);
    }
}

#[test]
fn request_inside_on_next_does_not_recurse() {
    let taken = Rc::new(Cell::new(0));
    FromIter::new(1..=5).subscribe(OneByOne(Rc::clone(&taken)));
    assert_eq!(taken.get(), 5 + 1);
}

#[test]
fn a_million_single_requests_fit_a_small_stack() {
    let small = thread::Builder::new().stack_size(64 * 1024);
    let run = || {
        let taken = Rc::new(Cell::new(0));
        FromIter::new(1..=1_000_000).subscribe(OneByOne(Rc::clone(&taken)));
        taken.get()
    };
    let taken = small
        .spawn(run)
        .expect("a thread")
        .join()
        .expect("no panic");
    assert_eq!(taken, 1_000_000 + 1);
}

#[test]
fn demand_past_the_largest_number_is_unbounded() {
    let start = |mut subscription: Subscription<dyn Upstream>| {
        subscription.request(nonzero(u64::MAX));
        subscription.request(nonzero(1));
        Some(subscription)
    };
    let step = |held: &mut Option<Subscription<dyn Upstream>>, _| {
        held.as_mut().expect("held").request(nonzero(u64::MAX));
    };
    let (probe, log) = Probe::new(start, step);
    FromIter::new(1..=100).subscribe(probe);
    assert_eq!(log.take(), completed(1..=100));
}

#[test]
fn bounded_request_after_an_unbounded_one_changes_nothing() {
    let start = |mut subscription: Subscription<dyn Upstream>| {
        subscription.request_unbounded();
        subscription.request(nonzero(1));
        Some(subscription)
    };
    let (probe, log) = Probe::new(start, |_, _| ());
    FromIter::new(1..=100).subscribe(probe);
    assert_eq!(log.take(), completed(1..=100));
}

#[test]
fn each_subscribe_gives_a_stream_of_its_own() {
    let (first, first_log, first_remote) = Probe::remote();
    let (second, second_log, second_remote) = Probe::remote();
    let publisher = || FromIter::new(1..=3);
    publisher().subscribe(first);
    publisher().subscribe(second);
    first_remote.request(2);
    second_remote.request(1);
    assert_eq!(first_log.take(), elements(1..=2));
    assert_eq!(second_log.take(), elements(1..=1));
}
