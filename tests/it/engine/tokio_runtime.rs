//! Tokio as the runtime, and as the executor of runs in place.

use std::sync::mpsc::channel;

use forebay::{Outcome, Source, StreamErrorKind, TokioRuntime};
use forebay_testkit::DropCounter;
use futures::executor::block_on;
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use crate::hostile::three_is_too_much;

fn runtimes() -> [Runtime; 2] {
    let current_thread = Builder::new_current_thread().build().expect("a runtime");
    let threads = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("a runtime");
    [current_thread, threads]
}

#[test]
fn a_graph_is_awaited_in_a_task() {
    for tokio in runtimes() {
        let sum = tokio.block_on(async {
            let sum = Source::iter(0..100_000_u64)
                .boxed()
                .fold(0, |sum, n| sum + n);
            tokio::spawn(sum.into_future())
                .await
                .expect("the task runs")
        });
        assert_eq!(sum.unwrap(), 4_999_950_000);
    }
}

#[test]
fn a_graph_runs_on_tokio() {
    for tokio in runtimes() {
        let runtime = TokioRuntime::new(tokio.handle().clone());
        let graph = || Source::iter(0..100_000_u64).filter(|n| n % 2 == 0).count();
        let Outcome { result, ledger } = tokio.block_on(graph().run(&runtime).with_ledger());
        assert_eq!(result.unwrap(), 50_000);
        assert!(ledger.is_balanced());
        let here = async { graph().run(&TokioRuntime::current()).await };
        assert_eq!(tokio.block_on(here).unwrap(), 50_000);
    }
}

#[test]
fn an_endless_run_lets_other_tasks_of_its_only_thread_run() {
    let [tokio, _] = runtimes();
    tokio.block_on(async {
        let mut endless = Source::repeat(0_u8).count().run(&TokioRuntime::current());
        let in_place = tokio::spawn(Source::repeat(0_u8).count().into_future());
        for _ in 0..100 {
            yield_now().await;
        }
        endless.cancel();
        assert_eq!(
            endless.await.unwrap_err().kind(),
            StreamErrorKind::Cancelled
        );
        in_place.abort();
        assert!(in_place.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn a_panic_fails_one_run_and_no_task() {
    for tokio in runtimes() {
        tokio.block_on(async {
            let runtime = TokioRuntime::current();
            let other = Source::iter(0..1_000_000_u64).boxed().count().run(&runtime);
            let (source, line) = (Source::iter(0..10).map(three_is_too_much), line!());
            let failed = source.count().run(&runtime).await;
            let site = failed.unwrap_err().site().unwrap();
            assert_eq!((site.name(), site.location().line()), ("map", line));
            assert_eq!(other.await.unwrap(), 1_000_000);
        });
    }
}

#[test]
fn lines_are_read_on_blocking_threads() {
    for tokio in runtimes() {
        tokio.block_on(async {
            let text = "one\ntwo\n".repeat(100_000);
            let runtime = TokioRuntime::current();
            let run = Source::lines(std::io::Cursor::new(text))
                .count()
                .run(&runtime);
            assert_eq!(run.await.unwrap(), 200_000);
        });
    }
}

#[test]
fn a_runtime_that_is_shut_down_cancels_its_runs() {
    for tokio in runtimes() {
        let counter = DropCounter::new();
        let made = counter.clone();
        let (begun, told) = channel();
        let mut begun = Some(begun);
        let source = Source::from_fn(move || Some(made.element(0_u8))).inspect(move |_| {
            if let Some(begun) = begun.take() {
                begun.send(()).expect("the test waits");
            }
        });
        let run = source
            .grouped(1000)
            .count()
            .run(&TokioRuntime::new(tokio.handle().clone()));
        tokio.block_on(yield_now());
        told.recv().unwrap();
        drop(tokio);
        assert_eq!(
            block_on(run).unwrap_err().kind(),
            StreamErrorKind::Cancelled
        );
        counter.assert_balanced();
    }
}

#[test]
fn a_run_on_a_runtime_that_is_gone_is_cancelled() {
    let [tokio, _] = runtimes();
    let runtime = TokioRuntime::new(tokio.handle().clone());
    drop(tokio);
    let run = Source::iter(0..10).count().run(&runtime);
    assert_eq!(
        block_on(run).unwrap_err().kind(),
        StreamErrorKind::Cancelled
    );
}
