//! Boxed flows in a row run on a small stack.

use std::thread;

use forebay::{Flow, Source};

/// Runs `call` on a thread with a stack of this many KiB.
fn on_a_stack_of(kib: usize, call: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new()
        .stack_size(kib * 1024)
        .spawn(call)
        .expect("a thread");
    thread.join().expect("it does not panic");
}

/// A source with this many boxed flows behind it.
fn deep(flows: usize) -> Source<u64> {
    let flow = |_| Flow::new().map(|n: u64| n + 1).boxed();
    let source = Source::iter(0..300_u64).boxed();
    (0..flows)
        .map(flow)
        .fold(source, |source, flow| source.via(flow).boxed())
}

/// How many boxed flows in a row are promised on a stack of 256 KiB, without optimisation.
const PROMISED: usize = 32;

#[test]
fn boxed_flows_in_a_row_run_on_a_small_stack() {
    on_a_stack_of(256, || {
        let outcome = deep(PROMISED).collect::<Vec<_>>().wait_with_ledger();
        let expected: Vec<u64> = (0..300).map(|n| n + PROMISED as u64).collect();
        assert_eq!(outcome.result.unwrap(), expected);
        assert!(outcome.ledger.is_balanced());
    });
}

#[test]
fn boxed_flows_in_a_row_are_dropped_on_a_small_stack() {
    on_a_stack_of(256, || drop(deep(PROMISED)));
    on_a_stack_of(256, || drop(deep(PROMISED).count().into_future()));
    on_a_stack_of(256, || {
        let mut taken = deep(PROMISED).into_stream(0);
        let first = futures::executor::block_on(futures::StreamExt::next(&mut taken));
        assert_eq!(first.unwrap().unwrap(), PROMISED as u64);
        drop(taken);
    });
}

#[test]
fn a_thousand_boxed_flows_run_on_a_large_stack() {
    on_a_stack_of(64 * 1024, || {
        let outcome = deep(1_000).collect::<Vec<_>>().wait_with_ledger();
        assert_eq!(outcome.result.unwrap(), (1_000..1_300).collect::<Vec<_>>());
    });
}
