//! What operators have in common whose two sides go at their own pace.

use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Account, Budget, Context, Fuse, Ledger, Outlet, Stage};

/// In a run in which nobody wants anything, so many elements are taken at most.
///
/// A source that always has another one would else never let the run end, and what is below
/// would never get to say that it wants more, or that it is over.
const SURPLUS: usize = 1024;

/// What an operator does with elements that nobody wants yet.
///
/// [`Detached`] turns it into a [`Stage`]. Elements that are wanted pass straight through. The
/// others are kept, but only as many as there is [`room`](Self::room) for, until a run begins in
/// which nothing is wanted. Only then does it take its [`intake`](Self::intake), for which it may
/// have to drop elements, or to make one of several. Downstream may be a slice that is full and
/// gets wanted again within the same run, so what happens to an element does not depend on
/// where a chain is cut into slices (law L8).
pub trait DetachedLogic<In>: Send {
    /// The type of the elements that come out.
    type Out;

    /// True while an output waits for demand.
    fn holds(&self) -> bool;

    /// Emits the outputs that wait, as far as demand and budget go, and spends the latter.
    fn emit<O: Outlet<Self::Out>>(&mut self, budget: &Budget, out: &mut O);

    /// How many elements can be kept as they are.
    fn room(&self) -> u64;

    /// How many elements are taken while nothing is wanted.
    #[inline]
    fn intake(&self) -> Demand {
        Demand::Bounded(self.room())
    }

    /// Takes one element that is wanted. Called only while nothing waits.
    fn on_wanted<O: Outlet<Self::Out>>(&mut self, element: In, out: &mut O);

    /// Takes as many elements as are wanted; see [`Outlet::offer`]. Called only while nothing
    /// waits.
    fn on_wanted_offer<I, O>(&mut self, elements: I, out: &mut O)
    where
        I: Iterator<Item = In>,
        O: Outlet<Self::Out>;

    /// Takes one element that nobody wants yet. Called only while there is room or intake.
    fn on_unwanted(&mut self, element: In);

    /// Takes some of `elements`, at most `at_most` and at least one if there is one; how many it
    /// took. Called only while there is room or intake for so many.
    #[inline]
    fn on_unwanted_offer<I: Iterator<Item = In>>(
        &mut self,
        elements: &mut I,
        at_most: usize,
    ) -> usize {
        let _ = at_most;
        let Some(element) = elements.next() else {
            return 0;
        };
        self.on_unwanted(element);
        1
    }

    /// Upstream has nothing now: emits what can be made of the elements so far. True if it could
    /// go on, and should be run again for that.
    #[inline]
    fn on_idle<O: Outlet<Self::Out>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        let _ = (budget, out);
        false
    }

    /// The failure that this operator has decided on; upstream is cancelled with it.
    #[inline]
    fn verdict(&mut self) -> Option<StreamError> {
        None
    }

    /// Drops whatever is held, and counts first what waits. Also called when nothing waits any
    /// more and the stream is over.
    fn discard(&mut self);

    /// The books.
    fn account(&self) -> Account;
}

/// The running stage of a [`DetachedLogic`] behind an upstream.
#[derive(Debug)]
pub struct Detached<U, L> {
    upstream: U,
    fuse: Fuse,
    /// Downstream has wanted something (law L10).
    is_awake: bool,
    /// Why the stream fails, once what waits is out (decision 0009).
    failure: Option<StreamError>,
    logic: L,
}

/// What upstream may send in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// Nothing.
    Still,
    /// What downstream wants, and what there is room for behind it.
    Wanted,
    /// The intake, up to so many elements.
    Surplus(usize),
}

impl<U: Stage, L: DetachedLogic<U::Out>> Detached<U, L> {
    /// Puts `logic` downstream of `upstream`.
    #[inline]
    pub fn new(upstream: U, logic: L) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            is_awake: false,
            failure: None,
            logic,
        }
    }

    #[inline]
    fn pace(&self, is_wanted: bool, budget: &Budget) -> Pace {
        if is_wanted {
            Pace::Wanted
        } else if self.is_awake && !budget.is_spent() {
            Pace::Surplus(SURPLUS)
        } else {
            Pace::Still
        }
    }

    /// Runs upstream; ready once it has ended, or was cancelled because of a verdict.
    #[inline]
    fn poll_upstream<O: Outlet<L::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        pace: Pace,
        out: &mut O,
    ) -> Poll<()> {
        let mut inlet = DetachedOutlet {
            logic: &mut self.logic,
            out,
            pace,
        };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        let is_cut_short = inlet.is_cut_short();
        if let Some(error) = self.logic.verdict() {
            let verdict = Err(error);
            self.fuse.cancel_for(&mut self.upstream, &verdict);
            self.failure = verdict.err();
            return Poll::Ready(());
        }
        match polled {
            Poll::Ready(ending) => {
                self.failure = ending.err();
                Poll::Ready(())
            },
            Poll::Pending => {
                // Upstream waits for demand that nobody but this stage holds back.
                if is_cut_short || self.logic.on_idle(cx.budget(), out) {
                    cx.waker().wake_by_ref();
                }
                Poll::Pending
            },
        }
    }
}

