//! What stands around the records of an answer: counts, the next page, names of columns.

use super::open_file::OpenFile;
use crate::{
    archive::{Answer, Archive},
    diagnostics::Place,
    formats::Context,
    json::Raw,
    source::Envelope,
};

impl OpenFile {
    pub(super) fn take_envelope(&mut self, archive: &mut Archive, envelope: &Envelope) {
        let text = |key: &str| envelope.get(key).and_then(Raw::string);
        archive
            .source_mut(self.source)
            .answers
            .push(answer(envelope));
        // An answer may name its conversation beside its entries.
        let conversation = text("conversationIdentifier").or_else(|| text("conversationId"));
        if let Some(conversation) = conversation {
            archive.name_response(self.source, envelope.response as u32 + 1, &conversation);
        }
        if !self.held.is_empty() {
            self.take_held(archive, envelope);
        }
        // A known container that is empty is an answer without entries, not an unknown file.
        let source = archive.source_mut(self.source);
        if source.format.is_empty() && envelope.records() == 0 {
            let (name, what) = match envelope.container() {
                "conversationEntries" => {
                    ("connect-entries", "an empty list of conversation entries")
                }
                "records" => ("query-json", "a query answer without rows"),
                "data" if envelope.get("metadata").is_some() => {
                    ("data-cloud-query", "a Data Cloud answer without rows")
                }
                "conversationParticipants" => ("byob-entries", "an empty bot history"),
                _ => return,
            };
            name.clone_into(&mut source.format);
            what.clone_into(&mut source.evidence);
        }
    }

    /// Reads rows as arrays, now that the metadata behind them is known.
    fn take_held(&mut self, archive: &mut Archive, envelope: &Envelope) {
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place: Place::default(),
            response: envelope.response as u32 + 1,
        };
        let known = self.held.read(envelope.get("metadata"), &mut context);
        let source = archive.source_mut(self.source);
        if source.format.is_empty() {
            "data-cloud-query".clone_into(&mut source.format);
            source.evidence = match known {
                Some(known) => format!("rows as arrays with metadata: {}", known.evidence),
                None => "rows as arrays, as Data Cloud answers".to_owned(),
            };
        }
    }
}

/// What an envelope says of its answer.
fn answer(envelope: &Envelope) -> Answer {
    let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::i64).and_then(|n| u64::try_from(n).ok());
    let text = |key: &str| envelope.get(key).and_then(Raw::string);
    let next = envelope
        .members
        .iter()
        .filter(|member| member.key.starts_with("next"))
        .find_map(|member| {
            let value = Raw::trusted(member.value.as_deref()?);
            let value = value.string().unwrap_or(value.as_str().into());
            let is_set = !matches!(value.trim(), "" | "null" | "false" | "{}" | "[]");
            is_set.then(|| (member.key.clone(), value.into_owned()))
        });
    let counted = number(envelope.get("totalSize")).or_else(|| {
        number(
            envelope
                .get("status")
                .and_then(|status| status.get("rowCount")),
        )
    });
    Answer {
        response: envelope.response as u32 + 1,
        records: number(envelope.get("returnedRows")).unwrap_or_else(|| envelope.records()),
        counted,
        done: envelope.get("done").and_then(Raw::bool),
        next,
        query: text("queryId").map(Into::into),
        sub_query: None,
    }
}
