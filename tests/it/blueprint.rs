//! Facts about blueprints: values that describe, and run nothing.

mod auto_traits;
mod boxed;
mod depth;
mod laziness;
mod materialized;
