//! The table that a bench prints.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};

use crate::Workload;
use crate::rounds::Figures;

const VARIANT: &str = "variant";
const BAR: &str = "bar";

/// The rows of all workloads.
pub(crate) struct Report {
    table: Table,
    width: usize,
    has_cpu: bool,
    has_allocations: bool,
}

impl Report {
    /// An empty table with the columns that these workloads need.
    pub(crate) fn new(workloads: &[Workload]) -> Self {
        let has_cpu = workloads.iter().any(|workload| workload.shows_cpu);
        let has_allocations = workloads
            .iter()
            .flat_map(|workload| &workload.variants)
            .any(|variant| variant.allocations.is_some());
        let mut headings = vec![VARIANT, "median", "min", "ratio", BAR, "verdict"];
        if has_cpu {
            headings.insert(3, "CPU");
        }
        if has_allocations {
            headings.push("allocations");
        }
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_header(&headings);
        for (column, heading) in table.column_iter_mut().zip(&headings) {
            if !matches!(*heading, VARIANT | BAR | "verdict") {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self {
            table,
            width: headings.len(),
            has_cpu,
            has_allocations,
        }
    }

    /// Adds the rows of one workload, below a row that names it.
    pub(crate) fn add(&mut self, workload: &Workload, figures: &[Figures]) {
        let mut title = vec![String::new(); self.width];
        title[0] = format!("{} [{}]", workload.name, workload.unit.text());
        self.table.add_row(title);
        for (variant, of) in workload.variants.iter().zip(figures) {
            let verdict = variant.bar.map(|bar| bar.holds(of.median, of.ratio));
            let mut cells = vec![
                format!(
                    "{} {}",
                    if variant.is_limit { "*" } else { " " },
                    variant.name
                ),
                number(of.median),
                number(of.min),
                number(of.ratio) + " x",
                variant
                    .bar
                    .map(|bar| bar.text(workload.unit))
                    .unwrap_or_default(),
                verdict
                    .map_or("", |it| if it { "holds" } else { "MISSED" })
                    .to_owned(),
            ];
            if self.has_cpu {
                cells.insert(3, number(of.cpu));
            }
            if self.has_allocations {
                cells.push(variant.allocations.clone().unwrap_or_default());
            }
            self.table.add_row(cells);
        }
    }

    pub(crate) fn print(self) {
        println!("{}", self.table);
    }
}

/// Three significant digits.
fn number(value: f64) -> String {
    match value {
        value if value >= 99.95 => format!("{value:.0}"),
        value if value >= 9.995 => format!("{value:.1}"),
        value if value >= 0.9995 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}
