//! Wakers that panic, and wakers that change: what runs beside them goes on.

use std::future::{Future, poll_fn};
use std::mem;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use forebay::{Runtime, Source, ThreadPool};
use forebay_testkit::VirtualRuntime;
use futures::executor::block_on;
use parking_lot::Mutex;

/// A waker that panics when it is called.
struct Explosive;

impl Wake for Explosive {
    fn wake(self: Arc<Self>) {
        panic!("the waker explodes");
    }
}

#[test]
fn a_waker_that_panics_takes_no_thread_of_the_pool_along() {
    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).unwrap();
    let ((go, gate), (held, closed)) = (channel::<()>(), channel::<()>());
    let mut run = Source::iter(0..10)
        .boundary(2)
        .map(move |_| {
            let _held = &held;
            gate.recv().is_ok()
        })
        .count()
        .run(&pool);
    let explosive = Waker::from(Arc::new(Explosive));
    let polled = Pin::new(&mut run).poll(&mut Context::from_waker(&explosive));
    assert!(polled.is_pending());
    drop(go);
    // From here on it is in the poll that tells the handle.
    assert!(closed.recv().is_err());

    let (alive, answer) = channel();
    pool.spawn(Box::pin(async move { alive.send(()).unwrap() }));
    drop(pool);
    assert!(answer.recv().is_ok(), "the pool's only thread is alive");
    assert_eq!(block_on(run).unwrap(), 10, "what it ended with is there");
}

#[test]
fn a_waker_that_panics_harms_no_task() {
    let runtime = VirtualRuntime::new(0);
    let graph = Source::iter(0..10).boundary(2).count();
    let mut run = graph.run(&runtime);
    let explosive = Waker::from(Arc::new(Explosive));
    let polled = Pin::new(&mut run).poll(&mut Context::from_waker(&explosive));
    assert!(polled.is_pending());
    runtime.run_until_idle();
    assert_eq!(runtime.block_on(run).unwrap(), 10);
}

#[test]
fn a_task_that_panics_takes_no_thread_of_the_pool_along() {
    struct PanicsInDrop;
    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).unwrap();
    pool.spawn(Box::pin(async { panic!("polled") }));
    let bomb = PanicsInDrop;
    pool.spawn(Box::pin(async move { drop(bomb) }));
    let (bomb, mut is_first) = (PanicsInDrop, true);
    pool.spawn(Box::pin(poll_fn(move |_| {
        // Kept until the future goes.
        let _bomb = &bomb;
        let is_over = !mem::take(&mut is_first);
        if is_over {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })));
    let (alive, answer) = channel();
    pool.spawn(Box::pin(async move { alive.send(()).unwrap() }));
    drop(pool);
    assert!(answer.recv().is_ok(), "the pool's only thread is alive");
}

#[test]
fn a_waker_that_panics_takes_no_timer_along() {
    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).unwrap();
    let mut timer = pool.timer();
    timer.wake_at(pool.now(), &Waker::from(Arc::new(Explosive)));
    let late = Source::iter(0..3)
        .boundary(1)
        .delay(Duration::from_millis(1), 2);
    assert_eq!(late.count().run(&pool).wait().unwrap(), 3);
}

#[test]
fn a_run_goes_on_when_another_task_polls_it() {
    // Each poll with a waker of its own, of which only the last is worth anything.
    let (mut run, gate) = {
        let (gate, gated) = futures::channel::mpsc::unbounded();
        let run = Source::from_stream(gated)
            .boundary(2)
            .map(|n: u32| n)
            .boundary(2);
        (run.count().into_future(), gate)
    };
    for n in 0..50 {
        let bells = [(); 3].map(|()| Arc::new(Bell::default()));
        for bell in &bells {
            let waker = Waker::from(Arc::clone(bell));
            loop {
                *bell.0.lock() = false;
                let polled = Pin::new(&mut run).poll(&mut Context::from_waker(&waker));
                assert!(polled.is_pending());
                if !*bell.0.lock() {
                    break;
                }
            }
        }
        gate.unbounded_send(n).unwrap();
        assert!(*bells[2].0.lock(), "the task that polled last is woken");
    }
    drop(gate);
    assert_eq!(block_on(run).unwrap(), 50);
}

#[derive(Default)]
struct Bell(Mutex<bool>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.0.lock() = true;
    }
}

#[test]
fn a_pool_is_dropped_while_timers_are_set() {
    let pool = ThreadPool::with_threads(NonZeroUsize::MIN).unwrap();
    let late = Source::iter(0..3)
        .boundary(1)
        .delay(Duration::from_millis(1), 2);
    let run = late.boundary(1).count().run(&pool);
    drop(pool);
    assert_eq!(run.wait().unwrap(), 3);
}
