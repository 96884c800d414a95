//! Facts about whole pipelines.
