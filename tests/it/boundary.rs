//! Streams that are cut into islands.

mod books;
mod demand;
mod endings;
mod hostile;
mod in_place;
mod islands;
mod runtimes;
mod wakers;
