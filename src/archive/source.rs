//! One opened file.

use std::collections::BTreeMap;

use crate::{archive::Answer, diagnostics::Diagnostic, model::time::TimeReading};

/// What is known of one file.
#[derive(Debug, Default)]
pub struct Source {
    /// The name it was given.
    pub name: String,
    /// Its length in bytes, once read.
    pub bytes: u64,
    /// xxh3 of its bytes: ranks files of one name and finds the same file opened twice.
    pub hash: u64,
    /// The format's name.
    pub format: String,
    /// What told it.
    pub evidence: String,
    /// Records by Salesforce object name.
    pub records: BTreeMap<String, u64>,
    /// Entries that carry text or rich content.
    pub entries_with_text: u64,
    /// Records that hold an entry and could not be read.
    pub diagnosed: u64,
    /// Events that hold an entry nobody reads, and no more than its being there: pings.
    pub filtered: u64,
    /// What could not be read, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// Diagnostics beyond those kept.
    pub more_diagnostics: u64,
    /// What a reader should know: likely truncation, missing text.
    pub warnings: Vec<String>,
    /// Whether all entries of one API response belong to one conversation.
    pub responses_are_conversations: bool,
    /// Whether it is an export of ours through a policy.
    pub redacted: bool,
    /// Fields nobody asked for, by name.
    pub unknown_fields: BTreeMap<String, u64>,
    /// The API answers in it, in file order; of a table or a bare list, one.
    pub answers: Vec<Answer>,
    /// Answers of an API that refused, by error code.
    pub refusals: BTreeMap<String, u64>,
    /// API version that its rows were asked from (`attributes.url`).
    pub api_version: Option<u32>,
    /// Rows as the off-platform object has them, which the Conversation Transcript Export tool is
    /// taken to write (inferred).
    pub is_off_platform: bool,
    /// How it writes its times, where that was declared for this file alone.
    pub reading: Option<TimeReading>,
}
