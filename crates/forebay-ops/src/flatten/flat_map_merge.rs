//! `flat_map_merge`: the streams that elements become, side by side.

use std::collections::VecDeque;
use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Ledger, Operator, Outlet, Stage};

use super::breadth::Breadth;
use super::inner::{Inner, Out};
use super::side_by_side::SideBySide;

/// Emits the elements of the streams that elements become, several streams at a time, as they
/// come.
#[derive(Clone, Debug)]
pub struct FlatMapMerge<F> {
    breadth: Breadth,
    f: F,
    site: Site,
}

impl<F> FlatMapMerge<F> {
    /// Runs the streams that `f` makes of elements, as many at a time as `breadth` says.
    ///
    /// # Panics
    /// If one of its numbers is zero.
    #[inline]
    #[track_caller]
    pub fn new(breadth: Breadth, f: F, site: Site) -> Self {
        let breadth = breadth.checked("flat_map_merge");
        Self { breadth, f, site }
    }
}

impl<T: Send, F: Inner<T, Stage: Stage<Out: Send>>> Operator<T> for FlatMapMerge<F> {
    type Out = Out<T, F>;
    type Stage<U: Stage<Out = T>> = Merging<U, F>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Merging {
            streams: SideBySide::new(upstream, self.breadth, self.f, self.site),
            turns: VecDeque::new(),
            quantum: self.breadth.ahead(),
        }
    }
}

/// The running stage of [`FlatMapMerge`].
///
/// While there is demand, streams take turns in pushing straight into the outlet below, at most
/// as many elements at a time as may be held of each; nothing is held then. Without demand, they
/// run into what is held of each.
pub struct Merging<U: Stage, F: Inner<U::Out>> {
    streams: SideBySide<U, F>,
    /// Slots that have something for downstream, or may have.
    turns: VecDeque<usize>,
    /// How many elements one of them may emit before the next.
    quantum: usize,
}

impl<U, F> Merging<U, F>
where
    U: Stage,
    F: Inner<U::Out>,
{
    /// Does the next things there are to do; false if there is none, or the budget is spent.
    #[inline]
    fn step<O>(&mut self, cx: &mut Context<'_>, out: &mut O) -> bool
    where
        O: Outlet<Out<U::Out, F>>,
    {
        let new = self.streams.open_next(cx);
        if new.is_none() {
            if self.take_turns(cx, out) {
                return true;
            }
            if out.demand().is_none()
                && !cx.budget().is_spent()
                && let Some(listed) = self.streams.slots.next_listed()
            {
                let filled = self.streams.slots.fill(listed, cx);
                self.put_back(listed, filled);
                return true;
            }
        }
        let new = new.or_else(|| self.streams.show_room(cx));
        if let Some(new) = new {
            // To the end of the queue: it must not come before one that waits for its turn.
            self.put_back(new, Ok(()));
        }
        new.is_some()
    }

    /// Gives turns until there is room for another stream. False if there was none to give.
    #[inline]
    fn take_turns<O>(&mut self, cx: &mut Context<'_>, out: &mut O) -> bool
    where
        O: Outlet<Out<U::Out, F>>,
    {
        let mut any = false;
        while !cx.budget().is_spent() && !out.demand().is_none() {
            let Some(next) = self.turns.pop_front() else {
                break;
            };
            any = true;
            let slots = &mut self.streams.slots;
            slots.slot(next).is_queued = false;
            let served = slots.serve(next, self.quantum, cx, out);
            if self.put_back(next, served) {
                break;
            }
        }
        any
    }

    /// Looks at a slot whose stream has run: gives it a turn later if it may have something, or
    /// frees it. True if it is free.
    #[inline]
    fn put_back(&mut self, index: usize, ran: Result<(), StreamError>) -> bool {
        if let Err(error) = ran {
            self.fail(error);
        }
        let slots = &mut self.streams.slots;
        if slots.close(index) {
            return true;
        }
        slots.list(index);
        let slot = slots.slot(index);
        if !slot.is_queued && slot.has_something() {
            slot.is_queued = true;
            self.turns.push_back(index);
        }
        false
    }

    /// A stream has failed: the others are cancelled, and what is held comes out first.
    #[cold]
    fn fail(&mut self, error: StreamError) {
        let cause = self.streams.fail(error);
        self.streams.slots.cancel_all(&cause);
    }
}

impl<U, F> Stage for Merging<U, F>
where
    U: Stage<Out: Send>,
    F: Inner<U::Out, Stage: Stage<Out: Send>>,
{
    type Out = Out<U::Out, F>;

    #[inline]
    fn poll_run<O: Outlet<Self::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.streams.begin(out);
        loop {
            self.streams.slots.sweep();
            while let Some(woken) = self.streams.slots.next_woken() {
                self.put_back(woken, Ok(()));
            }
            while self.step(cx, out) {}
            if let Poll::Ready(ending) = self.streams.take_ending() {
                return Poll::Ready(ending);
            }
            if cx.budget().is_spent() || self.streams.slots.may_sleep(cx) {
                return Poll::Pending;
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.streams.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.streams.account(ledger);
    }
}

impl<U: Stage, F: Inner<U::Out>> fmt::Debug for Merging<U, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merging")
            .field("site", &self.streams.site())
            .finish_non_exhaustive()
    }
}
