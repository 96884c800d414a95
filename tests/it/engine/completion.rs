//! The handle to a run on a runtime.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use forebay::stage::Timer;
use forebay::{Completion, Outcome, Runtime, Source, StreamErrorKind, ThreadPool};
use forebay_testkit::{DropCounter, TestSource};
use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use parking_lot::Mutex;

fn pools() -> [ThreadPool; 2] {
    [1, 2].map(|threads| {
        ThreadPool::with_threads(NonZeroUsize::new(threads).expect("a thread")).expect("threads")
    })
}

/// A run that never ends by itself, with elements from `counter`; tells when it has begun, and
/// hangs up when it is over.
fn endless(counter: &DropCounter, pool: &ThreadPool) -> (Completion<u64>, Receiver<()>) {
    let (begun, told) = channel();
    let made = counter.clone();
    let mut has_begun = false;
    let source = Source::from_fn(move || Some(made.element(0_u8))).inspect(move |_| {
        if !has_begun {
            has_begun = true;
            begun.send(()).expect("the test waits");
        }
    });
    let run = source.grouped(10).count().run(pool);
    told.recv().expect("the run begins");
    (run, told)
}

#[test]
fn a_handle_ends_with_the_result() {
    for pool in pools() {
        let run = Source::iter(0..100_000_u64)
            .map(|n| n * 2)
            .fold(0, |sum, n| sum + n)
            .run(&pool);
        assert_eq!(block_on(run).unwrap(), 9_999_900_000);
        let failing = Source::iter(0..10).try_map(|n| if n < 5 { Ok(n) } else { Err("five") });
        let error = block_on(failing.count().run(&pool)).unwrap_err();
        assert_eq!(error.cause().to_string(), "five");
    }
}

#[test]
fn a_handle_ends_with_the_books_if_asked() {
    for pool in pools() {
        let run = Source::iter(0..100_000_u64)
            .filter(|n| n % 2 == 0)
            .count()
            .run(&pool);
        let Outcome { result, ledger } = block_on(run.with_ledger());
        assert_eq!(result.unwrap(), 50_000);
        assert_eq!((ledger.produced(), ledger.delivered()), (100_000, 50_000));
        assert!(ledger.is_balanced());
    }
}

#[test]
fn a_cancelled_run_ends_as_cancelled_with_its_books() {
    for pool in pools() {
        let counter = DropCounter::new();
        let (mut run, told) = endless(&counter, &pool);
        run.cancel();
        run.cancel();
        let Outcome { result, ledger } = block_on(run.with_ledger());
        let error = result.unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Cancelled);
        assert_eq!(
            error.cause().to_string(),
            "the run was cancelled through its handle"
        );
        assert!(ledger.is_balanced(), "{ledger}");
        assert_eq!(ledger.produced(), counter.created());
        assert!(ledger.produced() > 0);
        assert!(told.recv().is_err());
        counter.assert_balanced();
    }
}

#[test]
fn a_run_that_is_idle_is_cancelled_at_once() {
    for pool in pools() {
        let input = TestSource::<u64>::new();
        let counter = DropCounter::new();
        let elements = input.source().map({
            let counter = counter.clone();
            move |n| counter.element(n)
        });
        let mut run = elements.grouped(5).count().run(&pool);
        input.push_all(0..3);
        run.cancel();
        assert_eq!(
            block_on(run).unwrap_err().kind(),
            StreamErrorKind::Cancelled
        );
        assert!(input.cancelled().is_some() || input.dropped());
        counter.assert_balanced();
    }
}

#[test]
fn a_cancel_after_the_end_changes_nothing() {
    for pool in pools() {
        let (ended, told) = channel::<()>();
        let source = Source::iter(0..3_u64).inspect(move |_| _ = &ended);
        let mut run = source.count().run(&pool);
        // Hung up when the stages are dropped, which comes before the result is sent. One more
        // run on a pool of one thread makes sure of the rest.
        assert!(told.recv().is_err());
        block_on(Source::single(()).ignore().run(&pool)).unwrap();
        run.cancel();
        let result = block_on(run);
        assert!(matches!(&result, Ok(3)) || is_cancelled(&result));
    }
}

