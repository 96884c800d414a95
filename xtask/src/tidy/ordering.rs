//! Every memory ordering says which edge it is part of.

use super::check::Check;
use super::file::File;
use super::findings::{Findings, Scope};
use super::scan::{self, Line};

/// The only crate with atomics.
const FOLDER: &str = "crates/forebay-sync/src/";

/// How far above a statement its comment may begin.
const REACH: usize = 6;

/// How many lines a statement is searched upwards for its first.
const STATEMENT: usize = 8;

const CHOICES: &[&str] = &["Relaxed", "Acquire", "Release", "AcqRel"];

/// Looks for an `ORDERING` comment where an ordering is chosen, in the call itself or before it,
/// and for the ordering that nothing needs.
#[derive(Debug)]
pub(super) struct Ordering;

impl Check for Ordering {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        if !file.path.starts_with("crates/") {
            return;
        }
        for (number, _) in file.numbered().filter(|(_, line)| line.has_word("SeqCst")) {
            let text = "`SeqCst`, name the edge and use the ordering it needs; \
                        the models cannot check this one";
            findings.offence(file.path, number, text);
        }
        if file.path.starts_with(FOLDER) {
            for (index, ordering) in unexplained(&file.lines) {
                let text =
                    format!("`{ordering}` without a reason, say above it `// ORDERING: <edge>`");
                findings.offence_in(Scope::Product, file.path, index + 1, text);
            }
        }
    }
}

/// The statements that choose an ordering for no given reason: where they start, and the first
/// ordering they name.
fn unexplained(lines: &[Line]) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut in_import = false;
    for (index, line) in lines.iter().enumerate() {
        in_import |= line.has_word("use");
        let mut words = scan::words(&line.code).map(|(_, word)| word);
        let choice = words.find(|word| CHOICES.contains(word));
        if let (Some(choice), false, false) = (choice, in_import, line.in_test) {
            let start = start_of_statement(lines, index);
            let above = &lines[start.saturating_sub(REACH)..=index];
            let is_explained = above.iter().any(|line| line.comment.contains("ORDERING:"));
            if !is_explained && found.last().is_none_or(|(last, _)| *last != start) {
                found.push((start, choice));
            }
        }
        in_import &= !line.code.contains(';');
    }
    found
}

/// The line where the statement begins that goes on at `index`.
fn start_of_statement(lines: &[Line], index: usize) -> usize {
    let above = lines[..index].iter().rev().take(STATEMENT);
    let continued = above.take_while(|line| {
        let code = line.code.trim_end();
        !code.is_empty() && !code.ends_with([';', '{', '}'])
    });
    index - continued.count()
}

#[cfg(test)]
mod tests;
