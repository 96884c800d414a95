//! Tasks: what is polled, sleeps, and is woken.

use std::sync::Arc;
use std::task::{Poll, Wake, Waker};

use shuttle::rand::{Rng, thread_rng};

use crate::sync::Meter;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::thread::{self, JoinHandle, Thread};
use crate::{ReadySet, Waited};

/// A future of a few lines.
pub(super) trait Task: Send + 'static {
    type Output: Send + 'static;

    fn poll(&mut self, waker: &Waker) -> Poll<Self::Output>;
}

/// Runs a task on a thread of its own. The name is for who reads of a deadlock.
pub(super) fn spawn<A: Task>(name: &str, mut task: A) -> JoinHandle<A::Output> {
    start(name, move || block_on(|waker| task.poll(waker)))
}

/// Runs anything on a thread of its own.
pub(super) fn start<O: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> O + Send + 'static,
) -> JoinHandle<O> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(run).expect("shuttle always has a thread")
}

/// Polls until there is an answer, and sleeps in between. Nobody else wakes it: a wake-up that is
/// forgotten leaves it asleep, and in the end everybody, which shuttle reports.
pub(super) fn block_on<O>(mut poll: impl FnMut(&Waker) -> Poll<O>) -> O {
    let mut bell = Bell::new();
    loop {
        match poll(&bell.waker) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
        if thread_rng().gen_bool(0.3) {
            bell.renew();
        }
    }
}

/// Where a task gets its wakers from. Only the last of them wakes it, as with any executor.
struct Bell {
    waker: Waker,
    latest: Arc<Meter>,
    thread: Thread,
}

struct Unpark {
    thread: Thread,
    number: u64,
    latest: Arc<Meter>,
}

impl Bell {
    fn new() -> Self {
        let latest = Arc::new(Meter::new(0));
        let thread = thread::current();
        Self {
            waker: waker(&thread, 0, &latest),
            latest,
            thread,
        }
    }

    fn renew(&mut self) {
        // ORDERING: Relaxed — tasks take turns on one thread.
        let number = self.latest.fetch_add(1, Relaxed) + 1;
        self.waker = waker(&self.thread, number, &self.latest);
    }
}

fn waker(thread: &Thread, number: u64, latest: &Arc<Meter>) -> Waker {
    Waker::from(Arc::new(Unpark {
        thread: thread.clone(),
        number,
        latest: Arc::clone(latest),
    }))
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        // ORDERING: Relaxed — as above.
        if self.latest.load(Relaxed) == self.number {
            self.thread.unpark();
        }
    }
}

/// Several tasks in one: those that were woken take turns, as islands do beside one another.
pub(super) struct Beside<A> {
    tasks: Vec<Option<A>>,
    ready: ReadySet,
}

impl<A: Task<Output = ()>> Beside<A> {
    pub(super) fn new(tasks: impl IntoIterator<Item = A>) -> Self {
        let tasks: Vec<_> = tasks.into_iter().map(Some).collect();
        let mut ready = ReadySet::new();
        (0..tasks.len()).for_each(|slot| ready.mark(slot));
        Self { tasks, ready }
    }
}

impl<A: Task<Output = ()>> Task for Beside<A> {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> Poll<()> {
        loop {
            self.ready.sweep();
            while let Some(slot) = self.ready.pop() {
                let own = self.ready.waker(slot).clone();
                let task = &mut self.tasks[slot];
                if task.as_mut().is_some_and(|task| task.poll(&own).is_ready()) {
                    *task = None;
                }
            }
            if self.tasks.iter().all(Option::is_none) {
                return Poll::Ready(());
            }
            if self.ready.park(waker) == Waited::Parked {
                return Poll::Pending;
            }
        }
    }
}
