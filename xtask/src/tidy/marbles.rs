//! A marble in the docs is the text of a test.

use super::catalogue::{self, Block};
use super::check::Check;
use super::doc_template;
use super::file::File;
use super::findings::Findings;

/// Where marbles are tested.
const FOLDERS: &[&str] = &["crates/forebay-testkit/tests/marbles", "tests/it/marbles"];

/// Looks for every picture of the catalogue among the tests, row by row.
#[derive(Debug, Default)]
pub(super) struct Marbles {
    pictures: Vec<Picture>,
    /// The tests' lines without indentation.
    tests: Vec<String>,
}

#[derive(Debug)]
struct Picture {
    path: String,
    line: usize,
    method: String,
    rows: String,
}

impl Check for Marbles {
    fn visit(&mut self, file: &File<'_>, _findings: &mut Findings) {
        if !file.is_rust() {
            return;
        }
        if FOLDERS.iter().any(|folder| file.path.starts_with(folder)) {
            self.tests.push(plain(file.text));
        }
        if doc_template::covers(file.path) {
            for method in catalogue::methods(file) {
                for marble in method.blocks().iter().filter(|block| block.is_marble()) {
                    self.pictures.push(Picture {
                        path: file.path.to_owned(),
                        line: marble.line,
                        method: method.name.clone(),
                        rows: rows_of(marble),
                    });
                }
            }
        }
    }

    fn finish(&mut self, findings: &mut Findings) {
        for picture in &self.pictures {
            if !self.tests.iter().any(|test| holds(test, &picture.rows)) {
                let text = format!(
                    "no test holds this marble of `{}`, put the same rows into {}/",
                    picture.method, FOLDERS[0],
                );
                findings.offence(&picture.path, picture.line, text);
            }
        }
    }
}

fn rows_of(marble: &Block) -> String {
    plain(&marble.rows.join("\n")).trim_matches('\n').to_owned()
}

/// Lines without indentation, comment slashes and white space at their ends.
fn plain(text: &str) -> String {
    let stripped = text
        .lines()
        .map(|line| line.trim().trim_start_matches('/').trim_start());
    stripped.collect::<Vec<_>>().join("\n")
}

/// True if the rows stand in the test as whole lines, or fill a string.
fn holds(test: &str, rows: &str) -> bool {
    test.match_indices(rows).any(|(at, _)| {
        let before = test[..at].chars().next_back();
        let after = test[at + rows.len()..].chars().next();
        matches!(before, None | Some('\n' | '"')) && matches!(after, None | Some('\n' | '"'))
    })
}

#[cfg(test)]
mod tests;
