//! The files of the tree, as git knows them.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// Paths of all files that git tracks, or would track if asked, in order.
pub(super) fn list(root: &Path) -> io::Result<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "git ls-files ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim(),
        )));
    }
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let mut paths: Vec<_> = text
        .split_terminator('\0')
        .filter(|path| root.join(path).is_file())
        .collect();
    paths.sort_unstable();
    paths.dedup();
    Ok(paths.into_iter().map(str::to_owned).collect())
}

/// The text of a file, or none if it is not text or went away meanwhile.
pub(super) fn read_text(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
