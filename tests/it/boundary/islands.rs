//! The same answer, however many islands there are and wherever they run (law L8).

use forebay::{Completion, Flow, Keep, RunnableGraph, Runtime, Sink, Source, ThreadPool};
use forebay_testkit::VirtualRuntime;
use futures::executor::block_on;

/// 0 to 999 through three boundaries of this capacity.
fn cut(capacity: usize) -> RunnableGraph<Completion<Vec<u64>>, Vec<u64>> {
    Source::iter(0..1_000_u64)
        .boundary(capacity)
        .filter(|n| n % 3 != 0)
        .boundary(capacity)
        .map(|n| n * 7)
        .boxed()
        .via(Flow::new().boundary(capacity).map_concat(|n| [n, n + 1]))
        .collect::<Vec<_>>()
        .boxed()
}

fn uncut() -> Vec<u64> {
    (0..1_000)
        .filter(|n| n % 3 != 0)
        .flat_map(|n| [n * 7, n * 7 + 1])
        .collect()
}

const CAPACITIES: [usize; 6] = [1, 2, 3, 64, 256, 100_000];

#[test]
fn in_the_callers_task() {
    for capacity in CAPACITIES {
        assert_eq!(cut(capacity).wait().unwrap(), uncut());
        assert_eq!(block_on(cut(capacity).into_future()).unwrap(), uncut());
    }
}

#[test]
fn on_threads() {
    let pool = ThreadPool::shared().unwrap();
    for capacity in CAPACITIES {
        assert_eq!(cut(capacity).run(&pool).wait().unwrap(), uncut());
    }
}

#[test]
fn in_every_order() {
    for capacity in CAPACITIES {
        for seed in 0..20 {
            let runtime = VirtualRuntime::new(seed);
            let run = cut(capacity).run(&runtime);
            assert_eq!(runtime.tasks(), 4, "an island is a task");
            assert_eq!(runtime.block_on(run).unwrap(), uncut());
            assert_eq!(runtime.tasks(), 0, "nothing is left of the run");
        }
    }
}

#[test]
fn as_a_futures_stream() {
    use futures::executor::block_on_stream;

    for prefetch in [0, 1, 5, 1_000] {
        let numbers = Source::iter(0..1_000_u64).boundary(16).map(|n| n + 1);
        let stream = numbers.into_stream(prefetch);
        let all: Result<Vec<_>, _> = block_on_stream(stream).collect();
        assert_eq!(all.unwrap(), (1..=1_000).collect::<Vec<_>>());
    }
}

#[test]
fn sinks_and_flows_are_cut_before_there_is_a_source() {
    let pool = ThreadPool::shared().unwrap();
    let flow = Flow::new().map(|n: u32| n + 1).boundary(4).boxed();
    let source = Source::iter(0..100).boundary(2).boxed();
    let graph = source.via(flow).to_mat(Sink::count().boxed(), Keep::right);
    assert_eq!(graph.run(&pool).wait().unwrap(), 100);
}

#[test]
fn a_boundary_of_nothing_is_refused() {
    let refused = std::panic::catch_unwind(|| drop(Source::<u8>::empty().boundary(0)));
    let text = refused.unwrap_err().downcast::<String>().expect("a text");
    assert_eq!(*text, "boundary(0): an edge holds at least one element");
}

#[test]
fn a_run_that_is_dropped_with_its_runtime_ends_as_cancelled() {
    let runtime = VirtualRuntime::new(0);
    let run = Source::repeat(1_u8).boundary(8).ignore().run(&runtime);
    let handle = runtime.handle();
    drop(runtime);
    drop(handle);
    let error = block_on(run).unwrap_err();
    assert_eq!(error.kind(), forebay::StreamErrorKind::Cancelled);
}
