//! The streams that are measured: each of so many milliseconds at the full rate, behind its burst.

use std::sync::Arc;
use std::time::Duration;

use forebay::{Rate, Runtime, Source, ThreadPool, TokenBucket, TokioRuntime};
use futures::executor::block_on;
use futures::future::join_all;
use parking_lot::Mutex;
use tokio_stream::StreamExt;

use crate::RATE;
use crate::course::Course;

/// Runs `streams` streams behind one bucket on `runtime`.
fn measure(runtime: &dyn Runtime, rate: Rate, streams: u64, milliseconds: u64) -> Course {
    let burst = rate.max_burst();
    let elements = burst + RATE * milliseconds / 1000;
    let course = Arc::new(Mutex::new(Course::new(burst)));
    let bucket = TokenBucket::new(rate);
    let runs: Vec<_> = (0..streams)
        .map(|_| {
            let course = Arc::clone(&course);
            Source::iter(0..elements / streams)
                .throttle(&bucket)
                .for_each(move |_| course.lock().pass())
                .run(runtime)
        })
        .collect();
    for done in block_on(join_all(runs)) {
        done.expect("nothing fails");
    }
    let course = *course.lock();
    course.end()
}

fn pool() -> ThreadPool {
    ThreadPool::new().expect("threads")
}

pub(crate) fn on_the_pool(milliseconds: u64) -> Course {
    measure(&pool(), Rate::per_second(RATE), 1, milliseconds)
}

pub(crate) fn on_tokio(milliseconds: u64) -> Course {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("two threads");
    let runtime = TokioRuntime::new(tokio.handle().clone());
    measure(&runtime, Rate::per_second(RATE), 1, milliseconds)
}

pub(crate) fn shared(milliseconds: u64) -> Course {
    measure(&pool(), Rate::per_second(RATE), 4, milliseconds)
}

pub(crate) fn evenly(milliseconds: u64) -> Course {
    // What comes is far below the rate, so this is fewer elements than the time has room for.
    let milliseconds = milliseconds.div_ceil(5);
    measure(&pool(), Rate::per_second(RATE).burst(1), 1, milliseconds)
}

pub(crate) fn tokio_stream(milliseconds: u64) -> Course {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("this thread");
    let elements = 1 + RATE * milliseconds / 1000 / 10;
    tokio.block_on(async {
        let mut course = Course::new(1);
        let spacing = Duration::from_secs(1) / u32::try_from(RATE).unwrap_or(u32::MAX);
        let stream = tokio_stream::iter(0..elements).throttle(spacing);
        let mut stream = std::pin::pin!(stream);
        while stream.next().await.is_some() {
            course.pass();
        }
        course.end()
    })
}
