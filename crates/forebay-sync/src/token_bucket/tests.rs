//! What one thread sees of a token bucket.

use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use super::{Share, TokenBucket, Turn};
use crate::Rate;
use crate::model::Bell;

const SECOND: Duration = Duration::from_secs(1);

fn settle(share: &mut Share, now: Instant) -> u64 {
    share.settle(now, Waker::noop())
}

const fn nanos(count: u64) -> Duration {
    Duration::from_nanos(count)
}

/// When each element passes, by a bucket that is filled nanosecond by nanosecond.
fn reference(rate: Rate, elements: &[(u64, u64)]) -> Vec<u64> {
    let token = u64::try_from(rate.per().as_nanos()).expect("a short time");
    let room = rate.max_burst() * token;
    let (mut level, mut now) = (i128::from(room), 0);
    let mut passed = Vec::new();
    for &(arrives, cost) in elements {
        loop {
            let needed = i128::from(room.min(cost * token));
            if now >= arrives && level >= needed {
                level = (level - i128::from(cost * token)).min(i128::from(room));
                passed.push(now);
                break;
            }
            now += 1;
            level += i128::from(rate.elements());
            // One that waits passes within the nanosecond, before anything spills.
            if now <= arrives {
                level = level.min(i128::from(room));
            }
        }
    }
    passed
}

/// The same by a share, which looks at every nanosecond and holds its tickets to what they said.
fn by_share(rate: Rate, elements: &[(u64, u64)]) -> Vec<u64> {
    let (mut share, start) = (TokenBucket::new(rate).join(), Instant::now());
    let mut now = 0;
    let mut passed = Vec::new();
    settle(&mut share, start);
    for &(arrives, cost) in elements {
        now = arrives.max(now);
        settle(&mut share, start + nanos(now));
        if !share.pay(cost) {
            let Turn::At(due) = share.turn() else {
                panic!("it could not pay");
            };
            while share.turn() != Turn::Now {
                assert!(start + nanos(now) < due, "it was due");
                now += 1;
                settle(&mut share, start + nanos(now));
            }
            assert_eq!(due, start + nanos(now));
        }
        share.put_back();
        passed.push(now);
    }
    passed
}

#[test]
fn elements_pass_when_a_bucket_filled_drop_by_drop_lets_them() {
    let mut chance = 7_u64;
    let mut below = |limit: u64| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(99);
        (chance >> 33) % limit
    };
    for (elements, per, burst) in (1..=5)
        .flat_map(|e| (1..=7).map(move |p| (e, p)))
        .flat_map(|(e, p)| (1..=3).map(move |b| (e, p, b)))
    {
        let rate = Rate::new(elements, nanos(per)).burst(burst);
        for _ in 0..40 {
            let mut at = 0;
            let stream: Vec<_> = (0..12)
                .map(|_| {
                    at += below(6);
                    (at, below(6))
                })
                .collect();
            let expected = reference(rate, &stream);
            assert_eq!(by_share(rate, &stream), expected, "{rate}: {stream:?}");
        }
    }
}

#[test]
fn after_hours_not_one_token_is_too_many_or_too_few() {
    let odd = Duration::new(1, 7);
    for (elements, per) in [(10_000, SECOND), (7, 3 * SECOND), (3_000, odd), (1, odd)] {
        let rate = Rate::new(elements, per).burst(20_000);
        let (mut share, start) = (TokenBucket::new(rate).join(), Instant::now());
        let (mut taken, mut after) = (0, Duration::ZERO);
        assert_eq!(settle(&mut share, start), 20_000);
        assert!(share.pay(20_000));
        // Looks come late and unevenly, as those of real timers do.
        while after < 5 * 3600 * SECOND {
            after += Duration::new(0, 987_654_321);
            let tokens = settle(&mut share, start + after);
            assert!(share.pay(tokens) && !share.pay_now(1));
            taken += u128::from(tokens);
        }
        let gained = after.as_nanos() * u128::from(elements) / per.as_nanos();
        assert_eq!(taken, gained, "{rate}");
    }
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    let rate = Rate::new(u64::MAX, nanos(1)).burst(u64::MAX);
    let (mut share, start) = (TokenBucket::new(rate).join(), Instant::now());
    settle(&mut share, start);
    assert!(share.pay(u64::MAX));
    settle(&mut share, start + Duration::from_secs(1000 * 365 * 86_400));
    assert!(share.pay(u64::MAX));

    let rate = Rate::new(1, Duration::MAX).burst(u64::MAX);
    let bucket = TokenBucket::new(rate);
    let mut share = bucket.join();
    settle(&mut share, start);
    assert!(share.pay(u64::MAX));
    assert!(!share.pay(u64::MAX));
    assert_eq!(share.turn(), Turn::Later, "not in this age");
    bucket.set_rate(Rate::new(u64::MAX, nanos(1)).burst(u64::MAX));
    settle(&mut share, start + SECOND);
    bucket.set_rate(rate);
    settle(&mut share, start + 2 * SECOND);
    assert_eq!(share.turn(), Turn::Now);
}

