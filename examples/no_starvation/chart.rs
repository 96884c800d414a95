//! The comparisons as bars.

use std::io::{self, Write};
use std::time::Duration;

use crate::comparison::{Comparison, Took};

/// How long the longest bar is.
const WIDTH: u128 = 40;

/// Writes all of them.
///
/// # Errors
/// What the system says if `out` takes no more.
pub(crate) fn print(comparisons: &[Comparison], out: &mut impl Write) -> io::Result<()> {
    for comparison in comparisons {
        one(comparison, out)?;
    }
    let is_near = |it: &Comparison| it.ours.time <= it.ideal.mul_f64(1.1);
    let verdict = if comparisons.iter().all(is_near) {
        "forebay stays within 10 % of the ideal time."
    } else {
        "forebay takes more than the ideal time and 10 %: is the machine busy with something else?"
    };
    writeln!(out, "{verdict}")
}

fn one(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    let Comparison {
        title,
        ideal,
        ours,
        buffered,
    } = comparison;
    writeln!(out, "{title}\n")?;
    let longest = ours.time.max(buffered.time).max(*ideal);
    let mut row = |name: &str, time: Duration, more: &str| {
        let bar = "█".repeat(bar(time, longest));
        let line = format!("  {name:<18} {:>5} ms  {bar}{more}", time.as_millis());
        writeln!(out, "{line}")
    };
    let more = |took: &Took| {
        format!(
            "  {:.2} x, a call took {:.0} ms at most",
            took.time.as_secs_f64() / ideal.as_secs_f64(),
            took.slowest_call.as_secs_f64() * 1e3,
        )
    };
    row("ideal", *ideal, "")?;
    row("forebay", ours.time, &more(ours))?;
    row("futures, buffered", buffered.time, &more(buffered))?;
    writeln!(out)
}

/// How many blocks of the longest bar, rounded.
fn bar(time: Duration, longest: Duration) -> usize {
    let (time, longest) = (time.as_nanos(), longest.as_nanos().max(1));
    usize::try_from((time * WIDTH + longest / 2) / longest).unwrap_or_default()
}
