//! `cargo xtask shuttle [schedule]`: runs whole graphs of forebay-sync's cells in random orders.
//!
//! Each schedule is run by two schedulers, sound, and then with every mutant that it claims to
//! find. The seed is the same each time; `FOREBAY_SEED` draws other runs, and leaves the mutants
//! out. What fails is written to a file, and `FOREBAY_REPLAY=<file>` repeats just that.

mod outcome;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, io};

use self::outcome::Outcome;
use crate::models::{self, Explorer, Model, Page, Program};
use crate::table::Results;

/// The module that schedules live in, in the root of the crate.
const MODULE: &str = "schedules::";

/// Who chooses the order. The schedules know them by these names.
const SCHEDULERS: [&str; 2] = ["random", "pct"];

/// Longer panics are cut short in the table.
const WIDTH: usize = 48;

/// Runs every schedule, or the one that is named. True if none fails, every mutant is found, and
/// the page of schedules tells the truth about them.
pub(crate) fn run(only: Option<&str>) -> io::Result<bool> {
    let program = Program::build(Explorer::Shuttle)?;
    let schedules = program.tests(MODULE)?;
    let is_chosen = |schedule: &&Model| only.is_none_or(|name| schedule.name() == name);
    let chosen: Vec<&Model> = schedules.iter().filter(is_chosen).collect();
    let page = models::page(Explorer::Shuttle)?;
    let mut task = Task {
        program,
        page,
        results: Results::new(&[
            "schedule",
            "scheduler",
            "mutant",
            ">iterations",
            ">seconds",
            "verdict",
        ]),
    };

    if chosen.is_empty() {
        let name = only.unwrap_or("forebay-sync");
        task.results.fault(name, "there is no such schedule");
    }
    let names: Vec<&str> = schedules.iter().map(Model::name).collect();
    for name in task.page.unknown(&names) {
        let what = "on the page of schedules, but there is no such schedule";
        task.results.fault(name, what);
    }
    if let Some(file) = env::var_os("FOREBAY_REPLAY") {
        task.replay(&chosen, &fs::canonicalize(file)?)?;
    } else {
        let seed = env::var("FOREBAY_SEED").ok();
        for schedule in chosen {
            for scheduler in SCHEDULERS {
                task.explore(schedule, scheduler, seed.as_deref())?;
            }
        }
    }
    Ok(task.results.print())
}

/// The program, and what it has come to so far.
struct Task {
    program: Program,
    page: Page,
    results: Results,
}

impl Task {
    /// Runs one schedule by one scheduler, sound and with mutants.
    fn explore(&mut self, schedule: &Model, scheduler: &str, seed: Option<&str>) -> io::Result<()> {
        let mut sound = vec![("FOREBAY_SCHEDULER", scheduler)];
        sound.extend(seed.map(|seed| ("FOREBAY_SEED", seed)));
        let outcome = self.run(schedule, None, &sound)?;
        let name = schedule.name();
        self.row(name, scheduler, "-", &outcome, outcome.failure.is_some());
        if let Some(failure) = &outcome.failure {
            let file = keep(name, scheduler, &outcome)?;
            let fault = format!(
                "{failure}\n  repeat it with FOREBAY_REPLAY={} cargo xtask shuttle {name}",
                file.display()
            );
            self.results.fault(name, fault);
        } else {
            let faults = self.page.faults(name, &outcome.mutants, outcome.iterations);
            for fault in faults {
                self.results.fault(name, fault);
            }
            if outcome.mutants.is_empty() {
                let what = "no mutant, so nothing shows that it can fail";
                self.results.fault(name, what);
            }
        }
        let mutants = if seed.is_some() {
            &[]
        } else {
            &*outcome.mutants
        };
        for mutant in mutants {
            let outcome = self.run(schedule, Some(mutant), &sound)?;
            let survived = outcome.failure.is_none();
            self.row(name, scheduler, mutant, &outcome, survived);
            if survived {
                let what = format!("{mutant} was not found by {scheduler}");
                self.results.fault(name, what);
            }
        }
        Ok(())
    }

    /// Runs one schedule in the one order that the file tells, and shows all that it prints.
    fn replay(&mut self, chosen: &[&Model], file: &Path) -> io::Result<()> {
        let [schedule] = chosen else {
            let what = "name the schedule that is to be repeated";
            self.results.fault("FOREBAY_REPLAY", what);
            return Ok(());
        };
        let (file, mutant) = (file.to_string_lossy(), env::var("FOREBAY_WEAKEN").ok());
        let replay = [("FOREBAY_REPLAY", &*file)];
        let outcome = self.run(schedule, mutant.as_deref(), &replay)?;
        eprintln!("{}", outcome.stderr);
        let (name, mutant) = (schedule.name(), mutant.as_deref().unwrap_or("-"));
        self.row(name, "replay", mutant, &outcome, outcome.failure.is_some());
        if let Some(failure) = outcome.failure {
            self.results.fault(name, failure);
        }
        Ok(())
    }

    fn run(
        &self,
        schedule: &Model,
        mutant: Option<&str>,
        variables: &[(&str, &str)],
    ) -> io::Result<Outcome> {
        let mut command = self.program.single(schedule, mutant);
        command.envs(variables.iter().copied());
        let start = Instant::now();
        let output = command.output()?;
        Ok(Outcome::of(&output, start.elapsed()))
    }

    fn row(&mut self, name: &str, scheduler: &str, mutant: &str, outcome: &Outcome, is_bad: bool) {
        let verdict = match &outcome.failure {
            None if is_bad => "SURVIVED".to_owned(),
            None => "green".to_owned(),
            Some(failure) => {
                let short: String = failure.chars().take(WIDTH).collect();
                format!("{}: {short}", if is_bad { "red" } else { "found" })
            },
        };
        self.results.row([
            name.to_owned(),
            scheduler.to_owned(),
            mutant.to_owned(),
            outcome.iterations.to_string(),
            format!("{:.2}", outcome.time.as_secs_f64()),
            verdict,
        ]);
    }
}

/// Writes the order that failed to a file of its own, or all that was printed if there is none.
fn keep(name: &str, scheduler: &str, outcome: &Outcome) -> io::Result<PathBuf> {
    let folder = Explorer::Shuttle.target().join("failing");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}-{scheduler}"));
    let text = outcome.order.as_deref().unwrap_or(&outcome.stderr);
    fs::write(&file, text)?;
    Ok(file)
}

#[cfg(test)]
mod tests;
