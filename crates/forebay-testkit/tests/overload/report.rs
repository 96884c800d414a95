//! What two minutes came to.

use std::fmt::Write;

use forebay_protocol::StreamError;
use forebay_stage::Ledger;

use crate::slow_sink::Seen;

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) seen: Seen,
    pub(crate) failure: Option<StreamError>,
    pub(crate) ledger: Ledger,
}

impl Row {
    pub(crate) fn new(
        name: &'static str,
        seen: Seen,
        result: Result<(), StreamError>,
        ledger: Ledger,
    ) -> Self {
        assert!(ledger.is_balanced(), "{name}:\n{ledger}");
        assert_eq!(
            ledger.produced(),
            ledger.delivered() + ledger.dropped() + ledger.discarded(),
            "{name}:\n{ledger}"
        );
        Self {
            name,
            seen,
            failure: result.err(),
            ledger,
        }
    }
}

/// All rows, aligned; times are in ticks.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "policy       |     made  dropped delivered | resident oldest |    gaps longest | end\n",
    );
    for row in rows {
        let (ledger, seen) = (&row.ledger, &row.seen);
        let end = if row.failure.is_some() {
            "failed"
        } else {
            "completed"
        };
        writeln!(
            table,
            "{:<12} | {:>8} {:>8} {:>9} | {:>8} {:>6} | {:>7} {:>7} | {end}",
            row.name,
            ledger.produced(),
            ledger.dropped(),
            ledger.delivered(),
            seen.resident,
            seen.oldest,
            seen.gaps,
            seen.longest_gap,
        )
        .expect("a string takes everything");
    }
    table
}
