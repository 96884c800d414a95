//! A downstream that loses interest: whatever time passes, nothing comes that is not wanted
//! (law L9).

use std::task::Waker;
use std::time::Duration;

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::Demand;
use forebay_stage::{Budget, Context, Materializer, Outlet, Stage};
use forebay_sync::Rate;
use forebay_testkit::marble::TICK;
use forebay_testkit::{TestSource, VirtualRuntime};

/// Wants what the test says.
struct Fickle<T> {
    wanted: Demand,
    got: Vec<T>,
}

impl<T> Outlet<T> for Fickle<T> {
    fn demand(&self) -> Demand {
        self.wanted
    }

    fn push(&mut self, element: T) {
        assert!(!self.wanted.is_none(), "nobody wants it (law L1)");
        self.wanted = self.wanted.minus(1);
        self.got.push(element);
    }
}

/// Two elements come while they are wanted, and the second is held; then nothing is wanted for an
/// hour, then everything is. Gives what came before and after that.
fn loses_interest<T, P, O>(operator: O) -> (Vec<T>, Vec<T>)
where
    P: SourcePart<Out = T, Mat = ()>,
    O: FnOnce(&TestSource<u32>) -> Source<T, (), P>,
{
    let input = TestSource::new();
    let runtime = VirtualRuntime::new(0);
    let (mut stage, ()) = operator(&input).materialize(&mut Materializer::new());
    let mut out = Fickle {
        wanted: Demand::Unbounded,
        got: Vec::new(),
    };
    let mut run = |out: &mut Fickle<T>| {
        let budget = Budget::new(4096);
        let mut cx = Context::new(Waker::noop(), &budget, &runtime);
        assert!(stage.poll_run(&mut cx, out).is_pending());
    };
    input.push(1);
    run(&mut out);
    runtime.advance(4 * TICK);
    run(&mut out);
    input.push(2);
    run(&mut out);
    let before = std::mem::take(&mut out.got);
    assert_eq!(runtime.timers(), 1, "the second is held");

    out.wanted = Demand::NONE;
    run(&mut out);
    runtime.advance(Duration::from_secs(3600));
    run(&mut out);
    assert_eq!(runtime.timers(), 0);
    out.wanted = Demand::Unbounded;
    run(&mut out);
    runtime.advance(4 * TICK);
    run(&mut out);
    (before, out.got)
}

#[test]
fn timers_emit_nothing_that_is_not_wanted() {
    let rate = Rate::new(1, 8 * TICK).burst(1);
    let throttled = loses_interest(|input| input.source().throttle(rate));
    assert_eq!(throttled, (vec![1], vec![2]));
    let throttled = loses_interest(|input| input.source().throttle_with(rate, |_| 1));
    assert_eq!(throttled, (vec![1], vec![2]));
    let delayed = loses_interest(|input| input.source().delay(4 * TICK, 9));
    assert_eq!(delayed, (vec![1], vec![2]));
    let debounced = loses_interest(|input| input.source().debounce(4 * TICK));
    assert_eq!(debounced, (vec![1], vec![2]));
    let sampled = loses_interest(|input| input.source().sample(4 * TICK));
    assert_eq!(sampled, (vec![1], vec![2]));
    let grouped = loses_interest(|input| input.source().grouped_within(9, 4 * TICK));
    assert_eq!(grouped, (vec![vec![1]], vec![vec![2]]));
}
