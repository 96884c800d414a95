//! A file is as long as a reader can hold in the head.

use super::check::Check;
use super::file::File;
use super::findings::Findings;

const WARN_ABOVE: usize = 400;
const FAIL_ABOVE: usize = 600;

/// Counts the lines of Rust files.
#[derive(Debug)]
pub(super) struct Sizes;

impl Check for Sizes {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        if !file.is_rust() || is_generated(file) {
            return;
        }
        let lines = file.text.lines().count();
        if lines > FAIL_ABOVE {
            let text = format!("{lines} lines, split it by concept to at most {FAIL_ABOVE}");
            findings.offence(file.path, FAIL_ABOVE + 1, text);
        } else if lines > WARN_ABOVE {
            let text = format!("{lines} lines, see whether two concepts share this file");
            findings.warning(file.path, WARN_ABOVE + 1, text);
        }
    }
}

/// Snapshots that a program writes are nobody's reading.
fn is_generated(file: &File<'_>) -> bool {
    file.path.split('/').any(|part| part == "snapshots")
        || file
            .lines
            .iter()
            .take(5)
            .any(|line| line.comment.contains("@generated"))
}

#[cfg(test)]
mod tests;
