//! What is summed, and what is kept apart.

use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

use super::Sums;
use crate::{Account, Context, Dropped, Ledger, Outlet, Stage};

/// A stream that is over and has these books.
struct Over(Vec<Account>);

impl Stage for Over {
    type Out = ();

    fn poll_run<O: Outlet<()>>(
        &mut self,
        _: &mut Context<'_>,
        _: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {}

    fn account(&self, ledger: &mut Ledger) {
        for account in &self.0 {
            ledger.enter(account.clone());
        }
    }
}

fn entered(sums: &Sums) -> Vec<Account> {
    let mut ledger = Ledger::default();
    sums.enter_into(&mut ledger);
    ledger.accounts().to_vec()
}

fn shed(policy: &'static str, count: u64) -> Dropped {
    Dropped {
        policy,
        reason: "full",
        count,
    }
}

#[test]
fn accounts_of_the_same_stage_are_summed_in_the_order_of_the_first_stream() {
    let (iter, grouped) = (Site::caller("iter"), Site::caller("grouped"));
    let mut sums = Sums::new();
    for n in 1..=3 {
        sums.add(&Over(vec![
            Account::source(iter, 10 * n, 10 * n),
            Account::holder(grouped, 10 * n, 9 * n).with_discarded(n),
        ]));
    }
    let expected = [
        Account::source(iter, 60, 60),
        Account::holder(grouped, 60, 54).with_discarded(6),
    ];
    assert_eq!(entered(&sums), expected);
}

#[test]
fn streams_of_another_make_are_kept_apart_and_found_again() {
    let sites = ["a", "b", "c"].map(Site::caller);
    let of = |site| Account::source(site, 1, 1);
    let mut sums = Sums::new();
    for streams in [[0, 1], [1, 2], [2, 0], [1, 1]] {
        sums.add(&Over(streams.iter().map(|n| of(sites[*n])).collect()));
    }
    let expected = [(0, 2), (1, 4), (2, 2)].map(|(n, sum)| Account::source(sites[n], sum, sum));
    assert_eq!(entered(&sums), expected);
}

#[test]
fn roles_are_kept_apart_on_one_site() {
    let site = Site::caller("both");
    let mut sums = Sums::new();
    for _ in 0..2 {
        sums.add(&Over(vec![
            Account::source(site, 1, 1),
            Account::seam(site, 1, 1),
        ]));
    }
    let expected = [Account::source(site, 2, 2), Account::seam(site, 2, 2)];
    assert_eq!(entered(&sums), expected);
}

#[test]
fn drops_are_summed_by_policy_and_reason() {
    let site = Site::caller("buffer");
    let mut sums = Sums::new();
    for policy in ["oldest", "newest", "oldest"] {
        let account = Account::holder(site, 5, 3).with_dropped(shed(policy, 2));
        sums.add(&Over(vec![account]));
    }
    let expected = Account::holder(site, 15, 9)
        .with_dropped(shed("oldest", 4))
        .with_dropped(shed("newest", 2));
    assert_eq!(entered(&sums), [expected]);
}

#[test]
fn sums_of_sums_are_sums() {
    let site = Site::caller("iter");
    let mut outer = Sums::new();
    for _ in 0..3 {
        let mut inner = Sums::new();
        inner.add(&Over(vec![Account::source(site, 2, 2)]));
        inner.add(&Over(vec![Account::source(site, 2, 2)]));
        outer.add(&Over(entered(&inner)));
    }
    assert_eq!(entered(&outer), [Account::source(site, 12, 12)]);
}
