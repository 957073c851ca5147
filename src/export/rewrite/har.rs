//! Recordings of a browser: the body of every answer is a file of its own, spelled in a string, in base64, or in
//! the messages of an event source.

use std::ops::Range;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Work,
    edit::{Decoded, Edit},
    json,
    leaf::Leaves,
};
use crate::{
    archive::SourceId,
    export::OutputCheck,
    json::{Kind, Raw},
    source::{Container, EVENT_FIELDS, Event, Record, is_exchange, sniff},
};

/// The body of an exchange; strings are told by the place of their opening quote.
struct Body {
    /// Ordinal of the exchange.
    index: u64,
    spelled: Spelled,
}

enum Spelled {
    Text(usize),
    Base64(usize),
    /// Of each message the fields that it has, in the order of the stream.
    Events(Vec<Vec<(&'static str, usize)>>),
}

impl Body {
    /// Of an exchange that stands in `text`.
    fn of(record: &Record<'_>, text: &str) -> Option<Self> {
        let start = record.raw.as_str().as_ptr() as usize;
        let place = |raw: Raw<'_>| {
            let at = (raw.as_str().as_ptr() as usize).checked_sub(start)?;
            let at = record.offset as usize + at;
            (raw.kind() == Kind::String && text.as_bytes().get(at) == Some(&b'"')).then_some(at)
        };
        let index = record.index;
        if let Some(messages) = record.fields.get("_eventSourceMessages") {
            let fields = |message: Raw<'_>| {
                let fields = EVENT_FIELDS.iter();
                let fields = fields
                    .filter_map(|(member, field)| Some((*field, place(message.get(member)?)?)));
                fields.collect::<Vec<_>>()
            };
            let messages: Vec<_> = messages
                .elements()
                .map_while(Result::ok)
                .map(fields)
                .collect();
            if messages.iter().any(|message| !message.is_empty()) {
                let spelled = Spelled::Events(messages);
                return Some(Self { index, spelled });
            }
        }
        let content = record.fields.get("response")?.get("content")?;
        let at = place(content.get("text")?)?;
        let packed = content.get("encoding").and_then(Raw::string);
        let spelled = if packed.as_deref() == Some("base64") {
            Spelled::Base64(at)
        } else {
            Spelled::Text(at)
        };
        Some(Self { index, spelled })
    }
}

impl Work<'_, '_> {
    /// What is to be replaced in the bodies of a recording, and which of its strings were looked at for that. What
    /// nobody read of them is looked at with the rest of the recording, or decoded for it.
    pub(super) fn bodies(
        &mut self,
        name: &str,
        source: SourceId,
        text: &str,
        check: &mut OutputCheck,
        out: &mut Vec<Edit>,
    ) -> Vec<Range<usize>> {
        let mut bodies = Vec::new();
        self.read(text, |event| {
            if let Event::Record(record) = event
                && is_exchange(record.container, &record.fields)
            {
                bodies.extend(Body::of(&record, text));
            }
        });
        let mut apart = Vec::new();
        for body in bodies {
            let file = format!("{name}/entries[{}]", body.index);
            match body.spelled {
                Spelled::Text(at) => {
                    let Some((decoded, end)) = json::string(text, at) else {
                        continue;
                    };
                    if self.spelled(&file, &decoded, check, out) {
                        apart.push(at..end);
                    }
                }
                Spelled::Events(messages) => {
                    let (stream, strings) = stream(text, &messages);
                    if self.spelled(&file, &stream, check, out) {
                        apart.extend(strings);
                    }
                }
                Spelled::Base64(at) => {
                    let Some((decoded, end)) = json::string(text, at) else {
                        continue;
                    };
                    apart.push(at..end);
                    let Ok(bytes) = STANDARD.decode(decoded.text.as_bytes()) else {
                        continue;
                    };
                    if let Some(new) = self.packed(&file, source, &bytes, check)
                        && new != bytes
                    {
                        out.push(Edit {
                            at: at + 1..end - 1,
                            with: STANDARD.encode(new),
                        });
                    }
                }
            }
        }
        apart.sort_unstable_by_key(|one| one.start);
        apart
    }

    /// Looks at a body that was read, as it is spelled in the recording; `false` if nobody read it.
    fn spelled(
        &mut self,
        file: &str,
        body: &Decoded,
        check: &mut OutputCheck,
        out: &mut Vec<Edit>,
    ) -> bool {
        let bytes = body.text.as_bytes();
        let Some(source) = self.source(file, bytes) else {
            return false;
        };
        if let Some(reason) = self.hindrance(source) {
            self.refuse(file, None, reason);
            return true;
        }
        let sniffed = sniff(bytes.get(..bytes.len().min(8 << 10)).unwrap_or_default());
        let container = self.container(&sniffed);
        if !matches!(container, Container::Empty) {
            let edits = self.edits(file, source, container, &body.text, check);
            body.edits(edits, json::escaped, out);
        }
        true
    }

    /// The new bytes of a body in base64. One that nobody read is looked at as text, if it is any.
    fn packed(
        &mut self,
        file: &str,
        recording: SourceId,
        bytes: &[u8],
        check: &mut OutputCheck,
    ) -> Option<Vec<u8>> {
        if self.source(file, bytes).is_some() {
            return self.rewrite(file, bytes, check);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let mut leaves = Leaves::new(self.of.watched, recording, &self.of.told);
        let mut edits = json::value(text, "", 0, &mut leaves);
        super::edit::tidy(&mut edits);
        let new = super::apply(text, &edits);
        check.feed_text(new.as_bytes());
        check.feed_text(b"\n\n\n\n");
        Some(new.into_bytes())
    }
}

/// The messages of an event source as the stream that they came in, and the strings that spell them.
fn stream(text: &str, messages: &[Vec<(&'static str, usize)>]) -> (Decoded, Vec<Range<usize>>) {
    let (mut stream, mut strings) = (Decoded::default(), Vec::new());
    let mut at = 0;
    for message in messages {
        for (field, quote) in message {
            let Some((value, end)) = json::string(text, *quote) else {
                continue;
            };
            strings.push(*quote..end);
            for line in value.text.lines() {
                let from = line.as_ptr() as usize - value.text.as_ptr() as usize;
                at = value.place(from);
                stream.push_all(&format!("{field}: "), at);
                for (n, c) in line.char_indices() {
                    stream.push(c, value.place(from + n));
                }
                at = value.place(from + line.len());
                stream.push('\n', at);
            }
        }
        stream.push('\n', at);
    }
    stream.end(at);
    (stream, strings)
}
