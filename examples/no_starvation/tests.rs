//! The pipelines of `no_starvation` in virtual time, where what takes how long is exact.
#![forbid(unsafe_code)]

mod clock;
mod comparison;
mod ideal;
mod pipelines;
mod service;

use std::time::Duration;

use forebay_testkit::VirtualRuntime;

use self::comparison::{Comparison, Took};
use self::ideal::{Step, ideal};

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

const SUM: u64 = 59 * 60 / 2;

#[test]
fn a_loop_behind_map_async_takes_the_ideal_time_in_every_order() {
    for seed in 0..50 {
        let clock = VirtualRuntime::new(seed);
        let comparison = Comparison::loop_behind_fetches(&clock).expect("nothing fails");
        assert_eq!(comparison.ideal, ms(620), "20 + 60 x 10");
        let ideal = Took {
            time: ms(620),
            slowest_call: ms(20),
            sum: SUM,
        };
        assert_eq!(comparison.ours, ideal, "{}: seed {seed}", comparison.title);
        assert_eq!(comparison.buffered.sum, SUM);
    }
}

#[test]
fn a_loop_behind_buffered_starves_its_fetches() {
    let clock = VirtualRuntime::new(0);
    let Took {
        time, slowest_call, ..
    } = Comparison::loop_behind_fetches(&clock)
        .expect("nothing fails")
        .buffered;
    assert!(time >= ms(620) * 7 / 5, "{time:?}");
    assert!(slowest_call > ms(40), "{slowest_call:?}");
}

#[test]
fn three_map_async_in_a_row_take_the_ideal_time_in_every_order() {
    for seed in 0..50 {
        let clock = VirtualRuntime::new(seed);
        let comparison = Comparison::three_steps(&clock).expect("nothing fails");
        assert_eq!(comparison.ideal, ms(220), "20 x 10 + 10 + 10");
        let ideal = Took {
            time: ms(220),
            slowest_call: ms(10),
            sum: SUM,
        };
        assert_eq!(comparison.ours, ideal, "{}: seed {seed}", comparison.title);
        assert!(comparison.buffered.time >= ms(400));
        assert_eq!(comparison.buffered.sum, SUM);
    }
}

#[test]
fn the_ideal_time_is_that_of_the_busiest_step() {
    let step = |takes, at_once| Step {
        takes: ms(takes),
        at_once,
    };
    assert_eq!(ideal(60, &[]), ms(0));
    assert_eq!(ideal(1, &[step(20, 4), step(10, 1)]), ms(30));
    assert_eq!(ideal(60, &[step(20, 4), step(10, 1)]), ms(620));
    assert_eq!(ideal(61, &[step(20, 1), step(10, 1)]), ms(61 * 20 + 10));
    assert_eq!(
        ideal(7, &[step(10, 3)]),
        ms(30),
        "a group of one at the end"
    );
}
