//! The clock is read once a run at most, however many elements pass.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::task::Waker;
use std::time::{Duration, Instant};

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::Demand;
use forebay_stage::{Budget, Context, Materializer, Outlet, Runtime, Stage, Timer};
use forebay_sync::Rate;
use forebay_testkit::VirtualRuntime;
use futures::future::BoxFuture;

/// A virtual runtime that tells of each look at its clock.
struct Watched {
    inner: VirtualRuntime,
    looks: SyncSender<()>,
}

impl Runtime for Watched {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.inner.spawn(task);
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        self.inner.spawn_blocking(job)
    }

    fn now(&self) -> Instant {
        self.looks.send(()).expect("the test counts");
        self.inner.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.inner.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        self.inner.handle()
    }
}

/// Counts what comes.
struct Count(u64);

impl<T> Outlet<T> for Count {
    fn demand(&self) -> Demand {
        Demand::Unbounded
    }

    fn push(&mut self, _element: T) {
        self.0 += 1;
    }
}

/// Runs five times, a millisecond apart; gives what came, and how often the clock was read.
fn runs<T, P: SourcePart<Out = T, Mat = ()>>(source: Source<T, (), P>) -> (u64, usize) {
    let (looks, looked) = sync_channel(100);
    let inner = VirtualRuntime::new(0);
    let runtime = Watched { inner, looks };
    let (mut stage, ()) = source.materialize(&mut Materializer::new());
    let mut out = Count(0);
    for _ in 0..5 {
        let budget = Budget::new(1000);
        let mut cx = Context::new(Waker::noop(), &budget, &runtime);
        if stage.poll_run(&mut cx, &mut out).is_ready() {
            break;
        }
        runtime.inner.advance(Duration::from_millis(1));
    }
    (out.0, looked.try_iter().count())
}

#[test]
fn once_a_run_for_any_number_of_elements() {
    let source = || Source::iter(0_u64..);
    let rate = Rate::per_second(100_000).burst(2_000);
    assert_eq!(runs(source().throttle(rate)), (2_400, 5));
    assert_eq!(runs(source().throttle_with(rate, |_| 1)), (2_400, 5));
    assert_eq!(
        runs(source().limit_rate(rate)).1,
        3,
        "it fails in the third"
    );
    let millisecond = Duration::from_millis(1);
    // What is under way spends the budget twice: as it comes, and as it leaves.
    assert_eq!(runs(source().delay(millisecond, 1_000_000)), (2_000, 5));
    assert_eq!(runs(source().debounce(millisecond)).1, 5);
    assert_eq!(runs(source().sample(millisecond)), (4, 5));
    assert_eq!(runs(source().grouped_within(300, millisecond)), (16, 5));
}
