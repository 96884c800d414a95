//! A panic ends one run, whatever it throws, and no other.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};

use forebay::{Keep, Sink, Source, StreamErrorKind, ThreadPool};
use futures::executor::block_on;

use crate::executor::run_to_end;
use crate::hostile::{Bomb, blow_up, three_is_too_much, throw};

fn one_thread() -> ThreadPool {
    ThreadPool::with_threads(NonZeroUsize::MIN).expect("a thread")
}

#[test]
fn the_text_of_a_panic_is_the_cause() {
    let formatted = |n: u64| -> u64 { throw(format!("number {n}")) };
    let error = run_to_end(Source::iter(7..9).map(formatted).count()).unwrap_err();
    assert_eq!(error.cause().to_string(), "number 7");
    let error = run_to_end(Source::iter(0..9).map(three_is_too_much).count()).unwrap_err();
    assert_eq!(error.cause().to_string(), "three");
}

#[test]
fn a_payload_that_is_not_text_is_described() {
    let line = line!() + 1;
    let source = Source::iter(0..3).map(|n: u64| -> u64 { throw(n) });
    let error = run_to_end(source.count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.cause().to_string(), "a payload that is not text");
    assert_eq!(error.site().unwrap().location().line(), line);
}

#[test]
fn a_payload_whose_destructor_panics_ends_one_run() {
    let line = line!() + 1;
    let source = Source::iter(0..3).map(|_| -> u64 { throw(Bomb::ARMED) });
    let error = run_to_end(source.clone().count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("map", line));
    let error = run_to_end(source.count().with_ledger()).result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
}

#[test]
fn a_panic_on_a_pool_leaves_its_only_thread_to_others() {
    let pool = one_thread();
    let (go_on, wait) = channel::<()>();
    let waiting = Source::single(()).inspect(move |()| wait.recv().expect("told to go on"));
    let other = waiting.to_mat(Sink::count(), Keep::right).run(&pool);
    let line = line!() + 1;
    let source = Source::iter(0..10_000).map(three_is_too_much);
    let failing: Vec<_> = (0..10).map(|_| source.clone().count().run(&pool)).collect();
    let last = Source::iter(0..10_000_u64).count().run(&pool);
    go_on.send(()).unwrap();
    for failing in failing {
        let error = block_on(failing).unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
        assert_eq!(error.site().unwrap().location().line(), line);
    }
    assert_eq!(block_on(other).unwrap(), 1);
    assert_eq!(block_on(last).unwrap(), 10_000);
}

#[test]
fn a_panic_in_one_of_two_joined_runs_leaves_the_other() {
    let failing = Source::iter(0..10_000)
        .map(three_is_too_much)
        .count()
        .into_future();
    let fine = Source::iter(0..10_000_u64).count().into_future();
    let (failed, count) = block_on(futures::future::join(failing, fine));
    assert_eq!(failed.unwrap_err().cause().to_string(), "three");
    assert_eq!(count.unwrap(), 10_000);
}

/// What became of the only thread of a pool.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    RanOn,
    Ended,
}

/// Tells that its thread has ended.
struct Farewell(Sender<Fate>);

impl Drop for Farewell {
    fn drop(&mut self) {
        let _unheard = self.0.send(Fate::Ended);
    }
}

thread_local! {
    static FAREWELL: RefCell<Option<Farewell>> = const { RefCell::new(None) };
}

/// Watches over the thread of `pool`.
fn watch(pool: &ThreadPool) -> (Sender<Fate>, Receiver<Fate>) {
    let (fate, told) = channel();
    let farewell = Farewell(fate.clone());
    let stay = Source::single(farewell).for_each(|farewell| {
        FAREWELL.with(|place| *place.borrow_mut() = Some(farewell));
    });
    block_on(stay.run(pool)).expect("the pool runs");
    (fate, told)
}

/// What became of the thread after all that was given to it before.
fn fate_of(pool: &ThreadPool, (fate, told): (Sender<Fate>, Receiver<Fate>)) -> Fate {
    let ran = move |()| fate.send(Fate::RanOn).expect("the test listens");
    Source::single(()).for_each(ran).run(pool).detach();
    told.recv().expect("one or the other")
}

#[test]
fn a_result_whose_destructor_panics_leaves_the_thread_to_others() {
    let pool = one_thread();
    let watch = watch(&pool);
    let (go_on, told) = channel::<()>();
    let source = Source::single(()).inspect(move |()| told.recv().expect("told to go on"));
    // Nobody waits for the result any more, so it is dropped by the thread of the pool.
    source
        .fold(Bomb::default(), |_, ()| Bomb::ARMED)
        .run(&pool)
        .detach();
    go_on.send(()).unwrap();
    assert_eq!(fate_of(&pool, watch), Fate::RanOn);
}

/// An iterator that falls apart: after its panic even its length is not to be had.
struct Broken {
    left: usize,
    broken: bool,
}

impl Iterator for Broken {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.left == 2 {
            self.broken = true;
            blow_up("broken");
        }
        self.left -= 1;
        Some(self.left)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        if self.broken {
            blow_up("broken for good")
        } else {
            (self.left, Some(self.left))
        }
    }
}

fn broken() -> Broken {
    Broken {
        left: 5,
        broken: false,
    }
}

#[test]
fn an_iterator_that_is_broken_for_good_fails_its_run() {
    let line = line!() + 1;
    let source = || Source::iter(broken());
    let error = run_to_end(source().count()).unwrap_err();
    assert_eq!(error.site().unwrap().location().line(), line);
    let outcome = run_to_end(source().count().with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
}

#[test]
fn an_iterator_that_is_broken_for_good_fails_its_run_on_a_pool() {
    let pool = one_thread();
    let watch = watch(&pool);
    let failing = Source::iter(broken()).count().run(&pool);
    let error = block_on(failing).unwrap_err();
    assert_eq!(fate_of(&pool, watch), Fate::RanOn);
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
}
