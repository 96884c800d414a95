//! `debounce`: the last element before a silence.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

use super::newest::{Newest, NewestOutlet};

/// Emits an element when none has come for some time after it.
#[derive(Clone, Debug)]
pub struct Debounce {
    silence: Duration,
    site: Site,
}

impl Debounce {
    /// Waits for a silence of this length.
    #[inline]
    #[must_use]
    pub const fn new(silence: Duration, site: Site) -> Self {
        Self { silence, site }
    }
}

impl<T: Send> Operator<T> for Debounce {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Debouncing<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Debouncing<U> {
        Debouncing {
            upstream,
            fuse: Fuse::new(),
            failure: None,
            silence: self.silence,
            deadline: Deadline::new(),
            has_begun: false,
            site: self.site,
            newest: Newest::new(),
        }
    }
}

/// `Debounce` while it runs.
#[derive(Debug)]
pub struct Debouncing<U: Stage> {
    upstream: U,
    fuse: Fuse,
    /// Upstream has failed, behind an element that was followed by silence.
    failure: Option<StreamError>,
    silence: Duration,
    deadline: Deadline,
    /// Downstream has asked for the first time.
    has_begun: bool,
    site: Site,
    newest: Newest<U::Out>,
}

impl<U: Stage<Out: Send>> Debouncing<U> {
    /// True if nothing has come for long enough.
    fn is_settled(&self, now: Instant) -> bool {
        self.deadline.at().is_some_and(|at| at <= now)
    }

    fn run_upstream(
        &mut self,
        now: Instant,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), StreamError>> {
        let before = self.newest.received();
        let mut inlet = NewestOutlet {
            is_open: self.has_begun,
            newest: &mut self.newest,
        };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        if self.newest.received() > before {
            match now.checked_add(self.silence) {
                Some(at) => self.deadline.set(at),
                None => self.deadline.clear(),
            }
        }
        polled
    }
}

impl<U: Stage<Out: Send>> Stage for Debouncing<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let now = cx.now();
        self.has_begun |= !out.demand().is_none();
        // The silence was there before whatever comes now.
        if self.is_settled(now) {
            self.newest.release(out);
        }
        if !self.fuse.has_ended() {
            let was_settled = self.is_settled(now);
            let polled = self.run_upstream(now, cx);
            if let Poll::Ready(Err(error)) = polled {
                if was_settled && self.is_settled(now) {
                    self.failure = Some(error);
                } else {
                    self.newest.discard();
                    self.deadline.clear();
                    return Poll::Ready(Err(error));
                }
            }
        }
        if self.fuse.has_ended() || self.is_settled(now) {
            self.newest.release(out);
        }
        if self.newest.element.is_none() {
            self.deadline.clear();
            if self.fuse.has_ended() {
                return Poll::Ready(self.failure.take().map_or(Ok(()), Err));
            }
        } else if !self.is_settled(now) {
            // Without demand no timer is needed: whoever asks runs this again.
            if !out.demand().is_none() {
                let _waiting = self.deadline.poll_at(now, cx);
            }
        }
        Poll::Pending
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.deadline.clear();
        self.newest.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        let reason = "a newer element came before the silence was over";
        ledger.enter(self.newest.account(self.site, "debounce", reason));
    }
}
