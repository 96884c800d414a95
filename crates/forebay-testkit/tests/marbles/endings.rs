//! An operator that is ended at any point, in any way, leaves nothing behind (laws L2, L4, L6).

use forebay_testkit::{DropCounter, cancel_at_every_poll};

use crate::catalogue::{Subject, every_operator};

fn nothing_is_left<O: Subject>() {
    // Separators belong to the blueprint and stay as long as the stage.
    let separators = DropCounter::new();
    let points = cancel_at_every_poll(|trial| O::on(trial.source(), &separators));
    separators.assert_balanced();
    assert!(
        points > 100,
        "{} was ended at {points} points only",
        O::NAME
    );
}

every_operator!(nothing_is_left);

mod behind_a_seam {
    use forebay_testkit::{TestSink, TestSource};

    use super::*;

    #[test]
    fn a_source_that_has_ended_is_not_cancelled() {
        let input = TestSource::new();
        let refuse = |n| if n == 1 { Err("one") } else { Ok(n) };
        let mut sink = TestSink::of(input.source().boxed().try_map(refuse));
        input.push_all([1, 2]);
        input.complete();
        sink.request_unbounded();
        let _ = sink.run();
        assert!(input.has_ended() && input.cancelled().is_none());
    }

    fn nothing_is_left_in_front_of_it<O: Subject>() {
        let separators = DropCounter::new();
        let points = cancel_at_every_poll(|trial| O::on(trial.source().boxed(), &separators));
        separators.assert_balanced();
        assert!(
            points > 100,
            "{} was ended at {points} points only",
            O::NAME
        );
    }

    every_operator!(nothing_is_left_in_front_of_it);
}

mod in_front_of_a_seam {
    use super::*;

    fn nothing_is_left_behind_it<O: Subject>() {
        let separators = DropCounter::new();
        let points = cancel_at_every_poll(|trial| O::on(trial.source(), &separators).boxed());
        separators.assert_balanced();
        assert!(
            points > 100,
            "{} was ended at {points} points only",
            O::NAME
        );
    }

    every_operator!(nothing_is_left_behind_it);
}
