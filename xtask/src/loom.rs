//! `cargo xtask loom [model]`: explores the models, each in a process of its own.

use std::io;

use crate::models::{self, Explorer, Model, Program, Report, Run};
use crate::table::Results;

/// Runs every model, or the one that is named. True if all keep what they promise and the page
/// of models tells the truth about them.
pub(crate) fn run(only: Option<&str>) -> io::Result<bool> {
    let program = Program::build(Explorer::Loom)?;
    let models = program.models()?;
    let page = models::page(Explorer::Loom)?;
    let mut results = Results::new(&[
        "model",
        ">executions",
        ">at least",
        ">outcomes",
        ">seconds",
        "verdict",
    ]);

    let chosen = models
        .iter()
        .filter(|model| only.is_none_or(|name| model.name() == name));
    for model in chosen.clone() {
        let run = program.run(model, None)?;
        let mut faults = run.faults();
        if let Some(report) = &run.report {
            faults.extend(page.faults(model.name(), &report.mutants, report.floor));
        }
        results.row(row(model, &run, faults.is_empty()));
        for fault in faults {
            results.fault(model.name(), fault);
        }
    }

    let names: Vec<&str> = models.iter().map(Model::name).collect();
    for name in page.unknown(&names) {
        results.fault(name, "on the page of models, but there is no such model");
    }
    if chosen.count() == 0 {
        results.fault(only.unwrap_or("forebay-sync"), "there is no such model");
    }
    Ok(results.print())
}

fn row(model: &Model, run: &Run, is_green: bool) -> [String; 6] {
    let report = |show: fn(&Report) -> String| run.report.as_ref().map_or("-".to_owned(), show);
    [
        model.name().to_owned(),
        report(|it| it.executions.to_string()),
        report(|it| it.floor.to_string()),
        report(|it| format!("{} of {}", it.seen, it.listed)),
        format!("{:.2}", run.time.as_secs_f64()),
        if is_green { "green" } else { "red" }.to_owned(),
    ]
}
