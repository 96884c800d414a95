//! How slow the consumer is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use forebay::Runtime;

use crate::gauge::Element;

/// What an element takes.
const EACH: Duration = Duration::from_micros(100);

/// How many are worked on between two sleeps: a millisecond's worth, which is the grain of tokio's
/// clock.
const STRIDE: u32 = 10;

/// Work that takes time and no processor.
pub(crate) struct Pace {
    runtime: Arc<dyn Runtime>,
    /// When what was worked on is paid for.
    paid: Instant,
    done: u32,
}

impl Pace {
    pub(crate) fn new(runtime: Arc<dyn Runtime>) -> Self {
        Self {
            paid: runtime.now(),
            runtime,
            done: 0,
        }
    }

    /// Works on an element and gives its number.
    pub(crate) fn work(&mut self, element: Element) -> impl Future<Output = u64> + Send + use<> {
        self.paid += EACH;
        self.done += 1;
        let sleep = self
            .done
            .is_multiple_of(STRIDE)
            .then(|| self.runtime.sleep_until(self.paid));
        async move {
            if let Some(sleep) = sleep {
                sleep.await;
            }
            *element
        }
    }
}
