//! The operator catalogue, one file for each category.
//!
//! An operator is the same on a `Source` and on a `Flow`, and so are its documentation and its
//! example. Each category is therefore one macro that holds the methods, and is expanded into
//! both types. A method wraps the operator of `forebay-ops` and does nothing else.

macro_rules! for_source_and_flow {
    ($methods:ident) => {
        impl<T, M, S> crate::Source<T, M, S> {
            $methods!(Source<>, S);
        }

        impl<I, T, M, F> crate::Flow<I, T, M, F> {
            $methods!(Flow<I,>, F);
        }
    };
}

mod boundary;
mod buffer;
mod concurrent;
mod flatten;
mod group;
mod map;
mod offload;
mod pace;
mod partitioned;
mod rate;
mod shorten;
mod throttle;
mod time;
mod timeout;
mod transform;
