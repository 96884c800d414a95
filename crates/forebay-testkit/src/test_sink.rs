//! `TestSink`: drives a source step by step.

mod inbox;
mod islands;

use std::fmt;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Budget, Context, Island, Ledger, Materializer, Stage};

use self::inbox::Inbox;
use self::islands::Islands;
use crate::VirtualRuntime;
use crate::alarm::Alarm;

/// What a run may move before it is asked to return; as in the engine.
const BUDGET: usize = 4096;

/// So many runs without a delivered element are not silence but a stage that spins.
const FRUITLESS_RUNS_MAX: usize = 100_000;

/// Drives a source step by step, on this thread, so that silence is exact.
///
/// It asks for nothing on its own. [`run`](Self::run) runs the stages as an engine would: only
/// when there is a reason to, which is a first run, new demand, a wake-up or a spent budget,
/// and until there is none. What has not arrived then will not arrive by itself.
///
/// It checks what any consumer may rely on, and panics with the number of the law: no element
/// without demand (L1), books that balance at the end (L2). Panics of user code pass through to
/// the test. Dropping the sink drops the stages, which cancels them.
///
/// ```
/// use forebay_dsl::Source;
/// use forebay_testkit::TestSink;
///
/// let mut sink = TestSink::of(Source::iter(1..=3));
/// sink.request(2);
/// sink.run();
/// assert_eq!(sink.take(), [1, 2]);
/// assert!(sink.ending().is_none());
///
/// sink.request(1);
/// sink.run();
/// assert_eq!(sink.take(), [3]);
/// assert!(matches!(sink.ending(), Some(Ok(()))));
/// ```
pub struct TestSink<S: Stage> {
    stage: S,
    islands: Islands,
    site: Site,
    inbox: Inbox<S::Out>,
    alarm: Arc<Alarm>,
    waker: Waker,
    runtime: VirtualRuntime,
    budget: usize,
    /// There is a reason to run that the alarm does not know of.
    is_due: bool,
    phase: Phase,
}

enum Phase {
    Open,
    Ended(Result<(), StreamError>),
    Cancelled,
}

/// Where one run of the stages stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The stream has ended; see [`TestSink::ending`].
    Ended,
    /// The budget is spent: the stages want to run again, and nobody will wake them.
    Spent,
    /// All demand is fulfilled.
    Blocked,
    /// There is demand and nothing came: the stages wait for something outside.
    Waiting,
}

impl<S: Stage> TestSink<S> {
    /// A sink behind `source`.
    #[must_use]
    #[track_caller]
    pub fn of<P>(source: Source<S::Out, (), P>) -> Self
    where
        P: SourcePart<Out = S::Out, Mat = (), Stage = S>,
    {
        Self::with_value(source).0
    }

    /// A sink behind `source`, and the materialized value of the source.
    #[must_use]
    #[track_caller]
    pub fn with_value<M, P>(source: Source<S::Out, M, P>) -> (Self, M)
    where
        P: SourcePart<Out = S::Out, Mat = M, Stage = S>,
    {
        let mut materializer = Materializer::new();
        let (stage, value) = source.materialize(&mut materializer);
        let sink = Self::behind(stage).with_islands(materializer.take_islands());
        (sink, value)
    }

    /// A sink behind a running stage.
    #[must_use]
    #[track_caller]
    pub fn behind(stage: S) -> Self {
        let (alarm, waker) = Alarm::new();
        Self {
            stage,
            islands: Islands::default(),
            site: Site::caller("test sink"),
            inbox: Inbox::default(),
            alarm,
            waker,
            runtime: VirtualRuntime::new(0),
            budget: BUDGET,
            is_due: true,
            phase: Phase::Open,
        }
    }

    /// The same sink, with the islands that its stages need, in stream order.
    #[must_use]
    pub fn with_islands(mut self, islands: Vec<Island>) -> Self {
        self.islands.add(islands);
        self
    }

    /// The same sink, running with a budget of this many elements; 4096 unless told.
    ///
    /// # Panics
    /// If `budget` is zero.
    #[must_use]
    #[track_caller]
    pub fn with_budget(mut self, budget: usize) -> Self {
        assert!(
            budget > 0,
            "with_budget(0): a run may move at least one element"
        );
        self.budget = budget;
        self
    }

    /// Asks for `count` more elements. They come when the stages run.
    ///
    /// # Panics
    /// If `count` is zero.
    #[track_caller]
    pub fn request(&mut self, count: u64) {
        assert!(
            count > 0,
            "request(0): a request asks for at least one element (rule 3.9)"
        );
        self.request_demand(Demand::Bounded(count));
    }

    /// Asks for all there is.
    pub fn request_unbounded(&mut self) {
        self.request_demand(Demand::Unbounded);
    }

    fn request_demand(&mut self, more: Demand) {
        self.inbox.request(more);
        self.is_due = true;
    }

    /// Runs the stages until nothing moves any more.
    ///
    /// # Panics
    /// If a law is broken, if the stages never come to rest, or if user code panics.
    #[track_caller]
    pub fn run(&mut self) -> Step {
        let mut fruitless = 0;
        let mut step = self.at_rest();
        loop {
            let received = self.inbox.received();
            if self.is_open() && (self.alarm.is_ringing() || self.is_due) {
                step = self.poll_once(self.budget);
                self.is_due |= step == Step::Spent;
            } else if self.islands.is_due() {
                self.run_islands(self.budget);
            } else {
                break;
            }
            fruitless = if self.inbox.received() == received {
                fruitless + 1
            } else {
                0
            };
            assert!(
                fruitless < FRUITLESS_RUNS_MAX,
                "the stages ran {fruitless} times without an element or an end and still ask \
                 to run again (law L5)",
            );
        }
        step
    }

