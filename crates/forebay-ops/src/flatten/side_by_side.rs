//! An upstream and the streams that its elements become, side by side.

use std::collections::VecDeque;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Outlet, Stage, blame};

use super::breadth::Breadth;
use super::inner::Inner;
use super::slot::Ahead;
use super::slots::Slots;

/// An upstream, its elements that wait to become streams, and the streams.
pub(super) struct SideBySide<U: Stage, F: Inner<U::Out>> {
    upstream: U,
    fuse: Fuse,
    /// How the whole ends, once the streams are over and nothing is held.
    ending: Option<Result<(), StreamError>>,
    /// Downstream has wanted something, so upstream is read from now on.
    is_asked: bool,
    /// What upstream was last seen doing in this run.
    upstream_is: Upstream,
    /// There is room for the stream of each of them.
    incoming: VecDeque<U::Out>,
    /// Elements that never became streams, because of a cancel or a failure.
    refused: u64,
    f: F,
    site: Site,
    pub(super) slots: Slots<F::Stage>,
}

/// What upstream was last seen doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Upstream {
    /// It has not run yet.
    Due,
    /// It has emitted all there was room for.
    Sated,
    /// It waits for something, or has stopped because the budget is spent. It has seen room for
    /// so many more.
    Waiting { room: usize },
}

impl<U: Stage, F: Inner<U::Out>> SideBySide<U, F> {
    #[inline]
    pub(super) fn new(upstream: U, breadth: Breadth, f: F, site: Site) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            ending: None,
            is_asked: false,
            upstream_is: Upstream::Due,
            incoming: VecDeque::new(),
            refused: 0,
            f,
            site,
            slots: Slots::new(breadth, site),
        }
    }

    /// A run begins. Nothing is pulled before downstream has wanted something.
    #[inline]
    pub(super) fn begin<V, O: Outlet<V>>(&mut self, out: &O) {
        self.is_asked = self.is_asked || !out.demand().is_none();
        self.upstream_is = Upstream::Due;
    }

    /// Opens a slot for the stream of upstream's next element, if there is one and there is room.
    ///
    /// Runs upstream once in each run, so that it goes on with the work it has in flight also
    /// while there is no room (law L5), and as long as it uses up the room there is.
    #[inline]
    pub(super) fn open_next(&mut self, cx: &mut Context<'_>) -> Option<usize> {
        if self.incoming.is_empty() && !self.fuse.has_ended() {
            let is_due = match self.upstream_is {
                Upstream::Due => true,
                Upstream::Sated => self.room(cx) > 0,
                Upstream::Waiting { .. } => false,
            };
            if is_due {
                self.take_in(cx);
            }
        }
        self.open_incoming(cx)
    }

    /// As [`open_next`](Self::open_next), when there is nothing else to do: upstream waits for
    /// something, and has to know of the room there is now.
    #[inline]
    pub(super) fn show_room(&mut self, cx: &mut Context<'_>) -> Option<usize> {
        if let Upstream::Waiting { room } = self.upstream_is
            && !self.fuse.has_ended()
            && self.room(cx) > room
        {
            self.take_in(cx);
        }
        self.open_incoming(cx)
    }

    #[inline]
    fn open_incoming(&mut self, cx: &mut Context<'_>) -> Option<usize> {
        if cx.budget().is_spent() {
            return None;
        }
        let element = self.incoming.pop_front()?;
        // Streams may be empty, so each of them costs something.
        cx.budget().spend(1);
        let stage = blame(&self.site, || self.f.start(element, cx));
        Some(self.slots.open(stage))
    }

    /// How many elements upstream may emit now.
    #[inline]
    fn room(&self, cx: &Context<'_>) -> usize {
        if self.is_asked && !cx.budget().is_spent() {
            self.slots.room()
        } else {
            0
        }
    }

    #[inline]
    fn take_in(&mut self, cx: &mut Context<'_>) {
        let most = self.room(cx);
        let mut intake = Ahead {
            held: &mut self.incoming,
            most,
            count: &mut 0,
        };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut intake);
        let room = most.saturating_sub(self.incoming.len());
        self.upstream_is = if room == 0 {
            Upstream::Sated
        } else {
            Upstream::Waiting { room }
        };
        if let Poll::Ready(ending) = polled {
            self.ending = Some(ending);
        }
    }

    /// A stream has failed: what upstream would still become is not wanted any more.
    pub(super) fn fail(&mut self, error: StreamError) -> CancelCause {
        let cause = CancelCause::Failed(error.clone());
        self.ending = Some(Err(error));
        self.refuse();
        self.fuse.cancel(&mut self.upstream, &cause);
        cause
    }

    fn refuse(&mut self) {
        self.refused += self.incoming.len() as u64;
        self.incoming.clear();
    }

    /// The ending, once there is nothing left to wait for.
    #[inline]
    pub(super) fn take_ending(&mut self) -> Poll<Result<(), StreamError>> {
        let is_over = self.fuse.has_ended() && self.incoming.is_empty() && self.slots.is_empty();
        match self.ending.take_if(|_| is_over) {
            Some(ending) => Poll::Ready(ending),
            None => Poll::Pending,
        }
    }

    pub(super) fn cancel(&mut self, cause: &CancelCause) {
        self.refuse();
        self.slots.discard_all();
        self.slots.cancel_all(cause);
        self.fuse.cancel(&mut self.upstream, cause);
    }

    pub(super) fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        self.slots.account(self.refused, ledger);
    }

    pub(super) const fn site(&self) -> Site {
        self.site
    }
}