#[test]
fn a_cost_beyond_the_burst_passes_a_full_bucket_and_is_paid_for_afterwards() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(2));
    let (mut share, start) = (bucket.join(), Instant::now());
    settle(&mut share, start);
    assert!(share.pay(5));
    assert_eq!(settle(&mut share, start + 3 * SECOND), 0);
    assert!(!share.pay(1));
    assert_eq!(share.turn(), Turn::At(start + 4 * SECOND));
}

#[test]
fn those_who_wait_are_served_in_the_order_in_which_they_came() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(1));
    let start = Instant::now();
    let mut shares: Vec<Share> = (0..4).map(|_| bucket.join()).collect();
    let passed: Vec<bool> = shares
        .iter_mut()
        .map(|share| {
            settle(share, start);
            share.pay(1)
        })
        .collect();
    assert_eq!(passed, [true, false, false, false]);
    let turns: Vec<Turn> = shares.iter_mut().map(Share::turn).collect();
    let at = |seconds| Turn::At(start + seconds * SECOND);
    assert_eq!(turns, [Turn::Now, at(1), at(2), at(3)]);

    // Who comes later does not overtake them, even when it comes as a token does.
    assert_eq!(settle(&mut shares[0], start + SECOND), 0);
    assert!(!shares[0].pay(1));
    assert_eq!(shares[0].turn(), at(4));
    assert_eq!(shares[1].turn(), Turn::Now);
}

#[test]
fn who_waits_behind_one_that_leaves_moves_up_and_is_told() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(1));
    let start = Instant::now();
    let ((front, front_waker), (back, back_waker)) = (Bell::new(), Bell::new());
    let [mut first, mut second, mut third] = [(); 3].map(|()| bucket.join());
    first.settle(start, &front_waker);
    assert!(first.pay(1) && !first.pay(1));
    settle(&mut second, start);
    assert!(!second.pay(3));
    third.settle(start, &back_waker);
    assert!(!third.pay(1));
    assert_eq!(third.turn(), Turn::At(start + 5 * SECOND));

    drop(second);
    assert_eq!((front.rings(), back.rings()), (0, 1));
    assert_eq!(first.turn(), Turn::At(start + SECOND));
    assert_eq!(third.turn(), Turn::At(start + 2 * SECOND));
}

#[test]
fn what_is_put_back_is_there_for_others_and_none_of_it_twice() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(10));
    let start = Instant::now();
    let (mut a, mut b) = (bucket.join(), bucket.join());
    assert_eq!(settle(&mut a, start), 10);
    assert!(a.pay(2));
    assert_eq!(settle(&mut b, start), 0, "taken ahead");
    a.put_back();
    a.put_back();
    assert_eq!(settle(&mut b, start), 8);
    assert!(b.pay(1));
    drop(b);
    assert_eq!(
        settle(&mut a, start),
        7,
        "a share that is dropped puts back"
    );
    assert_eq!(
        settle(&mut a, start + 60 * SECOND),
        10,
        "there is room for ten"
    );
}

#[test]
fn what_is_put_back_into_a_bucket_that_has_filled_up_meanwhile_is_lost() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(10));
    let start = Instant::now();
    let (mut a, mut b) = (bucket.join(), bucket.join());
    settle(&mut a, start);
    assert!(a.pay(1), "and has nine in hand");
    assert_eq!(settle(&mut b, start + 60 * SECOND), 10);
    a.put_back();
    assert!(b.pay_now(10) && !b.pay_now(1));
}

#[test]
fn a_rate_with_a_smaller_burst_leaves_no_more_than_that() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(10));
    let (_bell, waker) = Bell::new();
    let (mut share, start) = (bucket.join(), Instant::now());
    assert_eq!(share.settle(start, &waker), 10);
    bucket.set_rate(Rate::per_second(7).burst(2));
    assert_eq!(share.settle(start, &waker), 2);
    bucket.set_rate(Rate::per_second(1).burst(10));
    assert_eq!(share.settle(start, &waker), 2);
}

#[test]
fn pay_now_takes_no_ticket() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(1));
    let (mut share, start) = (bucket.join(), Instant::now());
    settle(&mut share, start);
    assert!(!share.pay_now(2), "more than the burst");
    assert!(share.pay_now(1));
    for _ in 0..5 {
        assert!(!share.pay_now(1));
    }
    assert_eq!(settle(&mut share, start + SECOND), 1);
}