    /// Lets time pass, and runs the stages whenever a timer of theirs is due on the way.
    ///
    /// # Panics
    /// As [`run`](Self::run).
    #[track_caller]
    pub fn advance(&mut self, by: Duration) -> Step {
        self.advance_up_to(by);
        self.run()
    }

    /// As [`advance`](Self::advance), but what is due at the end of that time is only woken.
    #[track_caller]
    pub(crate) fn advance_up_to(&mut self, by: Duration) {
        let until = self.runtime.elapsed() + by;
        self.run();
        while let Some(wait) = self.runtime.next_timer()
            && self.runtime.elapsed() + wait < until
        {
            self.runtime.advance(wait);
            self.run();
        }
        self.runtime.advance(until - self.runtime.elapsed());
    }

    /// Lets time pass to the next timer of the stages and runs them, until they are at rest with
    /// no timer set: what has not come then waits for somebody outside.
    ///
    /// # Panics
    /// As [`run`](Self::run), and if timers are set again for ever.
    #[track_caller]
    pub fn settle(&mut self) -> Step {
        let mut step = self.run();
        let mut waits = 0;
        while let Some(wait) = self.runtime.next_timer() {
            step = self.advance(wait);
            waits += 1;
            assert!(
                waits < FRUITLESS_RUNS_MAX,
                "the stages have waited for {waits} timers and still set one more (law L5)"
            );
        }
        step
    }

    /// How much time has passed on the clock of the stages.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.runtime.elapsed()
    }

    /// The runtime of the stages.
    #[must_use]
    pub fn runtime(&self) -> &VirtualRuntime {
        &self.runtime
    }

    /// Drops the stages, and gives the runtime that they ran on.
    pub(crate) fn into_runtime(self) -> VirtualRuntime {
        self.runtime
    }

    /// Runs the stages once, whether they have a reason to or not, and then each island in front
    /// of them that has one. Does nothing after the end.
    ///
    /// # Panics
    /// If a law is broken or if user code panics.
    #[track_caller]
    pub fn poll_once(&mut self, elements: usize) -> Step {
        if !self.is_open() {
            return Step::Ended;
        }
        self.is_due = false;
        self.alarm.answer();
        let budget = Budget::new(elements);
        let mut cx = Context::new(&self.waker, &budget, &self.runtime);
        let polled = self.stage.poll_run(&mut cx, &mut self.inbox);
        self.islands.add(cx.materializer().take_islands());
        let step = match polled {
            Poll::Ready(ending) => {
                self.phase = Phase::Ended(ending);
                self.check_books("ended");
                Step::Ended
            },
            Poll::Pending if budget.is_spent() => Step::Spent,
            Poll::Pending => self.at_rest(),
        };
        if self.islands.is_due() {
            self.run_islands(elements);
        }
        step
    }

    /// Runs each island that wants to, once.
    #[track_caller]
    fn run_islands(&mut self, budget: usize) {
        self.islands.run_once(budget, &self.runtime);
        if !self.is_open() {
            self.check_books("ended, and its islands with it");
        }
    }

    fn at_rest(&self) -> Step {
        match self.phase {
            Phase::Open if self.inbox.demand().is_none() => Step::Blocked,
            Phase::Open => Step::Waiting,
            Phase::Ended(_) | Phase::Cancelled => Step::Ended,
        }
    }

    /// The elements that came since the last call.
    #[must_use]
    pub fn take(&mut self) -> Vec<S::Out> {
        self.inbox.take()
    }

    /// How many elements came since the beginning.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.inbox.received()
    }

    /// The demand that is still open.
    #[must_use]
    pub fn demand(&self) -> Demand {
        self.inbox.demand()
    }

    /// How the stream ended, if it did. A cancel is not an ending of the stream.
    #[must_use]
    pub fn ending(&self) -> Option<&Result<(), StreamError>> {
        match &self.phase {
            Phase::Ended(ending) => Some(ending),
            Phase::Open | Phase::Cancelled => None,
        }
    }

    /// True if the stream has neither ended nor been cancelled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open)
    }

    /// True if the stages were woken and have not run since.
    #[must_use]
    pub fn is_woken(&self) -> bool {
        self.alarm.is_ringing() || self.islands.is_due()
    }

    /// Cancels the stages, which stay for their [`ledger`](Self::ledger).
    ///
    /// When the stream is over, nothing is cancelled: nothing may follow an end (law L4).
    ///
    /// # Panics
    /// If the books do not balance afterwards (law L2).
    #[track_caller]
    pub fn cancel(&mut self, cause: &CancelCause) {
        if self.is_open() {
            self.phase = Phase::Cancelled;
            self.stage.cancel(cause);
            // Islands learn of it when they run, and it is no run of the stages.
            while self.islands.is_due() {
                self.run_islands(self.budget);
            }
            self.check_books("was cancelled");
        }
    }

    /// The books as they stand now, this sink's account included.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        self.islands.account(&mut ledger);
        self.stage.account(&mut ledger);
        ledger.enter(Account::sink(self.site, self.inbox.received()));
        ledger
    }

    /// Unwinds when the next element comes, as a panic of user code below would.
    pub(crate) fn unwind_at_next_element(&mut self) {
        self.inbox.unwind_at_next_element();
    }

    #[track_caller]
    fn check_books(&self, how: &str) {
        if self.islands.is_open() {
            // What they have made and not moved into their edge is in no account yet.
            return;
        }
        let ledger = self.ledger();
        assert!(ledger.is_balanced(), "when the stream {how}:\n{ledger}");
    }
}

impl<S: Stage> fmt::Debug for TestSink<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestSink")
            .field("received", &self.inbox.received())
            .field("demand", &self.inbox.demand())
            .field("ending", &self.ending())
            .finish_non_exhaustive()
    }
}
