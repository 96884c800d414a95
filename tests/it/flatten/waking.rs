//! A stream runs when it was woken or has something to do, and at no other time (law L5).

use std::sync::Arc;
use std::sync::mpsc;

use forebay::{Breadth, Source, ThreadPool};
use forebay_testkit::TestSink;
use futures::channel::oneshot;
use futures::executor::block_on;

use super::{FORMS, Form, SIDE_BY_SIDE, Stand, WHOLE, next, run};

#[test]
fn only_the_stream_that_was_woken_runs() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::new(100);
        let mut sink = TestSink::of(form.on(stand.outer.source(), 100.into(), stand.open()));
        stand.begin(100);
        assert_eq!(next(&mut sink, 1000), []);
        let runs = |n: usize| stand.inner[n].demands().len();
        let before: Vec<_> = (0..100).map(runs).collect();
        stand.inner[42].push(1);
        let _step = sink.run();
        for n in (0..100).filter(|n| *n != 42) {
            assert_eq!(runs(n), before[n], "{form:?}: {n} was not woken");
        }
        assert!(runs(42) > before[42], "{form:?}");
        assert!(
            runs(42) <= before[42] + 2,
            "{form:?}: once, and once when it was served"
        );
    }
}

#[test]
fn a_woken_stream_runs_without_demand() {
    for form in FORMS {
        let stand = Stand::new(2);
        let breadth = Breadth::new(2).prefetch(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), breadth, stand.open()));
        stand.begin(1);
        // Side by side, one more is held, and there is no room for another.
        let held = u64::from(SIDE_BY_SIDE.contains(&form));
        stand.inner[0].push_all(0..=held);
        assert_eq!(next(&mut sink, 1), [0]);
        assert_eq!(
            (stand.inner[0].pulled(), stand.inner[0].queued()),
            (1 + held, 0)
        );
        let runs = stand.inner[0].demands().len();
        stand.inner[0].push(9);
        assert!(sink.is_woken(), "{form:?}");
        let _step = sink.run();
        assert!(stand.inner[0].demands().len() > runs, "{form:?}");
        assert_eq!(
            stand.inner[0].queued(),
            1,
            "{form:?}: nothing is pulled for it"
        );
        assert_eq!(next(&mut sink, 2).last(), Some(&9), "{form:?}");
    }
}

#[test]
fn streams_in_streams_wake_the_outermost() {
    for outer in FORMS {
        for inner in FORMS {
            let stand = Stand::new(1);
            let mut open = stand.open();
            let mut middle = Some(move |n: usize| open(n));
            let source = outer.on(Source::single(0), 2.into(), move |n: usize| {
                let open = middle.take().expect("one element");
                inner.on(Source::single(n), 2.into(), open)
            });
            let mut sink = TestSink::of(source);
            assert_eq!(next(&mut sink, 9), []);
            for n in 1..=3 {
                stand.inner[0].push(n);
                assert!(sink.is_woken(), "{inner:?} in {outer:?}");
                assert_eq!(run(&mut sink), [n], "{inner:?} in {outer:?}");
            }
            stand.inner[0].complete();
            let _step = sink.run();
            assert!(
                matches!(sink.ending(), Some(Ok(()))),
                "{inner:?} in {outer:?}"
            );
        }
    }
}

#[test]
fn futures_in_streams_are_all_in_flight_at_once() {
    for (form, out) in [(Form::Merge, [3, 1, 0, 2]), (Form::Ordered, [0, 1, 2, 3])] {
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..4).map(|_| oneshot::channel::<usize>()).unzip();
        let mut receivers = receivers.into_iter();
        let source = form.on(Source::iter(0..4_usize), 4.into(), move |_| {
            let receiver = receivers.next().expect("four of them");
            Source::from_stream(futures::stream::once(async { receiver.await.unwrap() }))
        });
        let mut sink = TestSink::of(source);
        let mut senders: Vec<_> = senders.into_iter().map(Some).collect();
        let mut seen = next(&mut sink, 9);
        for n in [3, 1, 0, 2] {
            senders[n].take().unwrap().send(n).unwrap();
            seen.extend(run(&mut sink));
        }
        assert_eq!(seen, out, "{form:?}");
        assert!(matches!(sink.ending(), Some(Ok(()))), "{form:?}");
    }
}

#[test]
fn streams_that_wait_for_other_threads_are_not_forgotten() {
    let pool = ThreadPool::shared().expect("threads");
    for form in WHOLE {
        let (jobs, todo) = mpsc::channel::<oneshot::Sender<u64>>();
        let worker = std::thread::spawn(move || {
            for (n, job) in (0..).zip(todo) {
                let _gone = job.send(n);
            }
        });
        let jobs = Arc::new(parking_lot::Mutex::new(jobs));
        let source = form.on(Source::iter(0..2000_u64), 16.into(), move |_| {
            let (sender, receiver) = oneshot::channel();
            jobs.lock().send(sender).expect("the worker listens");
            Source::from_stream(futures::stream::once(async { receiver.await.unwrap() }))
        });
        let sum = block_on(source.fold(0, |sum, n| sum + n).run(&pool));
        assert_eq!(sum.unwrap(), 1999 * 2000 / 2, "{form:?}");
        worker.join().unwrap();
    }
}
