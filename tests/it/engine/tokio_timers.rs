//! Timers on tokio, whose clock is paused: time passes when nothing else can.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use forebay::stage::Runtime as _;
use forebay::{Source, StreamErrorKind, TimedOut, TokioRuntime};
use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, sleep};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn paused() -> Runtime {
    let mut builder = Builder::new_current_thread();
    let paused = builder.enable_time().start_paused(true).build();
    paused.expect("a runtime")
}

#[derive(Default)]
struct Bell(Mutex<bool>);

impl Bell {
    /// Whether it rang since the last call.
    fn rang(&self) -> bool {
        mem::take(&mut self.0.lock())
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.0.lock() = true;
    }
}

fn use_up_the_budget(cx: &mut Context<'_>) {
    while pin!(consume_budget()).poll(cx).is_ready() {}
}

#[test]
fn a_task_that_has_used_up_its_budget_is_woken_in_time_and_not_before() {
    paused().block_on(async {
        let (runtime, bell) = (TokioRuntime::current(), Arc::new(Bell::default()));
        let waker = Waker::from(Arc::clone(&bell));
        let mut timer = runtime.timer();
        poll_fn(|cx| {
            use_up_the_budget(cx);
            timer.wake_at(runtime.now() + ms(5), &waker);
            Poll::Ready(())
        })
        .await;
        sleep(ms(3)).await;
        assert!(!bell.rang(), "not before");
        sleep(ms(3)).await;
        assert!(bell.rang(), "in time");
    });
}

#[test]
fn a_call_that_is_set_again_or_taken_back_is_not_made() {
    paused().block_on(async {
        let (runtime, bell) = (TokioRuntime::current(), Arc::new(Bell::default()));
        let waker = Waker::from(Arc::clone(&bell));
        let (start, mut timer) = (runtime.now(), runtime.timer());
        timer.wake_at(start + ms(5), &waker);
        timer.wake_at(start + ms(50), &waker);
        sleep(ms(20)).await;
        assert!(!bell.rang(), "set again");
        timer.wake_at(start + ms(10), &waker);
        assert!(bell.rang(), "over already");
        timer.wake_at(start + ms(60), &waker);
        timer.clear();
        timer.wake_at(start + ms(70), &waker);
        drop(timer);
        sleep(ms(100)).await;
        assert!(!bell.rang(), "taken back");
    });
}

#[test]
fn operators_wait_for_them_exactly() {
    paused().block_on(async {
        let (runtime, start) = (TokioRuntime::current(), Instant::now());
        let ticks = || Source::tick(ms(10), ms(10), 1_u64);
        let three = ticks().idle_timeout(ms(11)).take(3).count().run(&runtime);
        assert_eq!(three.await.unwrap(), 3);
        assert_eq!(start.elapsed(), ms(30));

        let slow = ticks().idle_timeout(ms(9)).count().run(&runtime);
        let error = slow.await.unwrap_err();
        assert_eq!(error.downcast_ref::<TimedOut>().unwrap().elapsed, ms(9));
        assert_eq!(start.elapsed(), ms(39));
    });
}

#[test]
fn a_runtime_without_time_fails_the_run_and_nothing_else() {
    let tokio = Builder::new_current_thread().build().expect("a runtime");
    let run = Source::tick(ms(1), ms(1), ()).head();
    let error = tokio.block_on(async { run.run(&TokioRuntime::current()).await.unwrap_err() });
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
}
