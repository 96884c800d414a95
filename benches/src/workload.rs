//! `Workload`: one amount of work, done in several variants.

use std::fmt;

use crate::rounds::{self, Figures};
use crate::{Bar, Sample, Unit};

/// One amount of work, done in several variants that come to the same result.
#[derive(Debug)]
pub struct Workload {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) units: u64,
    pub(crate) variants: Vec<Variant>,
    pub(crate) shows_cpu: bool,
}

impl Workload {
    /// `units` units of work in each round.
    #[must_use]
    pub fn new(name: &'static str, unit: Unit, units: u64) -> Self {
        Self {
            name,
            unit,
            units,
            variants: Vec::new(),
            shows_cpu: unit == Unit::File,
        }
    }

    /// Shows the processor time of all threads beside the time that has passed, as the workloads
    /// over a file do by themselves.
    #[must_use]
    pub fn shows_cpu(mut self) -> Self {
        self.shows_cpu = true;
        self
    }

    /// Measures all variants in interleaved rounds: their figures, in the same order.
    ///
    /// # Panics
    /// If two variants come to different results.
    #[must_use]
    pub fn measure(mut self, rounds: usize) -> Vec<Figures> {
        let units = self.units;
        rounds::run(&mut self, rounds, units)
    }

    /// Adds a variant that shows what is possible. Ratios are to the fastest of these.
    #[must_use]
    pub fn limit(self, name: &'static str, work: impl FnMut(u64) -> Sample + 'static) -> Self {
        self.variant(Variant::new(name, work).limit())
    }

    /// Adds a variant without a bar.
    #[must_use]
    pub fn row(self, name: &'static str, work: impl FnMut(u64) -> Sample + 'static) -> Self {
        self.variant(Variant::new(name, work))
    }

    /// Adds a variant that has a bar to hold.
    #[must_use]
    pub fn held(
        self,
        name: &'static str,
        bar: Bar,
        work: impl FnMut(u64) -> Sample + 'static,
    ) -> Self {
        self.variant(Variant::new(name, work).bar(bar))
    }

    /// Adds a variant.
    #[must_use]
    pub fn variant(mut self, variant: Variant) -> Self {
        self.variants.push(variant);
        self
    }
}

/// One way to do the work of a [`Workload`].
pub struct Variant {
    pub(crate) name: &'static str,
    pub(crate) work: Box<dyn FnMut(u64) -> Sample>,
    pub(crate) is_limit: bool,
    pub(crate) bar: Option<Bar>,
    pub(crate) allocations: Option<String>,
}

impl Variant {
    /// `work` is told how many units to do and measures itself doing about as many.
    #[must_use]
    pub fn new(name: &'static str, work: impl FnMut(u64) -> Sample + 'static) -> Self {
        Self {
            name,
            work: Box::new(work),
            is_limit: false,
            bar: None,
            allocations: None,
        }
    }

    /// Shows what is possible: the others are compared with it.
    #[must_use]
    pub fn limit(mut self) -> Self {
        self.is_limit = true;
        self
    }

    /// Sets the bar.
    #[must_use]
    pub fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// How many allocations a unit takes, counted elsewhere.
    #[must_use]
    pub fn allocations(mut self, allocations: Option<String>) -> Self {
        self.allocations = allocations;
        self
    }
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variant")
            .field("name", &self.name)
            .field("bar", &self.bar)
            .finish_non_exhaustive()
    }
}
