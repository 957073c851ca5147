//! The whole native pipeline, from bytes to exports.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]
#![allow(missing_docs, reason = "names of tests say what they hold")]

mod bad_input;
mod balance;
mod golden;
mod hostile;
mod merge_rules;
mod order_of_input;
mod redacted;
mod samples;
mod search;
mod support;
mod unknown_kinds;
