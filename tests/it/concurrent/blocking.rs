//! Calls on threads that may block.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Barrier};
use std::time::Instant;

use forebay::stage::Timer;
use forebay::{CancelCause, Runtime, Source, StreamErrorKind, ThreadPool};
use forebay_testkit::{DropCounter, TestSink};
use futures::executor::block_on;
use futures::future::BoxFuture;
use parking_lot::Mutex;

use crate::hostile::three_is_too_much;

#[test]
fn as_many_calls_as_were_asked_for_run_side_by_side() {
    let (now, most) = (Mutex::new(0), Arc::new(Mutex::new(0)));
    let (barrier, seen) = (Barrier::new(3), Arc::clone(&most));
    let numbers = Source::iter(0..9_u64).map_blocking(3, move |n| {
        *now.lock() += 1;
        let running = *now.lock();
        // Nobody gets past it unless three are here at once.
        barrier.wait();
        let mut most = seen.lock();
        *most = running.max(*most);
        *now.lock() -= 1;
        n * 2
    });
    let all: Vec<u64> = numbers.collect().wait().expect("no failure");
    assert_eq!(all, [0, 2, 4, 6, 8, 10, 12, 14, 16]);
    assert_eq!(*most.lock(), 3);
}

#[test]
fn results_come_in_order_whichever_call_returns_first() {
    let pool = ThreadPool::new().expect("threads");
    let (second_is_done, first_may_go) = sync_channel::<()>(1);
    let first_may_go = Mutex::new(first_may_go);
    let numbers = Source::iter([1, 2_u64]).map_blocking(2, move |n| {
        if n == 1 {
            first_may_go.lock().recv().expect("the second call says so");
        } else {
            second_is_done.send(()).expect("the first call listens");
        }
        n
    });
    let all = block_on(numbers.collect::<Vec<u64>>().run(&pool));
    assert_eq!(all.expect("no failure"), [1, 2]);
}

#[test]
fn a_panic_of_a_call_fails_the_stream_and_names_the_operator() {
    let numbers = Source::iter(0..9_u64).map_blocking(2, three_is_too_much);
    let outcome = numbers.collect::<Vec<_>>().wait_with_ledger();
    let error = outcome.result.expect_err("a panic");
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().expect("a site");
    assert_eq!(
        (site.name(), site.location().file()),
        ("map_blocking", file!())
    );
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
}

#[test]
fn a_cancelled_run_does_not_wait_for_a_call_and_counts_its_element() {
    let counter = DropCounter::new();
    let (begun, has_begun) = sync_channel(1);
    let (go_on, may_go_on): (SyncSender<()>, Receiver<()>) = sync_channel(0);
    let (done, is_done) = sync_channel(1);
    let (may_go_on, elements) = (Mutex::new(may_go_on), counter.clone());
    let source = Source::iter(0..9).map(move |n| elements.element(n));
    let source = source.map_blocking(1, move |n| {
        begun.send(()).expect("the test waits for it");
        may_go_on.lock().recv().expect("the test lets it go on");
        // Dropped after the result: whoever sees this end knows that the result is gone.
        (n, SaysWhenDropped(done.clone()))
    });
    let mut sink = TestSink::of(source);
    sink.request(1);
    let _ = sink.run();
    has_begun.recv().expect("it has begun");
    sink.cancel(&CancelCause::Requested);
    assert_eq!(
        (sink.ledger().produced(), sink.ledger().discarded()),
        (1, 1)
    );
    drop(sink);
    go_on.send(()).expect("the call still runs");
    is_done.recv().expect("its result is dropped");
    counter.assert_balanced();
}

struct SaysWhenDropped(SyncSender<()>);

impl Drop for SaysWhenDropped {
    fn drop(&mut self) {
        let _gone = self.0.send(());
    }
}

#[test]
fn a_call_that_has_not_begun_when_the_run_is_cancelled_never_does() {
    let jobs = Arc::new(Mutex::new(Vec::new()));
    let runtime = Reluctant {
        pool: ThreadPool::new().expect("threads"),
        jobs: Some(Arc::clone(&jobs)),
    };
    let calls = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&calls);
    let source = Source::iter(0..4_u64).map_blocking(2, move |n| {
        *counted.lock() += 1;
        n
    });
    let mut run = Box::pin(source.ignore().run(&runtime));
    let waker = futures::task::noop_waker();
    let mut cx = std::task::Context::from_waker(&waker);
    while jobs.lock().len() < 2 {
        assert!(Future::poll(run.as_mut(), &mut cx).is_pending());
        std::thread::yield_now();
    }
    run.as_mut().cancel();
    assert!(block_on(run).is_err());
    for job in jobs.lock().drain(..) {
        job();
    }
    assert_eq!(*calls.lock(), 0);
}

#[test]
fn a_runtime_without_threads_fails_the_stream() {
    let runtime = Reluctant {
        pool: ThreadPool::new().expect("threads"),
        jobs: None,
    };
    let source = Source::iter(0..4_u64).map_blocking(2, |n| n);
    let error = block_on(source.ignore().run(&runtime)).expect_err("no thread can be had");
    assert_eq!(error.site().expect("a site").name(), "map_blocking");
    assert!(error.downcast_ref::<io::Error>().is_some(), "{error:?}");
}

type Jobs = Arc<Mutex<Vec<Box<dyn FnOnce() + Send>>>>;

/// A pool that puts blocking jobs aside, or refuses them.
struct Reluctant {
    pool: ThreadPool,
    jobs: Option<Jobs>,
}

impl Runtime for Reluctant {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.pool.spawn(task);
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        match &self.jobs {
            Some(jobs) => jobs.lock().push(job),
            None => return Err(io::Error::other("no threads")),
        }
        Ok(())
    }

    fn now(&self) -> Instant {
        self.pool.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.pool.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(Self {
            pool: self.pool.clone(),
            jobs: self.jobs.clone(),
        })
    }
}
