//! Boundaries in the hands of somebody who means them harm.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use forebay::{Overflow, Source, StreamErrorKind, ThreadPool};
use forebay_testkit::{DropCounter, VirtualRuntime};
use futures::StreamExt;
use futures::executor::block_on;
use parking_lot::Mutex;

use crate::executor::Task;

/// Ten thousand substreams with a boundary each: ten thousand islands, one after the other.
#[test]
fn islands_that_stages_make_leave_when_they_have_ended() {
    let graph = || {
        Source::iter(0..10_000_u64)
            .flat_map_merge(8, |n| Source::iter([n, n]).boundary(2))
            .count()
    };
    let pool = ThreadPool::shared().unwrap();
    for outcome in [
        graph().wait_with_ledger(),
        graph().run(&pool).with_ledger().wait(),
    ] {
        assert_eq!(outcome.result.unwrap(), 20_000);
        assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
        assert!(outcome.ledger.accounts().len() < 10, "{}", outcome.ledger);
    }
}

#[test]
fn a_failure_in_one_of_them_takes_the_others_along() {
    for seed in 0..20 {
        let runtime = VirtualRuntime::new(seed);
        let run = Source::iter(0..100_u64)
            .flat_map_merge(8, |n| {
                let source = Source::repeat(n).boundary(2);
                source.try_map(|n| if n < 50 { Ok(n) } else { Err("fifty") })
            })
            .drop(200)
            .flat_map_concat(|n| Source::iter(0..n).boundary(1))
            .take(2_000)
            .count()
            .run(&runtime);
        let outcome = runtime.block_on(run.with_ledger());
        assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
        assert_eq!(runtime.tasks(), 0);
    }
}

#[test]
fn endless_runs_share_one_thread() {
    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).unwrap();
    let mut endless: Vec<_> = (0..4)
        .map(|_| {
            Source::repeat(1_u8)
                .boundary(16)
                .boundary(16)
                .ignore()
                .run(&pool)
        })
        .collect();
    let counted = Source::iter(0..10_000).boundary(8).count().run(&pool);
    assert_eq!(counted.wait().unwrap(), 10_000, "they let it run");
    for run in &mut endless {
        run.cancel();
    }
    for run in endless {
        assert_eq!(run.wait().unwrap_err().kind(), StreamErrorKind::Cancelled);
    }
}

#[test]
fn a_buffer_that_drops_comes_back_on_a_thread_of_its_own() {
    for overflow in [
        Overflow::DropOldest,
        Overflow::DropNewest,
        Overflow::DropBuffer,
    ] {
        let outcome = Source::iter(0_u64..)
            .buffer(4, overflow)
            .boundary(2)
            .take(1_000)
            .count()
            .wait_with_ledger();
        assert_eq!(outcome.result.unwrap(), 1_000);
        assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    }
}

#[test]
fn nothing_panics_twice_when_elements_in_an_edge_do() {
    struct Bomb(u32);
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(self.0 != 5, "element 5 explodes");
        }
    }
    // In the sink, in the edge, in front of it: wherever it is when it goes off.
    for taken in 0..12 {
        let run = Source::iter(0..20_u32)
            .map(Bomb)
            .boundary(3)
            .take(taken)
            .count();
        let error = run.wait();
        if taken > 5 {
            assert_eq!(error.unwrap_err().kind(), StreamErrorKind::Panicked);
        }
    }
}

#[test]
fn a_run_that_is_dropped_in_mid_air_leaves_nothing() {
    for polls in 0..40 {
        let counter = DropCounter::new();
        let mut task = Task::new(
            Source::iter(counter.elements(10_000))
                .boundary(5)
                .grouped(2)
                .boundary(3)
                .flat_map_merge(4, |group| Source::iter(group).boundary(1))
                .count(),
        );
        for _ in 0..polls {
            let _pending = task.poll().is_pending();
        }
        drop(task);
        assert_eq!(counter.alive(), 0, "after {polls} polls");
    }
}

