//! The inner streams that run side by side.

use std::collections::VecDeque;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage, Sums, blame};
use forebay_sync::{ReadySet, Waited};

use super::breadth::Breadth;
use super::slot::{Ahead, Appetite, Held, Slot, Turn};

/// The inner streams that run side by side, each in a slot with a waker of its own, so that one
/// is polled only if it was woken or has something to do.
///
/// Slots are used again, with what they have allocated: once all of them have been used, a stream
/// costs no allocation beside its own.
pub(super) struct Slots<S: Stage> {
    slots: Vec<Slot<S>>,
    vacant: Vec<usize>,
    /// Slots that have to run, or have room, although nobody may want anything.
    listed: VecDeque<usize>,
    ready: ReadySet,
    breadth: Breadth,
    site: Site,
    /// Of streams that are over.
    books: Sums,
    /// Elements that were held ahead of demand, and what became of them.
    held: u64,
    passed_on: u64,
    discarded: u64,
}

impl<S: Stage> Slots<S> {
    #[inline]
    pub(super) fn new(breadth: Breadth, site: Site) -> Self {
        Self {
            slots: Vec::new(),
            vacant: Vec::new(),
            listed: VecDeque::new(),
            ready: ReadySet::new(),
            breadth,
            site,
            books: Sums::new(),
            held: 0,
            passed_on: 0,
            discarded: 0,
        }
    }

    /// How many more streams may run.
    #[inline]
    pub(super) fn room(&self) -> usize {
        self.breadth.streams() + self.vacant.len() - self.slots.len()
    }

