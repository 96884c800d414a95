//! The books of a run (law L2).

mod sums;

use std::fmt;

use forebay_protocol::Site;

pub use self::sums::Sums;

/// The books of a run: one [`Account`] for each stage that makes, holds or ends elements.
///
/// A stage that holds nothing has no account: what is pushed into it is consumed in the same
/// call and cannot be lost. Accounts are in stream order, sources first. The law is that each
/// account balances by itself, since a `filter` or a `grouped` in between changes the counts.
///
/// ```
/// use forebay_protocol::Site;
/// use forebay_stage::{Account, Ledger};
///
/// let mut ledger = Ledger::default();
/// ledger.enter(Account::source(Site::caller("iter"), 5, 5));
/// ledger.enter(Account::holder(Site::caller("grouped"), 5, 3).with_discarded(2));
/// ledger.enter(Account::sink(Site::caller("fold"), 1));
/// assert!(ledger.is_balanced());
/// assert_eq!((ledger.produced(), ledger.delivered(), ledger.discarded()), (5, 1, 2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    accounts: Vec<Account>,
    /// Where accounts of the same stage are summed: which one is the next, if nothing is new.
    summing: Option<usize>,
}

/// One stage's books: `received = passed_on + dropped + discarded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    site: Site,
    role: Role,
    received: u64,
    passed_on: u64,
    discarded: u64,
    peak: Option<u64>,
    dropped: Vec<Dropped>,
}

/// What a stage with an account does with elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// Makes elements: `received` is what it read or made, `passed_on` what it emitted.
    Source,
    /// Keeps elements for a while.
    Holder,
    /// Hands elements over where the types of stages are forgotten.
    Seam,
    /// Hands elements over from one island to the next.
    Boundary,
    /// Ends elements: `received` is what reached it, and all of it counts as passed on.
    Sink,
}

/// Elements that a stage let go on purpose, with the policy and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The policy that allowed it, as the user named it.
    pub policy: &'static str,
    /// What the elements had done to deserve it.
    pub reason: &'static str,
    /// How many elements.
    pub count: u64,
}

impl Account {
    /// The account of a source that made `produced` elements and emitted `emitted` of them.
    #[must_use]
    pub fn source(site: Site, produced: u64, emitted: u64) -> Self {
        Self::new(site, Role::Source, produced, emitted)
    }

    /// The account of a stage that took in `received` elements and passed on `passed_on`.
    #[must_use]
    pub fn holder(site: Site, received: u64, passed_on: u64) -> Self {
        Self::new(site, Role::Holder, received, passed_on)
    }

    /// The account of an erased seam that `received` elements entered and `passed_on` left.
    #[must_use]
    pub fn seam(site: Site, received: u64, passed_on: u64) -> Self {
        Self::new(site, Role::Seam, received, passed_on)
    }

    /// The account of a boundary that `received` elements entered and `passed_on` left.
    #[must_use]
    pub fn boundary(site: Site, received: u64, passed_on: u64) -> Self {
        Self::new(site, Role::Boundary, received, passed_on)
    }

    /// The account of a sink that `delivered` elements reached.
    #[must_use]
    pub fn sink(site: Site, delivered: u64) -> Self {
        Self::new(site, Role::Sink, delivered, delivered)
    }

    fn new(site: Site, role: Role, received: u64, passed_on: u64) -> Self {
        Self {
            site,
            role,
            received,
            passed_on,
            discarded: 0,
            peak: None,
            dropped: Vec::new(),
        }
    }

    /// The same account with `count` elements discarded by a cancel or a failure.
    #[must_use]
    pub fn with_discarded(mut self, count: u64) -> Self {
        self.discarded = count;
        self
    }

    /// The same account with elements dropped on purpose. Entries that count none are left out.
    #[must_use]
    pub fn with_dropped(mut self, dropped: Dropped) -> Self {
        if dropped.count > 0 {
            self.dropped.push(dropped);
        }
        self
    }

