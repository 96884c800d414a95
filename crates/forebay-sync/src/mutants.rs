//! Deliberate faults, to prove that the models and the schedules would see them.
//!
//! A line that a model guards may say how it could be wrong:
//!
//! ```text
//! self.word.load(weaken!(Acquire, LookUnacquired => Relaxed))
//! ```
//!
//! Outside the builds for loom and for shuttle the macro *is* its first argument: the faults are
//! not compiled. Inside, the environment variable `FOREBAY_WEAKEN` may choose one of them, so all
//! mutants share one build. `cargo xtask weaken` runs each mutant against every model that claims
//! to kill it, and `cargo xtask shuttle` against every schedule that claims to find it.

/// The first argument; or, in a run for loom or shuttle that chose one of the named mutants, that fault.
#[cfg(not(all(test, any(loom, shuttle))))]
macro_rules! weaken {
    ($sound:expr $(, $mutant:ident => $fault:expr)+ $(,)?) => {
        $sound
    };
}

/// The first argument; or, in a run for loom or shuttle that chose one of the named mutants, that fault.
#[cfg(all(test, any(loom, shuttle)))]
macro_rules! weaken {
    ($sound:expr $(, $mutant:ident => $fault:expr)+ $(,)?) => {
        match $crate::mutants::chosen() {
            $(Some($crate::mutants::Mutant::$mutant) => $fault,)+
            _ => $sound,
        }
    };
}

/// Nothing; or, in a run for loom or shuttle that chose this mutant, what should not happen here.
#[cfg(not(all(test, any(loom, shuttle))))]
macro_rules! misstep {
    ($mutant:ident => $fault:expr) => {};
}

/// Nothing; or, in a run for loom or shuttle that chose this mutant, what should not happen here.
#[cfg(all(test, any(loom, shuttle)))]
macro_rules! misstep {
    ($mutant:ident => $fault:expr) => {
        if $crate::mutants::chosen() == Some($crate::mutants::Mutant::$mutant) {
            $fault
        }
    };
}

#[cfg(test)]
mod list;

#[cfg(test)]
pub(crate) use list::Mutant;
#[cfg(all(test, any(loom, shuttle)))]
pub(crate) use list::chosen;
