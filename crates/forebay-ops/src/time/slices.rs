//! Runs in slices, with a look at the clock after each.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::StreamError;
use forebay_stage::{Context, Fuse, Outlet, Stage};

/// As many elements as an island moves before it lets others run.
const LONGEST: usize = 4096;
/// How long a slice is to take: little against what users limit, and long against reading a clock.
const AIM: Duration = Duration::from_micros(100);

/// How many elements are moved between two looks at the clock.
///
/// A run may have a budget without end, and a source that is always ready uses it: whoever only
/// looks at the clock between runs would never see it. Looking at it for each element would cost
/// more than most elements do. So upstream runs in slices, and their length follows the time that
/// they take.
#[derive(Debug)]
pub(super) struct Slices {
    length: usize,
}

/// Where a slice of a run stopped.
pub(super) enum Sliced {
    /// Upstream has ended.
    Ended(Result<(), StreamError>),
    /// Upstream goes on as soon as it is asked to.
    More,
    /// Upstream waits, or the budget of this run is spent.
    Rest,
}

impl Slices {
    pub(super) const fn new() -> Self {
        Self { length: 64 }
    }

    /// Runs `upstream` for one slice.
    #[inline]
    pub(super) fn run<U: Stage, O: Outlet<U::Out>>(
        &self,
        (fuse, upstream): (&mut Fuse, &mut U),
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Sliced {
        let (polled, is_spent) = cx.with_budget(self.length, |cx| {
            let polled = fuse.poll_run(upstream, cx, out);
            (polled, cx.budget().is_spent())
        });
        match polled {
            Poll::Ready(ending) => Sliced::Ended(ending),
            Poll::Pending if is_spent && !cx.budget().is_spent() => Sliced::More,
            Poll::Pending => Sliced::Rest,
        }
    }

    /// A whole slice has taken from `before` to `after`.
    pub(super) fn took(&mut self, before: Instant, after: Instant) {
        let took = after.saturating_duration_since(before);
        if took < AIM / 2 {
            self.length = (self.length * 2).min(LONGEST);
        } else if took > AIM * 2 {
            self.length = (self.length / 2).max(1);
        }
    }
}
