//! A page that lists models or schedules for a reader, held against what they are.

use std::path::Path;
use std::{fs, io};

/// The rows of its tables: a row begins with a name in backticks.
pub(crate) struct Page {
    rows: Vec<Row>,
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    model: String,
    mutants: Vec<String>,
    /// The last cell: how many executions at least.
    floor: String,
}

impl Page {
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let named = |error| io::Error::other(format!("{}: {error}", path.display()));
        Ok(Self::parse(&fs::read_to_string(path).map_err(named)?))
    }

    pub(super) fn parse(text: &str) -> Self {
        let rows = text.lines().filter(|line| line.starts_with("| `"));
        Self {
            rows: rows.filter_map(Row::parse).collect(),
        }
    }

    /// What the page says wrongly of one model.
    pub(crate) fn faults(&self, model: &str, mutants: &[String], floor: usize) -> Vec<String> {
        let mut rows = self.rows.iter().filter(|row| row.model == model);
        let (Some(row), None) = (rows.next(), rows.next()) else {
            return vec!["not exactly once on its page".to_owned()];
        };
        let mut faults = Vec::new();
        if row.mutants != mutants {
            faults.push(format!("the page lists the mutants {:?}", row.mutants));
        }
        if row.floor != floor.to_string() {
            faults.push(format!("the page says {} executions", row.floor));
        }
        faults
    }

    /// The models on the page that do not exist.
    pub(crate) fn unknown<'a>(&'a self, models: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let listed = self.rows.iter().map(|row| row.model.as_str());
        listed.filter(|name| !models.contains(name))
    }
}

impl Row {
    fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [model, .., mutants, floor] = cells.as_slice() else {
            return None;
        };
        let names = mutants
            .split(',')
            .map(|name| name.trim().trim_matches('`').to_owned());
        Some(Self {
            model: model.trim_matches('`').to_owned(),
            mutants: names.collect(),
            floor: (*floor).to_owned(),
        })
    }
}
