//! Streams that are cut into islands.

mod books;
mod demand;
mod endings;
mod in_place;
mod islands;
