//! When elements pass.

mod debounce;
mod delay;
mod limit_rate;
mod newest;
mod price;
mod rate_limit;
mod sample;
mod throttle;

pub use forebay_sync::{Rate, TokenBucket};

pub use self::debounce::{Debounce, Debouncing};
pub use self::delay::{Delay, Delaying};
pub use self::limit_rate::{LimitRate, LimitingRate, RateExceeded};
pub use self::price::{ByCost, OneEach, Price};
pub use self::rate_limit::RateLimit;
pub use self::sample::{Sample, Sampling};
pub use self::throttle::{Throttle, Throttling};
