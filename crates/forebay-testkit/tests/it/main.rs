//! Facts about the kit itself. Each of its checks is seen to fail on a stage that is at fault.
#![forbid(unsafe_code)]

mod cancel_at_every_poll;
mod demand_probe;
mod drop_counter;
mod fault;
mod marble;
mod marble_errors;
mod message;
mod test_sink;
mod test_source;
mod time;
mod timed;
mod virtual_runtime;
