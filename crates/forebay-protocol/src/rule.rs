//! The numbered rules of the protocol, as data.

use core::fmt;

/// One numbered rule of the protocol.
///
/// The numbers are those of Reactive Streams 1.0.4; the words are ours.
/// `docs/specs/protocol.md` gives each rule's intent, and how and where it is enforced.
///
/// ```
/// use forebay_protocol::Rule;
///
/// let rule = Rule::find("1.7").unwrap();
/// assert_eq!(rule.to_string(), "1.7");
/// assert_eq!(rule.text(), "after a terminal signal no signal follows");
/// assert_eq!(Rule::ALL.len(), 43);
/// assert_eq!(Rule::find("5.1"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    id: &'static str,
    text: &'static str,
}

impl Rule {
    /// All rules, in the order of their numbers.
    pub const ALL: &'static [Self] = &RULES;

    /// The rule with this number, such as `"1.1"`.
    #[must_use]
    pub const fn find(id: &str) -> Option<Self> {
        let mut at = 0;
        while at < RULES.len() {
            if same(RULES[at].id, id) {
                return Some(RULES[at]);
            }
            at += 1;
        }
        None
    }

    /// The rule with this number, for constants: a wrong number does not compile.
    pub(crate) const fn known(id: &str) -> Self {
        match Self::find(id) {
            Some(rule) => rule,
            None => panic!("internal: no rule has this number"),
        }
    }

    /// The rule's number, such as `1.1`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.id
    }

    /// The rule in one line.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.text
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}", self.id, self.text)
    }
}

const fn rule(id: &'static str, text: &'static str) -> Rule {
    Rule { id, text }
}

/// String equality that a constant can use.
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

const RULES: [Rule; 43] = [
    // Publisher
    rule(
        "1.1",
        "never more elements are delivered than were requested",
    ),
    rule("1.2", "a stream may end with demand left over"),
    rule("1.3", "the signals to one subscriber never overlap"),
    rule("1.4", "a publisher that fails says so with on_error"),
    rule("1.5", "a stream that ends well says so with on_complete"),
    rule("1.6", "a terminal signal ends the subscription"),
    rule("1.7", "after a terminal signal no signal follows"),
    rule("1.8", "after a cancellation the signals stop"),
    rule(
        "1.9",
        "subscribe signals on_subscribe first of all and returns normally",
    ),
    rule("1.10", "each subscribe takes a new subscriber"),
    rule(
        "1.11",
        "the publisher decides how many subscribers it serves",
    ),
    // Subscriber
    rule(
        "2.1",
        "elements come only to a subscriber that requests them",
    ),
    rule("2.2", "a slow subscriber does its work elsewhere"),
    rule("2.3", "terminal signals make no call upstream"),
    rule(
        "2.4",
        "a subscriber treats its subscription as over after a terminal signal",
    ),
    rule("2.5", "a second subscription is cancelled, the first stays"),
    rule("2.6", "a subscription no longer wanted is cancelled"),
    rule("2.7", "calls on one subscription never overlap"),
    rule(
        "2.8",
        "elements already requested may arrive after a cancellation",
    ),
    rule("2.9", "completion may come without any request"),
    rule("2.10", "failure may come without any request"),
    rule("2.11", "a signal is fully visible to whoever processes it"),
    rule("2.12", "on_subscribe is signalled at most once"),
    rule(
        "2.13",
        "a signal returns normally; a subscriber that panics is cut off",
    ),
    // Subscription
    rule("3.1", "only its own subscriber calls a subscription"),
    rule("3.2", "request is legal inside on_subscribe and on_next"),
    rule("3.3", "request never recurses into on_next"),
    rule("3.4", "request returns promptly"),
    rule(
        "3.5",
        "cancel is prompt, idempotent and safe from any thread",
    ),
    rule("3.6", "request after a cancellation has no effect"),
    rule("3.7", "cancel after a cancellation has no effect"),
    rule("3.8", "requests add up"),
    rule("3.9", "a request is for at least one element"),
    rule("3.10", "request may deliver elements before it returns"),
    rule(
        "3.11",
        "request may deliver a terminal signal before it returns",
    ),
    rule("3.12", "cancel makes the publisher stop"),
    rule(
        "3.13",
        "cancel makes the publisher let go of the subscriber",
    ),
    rule("3.14", "the last cancellation may shut the publisher down"),
    rule("3.15", "cancel returns normally"),
    rule("3.16", "request returns normally"),
    rule(
        "3.17",
        "demand has no ceiling; past the largest number it is unbounded",
    ),
    // Processor
    rule("4.1", "a processor keeps the rules of both its sides"),
    rule(
        "4.2",
        "a processor passes a failure on at once or recovers from it",
    ),
];
