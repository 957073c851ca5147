//! JSON Lines: one entry a line.

use crate::{
    export::{ConversationBlock, Rows, TranscriptRow},
    json,
};

/// Writes the line of a conversation, for exports with records.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    append(&ConversationBlock::new(rows), out);
    out.push(b'\n');
}

/// Writes one line.
pub(super) fn write(row: &TranscriptRow, out: &mut Vec<u8>) {
    append(row, out);
    out.push(b'\n');
}

/// Appends a value as JSON.
pub(super) fn append(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    if json::append(value, out).is_err() {
        // Rows have a text; if one ever had none, the line must still be JSON.
        out.extend_from_slice(b"null");
    }
}
