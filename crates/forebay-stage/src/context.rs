//! What a stage may know and use while it runs.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::mem;
use std::task::Waker;
use std::time::Instant;

use crate::{Materializer, Runtime};

/// What a stage may know and use during one run: its waker, the island's budget, the runtime.
pub struct Context<'a> {
    waker: &'a Waker,
    budget: &'a Budget,
    runtime: &'a dyn Runtime,
    materializer: Materializer,
}

impl<'a> Context<'a> {
    /// A context for one run.
    #[inline]
    #[must_use]
    pub fn new(waker: &'a Waker, budget: &'a Budget, runtime: &'a dyn Runtime) -> Self {
        Self {
            waker,
            budget,
            runtime,
            materializer: Materializer::new(),
        }
    }

    /// Runs stages that wake somebody else: those of a substream, which is told apart from its
    /// siblings by its waker. All else is shared, the budget too.
    #[inline]
    pub fn with_waker<R>(&mut self, waker: &Waker, run: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let mut inner = Inner {
            cx: Context {
                waker,
                budget: self.budget,
                runtime: self.runtime,
                materializer: mem::take(&mut self.materializer),
            },
            outer: &mut self.materializer,
        };
        run(&mut inner.cx)
    }

    /// Runs stages with a budget of their own, of at most `elements`; what they spend is taken off
    /// this run's. For stages that have to look at something in between, such as the clock: a run
    /// may have a budget without end.
    ///
    /// When the inner budget is spent the stages want to run again, and nobody will wake them.
    #[inline]
    pub fn with_budget<R>(
        &mut self,
        elements: usize,
        run: impl FnOnce(&mut Context<'_>) -> R,
    ) -> R {
        let given = elements.min(self.budget.left());
        let budget = Budget::new(given);
        let mut inner = Inner {
            cx: Context {
                waker: self.waker,
                budget: &budget,
                runtime: self.runtime,
                materializer: mem::take(&mut self.materializer),
            },
            outer: &mut self.materializer,
        };
        let result = run(&mut inner.cx);
        drop(inner);
        self.budget.spend((given - budget.left()) as u64);
        result
    }

    /// For stages that make stages of blueprints while they run. The islands that are left in it
    /// are run by whoever runs this one.
    #[inline]
    pub fn materializer(&mut self) -> &mut Materializer {
        &mut self.materializer
    }

    /// The waker of the island. Register it when, and only when, waiting for something outside.
    #[inline]
    #[must_use]
    pub fn waker(&self) -> &'a Waker {
        self.waker
    }

    /// A context as `std` knows it, for polling futures and streams.
    #[inline]
    #[must_use]
    pub fn task(&self) -> std::task::Context<'a> {
        std::task::Context::from_waker(self.waker)
    }

    /// How many elements may still be moved in this run of the island.
    #[inline]
    #[must_use]
    pub fn budget(&self) -> &'a Budget {
        self.budget
    }

    /// The runtime. Runs in the caller's task have one too, for time and blocking jobs.
    #[inline]
    #[must_use]
    pub fn runtime(&self) -> &'a dyn Runtime {
        self.runtime
    }

    /// The time on the runtime's clock. Reading it takes about as long as moving fifty elements:
    /// once a run is fine, once an element is not.
    #[inline]
    #[must_use]
    pub fn now(&self) -> Instant {
        self.runtime.now()
    }

    /// Runs a job that blocks (file reads, for one) away from the island.
    ///
    /// On a runtime the job goes to its blocking threads; in the caller's task it gets a
    /// thread of its own.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        self.runtime.spawn_blocking(job)
    }
}

/// A context within another one. Gives islands back also when a panic unwinds: their elements are
/// not to be dropped then, as one more panic would end the process.
struct Inner<'a, 'o> {
    cx: Context<'a>,
    outer: &'o mut Materializer,
}

impl Drop for Inner<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        *self.outer = mem::take(&mut self.cx.materializer);
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("budget", self.budget)
            .field("materializer", &self.materializer)
            .finish_non_exhaustive()
    }
}

/// How many elements an island may move before it lets others run.
///
/// Whoever *makes* elements (a source, an operator that turns one into many) spends it, a
/// slice at a time; operators that pass elements on do not. When it is spent the island
/// returns to its executor and asks to be polled again.
pub struct Budget {
    left: Cell<usize>,
}

impl Budget {
    /// A budget of this many elements.
    #[inline]
    #[must_use]
    pub const fn new(elements: usize) -> Self {
        Self {
            left: Cell::new(elements),
        }
    }

    /// How many elements may still be moved.
    #[inline]
    #[must_use]
    pub fn left(&self) -> usize {
        self.left.get()
    }

    /// True if the island has to stop here and let others run.
    #[inline]
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Takes `elements` off the budget; stops at zero.
    #[inline]
    pub fn spend(&self, elements: u64) {
        let elements = usize::try_from(elements).unwrap_or(usize::MAX);
        self.left.set(self.left.get().saturating_sub(elements));
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Budget({} left)", self.left.get())
    }
}
