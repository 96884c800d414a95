//! Boundaries on runtimes that do not keep their word.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use forebay::stage::Timer;
use forebay::{Completion, RunnableGraph, Runtime, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, VirtualRuntime};
use futures::future::BoxFuture;
use parking_lot::Mutex;

use crate::executor::Task;

type Spawned = BoxFuture<'static, ()>;

/// What a runtime does with the nth task that it is given.
type Treatment = dyn Fn(usize, Spawned) -> Option<Spawned> + Send + Sync;

/// A virtual runtime that treats its tasks as it likes.
#[derive(Clone)]
struct Wayward {
    sound: Arc<dyn Runtime>,
    treat: Arc<Treatment>,
    given: Arc<Mutex<usize>>,
}

impl Wayward {
    fn new(
        sound: &VirtualRuntime,
        treat: impl Fn(usize, Spawned) -> Option<Spawned> + Send + Sync + 'static,
    ) -> Self {
        Self {
            sound: sound.handle(),
            treat: Arc::new(treat),
            given: Arc::default(),
        }
    }
}

impl Runtime for Wayward {
    fn spawn(&self, task: Spawned) {
        let given = {
            let mut given = self.given.lock();
            *given += 1;
            *given - 1
        };
        if let Some(task) = (self.treat)(given, task) {
            self.sound.spawn(task);
        }
    }

    fn spawn_blocking(&self, job: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        self.sound.spawn_blocking(job)
    }

    fn now(&self) -> Instant {
        self.sound.now()
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.sound.timer()
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}

/// A task that is dropped when it has been polled so often.
struct Short(Option<Spawned>, usize);

impl Future for Short {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.1 == 0 {
            self.0 = None;
        }
        self.1 = self.1.saturating_sub(1);
        match &mut self.0 {
            Some(task) => task.as_mut().poll(cx),
            None => Poll::Ready(()),
        }
    }
}

/// Three islands of the blueprint, and ten that a stage makes.
fn several_islands(counter: &DropCounter) -> RunnableGraph<Completion<u64>, u64> {
    Source::iter(counter.elements(10))
        .boundary(3)
        .flat_map_merge(4, |element| Source::iter([element]).boundary(1))
        .boundary(2)
        .count()
        .boxed()
}

#[test]
fn a_task_that_is_dropped_when_it_is_spawned_ends_the_run() {
    for lost in 0..14 {
        for seed in 0..5 {
            let (sound, counter) = (VirtualRuntime::new(seed), DropCounter::new());
            let runtime = Wayward::new(&sound, move |n, task| (n != lost).then_some(task));
            let outcome = sound.block_on(several_islands(&counter).run(&runtime).with_ledger());
            let kind = outcome.result.as_ref().map_err(|error| error.kind());
            let expected = if lost < 13 {
                Err(StreamErrorKind::Cancelled)
            } else {
                Ok(&10)
            };
            assert_eq!(kind, expected, "without task {lost}");
            assert!(
                lost < 3 || outcome.ledger.is_balanced(),
                "{}",
                outcome.ledger
            );
            sound.run_until_idle(); // Nobody waited for the islands of one that was lost.
            assert_eq!((counter.alive(), sound.tasks()), (0, 0), "without {lost}");
        }
    }
}

#[test]
fn a_task_that_is_dropped_in_the_middle_ends_the_run() {
    for lost in 0..14 {
        for polls in 0..6 {
            let (sound, counter) = (VirtualRuntime::new(polls as u64), DropCounter::new());
            let runtime = Wayward::new(&sound, move |n, task| {
                Some(if n == lost {
                    Box::pin(Short(Some(task), polls))
                } else {
                    task
                })
            });
            let run = several_islands(&counter).run(&runtime);
            match sound.block_on(run) {
                Ok(count) => assert_eq!(count, 10),
                Err(error) => assert_eq!(error.kind(), StreamErrorKind::Cancelled),
            }
            sound.run_until_idle();
            assert_eq!((counter.alive(), sound.tasks()), (0, 0), "without {lost}");
        }
    }
}

#[test]
fn a_runtime_that_panics_when_it_is_to_spawn_fails_the_run() {
    for refused in 4..14 {
        let (sound, counter) = (VirtualRuntime::new(3), DropCounter::new());
        let runtime = Wayward::new(&sound, move |n, task| {
            assert!(n != refused, "no more tasks");
            Some(task)
        });
        let run = several_islands(&counter).run(&runtime);
        let result = sound.block_on(run);
        let kind = result.map_err(|error| error.kind());
        let expected = if refused < 13 {
            Err(StreamErrorKind::Panicked)
        } else {
            Ok(10)
        };
        assert_eq!(kind, expected, "without task {refused}");
        assert_eq!(
            (counter.alive(), sound.tasks()),
            (0, 0),
            "without {refused}"
        );
    }
}

/// Forbidden, and harmless all the same where a task is polled once.
#[test]
fn a_runtime_that_polls_tasks_while_it_is_to_spawn_them() {
    let (sound, counter) = (VirtualRuntime::new(0), DropCounter::new());
    let runtime = Wayward::new(&sound, |_, mut task| {
        let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        polled.is_pending().then_some(task)
    });
    let run = several_islands(&counter).run(&runtime);
    assert_eq!(sound.block_on(run).unwrap(), 10);
    assert_eq!((counter.alive(), sound.tasks()), (0, 0));
}

#[test]
fn a_run_is_cancelled_while_its_islands_start() {
    for seed in 0..20 {
        for polls in 0..20 {
            let (sound, counter) = (VirtualRuntime::new(seed), DropCounter::new());
            let run = Arc::new(Mutex::new(None::<Completion<u64>>));
            let cancelled = Arc::clone(&run);
            let left = Arc::new(Mutex::new(polls));
            let runtime = Wayward::new(&sound, move |_, task| {
                let (run, left) = (Arc::clone(&cancelled), Arc::clone(&left));
                Some(Box::pin(Cancelling { task, run, left }))
            });
            let started = several_islands(&counter).run(&runtime);
            *run.lock() = Some(started);
            sound.run_until_idle();
            let ended = run.lock().take().expect("the handle");
            let outcome = sound.block_on(ended.with_ledger());
            if let Err(error) = outcome.result {
                assert_eq!(error.kind(), StreamErrorKind::Cancelled);
            }
            assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
            assert_eq!((counter.alive(), sound.tasks()), (0, 0));
        }
    }
}

/// A task that cancels its run once so many tasks were polled.
struct Cancelling {
    task: Spawned,
    run: Arc<Mutex<Option<Completion<u64>>>>,
    left: Arc<Mutex<usize>>,
}

impl Future for Cancelling {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.left.lock().checked_sub(1);
        match left {
            Some(left) => *self.left.lock() = left,
            None => {
                if let Some(run) = &mut *self.run.lock() {
                    run.cancel();
                }
            },
        }
        self.task.as_mut().poll(cx)
    }
}

#[test]
fn a_handle_is_dropped_at_any_point() {
    for polls in 0..30 {
        let (runtime, counter) = (VirtualRuntime::new(polls), DropCounter::new());
        let run = several_islands(&counter).run(&runtime).cancel_on_drop();
        let mut handle = Some(Task::new(run));
        let mut left = polls;
        runtime.block_on(poll_fn(|cx| {
            if left == 0 {
                handle = None;
                return Poll::Ready(());
            }
            left -= 1;
            if handle
                .as_mut()
                .is_none_or(|handle| handle.poll().is_ready())
            {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        runtime.run_until_idle();
        assert_eq!((counter.alive(), runtime.tasks()), (0, 0));
    }
}
