//! The same consumer behind several boundaries.

use forebay::{Concurrency, Source, ThreadPool, TokioRuntime};
use tokio::runtime::Runtime as Tokio;
use tokio::sync::mpsc;

use crate::gauge::Gauge;
use crate::pace::Pace;

/// A consumer behind a boundary.
pub(crate) struct Consumer {
    pub(crate) name: &'static str,
    /// The capacities that the program writes down, summed up.
    pub(crate) declared: usize,
    pub(crate) run: fn(Gauge, usize, &Tokio),
}

/// The one that works, and one whose result is on its way.
const WORKS: Concurrency = Concurrency::new(1).buffer(1);

pub(crate) fn all(capacity: usize) -> [Consumer; 3] {
    [
        Consumer {
            name: "forebay on tokio",
            declared: capacity + WORKS.in_flight(),
            run: on_tokio,
        },
        Consumer {
            name: "forebay on its pool",
            declared: capacity + WORKS.in_flight(),
            run: on_the_pool,
        },
        Consumer {
            name: "tokio mpsc",
            // The one that the receiver works on.
            declared: capacity + 1,
            run: tokio_mpsc,
        },
    ]
}

fn on_tokio(gauge: Gauge, capacity: usize, tokio: &Tokio) {
    let runtime = TokioRuntime::new(tokio.handle().clone());
    tokio.block_on(run(&gauge, capacity, &runtime));
}

fn on_the_pool(gauge: Gauge, capacity: usize, tokio: &Tokio) {
    let pool = ThreadPool::shared().expect("threads");
    tokio.block_on(run(&gauge, capacity, &pool));
}

async fn run(gauge: &Gauge, capacity: usize, runtime: &dyn forebay::Runtime) {
    let mut pace = Pace::new(runtime.handle());
    Source::iter(gauge.elements())
        .boundary(capacity)
        .map_async(WORKS, move |element| pace.work(element))
        .ignore()
        .run(runtime)
        .await
        .expect("the run completes");
}

fn tokio_mpsc(gauge: Gauge, capacity: usize, tokio: &Tokio) {
    let runtime = TokioRuntime::new(tokio.handle().clone());
    let mut pace = Pace::new(forebay::Runtime::handle(&runtime));
    let (sender, mut receiver) = mpsc::channel(capacity);
    let producer = tokio.spawn(async move {
        for element in gauge.elements() {
            if sender.send(element).await.is_err() {
                return;
            }
        }
    });
    let consumer = tokio.spawn(async move {
        while let Some(element) = receiver.recv().await {
            pace.work(element).await;
        }
    });
    tokio.block_on(async {
        consumer.await.expect("the consumer ends");
        producer.await.expect("the producer ends");
    });
}
