//! Names that must not occur in the code of a crate.

use super::check::Check;
use super::file::File;
use super::findings::{Findings, Scope};
use super::scan;

/// A set of names, where they are banned, and what to do instead.
struct Absence {
    /// Folders that the rule covers.
    folders: &'static [&'static str],
    scope: Scope,
    /// Paths and calls, found in code without white space and at word boundaries.
    names: &'static [&'static str],
    instead: &'static str,
}

const ABSENCES: &[Absence] = &[
    Absence {
        folders: &[
            "crates/forebay-protocol/src/",
            "crates/forebay-stage/src/",
            "crates/forebay-ops/src/",
            "crates/forebay-dsl/src/",
        ],
        scope: Scope::Product,
        names: &[
            "sync::atomic",
            "atomic::",
            "AtomicBool",
            "AtomicPtr",
            "AtomicI8",
            "AtomicI16",
            "AtomicI32",
            "AtomicI64",
            "AtomicIsize",
            "AtomicU8",
            "AtomicU16",
            "AtomicU32",
            "AtomicU64",
            "AtomicUsize",
            "AtomicWaker",
            "Mutex",
            "RwLock",
            "Condvar",
            "parking_lot",
        ],
        instead: "take what forebay-engine offers; only forebay-sync holds atomics and locks",
    },
    Absence {
        folders: &["crates/forebay-engine/src/"],
        scope: Scope::Product,
        names: &["forebay_ops"],
        instead: "let forebay-dsl hand the operator over; the engine knows none by name",
    },
    Absence {
        folders: &["crates/"],
        scope: Scope::All,
        names: &[
            "mpsc::unbounded",
            "channel::unbounded",
            "crossbeam_channel::unbounded",
            "unbounded_channel",
            "=unbounded(",
            "=unbounded::<",
            "UnboundedSender",
            "UnboundedReceiver",
        ],
        instead: "use one with a capacity; every place that holds elements has a bound (law L3)",
    },
    Absence {
        folders: &["crates/"],
        scope: Scope::Product,
        names: &["mpsc::channel()"],
        instead: "use sync_channel; every place that holds elements has a bound (law L3)",
    },
];

/// Finds the banned names.
#[derive(Debug)]
pub(super) struct Absences;

impl Check for Absences {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let covers = |absence: &&Absence| absence.folders.iter().any(|f| file.path.starts_with(f));
        for absence in ABSENCES.iter().filter(covers) {
            for (number, line) in file.numbered() {
                if line.in_test && absence.scope == Scope::Product {
                    continue;
                }
                let dense = line.dense();
                if let Some(name) = absence.names.iter().find(|name| names(&dense, name)) {
                    let text = format!("`{name}` does not belong here, {}", absence.instead);
                    findings.offence_in(absence.scope, file.path, number, text);
                }
            }
        }
    }
}

/// True if dense code names it, and not merely something longer.
fn names(dense: &str, name: &str) -> bool {
    dense.match_indices(name).any(|(at, _)| {
        let is_tail = name.starts_with(scan::is_word) && dense[..at].ends_with(scan::is_word);
        let is_head =
            name.ends_with(scan::is_word) && dense[at + name.len()..].starts_with(scan::is_word);
        !is_tail && !is_head
    })
}

#[cfg(test)]
mod tests;
