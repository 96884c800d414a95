//! What cargo knows about the workspace: its packages, their edges and their crate roots.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

use serde_json::Value;

/// The workspace, read from `cargo metadata`.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    pub(super) packages: Vec<Package>,
    /// Paths of the files that are compiled as crate roots.
    pub(super) roots: BTreeSet<String>,
}

/// One member of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    /// Path of its manifest, from the root.
    pub(super) manifest: String,
    /// The members it depends on, tests aside.
    pub(super) depends_on: Vec<String>,
}

impl Workspace {
    /// Asks cargo.
    pub(super) fn load() -> io::Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!(
                "cargo metadata ended with {}: {}",
                output.status,
                String::from_utf8_lossy(&output.stderr).trim(),
            )));
        }
        Self::parse(&serde_json::from_slice(&output.stdout)?)
            .ok_or_else(|| io::Error::other("cargo metadata has another form than version 1"))
    }

    /// Reads the parts we need; none if one is missing.
    pub(super) fn parse(metadata: &Value) -> Option<Self> {
        let root = PathBuf::from(metadata["workspace_root"].as_str()?);
        let packages = metadata["packages"].as_array()?;
        let names: BTreeSet<_> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
        let mut workspace = Self {
            root,
            packages: Vec::new(),
            roots: BTreeSet::new(),
        };
        for package in packages {
            for target in package["targets"].as_array()? {
                workspace
                    .roots
                    .insert(from_root(&workspace.root, target["src_path"].as_str()?)?);
            }
            let edges = package["dependencies"]
                .as_array()?
                .iter()
                .filter(|d| d["kind"] != "dev");
            let targets = edges
                .filter_map(|d| d["name"].as_str())
                .filter(|d| names.contains(d));
            workspace.packages.push(Package {
                name: package["name"].as_str()?.to_owned(),
                manifest: from_root(&workspace.root, package["manifest_path"].as_str()?)?,
                depends_on: targets.map(str::to_owned).collect(),
            });
        }
        Some(workspace)
    }
}

/// An absolute path as the checks write it: from the root, with `/`.
fn from_root(root: &Path, path: &str) -> Option<String> {
    let relative = Path::new(path).strip_prefix(root).ok()?;
    Some(relative.to_str()?.replace('\\', "/"))
}

#[cfg(test)]
mod tests;
