//! What the handles of a virtual runtime share: tasks, their order, the clock.

use std::collections::HashMap;
use std::io;
use std::mem;
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::thread;
use std::time::Instant;

use fastrand::Rng;
use forebay_stage::Timer;
use forebay_sync::Timers;
use futures::future::BoxFuture;
use parking_lot::Mutex;

use super::Call;

type Task = BoxFuture<'static, ()>;

pub(super) struct Core {
    pub(super) timers: Timers,
    start: Instant,
    state: Mutex<State>,
}

struct State {
    now: Instant,
    order: Rng,
    made: u64,
    /// `None` while the task is polled.
    tasks: HashMap<u64, Option<Task>>,
    ready: Vec<u64>,
    jobs: usize,
    shut_down: bool,
}

/// A task that is to be polled now.
pub(super) struct Ready {
    pub(super) id: u64,
    pub(super) task: Task,
    pub(super) waker: Waker,
}

impl Core {
    pub(super) fn new(seed: u64) -> Arc<Self> {
        let now = Instant::now();
        let state = State {
            now,
            order: Rng::with_seed(seed),
            made: 0,
            tasks: HashMap::new(),
            ready: Vec::new(),
            jobs: 0,
            shut_down: false,
        };
        Arc::new(Self {
            timers: Timers::new(),
            start: now,
            state: Mutex::new(state),
        })
    }

    pub(super) fn start(&self) -> Instant {
        self.start
    }

    pub(super) fn now(&self) -> Instant {
        self.state.lock().now
    }

    pub(super) fn tasks(&self) -> usize {
        self.state.lock().tasks.len()
    }

    pub(super) fn jobs(&self) -> usize {
        self.state.lock().jobs
    }

    pub(super) fn timer(&self) -> Box<dyn Timer> {
        Box::new(Call(self.timers.call()))
    }

    /// Sets the clock, and wakes whoever waited for it.
    pub(super) fn move_to(&self, at: Instant) {
        {
            let mut state = self.state.lock();
            state.now = state.now.max(at);
        }
        self.timers.fire(at);
    }

    pub(super) fn spawn(this: &Arc<Self>, task: Task) {
        let mut state = this.state.lock();
        if state.shut_down {
            drop(state);
            return drop(task);
        }
        state.made += 1;
        let id = state.made;
        state.tasks.insert(id, Some(task));
        state.ready.push(id);
    }

    pub(super) fn spawn_blocking(
        this: &Arc<Self>,
        job: Box<dyn FnOnce() + Send>,
    ) -> io::Result<()> {
        this.state.lock().jobs += 1;
        let job = Job {
            core: Arc::clone(this),
            run: Some(job),
        };
        thread::Builder::new()
            .name("forebay-blocking".to_owned())
            .spawn(move || job.run())
            .map(drop)
    }

    /// Takes one of the tasks that are ready: which one, the seed decides.
    pub(super) fn next_ready(self: &Arc<Self>) -> Option<Ready> {
        let mut state = self.state.lock();
        let state = &mut *state;
        // Tasks that are polled further out, as one is that calls `advance`, keep their wake-ups.
        let mut polled = Vec::new();
        let mut found = None;
        while found.is_none() && !state.ready.is_empty() {
            let id = state
                .ready
                .swap_remove(state.order.usize(..state.ready.len()));
            match state.tasks.get_mut(&id).map(Option::take) {
                Some(Some(task)) => found = Some((id, task)),
                Some(None) => polled.push(id),
                None => {},
            }
        }
        state.ready.append(&mut polled);
        let (id, task) = found?;
        let core = Arc::downgrade(self);
        let waker = Waker::from(Arc::new(TaskWaker { core, id }));
        Some(Ready { id, task, waker })
    }

    pub(super) fn put_back(&self, id: u64, task: Task) {
        let mut state = self.state.lock();
        if let Some(place) = state.tasks.get_mut(&id) {
            *place = Some(task);
        }
    }

    pub(super) fn end(&self, id: u64) {
        let mut state = self.state.lock();
        state.tasks.remove(&id);
        state.ready.retain(|ready| *ready != id);
    }

    /// Takes all tasks, to be dropped when the lock is free again. Later ones are not taken in.
    #[must_use]
    pub(super) fn shut_down(&self) -> Vec<Option<Task>> {
        let mut state = self.state.lock();
        state.shut_down = true;
        state.ready.clear();
        mem::take(&mut state.tasks).into_values().collect()
    }

    fn wake(&self, id: u64) {
        let mut state = self.state.lock();
        if state.tasks.contains_key(&id) && !state.ready.contains(&id) {
            state.ready.push(id);
        }
    }
}

struct TaskWaker {
    core: Weak<Core>,
    id: u64,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if let Some(core) = self.core.upgrade() {
            core.wake(self.id);
        }
    }
}

/// A blocking job; while there is one, silence does not mean that nothing will happen.
struct Job {
    core: Arc<Core>,
    run: Option<Box<dyn FnOnce() + Send>>,
}

impl Job {
    fn run(mut self) {
        if let Some(run) = self.run.take() {
            run();
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.core.state.lock().jobs -= 1;
    }
}
