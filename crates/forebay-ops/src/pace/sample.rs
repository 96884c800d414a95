//! `sample`: the newest element, once in a while.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

use super::newest::{Newest, NewestOutlet};

/// Emits the newest element at the end of each period.
#[derive(Clone, Debug)]
pub struct Sample {
    period: Duration,
    site: Site,
}

impl Sample {
    /// Takes a sample once in a `period`.
    ///
    /// # Panics
    /// If `period` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(period: Duration, site: Site) -> Self {
        assert!(
            !period.is_zero(),
            "sample(0s): a period takes some time; without one, leave it out"
        );
        Self { period, site }
    }
}

impl<T: Send> Operator<T> for Sample {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Sampling<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Sampling<U> {
        Sampling {
            upstream,
            fuse: Fuse::new(),
            deadline: Deadline::new(),
            periods: Periods {
                length: self.period,
                start: None,
                over: 0,
            },
            site: self.site,
            newest: Newest::new(),
        }
    }
}

/// `Sample` while it runs.
#[derive(Debug)]
pub struct Sampling<U: Stage> {
    upstream: U,
    fuse: Fuse,
    /// The end of a period, while an element is there and wanted.
    deadline: Deadline,
    periods: Periods,
    site: Site,
    newest: Newest<U::Out>,
}

/// Periods of equal length, from the first demand on.
#[derive(Debug)]
struct Periods {
    length: Duration,
    start: Option<Instant>,
    /// Those in which no further sample is taken.
    over: u128,
}

impl Periods {
    fn since_start(&self, now: Instant) -> u128 {
        let start = self.start.unwrap_or(now);
        now.saturating_duration_since(start).as_nanos()
    }

    /// A sample was taken, and stands for all periods that have ended.
    fn close(&mut self, now: Instant) {
        self.over = self.since_start(now) / self.length.as_nanos();
    }

    /// The next end of a period, which may be now.
    fn next_end(&self, now: Instant) -> Option<Instant> {
        let begun = self.since_start(now).div_ceil(self.length.as_nanos());
        let nanos = begun.max(self.over + 1) * self.length.as_nanos();
        let after = Duration::from_nanos(u64::try_from(nanos).ok()?);
        self.start?.checked_add(after)
    }
}

impl<U: Stage<Out: Send>> Sampling<U> {
    /// Emits the sample, if a period has ended that was waited for; else waits for the next end.
    fn sample<O: Outlet<U::Out>>(&mut self, now: Instant, cx: &mut Context<'_>, out: &mut O) {
        if self.newest.element.is_none() || out.demand().is_none() {
            self.deadline.clear();
            return;
        }
        if self.deadline.at().is_none()
            && let Some(end) = self.periods.next_end(now)
        {
            self.deadline.set(end);
        }
        if self.deadline.poll_at(now, cx).is_ready() {
            self.deadline.clear();
            self.periods.close(now);
            self.newest.release(out);
        }
    }
}

impl<U: Stage<Out: Send>> Stage for Sampling<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let now = cx.now();
        if self.periods.start.is_none() && !out.demand().is_none() {
            self.periods.start = Some(now);
        }
        let mut polled = Poll::Pending;
        if !self.fuse.has_ended() {
            let mut inlet = NewestOutlet {
                is_open: self.periods.start.is_some(),
                newest: &mut self.newest,
            };
            polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
            self.sample(now, cx, out);
        }
        if let Poll::Ready(Err(error)) = polled {
            self.deadline.clear();
            self.newest.discard();
            return Poll::Ready(Err(error));
        }
        if self.fuse.has_ended() {
            self.deadline.clear();
            self.newest.release(out);
            if self.newest.element.is_none() {
                return Poll::Ready(Ok(()));
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
        let reason = "a newer element came in the same period";
        ledger.enter(self.newest.account(self.site, "sample", reason));
    }
}
