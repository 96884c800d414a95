//! A source behind which everything is slow: what is resident stays within what was declared
//! (law L3).

use std::sync::Arc;
use std::time::Duration;

use forebay::{Concurrency, Outcome, Overflow, Runtime, Source};
use forebay_testkit::{Counted, DropCounter, VirtualRuntime};
use parking_lot::Mutex;

const FAST: Duration = Duration::from_micros(20);
const SLOW: Duration = Duration::from_millis(20);
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// What the operators of `run` say that they hold at most, in their order: futures that run and
/// results that wait, edges and a buffer.
const HELD: [usize; 5] = [1 + 1, 64, 8, 5, 1 + 1];

/// Makes elements for ten minutes, one each 20 us if it may, for a sink that takes 20 ms for each.
fn run(seed: u64) -> (Outcome<u64>, DropCounter, Vec<u64>) {
    let runtime = VirtualRuntime::new(seed);
    let counter = DropCounter::new();
    let (makes, clock) = (counter.clone(), runtime.handle());
    let end = clock.now() + TEN_MINUTES;
    let residents = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&residents);
    // Residents become more only here, so nothing between two looks is missed.
    let elements = std::iter::from_fn(move || {
        (clock.now() < end).then(|| {
            let element = makes.element(());
            sees.lock().push(makes.alive());
            element
        })
    });
    let after = |time: Duration, runtime: Arc<dyn Runtime>| {
        move |element: Counted<()>| {
            let until = runtime.sleep_until(runtime.now() + time);
            async move {
                until.await;
                element
            }
        }
    };
    let [source, first, buffer, second, sink] = HELD;
    let graph = Source::iter(elements)
        .map_async(
            Concurrency::new(1).buffer(source - 1),
            after(FAST, runtime.handle()),
        )
        .boundary(first)
        .buffer(buffer, Overflow::Backpressure)
        .boundary(second)
        .map_async(
            Concurrency::new(1).buffer(sink - 1),
            after(SLOW, runtime.handle()),
        )
        .count();
    let outcome = runtime.block_on(graph.run(&runtime).with_ledger());
    assert!(runtime.elapsed() >= TEN_MINUTES);
    let residents = std::mem::take(&mut *residents.lock());
    (outcome, counter, residents)
}

#[test]
fn ten_minutes_of_a_sink_a_thousand_times_slower_than_its_source() {
    let held: usize = HELD.iter().sum();
    for seed in 0..3 {
        let (Outcome { result, ledger }, counter, residents) = run(seed);
        // 20 ms each, after the first one has come through.
        let taken = result.unwrap();
        assert!(taken >= 29_999, "the sink waits for its source: {taken}");
        assert!(ledger.is_balanced(), "{ledger}");

        let most = residents.iter().copied().max().unwrap_or_default();
        assert!(most <= held as u64, "{most} resident, {held} declared");
        // Nor do they become more in time: when full, it is as full as it will be.
        let (early, late) = residents.split_at(residents.len() / 2);
        assert_eq!(early.iter().max(), late.iter().max());
        assert!(most > HELD[1] as u64, "the edges are filled: {most}");
        assert_eq!(counter.alive(), 0, "every element is dropped (law L6)");

        let peaks = ledger
            .accounts()
            .iter()
            .filter_map(|account| account.peak());
        assert_eq!(peaks.collect::<Vec<_>>(), [64, 5], "{ledger:#}");
    }
}
