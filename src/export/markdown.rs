//! Markdown.

use crate::{
    export::{CustomerSummary, Rows, SessionSummary, TranscriptRow, text},
    model::time::Zone,
};

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

/// Says which zone times are in, and which policy was laid on.
pub(super) fn begin(zone: &Zone, mark: Option<&str>, out: &mut Vec<u8>) {
    line(out, &format!("Times are in {}.\n", escape(&zone.name)));
    if let Some(mark) = mark {
        line(out, &format!("Redacted by {mark}.\n"));
    }
}

/// Names the conversation.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    line(out, &format!("# {}\n", escape(&text::heading(rows))));
    if let Some(order) = text::order_line(rows) {
        line(out, &format!("{}\n", escape(&order)));
    }
}

/// Names the customer and every channel record of theirs.
pub(super) fn begin_customer(customer: &CustomerSummary, out: &mut Vec<u8>) {
    let heading = escape(&text::customer_heading(customer));
    line(out, &format!("# {heading}\n"));
    for channel in &customer.channels {
        line(out, &format!("- {}", escape(&text::channel_line(channel))));
    }
}

/// Says how long nothing was said.
pub(super) fn gap(words: &str, out: &mut Vec<u8>) {
    line(out, &format!("\n*{}*\n", escape(words)));
}

/// Names the session that begins here.
pub(super) fn divider(session: Option<&SessionSummary>, zone: &Zone, out: &mut Vec<u8>) {
    line(
        out,
        &format!("\n## {}\n", escape(&text::session_line(session, zone))),
    );
}

/// Message text is text, whatever characters it holds.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '~'
                | '!'
                | '&'
        ) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Writes one entry.
pub(super) fn write(row: &TranscriptRow, zone: &Zone, out: &mut Vec<u8>) {
    let at = row
        .at_ms
        .map_or_else(|| "no time".to_owned(), |at| zone.local_text(at));
    let who = row.actor.as_deref().unwrap_or(&row.role);
    let internal = if row.internal { " (internal)" } else { "" };
    let mut lines = text::said_and_noted(row);
    lines.extend(text::extras(row));
    let mut lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    if lines.is_empty() {
        lines.push(escape(&format!("[{}]", row.kind)));
    }
    let body = lines.join("  \n  ");
    if row.kind == "Message" {
        line(
            out,
            &format!("- `{at}` **{}**{internal}: {body}", escape(who)),
        );
    } else {
        line(out, &format!("- `{at}` *{body}*{internal}"));
    }
}
