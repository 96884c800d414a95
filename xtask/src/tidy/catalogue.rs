//! The catalogue: the methods that users chain, with their docs.

use super::file::File;

/// A line above the docs of a method that is in the catalogue's files but not one of its entries.
const EXEMPTION: &str = "tidy: not an operator";

/// A public method.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) name: String,
    pub(super) line: usize,
    /// Its doc lines with their numbers.
    pub(super) docs: Vec<(usize, String)>,
}

/// A fenced block in the docs of a method.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// What stands behind the opening fence.
    pub(super) info: String,
    /// The line of the opening fence.
    pub(super) line: usize,
    pub(super) rows: Vec<String>,
}

/// The rows that a marble diagram begins its lines with.
const MARBLE_ROWS: &[&str] = &["in", "req", "out"];

impl Block {
    /// True for a diagram of elements over time.
    pub(super) fn is_marble(&self) -> bool {
        self.info == "text" && ["in", "out"].iter().any(|name| self.has_row(name))
    }

    /// The rows of a whole marble that this one lacks.
    pub(super) fn missing_rows(&self) -> impl Iterator<Item = &'static str> {
        MARBLE_ROWS
            .iter()
            .copied()
            .filter(|name| !self.has_row(name))
    }

    /// True if a row begins with the name; `in`, `in 2` and `in-left` are all inputs.
    fn has_row(&self, name: &str) -> bool {
        self.rows.iter().any(|row| {
            let after = row.trim_start().strip_prefix(name);
            after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
        })
    }
}

impl Method {
    /// The fenced blocks of its docs.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for (line, text) in &self.docs {
            let fence = text.trim_start().strip_prefix("```");
            match (&mut open, fence) {
                (None, Some(info)) => {
                    let info = info.trim().to_owned();
                    open = Some(Block {
                        info,
                        line: *line,
                        rows: Vec::new(),
                    });
                },
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => block.rows.push(text.clone()),
                (None, None) => {},
            }
        }
        blocks
    }

    /// The doc lines outside of fenced blocks.
    pub(super) fn prose(&self) -> Vec<(usize, &str)> {
        let mut in_block = false;
        let mut prose = Vec::new();
        for (line, text) in &self.docs {
            let is_fence = text.trim_start().starts_with("```");
            if !in_block && !is_fence {
                prose.push((*line, text.as_str()));
            }
            in_block ^= is_fence;
        }
        prose
    }
}

/// The public methods of a file, in impl blocks or in the body of a macro.
pub(super) fn methods(file: &File<'_>) -> Vec<Method> {
    let mut methods = Vec::new();
    let mut docs = Vec::new();
    let mut exempt = false;
    let mut open_brackets = 0_usize;
    for (number, line) in file.numbered() {
        let code = line.code.trim();
        if let Some(text) = line.doc() {
            docs.push((number, text.to_owned()));
        } else if line.comment.contains(EXEMPTION) {
            exempt = true;
        }
        if code.is_empty() {
            continue;
        }
        if code.starts_with("#[") || open_brackets > 0 {
            open_brackets += code.matches('[').count();
            open_brackets = open_brackets.saturating_sub(code.matches(']').count());
            continue;
        }
        let docs = std::mem::take(&mut docs);
        if let (Some(name), false, false) = (public_method(code), exempt, line.in_test) {
            methods.push(Method {
                name: name.to_owned(),
                line: number,
                docs,
            });
        }
        exempt = false;
    }
    methods
}

/// The name after `pub fn`, if there is one.
fn public_method(code: &str) -> Option<&str> {
    let mut rest = code.strip_prefix("pub ")?;
    for qualifier in ["const ", "async "] {
        rest = rest.strip_prefix(qualifier).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(name.len());
    (end > 0).then_some(&name[..end])
}

#[cfg(test)]
mod tests;
