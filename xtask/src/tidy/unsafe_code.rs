//! No code is `unsafe`.

use super::check::Check;
use super::file::File;
use super::findings::Findings;

/// Finds the keyword wherever the compiler might not look: behind a `cfg`, in a macro, in a
/// package outside of the workspace.
#[derive(Debug)]
pub(super) struct UnsafeCode;

impl Check for UnsafeCode {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        for (number, _) in file.numbered().filter(|(_, line)| line.has_word("unsafe")) {
            let text = "`unsafe` in code, write it with safe parts; no crate here is an exception";
            findings.offence(file.path, number, text);
        }
    }
}

#[cfg(test)]
mod tests;
