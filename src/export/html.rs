//! One HTML document that reads well on its own: no script, nothing to load, and a policy that
//! forbids both.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    export::{CustomerSummary, Lens, Mark, Rows, SessionSummary, TranscriptRow, text},
    model::time::Zone,
};

const STYLE: &str = include_str!("html.css");

fn write(out: &mut Vec<u8>, html: &str) {
    out.extend_from_slice(html.as_bytes());
}

/// Begins the document: what it is, which zone its times are in, whether it was redacted.
pub(super) fn begin(zone: &Zone, lens: Lens<'_>, out: &mut Vec<u8>) {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let about = match lens.mark() {
        None => "Original text: nothing is redacted.".to_owned(),
        Some(mark) => format!(
            "Redacted by {}: what was replaced stands on a bar and names what stood there.",
            escape(&mark.replace(':', " "))
        ),
    };
    let zone = escape(&zone.name);
    write(
        out,
        &format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>Transcripts</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Transcripts</h1>\n\
             <p class=\"about\">{about} Times are in {zone}.</p>\n"
        ),
    );
}

/// Ends the document.
pub(super) fn end(out: &mut Vec<u8>) {
    write(out, "</main>\n</body>\n</html>\n");
}

/// Names the conversation.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    let heading = escape(&text::heading(rows));
    write(
        out,
        &format!("<article>\n<h2 dir=\"auto\">{heading}</h2>\n"),
    );
    if let Some(order) = text::order_line(rows) {
        write(out, &format!("<p class=\"gap\">{}</p>\n", escape(&order)));
    }
}

/// Ends the conversation, or the customer.
pub(super) fn end_article(out: &mut Vec<u8>) {
    write(out, "</article>\n");
}

/// Names the customer and every channel record of theirs.
pub(super) fn begin_customer(customer: &CustomerSummary, out: &mut Vec<u8>) {
    let heading = escape(&text::customer_heading(customer));
    write(
        out,
        &format!("<article>\n<h2 dir=\"auto\">{heading}</h2>\n<ul class=\"channels\">\n"),
    );
    for channel in &customer.channels {
        let line = escape(&text::channel_line(channel));
        write(out, &format!("<li dir=\"auto\">{line}</li>\n"));
    }
    write(out, "</ul>\n");
}

/// Says how long nothing was said.
pub(super) fn gap(words: &str, out: &mut Vec<u8>) {
    write(out, &format!("<p class=\"gap\">{}</p>\n", escape(words)));
}

/// Names the session that begins here.
pub(super) fn divider(session: Option<&SessionSummary>, zone: &Zone, out: &mut Vec<u8>) {
    let line = escape(&text::session_line(session, zone));
    write(out, &format!("<h3 dir=\"auto\">{line}</h3>\n"));
}

/// Says what holds for all entries that follow.
pub(super) fn of_all(flags: &[String], out: &mut Vec<u8>) {
    let words: Vec<String> = flags.iter().map(|flag| said_of(flag)).collect();
    if !words.is_empty() {
        let words = escape(&words.join(", "));
        write(
            out,
            &format!("<p class=\"about\">All entries: {words}.</p>\n"),
        );
    }
}

/// A flag in words.
fn said_of(flag: &str) -> String {
    match flag {
        "redacted" => "redacted before it came into this file",
        "text_conflict" => "the files disagree about this text",
        "conversation_conflict" => "the files disagree about its conversation",
        "undelivered" => "not delivered",
        "automated_response" => "automatic reply",
        "clock_client" => "placed by the sender's clock",
        "clock_skew" => "the sender's clock is wrong",
        "replaced_characters" => "some characters could not be decoded",
        "unknown_type" => "of a type that nobody documented",
        _ => {
            return match flag.strip_prefix("policy:") {
                Some(hash) => format!("redacted before by policy {hash}"),
                None => flag.replace('_', " "),
            };
        }
    }
    .to_owned()
}

/// `2025-01-10 11:20:15.250` as its day and its time to the second.
pub(super) fn day_and_second(local: &str) -> (&str, &str) {
    let (day, time) = local.split_once(' ').unwrap_or(("", local));
    (day, time.get(..8).unwrap_or(time))
}

/// Begins a day.
pub(super) fn day(day: &str, out: &mut Vec<u8>) {
    write(out, &format!("<p class=\"day\">{}</p>\n", escape(day)));
}

/// A role as people call it.
fn role_name(role: &str) -> &str {
    match role {
        "EndUser" => "Customer",
        "DigitalWorker" => "Digital worker",
        "Router" => "Routing",
        _ => role,
    }
}

/// Roles that are drawn in a way of their own.
fn class(row: &TranscriptRow) -> &str {
    let class = match row.role.as_str() {
        role @ ("EndUser" | "Agent" | "Bot") => role,
        "DigitalWorker" => "Bot",
        _ => "other",
    };
    if row.kind == "Message" || row.internal {
        class
    } else {
        "event"
    }
}

