//! The textbook overload: 100 000 elements a second into a sink that takes 50 000, for two
//! minutes, under each overflow policy.
//!
//! Time is virtual, so every number is exact: what was made, dropped and delivered, how much was
//! resident, how old elements were when they arrived, and how often a producer was paused.
#![forbid(unsafe_code)]

mod feed;
mod report;
mod slow_sink;

use std::sync::Arc;
use std::thread;

use forebay_dsl::{Keep, Sink, Source, SourcePart};
use forebay_ops::rate::{BufferOverflow, Overflow, WatermarkSignal, Watermarks};
use forebay_stage::Stage;
use forebay_testkit::VirtualRuntime;
use parking_lot::Mutex;

use self::feed::{Feed, MADE_IN_TICK, Made, TICKS};
use self::report::{Row, table};
use self::slow_sink::{SlowSink, TAKEN_IN_TICK};

/// How many elements the buffers hold.
const CAPACITY: usize = 1000;

const POLICIES: [Overflow; 5] = [
    Overflow::Backpressure,
    Overflow::DropOldest,
    Overflow::DropNewest,
    Overflow::DropBuffer,
    Overflow::Fail,
];

/// What each policy comes to.
///
/// 120 000 ticks bring 100 elements each, and 50 are taken. So a buffer of 1000 is full after 20
/// ticks, 50 elements are too many in each of the other 119 980, and the sink gets 6 000 000 and
/// the 1000 that are stored at the end. An element of a full buffer waits 1000 / 50 = 20 ticks,
/// or 10 if the oldest make room for 100 in each. Gaps are what a sink sees of drops: many short
/// ones or few long ones. The buffer that fails does so in tick 21, when 20 x 100 elements have
/// been made, 50 more found room, and then one did not.
const TABLE: &str = "
policy       |     made  dropped delivered | resident oldest |    gaps longest | end
Backpressure |  6001000        0   6001000 |     1000     20 |       0       0 | completed
DropOldest   | 12000000  5999000   6001000 |     1000     10 |  119980      50 | completed
DropNewest   | 12000000  5999000   6001000 |     1000     20 |  119979      50 | completed
DropBuffer   | 12000000  5999000   6001000 |     1000     10 |    5999    1000 | completed
Fail         |     2051        1      2050 |     1000     20 |       0       0 | failed
";

/// Two minutes of `buffered` on a clock of its own.
fn two_minutes<S, P>(name: &'static str, buffered: Source<Made, (), P>) -> Row
where
    S: Stage<Out = Made> + 'static,
    P: SourcePart<Out = Made, Mat = (), Stage = S> + Send + 'static,
{
    let runtime = VirtualRuntime::new(1);
    let seen = Arc::default();
    let sink = Sink::from_operator(SlowSink::new(Arc::clone(&seen)));
    let run = buffered.to_mat(sink, Keep::right).run(&runtime);
    let outcome = runtime.block_on(run.with_ledger());
    let seen = seen.lock().clone();
    Row::new(name, seen, outcome.result, outcome.ledger)
}

fn under(overflow: Overflow) -> Row {
    let feed = Source::from_stage(Feed::new(Arc::default()));
    two_minutes(overflow.name(), feed.buffer(CAPACITY, overflow))
}

#[test]
fn each_policy_has_its_price() {
    let rows = thread::scope(|scope| {
        let runs = POLICIES.map(|overflow| scope.spawn(move || under(overflow)));
        runs.map(|run| run.join().expect("a run"))
    });
    let table = table(&rows);
    println!("{table}");
    assert_eq!(table.trim(), TABLE.trim());

    let error = rows[4].failure.as_ref().expect("an overflow");
    assert_eq!(error.site().map(|site| site.name()), Some("buffer"));
    let overflow = error.downcast_ref::<BufferOverflow>();
    assert_eq!(overflow, Some(&BufferOverflow { capacity: CAPACITY }));
    let account = rows[1].ledger.accounts()[1].to_string();
    assert_eq!(
        account,
        "buffer: took 12000000, passed on 6001000, \
         dropped 5999000 (DropOldest: oldest in a full buffer)"
    );
}

/// How often a producer was told something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    pauses: u64,
    resumes: u64,
}

#[test]
fn a_producer_that_listens_is_paused_as_often_as_the_arithmetic_says() {
    let (is_paused, told) = (Arc::default(), Arc::<Mutex<Told>>::default());
    let feed = Source::from_stage(Feed::new(Arc::clone(&is_paused)));
    let teller = Arc::clone(&told);
    let on_signal = move |signal| {
        let is_pause = signal == WatermarkSignal::Pause;
        let was_paused = std::mem::replace(&mut *is_paused.lock(), is_pause);
        assert_ne!(was_paused, is_pause, "{signal:?} twice");
        let mut told = teller.lock();
        told.pauses += u64::from(is_pause);
        told.resumes += u64::from(!is_pause);
    };
    let marks = Watermarks::new(CAPACITY);
    let buffered = feed.buffer_with_watermarks(marks, Overflow::Fail, on_signal);
    let row = two_minutes("watermarks", buffered);

    let (low, high) = (marks.low() as u64, marks.high() as u64);
    let gain = MADE_IN_TICK - TAKEN_IN_TICK;
    let first_pause = high / gain;
    // The tick in which it is told to go on brings elements again, and those in between do not.
    let until_resume = (high - low) / TAKEN_IN_TICK;
    let until_pause = (high - (low + MADE_IN_TICK)) / gain;
    let cycle = until_resume + until_pause;
    let pauses = 1 + (TICKS - first_pause) / cycle;
    // The last pause is over before the two minutes are.
    assert!((TICKS - first_pause) % cycle >= until_resume);
    let expected = Told {
        pauses,
        resumes: pauses,
    };
    assert_eq!(*told.lock(), expected);
    assert_eq!(pauses, 5454);

    assert!(row.failure.is_none(), "{:?}", row.failure);
    let made = MADE_IN_TICK * (TICKS - pauses * (until_resume - 1));
    assert_eq!(row.ledger.produced(), made);
    assert_eq!(row.ledger.delivered(), made);
    assert_eq!(row.seen.resident, i128::from(high), "never above the mark");
    assert_eq!(row.seen.gaps, 0);
}
