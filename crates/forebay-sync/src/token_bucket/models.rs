//! The models of the token bucket. `docs/specs/models.md` lists them.

use std::task::Waker;
use std::time::{Duration, Instant};

use super::{Share, TokenBucket, Turn};
use crate::Rate;
use crate::model::{Bell, Model, race2};
use crate::mutants::Mutant;

const SECOND: Duration = Duration::from_secs(1);

/// A bucket that holds `burst` tokens and gains one a second.
fn slow(burst: u64) -> TokenBucket {
    TokenBucket::new(Rate::new(1, SECOND).burst(burst))
}

/// A run of a stage: it comes for one token.
fn comes(share: &mut Share, now: Instant, waker: &Waker) -> bool {
    share.settle(now, waker);
    share.pay(1)
}

/// - Threads: the rate of a bucket that is paused is set; a stream comes for a token.
/// - Outcome: whether it got one, how often it was woken.
/// - Invariant: a stream that does not see the new rate is woken for it.
#[test]
fn rate_races_look() {
    Model {
        outcomes: &[(true, 0), (false, 1)],
        executions: 15,
        mutants: &[Mutant::BucketRateTorn, Mutant::BucketLookTorn],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let now = Instant::now();
        let bucket = TokenBucket::new(Rate::PAUSED);
        let mut share = bucket.join();
        let (bucket, (mut share, paid)) = race2(
            move || {
                bucket.set_rate(Rate::new(1, SECOND));
                bucket
            },
            {
                let waker = waker.clone();
                move || {
                    let paid = comes(&mut share, now, &waker);
                    (share, paid)
                }
            },
        );
        if !paid {
            comes_again(&mut share, now, &waker);
        }
        drop(bucket);
        (paid, bell.rings())
    });
}

/// It is woken, and what it had to wait for is there.
fn comes_again(share: &mut Share, now: Instant, waker: &Waker) {
    share.settle(now, waker);
    assert_eq!(share.turn(), Turn::Now);
}

/// - Threads: two streams come for the one token there is.
/// - Outcome: whether each got it.
/// - Invariant: one of them does.
#[test]
fn two_come_for_one_token() {
    Model {
        outcomes: &[(true, false), (false, true)],
        executions: 90,
        mutants: &[Mutant::BucketTakeTorn],
    }
    .explore(|| {
        let now = Instant::now();
        let bucket = slow(1);
        let (mut a, mut b) = (bucket.join(), bucket.join());
        a.settle(now, Waker::noop());
        b.settle(now, Waker::noop());
        race2(move || a.pay_now(1), move || b.pay_now(1))
    });
}

/// - Threads: a stream puts back the token that it has not used; another comes for one.
/// - Outcome: whether the other got it at once, how often it was woken.
/// - Invariant: it gets the token, or is woken when it is there.
#[test]
fn put_back_races_pay() {
    Model {
        outcomes: &[(true, 0), (false, 1)],
        executions: 15,
        mutants: &[Mutant::BucketPutBackUntold],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let now = Instant::now();
        let bucket = slow(2);
        let (mut a, mut b) = (bucket.join(), bucket.join());
        assert!(comes(&mut a, now, Waker::noop()), "and takes one ahead");
        let (a, (mut b, paid)) = race2(
            move || {
                a.put_back();
                a
            },
            {
                let waker = waker.clone();
                move || {
                    let paid = comes(&mut b, now, &waker);
                    (b, paid)
                }
            },
        );
        if !paid {
            comes_again(&mut b, now, &waker);
        }
        drop(a);
        (paid, bell.rings())
    });
}

/// - Threads: a stream that waits in front leaves; another comes and has to wait.
/// - Outcome: how often the other was woken, the seconds that it waits.
/// - Invariant: it does not wait for one that has left.
#[test]
fn leave_races_pay() {
    Model {
        outcomes: &[(0, 1), (1, 1)],
        executions: 15,
        mutants: &[Mutant::BucketLeaveOwes],
    }
    .explore(|| {
        let (bell, waker) = Bell::new();
        let now = Instant::now();
        let bucket = slow(1);
        let (mut a, mut b) = (bucket.join(), bucket.join());
        assert!(comes(&mut a, now, Waker::noop()));
        assert!(!a.pay(1), "the first to wait");
        let ((), mut b) = race2(
            move || drop(a),
            move || {
                assert!(!comes(&mut b, now, &waker));
                b
            },
        );
        let Turn::At(at) = b.turn() else {
            panic!("it has to wait");
        };
        drop(bucket);
        (bell.rings(), at.duration_since(now).as_secs())
    });
}
