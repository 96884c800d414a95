//! The books of a run of several islands (law L2).

use forebay::{Outcome, Role, Source, ThreadPool};
use forebay_testkit::{DropCounter, VirtualRuntime};

#[test]
fn accounts_stand_in_stream_order() {
    let pool = ThreadPool::shared().unwrap();
    let graph = || {
        Source::iter(0..100)
            .grouped(2)
            .boundary(3)
            .map_concat(|group| group)
            .boundary(5)
            .count()
    };
    for Outcome { result, ledger } in [
        graph().wait_with_ledger(),
        graph().run(&pool).with_ledger().wait(),
    ] {
        assert_eq!(result.unwrap(), 100);
        assert!(ledger.is_balanced(), "{ledger}");
        let names: Vec<_> = ledger.accounts().iter().map(|a| a.site().name()).collect();
        assert_eq!(names, ["iter", "grouped", "boundary", "boundary", "count"]);
        assert_eq!(ledger.accounts()[2].role(), Role::Boundary);
        assert_eq!(ledger.accounts()[2].passed_on(), 50);
        assert_eq!(ledger.accounts()[3].passed_on(), 100);
    }
}

#[test]
fn they_balance_however_a_run_is_cut_short() {
    for seed in 0..50 {
        let counter = DropCounter::new();
        let runtime = VirtualRuntime::new(seed);
        let run = Source::iter(counter.elements(10_000))
            .boundary(16)
            .grouped(3)
            .boundary(4)
            .take(seed)
            .count()
            .run(&runtime);
        let Outcome { result, ledger } = runtime.block_on(run.with_ledger());
        assert_eq!(result.unwrap(), seed);
        assert!(ledger.is_balanced(), "seed {seed}:\n{ledger:#}");
        let [source, first, grouped, second, sink] = ledger.accounts() else {
            panic!("{ledger}");
        };
        assert_eq!(source.passed_on(), first.received(), "{ledger}");
        assert_eq!(first.passed_on(), grouped.received(), "{ledger}");
        assert_eq!(grouped.passed_on(), second.received() * 3, "{ledger}");
        assert_eq!(second.passed_on(), sink.received(), "{ledger}");
        assert_eq!(counter.alive(), 0, "every element is dropped (law L6)");
    }
}
