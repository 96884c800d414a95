//! Iterators that lie about their length, that are not fused, and elements without a size.

use forebay::{Outcome, Source, StreamErrorKind};
use futures::StreamExt;

use crate::executor::{Task, run_to_end};

/// Yields `left` elements and reports whatever it likes.
#[derive(Clone, Debug)]
struct Liar<H> {
    left: u64,
    hint: H,
}

impl<H: Fn(u64) -> (usize, Option<usize>)> Iterator for Liar<H> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        Some(self.left)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.hint)(self.left)
    }
}

fn size(left: u64) -> usize {
    usize::try_from(left).expect("a small number")
}

/// The ways of consuming that matter here: by folding, by pulling, over a seam, one by one.
fn fails_as_too_large<H>(liar: &Liar<H>)
where
    H: Fn(u64) -> (usize, Option<usize>) + Clone + Send + 'static,
{
    let line = line!() + 1;
    let source = Source::iter(liar.clone());
    let outcomes: [(&str, Outcome<u64>); 4] = [
        ("folded", run_to_end(source.clone().count().with_ledger())),
        (
            "pulled",
            run_to_end(source.clone().filter_map(Some).count().with_ledger()),
        ),
        (
            "taken",
            run_to_end(source.clone().take(100).count().with_ledger()),
        ),
        (
            "boxed",
            run_to_end(source.clone().boxed().count().with_ledger()),
        ),
    ];
    for (how, Outcome { result, ledger }) in outcomes {
        let error = result.expect_err(how);
        assert_eq!(error.kind(), StreamErrorKind::Panicked, "{how}");
        assert!(
            error.cause().to_string().contains("size_hint"),
            "{how}: {error:?}"
        );
        let site = error.site().expect(how);
        assert_eq!(
            (site.name(), site.location().line()),
            ("iter", line),
            "{how}"
        );
        assert!(ledger.is_balanced(), "{how}: {ledger}");
    }
}

#[test]
fn an_exact_hint_that_is_too_large_fails_the_run() {
    let hint = |left| (size(left) + 2, Some(size(left) + 2));
    fails_as_too_large(&Liar { left: 3, hint });
}

#[test]
fn an_exact_hint_that_never_changes_fails_the_run() {
    fails_as_too_large(&Liar {
        left: 3,
        hint: |_| (5, Some(5)),
    });
}

#[test]
fn an_exact_hint_that_is_too_large_ends_a_stream_of_single_elements() {
    let liar = Liar {
        left: 3,
        hint: |left| (size(left) + 2, Some(size(left) + 2)),
    };
    let collected = Task::new(Source::iter(liar).into_stream(0).collect::<Vec<_>>()).run();
    let collected = collected.expect("neither ended nor woken");
    assert_eq!(collected.len(), 4, "{collected:?}");
    assert!(collected[3].is_err());
}

#[test]
fn an_exact_hint_that_never_changes_and_is_too_small_does_not_stall() {
    let liar = Liar {
        left: 10,
        hint: |_| (3, Some(3)),
    };
    // Whether it delivers what there is or fails is not the point.
    for source in [
        Source::iter(liar.clone()).boxed(),
        Source::iter(liar).map(|n| n).boxed(),
    ] {
        let ended = Task::new(source.collect::<Vec<_>>()).run();
        let _either = ended.expect("neither ended nor woken");
    }
}

#[test]
fn a_lower_bound_that_is_too_small_loses_nothing() {
    for hint in [
        |_| (0, None),
        |_| (1, Some(100)),
        |left| (size(left) / 2, None),
    ] {
        let liar = Liar { left: 10, hint };
        let numbers: Vec<u64> = (0..10).rev().collect();
        assert_eq!(
            run_to_end(Source::iter(liar.clone()).collect::<Vec<_>>()).unwrap(),
            numbers
        );
        let boxed = Source::iter(liar.clone()).boxed().collect::<Vec<_>>();
        assert_eq!(run_to_end(boxed).unwrap(), numbers);
        let streamed = Source::iter(liar)
            .into_stream(0)
            .map(Result::unwrap)
            .collect::<Vec<_>>();
        assert_eq!(Task::new(streamed).run().unwrap(), numbers);
    }
}

