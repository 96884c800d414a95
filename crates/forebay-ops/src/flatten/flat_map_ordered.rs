//! `flat_map_ordered`: the streams that elements become, side by side and in order.

use std::collections::VecDeque;
use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Ledger, Operator, Outlet, Stage};

use super::breadth::Breadth;
use super::inner::{Inner, Out};
use super::side_by_side::SideBySide;

/// Emits the elements of the streams that elements become, one stream after the other, while the
/// next ones run ahead.
#[derive(Clone, Debug)]
pub struct FlatMapOrdered<F> {
    breadth: Breadth,
    f: F,
    site: Site,
}

impl<F> FlatMapOrdered<F> {
    /// Runs the streams that `f` makes of elements, as many at a time as `breadth` says.
    ///
    /// # Panics
    /// If one of its numbers is zero.
    #[inline]
    #[track_caller]
    pub fn new(breadth: Breadth, f: F, site: Site) -> Self {
        let breadth = breadth.checked("flat_map_ordered");
        Self { breadth, f, site }
    }
}

impl<T: Send, F: Inner<T, Stage: Stage<Out: Send>>> Operator<T> for FlatMapOrdered<F> {
    type Out = Out<T, F>;
    type Stage<U: Stage<Out = T>> = Lining<U, F>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Lining {
            streams: SideBySide::new(upstream, self.breadth, self.f, self.site),
            line: VecDeque::new(),
        }
    }
}

/// The running stage of [`FlatMapOrdered`].
///
/// The first stream in the line pushes straight into the outlet below, the others into what is
/// held of each.
pub struct Lining<U: Stage, F: Inner<U::Out>> {
    streams: SideBySide<U, F>,
    /// The slots that are in use, in the order of the elements that their streams come from.
    line: VecDeque<usize>,
}

impl<U, F> Lining<U, F>
where
    U: Stage,
    F: Inner<U::Out>,
{
    /// Does the next thing there is to do; false if there is none, or the budget is spent.
    ///
    /// Streams that have to run come before the first in the line, which could go on for ever.
    #[inline]
    fn step<O>(&mut self, cx: &mut Context<'_>, out: &mut O) -> bool
    where
        O: Outlet<Out<U::Out, F>>,
    {
        let (has_demand, has_budget) = (!out.demand().is_none(), !cx.budget().is_spent());
        if has_budget && let Some(listed) = self.streams.slots.next_listed() {
            // The first has what it needs: it is served below.
            if !has_demand || self.line.front() != Some(&listed) {
                let filled = self.streams.slots.fill(listed, cx);
                self.look_at(listed, filled);
            }
            return true;
        }
        if let Some(first) = self.line.front().copied() {
            if self.streams.slots.close(first) {
                self.line.pop_front();
                return true;
            }
            if has_demand && has_budget && self.streams.slots.slot(first).has_something() {
                let served = self.streams.slots.serve(first, usize::MAX, cx, out);
                self.look_at(first, served);
                return true;
            }
        }
        let new = self.streams.open_next(cx);
        let new = new.or_else(|| self.streams.show_room(cx));
        if let Some(new) = new {
            self.line.push_back(new);
            self.streams.slots.list(new);
        }
        new.is_some()
    }

    /// Looks at a slot whose stream has run.
    #[inline]
    fn look_at(&mut self, index: usize, ran: Result<(), StreamError>) {
        match ran {
            Ok(()) => self.streams.slots.list(index),
            Err(error) => self.fail(index, error),
        }
    }

    /// A stream has failed. Those before it go on, and what is held of it comes out after them;
    /// what is behind it would come after the failure.
    #[cold]
    fn fail(&mut self, failed: usize, error: StreamError) {
        let cause = self.streams.fail(error);
        let place = self.line.iter().position(|index| *index == failed);
        for behind in self.line.drain(place.map_or(0, |place| place + 1)..) {
            self.streams.slots.discard(behind);
            self.streams.slots.cancel(behind, &cause);
            self.streams.slots.close(behind);
        }
    }
}

impl<U, F> Stage for Lining<U, F>
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
            while self.streams.slots.next_woken().is_some() {}
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

impl<U: Stage, F: Inner<U::Out>> fmt::Debug for Lining<U, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lining")
            .field("site", &self.streams.site())
            .finish_non_exhaustive()
    }
}
