//! The operators whose answer depends on when elements come. What they answer, their own tests
//! say.

use forebay_dsl::Source;
use forebay_protocol::Demand;
use forebay_testkit::DropCounter;
use forebay_testkit::marble::TICK;

use super::entries::demands;
use super::{Element, Part, Subject};

macro_rules! timed {
    (
        $operator:ident($name:literal) -> $Out:ty,
        |$source:ident| $on:expr,
        starved: $starved:expr,
        fed: $fed:expr,
    ) => {
        pub(crate) struct $operator;

        impl Subject for $operator {
            const NAME: &'static str = $name;
            const STARVED: [Demand; 3] = $starved;
            const FED: [u64; 3] = $fed;
            const TAKES_TIME: bool = true;

            type Out = $Out;

            fn on<P: Part<Element>>(
                $source: Source<Element, (), P>,
                _counter: &DropCounter,
            ) -> Source<$Out, (), impl Part<$Out>> {
                $on
            }
        }
    };
}

timed! {
    Debounce("debounce") -> Element,
    |source| source.debounce(2 * TICK),
    starved: [Demand::Unbounded; 3],
    fed: [8, 8, 8],
}

timed! {
    GroupedWithin("grouped_within") -> Vec<Element>,
    |source| source.grouped_within(3, 2 * TICK),
    starved: demands(3, 12),
    fed: [3, 8, 8],
}

timed! {
    Sample("sample") -> Element,
    |source| source.sample(2 * TICK),
    starved: [Demand::Unbounded; 3],
    fed: [8, 8, 8],
}
