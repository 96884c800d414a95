//! Finds the lines that only tests compile.

use super::{Line, words};

/// Marks the items under `#[cfg(test)]`, or all lines if the file begins with `#![cfg(test)]`.
pub(super) fn mark(lines: &mut [Line]) {
    if lines
        .iter()
        .any(|line| is_test_cfg(&line.dense(), "#![cfg("))
    {
        lines.iter_mut().for_each(|line| line.in_test = true);
        return;
    }
    let mut item: Option<Item> = None;
    for line in lines {
        let mut code = line.code.as_str();
        if item.is_none() && is_test_cfg(&line.dense(), "#[cfg(") {
            item = Some(Item::default());
            code = code.split_once(']').map_or("", |(_, after)| after);
        }
        if let Some(current) = &mut item {
            line.in_test = true;
            if current.ends_in(code) {
                item = None;
            }
        }
    }
}

/// True for `cfg(test)` and `cfg(all(.., test, ..))`; an `any` also compiles without tests.
fn is_test_cfg(dense: &str, opening: &str) -> bool {
    let Some(rest) = dense.strip_prefix(opening) else {
        return false;
    };
    let condition = rest
        .split_once(']')
        .map_or(rest, |(condition, _)| condition);
    let required = condition == "test)" || condition.starts_with("all(");
    let mut names = words(condition).map(|(_, word)| word);
    required
        && names.any(|word| word == "test")
        && !condition.contains("any(")
        && !condition.contains("not(test")
}

/// An item whose end is being looked for.
#[derive(Default)]
struct Item {
    braces: usize,
    brackets: usize,
}

impl Item {
    /// True if the item ends in this code: at its closing brace, or at a semicolon before any.
    fn ends_in(&mut self, code: &str) -> bool {
        for c in code.chars() {
            match c {
                '(' | '[' => self.brackets += 1,
                ')' | ']' => self.brackets = self.brackets.saturating_sub(1),
                '{' => self.braces += 1,
                '}' => {
                    self.braces = self.braces.saturating_sub(1);
                    if self.braces == 0 && self.brackets == 0 {
                        return true;
                    }
                },
                ';' if self.braces == 0 && self.brackets == 0 => return true,
                _ => {},
            }
        }
        false
    }
}