fn is_cancelled<T>(result: &Result<T, forebay::StreamError>) -> bool {
    matches!(result, Err(error) if error.kind() == StreamErrorKind::Cancelled)
}

#[test]
fn a_dropped_handle_lets_the_run_go_on() {
    for pool in pools() {
        let (ran, told) = channel();
        drop(
            Source::iter(0..50_000_u64)
                .fold(ran, |ran, n| {
                    if n == 49_999 {
                        ran.send(n).expect("the test waits");
                    }
                    ran
                })
                .run(&pool),
        );
        assert_eq!(told.recv().unwrap(), 49_999);
    }
}

#[test]
fn a_detached_run_goes_on_even_if_it_was_tied_to_its_handle() {
    for pool in pools() {
        let (go_on, wait) = channel::<()>();
        let (ran, told) = channel();
        let source = Source::iter(0..2).inspect(move |_| wait.recv().expect("told to go on"));
        let run = source
            .for_each(move |n| ran.send(n).expect("the test waits"))
            .run(&pool);
        run.cancel_on_drop().detach();
        go_on.send(()).unwrap();
        go_on.send(()).unwrap();
        assert_eq!(told.iter().collect::<Vec<_>>(), [0, 1]);
    }
}

#[test]
fn a_handle_that_is_tied_to_its_run_cancels_it() {
    for pool in pools() {
        let counter = DropCounter::new();
        let (run, told) = endless(&counter, &pool);
        drop(run.cancel_on_drop());
        assert!(
            told.recv().is_err(),
            "it hangs up when the stages are dropped"
        );
        block_on(Source::single(()).ignore().run(&pool)).unwrap();
        counter.assert_balanced();
    }
}

#[test]
fn a_cancelled_run_tells_its_source_the_cause() {
    let [pool, _] = pools();
    let input = TestSource::<u64>::new();
    let (begun, told) = channel();
    let source = input
        .source()
        .inspect(move |_| begun.send(()).expect("the test waits"));
    let mut run = source.count().run(&pool);
    input.push(1);
    told.recv().unwrap();
    run.cancel();
    assert!(is_cancelled(&block_on(run)));
    let cause = input.cancelled().expect("a cause");
    assert!(matches!(cause, forebay::CancelCause::Requested), "{cause}");
}

/// A runtime whose tasks run when the test says so, or never.
#[derive(Clone, Default)]
struct Shelf {
    tasks: Arc<Mutex<Vec<BoxFuture<'static, ()>>>>,
}

impl Runtime for Shelf {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.tasks.lock().push(task);
    }

    fn spawn_blocking(&self, _: Box<dyn FnOnce() + Send>) -> std::io::Result<()> {
        Err(std::io::Error::other("no threads here"))
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        panic!("no clock here")
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        // A handle without the tasks, so that dropping the shelf drops them.
        Arc::new(Self::default())
    }
}

#[test]
fn a_runtime_that_goes_away_cancels_what_it_was_running() {
    let counter = DropCounter::new();
    let shelf = Shelf::default();
    let mut run = Source::iter(counter.elements(10_000))
        .grouped(5_000)
        .count()
        .run(&shelf);
    assert_eq!(counter.created(), 0, "spawning runs nothing");
    let mut task = shelf.tasks.lock().pop().expect("the task");
    assert!((&mut task).now_or_never().is_none(), "the budget is spent");
    assert!((&mut run).now_or_never().is_none());
    assert!(counter.alive() > 0);
    drop(task);
    let Outcome { result, .. } = block_on(run.with_ledger());
    assert_eq!(result.unwrap_err().kind(), StreamErrorKind::Cancelled);
    counter.assert_balanced();
}

#[test]
fn a_runtime_without_threads_fails_what_needs_one() {
    let shelf = Shelf::default();
    let line = line!() + 1;
    let run = Source::lines("a\nb\n".as_bytes()).count().run(&shelf);
    shelf
        .tasks
        .lock()
        .pop()
        .expect("the task")
        .now_or_never()
        .expect("it has failed");
    let error = block_on(run).unwrap_err();
    assert_eq!(error.cause().to_string(), "no threads here");
    assert_eq!(error.site().unwrap().location().line(), line);
}
