//! Many futures at once, finished by hand in the order that a test wants.

mod endings;
mod jobs;
mod pains;
mod polling;
