//! A file is named after the concept it holds.

use super::check::Check;
use super::file::File;
use super::findings::Findings;

/// Names that say nothing about what is inside.
const EMPTY: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "types", "manager", "misc",
];

/// Looks at the names of Rust files.
#[derive(Debug)]
pub(super) struct Names;

impl Check for Names {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let Some(stem) = file.name().strip_suffix(".rs") else {
            return;
        };
        if EMPTY.contains(&stem) {
            let text = format!("`{stem}.rs` says nothing, name the file after its one concept");
            findings.offence(file.path, 1, text);
        }
        if stem == "mod" {
            findings.offence(
                file.path,
                1,
                "`mod.rs`, use `name.rs` beside the folder `name/`",
            );
        }
    }
}

#[cfg(test)]
mod tests;
