//! Facts about `write_lines`.

mod bounds;
mod endings;
mod writer;
