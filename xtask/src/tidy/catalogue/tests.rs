use super::{Block, methods};
use crate::tidy::file::File;

const TEXT: &str = r#"
macro_rules! simple {
    () => {
        /// Maps.
        ///
        /// ```text
        /// in   -1-|
        /// ```
        #[must_use]
        #[doc(
            alias = "select"
        )]
        pub fn map<U, F>(self, f: F) -> Flow<U> {
            self.via(Map { f })
        }

        // tidy: not an operator
        /// Joins.
        pub fn via(self) {}

        pub(crate) fn inner(self) {}
        fn private(self) {}
        pub const fn bare() {}
    };
}

#[cfg(test)]
mod tests {
    pub fn of_tests() {}
}
"#;

#[test]
fn public_methods_come_with_their_docs() {
    let found = methods(&File::new("a.rs", TEXT));
    let names: Vec<_> = found
        .iter()
        .map(|m| (m.name.as_str(), m.line, m.docs.len()))
        .collect();
    assert_eq!(names, [("map", 13, 5), ("bare", 23, 0)]);
    assert_eq!(found[0].docs[0], (4, "Maps.".to_owned()));
}

#[test]
fn blocks_and_prose_are_told_apart() {
    let map = &methods(&File::new("a.rs", TEXT))[0];
    assert_eq!(
        map.blocks(),
        [Block {
            info: "text".to_owned(),
            line: 6,
            rows: vec!["in   -1-|".to_owned()],
        }]
    );
    assert_eq!(map.prose(), [(4, "Maps."), (5, "")]);
}

#[test]
fn a_marble_is_known_by_its_rows() {
    let block = |info: &str, rows: &[&str]| Block {
        info: info.to_owned(),
        line: 1,
        rows: rows.iter().map(|&row| row.to_owned()).collect(),
    };
    assert!(block("text", &["in 1  -1-", "in 2  --2", "out   -12"]).is_marble());
    assert!(block("text", &["in-left -1-"]).is_marble());
    assert!(!block("text", &["input: a table", "outer"]).is_marble());
    assert!(!block("", &["in -1-"]).is_marble());
    let missing: Vec<_> = block("text", &["in  -1-"]).missing_rows().collect();
    assert_eq!(missing, ["req", "out"]);
}
