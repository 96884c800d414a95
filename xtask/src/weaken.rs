//! `cargo xtask weaken`: applies every mutant and sees the models that guard against it fail.

use std::io;

use crate::models::{Explorer, Model, Program};
use crate::table::Results;

/// Runs each mutant against each model that claims to kill it. True if none survives, every
/// mutant is claimed, and every model is green without one: a red model kills anything.
pub(crate) fn run() -> io::Result<bool> {
    let program = Program::build(Explorer::Loom)?;
    let mut results = Results::new(&["mutant", "model", "killed by", ">seconds"]);

    let claims = claims(&program, &mut results)?;
    for mutant in program.mutants()? {
        let guards: Vec<&Model> = claims
            .iter()
            .filter(|(name, _)| *name == mutant)
            .map(|(_, model)| model)
            .collect();
        if guards.is_empty() {
            results.fault(&mutant, "no model claims to kill it");
        }
        for model in guards {
            let run = program.run(model, Some(&mutant))?;
            let killer = run.killer();
            if killer.is_none() {
                results.fault(&mutant, format!("survived {}", model.name()));
            }
            let name = model.name().to_owned();
            let seconds = format!("{:.2}", run.time.as_secs_f64());
            results.row([
                mutant.clone(),
                name,
                killer.unwrap_or("SURVIVED").to_owned(),
                seconds,
            ]);
        }
    }
    Ok(results.print())
}

/// Which model claims to kill which mutant, as the models say when they run without one.
fn claims(program: &Program, results: &mut Results) -> io::Result<Vec<(String, Model)>> {
    let mut claims = Vec::new();
    for model in program.models()? {
        let run = program.run(&model, None)?;
        for fault in run.faults() {
            results.fault(model.name(), format!("red without a mutant: {fault}"));
        }
        let mutants = run.report.into_iter().flat_map(|report| report.mutants);
        claims.extend(mutants.map(|mutant| (mutant, model.clone())));
    }
    Ok(claims)
}
