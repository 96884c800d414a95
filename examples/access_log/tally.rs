//! `Tally`: what is added up for a group of requests.

/// What is added up for a group of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) requests: u64,
    /// Saturates: the numbers in a log are whatever somebody wrote there.
    pub(crate) bytes_sent: u64,
    /// Requests that ended with a status of 400 to 499.
    pub(crate) client_errors: u64,
    /// Requests that ended with a status of 500 to 599.
    pub(crate) server_errors: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, status: u16, bytes_sent: u64) {
        self.requests += 1;
        self.bytes_sent = self.bytes_sent.saturating_add(bytes_sent);
        match status {
            400..=499 => self.client_errors += 1,
            500..=599 => self.server_errors += 1,
            _ => {},
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.bytes_sent = self.bytes_sent.saturating_add(other.bytes_sent);
        self.client_errors += other.client_errors;
        self.server_errors += other.server_errors;
    }
}
