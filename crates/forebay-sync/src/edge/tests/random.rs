//! Random steps of both halves, beside a model that a reader can check.

use std::collections::VecDeque;
use std::task::Waker;

use forebay_protocol::{CancelCause, StreamError};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};

use super::{EdgeConsumer, EdgeProducer, Found, fresh, peek};

/// One call of one half.
#[derive(Clone, Copy, Debug)]
enum Step {
    Request,
    Push,
    PushMany(usize),
    Publish,
    PollRoom,
    Watch,
    Look,
    /// Takes as many as the first, passes on as many as the second, puts back the others.
    Take(usize, usize),
    End(bool),
    Cancel,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => Just(Step::Request),
        4 => Just(Step::Push),
        4 => (0_usize..6).prop_map(Step::PushMany),
        4 => Just(Step::Publish),
        2 => Just(Step::PollRoom),
        1 => Just(Step::Watch),
        6 => Just(Step::Look),
        6 => (0_usize..6, 0_usize..6).prop_map(|(take, pass)| Step::Take(take, pass.min(take))),
    ];
    let end = prop_oneof![any::<bool>().prop_map(Step::End), Just(Step::Cancel)];
    // Half of the runs begin with a request, else most of them would do nothing.
    (
        any::<bool>(),
        vec(step.clone(), 0..80),
        end,
        vec(step, 0..20),
    )
        .prop_map(|(requests, mut steps, end, more)| {
            if requests {
                steps.insert(0, Step::Request);
            }
            steps.push(end);
            steps.extend(more);
            steps
        })
}

/// What an edge is, in numbers. Elements are numbered as they are pushed.
struct Model {
    capacity: usize,
    granted: usize,
    pushed: usize,
    /// The claim: demand that the producer has seen and not used.
    claimed: usize,
    owed: usize,
    /// Pushed and not published, published and not looked for, looked for and not passed on.
    batch: usize,
    queue: usize,
    here: VecDeque<usize>,
    passed: usize,
    discarded: usize,
    end: Option<Found>,
    cancelled: bool,
}

impl Model {
    fn new(capacity: usize) -> Self {
        Self {
            capacity,
            granted: 0,
            pushed: 0,
            claimed: 0,
            owed: 0,
            batch: 0,
            queue: 0,
            here: VecDeque::new(),
            passed: 0,
            discarded: 0,
            end: None,
            cancelled: false,
        }
    }

    fn room(&self) -> usize {
        match self.claimed {
            0 if self.end.is_some() || self.cancelled => 0,
            0 => self.granted - self.pushed,
            claimed => claimed,
        }
    }

    fn push(&mut self, count: usize) {
        self.claimed = self.room();
        self.claimed -= count;
        self.pushed += count;
        self.batch += count;
    }

    fn publish(&mut self) {
        let count = std::mem::take(&mut self.batch);
        if self.cancelled {
            self.discarded += count;
            self.claimed = if count > 0 { 0 } else { self.claimed };
        } else {
            self.queue += count;
        }
    }

    fn look(&mut self) -> Found {
        if self.here.is_empty() && self.cancelled {
            return Found::Failed;
        }
        if self.here.is_empty() && self.queue > 0 {
            let first = self.passed;
            self.here
                .extend(first..first + std::mem::take(&mut self.queue));
        }
        match (self.here.is_empty(), self.end) {
            (false, _) => Found::Elements,
            (true, Some(end)) => end,
            (true, None) => {
                self.granted += std::mem::take(&mut self.owed);
                Found::Nothing
            },
        }
    }

    fn pass_on(&mut self, count: usize) {
        self.passed += count;
        self.owed += count;
        if self.owed >= self.capacity.div_ceil(2) && !self.cancelled {
            self.granted += std::mem::take(&mut self.owed);
        }
    }

    fn cancel(&mut self) {
        self.cancelled = true;
        self.discarded += self.queue + self.here.len();
        self.queue = 0;
        self.here.clear();
    }
}

struct Run {
    model: Model,
    producer: EdgeProducer<usize>,
    consumer: EdgeConsumer<usize>,
}

