//! What a random pipeline is made of: operators, each beside a plain function.

use std::time::Duration;

use forebay::{Overflow, Rate, Runtime, Source};
use forebay_testkit::{DemandProbe, World};

/// One operator with its arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Map(u64),
    Filter(u64),
    Repeat(u64),
    Take(u64),
    Drop(u64),
    Sum,
    Regroup(usize),
    Boundary(usize),
    Buffer(usize),
    Paced,
    Throttle(u64),
    Delay(usize),
    GroupedWithin(usize),
    MapAsync(usize),
    MapAsyncUnordered(usize),
    FlatMapConcat(u64),
    FlatMapOrdered(usize),
    FlatMapMerge(usize),
    FlatMapOverBoundaries(usize),
    /// Fails behind so many elements.
    Fail(u64),
    /// Panics behind so many elements.
    Panic(u64),
}

use Step::*;

impl Step {
    /// A random one. Where elements have lost their order, no step may depend on it.
    pub(crate) fn random(world: &mut World, is_ordered: bool) -> Self {
        let small = world.number(1..=7);
        let count = small as u64;
        match world.number(if is_ordered { 0..=18 } else { 4..=18 }) {
            0 => Take(world.number(0..=30) as u64),
            1 => Drop(count),
            2 => Sum,
            3 => Regroup(small),
            4 => Map(count),
            5 => Filter(count + 1),
            6 => Repeat(count % 3),
            7 | 8 => Boundary(small),
            9 => Buffer(small),
            10 => Paced,
            11 => MapAsync(small),
            12 => MapAsyncUnordered(small),
            13 => FlatMapConcat(count % 4),
            14 => FlatMapOrdered(small),
            15 => Throttle(count),
            16 => Delay(small),
            17 => GroupedWithin(small),
            _ if world.one_in(2) => FlatMapMerge(small),
            _ => FlatMapOverBoundaries(small),
        }
    }

    pub(crate) fn keeps_order(&self) -> bool {
        !matches!(
            self,
            MapAsyncUnordered(_) | FlatMapMerge(_) | FlatMapOverBoundaries(_)
        )
    }

    /// Puts the operator behind `source`, and a probe behind the operator.
    pub(crate) fn attach(self, source: Source<u64>, world: &mut World) -> Source<u64> {
        let probe = DemandProbe::new("behind a random step");
        macro_rules! attached {
            ($source:expr) => {
                $source.operator(probe).boxed()
            };
        }
        match self {
            Map(by) => attached!(source.map(move |n| n + by)),
            Filter(by) => attached!(source.filter(move |n| n % by != 0)),
            Repeat(times) => attached!(source.map_concat(move |n| (0..times).map(move |_| n))),
            Take(count) => attached!(source.take(count)),
            Drop(count) => attached!(source.drop(count)),
            Sum => attached!(source.scan(0, |sum, n| sum + n)),
            Regroup(size) => attached!(source.grouped(size).map_concat(|group| group)),
            Boundary(capacity) => attached!(source.boundary(capacity)),
            Buffer(capacity) => attached!(source.buffer(capacity, Overflow::Backpressure)),
            Paced => attached!(world.paced(source)),
            Throttle(burst) => {
                let rate = Rate::per_second(5_000).burst(burst);
                attached!(source.throttle(rate))
            },
            Delay(capacity) => {
                attached!(source.delay(Duration::from_micros(70), capacity))
            },
            GroupedWithin(size) => {
                let groups = source.grouped_within(size, Duration::from_micros(50));
                attached!(groups.map_concat(|group| group))
            },
            MapAsync(n) => {
                let later = later(world);
                attached!(source.map_async(n, later))
            },
            MapAsyncUnordered(n) => {
                let later = later(world);
                attached!(source.map_async_unordered(n, later))
            },
            FlatMapConcat(count) => {
                attached!(
                    source.flat_map_concat(move |n| Source::iter((0..count).map(move |k| n + k)))
                )
            },
            FlatMapOrdered(n) => {
                attached!(source.flat_map_ordered(n, |n| Source::iter([n, n + 1])))
            },
            FlatMapMerge(n) => attached!(source.flat_map_merge(n, |n| Source::iter([n, n + 1]))),
            FlatMapOverBoundaries(n) => {
                attached!(source.flat_map_merge(n, |n| Source::iter([n, n + 1]).boundary(1)))
            },
            Fail(after) => {
                let mut left = after;
                attached!(source.try_map(move |n| {
                    left = left.checked_sub(1).ok_or("a failure as injected")?;
                    Ok::<_, &str>(n)
                }))
            },
            Panic(after) => {
                let mut left = after;
                attached!(source.map(move |n| {
                    left = left.checked_sub(1).expect("a panic as injected");
                    n
                }))
            },
        }
    }

    /// What the operator makes of all elements.
    pub(crate) fn model(&self, elements: Vec<u64>) -> Vec<u64> {
        let elements = elements.into_iter();
        match *self {
            Map(by) => elements.map(|n| n + by).collect(),
            Filter(by) => elements.filter(|n| n % by != 0).collect(),
            Repeat(times) => elements.flat_map(|n| (0..times).map(move |_| n)).collect(),
            Take(count) => elements
                .take(usize::try_from(count).expect("few"))
                .collect(),
            Drop(count) => elements
                .skip(usize::try_from(count).expect("few"))
                .collect(),
            Sum => {
                let sums = elements.scan(0, |sum, n| {
                    *sum += n;
                    Some(*sum)
                });
                std::iter::once(0).chain(sums).collect()
            },
            MapAsync(_) | MapAsyncUnordered(_) => elements.map(|n| n + 1).collect(),
            FlatMapConcat(count) => elements
                .flat_map(|n| (0..count).map(move |k| n + k))
                .collect(),
            FlatMapOrdered(_) | FlatMapMerge(_) | FlatMapOverBoundaries(_) => {
                elements.flat_map(|n| [n, n + 1]).collect()
            },
            Regroup(_) | Boundary(_) | Buffer(_) | Paced | Throttle(_) | Delay(_)
            | GroupedWithin(_) | Fail(_) | Panic(_) => elements.collect(),
        }
    }
}

/// A future for each element that is late by chance, and sometimes ready at once.
fn later(
    world: &mut World,
) -> impl FnMut(u64) -> futures::future::BoxFuture<'static, u64> + Send + use<> {
    let (runtime, mut chance) = (world.runtime().handle(), world.chance());
    move |n| {
        let micros = [0, 1, 30, 5_000][chance.usize(..4)];
        let at = runtime.now() + Duration::from_micros(micros);
        let sleep = runtime.sleep_until(at);
        Box::pin(async move {
            sleep.await;
            n + 1
        })
    }
}
