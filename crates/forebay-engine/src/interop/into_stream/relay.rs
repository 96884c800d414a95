//! A waker that can tell whether somebody holds on to it.

use std::sync::Arc;
use std::task::{Wake, Waker};

/// Passes wake-ups on to a task. A stage that waits for something outside has registered its
/// waker, which is to say cloned it; so whether a stage waits can be seen by counting.
pub(super) struct Relay {
    forward: Arc<Forward>,
    waker: Waker,
}

struct Forward(Waker);

impl Relay {
    pub(super) fn to(task: &Waker) -> Self {
        let forward = Arc::new(Forward(task.clone()));
        let waker = Waker::from(Arc::clone(&forward));
        Self { forward, waker }
    }

    pub(super) fn waker(&self) -> &Waker {
        &self.waker
    }

    pub(super) fn leads_to(&self, task: &Waker) -> bool {
        self.forward.0.will_wake(task)
    }

    /// True if somebody has a clone of the waker. It may be left over from a wait that is over.
    pub(super) fn is_registered(&self) -> bool {
        Arc::strong_count(&self.forward) > 2
    }
}

impl Wake for Forward {
    fn wake(self: Arc<Self>) {
        self.0.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.wake_by_ref();
    }
}