impl<U: Stage, L: DetachedLogic<U::Out>> Stage for Detached<U, L> {
    type Out = L::Out;

    #[inline]
    fn poll_run<O: Outlet<L::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let is_wanted = !out.demand().is_none();
        self.is_awake |= is_wanted;
        if self.logic.holds() {
            self.logic.emit(cx.budget(), out);
            if self.logic.holds() && !out.demand().is_none() {
                // The budget is spent; what waits goes before what upstream has.
                return Poll::Pending;
            }
        }
        if !self.fuse.has_ended() {
            let pace = self.pace(is_wanted, cx.budget());
            if self.poll_upstream(cx, pace, out).is_pending() {
                return Poll::Pending;
            }
        }
        if self.logic.holds() {
            return Poll::Pending;
        }
        self.logic.discard();
        Poll::Ready(self.failure.take().map_or(Ok(()), Err))
    }

    fn cancel(&mut self, cause: &CancelCause) {
        // One's own first: a destructor that panics further up must not keep it from the books.
        self.logic.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        ledger.enter(self.logic.account());
    }
}

/// What upstream sees: demand for what is wanted, and for what can be taken besides.
struct DetachedOutlet<'a, L, O> {
    logic: &'a mut L,
    out: &'a mut O,
    pace: Pace,
}

impl<L, O> DetachedOutlet<'_, L, O> {
    /// True if another run would take more than this one.
    #[inline]
    fn is_cut_short<T>(&self) -> bool
    where
        L: DetachedLogic<T>,
        O: Outlet<L::Out>,
    {
        match self.pace {
            Pace::Still => false,
            Pace::Wanted => {
                self.out.demand().is_none()
                    && self.logic.room() == 0
                    && !self.logic.intake().is_none()
            },
            Pace::Surplus(left) => left == 0 && !self.logic.intake().is_none(),
        }
    }

    #[inline]
    fn is_wanted<T>(&self) -> bool
    where
        L: DetachedLogic<T>,
        O: Outlet<L::Out>,
    {
        self.pace == Pace::Wanted && !self.logic.holds() && !self.out.demand().is_none()
    }

    /// Counts elements that nobody wanted, of which a run takes no more than so many.
    #[inline]
    fn count_surplus(&mut self, taken: usize) {
        if let Pace::Surplus(left) = &mut self.pace {
            *left -= taken;
        }
    }
}

impl<T, L: DetachedLogic<T>, O: Outlet<L::Out>> Outlet<T> for DetachedOutlet<'_, L, O> {
    #[inline]
    fn demand(&self) -> Demand {
        match self.pace {
            Pace::Still | Pace::Surplus(0) => Demand::NONE,
            Pace::Wanted => self.out.demand().plus(Demand::Bounded(self.logic.room())),
            Pace::Surplus(_) => self.logic.intake(),
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        if self.is_wanted() {
            self.logic.on_wanted(element, self.out);
        } else {
            self.logic.on_unwanted(element);
            self.count_surplus(1);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        if self.is_wanted() {
            if self.out.demand().is_unbounded() {
                // All of it, so there is nothing to look at afterwards.
                self.logic.on_wanted_offer(elements, self.out);
                return;
            }
            self.logic.on_wanted_offer(elements.by_ref(), self.out);
            if self.is_wanted() {
                return;
            }
        }
        loop {
            let at_most = self.demand().count_up_to(SURPLUS);
            let at_most = match self.pace {
                Pace::Surplus(left) => at_most.min(left),
                Pace::Still | Pace::Wanted => at_most,
            };
            if at_most == 0 {
                return;
            }
            match self.logic.on_unwanted_offer(&mut elements, at_most) {
                0 => return,
                taken => self.count_surplus(taken),
            }
        }
    }
}
