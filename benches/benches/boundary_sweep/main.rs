//! What does a boundary cost at every capacity from 1 to 1024?
//!
//! The workload of `async_boundary` (W2) at the powers of two, for all of its ways, as a table and,
//! told `--svg FILE`, as a picture. The book shows one, in the chapter on boundaries.
//!
//! ```text
//! cargo bench -p forebay-benches --bench boundary_sweep -- [--rounds N] [--svg FILE]
//! ```
//!
//! # What to expect
//!
//! With a capacity of one every element takes two switches between tasks, whoever makes them. From
//! there on what is handed over together is paid for together, down to where an element itself
//! costs more than its share of a wake-up: that is early for a channel, which takes its lock for
//! each element, and late for a boundary or a ring in chunks.
//!
//! # How to read it
//!
//! Nanoseconds for an element: the time that passes / the processor time of all threads, each the
//! least of all rounds, since what the others took more they took because something else ran. Two
//! threads that spin (rtrb, and crossbeam for a while) need two cores to themselves; where they
//! have to share them they are the slowest of all, and take the most.
#![forbid(unsafe_code)]

mod machine;
mod options;
mod plot;

use std::error::Error;
use std::rc::Rc;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use forebay_benches::boundary::{self, Way};
use forebay_benches::{Figures, Sample, Unit, Variant, Workload};
use tokio::runtime::{Builder, Runtime};

use self::options::Options;

/// The capacities: the powers of two.
const CAPACITIES: [u32; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/// What was measured of one way, at each of the capacities.
struct Line {
    way: Way,
    points: Vec<Figures>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_env()?;
    let machine = machine::description();
    let tokio = Rc::new(Builder::new_multi_thread().worker_threads(2).build()?);
    let mut lines = boundary::ALL.map(|way| Line {
        way,
        points: Vec::new(),
    });
    for capacity in CAPACITIES {
        let figures = at(capacity as usize, &options, &tokio).measure(options.rounds);
        for (line, figures) in lines.iter_mut().zip(figures) {
            line.points.push(figures);
        }
        if options.is_rehearsal {
            return Ok(());
        }
    }
    print(&lines, &machine);
    if let Some(file) = &options.svg {
        plot::draw(&lines, &machine, file)?;
    }
    Ok(())
}

fn at(capacity: usize, options: &Options, tokio: &Rc<Runtime>) -> Workload {
    let elements = options.elements(capacity);
    let workload = Workload::new("W2 at a capacity", Unit::Element, elements);
    boundary::ALL.into_iter().fold(workload, |workload, way| {
        let tokio = Rc::clone(tokio);
        let work = move |n| Sample::of(n, || (way.work)(n, capacity, &tokio));
        workload.variant(Variant::new(way.name, work))
    })
}

#[expect(clippy::print_stdout, reason = "a bench talks to whoever runs it")]
fn print(lines: &[Line], machine: &str) {
    let mut table = Table::new();
    let header = lines.iter().map(|line| line.way.name.to_owned());
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_header(["capacity".to_owned()].into_iter().chain(header));
    for (index, capacity) in CAPACITIES.into_iter().enumerate() {
        let cells = lines.iter().map(|line| {
            let Figures { min, cpu_min, .. } = line.points[index];
            format!("{min:.1} / {cpu_min:.1}")
        });
        table.add_row([capacity.to_string()].into_iter().chain(cells));
    }
    println!("{table}\n{machine}");
}
