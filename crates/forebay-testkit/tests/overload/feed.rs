//! A source that makes elements at its own pace.

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Ledger, Outlet, Stage};
use parking_lot::Mutex;

/// How often elements are made, and taken.
pub(crate) const TICK: Duration = Duration::from_millis(1);

/// Two minutes.
pub(crate) const TICKS: u64 = 120_000;

/// 100 000 a second.
pub(crate) const MADE_IN_TICK: u64 = 100;

/// An element: which one it is, and when it was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    pub(crate) number: u64,
    pub(crate) tick: u64,
}

/// Makes up to [`MADE_IN_TICK`] elements in each of [`TICKS`] ticks; what nobody takes within its
/// tick is not made.
pub(crate) struct Feed {
    /// Somebody asked the producer to pause.
    is_paused: Arc<Mutex<bool>>,
    tick: u64,
    left_in_tick: u64,
    made: u64,
    next: Deadline,
    site: Site,
}

impl Feed {
    pub(crate) fn new(is_paused: Arc<Mutex<bool>>) -> Self {
        Self {
            is_paused,
            tick: 0,
            left_in_tick: 0,
            made: 0,
            next: Deadline::new(),
            site: Site::caller("feed"),
        }
    }
}

impl Stage for Feed {
    type Out = Made;

    fn poll_run<O: Outlet<Made>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if self.next.at().is_none() {
            self.next.set(cx.now() + TICK);
        }
        if self.next.poll(cx).is_ready() {
            if self.tick == TICKS {
                return Poll::Ready(Ok(()));
            }
            self.tick += 1;
            self.left_in_tick = if *self.is_paused.lock() {
                0
            } else {
                MADE_IN_TICK
            };
            self.next.set(cx.now() + TICK);
            assert!(self.next.poll(cx).is_pending());
        }
        let (before, tick) = (self.made, self.tick);
        let numbers = before..before + self.left_in_tick;
        out.offer(numbers.map(|number| {
            self.made += 1;
            Made { number, tick }
        }));
        self.left_in_tick -= self.made - before;
        Poll::Pending
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.next.clear();
    }

    fn account(&self, ledger: &mut Ledger) {
        ledger.enter(Account::source(self.site, self.made, self.made));
    }
}
