//! What a check is.

use super::file::File;
use super::findings::Findings;

/// One rule of the house. It sees every file once, in the order of their paths.
pub(super) trait Check {
    /// Looks at one file.
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings);

    /// Says what only all files together can tell.
    fn finish(&mut self, _findings: &mut Findings) {}
}

/// Runs one check over files in memory and returns the lines it would print.
#[cfg(test)]
pub(super) fn judge(mut check: impl Check, files: &[(&str, &str)]) -> Vec<String> {
    let mut findings = Findings::default();
    for (path, text) in files {
        let file = File::new(path, text);
        findings.learn_test_modules(&file);
        check.visit(&file, &mut findings);
    }
    check.finish(&mut findings);
    findings.sorted().map(ToString::to_string).collect()
}
