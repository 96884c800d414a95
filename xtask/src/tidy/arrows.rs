//! Arrows between crates only go down.

use std::collections::BTreeMap;

use super::check::Check;
use super::file::File;
use super::findings::Findings;
use super::workspace::Package;

/// What a crate may depend on inside the workspace, tests aside. Crates without a row (examples,
/// tests, benches, connectors) are free, and as they stand in no row, nothing here can use them.
const ALLOWED: &[(&str, &[&str])] = &[
    ("forebay-protocol", &[]),
    ("forebay-stage", &["forebay-protocol"]),
    ("forebay-sync", &["forebay-protocol"]),
    (
        "forebay-ops",
        &["forebay-stage", "forebay-sync", "forebay-protocol"],
    ),
    (
        "forebay-engine",
        &["forebay-stage", "forebay-sync", "forebay-protocol"],
    ),
    (
        "forebay-dsl",
        &[
            "forebay-ops",
            "forebay-engine",
            "forebay-stage",
            "forebay-protocol",
        ],
    ),
    (
        "forebay",
        &[
            "forebay-dsl",
            "forebay-engine",
            "forebay-ops",
            "forebay-stage",
            "forebay-protocol",
        ],
    ),
    (
        "forebay-testkit",
        &[
            "forebay-dsl",
            "forebay-engine",
            "forebay-ops",
            "forebay-stage",
            "forebay-sync",
            "forebay-protocol",
        ],
    ),
    ("xtask", &[]),
];

/// Holds the edges that cargo knows against the rows above, and points at the manifest line.
#[derive(Debug)]
pub(super) struct Arrows {
    packages: BTreeMap<String, Package>,
}

impl Arrows {
    pub(super) fn new(packages: Vec<Package>) -> Self {
        let by_manifest = packages
            .into_iter()
            .map(|package| (package.manifest.clone(), package));
        Self {
            packages: by_manifest.collect(),
        }
    }
}

impl Check for Arrows {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let Some(package) = self.packages.get(file.path) else {
            return;
        };
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            return;
        };
        for target in package
            .depends_on
            .iter()
            .filter(|t| !allowed.contains(&t.as_str()))
        {
            let may = match allowed {
                [] => "nothing in this workspace".to_owned(),
                names => names.join(", "),
            };
            findings.offence(
                file.path,
                line_of(file.text, target),
                format!(
                    "{} depends on {target}, keep to the arrows: it may use {may}",
                    package.name
                ),
            );
        }
    }
}

/// The line of the manifest that names a dependency outside of the tests' table.
fn line_of(manifest: &str, dependency: &str) -> usize {
    let mut in_tests = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim_start();
        if line.starts_with('[') {
            in_tests = line.contains("dev-dependencies");
        }
        let key = line.split(['.', '=', ' ']).next();
        let table = line
            .strip_suffix(']')
            .and_then(|head| head.rsplit('.').next());
        if !in_tests && (key == Some(dependency) || table == Some(dependency)) {
            return index + 1;
        }
    }
    1
}

#[cfg(test)]
mod tests;
