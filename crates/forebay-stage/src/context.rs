//! What a stage may know and use while it runs.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::task::Waker;

use crate::Runtime;

/// What a stage may know and use during one run: its waker, the island's budget, the runtime.
pub struct Context<'a> {
    waker: &'a Waker,
    budget: &'a Budget,
    runtime: Option<&'a dyn Runtime>,
}

impl<'a> Context<'a> {
    /// A context for one run. `runtime` is `None` when the stages run in the caller's task.
    #[inline]
    #[must_use]
    pub fn new(waker: &'a Waker, budget: &'a Budget, runtime: Option<&'a dyn Runtime>) -> Self {
        Self {
            waker,
            budget,
            runtime,
        }
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

    /// Runs a job that blocks (file reads, for one) away from the island.
    ///
    /// On a runtime the job goes to its blocking threads; in the caller's task it gets a
    /// thread of its own.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        match self.runtime {
            Some(runtime) => runtime.spawn_blocking(job),
            None => std::thread::Builder::new()
                .name("forebay-blocking".to_owned())
                .spawn(job)
                .map(drop),
        }
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("budget", self.budget)
            .field("in_callers_task", &self.runtime.is_none())
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
