//! An operator that makes a stream's pace uneven.

use std::task::Poll;
use std::time::Duration;

use fastrand::Rng;
use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

/// Lets a few elements pass, then waits for a while, by chance. It holds nothing and changes
/// nothing but the time at which elements come.
#[derive(Clone, Debug)]
pub struct Pace {
    chance: Rng,
}

impl Pace {
    pub(super) fn new(chance: Rng) -> Self {
        Self { chance }
    }
}

impl<T> Operator<T> for Pace {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Paced<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Paced<U> {
        Paced {
            upstream,
            fuse: Fuse::new(),
            chance: self.chance,
            pause: Deadline::new(),
            left: 0,
        }
    }
}

/// `Pace` while it runs.
#[derive(Debug)]
pub struct Paced<U> {
    upstream: U,
    fuse: Fuse,
    chance: Rng,
    pause: Deadline,
    /// How many elements pass before the next pause.
    left: u64,
}

impl<U: Stage> Stage for Paced<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if self.left == 0 && !out.demand().is_none() {
            if self.pause.at().is_none() {
                let micros = [0, 0, 1, 10, 1_000][self.chance.usize(..5)];
                self.pause.set(cx.now() + Duration::from_micros(micros));
            }
            if self.pause.poll(cx).is_ready() {
                self.pause.clear();
                self.left = self.chance.u64(1..=5);
            }
        }
        let mut inlet = Gate {
            out,
            left: &mut self.left,
        };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        if polled.is_ready() {
            self.pause.clear();
        } else if self.left == 0 && self.pause.at().is_none() && !out.demand().is_none() {
            // The next pause begins with the next run.
            cx.waker().wake_by_ref();
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.pause.clear();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

struct Gate<'a, O> {
    out: &'a mut O,
    left: &'a mut u64,
}

impl<T, O: Outlet<T>> Outlet<T> for Gate<'_, O> {
    fn demand(&self) -> Demand {
        self.out.demand().at_most(*self.left)
    }

    fn push(&mut self, element: T) {
        *self.left -= 1;
        self.out.push(element);
    }
}
