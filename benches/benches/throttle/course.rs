//! What a row is measured by.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// When elements came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    begun: Instant,
    begun_cpu: Duration,
    /// Those that come at once count for nothing.
    burst: u64,
    seen: u64,
    last: Instant,
    /// The longest time between two of them.
    pub(crate) gap: Duration,
    cpu: Duration,
}

impl Course {
    pub(crate) fn new(burst: u64) -> Self {
        let begun = Instant::now();
        Self {
            begun,
            begun_cpu: processor_time(),
            burst,
            seen: 0,
            last: begun,
            gap: Duration::ZERO,
            cpu: Duration::ZERO,
        }
    }

    /// An element comes.
    pub(crate) fn pass(&mut self) {
        let now = Instant::now();
        self.gap = self.gap.max(now - self.last);
        self.last = now;
        self.seen += 1;
    }

    /// The last element has come.
    pub(crate) fn end(mut self) -> Self {
        self.cpu = processor_time().saturating_sub(self.begun_cpu);
        self
    }

    /// Elements in a second.
    pub(crate) fn rate(&self) -> f64 {
        (self.seen - self.burst) as f64 / (self.last - self.begun).as_secs_f64()
    }

    /// Processor time in a second.
    pub(crate) fn cpu(&self) -> f64 {
        self.cpu.as_secs_f64() / (self.last - self.begun).as_secs_f64()
    }
}

/// The processor time of all threads so far.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}
