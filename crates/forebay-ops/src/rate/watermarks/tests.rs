use super::*;

/// Every buffer of up to eight elements with every legal pair of marks.
fn all() -> impl Iterator<Item = Watermarks> {
    (1..=8).flat_map(|capacity| {
        (1..=capacity).flat_map(move |high| {
            (0..high).map(move |low| Watermarks::new(capacity).between(low, high))
        })
    })
}

#[test]
fn the_marks_are_at_a_fifth_and_at_four_fifths() {
    for capacity in 1..=10_000 {
        let marks = Watermarks::new(capacity);
        assert_eq!(marks.low(), capacity * 20 / 100, "of {capacity}");
        assert_eq!(marks.high(), (capacity * 80).div_ceil(100), "of {capacity}");
        assert_eq!(marks, marks.between(marks.low(), marks.high()));
    }
    let most = Watermarks::new(usize::MAX);
    assert!(most.low() < most.high() && most.high() < most.capacity());
}

#[test]
#[should_panic(expected = "Watermarks::new(0): a buffer with watermarks holds at least one")]
fn a_buffer_without_room_has_no_marks() {
    let _ = Watermarks::new(0);
}

#[test]
#[should_panic(expected = "the low mark must be below the high mark")]
fn equal_marks_panic() {
    let _ = Watermarks::new(10).between(5, 5);
}

#[test]
#[should_panic(expected = "the high mark must not be above the capacity")]
fn a_mark_above_the_capacity_panics() {
    let _ = Watermarks::new(10).between(5, 11);
}

/// From every state, for every depth: what is due follows from the two marks alone.
#[test]
fn a_signal_is_due_at_its_mark_and_nowhere_else() {
    for marks in all() {
        for is_paused in [false, true] {
            for depth in 0..=marks.capacity() {
                let mut hysteresis = Hysteresis { marks, is_paused };
                let expected = match is_paused {
                    false if depth >= marks.high() => Some(WatermarkSignal::Pause),
                    true if depth <= marks.low() => Some(WatermarkSignal::Resume),
                    _ => None,
                };
                let label = format!("depth {depth}, {hysteresis:?}");
                assert_eq!(hysteresis.observe(depth), expected, "{label}");
                assert_eq!(hysteresis.is_paused(), is_paused ^ expected.is_some());
                assert_eq!(hysteresis.observe(depth), None, "again: {label}");
            }
        }
    }
}

/// All walks of 14 steps by one, up or down: signals alternate, and each is given at its mark.
#[test]
fn on_every_walk_signals_alternate_and_are_exact() {
    const STEPS: u32 = 14;
    let mut signals = 0;
    for marks in all() {
        for walk in 0..1_u32 << STEPS {
            let mut hysteresis = Hysteresis::new(marks);
            let (mut depth, mut last) = (0, WatermarkSignal::Resume);
            for step in 0..STEPS {
                let rises = walk >> step & 1 == 1;
                match rises {
                    true if depth < marks.capacity() => depth += 1,
                    false if depth > 0 => depth -= 1,
                    _ => continue,
                }
                let Some(signal) = hysteresis.observe(depth) else {
                    continue;
                };
                signals += 1;
                assert_ne!(signal, last, "twice in a row, {marks:?}, walk {walk:b}");
                last = signal;
                let at = match signal {
                    WatermarkSignal::Pause => (marks.high(), true),
                    WatermarkSignal::Resume => (marks.low(), false),
                };
                assert_eq!((depth, rises), at, "{signal:?}, {marks:?}, walk {walk:b}");
            }
        }
    }
    assert!(signals > 1_000_000, "only {signals} signals were seen");
}
