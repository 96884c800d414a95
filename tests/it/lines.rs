//! Facts about `lines` and `byte_lines`.

mod blocking;
mod model;
mod overlong;
mod reader;
mod text;
