//! A throttle whose rate is adjusted from outside, through what its run hands out.

use forebay_ops::pace::{OneEach, Rate, Throttle, Throttling, TokenBucket};
use forebay_protocol::Site;
use forebay_stage::{Materializer, Operator, Stage};

use crate::{Flow, FlowPart, Source, SourcePart, ViaFlow};

/// The inside of a flow that throttles: its materialized value is the bucket.
#[derive(Clone, Copy, Debug)]
pub struct Adjustable {
    rate: Rate,
    site: Site,
}

impl<U: Stage<Out: Send>> FlowPart<U> for Adjustable {
    type Out = U::Out;
    type Mat = TokenBucket;
    type Stage = Throttling<U, OneEach>;

    fn materialize(self, upstream: U, _: &mut Materializer) -> (Self::Stage, TokenBucket) {
        let bucket = TokenBucket::new(self.rate);
        let throttle = Throttle::new((&bucket).into(), OneEach, self.site);
        (throttle.attach(upstream), bucket)
    }
}

macro_rules! adjustable {
    ($Blueprint:ident[$($input:ident,)?], $P:ident) => {
        /// As [`throttle`](Self::throttle), with a bucket of its own for each run, through which
        /// the rate of that run is adjusted; `combine` makes one of it and the materialized value
        /// up to here.
        ///
        /// ```
        /// use forebay::{Keep, Rate, Sink, Source};
        ///
        /// let slow = Source::iter(1..=3).throttle_mat(Rate::per_minute(1), Keep::right);
        /// let runtime = forebay::ThreadPool::new()?;
        /// let (bucket, sum) = slow.to_mat(Sink::fold(0, |sum, n| sum + n), Keep::both).run(&runtime);
        /// bucket.set_rate(Rate::per_second(1_000));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        // tidy: not an operator
        #[track_caller]
        pub fn throttle_mat<K, C>(
            self,
            rate: Rate,
            combine: C,
        ) -> $Blueprint<$($input,)? T, K, ViaFlow<$P, Adjustable, C>>
        where
            T: Send,
            C: FnOnce(M, TokenBucket) -> K,
        {
            let site = Site::caller("throttle");
            let throttle = Flow::<T, T, TokenBucket, _>::from_part(Adjustable { rate, site });
            self.via_mat(throttle, combine)
        }
    };
}

impl<T, M, S: SourcePart<Out = T, Mat = M>> Source<T, M, S> {
    adjustable!(Source[], S);
}

impl<I, T, M, F> Flow<I, T, M, F> {
    adjustable!(Flow[I,], F);
}