/// Writes one entry, with what was redacted in its text; flags that are `said` above it are not repeated.
pub(super) fn entry(
    row: &TranscriptRow,
    marks: &[Mark],
    said: &[Vec<String>],
    zone: &Zone,
    out: &mut Vec<u8>,
) {
    let note = if row.internal { " note" } else { "" };
    write(out, &format!("<div class=\"entry {}{note}\">", class(row)));
    match (row.at_ms, &row.at) {
        (Some(ms), Some(at)) => {
            let whole = zone.local_text(ms);
            let (_, second) = day_and_second(&whole);
            write(
                out,
                &format!(
                    "<p class=\"time\"><time datetime=\"{}\" title=\"{}\">{}</time></p>",
                    escape(at),
                    escape(&whole),
                    escape(second)
                ),
            );
        }
        _ => write(out, "<p class=\"time\">no time</p>"),
    }
    write(out, "<div class=\"said\">");
    if class(row) != "event" {
        let role = escape(role_name(&row.role));
        match &row.actor {
            Some(actor) => write(
                out,
                &format!(
                    "<p class=\"who\" dir=\"auto\">{} <span>{role}</span>",
                    escape(actor)
                ),
            ),
            None => write(out, &format!("<p class=\"who\">{role}")),
        }
        if row.internal {
            write(out, " <span class=\"badge\">internal</span>");
        }
        write(out, "</p>");
    }
    match &row.text {
        Some(text) => {
            write(out, "<p class=\"text\" dir=\"auto\">");
            marked(text, marks, out);
            write(out, "</p>");
        }
        None => {
            for line in text::said(row) {
                write(out, &format!("<p class=\"text\">{}</p>", escape(&line)));
            }
        }
    }
    for extra in text::extras(row) {
        write(
            out,
            &format!("<p class=\"more\" dir=\"auto\">{}</p>", escape(&extra)),
        );
    }
    let notes: Vec<String> = row
        .flags
        .iter()
        // What was redacted here stands on its bar.
        .filter(|&flag| {
            (flag != "redacted" || marks.is_empty())
                && !said.iter().flatten().any(|one| one == flag)
        })
        .map(|flag| said_of(flag))
        .collect();
    if !notes.is_empty() {
        let notes = escape(&notes.join(", "));
        write(out, &format!("<p class=\"more\">{notes}</p>"));
    }
    write(out, "</div></div>\n");
}

/// The text with its redacted spans on a bar. Marks count UTF-16 units and do not overlap; one
/// without length stands where something was removed.
fn marked(text: &str, marks: &[Mark], out: &mut Vec<u8>) {
    let mut marks = marks.iter().peekable();
    let mut end = None;
    let mut unit = 0;
    let mut plain = String::new();
    for letter in text.chars().map(Some).chain([None]) {
        if end.is_some_and(|end| unit >= end) {
            write(out, &escape(&std::mem::take(&mut plain)));
            write(out, "</mark>");
            end = None;
        }
        while end.is_none()
            && let Some(mark) = marks.next_if(|mark| mark.start <= unit)
        {
            write(out, &escape(&std::mem::take(&mut plain)));
            write(out, &format!("<mark title=\"{}\">", escape(&mark.kind)));
            if mark.end > unit {
                end = Some(mark.end);
            } else {
                write(out, "[ ]</mark>");
            }
        }
        if let Some(letter) = letter {
            plain.push(letter);
            unit += letter.len_utf16() as u32;
        }
    }
    write(out, &escape(&plain));
}

/// Text is text, whatever characters it holds.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML in any spelling.
            '\0' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redacted_span_is_marked_by_utf16_units_and_text_stays_text() {
        let mark = |start, end| Mark {
            start,
            end,
            kind: "PERSON".to_owned(),
            operator: "replace".to_owned(),
        };
        let html = |text: &str, marks: &[Mark]| {
            let mut out = Vec::new();
            marked(text, marks, &mut out);
            String::from_utf8(out).unwrap_or_default()
        };
        assert_eq!(
            html("😀 <b>[P]", &[mark(6, 9)]),
            "😀 &lt;b&gt;<mark title=\"PERSON\">[P]</mark>"
        );
        assert_eq!(
            html("[P][P]&", &[mark(0, 3), mark(3, 6)]),
            "<mark title=\"PERSON\">[P]</mark><mark title=\"PERSON\">[P]</mark>&amp;"
        );
        // What was removed leaves a mark that is seen.
        assert_eq!(
            html("ab", &[mark(1, 1)]),
            "a<mark title=\"PERSON\">[ ]</mark>b"
        );
    }

    #[test]
    fn the_style_that_the_policy_allows_is_the_one_inside() {
        let mut out = Vec::new();
        begin(&Zone::utc(), Lens::Original, &mut out);
        let html = String::from_utf8(out).unwrap_or_default();
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert!(html.contains(&format!("style-src 'sha256-{hash}'")));
        assert!(html.contains(&format!("<style>{STYLE}</style>")));
        assert!(!html.contains("<script") && !html.contains("http:") && !html.contains("https:"));
    }
}
