//! The whole native pipeline, from bytes to exports.
#![allow(clippy::unwrap_used)] // a test that cannot go on must stop

mod bad_input;
mod balance;
mod golden;
mod hostile;
mod merge_rules;
mod order_of_input;
mod redacted;
mod samples;
mod support;
mod unknown_kinds;
