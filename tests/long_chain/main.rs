//! A static chain of sixty-four operators compiles under the default recursion limit.
//!
//! What breaks this breaks the build, so it is a binary of its own.
#![forbid(unsafe_code)]

use forebay::{Flow, Source};

/// Repeats an operator four times.
macro_rules! four {
    ($chain:expr, $($operator:tt)*) => {
        $chain.$($operator)*.$($operator)*.$($operator)*.$($operator)*
    };
}

/// Sixty-four operators of many kinds, in a chain that passes numbers on.
macro_rules! sixty_four {
    ($chain:expr) => {{
        let chain = four!($chain, map(|n: u64| n + 1));
        let chain = four!(chain, filter(|n: &u64| *n < u64::MAX));
        let chain = four!(chain, filter_map(|n: u64| Some(n)));
        let chain = four!(chain, inspect(|_: &u64| ()));
        let chain = four!(chain, take(1_000));
        let chain = four!(chain, drop(1));
        let chain = four!(chain, take_while(|_: &u64| true));
        let chain = four!(chain, drop_while(|_: &u64| false));
        let chain = four!(chain, try_map(|n: u64| Ok::<u64, String>(n)));
        let chain = four!(chain, limit(1_000));
        let chain = four!(chain, map_concat(|n: u64| Some(n)));
        let chain = four!(chain, map(|n: u64| n + 1));
        let chain = four!(chain, filter(|_: &u64| true));
        let chain = four!(chain, scan(0_u64, |_, n: u64| n));
        let chain = four!(chain, inspect(|_: &u64| ()));
        four!(chain, drop(1))
    }};
}

fn expected() -> Vec<u64> {
    // Eight are dropped; each `scan` adds a zero in front, and those four are dropped first.
    (4..1_000).map(|n| n + 8).collect()
}

#[test]
fn a_static_chain_of_sixty_four_operators_runs() {
    let source = sixty_four!(Source::iter(0..1_000_u64));
    assert_eq!(
        source.clone().collect::<Vec<_>>().wait().unwrap(),
        expected()
    );
    let outcome = source.collect::<Vec<_>>().wait_with_ledger();
    assert_eq!(outcome.result.unwrap(), expected());
    assert!(outcome.ledger.is_balanced());
}

#[test]
fn a_static_flow_of_sixty_four_operators_runs() {
    let flow = sixty_four!(Flow::new());
    let source = Source::iter(0..1_000_u64).via(flow);
    assert_eq!(
        source.boxed().collect::<Vec<_>>().wait().unwrap(),
        expected()
    );
}
