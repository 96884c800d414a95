//! When the thread starts, and that it ends.

use super::TimerThread;

#[test]
fn it_is_started_by_the_first_timer_and_ends_with_the_last_handle() {
    let thread = TimerThread::new();
    assert!(
        thread.timers.get().is_none(),
        "nobody has asked for a timer"
    );
    let timer = thread.timer();
    let timers = thread.timers.get().expect("one has").clone();
    drop(thread);
    // It serves as long as this does, which would be for ever.
    timers.serve();
    drop(timer);
}