impl Run {
    /// An early publish is the edge's own decision; the model learns of it by its effect.
    fn follow_early_publish(&mut self) {
        let received = self.producer.meters().read().received;
        if received == self.model.pushed as u64 {
            self.model.publish();
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Request | Step::Look | Step::Take(..) | Step::Cancel => self.consume(step),
            _ => self.produce(step),
        }
        self.check();
    }

    fn produce(&mut self, step: Step) {
        let Self {
            model, producer, ..
        } = self;
        match step {
            Step::Push if producer.room() > 0 => {
                producer.push(model.pushed);
                model.push(1);
                self.follow_early_publish();
            },
            Step::PushMany(count) => {
                let first = model.pushed;
                let mut pushed = 0;
                producer.push_many(|batch, room| {
                    pushed = count.min(room);
                    batch.extend(first..first + pushed);
                });
                model.push(pushed);
                self.follow_early_publish();
            },
            Step::Publish => {
                producer.publish();
                model.publish();
            },
            Step::PollRoom => {
                let polled = producer.poll_room(Waker::noop());
                model.publish();
                let has_room = model.claimed > 0 || model.granted > model.pushed;
                let is_due = model.cancelled || (has_room && model.end.is_none());
                assert_eq!(polled.is_ready(), is_due);
            },
            Step::Watch => {
                assert_eq!(producer.watch(Waker::noop()), model.cancelled);
                model.publish();
            },
            Step::End(fails) => {
                if fails {
                    producer.fail(StreamError::new("out of order"));
                } else {
                    producer.complete();
                }
                model.publish();
                model.claimed = 0;
                if !model.cancelled {
                    let end = if fails {
                        Found::Failed
                    } else {
                        Found::Completed
                    };
                    model.end.get_or_insert(end);
                }
            },
            _ => {},
        }
    }

    fn consume(&mut self, step: Step) {
        let Self {
            model, consumer, ..
        } = self;
        match step {
            Step::Request => {
                consumer.request();
                if model.granted == 0 && !model.cancelled {
                    model.granted = model.capacity;
                }
            },
            Step::Look => assert_eq!(peek(consumer), model.look()),
            Step::Take(take, pass) => {
                let mut taken: Vec<usize> = consumer.take(take).collect();
                let expected: Vec<usize> = model.here.iter().copied().take(take).collect();
                assert_eq!(taken, expected);
                let unwanted = taken.split_off(pass.min(taken.len()));
                if !unwanted.is_empty() {
                    consumer.put_back(unwanted);
                }
                consumer.passed_on(taken.len());
                model.here.drain(..taken.len());
                model.pass_on(taken.len());
            },
            Step::Cancel => {
                consumer.cancel(&CancelCause::Finished);
                model.cancel();
            },
            _ => {},
        }
    }

    fn check(&self) {
        let Self {
            model,
            producer,
            consumer,
        } = self;
        assert_eq!(producer.room(), model.room());
        assert_eq!(consumer.len(), model.here.len());
        assert_eq!(producer.is_cancelled(), model.cancelled);
        assert!(model.pushed <= model.granted, "law L1");
        let resident = model.pushed - model.passed - model.discarded;
        assert!(resident <= model.capacity, "law L3");
        let books = consumer.meters().read();
        assert_eq!(books.received, (model.pushed - model.batch) as u64);
        assert_eq!(books.passed_on, model.passed as u64);
        assert_eq!(books.discarded, model.discarded as u64);
        assert!(books.high_water <= model.capacity as u64);
        assert_eq!(books.depth(), (resident - model.batch) as u64);
    }
}

proptest::proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn an_edge_is_what_the_model_says(
        capacity in prop_oneof![Just(1), Just(2), Just(3), Just(4), Just(256)],
        steps in steps(),
    ) {
        let (producer, consumer) = fresh(capacity);
        let mut run = Run { model: Model::new(capacity), producer, consumer };
        for step in steps {
            run.step(step);
        }
        let Run { model, producer, consumer } = run;
        let meters = consumer.meters().clone();
        drop((producer, consumer));
        let books = meters.read();
        assert_eq!(books.received, books.passed_on + books.discarded);
        assert_eq!(books.received, model.pushed as u64);
    }
}
