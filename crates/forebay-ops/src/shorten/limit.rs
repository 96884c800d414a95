//! `limit`: a stream that is longer than it may be fails.

use std::error::Error;
use std::fmt;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Counted, Linear, LinearLogic, Operator, Outlet, Stage};

/// Passes elements on and fails at the first beyond the limit.
#[derive(Clone, Debug)]
pub struct Limit {
    limit: u64,
    left: u64,
    exceeded: bool,
    site: Site,
}

impl Limit {
    /// Allows `limit` elements.
    #[inline]
    #[must_use]
    pub const fn new(limit: u64, site: Site) -> Self {
        Self {
            limit,
            left: limit,
            exceeded: false,
            site,
        }
    }
}

/// The stream was longer than `limit(..)` allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitExceeded {
    /// How many elements were allowed.
    pub limit: u64,
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.limit;
        write!(
            f,
            "the stream has more than the {limit} elements that limit({limit}) allows"
        )
    }
}

impl Error for LimitExceeded {}

impl<T> Operator<T> for Limit {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T> LinearLogic<T> for Limit {
    type Out = T;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        if self.exceeded {
            return Demand::NONE;
        }
        // The element that would be one too many must be seen to be refused.
        downstream.at_most(self.left.saturating_add(1))
    }

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        if self.left == 0 {
            self.exceeded = true;
        } else {
            self.left -= 1;
            out.push(element);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, mut elements: I, out: &mut O) {
        if self.exceeded {
            // Whoever offers twice in a run has not asked for the demand in between.
            return;
        }
        let mut passed = 0;
        let wanted = Demand::Bounded(self.left).count_up_to(usize::MAX);
        out.offer(Counted::new(elements.by_ref().take(wanted), &mut passed));
        self.left -= passed;
        if self.left == 0 && !out.demand().is_none() {
            self.exceeded = elements.next().is_some();
        }
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        self.exceeded
            .then(|| Err(StreamError::new(LimitExceeded { limit: self.limit }).at(self.site)))
    }
}
