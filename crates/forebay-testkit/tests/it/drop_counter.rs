use forebay_testkit::DropCounter;

use crate::message::message_of;

#[test]
fn a_clone_counts_as_created() {
    let counter = DropCounter::new();
    let element = counter.element("a");
    let copy = element.clone();
    assert_eq!(
        (counter.created(), counter.dropped(), counter.alive()),
        (2, 0, 2)
    );
    drop((element, copy));
    assert_eq!(
        (counter.created(), counter.dropped(), counter.alive()),
        (2, 2, 0)
    );
    counter.assert_balanced();
}

#[test]
fn elements_are_made_as_they_are_pulled() {
    let counter = DropCounter::new();
    let mut elements = counter.elements(3);
    assert_eq!(counter.created(), 0);
    assert!(elements.next().is_some_and(|first| first == 0));
    assert_eq!((counter.created(), counter.alive()), (1, 0));
}

#[test]
fn a_leak_is_found() {
    let counter = DropCounter::new();
    let _kept = [counter.element(1), counter.element(2)];
    drop(counter.element(3));
    assert_eq!(
        message_of(|| counter.assert_balanced()),
        "3 elements created, 1 dropped, 2 leaked (law L6)",
    );
}

#[test]
fn an_element_compares_and_prints_as_its_value() {
    let counter = DropCounter::new();
    let (one, two) = (counter.element(1), counter.element(2));
    assert!(one < two && one < 2 && one == 1 && *two == 2);
    assert_eq!(format!("{one:?} {two:?}"), "1 2");
}

#[test]
fn elements_and_counter_cross_threads() {
    fn crosses<T: Send + Sync>(_: &T) {}
    let counter = DropCounter::new();
    crosses(&counter);
    crosses(&counter.element(1));
}
