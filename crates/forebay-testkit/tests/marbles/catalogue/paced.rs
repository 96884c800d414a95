//! The operators whose answer depends on the pace of both sides, beside the state machines that
//! they have to agree with.

mod reference;

use forebay_dsl::Source;
use forebay_ops::rate::{Overflow, Watermarks};
use forebay_protocol::Demand;
use forebay_testkit::DropCounter;

pub(crate) use self::reference::Reference;
use self::reference::{Batched, Buffered, ByCount, ByValue, Everything, Repeated, Sums, policy};
use super::entries::demands;
use super::{Element, Part, Subject};

/// An operator that does different things with elements that are wanted and those that are not.
pub(crate) trait Paced: Subject {
    type Reference: Reference;
}

macro_rules! paced {
    (
        $operator:ident($name:literal) -> $Out:ty,
        |$source:ident, $counter:ident| $on:expr,
        starved: $starved:expr,
        fed: $fed:expr,
        reference: $Reference:ty,
    ) => {
        pub(crate) struct $operator;

        impl Subject for $operator {
            const NAME: &'static str = $name;
            const STARVED: [Demand; 3] = $starved;
            const FED: [u64; 3] = $fed;

            type Out = $Out;

            fn on<P: Part<Element>>(
                $source: Source<Element, (), P>,
                $counter: &DropCounter,
            ) -> Source<$Out, (), impl Part<$Out>> {
                $on
            }
        }

        impl Paced for $operator {
            type Reference = $Reference;
        }
    };
}

paced! {
    Buffer("buffer") -> Element,
    |source, _counter| source.buffer(2, Overflow::Backpressure),
    starved: demands(3, 6),
    fed: [3, 6, 8],
    reference: Buffered<2, policy::Backpressure>,
}

paced! {
    BufferOfOne("buffer") -> Element,
    |source, _counter| source.buffer(1, Overflow::Backpressure),
    starved: demands(2, 5),
    fed: [2, 5, 8],
    reference: Buffered<1, policy::Backpressure>,
}

paced! {
    BufferWith("buffer_with") -> Element,
    |source, _counter| source.buffer_with(2, Overflow::DropOldest, |_, _| ()),
    starved: demands(3, 6),
    fed: [8, 8, 8],
    reference: Buffered<2, policy::DropOldest>,
}

paced! {
    BufferWithWatermarks("buffer_with_watermarks") -> Element,
    |source, _counter| {
        source.buffer_with_watermarks(Watermarks::new(3), Overflow::DropNewest, |_| ())
    },
    starved: demands(4, 7),
    fed: [8, 8, 8],
    reference: Buffered<3, policy::DropNewest>,
}

paced! {
    LatestBuffer("buffer") -> Element,
    |source, _counter| source.buffer(1, Overflow::DropOldest),
    starved: demands(2, 5),
    fed: [8, 8, 8],
    reference: Buffered<1, policy::DropOldest>,
}

paced! {
    DropBuffer("buffer") -> Element,
    |source, _counter| source.buffer(3, Overflow::DropBuffer),
    starved: demands(4, 7),
    fed: [8, 8, 8],
    reference: Buffered<3, policy::DropBuffer>,
}

paced! {
    FailBuffer("buffer") -> Element,
    |source, _counter| source.buffer(3, Overflow::Fail),
    starved: demands(4, 7),
    // One goes through, three are stored, one is too many.
    fed: [5, 5, 5],
    reference: Buffered<3, policy::Fail>,
}

paced! {
    Conflate("conflate") -> Element,
    |source, counter| {
        let counter = counter.clone();
        source.conflate(move |sum, n| counter.element(*sum + *n))
    },
    starved: demands(2, 5),
    fed: [8, 8, 8],
    reference: Batched<{ u64::MAX }, Sums>,
}

fn add(mut batch: Vec<Element>, n: Element) -> Vec<Element> {
    batch.push(n);
    batch
}

paced! {
    ConflateWithSeed("conflate_with_seed") -> Vec<Element>,
    |source, _counter| source.conflate_with_seed(|n| vec![n], add),
    starved: demands(2, 5),
    fed: [8, 8, 8],
    reference: Batched<{ u64::MAX }, Everything>,
}

paced! {
    Batch("batch") -> Vec<Element>,
    |source, _counter| source.batch(3, |n| vec![n], add),
    starved: demands(2, 5),
    // 1 goes through, 2, 3 and 4 are a batch; then 5 and 6 go through, 7 and 8 wait.
    fed: [4, 8, 8],
    reference: Batched<3, ByCount>,
}

paced! {
    BatchWeighted("batch_weighted") -> Vec<Element>,
    |source, _counter| source.batch_weighted(5, |n: &Element| **n, |n| vec![n], add),
    starved: demands(2, 5),
    // 1 goes through, 2 and 3 weigh 5; then 4 and 5 go through, 6 is too heavy for company.
    fed: [3, 6, 8],
    reference: Batched<5, ByValue>,
}

paced! {
    Expand("expand") -> Element,
    |source, _counter| source.expand(|n: Element| (0..*n % 4).map(move |_| n.clone())),
    starved: demands(2, 5),
    // 2 waits; then it, 3 and 5 come out, nothing is made of 4, and 6 waits.
    fed: [2, 6, 8],
    reference: Repeated,
}
