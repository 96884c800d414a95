//! The line that a model prints when it has explored everything.

/// What a model explored, and what it promises to explore.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) executions: usize,
    /// The least number of executions that the model calls complete.
    pub(crate) floor: usize,
    pub(crate) seen: usize,
    /// How many outcomes the model lists. One that is not listed ends the run before a report.
    pub(crate) listed: usize,
    pub(crate) mutants: Vec<String>,
}

impl Report {
    /// What falls short of the promise.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.floor < 2 || self.executions < self.floor {
            faults.push(format!(
                "{} executions, {} at least",
                self.executions, self.floor
            ));
        }
        if self.listed == 0 || self.seen != self.listed {
            faults.push(format!("{} of {} outcomes seen", self.seen, self.listed));
        }
        if self.mutants.is_empty() {
            faults.push("no mutant, so nothing shows that it can fail".to_owned());
        }
        faults
    }
}

/// The report in what a model printed. More than one is as bad as none.
pub(super) fn find(output: &str) -> Option<Report> {
    let mut reports = output
        .lines()
        .filter_map(|line| line.split_once("loom-model "));
    let (_, report) = reports.next()?;
    reports.next().is_none().then(|| parse(report))?
}

fn parse(report: &str) -> Option<Report> {
    let value = |name: &str| {
        let mut pairs = report
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let (seen, listed) = value("outcomes")?.split_once('/')?;
    let mutants = value("mutants")?.split(',').filter(|name| !name.is_empty());
    Some(Report {
        executions: value("executions")?.parse().ok()?,
        floor: value("floor")?.parse().ok()?,
        seen: seen.parse().ok()?,
        listed: listed.parse().ok()?,
        mutants: mutants.map(str::to_owned).collect(),
    })
}
