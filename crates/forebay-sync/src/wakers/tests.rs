//! Wakers that misbehave, and the order of the others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Wake, Waker};

use super::{WakerSet, Wakes};
use crate::sync::Lock;

/// Writes down who was woken; panics if told so.
struct Caller {
    number: u8,
    panics: bool,
    woken: Arc<Lock<Vec<u8>>>,
}

impl Wake for Caller {
    fn wake(self: Arc<Self>) {
        self.woken.hold().push(self.number);
        assert!(!self.panics, "a waker panics");
    }
}

fn caller(woken: &Arc<Lock<Vec<u8>>>, number: u8, panics: bool) -> Waker {
    let woken = Arc::clone(woken);
    Waker::from(Arc::new(Caller {
        number,
        panics,
        woken,
    }))
}

#[test]
fn a_waker_that_panics_keeps_nobody_from_being_woken() {
    let woken = Arc::new(Lock::new(Vec::new()));
    let mut wakes = Wakes::new();
    wakes.add((0..4).map(|n| caller(&woken, n, n == 1)));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(wakes))).is_err());
    assert_eq!(*woken.hold(), [0, 1, 2, 3]);
}

#[test]
fn a_set_wakes_in_the_order_of_its_tickets() {
    let woken = Arc::new(Lock::new(Vec::new()));
    let mut set = WakerSet::default();
    let tickets: Vec<_> = (0..4)
        .map(|n| set.put(None, caller(&woken, n, false)).0)
        .collect();
    let (same, replaced) = set.put(Some(tickets[1]), caller(&woken, 9, false));
    assert!(same == tickets[1] && replaced.is_some());
    assert!(set.remove(tickets[2]).is_some() && set.remove(tickets[2]).is_none());
    let mut wakes = Wakes::new();
    set.rouse(&mut wakes);
    assert!(woken.hold().is_empty(), "not before they are dropped");
    drop(wakes);
    assert_eq!(*woken.hold(), [0, 9, 3]);
    set.rouse(&mut Wakes::new());
    assert_eq!(*woken.hold(), [0, 9, 3], "once");
}
