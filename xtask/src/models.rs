//! The tests of forebay-sync that need a build of their own: building them for loom or for shuttle,
//! finding them, and running one in a process of its own.

mod page;
mod report;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{env, io};

use serde_json::Value;

pub(crate) use self::page::Page;
pub(crate) use self::report::Report;
use crate::root;

/// The crate whose tests contain the models.
const PACKAGE: &str = "forebay-sync";

/// The module that models live in, somewhere on their path.
const MODULE: &str = "::models::";

/// The test that prints the name of every mutant.
const CATALOGUE: &str = "mutants::list::catalogue";

/// What the crate is built for, and who explores it then: a `cfg` that its door knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Explorer {
    Loom,
    Shuttle,
}

impl Explorer {
    fn cfg(self) -> &'static str {
        match self {
            Self::Loom => "loom",
            Self::Shuttle => "shuttle",
        }
    }

    /// Apart from the usual one, so that the other flags do not rebuild the world twice.
    pub(crate) fn target(self) -> PathBuf {
        root().join(format!("target-{}", self.cfg()))
    }
}

/// The test program of one crate, built for loom or shuttle.
pub(crate) struct Program {
    path: PathBuf,
}

/// One model: a test that explores every interleaving.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    path: String,
}

/// What became of one model in one process.
pub(crate) struct Run {
    /// What it explored, if it got to the end.
    pub(crate) report: Option<Report>,
    /// Why the process failed, if it did.
    pub(crate) failure: Option<String>,
    pub(crate) time: Duration,
}

impl Model {
    /// Its name without the modules around it.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}

impl Run {
    /// What a model without a mutant did not keep of its promise.
    pub(crate) fn faults(&self) -> Vec<String> {
        match (&self.failure, &self.report) {
            (Some(failure), _) => vec![failure.clone()],
            (None, Some(report)) => report.faults(),
            (None, None) => vec!["no report of what was explored".to_owned()],
        }
    }

    /// What told a mutant apart: an assertion, a forbidden outcome, a deadlock. A model that saw
    /// all its outcomes and merely missed its number of executions has seen nothing wrong.
    pub(crate) fn killer(&self) -> Option<&str> {
        let saw_all = |report: &Report| report.seen == report.listed;
        let failure = self.failure.as_deref();
        failure.filter(|_| !self.report.as_ref().is_some_and(saw_all))
    }
}

impl Program {
    /// Builds it. Mutants share this build: they are chosen when it runs.
    pub(crate) fn build(explorer: Explorer) -> io::Result<Self> {
        let mut flags = env::var("RUSTFLAGS").unwrap_or_default();
        flags.push_str(" --cfg ");
        flags.push_str(explorer.cfg());
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["test", "--package", PACKAGE, "--lib", "--profile", "loom"])
            .args(["--no-run", "--message-format", "json-render-diagnostics"])
            .current_dir(root())
            .env("RUSTFLAGS", flags.trim_start())
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("CARGO_TARGET_DIR", explorer.target())
            .stderr(Stdio::inherit())
            .output()?;
        let path = executable(&String::from_utf8_lossy(&output.stdout));
        match path {
            Some(path) if output.status.success() => Ok(Self { path }),
            _ => Err(io::Error::other("the tests do not build")),
        }
    }

    /// Every model there is, in the order of its modules. The program itself knows them.
    /// A name without its modules is enough to tell a model from the others.
    pub(crate) fn models(&self) -> io::Result<Vec<Model>> {
        self.tests(MODULE)
    }

    /// Every test with `module` on its path.
    pub(crate) fn tests(&self, module: &str) -> io::Result<Vec<Model>> {
        let output = self
            .command()
            .args(["--list", "--format", "terse"])
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let tests = text.lines().filter_map(|line| line.strip_suffix(": test"));
        let mut models = Vec::<Model>::new();
        for path in tests.filter(|path| path.contains(module)) {
            let model = Model {
                path: path.to_owned(),
            };
            if models.iter().any(|other| other.name() == model.name()) {
                let text = format!("two tests are called {}", model.name());
                return Err(io::Error::other(text));
            }
            models.push(model);
        }
        Ok(models)
    }

    /// The name of every mutant there is.
    pub(crate) fn mutants(&self) -> io::Result<Vec<String>> {
        let output = self.test(CATALOGUE).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let names = text
            .lines()
            .find_map(|line| line.split_once("loom-mutants "));
        let (_, names) = names.ok_or_else(|| io::Error::other("no list of mutants was printed"))?;
        Ok(names.split(',').map(str::to_owned).collect())
    }

    /// Runs one model in a process of its own, sound or with a mutant.
    pub(crate) fn run(&self, model: &Model, mutant: Option<&str>) -> io::Result<Run> {
        let mut command = self.single(model, mutant);
        let start = Instant::now();
        let output = command.output()?;
        let report = report::find(&String::from_utf8_lossy(&output.stdout));
        Ok(Run {
            report,
            failure: failure(&output),
            time: start.elapsed(),
        })
    }

    /// Will run one test, sound or with a mutant.
    pub(crate) fn single(&self, test: &Model, mutant: Option<&str>) -> Command {
        let mut command = self.test(&test.path);
        if let Some(mutant) = mutant {
            command.env("FOREBAY_WEAKEN", mutant);
        }
        command
    }

    fn test(&self, path: &str) -> Command {
        let mut command = self.command();
        command.args(["--exact", path, "--nocapture", "--test-threads", "1"]);
        command
    }

    /// The program, with nothing in its environment that would change what is explored.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        let foreign = env::vars_os().map(|(name, _)| name);
        let decides = |name: &OsString| {
            let name = name.to_string_lossy();
            name.starts_with("LOOM_")
                || name.starts_with("SHUTTLE_")
                || name.starts_with("FOREBAY_")
        };
        for name in foreign.filter(decides) {
            command.env_remove(name);
        }
        command.env("RUST_BACKTRACE", "0");
        command
    }
}

/// The path of the one test program that cargo says it built.
fn executable(messages: &str) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    })
}

/// Why a process failed: what the first panic said, or else how it ended.
pub(crate) fn failure(output: &Output) -> Option<String> {
    if output.status.success() {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines = text
        .lines()
        .skip_while(|line| !line.contains("panicked at"));
    Some(
        lines
            .nth(1)
            .map_or_else(|| output.status.to_string(), str::to_owned),
    )
}

/// The page that lists them for a reader.
pub(crate) fn page(explorer: Explorer) -> io::Result<Page> {
    Page::read(&root().join(match explorer {
        Explorer::Loom => "docs/specs/models.md",
        Explorer::Shuttle => "docs/specs/schedules.md",
    }))
}

#[cfg(test)]
mod tests;
