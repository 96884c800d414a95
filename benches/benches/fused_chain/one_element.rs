//! W10: ten maps on one element.

use std::collections::HashMap;
use std::error::Error;
use std::process::Command;

use forebay_benches::short_run::{self, names};
use forebay_benches::{Bar, Sample, Unit, Variant, Workload};

/// What the table calls it.
pub(crate) const NAME: &str = "W10, one element";

/// Runs in a round.
const RUNS: u64 = 2000;

/// Waking another thread takes ten thousand times what the rest takes.
const WAKING_RUNS: u64 = 100;

/// Every way to run one element, with how often it allocates.
pub(crate) fn workload() -> Result<Workload, Box<dyn Error>> {
    let mut allocations = allocations()?;
    let mut workload = Workload::new(NAME, Unit::Run, RUNS);
    for short_run in short_run::all()? {
        let name = short_run.name;
        let mut runs = short_run.runs;
        let most = if name == names::POOLED {
            WAKING_RUNS
        } else {
            RUNS
        };
        let mut variant = Variant::new(name, move |units| {
            let units = units.min(most);
            Sample::of(units, || runs(units))
        });
        if name == names::BY_HAND {
            variant = variant.limit();
        }
        if let Some(bar) = bar(name) {
            variant = variant.bar(bar);
        }
        workload = workload.variant(variant.allocations(allocations.remove(name)));
    }
    Ok(workload)
}

fn bar(name: &str) -> Option<Bar> {
    match name {
        names::WAIT | names::AWAITED => Some(Bar::Below(10.0)),
        names::BOXED => Some(Bar::Below(250.0)),
        names::SPAWNED => Some(Bar::Below(600.0)),
        _ => None,
    }
}

/// What the twin with the counting allocator says about each variant.
fn allocations() -> Result<HashMap<String, String>, Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_count_allocations")).output()?;
    let lines = String::from_utf8(output.stdout)?;
    let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs
        .map(|(name, count)| (name.to_owned(), count.to_owned()))
        .collect())
}
