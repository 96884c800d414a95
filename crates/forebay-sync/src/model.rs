//! How a model is written, explored by loom, and repeated by its twin on real threads.
//!
//! A model is one `#[test]` that says what it promises and what must kill it:
//!
//! ```text
//! Model { outcomes: &[..], executions: 90, mutants: &[Mutant::UpdateTorn] }.explore(|| {
//!     let (requester, mut producer) = demand_counter::<u8>();
//!     race2(move || requester.grant(ONE), move || producer.take(1))
//! });
//! ```
//!
//! Under `--cfg loom` every interleaving of the actors is run and the *set* of outcomes must be
//! exactly the listed one. A green run alone proves little: loom can skip an actor that begins
//! with a load when the main thread is an actor too (tokio-rs/loom#392), so actors exist only in
//! [`race2`] and [`race3`], where the main thread does nothing but join.
//!
//! Without loom the same test is its own twin: the body runs many times on real threads, which do
//! reorder what loom does not, and each outcome must be among the listed ones.

use std::fmt::Debug;
use std::sync::Arc;
use std::task::{Wake, Waker};

use crate::mutants::Mutant;
use crate::sync::{Lock, thread};

/// What a model promises.
pub(crate) struct Model<O: 'static> {
    /// Every outcome that can be, and no other.
    pub(crate) outcomes: &'static [O],
    /// How many interleavings there are at least; fewer means that loom was led astray.
    pub(crate) executions: usize,
    /// The faults under which this model fails.
    pub(crate) mutants: &'static [Mutant],
}

impl<O: Copy + PartialEq + Debug + Send + Sync> Model<O> {
    /// Runs `body` in every interleaving and checks all that the model promises.
    #[cfg(loom)]
    pub(crate) fn explore(self, body: impl Fn() -> O + Send + Sync + 'static) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = None;
        let (report, reports) = std::sync::mpsc::channel();
        let allowed = self.outcomes;
        builder.check(move || {
            let outcome = body();
            assert!(allowed.contains(&outcome), "forbidden outcome {outcome:?}");
            report
                .send(outcome)
                .expect("the receiver outlives the exploration");
        });

        let seen: Vec<O> = reports.try_iter().collect();
        let missing: Vec<&O> = allowed.iter().filter(|one| !seen.contains(one)).collect();
        println!(
            "loom-model executions={} floor={} outcomes={}/{} mutants={}",
            seen.len(),
            self.executions,
            allowed.len() - missing.len(),
            allowed.len(),
            self.mutants
                .iter()
                .map(|one| format!("{one:?}"))
                .collect::<Vec<_>>()
                .join(","),
        );
        assert!(missing.is_empty(), "outcomes never seen: {missing:?}");
        assert!(
            seen.len() >= self.executions,
            "only {} executions",
            seen.len()
        );
    }

    /// Runs `body` many times on real threads and checks that no outcome is forbidden.
    #[cfg(not(loom))]
    pub(crate) fn explore(self, body: impl Fn() -> O + Send + Sync + 'static) {
        const RUNS: usize = 500;

        assert!(self.executions > 1 && !self.mutants.is_empty());
        for _ in 0..RUNS {
            let outcome = body();
            assert!(
                self.outcomes.contains(&outcome),
                "forbidden outcome {outcome:?}"
            );
        }
    }
}

/// Runs two actors on threads of their own and returns what each found.
pub(crate) fn race2<A: Send + 'static, B: Send + 'static>(
    a: impl FnOnce() -> A + Send + 'static,
    b: impl FnOnce() -> B + Send + 'static,
) -> (A, B) {
    let gate = Gate::new(2);
    let (a, b) = (gate.spawn(a), gate.spawn(b));
    (join(a), join(b))
}

/// Runs three actors on threads of their own and returns what each found.
pub(crate) fn race3<A: Send + 'static, B: Send + 'static, C: Send + 'static>(
    a: impl FnOnce() -> A + Send + 'static,
    b: impl FnOnce() -> B + Send + 'static,
    c: impl FnOnce() -> C + Send + 'static,
) -> (A, B, C) {
    let gate = Gate::new(3);
    let (a, b, c) = (gate.spawn(a), gate.spawn(b), gate.spawn(c));
    (join(a), join(b), join(c))
}

/// A waker that counts. Who hears it sees what was written before it rang, as with an executor.
pub(crate) struct Bell {
    rings: Lock<usize>,
}

impl Bell {
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let rings = Lock::new(0);
        let bell = Arc::new(Self { rings });
        (Arc::clone(&bell), Waker::from(bell))
    }

    /// How often it was woken.
    pub(crate) fn rings(&self) -> usize {
        *self.rings.hold()
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rings.hold() += 1;
    }
}

fn join<T>(actor: thread::JoinHandle<T>) -> T {
    actor.join().expect("the actor panicked")
}

/// Lets real threads start together; loom needs no such help.
struct Gate {
    #[cfg(not(loom))]
    barrier: Arc<std::sync::Barrier>,
}

#[cfg(loom)]
impl Gate {
    fn new(_actors: usize) -> Self {
        Self {}
    }

    fn spawn<T: 'static>(&self, actor: impl FnOnce() -> T + 'static) -> thread::JoinHandle<T> {
        thread::spawn(actor)
    }
}

#[cfg(not(loom))]
impl Gate {
    fn new(actors: usize) -> Self {
        Self {
            barrier: Arc::new(std::sync::Barrier::new(actors)),
        }
    }

    fn spawn<T: Send + 'static>(
        &self,
        actor: impl FnOnce() -> T + Send + 'static,
    ) -> thread::JoinHandle<T> {
        let barrier = Arc::clone(&self.barrier);
        thread::spawn(move || {
            barrier.wait();
            actor()
        })
    }
}
