//! The documents at the root exist and keep up with the tree.

use std::collections::BTreeSet;

use super::check::Check;
use super::file::File;
use super::findings::Findings;
use super::scan;

const REQUIRED: &[&str] = &["ARCHITECTURE.md", "CHANGELOG.md"];
const MAP: &str = "ARCHITECTURE.md";
const MAP_LINES: usize = 200;

/// Looks for the documents, and for every crate on the map.
#[derive(Debug, Default)]
pub(super) struct Documents {
    seen: BTreeSet<&'static str>,
    crates: BTreeSet<String>,
    /// The names on the map, once it has been read.
    on_map: BTreeSet<String>,
}

impl Check for Documents {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        self.seen
            .extend(REQUIRED.iter().find(|name| **name == file.path));
        let folder = file
            .path
            .strip_prefix("crates/")
            .and_then(|p| p.strip_suffix("/Cargo.toml"));
        self.crates
            .extend(folder.filter(|name| !name.contains('/')).map(str::to_owned));
        if file.path == MAP {
            self.on_map = file
                .text
                .split(|c| !is_name(c))
                .map(str::to_owned)
                .collect();
            let lines = file.text.lines().count();
            if lines > MAP_LINES {
                let text = format!("{lines} lines, keep the map to {MAP_LINES}; it must be read");
                findings.offence(MAP, MAP_LINES + 1, text);
            }
        }
    }

    fn finish(&mut self, findings: &mut Findings) {
        for name in REQUIRED.iter().filter(|name| !self.seen.contains(*name)) {
            findings.offence(name, 1, "no such file, write it");
        }
        if self.seen.contains(MAP) {
            for name in self.crates.difference(&self.on_map) {
                let text = format!("`crates/{name}` is not on the map, say what it holds");
                findings.offence(MAP, 1, text);
            }
        }
    }
}

/// True for what names of crates are made of.
fn is_name(c: char) -> bool {
    scan::is_word(c) || c == '-'
}

#[cfg(test)]
mod tests;
