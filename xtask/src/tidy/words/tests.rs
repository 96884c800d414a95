use super::Words;
use crate::tidy::check;

#[test]
fn work_left_for_later_is_an_offence() {
    for (word, code) in [
        ("todo!", "return todo!();"),
        ("todo!", "fn f() { todo! [] }"),
        ("unimplemented!", "_ => unimplemented!(\"later\"),"),
        ("FIXME", "// FIXME: later"),
        ("FIXME", "/// FIXME(me) later"),
        ("XXX", "let a = 1; // XXX"),
    ] {
        let found = check::judge(Words, &[("a.rs", code)]);
        let expected = format!("a.rs:1: `{word}`, finish it or open an issue and leave it out");
        assert_eq!(found, [expected], "{code}");
    }
}

#[test]
fn a_skipped_test_needs_a_reason() {
    for code in ["#[ignore]", "#[cfg_attr(loom, ignore)]"] {
        let found = check::judge(Words, &[("a.rs", code)]);
        let expected = "a.rs:1: a test ignored without a reason, write `#[ignore = \"why\"]`";
        assert_eq!(found, [expected], "{code}");
    }
    for code in [
        "#[ignore = \"slow\"]",
        "#[cfg_attr(loom, ignore = \"no clock\")]",
        "#[ignored]",
    ] {
        assert!(check::judge(Words, &[("a.rs", code)]).is_empty(), "{code}");
    }
}

#[test]
fn longer_words_strings_and_other_files_are_free() {
    for (path, text) in [
        (
            "a.rs",
            "assert_eq!(s, \"FIXME todo!()\"); // XXXL, a todo! list",
        ),
        ("a.rs", "my_todo!(); let FIXMED = 1; todo();"),
        ("a.md", "FIXME"),
    ] {
        assert!(check::judge(Words, &[(path, text)]).is_empty(), "{text}");
    }
}
