//! What a chain has to answer: the same operators on lazy iterators.

use std::iter;

use super::chain::{MODULUS, SEPARATOR, Step};

/// What arrives at the sink, and whether a failure follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) elements: Vec<u64>,
    pub(super) failed: bool,
}

#[derive(Debug)]
struct Failed;

type Elements<'a> = Box<dyn Iterator<Item = Result<u64, Failed>> + 'a>;

/// The answer of a chain of `steps` to `input`.
pub(super) fn answer(input: &[u64], steps: &[Step]) -> Answer {
    let source: Elements<'_> = Box::new(input.iter().copied().map(Ok));
    let mut elements = Vec::new();
    for element in steps
        .iter()
        .fold(source, |upstream, step| apply(upstream, *step))
    {
        match element {
            Ok(element) => elements.push(element),
            Err(Failed) => {
                return Answer {
                    elements,
                    failed: true,
                };
            },
        }
    }
    Answer {
        elements,
        failed: false,
    }
}

/// A number of elements, as iterators count them.
fn count(n: u64) -> usize {
    usize::try_from(n).expect("a small number")
}

fn apply<'a>(mut upstream: Elements<'a>, step: Step) -> Elements<'a> {
    match step {
        Step::Map => Box::new(upstream.map(|n| n.map(|n| (n * 3 + 1) % MODULUS))),
        Step::Filter(d) => Box::new(upstream.filter(move |n| !matches!(n, Ok(n) if n % d != 0))),
        Step::FilterMap(d) => Box::new(
            upstream
                .filter(move |n| !matches!(n, Ok(n) if n % d == 0))
                .map(|n| n.map(|n| n / 2)),
        ),
        Step::Scan => {
            let mut sum = 0;
            let sums = upstream.map(move |n| {
                n.map(|n| {
                    sum = (sum + n) % MODULUS;
                    sum
                })
            });
            Box::new(iter::once(Ok(0)).chain(sums))
        },
        Step::Take(n) => Box::new(upstream.take(count(n))),
        Step::Drop(n) => {
            let mut left = n;
            Box::new(upstream.filter(move |element| {
                let drops = left > 0 && element.is_ok();
                left -= u64::from(drops);
                !drops
            }))
        },
        Step::TakeWhile(most) => {
            Box::new(upstream.take_while(move |n| !matches!(n, Ok(n) if *n > most)))
        },
        Step::MapConcat(times) => Box::new(upstream.flat_map(move |n| match n {
            Ok(n) => (0..times).map(|_| Ok(n)).collect::<Vec<_>>(),
            Err(failed) => vec![Err(failed)],
        })),
        Step::Grouped(size) => Box::new(iter::from_fn(move || {
            let group: Result<Vec<u64>, Failed> = upstream.by_ref().take(size).collect();
            match group {
                Ok(group) if group.is_empty() => None,
                group => Some(group.map(|group| group.iter().sum::<u64>() % MODULUS)),
            }
        })),
        Step::Intersperse => {
            let mut any = false;
            Box::new(upstream.flat_map(move |n| match n {
                Ok(n) if std::mem::replace(&mut any, true) => vec![Ok(SEPARATOR), Ok(n)],
                n => vec![n],
            }))
        },
        Step::TryMap(most) => Box::new(
            upstream.map(move |n| n.and_then(|n| if n > most { Err(Failed) } else { Ok(n) })),
        ),
        Step::Buffer(_) => upstream,
        Step::Limit(n) => {
            let mut left = n;
            Box::new(upstream.map(move |element| {
                let element = element?;
                left = left.checked_sub(1).ok_or(Failed)?;
                Ok(element)
            }))
        },
    }
}
