//! The books of many streams that are alike.

use super::{Account, Dropped, Ledger};
use crate::Stage;

/// The books of many streams that are alike, such as the substreams of one operator: a sum for
/// each stage, and not an account for each stream.
///
/// It holds as many accounts as the streams have stages with different names or source lines,
/// however many streams there are.
///
/// ```
/// use forebay_protocol::Site;
/// use forebay_stage::{Account, Ledger, Sums};
/// # use std::task::Poll;
/// # use forebay_protocol::{CancelCause, StreamError};
/// # use forebay_stage::{Context, Outlet, Stage};
/// # struct Substream(Site);
/// # impl Stage for Substream {
/// #     type Out = u8;
/// #     fn poll_run<O: Outlet<u8>>(&mut self, _: &mut Context<'_>, _: &mut O)
/// #         -> Poll<Result<(), StreamError>> { Poll::Ready(Ok(())) }
/// #     fn cancel(&mut self, _: &CancelCause) {}
/// #     fn account(&self, ledger: &mut Ledger) {
/// #         ledger.enter(Account::source(self.0, 3, 2).with_discarded(1));
/// #     }
/// # }
/// let site = Site::caller("iter");
/// let mut sums = Sums::new();
/// for _ in 0..1000 {
///     // It has made 3 elements, of which 1 was discarded.
///     sums.add(&Substream(site));
/// }
///
/// let mut ledger = Ledger::default();
/// sums.enter_into(&mut ledger);
/// assert_eq!(ledger.accounts().len(), 1);
/// assert_eq!((ledger.produced(), ledger.discarded()), (3000, 1000));
/// ```
#[derive(Clone, Debug)]
pub struct Sums {
    ledger: Ledger,
}

impl Sums {
    /// Sums of nothing yet. Allocates nothing.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        let ledger = Ledger {
            accounts: Vec::new(),
            summing: Some(0),
        };
        Self { ledger }
    }

    /// Adds the books of a stream that is over.
    #[inline]
    pub fn add<S: Stage>(&mut self, stage: &S) {
        self.ledger.summing = Some(0);
        stage.account(&mut self.ledger);
    }

    /// Adds the books of many streams that are over, whose accounts may be sums already.
    pub fn absorb(&mut self, books: Ledger) {
        self.ledger.summing = Some(0);
        for account in books.accounts {
            self.ledger.enter(account);
        }
    }

    /// Enters the sums, in the order of the first stream that was added.
    pub fn enter_into(&self, ledger: &mut Ledger) {
        for account in &self.ledger.accounts {
            ledger.enter(account.clone());
        }
    }
}

impl Default for Sums {
    fn default() -> Self {
        Self::new()
    }
}

impl Ledger {
    /// Adds to the account of the same stage. Streams that are alike enter the same accounts in
    /// the same order, so it is the next one nearly always.
    #[inline]
    pub(super) fn sum(&mut self, next: usize, account: Account) {
        match self.accounts.get_mut(next) {
            Some(known) if known.is_of(&account) => {
                known.add(account);
                self.summing = Some(next + 1);
            },
            _ => self.look_up(account),
        }
    }

    #[cold]
    #[inline(never)]
    fn look_up(&mut self, account: Account) {
        let known = self.accounts.iter().position(|known| known.is_of(&account));
        let index = known.unwrap_or(self.accounts.len());
        match self.accounts.get_mut(index) {
            Some(known) => known.add(account),
            None => self.accounts.push(account),
        }
        self.summing = Some(index + 1);
    }
}

impl Account {
    #[inline]
    fn is_of(&self, other: &Self) -> bool {
        self.role == other.role && self.site.is(&other.site)
    }

    #[inline]
    fn add(&mut self, other: Self) {
        self.received += other.received;
        self.passed_on += other.passed_on;
        self.discarded += other.discarded;
        self.peak = self.peak.max(other.peak);
        for dropped in other.dropped {
            self.add_dropped(dropped);
        }
    }

    fn add_dropped(&mut self, more: Dropped) {
        let known = self
            .dropped
            .iter_mut()
            .find(|known| known.policy == more.policy && known.reason == more.reason);
        match known {
            Some(known) => known.count += more.count,
            None => self.dropped.push(more),
        }
    }
}

#[cfg(test)]
mod tests;
