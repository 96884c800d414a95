//! Where the tokens of a stream come from.

use forebay_sync::{Rate, Share, TokenBucket};

/// A rate of a stream's own, or a bucket that it shares with others.
///
/// Made by `into`: of a [`Rate`], with which every run gets a bucket of its own, or of a
/// [`TokenBucket`], which stays the same for all runs and all streams.
#[derive(Clone, Debug)]
pub enum RateLimit {
    /// Each run has a bucket of its own, with this rate.
    Own(Rate),
    /// All runs share this bucket.
    Shared(TokenBucket),
}

impl RateLimit {
    /// A share for one run.
    pub(super) fn share(&self) -> Share {
        match self {
            Self::Own(rate) => TokenBucket::new(*rate).join(),
            Self::Shared(bucket) => bucket.join(),
        }
    }
}

impl From<Rate> for RateLimit {
    fn from(rate: Rate) -> Self {
        Self::Own(rate)
    }
}

impl From<TokenBucket> for RateLimit {
    fn from(bucket: TokenBucket) -> Self {
        Self::Shared(bucket)
    }
}

impl From<&TokenBucket> for RateLimit {
    fn from(bucket: &TokenBucket) -> Self {
        Self::Shared(bucket.clone())
    }
}
