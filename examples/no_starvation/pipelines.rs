//! The pipelines, each of them twice: the way that everybody writes them, and ours.

use std::pin::pin;

use forebay::{Runtime, Source, StreamError};
use futures::{StreamExt, stream};

use crate::service::Service;

/// How many elements pass each pipeline.
pub(crate) const ELEMENTS: u32 = 60;

/// How many fetches run at once in front of the loop.
pub(crate) const FETCHES: u32 = 4;

/// How many elements are worked on at once in each of three steps.
pub(crate) const ABREAST: u32 = 3;

fn numbers() -> impl Iterator<Item = u64> + Send {
    (0..ELEMENTS).map(u64::from)
}

/// A loop behind fetches, with `futures`.
pub(crate) async fn buffered_and_loop(fetch: &Service, body: &Service) -> u64 {
    let fetched = stream::iter(numbers())
        .map(|n| fetch.call(n))
        .buffered(FETCHES as usize);
    let mut fetched = pin!(fetched);
    let mut sum = 0;
    while let Some(n) = fetched.next().await {
        sum += body.call(n).await;
    }
    sum
}

/// A loop behind fetches: the body is a step like any other.
pub(crate) async fn map_async_and_body(
    runtime: &dyn Runtime,
    fetch: Service,
    body: Service,
) -> Result<u64, StreamError> {
    Source::iter(numbers())
        .map_async(FETCHES as usize, move |n| fetch.call(n))
        .map_async(1, move |n| body.call(n))
        .fold(0, |sum, n| sum + n)
        .run(runtime)
        .await
}

/// Three steps in a row, with `futures`.
pub(crate) async fn three_buffered(step: &Service) -> u64 {
    stream::iter(numbers())
        .map(|n| step.call(n))
        .buffered(ABREAST as usize)
        .map(|n| step.call(n))
        .buffered(ABREAST as usize)
        .map(|n| step.call(n))
        .buffered(ABREAST as usize)
        .fold(0, async |sum, n| sum + n)
        .await
}

/// Three steps in a row.
pub(crate) async fn three_map_async(
    runtime: &dyn Runtime,
    step: Service,
) -> Result<u64, StreamError> {
    let (first, second, third) = (step.clone(), step.clone(), step);
    Source::iter(numbers())
        .map_async(ABREAST as usize, move |n| first.call(n))
        .map_async(ABREAST as usize, move |n| second.call(n))
        .map_async(ABREAST as usize, move |n| third.call(n))
        .fold(0, |sum, n| sum + n)
        .run(runtime)
        .await
}
