use super::Links;
use crate::tidy::check;

fn found_in(path: &str, text: &str) -> Vec<String> {
    let paths = [
        "README.md",
        "docs/book/intro.md",
        "docs/a b.md",
        "LICENSE-MIT",
    ];
    check::judge(Links::new(&paths.map(str::to_owned)), &[(path, text)])
}

#[test]
fn a_link_that_leads_nowhere_is_an_offence() {
    assert_eq!(
        found_in(
            "docs/book/intro.md",
            "Text.\n\nSee [the readme](README.md).\n"
        ),
        ["docs/book/intro.md:3: the link to `README.md` leads nowhere, mend or remove it"]
    );
    for text in [
        "![picture](docs/picture.svg)",
        "[a][b]\n\n[b]: docs/gone.md",
        "<img src=\"docs/gone.svg\">",
        "Text with <a href=\"gone\">a link</a>.",
        "[up](../README.md)",
        "[root](/gone.md)",
        "[title](gone.md \"a title\")",
    ] {
        assert_eq!(found_in("README.md", text).len(), 1, "{text}");
    }
}

#[test]
fn links_that_lead_somewhere_are_fine() {
    for text in [
        "[a](docs/book/intro.md)",
        "[a](./docs/book/intro.md#heading) and [b](docs/book) and [c](docs/)",
        "[a](docs/a%20b.md), [b](<docs/a b.md>), [c](/LICENSE-MIT)",
        "[web](https://example.org/x.md), <mailto:a@b.org>, [here](#heading)",
        "`[code](gone.md)`",
        "```\n[code](gone.md)\n```",
    ] {
        assert_eq!(found_in("README.md", text), [""; 0], "{text}");
    }
    assert!(
        found_in(
            "docs/book/intro.md",
            "[up](../../README.md), [me](intro.md)"
        )
        .is_empty()
    );
}

#[test]
fn only_documents_are_read() {
    assert!(found_in("a.rs", "//! [a](gone.md)").is_empty());
}
