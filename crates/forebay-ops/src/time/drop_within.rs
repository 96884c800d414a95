//! `drop_within`: what comes after a time.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Operator, Outlet, Stage};

use super::slices::{Sliced, Slices};

/// Drops what comes within a time, and emits what comes later.
#[derive(Clone, Copy, Debug)]
pub struct DropWithin {
    time: Duration,
}

impl DropWithin {
    /// Drops for this long, from the first run.
    #[inline]
    #[must_use]
    pub const fn new(time: Duration) -> Self {
        Self { time }
    }
}

/// The running stage of a [`DropWithin`].
#[derive(Debug)]
pub struct Dropping<U> {
    upstream: U,
    fuse: Fuse,
    time: Duration,
    phase: Phase,
    slices: Slices,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Ready,
    /// Until then; for ever if the clock cannot tell.
    Dropping(Option<Instant>),
    Passing,
}

impl<T> Operator<T> for DropWithin {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Dropping<U>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Dropping {
            upstream,
            fuse: Fuse::new(),
            time: self.time,
            phase: Phase::Ready,
            slices: Slices::new(),
        }
    }
}

impl<U: Stage> Dropping<U> {
    /// Runs upstream in slices and drops what comes, until it rests, ends, or the time is over.
    fn run_dropping<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Option<Poll<Result<(), StreamError>>> {
        let mut now = cx.now();
        loop {
            if let Phase::Ready = self.phase {
                self.phase = Phase::Dropping(now.checked_add(self.time));
            }
            if let Phase::Dropping(Some(until)) = self.phase
                && now >= until
            {
                self.phase = Phase::Passing;
                return None;
            }
            let upstream = (&mut self.fuse, &mut self.upstream);
            match self.slices.run(upstream, cx, &mut Swallowing { out }) {
                Sliced::Ended(ending) => return Some(Poll::Ready(ending)),
                Sliced::Rest => return Some(Poll::Pending),
                Sliced::More => {},
            }
            let before = now;
            now = cx.now();
            self.slices.took(before, now);
        }
    }
}

impl<U: Stage> Stage for Dropping<U> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if !matches!(self.phase, Phase::Passing)
            && let Some(polled) = self.run_dropping(cx, out)
        {
            return polled;
        }
        self.fuse.poll_run(&mut self.upstream, cx, out)
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

/// Wants what downstream wants, and drops what it gets.
struct Swallowing<'a, O> {
    out: &'a O,
}

impl<T, O: Outlet<T>> Outlet<T> for Swallowing<'_, O> {
    #[inline]
    fn demand(&self) -> Demand {
        self.out.demand()
    }

    #[inline]
    fn push(&mut self, element: T) {
        drop(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        if !self.out.demand().is_none() {
            elements.for_each(drop);
        }
    }
}
