//! The whole native pipeline, from bytes to exports.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]
#![allow(missing_docs, reason = "names of tests say what they hold")]

mod as_saved;
mod bad_input;
mod balance;
mod customers;
mod dialects;
mod gaps;
mod golden;
mod hostile;
mod hostile_rows;
mod kpis;
mod listing;
mod merge_rules;
mod message_types;
mod objects;
mod order_of_input;
mod overrides;
mod people;
mod raw_record;
mod reading;
mod redacted;
mod reopened;
mod rewritten;
mod samples;
mod search;
mod sessions;
mod support;
mod told_and_true;
mod unknown_kinds;
