//! One file as the checks see it.

use super::scan::{self, Line};

/// A file of the tree: its path from the root, with `/`, and its text.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    /// The scanned lines of a Rust file; empty for any other.
    pub(super) lines: Vec<Line>,
}

impl<'a> File<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        let lines = if path.ends_with(".rs") {
            scan::lines(text)
        } else {
            Vec::new()
        };
        Self { path, text, lines }
    }

    /// True for Rust source.
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The last part of the path.
    pub(super) fn name(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or(self.path, |(_, name)| name)
    }

    /// The scanned lines with their numbers, from one.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// The modules that this file declares in test code, as paths without `.rs`.
    pub(super) fn test_modules(&self) -> Vec<String> {
        let declared = self
            .lines
            .iter()
            .filter(|line| line.in_test)
            .filter_map(declared_module);
        declared
            .map(|name| format!("{}{name}", self.module_folder()))
            .collect()
    }

    /// Where the child modules of this file lie, with a closing `/` unless it is the root.
    fn module_folder(&self) -> String {
        let folder = self.path.strip_suffix(self.name()).unwrap_or_default();
        match self.name() {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            name => format!("{folder}{}/", name.strip_suffix(".rs").unwrap_or(name)),
        }
    }
}

/// The name in `mod name;`, whatever its visibility.
pub(super) fn declared_module(line: &Line) -> Option<&str> {
    let code = line.code.trim().strip_suffix(';')?;
    let (before, name) = code.rsplit_once(' ')?;
    let is_mod = before == "mod" || before.ends_with(" mod");
    is_mod.then_some(name)
}

#[cfg(test)]
mod tests;
