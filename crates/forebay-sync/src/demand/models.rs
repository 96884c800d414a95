//! The models of the demand counter, with words of eight bits. `docs/specs/models.md` lists them.

mod cancelling;
mod granting;
mod publishing;
mod waiting;

use core::num::NonZeroU64;
use std::sync::Arc;

use super::{Producer, Requester, demand_counter};

/// A count to grant.
const fn count(count: u64) -> NonZeroU64 {
    NonZeroU64::new(count).expect("a grant is never zero")
}

/// The halves of a new counter; the requester can be shared. The pointer to it is not loom's, so
/// sharing adds neither interleavings nor order between the actors.
fn counter() -> (Arc<Requester<u8>>, Producer<u8>) {
    let (requester, producer) = demand_counter();
    (Arc::new(requester), producer)
}
