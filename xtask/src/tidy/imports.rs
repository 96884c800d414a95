//! Imports stand in three groups: std, external, this crate.

use super::check::Check;
use super::file::{self, File};
use super::findings::Findings;
use super::scan;

/// Warns where groups are mixed or touch. It looks at the imports at the top of a file only.
#[derive(Debug)]
pub(super) struct Imports;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Std,
    External,
    Crate,
}

impl Check for Imports {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let modules: Vec<_> = file
            .lines
            .iter()
            .filter_map(file::declared_module)
            .collect();
        let mut last: Option<(Group, bool)> = None;
        let mut in_use = false;
        for (number, line) in file.numbered() {
            let code = line.code.as_str();
            if in_use {
                in_use = !code.trim_end().ends_with(';');
            } else if let Some(path) = code.strip_prefix("use ") {
                let group = group(path, &modules);
                match last {
                    Some((before, _)) if group < before => {
                        let text = "an import out of its group, order them std, external, crate";
                        findings.warning(file.path, number, text);
                    },
                    Some((before, false)) if group != before => {
                        let text = "two groups of imports touch, put a blank line between them";
                        findings.warning(file.path, number, text);
                    },
                    _ => {},
                }
                last = Some((group, false));
                in_use = !code.trim_end().ends_with(';');
            } else if code.trim().is_empty() {
                if line.comment.is_empty() {
                    last = last.map(|(group, _)| (group, true));
                }
            } else if !code.starts_with("#[") {
                // Anything else ends the list; imports further down belong to their neighbours.
                last = None;
            }
        }
    }
}

fn group(path: &str, modules: &[&str]) -> Group {
    let first = scan::words(path).next().map_or("", |(_, word)| word);
    match first {
        "std" | "core" | "alloc" => Group::Std,
        "crate" | "self" | "super" => Group::Crate,
        name if modules.contains(&name) => Group::Crate,
        _ => Group::External,
    }
}

#[cfg(test)]
mod tests;
