//! The virtual runtime: order, time, shutting down.

use std::future::{pending, poll_fn};
use std::mem;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use forebay_stage::Runtime;
use forebay_testkit::{VirtualRuntime, simulate};
use futures::FutureExt;
use futures::channel::oneshot;
use parking_lot::Mutex;

use crate::message::message_of;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

type Log = Arc<Mutex<Vec<(u64, u32)>>>;

/// A task that writes down when it runs, after each of its naps.
fn napping(runtime: &VirtualRuntime, log: &Log, name: u32, naps: &'static [u64]) {
    let (handle, log, start) = (runtime.handle(), Arc::clone(log), runtime.now());
    runtime.spawn(
        async move {
            for nap in naps {
                let until = handle.now() + ms(*nap);
                handle.sleep_until(until).await;
                let elapsed = (handle.now() - start).as_millis();
                log.lock().push((elapsed.try_into().expect("short"), name));
            }
        }
        .boxed(),
    );
}

#[test]
fn time_passes_only_when_told_and_everything_happens_at_its_time() {
    let (runtime, log) = (VirtualRuntime::new(1), Log::default());
    napping(&runtime, &log, 1, &[10, 10, 10]);
    napping(&runtime, &log, 2, &[15, 1_000]);
    runtime.run_until_idle();
    assert_eq!((log.lock().len(), runtime.timers()), (0, 2));

    runtime.advance(ms(20));
    assert_eq!(*log.lock(), [(10, 1), (15, 2), (20, 1)]);
    assert_eq!(runtime.elapsed(), ms(20));
    assert_eq!(runtime.next_timer(), Some(ms(10)));
    runtime.advance(ms(995));
    assert_eq!(log.lock()[3..], [(30, 1), (1_015, 2)]);
    assert_eq!((runtime.tasks(), runtime.timers()), (0, 0));
}

#[test]
fn the_seed_decides_who_runs_first_and_nothing_else_does() {
    let order = |seed| {
        let (runtime, log) = (VirtualRuntime::new(seed), Log::default());
        for name in 0..8 {
            napping(&runtime, &log, name, &[0, 5]);
        }
        runtime.advance(ms(5));
        log.lock().iter().map(|(_, name)| *name).collect::<Vec<_>>()
    };
    assert_eq!(order(3), order(3));
    assert!((0..10).any(|seed| order(seed) != order(3)));
}

#[test]
fn block_on_lets_time_pass_when_nothing_is_ready() {
    let runtime = VirtualRuntime::new(0);
    let (say, heard) = oneshot::channel();
    let (handle, at) = (runtime.handle(), runtime.now() + ms(90));
    runtime.spawn(
        async move {
            handle.sleep_until(at).await;
            say.send(7).expect("somebody listens");
        }
        .boxed(),
    );
    assert_eq!(runtime.block_on(heard), Ok(7));
    assert_eq!(runtime.elapsed(), ms(90));
}

#[test]
fn a_stall_is_told_and_not_waited_for() {
    let runtime = VirtualRuntime::new(0);
    let (_say, heard) = oneshot::channel::<()>();
    let told = message_of(|| runtime.block_on(heard));
    assert!(told.contains("no timer is set (law L5)"), "{told}");
}

#[test]
fn dropping_it_drops_its_tasks() {
    let runtime = VirtualRuntime::new(0);
    let (held, mut watched) = oneshot::channel::<()>();
    let handle = runtime.handle();
    runtime.spawn(
        async move {
            let at = handle.now() + ms(1);
            handle.sleep_until(at).await;
            drop(held);
        }
        .boxed(),
    );
    runtime.run_until_idle();
    assert_eq!(watched.try_recv(), Ok(None), "it is asleep");
    drop(runtime);
    assert!(watched.try_recv().is_err(), "it is gone");
}

/// Spawns a task, which ends at once, when it is dropped.
struct SpawnsInDrop(Arc<dyn Runtime>);

impl Drop for SpawnsInDrop {
    fn drop(&mut self) {
        self.0.spawn(async {}.boxed());
    }
}

#[test]
fn tasks_may_spawn_others_while_they_are_dropped() {
    let runtime = VirtualRuntime::new(0);
    let (ends, stays) = (
        SpawnsInDrop(runtime.handle()),
        SpawnsInDrop(runtime.handle()),
    );
    runtime.spawn(async move { drop(ends) }.boxed());
    runtime.spawn(
        async move {
            let _stays = stays;
            pending::<()>().await;
        }
        .boxed(),
    );
    runtime.run_until_idle();
    assert_eq!(runtime.tasks(), 1);
    drop(runtime);
}

#[test]
fn a_task_that_lets_time_pass_keeps_its_wake_ups() {
    for seed in 0..10 {
        let (runtime, log) = (Arc::new(VirtualRuntime::new(seed)), Log::default());
        napping(&runtime, &log, 1, &[1, 1]);
        let (inner, mut is_first) = (Arc::clone(&runtime), true);
        let over = poll_fn(move |cx| {
            if mem::take(&mut is_first) {
                // Woken while it is polled, and while others run.
                cx.waker().wake_by_ref();
                inner.advance(ms(5));
                return Poll::Pending;
            }
            Poll::Ready(())
        });
        runtime.spawn(over.boxed());
        runtime.run_until_idle();
        assert_eq!(*log.lock(), [(1, 1), (2, 1)]);
        assert_eq!((runtime.tasks(), runtime.elapsed()), (0, ms(5)));
    }
}

#[test]
fn a_task_that_panics_is_over_and_the_test_is_told() {
    let (runtime, log) = (VirtualRuntime::new(0), Log::default());
    runtime.spawn(async { panic!("that was it") }.boxed());
    napping(&runtime, &log, 1, &[0]);
    assert_eq!(message_of(|| runtime.run_until_idle()), "that was it");
    runtime.run_until_idle();
    assert_eq!((runtime.tasks(), log.lock().len()), (0, 1));
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

fn leave_bombs(runtime: &VirtualRuntime) {
    for bomb in [Bomb, Bomb] {
        runtime.spawn(
            async move {
                let _bomb = bomb;
                pending::<()>().await;
            }
            .boxed(),
        );
    }
    runtime.run_until_idle();
}

#[test]
fn tasks_that_panic_when_they_are_dropped_hide_no_failure() {
    let left = VirtualRuntime::new(0);
    leave_bombs(&left);
    assert_eq!(message_of(|| drop(left)), "dropped");

    let failed = message_of(|| {
        let runtime = VirtualRuntime::new(0);
        leave_bombs(&runtime);
        panic!("the test has failed");
    });
    assert_eq!(failed, "the test has failed");
}

#[test]
fn a_world_that_leaves_tasks_behind_takes_them_along() {
    let left = Arc::new(());
    simulate(3, |world| {
        let held = Arc::clone(&left);
        world.runtime().spawn(
            async move {
                let _held = held;
                pending::<()>().await;
            }
            .boxed(),
        );
        world.runtime().run_until_idle();
        assert_eq!(Arc::strong_count(&left), 2, "not those of the world before");
    });
    assert_eq!(Arc::strong_count(&left), 1);

    let told = message_of(|| simulate(1, |world| leave_bombs(world.runtime())));
    assert_eq!(told, "dropped");
}
