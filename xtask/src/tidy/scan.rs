//! Splits Rust text into code and comments, line by line.
//!
//! This is no parser. It knows exactly what can hide code from a search or look like code in
//! one: line comments, nested block comments, strings, raw strings, characters and lifetimes.
//! What stands between the quotes of a literal is left out; the quotes stay.

mod test_regions;

/// One line of a Rust file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The code, without comments and without the insides of literals.
    pub(super) code: String,
    /// The comments, with their slashes.
    pub(super) comment: String,
    /// True under `#[cfg(test)]`.
    pub(super) in_test: bool,
}

impl Line {
    /// The text of a `///` comment, without the one space that follows it.
    pub(super) fn doc(&self) -> Option<&str> {
        let text = self
            .comment
            .strip_prefix("///")
            .filter(|text| !text.starts_with('/'))?;
        Some(text.strip_prefix(' ').unwrap_or(text))
    }

    /// True if the word stands in the code as a whole identifier.
    pub(super) fn has_word(&self, word: &str) -> bool {
        words(&self.code).any(|(_, found)| found == word)
    }

    /// The code without the white space that formatting is free to change: one space stays
    /// between two words.
    pub(super) fn dense(&self) -> String {
        let mut dense = String::new();
        for piece in self.code.split_whitespace() {
            if dense.ends_with(is_word) && piece.starts_with(is_word) {
                dense.push(' ');
            }
            dense.push_str(piece);
        }
        dense
    }
}

/// The identifiers and keywords of some code, each with the byte where it starts.
pub(super) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    code.split(|c| !is_word(c)).filter_map(move |word| {
        let start = at;
        at = start
            + word.len()
            + code[start + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// True for what identifiers are made of.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Scans a whole file.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut scanner = Scanner {
        rest: text,
        lines: vec![Line::default()],
    };
    while scanner.step() {}
    let mut lines = scanner.lines;
    if text.ends_with('\n') {
        lines.pop();
    }
    test_regions::mark(&mut lines);
    lines
}

struct Scanner<'a> {
    rest: &'a str,
    lines: Vec<Line>,
}

impl<'a> Scanner<'a> {
    /// Takes the next piece. False at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else {
            return false;
        };
        match next {
            '/' if self.rest.starts_with("//") => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                let comment = self.take(end);
                self.comment(comment);
            },
            '/' if self.rest.starts_with("/*") => self.block_comment(),
            '"' => self.string(),
            '\'' => self.quote(),
            c if is_word(c) => self.word(),
            c => {
                let piece = self.take(c.len_utf8());
                self.code(piece);
            },
        }
        true
    }

    /// A word; the prefix of a raw string is one too.
    fn word(&mut self) {
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let word = self.take(end);
        self.code(word);
        if matches!(word, "r" | "br" | "cr") {
            let hashes = self.rest.len() - self.rest.trim_start_matches('#').len();
            if self.rest[hashes..].starts_with('"') {
                self.raw_string(hashes);
            }
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        self.take(hashes + 1);
        self.code("\"");
        let close = format!("\"{}", "#".repeat(hashes));
        let end = self.rest.find(&close).unwrap_or(self.rest.len());
        let inside = self.take(end);
        self.hide(inside);
        self.take(close.len());
        self.code("\"");
    }

    fn string(&mut self) {
        self.take(1);
        self.code("\"");
        let end = end_of_literal(self.rest, '"');
        let inside = self.take(end);
        self.hide(inside);
        self.take(1);
        self.code("\"");
    }

    /// A character, or the tick of a lifetime.
    fn quote(&mut self) {
        let mut after = self.rest[1..].chars();
        let is_char = match after.next() {
            Some('\\') => true,
            Some(_) => after.next() == Some('\''),
            None => false,
        };
        self.take(1);
        self.code("'");
        if is_char {
            let end = end_of_literal(self.rest, '\'');
            self.take(end + 1);
            self.code("'");
        }
    }

    fn block_comment(&mut self) {
        let (mut depth, mut end) = (0_usize, 0);
        while let Some(found) = self.rest[end..].find(['/', '*']) {
            end += found;
            let ahead = &self.rest[end..];
            match ahead.get(..2) {
                Some("/*") => (depth, end) = (depth + 1, end + 2),
                Some("*/") => (depth, end) = (depth - 1, end + 2),
                _ => end += 1,
            }
            if depth == 0 {
                break;
            }
        }
        let end = if depth == 0 { end } else { self.rest.len() };
        let comment = self.take(end);
        for (index, part) in comment.split('\n').enumerate() {
            if index > 0 {
                self.lines.push(Line::default());
            }
            self.comment(part);
        }
    }

    /// Takes up to `end` bytes.
    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(end.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn code(&mut self, piece: &str) {
        if piece == "\n" {
            self.lines.push(Line::default());
        } else if let Some(line) = self.lines.last_mut() {
            line.code.push_str(piece);
        }
    }

    fn comment(&mut self, piece: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.comment.push_str(piece);
        }
    }

    /// Keeps only the line ends of what a literal holds.
    fn hide(&mut self, inside: &str) {
        for _ in inside.matches('\n') {
            self.lines.push(Line::default());
        }
    }
}

/// Where a literal ends that may hold escapes: the byte of its closing quote.
fn end_of_literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at,
            _ => {},
        }
    }
    text.len()
}

#[cfg(test)]
mod tests;
