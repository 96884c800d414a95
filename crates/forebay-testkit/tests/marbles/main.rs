//! The operators held to their docs.
//!
//! One file for each category holds the pictures of the docs, word by word, and those of the
//! edge cases. The other files hold one fact each against every operator of the
//! [`catalogue`]: what it requests, what is left when it is ended, and that its
//! answer does not depend on how it is put together or in which order things happen.
#![forbid(unsafe_code)]

mod boundary;
mod buffer;
mod calls;
mod catalogue;
mod concurrent;
mod endings;
mod ends;
mod exact_demand;
mod flatten;
mod group;
mod map;
mod pace;
mod paced_answer;
mod rate;
mod same_answer;
mod seed;
mod shorten;
mod stand_ins;
mod time;
mod timeout;
mod transform;
