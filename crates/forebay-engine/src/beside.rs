//! Several islands in one task.

use std::mem;
use std::task::{Poll, Waker};

use forebay_protocol::StreamError;
use forebay_stage::{Island, Ledger};
use forebay_sync::{ReadySet, Waited};

use crate::callers_task::CallersTask;
use crate::contain::is_panic;
use crate::drive::drive;
use crate::others::Others;

/// How many elements an island moves before the next one has its turn.
const ELEMENTS: usize = 1024;
/// How many turns there are before the executor runs others.
const TURNS: usize = 8;
/// The slot of the main chain, which comes first: islands run downstream first.
const MAIN: usize = 0;

/// The islands of a run in the caller's task, beside the main chain, which somebody else polls.
///
/// Only islands that were woken are run, downstream first, until none is woken or until it is time
/// to let the executor run others.
pub(crate) struct Beside {
    woken: ReadySet,
    /// The island of slot n is at n - 1: nearest to the sink first, then those that stages made.
    islands: Vec<Place>,
    declared: usize,
    /// Places that islands which stages made have left.
    free: Vec<usize>,
    running: usize,
    main_runs: bool,
    others: Others,
}

enum Place {
    Running(Island),
    Ended(Island),
    Free,
}

impl Beside {
    /// The islands of a blueprint, in stream order.
    pub(crate) fn new(islands: Vec<Island>) -> Self {
        let mut woken = ReadySet::new();
        (0..=islands.len()).for_each(|slot| woken.mark(slot));
        let declared = islands.len();
        Self {
            woken,
            islands: islands.into_iter().rev().map(Place::Running).collect(),
            declared,
            free: Vec::new(),
            running: declared,
            main_runs: true,
            others: Others::default(),
        }
    }

    /// Has the main chain run, for a reason that no waker tells of.
    pub(crate) fn mark_main(&mut self) {
        self.woken.mark(MAIN);
    }

    /// Takes in islands that stages made.
    pub(crate) fn host(&mut self, born: Vec<Island>) {
        for island in born {
            let at = self.free.pop().unwrap_or(self.islands.len());
            if at == self.islands.len() {
                self.islands.push(Place::Free);
            }
            self.islands[at] = Place::Running(island);
            self.running += 1;
            self.woken.mark(at + 1);
        }
    }

    /// Runs what is woken; `main` runs the main chain once, and is ready when that has ended. Ready
    /// when all islands have ended.
    pub(crate) fn poll(
        &mut self,
        waker: &Waker,
        mut main: impl FnMut(&Waker, usize, &mut Vec<Island>) -> Poll<()>,
    ) -> Poll<()> {
        let mut turns = TURNS;
        loop {
            if !self.main_runs && self.running == 0 {
                return Poll::Ready(());
            }
            if !self.woken.sweep() {
                match self.woken.park(waker) {
                    Waited::Parked => return Poll::Pending,
                    Waited::LookAgain => continue,
                }
            }
            while let Some(slot) = self.woken.pop() {
                if turns == 0 {
                    self.woken.mark(slot);
                    waker.wake_by_ref();
                    return Poll::Pending;
                }
                turns -= 1;
                self.run(slot, &mut main);
            }
        }
    }

    fn run(
        &mut self,
        slot: usize,
        main: &mut impl FnMut(&Waker, usize, &mut Vec<Island>) -> Poll<()>,
    ) {
        let mut born = Vec::new();
        let waker = self.woken.waker(slot);
        if slot == MAIN {
            if self.main_runs && main(waker, ELEMENTS, &mut born).is_ready() {
                self.main_runs = false;
            }
        } else if let Place::Running(island) = &mut self.islands[slot - 1]
            && let Poll::Ready(result) = drive(island, waker, &CallersTask, ELEMENTS, &mut born)
        {
            self.end(slot - 1, result);
        }
        self.host(born);
    }

    fn end(&mut self, at: usize, result: Result<(), StreamError>) {
        self.running -= 1;
        let panicked = result.err().filter(is_panic);
        let Place::Running(island) = mem::replace(&mut self.islands[at], Place::Free) else {
            return;
        };
        if at < self.declared {
            self.others.note(panicked);
            self.islands[at] = Place::Ended(island);
        } else {
            self.others.absorb(&island, Ledger::default(), panicked);
            self.free.push(at);
        }
    }

    /// What is left of the islands.
    pub(crate) fn into_others(mut self) -> Others {
        let ended = self.islands.drain(..self.declared).rev();
        self.others
            .ended
            .extend(ended.filter_map(|place| match place {
                Place::Running(island) | Place::Ended(island) => Some(island),
                Place::Free => None,
            }));
        self.others
    }
}