#[test]
fn a_change_of_the_rate_keeps_what_was_waited_for() {
    let bucket = TokenBucket::new(Rate::new(1, 10 * SECOND));
    let (bell, waker) = Bell::new();
    let (mut share, start) = (bucket.join(), Instant::now());
    share.settle(start, &waker);
    assert!(share.pay(1) && !share.pay(1));
    assert_eq!(share.turn(), Turn::At(start + 10 * SECOND));

    // Four tenths of the token have come; the rest comes six times as fast.
    bucket.set_rate(Rate::new(6, 10 * SECOND));
    assert_eq!((bell.rings(), bucket.rate().elements()), (1, 6));
    share.settle(start + 4 * SECOND, &waker);
    assert_eq!(share.turn(), Turn::At(start + 5 * SECOND));
    share.settle(start + 5 * SECOND, &waker);
    assert_eq!(share.turn(), Turn::Now);
}

#[test]
fn nothing_passes_a_paused_bucket_and_what_it_holds_stays() {
    let bucket = TokenBucket::new(Rate::per_second(10).burst(5));
    let (mut share, start) = (bucket.join(), Instant::now());
    assert_eq!(settle(&mut share, start), 5);
    bucket.set_rate(Rate::PAUSED.burst(3));
    assert_eq!(settle(&mut share, start), 0);
    assert!(!share.pay(0), "not even what costs nothing");
    assert!(!share.pay_now(1));
    settle(&mut share, start + 3600 * SECOND);
    assert_eq!(share.turn(), Turn::Later);
    bucket.set_rate(Rate::per_second(10).burst(5));
    assert_eq!(settle(&mut share, start + 3600 * SECOND), 3);
    assert_eq!(share.turn(), Turn::Now);
}

#[test]
fn time_that_goes_back_changes_nothing() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(2));
    let start = Instant::now() + 10 * SECOND;
    let (mut a, mut b) = (bucket.join(), bucket.join());
    settle(&mut a, start);
    assert!(a.pay(2));
    assert_eq!(settle(&mut b, start - 5 * SECOND), 0);
    assert_eq!(settle(&mut a, start + SECOND), 1);
}

#[test]
fn a_waker_is_kept_only_while_somebody_else_could_call_it() {
    let (bell, waker) = Bell::new();
    let bucket = TokenBucket::new(Rate::PAUSED);
    let (mut share, start) = (bucket.join(), Instant::now());
    share.settle(start, &waker);
    assert_eq!(Arc::strong_count(&bell), 3);
    let clone = bucket.clone();
    drop(bucket);
    clone.set_rate(Rate::per_second(1));
    assert_eq!((Arc::strong_count(&bell), bell.rings()), (3, 1));
    drop(clone);
    assert_eq!(Arc::strong_count(&bell), 2, "nobody is left to call it");
    share.settle(start, &waker);
    assert_eq!(Arc::strong_count(&bell), 2);

    let bucket = TokenBucket::new(Rate::PAUSED);
    let mut share = bucket.join();
    share.settle(start, &waker);
    assert_eq!(Arc::strong_count(&bell), 3);
    drop(share);
    assert_eq!(Arc::strong_count(&bell), 2, "the share has left");
}

#[test]
fn places_of_shares_that_left_are_used_again() {
    let bucket = TokenBucket::new(Rate::per_second(1));
    for _ in 0..100 {
        drop((bucket.join(), bucket.join()));
    }
    assert_eq!(bucket.shared.hold().members.len(), 2);
}

#[test]
fn a_rate_says_what_it_is() {
    assert_eq!(Rate::per_second(25).max_burst(), 2);
    assert_eq!(Rate::per_minute(60), Rate::new(60, 60 * SECOND));
    assert_eq!(Rate::per_minute(60).max_burst(), 1);
    assert_eq!(Rate::new(u64::MAX, nanos(1)).max_burst(), u64::MAX);
    assert!(Rate::PAUSED.is_paused() && !Rate::per_second(1).is_paused());
    assert_eq!(
        format!("{:?}", TokenBucket::new(Rate::new(5, SECOND / 2).burst(4))),
        "TokenBucket(Rate(5 in 500ms, at most 4 at once))"
    );
}

#[test]
#[should_panic(expected = "Rate::new(.., 0s): a rate is elements in some time")]
fn a_rate_over_no_time_panics() {
    let _ = Rate::new(1, Duration::ZERO);
}

#[test]
#[should_panic(expected = "burst(0): nothing would ever pass")]
fn a_burst_of_none_panics() {
    let _ = Rate::per_second(1).burst(0);
}
