//! Every crate root forbids unsafe code.

use std::collections::BTreeSet;

use super::check::Check;
use super::file::File;
use super::findings::Findings;

/// What a crate root has to say before anything else.
const FORBID: &str = "#![forbid(unsafe_code)]";

/// Looks at the roots that cargo names, and at what is called like one outside of the workspace.
#[derive(Debug)]
pub(super) struct Roots {
    known: BTreeSet<String>,
}

impl Roots {
    pub(super) fn new(known: &BTreeSet<String>) -> Self {
        Self {
            known: known.clone(),
        }
    }
}

impl Check for Roots {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let is_root = self.known.contains(file.path)
            || file.name() == "main.rs"
            || file.path.ends_with("src/lib.rs");
        if !is_root {
            return;
        }
        if let Some(line) = first_line_of_code(file) {
            let text = format!("a crate root without `{FORBID}`, put it right below the docs");
            findings.offence(file.path, line, text);
        }
    }
}

/// The line where the attribute ought to be, or none if it is there.
fn first_line_of_code(file: &File<'_>) -> Option<usize> {
    let mut open_brackets = 0_usize;
    for (number, line) in file.numbered() {
        let dense = line.dense();
        let is_doc = dense.starts_with("#![doc") || open_brackets > 0;
        if dense.is_empty() {
            continue;
        }
        if !is_doc {
            return (!dense.starts_with(FORBID)).then_some(number);
        }
        open_brackets += dense.matches(['[', '(']).count();
        open_brackets = open_brackets.saturating_sub(dense.matches([']', ')']).count());
    }
    Some(1)
}

#[cfg(test)]
mod tests;
