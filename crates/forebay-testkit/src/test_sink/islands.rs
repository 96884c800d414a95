//! The islands in front of the boundaries of a stream under test, stepped with it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Budget, Context, Island, Ledger};

use crate::VirtualRuntime;
use crate::alarm::Alarm;

/// The islands in front of the boundaries, in stream order. They run when they are woken, nearest
/// to the sink first, each until its budget is spent, as in the engine.
#[derive(Default)]
pub(super) struct Islands(Vec<Tested>);

struct Tested {
    island: Island,
    alarm: Arc<Alarm>,
    waker: Waker,
    is_due: bool,
    has_ended: bool,
}

impl Islands {
    pub(super) fn add(&mut self, islands: Vec<Island>) {
        self.0.extend(islands.into_iter().map(|island| {
            let (alarm, waker) = Alarm::new();
            Tested {
                island,
                alarm,
                waker,
                is_due: true,
                has_ended: false,
            }
        }));
    }

    /// True if one of them wants to run.
    pub(super) fn is_due(&self) -> bool {
        self.0.iter().any(Tested::wants_to_run)
    }

    /// True if one of them has not ended.
    pub(super) fn is_open(&self) -> bool {
        self.0.iter().any(|tested| !tested.has_ended)
    }

    /// Runs each that wants to, once.
    pub(super) fn run_once(&mut self, budget: usize, runtime: &VirtualRuntime) {
        let mut born = Vec::new();
        for tested in self.0.iter_mut().rev() {
            if tested.wants_to_run() {
                born.append(&mut tested.run_once(budget, runtime));
            }
        }
        self.add(born);
    }

    pub(super) fn account(&self, ledger: &mut Ledger) {
        for tested in &self.0 {
            tested.island.account(ledger);
        }
    }
}

impl Tested {
    fn wants_to_run(&self) -> bool {
        !self.has_ended && (self.is_due || self.alarm.is_ringing())
    }

    fn run_once(&mut self, budget: usize, runtime: &VirtualRuntime) -> Vec<Island> {
        self.is_due = false;
        self.alarm.answer();
        let budget = Budget::new(budget);
        let mut cx = Context::new(&self.waker, &budget, runtime);
        let polled = catch_unwind(AssertUnwindSafe(|| self.island.poll_drain(&mut cx)));
        let polled = polled.unwrap_or_else(|payload| {
            // As in the engine, a panic ends the island; here it goes on to the test.
            self.has_ended = true;
            let cause = CancelCause::Failed(StreamError::panicked(&*payload));
            self.island.cancel(&cause);
            resume_unwind(payload)
        });
        match polled {
            Poll::Ready(ending) => {
                self.has_ended = true;
                assert!(
                    ending.as_ref().map_err(StreamError::kind).is_ok(),
                    "failures cross an edge, and an island completes all the same (law L4)"
                );
            },
            Poll::Pending => self.is_due = budget.is_spent(),
        }
        cx.materializer().take_islands()
    }
}