    /// The same account with the most elements that were held at once.
    #[must_use]
    pub fn with_peak(mut self, count: u64) -> Self {
        self.peak = Some(count);
        self
    }

    /// The stage this account belongs to.
    #[must_use]
    pub fn site(&self) -> Site {
        self.site
    }

    /// What the stage does with elements.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Elements that came in or were made here.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Elements that left downstream (for a sink: that were delivered).
    #[must_use]
    pub fn passed_on(&self) -> u64 {
        self.passed_on
    }

    /// Elements that a cancel or a failure discarded here.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// The most elements that were held here at once, where that is measured.
    #[must_use]
    pub fn peak(&self) -> Option<u64> {
        self.peak
    }

    /// Elements that were dropped on purpose here, by policy and reason.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Elements that came in and are neither passed on, dropped nor discarded. Zero at the end
    /// of a run; anything else is a bug in the stage.
    #[must_use]
    pub fn missing(&self) -> i128 {
        let dropped: u64 = self.dropped.iter().map(|dropped| dropped.count).sum();
        i128::from(self.received)
            - i128::from(self.passed_on)
            - i128::from(self.discarded)
            - i128::from(dropped)
    }
}

impl Ledger {
    /// Adds a stage's account. Stages do this upstream first.
    #[inline]
    pub fn enter(&mut self, account: Account) {
        match self.summing {
            None => self.accounts.push(account),
            Some(next) => self.sum(next, account),
        }
    }

    /// All accounts, in stream order.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Elements made by all sources.
    #[must_use]
    pub fn produced(&self) -> u64 {
        self.of(Role::Source).map(Account::received).sum()
    }

    /// Elements that reached the sink.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.of(Role::Sink).map(Account::received).sum()
    }

    /// Elements dropped on purpose, in all stages.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.accounts
            .iter()
            .flat_map(Account::dropped)
            .map(|dropped| dropped.count)
            .sum()
    }

    /// Elements discarded by a cancel or a failure, in all stages.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.accounts.iter().map(Account::discarded).sum()
    }

    /// True if no account misses an element.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.accounts.iter().all(|account| account.missing() == 0)
    }

    fn of(&self, role: Role) -> impl Iterator<Item = &Account> {
        self.accounts
            .iter()
            .filter(move |account| account.role == role)
    }
}

impl fmt::Display for Ledger {
    /// One line a stage, then the verdict. Seams that lost nothing are left out.
    ///
    /// The alternate form, `{:#}`, has all accounts, and each stage's source line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for account in &self.accounts {
            if f.alternate() {
                writeln!(f, "  {account:#}")?;
            } else if account.role != Role::Seam || account.received != account.passed_on {
                writeln!(f, "  {account}")?;
            }
        }
        if self.is_balanced() {
            f.write_str("  books balance: every element is accounted for")
        } else {
            let missing: i128 = self.accounts.iter().map(Account::missing).sum();
            write!(
                f,
                "  books do NOT balance: {missing} elements are missing (law L2)"
            )
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{}: ", self.site)?;
        } else {
            write!(f, "{}: ", self.site.name())?;
        }
        let (received, passed_on) = (self.received, self.passed_on);
        match self.role {
            Role::Source => write!(f, "produced {received}")?,
            Role::Holder | Role::Seam | Role::Boundary => {
                write!(f, "took {received}, passed on {passed_on}")?;
            },
            Role::Sink => write!(f, "delivered {received}")?,
        }
        for Dropped {
            policy,
            reason,
            count,
        } in &self.dropped
        {
            write!(f, ", dropped {count} ({policy}: {reason})")?;
        }
        if self.discarded > 0 {
            write!(f, ", discarded {}", self.discarded)?;
        }
        if let Some(peak) = self.peak {
            write!(f, ", at most {peak} at once")?;
        }
        match self.missing() {
            0 => Ok(()),
            missing => write!(f, ", MISSING {missing}"),
        }
    }
}
