//! Deliberate faults, to prove that the models would see them.
//!
//! A line that a model guards may say how it could be wrong:
//!
//! ```text
//! self.word.load(weaken!(Acquire, LookUnacquired => Relaxed))
//! ```
//!
//! Outside the loom models the macro *is* its first argument: the faults are not compiled. Inside,
//! the environment variable `FOREBAY_WEAKEN` may choose one of them, so all mutants share one
//! build. `cargo xtask weaken` runs each mutant against every model that claims to kill it.

/// The first argument; or, in a model run that chose one of the named mutants, that fault.
#[cfg(not(all(test, loom)))]
macro_rules! weaken {
    ($sound:expr $(, $mutant:ident => $fault:expr)+ $(,)?) => {
        $sound
    };
}

/// The first argument; or, in a model run that chose one of the named mutants, that fault.
#[cfg(all(test, loom))]
macro_rules! weaken {
    ($sound:expr $(, $mutant:ident => $fault:expr)+ $(,)?) => {
        match $crate::mutants::chosen() {
            $(Some($crate::mutants::Mutant::$mutant) => $fault,)+
            _ => $sound,
        }
    };
}

/// Nothing; or, in a model run that chose this mutant, what should not happen here.
#[cfg(not(all(test, loom)))]
macro_rules! misstep {
    ($mutant:ident => $fault:expr) => {};
}

/// Nothing; or, in a model run that chose this mutant, what should not happen here.
#[cfg(all(test, loom))]
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
#[cfg(all(test, loom))]
pub(crate) use list::chosen;
