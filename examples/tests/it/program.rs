//! An example as a process.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What an example left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// `None` if a signal ended it.
    pub(crate) status: Option<i32>,
}

impl Ended {
    /// The report, of a run in which nothing else happened.
    #[track_caller]
    pub(crate) fn report(self) -> String {
        assert_eq!(
            (self.status, self.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// The complaint, of a run in which nothing else happened.
    #[track_caller]
    pub(crate) fn complaint(self, status: i32) -> String {
        assert_eq!(
            (self.status, self.stdout.as_str()),
            (Some(status), ""),
            "{}",
            self.stderr
        );
        self.stderr
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        let Output {
            stdout,
            stderr,
            status,
        } = output;
        Self {
            stdout: text(stdout),
            stderr: text(stderr),
            status: status.code(),
        }
    }
}

/// The example `name`, with nothing to read on its standard input.
pub(crate) fn example(name: &str) -> Command {
    // This test is `target/<profile>/deps/it-..`, the example `target/<profile>/examples/name`.
    let test = env::current_exe().expect("a test knows its own path");
    let profile = test
        .parent()
        .and_then(Path::parent)
        .expect("a test is in a target directory");
    let path = profile
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is missing: `cargo test -p forebay-examples` builds it, `--test it` alone does not",
        path.display(),
    );
    let mut command = Command::new(path);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs `access_log` with these arguments.
pub(crate) fn access_log<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ended {
    example("access_log")
        .args(arguments)
        .output()
        .expect("the example starts")
        .into()
}

/// Runs `access_log -` on `log`, which has to fit into a pipe.
pub(crate) fn access_log_of(log: &[u8]) -> Ended {
    let mut child = example("access_log")
        .arg("-")
        .stdin(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    stdin
        .write_all(log)
        .expect("the example reads its standard input");
    drop(stdin);
    child.wait_with_output().expect("the example ends").into()
}

/// A file for this test alone.
pub(crate) fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // An earlier run may have left one that nobody may write to.
    fs::remove_file(&path).ok();
    fs::write(&path, content).expect("the temporary directory of the tests is writable");
    path
}
