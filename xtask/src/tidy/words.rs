//! Nothing is left for later in the code.

use super::check::Check;
use super::file::File;
use super::findings::Findings;
use super::scan::{self, Line};

/// Marks that stand for work not done; they count in comments as well.
const MARKS: &[&str] = &["FIXME", "XXX"];

/// Macros that stand for code not written.
const MACROS: &[&str] = &["todo!", "unimplemented!"];

/// Finds unfinished code, and tests that are skipped without a reason.
#[derive(Debug)]
pub(super) struct Words;

impl Check for Words {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        for (number, line) in file.numbered() {
            if let Some(word) = left_for_later(line) {
                let text = format!("`{word}`, finish it or open an issue and leave it out");
                findings.offence(file.path, number, text);
            }
            if ignored_without_reason(line) {
                let text = "a test ignored without a reason, write `#[ignore = \"why\"]`";
                findings.offence(file.path, number, text);
            }
        }
    }
}

fn left_for_later(line: &Line) -> Option<&'static str> {
    let mark = MARKS.iter().find(|mark| {
        line.has_word(mark) || scan::words(&line.comment).any(|(_, word)| word == **mark)
    });
    let dense = line.dense();
    let call = MACROS.iter().find(|call| {
        dense
            .match_indices(*call)
            .any(|(at, _)| !dense[..at].chars().next_back().is_some_and(scan::is_word))
    });
    mark.or(call).copied()
}

fn ignored_without_reason(line: &Line) -> bool {
    let dense = line.dense();
    let mut conditional = dense.split("cfg_attr(").skip(1);
    dense.contains("#[ignore]") || conditional.any(|rest| rest.ends_with(",ignore)]"))
}

#[cfg(test)]
mod tests;
