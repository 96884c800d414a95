//! Sources over the channels of tokio.

use forebay_ops::interop::{FromBroadcast, FromMpsc, FromWatch, LagPolicy, from_watch};
use forebay_protocol::Site;
use tokio::sync::{broadcast, mpsc, watch};

use super::{Ready, Source};

impl<T: Send> Source<T> {
    /// Emits what arrives in a bounded channel of tokio.
    ///
    /// Nothing is received that is not wanted, so a slow stream fills the channel, and that slows
    /// the senders. Elements are received in batches of what is wanted, 256 at most. A stream
    /// that ends early closes the channel, and what is in it is dropped.
    ///
    /// - **Emits when** downstream wants something and it has arrived.
    /// - **Completes when** all senders are gone and everything was emitted, which takes demand to
    ///   be seen.
    /// - **Fails when** never.
    /// - **Holds** no element, unless downstream ends in the middle of a batch (`try_map` fails):
    ///   then what is left of it, which is discarded.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    /// use tokio::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel(4);
    /// for n in 0..4 {
    ///     sender.try_send(n).unwrap();
    /// }
    /// let firsts = Source::from_mpsc(receiver).take(3).collect::<Vec<_>>();
    /// assert_eq!(firsts.wait()?, [0, 1, 2]);
    /// assert!(sender.is_closed());
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "ReceiverStream")]
    #[doc(alias = "channel")]
    #[track_caller]
    pub fn from_mpsc(receiver: mpsc::Receiver<T>) -> Source<T, (), Ready<FromMpsc<T>>> {
        Source::from_stage(FromMpsc::new(receiver, Site::caller("from_mpsc")))
    }

    /// Emits the value of a tokio watch, and then each value that is the latest when it is wanted.
    ///
    /// Values that are replaced before downstream wants one are never seen: that is what a watch
    /// is for. The watch does not say how many there were, so the ledger cannot count them.
    ///
    /// - **Emits when** downstream wants something and the value has changed since the last one,
    ///   or none was emitted yet.
    /// - **Completes when** all senders are gone and their last value was emitted, which takes
    ///   demand to be seen.
    /// - **Fails when** never.
    /// - **Holds** no element; the watch holds one.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    /// use tokio::sync::watch;
    ///
    /// let (sender, receiver) = watch::channel("starting");
    /// sender.send_replace("ready");
    /// sender.send_replace("closing");
    /// drop(sender);
    /// assert_eq!(Source::from_watch(receiver).collect::<Vec<_>>().wait()?, ["closing"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "WatchStream")]
    #[doc(alias = "conflate")]
    #[track_caller]
    pub fn from_watch(receiver: watch::Receiver<T>) -> Source<T, (), Ready<FromWatch<T>>>
    where
        T: Clone + Sync + 'static,
    {
        Source::from_stage(from_watch(receiver, Site::caller("from_watch")))
    }

    /// Emits what arrives in a broadcast channel of tokio.
    ///
    /// A broadcast does not wait for its receivers: when the channel is full it overwrites the
    /// oldest elements. `policy` says what happens to a stream that was too slow and has lost some:
    /// `LagPolicy::Fail` fails it, `LagPolicy::Skip` goes on with the oldest that is left. In both
    /// cases the ledger counts the lost ones as dropped.
    ///
    /// - **Emits when** downstream wants something and it has arrived.
    /// - **Completes when** all senders are gone and everything was emitted, which takes demand to
    ///   be seen.
    /// - **Fails when** elements are lost and the policy is `LagPolicy::Fail`, with `Lagged`.
    /// - **Holds** no element; the channel holds up to its capacity.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{LagPolicy, Source};
    /// use tokio::sync::broadcast;
    ///
    /// let (sender, receiver) = broadcast::channel(4);
    /// for n in 0..10 {
    ///     sender.send(n).unwrap();
    /// }
    /// drop(sender);
    /// let outcome = Source::from_broadcast(receiver, LagPolicy::Skip)
    ///     .collect::<Vec<_>>()
    ///     .wait_with_ledger();
    /// assert_eq!(outcome.result?, [6, 7, 8, 9]);
    /// assert_eq!(outcome.ledger.dropped(), 6);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[doc(alias = "BroadcastStream")]
    #[doc(alias = "lag")]
    #[track_caller]
    pub fn from_broadcast(
        receiver: broadcast::Receiver<T>,
        policy: LagPolicy,
    ) -> Source<T, (), Ready<FromBroadcast<T>>>
    where
        T: Clone + 'static,
    {
        let site = Site::caller("from_broadcast");
        Source::from_stage(FromBroadcast::new(receiver, policy, site))
    }
}
