use super::{SLOWEST_MAX, Slowest};

fn kept(milliseconds: &[u64]) -> Vec<(u64, u64)> {
    let mut slowest = Slowest::default();
    for (&milliseconds, line_number) in milliseconds.iter().zip(1..) {
        slowest.add(milliseconds, line_number, 200, b"GET / HTTP/1.1");
    }
    slowest
        .requests()
        .iter()
        .map(|slow| (slow.milliseconds, slow.line_number))
        .collect()
}

#[test]
fn the_slowest_come_first_and_equal_ones_in_the_order_of_the_log() {
    assert_eq!(
        kept(&[5, 9, 5, 0, 9]),
        [(9, 2), (9, 5), (5, 1), (5, 3), (0, 4)]
    );
    assert_eq!(kept(&[]), []);
}

#[test]
fn only_the_slowest_stay() {
    let rising: Vec<u64> = (1..=30).collect();
    let expected: Vec<_> = (21..=30).rev().map(|n| (n, n)).collect();
    assert_eq!(kept(&rising), expected);

    let equal = [7; 30];
    let expected: Vec<_> = (1..=SLOWEST_MAX as u64).map(|line| (7, line)).collect();
    assert_eq!(kept(&equal), expected);
}

#[test]
fn a_long_request_is_kept_in_part() {
    let mut slowest = Slowest::default();
    slowest.add(1, 1, 200, &[b'a'; 5000]);
    assert!(slowest.requests()[0].request.len() < 100);
}