#[test]
fn a_sink_that_panics_fails_its_run_only() {
    let pool = ThreadPool::shared().unwrap();
    let panics = Source::repeat(1_u8)
        .boundary(4)
        .for_each(|_| panic!("the sink has had enough"))
        .run(&pool);
    let goes_on = Source::iter(0..1_000).boundary(4).count().run(&pool);
    assert_eq!(panics.wait().unwrap_err().kind(), StreamErrorKind::Panicked);
    assert_eq!(goes_on.wait().unwrap(), 1_000);
}

#[test]
fn elements_without_size_and_edges_without_end() {
    let units = Source::repeat(())
        .take(100_000)
        .boundary(usize::MAX)
        .count();
    assert_eq!(units.wait().unwrap(), 100_000);
}

#[test]
fn a_stream_of_islands_is_dropped_at_any_point() {
    for polled in 0..20 {
        let counter = DropCounter::new();
        let source = Source::iter(counter.elements(1_000))
            .boundary(3)
            .boundary(2);
        let mut stream = source.into_stream(4);
        for _ in 0..polled {
            let next = catch_unwind(AssertUnwindSafe(|| block_on(stream.next())));
            drop(next.expect("no panic"));
        }
        drop(stream);
        assert_eq!(counter.alive(), 0, "after {polled} elements");
    }
}

#[test]
fn islands_that_a_panicking_run_has_made_are_dropped_with_it() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("an element explodes, too");
        }
    }
    // The first substream leaves an island of bombs, and the second one panics in the same run.
    let source = || {
        let bombs = Mutex::new(Some(vec![Bomb]));
        Source::iter(0..10_u32).flat_map_merge(4, move |n| {
            assert!(n < 1, "the second substream is not to be had");
            Source::iter(bombs.lock().take().unwrap_or_default()).boundary(1)
        })
    };
    let runtime = VirtualRuntime::new(0);
    let within_a_budget = || source().idle_timeout(Duration::MAX);
    let within_a_substream = || Source::iter([()]).flat_map_merge(1, move |()| source());
    for graph in [
        source().boundary(2).count().boxed(),
        source().count().boxed(),
        within_a_budget().count().boxed(),
        within_a_substream().count().boxed(),
    ] {
        let error = runtime.block_on(graph.run(&runtime)).unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
        assert_eq!(runtime.tasks(), 0);
    }
    for error in [
        source().boundary(2).count().wait().unwrap_err(),
        source().count().wait().unwrap_err(),
        within_a_budget().count().wait().unwrap_err(),
        within_a_substream().count().wait().unwrap_err(),
        block_on(source().into_stream(4).map(|bomb| bomb.map(drop)).next())
            .expect("it fails")
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
    }
}

#[test]
fn an_island_that_is_always_ready_lets_the_others_have_their_turn() {
    // Never blocked and never delivering: all that it makes is filtered out.
    let busy = || Source::repeat(1_u8).filter(|_| false).boundary(4);
    let started = Source::iter(0..2)
        .flat_map_merge(2, move |n| {
            if n == 0 {
                busy().boxed()
            } else {
                Source::iter([7_u8; 3000]).boundary(16).boxed()
            }
        })
        .take(3000)
        .count();
    let mut task = Task::new(started);
    let result = task.run().expect("it goes on").unwrap();
    assert_eq!(result, 3000);
    assert!(task.polls() < 1_000, "{} polls", task.polls());
}

#[test]
fn a_boxed_graph_is_cloned_and_both_run_at_once() {
    let runtime = VirtualRuntime::new(1);
    let graph = Source::iter(0..100_u64).boundary(3).boundary(2).count();
    let first = graph.clone().boxed().run(&runtime);
    let second = graph.boxed().run(&runtime);
    assert_eq!(runtime.block_on(second).unwrap(), 100);
    assert_eq!(runtime.block_on(first).unwrap(), 100);
}
