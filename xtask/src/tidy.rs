//! `cargo xtask tidy`: the rules of the house that the compiler cannot see.
//!
//! One pass reads every file that git tracks or would track and shows it to every check. An
//! offence is printed as `path:line: what, do what instead` and fails the run; a warning is
//! printed and does not. A check sees one file at a time, as its path and its text, and may
//! add what it found across files at the end, so each is tested on text in memory.

mod absences;
mod arrows;
mod catalogue;
mod check;
mod doc_template;
mod documents;
mod file;
mod files;
mod findings;
mod imports;
mod links;
mod marbles;
mod names;
mod ordering;
mod roots;
mod scan;
mod sizes;
mod unsafe_code;
mod words;
mod workspace;

use std::io::{self, Write};
use std::path::Path;

use self::check::Check;
use self::file::File;
use self::findings::Findings;
use self::workspace::Workspace;

/// Checks the whole tree and prints what it finds. True if there is no offence.
pub(crate) fn run() -> io::Result<bool> {
    let workspace = Workspace::load()?;
    let paths = files::list(&workspace.root)?;
    let mut checks = checks(&workspace, &paths);
    let mut findings = Findings::default();
    let read = visit_all(&workspace.root, &paths, &mut checks, &mut findings)?;

    let mut out = io::stdout().lock();
    for finding in findings.sorted() {
        writeln!(out, "{finding}")?;
    }
    writeln!(
        out,
        "tidy: {read} files read, {} checks run, {} offences, {} warnings",
        checks.len(),
        findings.offences(),
        findings.warnings(),
    )?;
    Ok(findings.offences() == 0)
}

/// Every check, in no particular order. A new check is a file beside this one and a line here.
fn checks(workspace: &Workspace, paths: &[String]) -> Vec<Box<dyn Check>> {
    vec![
        Box::new(absences::Absences),
        Box::new(arrows::Arrows::new(workspace.packages.clone())),
        Box::new(doc_template::DocTemplate),
        Box::new(documents::Documents::default()),
        Box::new(imports::Imports),
        Box::new(links::Links::new(paths)),
        Box::new(marbles::Marbles::default()),
        Box::new(names::Names),
        Box::new(ordering::Ordering),
        Box::new(roots::Roots::new(&workspace.roots)),
        Box::new(sizes::Sizes),
        Box::new(unsafe_code::UnsafeCode),
        Box::new(words::Words),
    ]
}

/// The one pass. Files that are not text have nothing to tidy and are passed over.
fn visit_all(
    root: &Path,
    paths: &[String],
    checks: &mut [Box<dyn Check>],
    findings: &mut Findings,
) -> io::Result<usize> {
    let mut read = 0;
    for path in paths {
        let Some(text) = files::read_text(&root.join(path))? else {
            continue;
        };
        read += 1;
        let file = File::new(path, &text);
        findings.learn_test_modules(&file);
        for check in checks.iter_mut() {
            check.visit(&file, findings);
        }
    }
    for check in checks.iter_mut() {
        check.finish(findings);
    }
    Ok(read)
}
