//! The Reactive Streams protocol between foreign parties, in Rust types.
//!
//! A fast publisher never gives a slow subscriber more than it asked for, and most of the
//! protocol's rules are held by the compiler.
//!
//! ```
//! use forebay_protocol::*;
//! # mod from_iter {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/from_iter/publisher.rs"));
//! # }
//! # use from_iter::FromIter;
//! use std::num::NonZeroU64;
//!
//! struct Sum;
//! struct Summing<U: Upstream + ?Sized>(u32, Subscription<U>);
//!
//! impl<U: Upstream + ?Sized> Subscriber<u32, U> for Sum {
//!     type Active = Summing<U>;
//!     fn on_subscribe(self, mut subscription: Subscription<U>) -> Summing<U> {
//!         subscription.request(NonZeroU64::MIN);
//!         Summing(0, subscription)
//!     }
//! }
//!
//! impl<U: Upstream + ?Sized> ActiveSubscriber<u32> for Summing<U> {
//!     fn on_next(&mut self, element: u32) {
//!         self.0 += element;
//!         self.1.request(NonZeroU64::MIN); // comes after this returns, never inside
//!     }
//!     fn on_error(self, error: StreamError) {
//!         panic!("{error:?}");
//!     }
//!     fn on_complete(self) {
//!         assert_eq!(self.0, 55);
//!     }
//! }
//!
//! FromIter::new(1..=10).subscribe(Sum);
//! ```
//!
//! `FromIter` is the publisher in `examples/from_iter`, a page of code that keeps every rule.
//!
//! # Words
//!
//! | Word | Meaning |
//! |---|---|
//! | [`Publisher`] | has elements; `subscribe` uses it up, as `into_iter` does |
//! | [`Subscriber`] | wants elements, has not subscribed yet |
//! | [`ActiveSubscriber`] | has subscribed; takes `on_next`, then `on_error` or `on_complete` |
//! | [`Subscription`] | the subscriber's hold on its publisher: `request`, `cancel`; drop cancels |
//! | [`Upstream`] | the publisher's end of a subscription, where those calls arrive |
//! | [`Canceller`] | cancels from any thread; [`Cancel`] is the publisher's end of it |
//! | [`Processor`] | a subscriber half and a publisher half that share a state |
//! | [`Demand`] | how many elements may still come: a count, or unbounded |
//! | [`CancelCause`] | why a subscriber stopped |
//! | [`StreamError`] | why a stream failed |
//! | [`Violation`] | which numbered [`Rule`] was broken, and by which [`Party`] |
//! | [`Site`] | the name and the source line of a stage |
//!
//! `docs/specs/protocol.md` lists all rules, with the type or the test that holds each.
//!
//! # When not to use it
//!
//! To build streams, use the `forebay` crate: its operators never show this protocol. This
//! crate is for its edges, where a publisher or a subscriber that somebody else wrote joins in.
//! Its signals are one virtual call or more per element once types are erased; inside a graph
//! elements move in batches. And if your consumer is a plain loop over what is there, an
//! iterator or a `futures::Stream` is less to write.
#![forbid(unsafe_code)]

mod cancel;
mod canceller;
mod demand;
mod erased;
mod error;
mod processor;
mod publisher;
mod rule;
mod site;
mod subscriber;
mod subscription;
mod violation;

pub use cancel::CancelCause;
pub use canceller::{Cancel, Canceller};
pub use demand::Demand;
pub use erased::{BoxActiveSubscriber, BoxPublisher, BoxSubscriber};
pub use error::{StreamError, StreamErrorKind};
pub use processor::Processor;
pub use publisher::{Publisher, reject};
pub use rule::Rule;
pub use site::Site;
pub use subscriber::{ActiveSubscriber, Subscriber};
pub use subscription::{Subscription, Upstream};
pub use violation::{Party, Violation, ViolationKind};
