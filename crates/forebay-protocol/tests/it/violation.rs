//! What a violation says.

use forebay_protocol::{Party, Site, StreamError, StreamErrorKind, Violation, ViolationKind};

#[test]
fn violation_names_stage_fact_numbers_and_rule() {
    let site = Site::caller("merge");
    let line = line!() - 1;
    let violation = Violation::new(ViolationKind::EmittedBeyondDemand, Party::User)
        .counting(17, 16)
        .at(site);
    let file = file!();
    assert_eq!(
        violation.to_string(),
        format!(
            "stage merge ({file}:{line}:16) emitted 17 elements but only 16 were requested \
             (rule 1.1)"
        ),
    );
    assert_eq!(violation.site(), Some(site));
    assert_eq!(violation.party(), Party::User);
}

#[test]
fn violation_without_a_stage_names_the_party() {
    let text = |party| Violation::new(ViolationKind::SignalAfterEnd, party).to_string();
    let fact = "signalled again after its terminal signal (rule 1.7)";
    assert_eq!(text(Party::User), format!("user code {fact}"));
    assert_eq!(text(Party::Library), format!("the library {fact}"));
    assert_eq!(text(Party::Peer), format!("a peer {fact}"));
}

#[test]
fn numbers_agree_with_their_nouns() {
    use ViolationKind::{
        DemandLost, EmittedBeyondDemand, Recursed, RequestedNothing, SignalAfterCancel,
    };
    let text = |kind, found, allowed| {
        Violation::new(kind, Party::Peer)
            .counting(found, allowed)
            .to_string()
    };
    let cases = [
        (
            EmittedBeyondDemand,
            1,
            0,
            "emitted 1 element but only 0 were requested (rule 1.1)",
        ),
        (
            EmittedBeyondDemand,
            2,
            1,
            "emitted 2 elements but only 1 was requested (rule 1.1)",
        ),
        (
            SignalAfterCancel,
            9,
            4,
            "emitted 9 elements after it was cancelled with 4 outstanding (rule 1.8)",
        ),
        (
            Recursed,
            2,
            1,
            "nested on_next 2 deep but at most 1 is allowed (rule 3.3)",
        ),
        (
            DemandLost,
            16,
            20,
            "delivered 16 elements and stalled though 20 were requested (rule 3.8)",
        ),
        (RequestedNothing, 0, 1, "requested 0 elements (rule 3.9)"),
    ];
    for (kind, found, allowed, expected) in cases {
        assert_eq!(text(kind, found, allowed), format!("a peer {expected}"));
    }
}

#[test]
fn first_site_of_a_violation_stays() {
    let first = Site::caller("first");
    let violation = Violation::new(ViolationKind::Recursed, Party::Library)
        .at(first)
        .at(Site::caller("second"));
    assert_eq!(violation.site(), Some(first));
}

#[test]
fn stream_error_of_a_violation_says_so() {
    let violation = Violation::new(ViolationKind::DemandWrapped, Party::Library);
    let error = StreamError::new(violation.clone());
    assert_eq!(error.kind(), StreamErrorKind::Violation);
    assert_eq!(error.downcast_ref::<Violation>(), Some(&violation));
}
