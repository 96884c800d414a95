//! `tick`: an element per interval, if one is wanted.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Dropped, Ledger, Outlet, Stage, blame};

/// Emits clones of an element, one per interval, if one is wanted at that moment.
#[derive(Clone, Debug)]
pub struct Tick<T> {
    /// `None` once the stage was cancelled.
    element: Option<T>,
    initial_delay: Duration,
    interval: Duration,
    site: Site,
    next: Next,
    /// Set while a tick is waited for, which is while one is wanted.
    deadline: Deadline,
    emitted: u64,
    missed: u64,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    /// The first run is yet to come.
    NotBegun,
    At(Instant),
    /// Beyond what the clock can tell.
    Never,
}

impl<T> Tick<T> {
    /// The first tick comes `initial_delay` after the first run, each other an `interval` later.
    ///
    /// # Panics
    /// If `interval` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(initial_delay: Duration, interval: Duration, element: T, site: Site) -> Self {
        assert!(!interval.is_zero(), "tick: the interval is zero");
        Self {
            element: Some(element),
            initial_delay,
            interval,
            site,
            next: Next::NotBegun,
            deadline: Deadline::new(),
            emitted: 0,
            missed: 0,
        }
    }

    /// The tick that is due at `now`, given that `next` was the next one and is not later. Counts
    /// those that were missed before it.
    fn due(&mut self, next: Instant, now: Instant) -> Option<Instant> {
        let was_waited_for = self.deadline.at().is_some();
        let (late, interval) = ((now - next).as_nanos(), self.interval.as_nanos());
        let ticks = if was_waited_for {
            // This run is late; one tick is emitted for all that were waited for.
            late / interval
        } else {
            // What nobody wanted at its time nobody gets now.
            late.div_ceil(interval)
        };
        self.missed += u64::try_from(ticks).unwrap_or(u64::MAX);
        let tick = next.checked_add(Duration::from_nanos_u128(ticks * interval));
        self.next = tick.into();
        tick.filter(|tick| *tick <= now)
    }
}

impl From<Option<Instant>> for Next {
    fn from(at: Option<Instant>) -> Self {
        at.map_or(Self::Never, Self::At)
    }
}

impl<T: Clone + Send> Stage for Tick<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let (is_wanted, begins) = (!out.demand().is_none(), matches!(self.next, Next::NotBegun));
        if !is_wanted && !begins {
            self.deadline.clear();
            return Poll::Pending;
        }
        let now = cx.now();
        if begins {
            self.next = now.checked_add(self.initial_delay).into();
        }
        if is_wanted
            && let Next::At(next) = self.next
            && now >= next
            && let Some(tick) = self.due(next, now)
            && let Some(element) = &self.element
        {
            let element = blame(&self.site, || element.clone());
            self.emitted += 1;
            self.next = tick.checked_add(self.interval).into();
            cx.budget().spend(1);
            out.push(element);
        }
        match self.next {
            Next::At(next) if !out.demand().is_none() => {
                self.deadline.set(next);
                let _later = self.deadline.poll_at(now, cx);
            },
            _ => self.deadline.clear(),
        }
        Poll::Pending
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.element = None;
        self.deadline.clear();
    }

    fn account(&self, ledger: &mut Ledger) {
        let missed = Dropped {
            policy: "tick",
            reason: "nobody asked in time",
            count: self.missed,
        };
        let account = Account::source(self.site, self.emitted + self.missed, self.emitted);
        ledger.enter(account.with_dropped(missed));
    }
}
