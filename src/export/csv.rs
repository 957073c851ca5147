//! CSV: one entry a row, every cell quoted where it must be; lists as JSON.

use csv_core::{WriteResult, Writer, WriterBuilder};

use crate::{export::TranscriptRow, export::jsonl};

/// Columns, in the order of [`TranscriptRow`].
const COLUMNS: [&str; 29] = [
    "conversation",
    "session",
    "entry",
    "index",
    "at",
    "atMs",
    "orderedBy",
    "assignedBy",
    "role",
    "actor",
    "kind",
    "text",
    "revisions",
    "attachments",
    "links",
    "choices",
    "form",
    "internal",
    "endMs",
    "durationMs",
    "clientAtMs",
    "skewMs",
    "status",
    "statusCode",
    "sources",
    "flags",
    "inReplyTo",
    "cards",
    "details",
];

/// Writes the header row.
pub(super) fn header(out: &mut Vec<u8>) {
    record(COLUMNS.iter().map(|name| (*name).to_owned()), out);
}

/// Writes one entry.
pub(super) fn write(row: &TranscriptRow, out: &mut Vec<u8>) {
    fn text<T: ToString>(value: Option<&T>) -> String {
        value.map_or_else(String::new, ToString::to_string)
    }
    fn list(value: &impl serde::Serialize) -> String {
        let mut out = Vec::new();
        jsonl::append(value, &mut out);
        match out.as_slice() {
            b"[]" => String::new(),
            _ => String::from_utf8(out).unwrap_or_default(),
        }
    }
    let cells = [
        row.conversation.clone(),
        text(row.session.as_ref()),
        row.entry.clone(),
        row.index.to_string(),
        text(row.at.as_ref()),
        text(row.at_ms.as_ref()),
        row.ordered_by.as_str().to_owned(),
        row.assigned_by.as_str().to_owned(),
        row.role.clone(),
        text(row.actor.as_ref()),
        row.kind.clone(),
        text(row.text.as_ref()),
        list(&row.revisions),
        list(&row.attachments),
        list(&row.links),
        list(&row.choices),
        list(&row.form),
        row.internal.to_string(),
        text(row.end_ms.as_ref()),
        text(row.duration_ms.as_ref()),
        text(row.client_at_ms.as_ref()),
        text(row.skew_ms.as_ref()),
        text(row.status.as_ref()),
        text(row.status_code.as_ref()),
        list(&row.sources),
        row.flags.join(" "),
        text(row.in_reply_to.as_ref()),
        list(&row.cards),
        list(&row.details),
    ];
    record(cells, out);
}

/// Writes a record with csv-core, whose state a row never outlives.
fn record(cells: impl IntoIterator<Item = String>, out: &mut Vec<u8>) {
    let mut writer = WriterBuilder::new().build();
    let mut buffer = [0; 4_096];
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            drain(&mut writer, out, |writer, buffer| {
                let (result, written) = writer.delimiter(buffer);
                (result, 0, written)
            });
        }
        let mut input = cell.as_bytes();
        loop {
            let (result, read, written) = writer.field(input, &mut buffer);
            out.extend_from_slice(&buffer[..written]);
            input = &input[read..];
            if result == WriteResult::InputEmpty {
                break;
            }
        }
    }
    drain(&mut writer, out, |writer, buffer| {
        let (result, written) = writer.terminator(buffer);
        (result, 0, written)
    });
}

fn drain(
    writer: &mut Writer,
    out: &mut Vec<u8>,
    step: impl Fn(&mut Writer, &mut [u8]) -> (WriteResult, usize, usize),
) {
    let mut buffer = [0; 16];
    loop {
        let (result, _, written) = step(writer, &mut buffer);
        out.extend_from_slice(&buffer[..written]);
        if result == WriteResult::InputEmpty {
            return;
        }
    }
}
