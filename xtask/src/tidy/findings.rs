//! What the checks found, and which of it stands.

use std::collections::BTreeSet;
use std::fmt;

use super::file::File;

/// One line of the report.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    path: String,
    line: usize,
    text: String,
    severity: Severity,
    scope: Scope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Severity {
    Offence,
    Warning,
}

/// Where the rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Everywhere.
    All,
    /// Only in code that ships. Whether a file is test code is known when its parent module has
    /// been read, which can be after the file itself; so this is decided at the end.
    Product,
}

/// All findings of a run.
#[derive(Debug, Default)]
pub(super) struct Findings {
    all: Vec<Finding>,
    /// Paths without `.rs` of the modules that are declared under `#[cfg(test)]`.
    test_modules: BTreeSet<String>,
}

impl Findings {
    /// Reports something that fails the run. Lines count from one.
    pub(super) fn offence(&mut self, path: &str, line: usize, text: impl Into<String>) {
        self.add(path, line, text.into(), Severity::Offence, Scope::All);
    }

    /// Reports an offence under a rule that may spare test code.
    pub(super) fn offence_in(
        &mut self,
        scope: Scope,
        path: &str,
        line: usize,
        text: impl Into<String>,
    ) {
        self.add(path, line, text.into(), Severity::Offence, scope);
    }

    /// Reports something a reviewer should look at.
    pub(super) fn warning(&mut self, path: &str, line: usize, text: impl Into<String>) {
        self.add(path, line, text.into(), Severity::Warning, Scope::All);
    }

    fn add(&mut self, path: &str, line: usize, text: String, severity: Severity, scope: Scope) {
        self.all.push(Finding {
            path: path.to_owned(),
            line,
            text,
            severity,
            scope,
        });
    }

    /// Remembers which files are test code because of a declaration in this one.
    pub(super) fn learn_test_modules(&mut self, file: &File<'_>) {
        self.test_modules.extend(file.test_modules());
    }

    /// How many offences stand.
    pub(super) fn offences(&self) -> usize {
        self.standing()
            .filter(|f| f.severity == Severity::Offence)
            .count()
    }

    /// How many warnings stand.
    pub(super) fn warnings(&self) -> usize {
        self.standing()
            .filter(|f| f.severity == Severity::Warning)
            .count()
    }

    /// What stands, by path and line.
    pub(super) fn sorted(&self) -> impl Iterator<Item = &Finding> {
        let mut standing: Vec<_> = self.standing().collect();
        standing.sort();
        standing.into_iter()
    }

    fn standing(&self) -> impl Iterator<Item = &Finding> {
        self.all
            .iter()
            .filter(|f| f.scope == Scope::All || !self.is_test_file(&f.path))
    }

    /// True if the file is a test module or lies below one.
    fn is_test_file(&self, path: &str) -> bool {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        let mut ends = stem
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([stem.len()]);
        ends.any(|end| self.test_modules.contains(&stem[..end]))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.severity {
            Severity::Offence => "",
            Severity::Warning => "warning: ",
        };
        write!(f, "{}:{}: {mark}{}", self.path, self.line, self.text)
    }
}

#[cfg(test)]
mod tests;
