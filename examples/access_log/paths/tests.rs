use std::collections::BTreeMap;

use super::{PATH_LENGTH_MAX, Paths};

fn top(paths: &Paths, n: usize) -> (Vec<(String, u64)>, u64) {
    let (top, rest) = paths.top(n);
    let named = top
        .into_iter()
        .map(|(path, tally)| (String::from_utf8_lossy(path).into_owned(), tally.requests));
    (named.collect(), rest.requests)
}

#[test]
fn counts_are_exact_while_all_paths_fit() {
    let mut paths = Paths::with_capacity(3);
    for path in ["/b", "/a", "/c", "/b", "/a", "/b"] {
        paths.add(path.as_bytes(), 200, 10);
    }
    let expected = vec![("/b".to_owned(), 3), ("/a".to_owned(), 2)];
    assert_eq!(top(&paths, 2), (expected, 1));
    assert_eq!(paths.missed_max(), 0);
}

#[test]
fn equal_counts_are_ordered_by_path() {
    let mut paths = Paths::with_capacity(10);
    for path in ["/d", "/b", "/c", "/a"] {
        paths.add(path.as_bytes(), 200, 10);
    }
    let (top, rest) = top(&paths, 3);
    assert_eq!(
        top.iter()
            .map(|(path, _)| path.as_str())
            .collect::<Vec<_>>(),
        ["/a", "/b", "/c"]
    );
    assert_eq!(rest, 1);
}

#[test]
fn a_flood_of_distinct_paths_neither_grows_the_table_nor_hides_a_busy_path() {
    let (capacity, lines) = (100, 100_000_u64);
    let mut paths = Paths::with_capacity(capacity);
    // Every 20th request is for one path: 5 % of them, above the 2 % that are always found.
    for n in 0..lines {
        if n % 20 == 0 {
            paths.add(b"/busy", 200, 1);
        } else {
            paths.add(format!("/scan/{n}").as_bytes(), 404, 1);
        }
        assert!(paths.len() <= capacity);
    }
    let missed_max = paths.missed_max();
    assert!(
        (1..=lines / 50).contains(&missed_max),
        "may miss {missed_max}"
    );

    let (top, rest) = top(&paths, 1);
    let [(path, requests)] = &top[..] else {
        panic!("not one path: {top:?}")
    };
    assert_eq!(path, "/busy");
    assert!(
        (lines / 20 - missed_max..=lines / 20).contains(requests),
        "{requests}"
    );
    assert_eq!(requests + rest, lines, "a request was lost");
}

#[test]
fn no_path_misses_more_than_it_is_said_to() {
    for capacity in 1..=12 {
        let mut paths = Paths::with_capacity(capacity);
        let mut truth = BTreeMap::<String, u64>::new();
        for n in 1..=2_000_u64 {
            // Paths come back after they were sent away, some more often than others.
            let path = format!("/{}", n * n % 41 % (n % 17 + 1));
            paths.add(path.as_bytes(), 200, 1);
            *truth.entry(path).or_default() += 1;

            assert!(paths.missed_max() <= n / (capacity as u64).div_ceil(2));
            let (counted, _) = top(&paths, capacity);
            let counted = BTreeMap::from_iter(counted);
            for (path, requests) in &truth {
                let missed = requests - counted.get(path).unwrap_or(&0);
                assert!(
                    missed <= paths.missed_max(),
                    "{path} misses {missed} of {requests}"
                );
            }
        }
    }
}

#[test]
fn the_same_log_gives_the_same_table() {
    let run = || {
        let mut paths = Paths::with_capacity(64);
        for n in 0..20_000_u64 {
            // Some paths are drawn often, most seldom.
            let path = (n * n + 7 * n) % 1009 % (n % 400 + 1);
            paths.add(format!("/{path}").as_bytes(), 200, n);
        }
        (top(&paths, 64), paths.missed_max())
    };
    assert_eq!(run(), run());
}

#[test]
fn long_paths_are_looked_at_up_to_a_limit() {
    let mut paths = Paths::with_capacity(10);
    let long = [b'/'; PATH_LENGTH_MAX];
    paths.add(&[&long[..], b"a"].concat(), 200, 1);
    paths.add(&[&long[..], b"b"].concat(), 200, 1);
    assert_eq!(paths.len(), 1);
    assert_eq!(paths.top(1).0[0].0.len(), PATH_LENGTH_MAX);
}
