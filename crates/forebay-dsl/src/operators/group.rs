//! Elements are put together, or something is put between them.

use std::time::Duration;

use forebay_ops::group::{Grouped, GroupedWithin, Intersperse};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! group_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits a `Vec` of each `size` elements; the last may be shorter.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  1---1---
        /// out  ---x---(y|)
        /// ask  2---2---
        /// x = [1, 2]
        /// y = [3]
        /// ```
        ///
        /// A group is emitted as soon as it is full, and an open one when upstream completes:
        /// there is no empty group, so an empty stream stays empty. Demand for one group is
        /// demand for `size` elements, asked for at once. Each group is a new `Vec` with room for
        /// `size` elements (1024 if there are more; then it grows), allocated with its first
        /// element. The picture shows `grouped(2)`.
        ///
        /// - **Emits when** the group has `size` elements, or has some and upstream has completed.
        /// - **Backpressures when** downstream does. The open group is full only when it can be
        ///   emitted, because no more than that is asked for.
        /// - **Completes when** upstream has completed and the last group is out, which takes
        ///   demand only if there is one.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most `size - 1` elements, the open group; **discards** them on cancel or
        ///   failure.
        /// - **Requests** upstream: `size` times what downstream wants, less what the open group
        ///   holds.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let groups = Source::iter(1..=5).grouped(2);
        /// let all = groups.clone().collect::<Vec<_>>().wait()?;
        /// assert_eq!(all, [vec![1, 2], vec![3, 4], vec![5]]);
        ///
        /// let outcome = groups.take(2).collect::<Vec<Vec<u64>>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [[1, 2], [3, 4]]);
        /// assert_eq!(outcome.ledger.produced(), 4);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `size` is zero.
        #[doc(alias = "chunks")]
        #[doc(alias = "chunked")]
        #[doc(alias = "buffer")]
        #[doc(alias = "bufferCount")]
        #[doc(alias = "window")]
        #[doc(alias = "batch")]
        #[inline]
        #[track_caller]
        pub fn grouped(self, size: usize) -> $Blueprint<$($input,)? Vec<T>, M, Via<$P, Grouped>>
        where
            T: Send,
        {
            self.operator(Grouped::new(size, Site::caller("grouped")))
        }

        /// Emits a `Vec` of each `size` elements, or of those that have come `within` a time.
        ///
        /// ```text
        /// in   -12-3-4----5|
        /// req  *------------
        /// out  ----x-----y-(z|)
        /// ask  *------------
        /// x = [1, 2, 3]
        /// y = [4]
        /// z = [5]
        /// ```
        ///
        /// The time of a group begins with its first element, so no element waits longer than
        /// `within` for others, and there is no empty group. It is emitted when it is full, when
        /// its time is up, or when upstream completes, whatever comes first; what arrives at the
        /// moment at which time is up still belongs to it. As in [`grouped`](Self::grouped),
        /// elements are pulled for groups that are wanted, so without demand no group opens; put a
        /// `buffer` in front to collect while downstream is busy. Should downstream no longer want
        /// a group that is open when its time is up, the group waits for demand. The picture shows
        /// groups of 3 within 4 ms.
        ///
        /// - **Emits when** the group has `size` elements, or has some and its time is up or
        ///   upstream has completed; and it is wanted.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream has completed and the last group is out, which takes
        ///   demand only if there is one.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most `size - 1` elements, the open group; **discards** them on cancel or
        ///   failure. (A group whose time is up at the moment of the failure is emitted before it.)
        /// - **Requests** upstream: `size` times what downstream wants, less what the open group
        ///   holds.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        ///
        /// let rows = Source::iter(1..=5).grouped_within(2, Duration::from_millis(20));
        /// let all = rows.clone().collect::<Vec<_>>().wait()?;
        /// assert_eq!(all, [vec![1, 2], vec![3, 4], vec![5]]);
        ///
        /// let outcome = rows.take(1).collect::<Vec<Vec<u64>>>().wait_with_ledger();
        /// assert_eq!(outcome.ledger.produced(), 2);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `size` is zero.
        #[doc(alias = "bufferTimeout")]
        #[doc(alias = "chunks_timeout")]
        #[doc(alias = "windowTimeout")]
        #[doc(alias = "batch")]
        #[inline]
        #[track_caller]
        pub fn grouped_within(
            self,
            size: usize,
            within: Duration,
        ) -> $Blueprint<$($input,)? Vec<T>, M, Via<$P, GroupedWithin>>
        where
            T: Send,
        {
            let site = Site::caller("grouped_within");
            self.operator(GroupedWithin::new(size, within, site))
        }

        /// Emits the elements with a clone of `separator` between each two.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  2---11-1
        /// out  -1-020-(3|)
        /// ask  2----1--
        /// ```
        ///
        /// A separator comes out when the element behind it is there, never at the end of a
        /// stream. If that leaves no demand for the element itself, it is held until there is.
        ///
        /// - **Emits when** an element arrives, or demand arrives for the one that is held.
        /// - **Backpressures when** downstream does, or an element is held.
        /// - **Completes when** upstream has completed and no element is held.
        /// - **Fails when** upstream has failed and no element is held; it has no failure of its
        ///   own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, the one whose separator is out; **discards** it on
        ///   cancel. A failure waits for it.
        /// - **Requests** upstream: where downstream wants *w*, *w* / 2 rounded down plus one
        ///   until the first element has come, *w* / 2 rounded up from then on, and nothing while
        ///   an element is held.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let spaced = Source::iter(["a", "b", "c"]).intersperse(" ");
        /// assert_eq!(spaced.clone().collect::<String>().wait()?, "a b c");
        ///
        /// let outcome = spaced.take(2).collect::<String>().wait_with_ledger();
        /// assert_eq!(outcome.result?, "a ");
        /// assert_eq!(outcome.ledger.produced(), 2); // "b" had to come first,
        /// assert_eq!(outcome.ledger.discarded(), 1); // and was held when `take` had enough.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`intersperse_between`](Self::intersperse_between), which also opens and
        /// closes.
        #[doc(alias = "intercalate")]
        #[doc(alias = "separator")]
        #[doc(alias = "join")]
        #[inline]
        #[track_caller]
        pub fn intersperse(
            self,
            separator: T,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Intersperse<T>>>
        where
            T: Clone + Send,
        {
            self.operator(Intersperse::new(separator, Site::caller("intersperse")))
        }

        /// Emits `start`, the elements with a clone of `separator` between each two, and `end`.
        ///
        /// ```text
        /// in   -1-2-|
        /// req  2--11-1
        /// out  81-02-(9|)
        /// ask  1--1---
        /// ```
        ///
        /// As [`intersperse`](Self::intersperse), framed: `start` is emitted with the first
        /// demand, before anything is pulled, and `end` when upstream has completed. Both come
        /// out for an empty stream too; neither is an element of upstream, so a failure or a
        /// cancel leaves the frame open. The picture shows `intersperse_between(8, 0, 9)`.
        ///
        /// - **Emits when** downstream asks for the first time, an element arrives, demand arrives
        ///   for the one that is held, or upstream has completed.
        /// - **Backpressures when** downstream does, or an element is held.
        /// - **Completes when** upstream has completed and `end` is out.
        /// - **Fails when** upstream has failed and no element is held; it has no failure of its
        ///   own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, the one whose separator is out; **discards** it on
        ///   cancel. A failure waits for it.
        /// - **Requests** upstream: as `intersperse`, of what downstream wants less one for
        ///   `start`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let list = Source::iter(["1", "2", "3"]).intersperse_between("[", ", ", "]");
        /// assert_eq!(list.collect::<String>().wait()?, "[1, 2, 3]");
        ///
        /// let none = Source::empty().intersperse_between("[", ", ", "]");
        /// assert_eq!(none.collect::<String>().wait()?, "[]");
        ///
        /// let endless = Source::repeat("x").intersperse_between("[", ", ", "]");
        /// let outcome = endless.take(1).collect::<String>().wait_with_ledger();
        /// assert_eq!(outcome.result?, "[");
        /// assert_eq!(outcome.ledger.produced(), 0);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "intercalate")]
        #[doc(alias = "surround")]
        #[doc(alias = "mkString")]
        #[inline]
        #[track_caller]
        pub fn intersperse_between(
            self,
            start: T,
            separator: T,
            end: T,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Intersperse<T>>>
        where
            T: Clone + Send,
        {
            let site = Site::caller("intersperse_between");
            self.operator(Intersperse::between(start, separator, end, site))
        }
    };
}

for_source_and_flow!(group_operators);