#[test]
fn a_lower_bound_that_is_too_large_loses_nothing_or_fails() {
    let liar = Liar {
        left: 3,
        hint: |left| (size(left) + 300, Some(1000)),
    };
    assert_eq!(
        run_to_end(Source::iter(liar.clone()).collect::<Vec<_>>()).unwrap(),
        [2, 1, 0]
    );
    let error = run_to_end(Source::iter(liar).boxed().collect::<Vec<_>>()).unwrap_err();
    assert!(error.cause().to_string().contains("size_hint"), "{error:?}");
    assert_eq!(error.site().unwrap().name(), "iter");
}

#[test]
fn an_upper_bound_that_is_too_small_never_delivers_more_than_was_asked_for() {
    for upper in [1, 2, 7] {
        let liar = Liar {
            left: 1000,
            hint: move |_| (0, Some(upper)),
        };
        let fused = Source::iter(liar.clone()).take(10).collect::<Vec<_>>();
        assert_eq!(
            run_to_end(fused).unwrap(),
            (990..1000).rev().collect::<Vec<_>>()
        );
        let boxed = Source::iter(liar).boxed().take(10).collect::<Vec<_>>();
        let Outcome { result, ledger } = run_to_end(boxed.with_ledger());
        assert!(ledger.delivered() <= 10 && ledger.is_balanced(), "{ledger}");
        match result {
            Ok(numbers) => assert_eq!(numbers, (990..1000).rev().collect::<Vec<_>>()),
            Err(error) => assert_eq!(error.site().unwrap().name(), "iter"),
        }
    }
}

/// Yields 1 to 3, ends, and would go on with 4 if it were asked again.
#[derive(Clone, Debug, Default)]
struct NotFused {
    calls: u64,
}

impl Iterator for NotFused {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.calls += 1;
        assert!(self.calls <= 4, "asked again after it had ended");
        (self.calls != 4).then_some(self.calls)
    }
}

#[test]
fn an_iterator_that_has_ended_is_not_asked_again() {
    let source = || Source::iter(NotFused::default());
    assert_eq!(run_to_end(source().count()).unwrap(), 3);
    assert_eq!(run_to_end(source().boxed().count()).unwrap(), 3);
    assert_eq!(run_to_end(source().limit(3).count()).unwrap(), 3);
    assert_eq!(run_to_end(source().take(9).drop(1).count()).unwrap(), 2);
    assert_eq!(run_to_end(source().drop(9).boxed().count()).unwrap(), 0);
    assert_eq!(run_to_end(source().grouped(2).count()).unwrap(), 2);
    assert_eq!(run_to_end(source().intersperse(0).count()).unwrap(), 5);
    assert_eq!(
        run_to_end(source().scan(0, |sum, n| sum + n).count()).unwrap(),
        4
    );
    assert_eq!(
        run_to_end(source().map_concat(|n| vec![n; 2]).count()).unwrap(),
        6
    );
    assert_eq!(
        run_to_end(source().take_while(|_| true).boxed().count()).unwrap(),
        3
    );
    assert_eq!(run_to_end(source().filter(|_| false).last()).unwrap(), None);
    assert_eq!(Task::new(source().into_stream(0).count()).run().unwrap(), 3);
}

#[test]
fn elements_without_a_size_are_counted_as_any_other() {
    let million = || Source::iter(std::iter::repeat_n((), 1_000_000));
    let outcome = run_to_end(million().count().with_ledger());
    assert_eq!(outcome.result.unwrap(), 1_000_000);
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (1_000_000, 1_000_000)
    );
    let collected = run_to_end(million().boxed().filter(|()| true).collect::<Vec<_>>()).unwrap();
    assert_eq!(collected.len(), 1_000_000);
}

#[test]
fn counts_at_the_end_of_their_range_do_not_overflow() {
    let endless = || Source::iter(std::iter::repeat_n((), usize::MAX));
    assert_eq!(endless().take(5).count().wait().unwrap(), 5);
    assert_eq!(endless().take(u64::MAX).take(5).count().wait().unwrap(), 5);
    assert_eq!(
        endless()
            .limit(u64::MAX)
            .boxed()
            .take(5)
            .count()
            .wait()
            .unwrap(),
        5
    );
    assert_eq!(
        endless()
            .grouped(usize::MAX)
            .map(drop)
            .boxed()
            .limit(u64::MAX)
            .take(0)
            .count()
            .wait()
            .unwrap(),
        0
    );
    assert_eq!(Source::iter(0..5).drop(u64::MAX).count().wait().unwrap(), 0);
    assert_eq!(
        Source::iter(0..5)
            .boxed()
            .drop(u64::MAX)
            .head()
            .wait()
            .unwrap(),
        None
    );
}
