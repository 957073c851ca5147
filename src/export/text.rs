//! Plain text for people.

use crate::{
    export::{ChannelSummary, CustomerSummary, Rows, SessionSummary, TranscriptRow, title},
    model::{Millis, time::Zone},
    timeline::{OrderedBy, words},
};

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

/// Says which zone times are in, and which policy was laid on.
pub(super) fn begin(zone: &Zone, mark: Option<&str>, out: &mut Vec<u8>) {
    line(out, &format!("Times are in {}.", zone.name));
    if let Some(mark) = mark {
        line(out, &format!("Redacted by {mark}."));
    }
    out.push(b'\n');
}

/// Names the conversation.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    line(out, &heading(rows));
    if let Some(order) = order_line(rows) {
        line(out, &order);
    }
}

/// Names the customer and every channel record of theirs.
pub(super) fn begin_customer(customer: &CustomerSummary, out: &mut Vec<u8>) {
    line(out, &customer_heading(customer));
    for channel in &customer.channels {
        line(out, &format!("  {}", channel_line(channel)));
    }
    out.push(b'\n');
}

/// `Customer ID, NAME (2 conversations, 5 sessions)`.
pub(super) fn customer_heading(customer: &CustomerSummary) -> String {
    let name = customer.name.as_deref().map(|name| format!(", {name}"));
    format!(
        "Customer {}{} ({}, {})",
        customer.customer,
        name.unwrap_or_default(),
        count(
            customer.conversations.len(),
            "conversation",
            "conversations"
        ),
        count(customer.sessions as usize, "session", "sessions"),
    )
}

/// `WhatsApp: record 0PA…, key +1…, consent OptedIn`.
pub(super) fn channel_line(channel: &ChannelSummary) -> String {
    let part = |word: &str, value: &Option<String>| {
        let value = value.as_deref().unwrap_or("not known");
        format!("{word} {value}")
    };
    format!(
        "{}: {}, {}, {}",
        channel.channel.as_deref().unwrap_or("Channel not known"),
        part("record", &channel.end_user),
        part("key", &channel.platform_key),
        part("consent", &channel.consent),
    )
}

/// Says how long nothing was said.
pub(super) fn gap(words: &str, out: &mut Vec<u8>) {
    line(out, &format!("    [{words}]"));
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `Conversation ID, CUSTOMER (2 sessions, 14 entries)`.
pub(super) fn heading(rows: &Rows<'_>) -> String {
    let conversation = rows.conversation;
    let customer = title(conversation, rows.lens)
        .map(|name| format!(", {name}"))
        .unwrap_or_default();
    format!(
        "Conversation {}{customer} ({}, {})",
        conversation.id,
        count(conversation.sessions.len(), "session", "sessions"),
        count(conversation.entries.len(), "entry", "entries"),
    )
}

/// What placed the entries, where it was not server time alone: `Order: 9 by server time, 2 of equal
/// times by id`.
pub(super) fn order_line(rows: &Rows<'_>) -> Option<String> {
    let (mut server, mut client, mut sequence, mut id, mut untimed) = (0, 0, 0, 0, 0);
    for placed in &rows.conversation.entries {
        let number = match placed.ordered_by {
            _ if rows.timeline.entry(rows.archive, *placed).at.is_none() => &mut untimed,
            OrderedBy::Server => &mut server,
            OrderedBy::Client => &mut client,
            OrderedBy::Sequence => &mut sequence,
            OrderedBy::Id => &mut id,
        };
        *number += 1;
    }
    let told: Vec<String> = [
        (server, "by server time"),
        (client, "by the sender's clock"),
        (sequence, "of equal times by sequence"),
        (id, "of equal times by id"),
        (untimed, "without a time, last"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    let is_plain = server == rows.conversation.entries.len();
    (!is_plain).then(|| format!("Order: {}", told.join(", ")))
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
    for (set, word) in [
        (session.resumed > 0, "resumed"),
        (session.overlaps, "overlaps the next"),
    ] {
        if set {
            text.push_str(", ");
            text.push_str(word);
        }
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

/// What an entry says, and what a reader should know of its words and time.
pub(super) fn said_and_noted(row: &TranscriptRow) -> Vec<String> {
    let has = |flag: &str| row.flags.iter().any(|set| set == flag);
    let skew = row.skew_ms.filter(|_| has("clock_skew")).map(|skew| {
        let side = if skew < 0 { "slow" } else { "fast" };
        format!("sender's clock {} {side}", words(skew.saturating_abs()))
    });
    let flags = ["undelivered", "edited"]
        .into_iter()
        .filter(|flag| has(flag));
    let notes = skew.into_iter().chain(flags.map(str::to_owned));
    let notes: Vec<String> = notes.map(|note| format!("[{note}]")).collect();
    let mut lines = said(row);
    match lines.last_mut() {
        Some(last) => last.extend(notes.iter().flat_map(|note| [" ", note])),
        None => lines.extend(notes),
    }
    lines
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
    let mut lines = said_and_noted(row);
    lines.extend(extras(row));
    if lines.is_empty() {
        lines.push("[no text in this export]".to_owned());
    }
    for (nth, text) in lines.iter().enumerate() {
        if nth == 0 {
            line(out, &format!("{head}{text}"));
        } else {
            line(out, &format!("{:25}{text}", ""));
        }
    }
}
