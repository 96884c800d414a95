//! Timers on tokio, whose clock is paused: time passes when nothing else can.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use forebay::TokioRuntime;
use forebay::stage::Runtime as _;
use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};
use tokio::task::coop::consume_budget;
use tokio::time::sleep;

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
