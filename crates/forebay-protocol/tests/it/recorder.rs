//! A publisher's end of a subscription that writes down the calls it hears.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};

use forebay_protocol::{Cancel, CancelCause, Canceller, Demand, Subscription, Upstream};

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Request(Demand),
    /// With the cause, as text.
    Cancel(String),
    /// The publisher's end was dropped.
    Gone,
}

pub(crate) struct Recorder {
    calls: Sender<Call>,
    terminated: Arc<OnceLock<()>>,
}

/// The test's view of a recorder.
pub(crate) struct Record {
    calls: Receiver<Call>,
    terminated: Arc<OnceLock<()>>,
}

pub(crate) fn recorded() -> (Subscription, Record) {
    let (sender, calls) = channel();
    let terminated = Arc::default();
    let recorder = Recorder {
        calls: sender,
        terminated: Arc::clone(&terminated),
    };
    (
        Subscription::new(Box::new(recorder)),
        Record { calls, terminated },
    )
}

impl Record {
    /// All calls since the last time.
    pub(crate) fn take(&self) -> Vec<Call> {
        self.calls.try_iter().collect()
    }

    /// From here on the publisher says that it has ended.
    pub(crate) fn terminate(&self) {
        self.terminated.get_or_init(|| ());
    }
}

impl Upstream for Recorder {
    fn request(&mut self, demand: Demand) {
        hear(&self.calls, Call::Request(demand));
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::new(Target(self.calls.clone())))
    }

    fn is_terminated(&self) -> bool {
        self.terminated.get().is_some()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        hear(&self.calls, Call::Gone);
    }
}

struct Target(Sender<Call>);

impl Cancel for Target {
    fn cancel(&self, cause: CancelCause) {
        hear(&self.0, Call::Cancel(cause.to_string()));
    }
}

/// Writes a call down, unless the test is over: a publisher's end always returns normally.
fn hear(calls: &Sender<Call>, call: Call) {
    drop(calls.send(call));
}
