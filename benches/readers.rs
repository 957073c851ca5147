//! Three ways to read the same export: ours to the records, ours to the archive, and typed
//! `serde_json`, borrowing what it can.

use std::{borrow::Cow, hint::black_box};

use sealed_transcript::{
    archive::Archive,
    intake::Intake,
    json::{Picker, Scratch},
    limits::Limits,
    source::{Event, Reader},
};
use serde::Deserialize;

const CONTAINERS: &[&str] = &["conversationEntries"];
const CHUNK: usize = 1 << 20;
const TEXT: &[&[&str]; 1] = &[&["abstractMessage", "staticContent", "text"]];

/// The whole way in; gives the entries read.
pub(crate) fn ingest(corpus: &str) -> Archive {
    let mut archive = Archive::default();
    let mut intake = Intake::new(&mut archive, "export.json", Limits::default());
    for chunk in corpus.as_bytes().chunks(CHUNK) {
        intake.feed(&mut archive, chunk);
    }
    intake.finish(&mut archive);
    archive
}

/// What a format keeps of the entries.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) entries: usize,
    pub(crate) time: i64,
    pub(crate) bytes: usize,
}

/// The reader alone: identifiers, times and, with `open`, the text of each message.
pub(crate) fn skim(corpus: &str, open: bool) -> Kept {
    let mut reader = Reader::new(CONTAINERS, Limits::default());
    let mut kept = Kept::default();
    let (mut room, mut picker) = (Scratch::default(), Picker::new(TEXT));
    let mut sink = |event: Event<'_>| {
        let Event::Record(record) = event else { return };
        let mut payload = None;
        let mut message = false;
        for (key, value) in record.fields.iter() {
            match key {
                "identifier" | "conversationIdentifier" | "senderDisplayName" => {
                    kept.bytes += value.string().map_or(0, |s| s.len());
                }
                "transcriptedTimestamp" | "clientTimestamp" => {
                    kept.time += value.i64().unwrap_or_default();
                }
                "entryType" => message = value.as_str() == "\"Message\"",
                "entryPayload" => payload = Some(value),
                _ => {}
            }
        }
        if open
            && message
            && let Some((payload, _)) = payload.and_then(|payload| payload.text_in(&mut room))
        {
            let text = picker.pick(payload).ok().and_then(|[text]| text?.string());
            kept.bytes += text.map_or(0, |text| text.len());
        }
        kept.entries += 1;
    };
    for chunk in corpus.as_bytes().chunks(CHUNK) {
        reader.feed(chunk, &mut sink);
    }
    black_box(reader.finish(&mut sink));
    kept
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    #[serde(borrow)]
    conversation_entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read is what is measured")]
struct Entry<'a> {
    #[serde(borrow)]
    identifier: Cow<'a, str>,
    #[serde(borrow)]
    conversation_identifier: Cow<'a, str>,
    #[serde(borrow)]
    entry_type: Cow<'a, str>,
    #[serde(borrow)]
    entry_payload: Cow<'a, str>,
    transcripted_timestamp: i64,
    client_timestamp: i64,
    #[serde(borrow)]
    sender: Sender<'a>,
    #[serde(borrow)]
    sender_display_name: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read is what is measured")]
struct Sender<'a> {
    #[serde(borrow)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    #[serde(borrow)]
    abstract_message: Message<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    static_content: Static<'a>,
}

#[derive(Deserialize)]
struct Static<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// The same by `serde_json`.
pub(crate) fn typed(corpus: &str, open: bool) -> Kept {
    let mut kept = Kept::default();
    let Ok(page) = serde_json::from_str::<Page<'_>>(corpus) else {
        return kept;
    };
    for entry in &page.conversation_entries {
        kept.entries += 1;
        kept.time += entry.transcripted_timestamp + entry.client_timestamp;
        kept.bytes += entry.identifier.len()
            + entry.conversation_identifier.len()
            + entry.sender_display_name.len();
        if open && entry.entry_type == "Message" {
            let payload = serde_json::from_str::<Payload<'_>>(&entry.entry_payload);
            kept.bytes += payload.map_or(0, |p| p.abstract_message.static_content.text.len());
        }
    }
    kept
}
