//! A `futures::Sink` that does what a test says, keeps what it gets, and holds its caller to the
//! contract: `start_send` only after `poll_ready` said yes, nothing after an error or the end.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures::Sink;
use parking_lot::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Ready,
    Send,
    Flush,
    Close,
}

/// The sink. Takes as many elements as the test has made room for.
pub(crate) struct Mouth<T>(Stomach<T>);

/// The test's view of a [`Mouth`].
pub(crate) struct Stomach<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    elements: Vec<T>,
    calls: Vec<Call>,
    room: usize,
    /// The call that fails, and how often it is called before.
    fails: Option<(Call, usize)>,
    /// A call that stays pending until the test takes this away.
    stuck: Option<Call>,
    is_ready: bool,
    is_over: bool,
    is_dropped: bool,
    waker: Option<Waker>,
}

impl<T> Mouth<T> {
    pub(crate) fn new() -> (Self, Stomach<T>) {
        let stomach = Stomach(Arc::new(Mutex::new(State {
            elements: Vec::new(),
            calls: Vec::new(),
            room: usize::MAX,
            fails: None,
            stuck: None,
            is_ready: false,
            is_over: false,
            is_dropped: false,
            waker: None,
        })));
        (Self(stomach.clone()), stomach)
    }
}

impl<T> Clone for Stomach<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Stomach<T> {
    pub(crate) fn make_room(&self, room: usize) {
        let waker = {
            let mut state = self.0.lock();
            state.room = room;
            state.stuck = None;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn fail_at(&self, call: Call, after: usize) {
        self.0.lock().fails = Some((call, after));
    }

    pub(crate) fn stick_at(&self, call: Call) {
        self.0.lock().stuck = Some(call);
    }

    pub(crate) fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().elements)
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.lock().calls)
    }

    pub(crate) fn is_dropped(&self) -> bool {
        self.0.lock().is_dropped
    }
}

impl<T> State<T> {
    fn call(&mut self, call: Call, cx: Option<&Context<'_>>) -> Poll<Result<(), String>> {
        assert!(!self.is_over, "{call:?} after an error or the end");
        self.calls.push(call);
        if let Some((failing, after)) = &mut self.fails
            && *failing == call
        {
            if *after == 0 {
                self.is_over = true;
                return Poll::Ready(Err(format!("{call:?} failed")));
            }
            *after -= 1;
        }
        if self.stuck == Some(call) || (call == Call::Ready && self.room == 0) {
            self.waker = cx.map(|cx| cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }
}

impl<T> Sink<T> for Mouth<T> {
    type Error = String;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        let mut state = self.0.0.lock();
        let polled = state.call(Call::Ready, Some(cx));
        state.is_ready = polled == Poll::Ready(Ok(()));
        polled
    }

    fn start_send(self: Pin<&mut Self>, element: T) -> Result<(), String> {
        let mut state = self.0.0.lock();
        assert!(state.is_ready, "start_send without poll_ready");
        state.is_ready = false;
        if let Poll::Ready(Err(error)) = state.call(Call::Send, None) {
            return Err(error);
        }
        state.room -= 1;
        state.elements.push(element);
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        self.0.0.lock().call(Call::Flush, Some(cx))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        let mut state = self.0.0.lock();
        let polled = state.call(Call::Close, Some(cx));
        state.is_over = polled.is_ready();
        polled
    }
}

impl<T> Drop for Mouth<T> {
    fn drop(&mut self) {
        self.0.0.lock().is_dropped = true;
    }
}