    /// True if no stream runs and nothing is held.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.vacant.len() == self.slots.len()
    }

    #[inline]
    pub(super) fn slot(&mut self, index: usize) -> &mut Slot<S> {
        &mut self.slots[index]
    }

    /// Gives a stream a slot. There must be room.
    #[inline]
    pub(super) fn open(&mut self, stage: S) -> usize {
        let index = self.vacant.pop().unwrap_or_else(|| {
            self.slots.push(Slot::new());
            self.slots.len() - 1
        });
        let slot = &mut self.slots[index];
        slot.is_open = true;
        slot.stage = Some(stage);
        slot.appetite = Appetite::Due;
        index
    }

    /// Frees the slot if its stream is over and nothing of it is held. True if it is free.
    #[inline]
    pub(super) fn close(&mut self, index: usize) -> bool {
        let slot = &mut self.slots[index];
        if slot.is_open && slot.stage.is_none() && slot.ahead.is_empty() {
            slot.is_open = false;
            self.vacant.push(index);
        }
        !slot.is_open
    }

    /// Emits what the slot's stream has to give, at most `most` elements: what is held first,
    /// then, straight from the stream, what it can emit now. The stream may go on into what is
    /// held, once downstream wants no more.
    ///
    /// # Errors
    /// The failure of the stream.
    #[inline]
    pub(super) fn serve<O: Outlet<S::Out>>(
        &mut self,
        index: usize,
        most: usize,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Result<(), StreamError> {
        let slot = &mut self.slots[index];
        let mut left = most;
        if !slot.ahead.is_empty() {
            let held = Held {
                held: &mut slot.ahead,
                left: &mut left,
                count: &mut self.passed_on,
            };
            blame(&self.site, || out.offer(held));
            if !slot.ahead.is_empty() || left == 0 || out.demand().is_none() {
                return Ok(());
            }
        }
        let Some(stage) = slot
            .stage
            .as_mut()
            .filter(|_| slot.appetite != Appetite::Waiting)
        else {
            return Ok(());
        };
        let ahead = Ahead {
            held: &mut slot.ahead,
            most: self.breadth.ahead(),
            count: &mut self.held,
        };
        let mut turn = Turn { out, left, ahead };
        let waker = self.ready.waker(index);
        let polled = cx.with_waker(waker, |cx| stage.poll_run(cx, &mut turn));
        let is_sated = turn.demand().is_none();
        self.note(index, polled, is_sated, cx.budget().is_spent())
    }

    /// Runs the slot's stream into what is held of it, if there is room or it has to run anyway.
    ///
    /// # Errors
    /// The failure of the stream.
    pub(super) fn fill(&mut self, index: usize, cx: &mut Context<'_>) -> Result<(), StreamError> {
        let slot = &mut self.slots[index];
        let most = self.breadth.ahead();
        let has_room = slot.ahead.len() < most;
        let Some(stage) = slot.stage.as_mut().filter(|_| match slot.appetite {
            Appetite::Waiting => false,
            Appetite::Sated => has_room,
            Appetite::Due => true,
        }) else {
            return Ok(());
        };
        let mut ahead = Ahead {
            held: &mut slot.ahead,
            most,
            count: &mut self.held,
        };
        let waker = self.ready.waker(index);
        let polled = cx.with_waker(waker, |cx| stage.poll_run(cx, &mut ahead));
        let is_sated = ahead.demand().is_none();
        self.note(index, polled, is_sated, cx.budget().is_spent())
    }

    /// Notes what a run of the slot's stream has come to.
    #[inline]
    fn note(
        &mut self,
        index: usize,
        polled: Poll<Result<(), StreamError>>,
        is_sated: bool,
        is_spent: bool,
    ) -> Result<(), StreamError> {
        let slot = &mut self.slots[index];
        match polled {
            Poll::Ready(ending) => {
                if let Some(stage) = &slot.stage {
                    self.books.add(stage);
                }
                slot.stage = None;
                ending
            },
            Poll::Pending => {
                slot.appetite = if is_spent {
                    Appetite::Due
                } else if is_sated {
                    Appetite::Sated
                } else {
                    Appetite::Waiting
                };
                Ok(())
            },
        }
    }

    /// Puts the slot on the list of those to [`fill`](Self::fill), if that may do anything.
    #[inline]
    pub(super) fn list(&mut self, index: usize) {
        let has_room = self.slots[index].ahead.len() < self.breadth.ahead();
        let slot = &mut self.slots[index];
        let is_due = slot.appetite == Appetite::Due;
        if slot.is_hungry() && (has_room || is_due) && !slot.is_listed {
            slot.is_listed = true;
            self.listed.push_back(index);
        }
    }

    /// The next slot on the list.
    #[inline]
    pub(super) fn next_listed(&mut self) -> Option<usize> {
        let index = self.listed.pop_front()?;
        self.slots[index].is_listed = false;
        Some(index)
    }

    /// The next slot that was woken. Its stream is due, and on the list.
    #[inline]
    pub(super) fn next_woken(&mut self) -> Option<usize> {
        loop {
            let index = self.ready.pop()?;
            // A waker may be used for longer than its stream lives.
            if self.slots[index].stage.is_some() {
                self.slots[index].appetite = Appetite::Due;
                self.list(index);
                return Some(index);
            }
        }
    }

    /// Takes note of those that were woken.
    #[inline]
    pub(super) fn sweep(&mut self) {
        self.ready.sweep();
    }

    /// True if the island may sleep, and will be woken when a stream is.
    #[inline]
    pub(super) fn may_sleep(&mut self, cx: &Context<'_>) -> bool {
        self.ready.park(cx.waker()) == Waited::Parked
    }

    /// Cancels the stream of the slot; what is held of it stays.
    pub(super) fn cancel(&mut self, index: usize, cause: &CancelCause) {
        let slot = &mut self.slots[index];
        if let Some(stage) = &mut slot.stage {
            stage.cancel(cause);
            self.books.add(stage);
        }
        slot.stage = None;
    }

    /// Lets go of what is held of the slot's stream. Counted first: a destructor that panics must
    /// not keep it from the books.
    pub(super) fn discard(&mut self, index: usize) {
        let ahead = &mut self.slots[index].ahead;
        self.discarded += ahead.len() as u64;
        ahead.clear();
    }

    /// Cancels all streams; what is held of them stays.
    pub(super) fn cancel_all(&mut self, cause: &CancelCause) {
        for index in 0..self.slots.len() {
            self.cancel(index, cause);
            self.close(index);
        }
    }

    /// Lets go of all that is held.
    pub(super) fn discard_all(&mut self) {
        for index in 0..self.slots.len() {
            self.discard(index);
        }
    }

    /// Enters the sums of all streams there were, and what was held of them. `refused` elements
    /// of upstream's never became streams.
    pub(super) fn account(&self, refused: u64, ledger: &mut Ledger) {
        let mut books = self.books.clone();
        for stage in self.slots.iter().filter_map(|slot| slot.stage.as_ref()) {
            books.add(stage);
        }
        books.enter_into(ledger);
        let account = Account::holder(self.site, self.held + refused, self.passed_on);
        ledger.enter(account.with_discarded(self.discarded + refused));
    }
}
