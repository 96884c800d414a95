//! Results as a table, and what was wrong with them below it.

use std::fmt::Display;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};

/// The rows of one task, and its faults.
pub(crate) struct Results {
    table: Table,
    faults: Vec<String>,
}

impl Results {
    /// An empty table. A heading that begins with `>` sets its column to the right.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(
            headings
                .iter()
                .map(|heading| heading.trim_start_matches('>')),
        );
        for (column, heading) in table.column_iter_mut().zip(headings) {
            if heading.starts_with('>') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self {
            table,
            faults: Vec::new(),
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.table.add_row(cells);
    }

    pub(crate) fn fault(&mut self, subject: &str, what: impl Display) {
        self.faults.push(format!("{subject}: {what}"));
    }

    /// Prints everything. True if there is no fault.
    pub(crate) fn print(self) -> bool {
        println!("{}", self.table);
        for fault in &self.faults {
            eprintln!("{fault}");
        }
        self.faults.is_empty()
    }
}
