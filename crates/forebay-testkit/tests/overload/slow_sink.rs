//! A sink that takes elements at its own pace, and looks at them.

use std::sync::Arc;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Outlet, SinkOperator, SinkStage, Stage};
use parking_lot::Mutex;

use crate::feed::{Made, TICK, TICKS};

/// 50 000 a second.
pub(crate) const TAKEN_IN_TICK: u64 = 50;

/// What a sink saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The number that should come next.
    next: u64,
    /// How often elements were missing between one and the next.
    pub(crate) gaps: u64,
    pub(crate) longest_gap: u64,
    /// How many ticks after its making an element came, at most, while others were made.
    pub(crate) oldest: u64,
    /// How many elements were between source and sink at the end of a run, at most.
    pub(crate) resident: i128,
}

impl Seen {
    fn look(&mut self, made: Made, tick: u64) {
        let missing = made.number - self.next;
        self.gaps += u64::from(missing > 0);
        self.longest_gap = self.longest_gap.max(missing);
        self.next = made.number + 1;
        if tick <= TICKS {
            self.oldest = self.oldest.max(tick - made.tick);
        }
    }
}

/// Takes up to [`TAKEN_IN_TICK`] elements in each tick.
pub(crate) struct SlowSink {
    seen: Arc<Mutex<Seen>>,
    site: Site,
}

impl SlowSink {
    pub(crate) fn new(seen: Arc<Mutex<Seen>>) -> Self {
        Self {
            seen,
            site: Site::caller("slow sink"),
        }
    }
}

impl SinkOperator<Made> for SlowSink {
    type Output = ();
    type Stage<U: Stage<Out = Made>> = Slow<U>;

    fn site(&self) -> Site {
        self.site
    }

    fn attach<U: Stage<Out = Made>>(self, upstream: U) -> Slow<U> {
        Slow {
            upstream,
            fuse: Fuse::new(),
            next: Deadline::new(),
            taking: Taking {
                seen: Seen::default(),
                tick: 0,
                wanted: 0,
            },
            home: self.seen,
        }
    }
}

pub(crate) struct Slow<U> {
    upstream: U,
    fuse: Fuse,
    next: Deadline,
    taking: Taking,
    home: Arc<Mutex<Seen>>,
}

struct Taking {
    seen: Seen,
    tick: u64,
    wanted: u64,
}

impl Outlet<Made> for Taking {
    fn demand(&self) -> Demand {
        Demand::Bounded(self.wanted)
    }

    fn push(&mut self, made: Made) {
        self.wanted -= 1;
        self.seen.look(made, self.tick);
    }
}

impl<U: Stage<Out = Made>> SinkStage for Slow<U> {
    type Output = ();

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        if self.next.at().is_none() {
            self.next.set(cx.now() + TICK);
        }
        if self.next.poll(cx).is_ready() {
            self.taking.tick += 1;
            self.taking.wanted = TAKEN_IN_TICK;
            self.next.set(cx.now() + TICK);
            assert!(self.next.poll(cx).is_pending());
        }
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut self.taking);
        let mut ledger = Ledger::default();
        self.upstream.account(&mut ledger);
        let resident = ledger.accounts().iter().map(|account| account.missing());
        let seen = &mut self.taking.seen;
        seen.resident = seen.resident.max(resident.sum());
        if polled.is_ready() {
            *self.home.lock() = seen.clone();
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}
