use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use forebay_protocol::CancelCause;
use futures::channel::oneshot;
use futures::task::{ArcWake, waker};

use super::Control;

/// Is kept by each waker of it, and counts nothing: who holds one shows by the count of its owners.
struct Task;

impl ArcWake for Task {
    fn wake_by_ref(_: &Arc<Self>) {}
}

fn poll(control: &mut Control, waker: &Waker) -> Poll<Result<CancelCause, oneshot::Canceled>> {
    control.poll(&mut Context::from_waker(waker))
}

fn task() -> (Arc<Task>, Waker) {
    let task = Arc::new(Task);
    (Arc::clone(&task), waker(task))
}

#[test]
fn a_cancel_is_found_by_whoever_asked_before() {
    let (canceller, control) = oneshot::channel();
    let mut control = Control::new(control);
    let (_task, waker) = task();
    for _ in 0..3 {
        assert!(poll(&mut control, &waker).is_pending());
    }
    assert!(canceller.send(CancelCause::Requested).is_ok());
    assert!(matches!(
        poll(&mut control, &waker),
        Poll::Ready(Ok(CancelCause::Requested))
    ));
}

#[test]
fn a_handle_that_is_gone_is_noticed() {
    let (canceller, control) = oneshot::channel();
    let mut control = Control::new(control);
    let (_task, waker) = task();
    for _ in 0..2 {
        assert!(poll(&mut control, &waker).is_pending());
    }
    drop(canceller);
    assert!(matches!(
        poll(&mut control, &waker),
        Poll::Ready(Err(oneshot::Canceled))
    ));
}

#[test]
fn another_waker_takes_the_place_of_the_first() {
    let (_canceller, control) = oneshot::channel();
    let mut control = Control::new(control);
    let ((before, first), (after, second)) = (task(), task());
    assert!(poll(&mut control, &first).is_pending());
    assert!(poll(&mut control, &second).is_pending());
    // This test has two of each: the task itself and the waker.
    assert_eq!(Arc::strong_count(&before), 2);
    assert!(Arc::strong_count(&after) > 2);
}
