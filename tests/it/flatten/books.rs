//! Thousands of streams make few lines in the ledger, and the lines are right (law L2).

use forebay::{Breadth, Role, Source};

use super::{SIDE_BY_SIDE, WHOLE};

#[test]
fn a_thousand_streams_are_one_account_for_each_of_their_stages() {
    for form in WHOLE {
        let source = form.on(Source::iter(0..1000_u64), 16.into(), |n| {
            Source::iter(0..n % 4).grouped(2)
        });
        let outcome = source.count().wait_with_ledger();
        let ledger = outcome.ledger;
        assert!(ledger.is_balanced(), "{form:?}: {ledger}");
        let of = |name: &str, role| {
            let same = |account: &&forebay::Account| {
                account.site().name() == name && account.role() == role
            };
            ledger
                .accounts()
                .iter()
                .filter(same)
                .map(|account| account.received())
                .collect()
        };
        let iters: Vec<u64> = of("iter", Role::Source);
        assert_eq!(iters, [1000, 1500], "{form:?}: {ledger}");
        let grouped: Vec<u64> = of("grouped", Role::Holder);
        assert_eq!(grouped, [1500], "{form:?}: {ledger}");
        assert!(ledger.accounts().len() <= 6, "{form:?}: {ledger:#}");
    }
}

#[test]
fn streams_of_different_makes_have_accounts_of_their_own() {
    let source = Source::iter(0..100_u64).flat_map_merge(Breadth::new(8), |n| match n % 2 {
        0 => Source::iter(0..n).boxed(),
        _ => Source::single(n).boxed(),
    });
    let ledger = source.count().wait_with_ledger().ledger;
    assert!(ledger.is_balanced(), "{ledger}");
    let received = |name: &str| {
        let of = |account: &&forebay::Account| account.site().name() == name;
        ledger
            .accounts()
            .iter()
            .filter(of)
            .map(|account| account.received())
            .sum::<u64>()
    };
    assert_eq!(received("single"), 50);
    assert_eq!(received("iter"), 100 + (0..100).step_by(2).sum::<u64>());
}

#[test]
fn what_is_held_passes_through_the_operator_s_account() {
    for form in SIDE_BY_SIDE {
        let breadth = Breadth::new(4).prefetch(2);
        let source = form.on(Source::iter(0..10_u64), breadth, |n| Source::iter(0..n));
        let mut sink = forebay_testkit::TestSink::of(source);
        while sink.is_open() {
            drop(super::next(&mut sink, 3));
        }
        let ledger = sink.ledger();
        assert!(ledger.is_balanced(), "{form:?}: {ledger}");
        let own = |account: &&forebay::Account| account.site().name() == form.name();
        let own = ledger.accounts().iter().find(own).expect("its account");
        assert!(
            own.received() > 0 && own.received() == own.passed_on(),
            "{form:?}: {ledger}"
        );
    }
}
