//! `cargo xtask compile-time`: how long the compiler takes over chains of many operators.
//!
//! A package with one program for each length is written to a target folder of its own and
//! built against this workspace with the default recursion limit. Operators nest in the type of
//! a source, so time grows faster than the length; `.boxed()` makes it proportional again.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::table::Results;

/// Lengths that are tried. The first has no chain: what cargo and the linker take anyway.
const STAGES: &[usize] = &[0, 8, 16, 32, 64, 128];

/// Up to here a chain has to compile without help.
const PROMISED: usize = 64;

/// How many stages there are between two seams in the column that has seams.
const SEAM: usize = 8;

/// How often a program is built; the shortest time counts.
const TRIES: usize = 3;

const PROFILES: &[&str] = &["dev", "release"];

/// Builds every program in both profiles. True if all chains up to 64 operators compile.
pub(crate) fn run() -> io::Result<bool> {
    let package = Package::write(&crate::root().join("target-compile-time"))?;
    for profile in PROFILES {
        package
            .build(profile, "warm_up")?
            .map_err(io::Error::other)?;
    }
    let boxed = format!("boxed every {SEAM}");
    let mut results = Results::new(&[
        "operators",
        ">debug s",
        ">release s",
        &format!(">{boxed}: debug s"),
        ">release s",
    ]);
    for &stages in STAGES {
        let mut cells = vec![stages.to_string()];
        for seams in [false, true] {
            for profile in PROFILES {
                let built = package.fastest(profile, stages, seams)?;
                cells.push(match &built {
                    Ok(time) => format!("{:.2}", time.as_secs_f64()),
                    Err(why) => why.clone(),
                });
                if let Err(why) = built
                    && (stages <= PROMISED || seams)
                {
                    let chain = if seams { &boxed } else { "nested" };
                    results.fault(&format!("{stages} operators, {chain}, {profile}"), why);
                }
            }
        }
        results.row(<[String; 5]>::try_from(cells).unwrap_or_default());
    }
    Ok(results.print())
}

/// The package that is built.
struct Package {
    folder: PathBuf,
}

impl Package {
    /// Writes the manifest, and the workspace's lock file so that dependencies are the same.
    fn write(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("src/bin"))?;
        let forebay = crate::root().join("crates/forebay");
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"chains\"\nedition = \"2024\"\n\n\
             [dependencies]\nforebay = {{ path = {:?} }}\n",
            forebay.display().to_string()
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy(crate::root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let package = Self {
            folder: folder.to_owned(),
        };
        package.write_program("warm_up", &program(1, false, 0))?;
        Ok(package)
    }

    fn write_program(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.join("src/bin").join(format!("{name}.rs")), text)
    }

    /// The shortest of some builds, or why there is none.
    fn fastest(
        &self,
        profile: &str,
        stages: usize,
        seams: bool,
    ) -> io::Result<Result<Duration, String>> {
        let name = format!("{}_{stages}", if seams { "boxed" } else { "nested" });
        let mut fastest = Duration::MAX;
        for attempt in 0..TRIES {
            // Another text each time, or there would be nothing to build.
            self.write_program(&name, &program(stages, seams, attempt))?;
            match self.build(profile, &name)? {
                Ok(time) => fastest = fastest.min(time),
                Err(why) => return Ok(Err(why)),
            }
        }
        Ok(Ok(fastest))
    }

    fn build(&self, profile: &str, name: &str) -> io::Result<Result<Duration, String>> {
        let start = Instant::now();
        let output = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--profile", profile, "--bin", name])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .output()?;
        let time = start.elapsed();
        if output.status.success() {
            return Ok(Ok(time));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("overflow evaluating") || said.contains("recursion limit") {
            return Ok(Err("recursion limit".to_owned()));
        }
        let first = said.lines().find(|line| line.starts_with("error"));
        Ok(Err(first.unwrap_or("no error said").to_owned()))
    }
}

/// A chain of `stages` operators, each with a closure of its own.
fn program(stages: usize, seams: bool, attempt: usize) -> String {
    let mut text = format!("// {attempt}\nuse forebay::Source;\n\nfn main() {{\n");
    text.push_str("    let sum = Source::iter(0..std::env::args().count() as u64)\n");
    for stage in 1..=stages {
        let _written = if stage % 2 == 1 {
            writeln!(text, "        .map(|x| x.wrapping_mul(3) ^ {stage})")
        } else {
            writeln!(text, "        .filter(|x| x % {} != 0)", stage + 1)
        };
        if seams && stage % SEAM == 0 {
            text.push_str("        .boxed()\n");
        }
    }
    text.push_str("        .fold(0, u64::wrapping_add)\n        .wait();\n");
    text.push_str("    println!(\"{sum:?}\");\n}\n");
    text
}
