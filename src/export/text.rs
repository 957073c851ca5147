//! Plain text for people.

use crate::{
    export::{Rows, SessionSummary, TranscriptRow},
    model::{Millis, time::Zone},
};

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

/// Says which zone times are in.
pub(super) fn begin(zone: &Zone, out: &mut Vec<u8>) {
    line(out, &format!("Times are in {}.", zone.name));
    out.push(b'\n');
}

/// Names the conversation.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    line(out, &heading(rows));
}

/// `Conversation ID, CUSTOMER (2 sessions, 14 entries)`.
pub(super) fn heading(rows: &Rows<'_>) -> String {
    let conversation = rows.conversation;
    let customer = rows
        .lens
        .option(
            conversation.end_user_name.as_deref(),
            crate::model::Role::EndUser,
        )
        .map(|name| format!(", {name}"))
        .unwrap_or_default();
    let count =
        |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    format!(
        "Conversation {}{customer} ({}, {})",
        conversation.id,
        count(conversation.sessions.len(), "session", "sessions"),
        count(conversation.entries.len(), "entry", "entries"),
    )
}

/// Names the session that begins here.
pub(super) fn divider(session: Option<&SessionSummary>, zone: &Zone, out: &mut Vec<u8>) {
    line(out, &format!("--- {} ---", session_line(session, zone)));
}

/// `Session MS-00012 (0Mw…), Ended, 2025-01-10 11:20:00 to 11:41:02`.
pub(super) fn session_line(session: Option<&SessionSummary>, zone: &Zone) -> String {
    let Some(session) = session else {
        return "No session known".to_owned();
    };
    let mut text = match &session.name {
        Some(name) => format!("Session {name} ({})", session.session),
        None => format!("Session {}", session.session),
    };
    for part in [&session.status, &session.channel_type]
        .into_iter()
        .flatten()
    {
        text.push_str(", ");
        text.push_str(part);
    }
    if let Some(start) = session.start_ms {
        text.push_str(", ");
        text.push_str(&second(start, zone));
        if let Some(end) = session.end_ms {
            text.push_str(" to ");
            text.push_str(&second(end, zone));
        }
    }
    text
}

/// `2025-01-10 11:20:15`.
fn second(at: Millis, zone: &Zone) -> String {
    let text = zone.local_text(at);
    text.get(..19).unwrap_or(&text).to_owned()
}

/// What is said of an entry beside its text: attachments, links, choices.
pub(super) fn extras(row: &TranscriptRow) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &row.attachments {
        let name = file.name.as_deref().unwrap_or("file");
        let mut line = format!("[attachment: {name}");
        line.extend(file.mime_type.iter().flat_map(|kind| [", ", kind]));
        line.extend(file.size.map(|size| format!(", {size} bytes")));
        line.push(']');
        lines.push(line);
    }
    for link in &row.links {
        let parts: Vec<&str> = [link.title.as_deref(), link.url.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        lines.push(format!("[link: {}]", parts.join(", ")));
    }
    let offered: Vec<&str> = row
        .choices
        .iter()
        .filter(|choice| !choice.selected)
        .filter_map(|choice| choice.title.as_deref().or(choice.id.as_deref()))
        .collect();
    if !offered.is_empty() {
        lines.push(format!("[choices: {}]", offered.join(" | ")));
    }
    if row.text.is_none() {
        for choice in row.choices.iter().filter(|choice| choice.selected) {
            let id = choice.id.as_deref().unwrap_or("unknown");
            lines.push(format!("[chose option {id}]"));
        }
    }
    for field in &row.form {
        let label = field.label.as_deref().unwrap_or("answer");
        match &field.value {
            None => lines.push(format!("[asks: {label}]")),
            Some(value) => {
                // The text has it already, but where the label was told by the question alone.
                let line = format!("{label}: {value}");
                if row.text.as_deref().is_none_or(|text| !text.contains(&line)) {
                    lines.push(format!("[{line}]"));
                }
            }
        }
    }
    for detail in &row.details {
        match detail.label.as_str() {
            "" => lines.push(format!("[{}]", detail.value)),
            label => lines.push(format!("[{label}: {}]", detail.value)),
        }
    }
    lines
}

/// What an entry says, in lines; an event that nobody has words for says its name.
pub(super) fn said(row: &TranscriptRow) -> Vec<String> {
    match row.text.as_deref() {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None if row.kind == "Message" => Vec::new(),
        None => vec![format!("[{}]", row.kind)],
    }
}

/// Writes one entry; lines of one message are indented under its first.
pub(super) fn write(row: &TranscriptRow, zone: &Zone, out: &mut Vec<u8>) {
    let at = row
        .at_ms
        .map_or_else(|| format!("{:23}", "(no time)"), |at| zone.local_text(at));
    let who = match &row.actor {
        Some(actor) => format!("{actor} ({})", row.role),
        None => row.role.clone(),
    };
    let mut head = format!("{at}  ");
    if row.internal {
        head.push_str("[internal] ");
    }
    let is_message = row.kind == "Message";
    if is_message {
        head.push_str(&who);
        head.push_str(": ");
    } else {
        head.push_str("* ");
    }
    let mut lines = said(row);
    for flag in ["undelivered", "edited"] {
        if row.flags.iter().any(|set| set == flag)
            && let Some(last) = lines.last_mut()
        {
            last.extend([" [", flag, "]"]);
        }
    }
    lines.extend(extras(row));
    if lines.is_empty() {
        lines.push("[no text in this export]".to_owned());
    }
    for (nth, words) in lines.iter().enumerate() {
        if nth == 0 {
            line(out, &format!("{head}{words}"));
        } else {
            line(out, &format!("{:25}{words}", ""));
        }
    }
}
