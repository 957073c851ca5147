//! Transcripts as files, pulled in chunks.

use serde::{Deserialize, Serialize};

use crate::{
    archive::Archive,
    export::{Lens, Rows, SessionSummary, TranscriptRow, csv, json, jsonl, markdown, text},
    model::time::Zone,
    timeline::Timeline,
};

/// Chunks are at least this long, the last excepted.
const CHUNK: usize = 1 << 20;

/// A file format of transcripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One entry a line, JSON: [`TranscriptRow`].
    #[default]
    Jsonl,
    /// One JSON document: conversations with their sessions and entries.
    Json,
    /// One entry a row.
    Csv,
    /// Readable text.
    Text,
    /// Markdown.
    Markdown,
}

impl ExportFormat {
    /// File name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }

    /// Media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }
}

/// What to export.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportOptions {
    /// File format.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub format: ExportFormat,
    /// One conversation only, by id.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub conversation: Option<String>,
    /// Leave internal notes and whispers out.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub customer_copy: bool,
    /// Also what is no entry, so that the export opens again without loss: participants, records
    /// of other objects, ids of authors, events. In JSON by default, unless it is a customer copy;
    /// in JSON Lines a line of its own before the entries of each conversation.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "boolean | null"))]
    pub related: Option<bool>,
    /// IANA name of the zone in which text and Markdown print times; UTC by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub zone: Option<String>,
}

impl ExportOptions {
    /// Whether rows and conversations tell all that there is.
    fn is_detailed(&self) -> bool {
        let can = matches!(self.format, ExportFormat::Json | ExportFormat::Jsonl);
        let by_default = self.format == ExportFormat::Json && !self.customer_copy;
        can && self.related.unwrap_or(by_default)
    }
}

/// Where an export stands. Holds no borrow, so that it can live beside the archive it reads.
#[derive(Debug)]
pub struct Exporter {
    options: ExportOptions,
    zone: Zone,
    conversation: usize,
    entry: usize,
    begun: bool,
    ended: bool,
    last_session: Option<u32>,
    /// Conversations begun, and whether the current one has an entry yet: for the commas of JSON.
    conversations: u64,
    has_entry: bool,
}

impl Exporter {
    /// Begins an export; `zone` is the one that `options.zone` names.
    pub fn new(options: ExportOptions, zone: Zone) -> Self {
        Self {
            options,
            zone,
            conversation: 0,
            entry: 0,
            begun: false,
            ended: false,
            last_session: None,
            conversations: 0,
            has_entry: false,
        }
    }

    /// A name for the file.
    pub fn file_name(&self, lens: Lens<'_>) -> String {
        let kind = match lens {
            Lens::Original => "original",
            Lens::Redacted(_) => "redacted",
        };
        format!("transcripts-{kind}.{}", self.options.format.extension())
    }

    /// What is exported.
    pub fn options(&self) -> &ExportOptions {
        &self.options
    }

    /// The next bytes; `None` at the end. The archive and the lens must be the same every time.
    pub fn next(
        &mut self,
        archive: &Archive,
        timeline: &Timeline,
        lens: Lens<'_>,
    ) -> Option<Vec<u8>> {
        if self.ended {
            return None;
        }
        let mut out = Vec::with_capacity(CHUNK + CHUNK / 8);
        if !self.begun {
            self.begun = true;
            self.begin(&mut out);
        }
        while out.len() < CHUNK {
            let Some(conversation) = timeline.conversations.get(self.conversation) else {
                self.end(&mut out);
                self.ended = true;
                break;
            };
            let wanted = self.options.conversation.as_deref();
            let skip = wanted.is_some_and(|id| {
                id != conversation.id
                    && crate::model::ids::canonical(id) != conversation.id.as_str()
            });
            if skip {
                self.conversation += 1;
                continue;
            }
            let rows = Rows {
                archive,
                timeline,
                conversation,
                lens,
                detailed: self.options.is_detailed(),
            };
            if self.entry == 0 {
                self.last_session = None;
                self.begin_conversation(&rows, &mut out);
            }
            while out.len() < CHUNK && self.entry < conversation.entries.len() {
                let at = self.entry;
                self.entry += 1;
                let internal = |row: &TranscriptRow| row.internal && self.options.customer_copy;
                match rows.row(at) {
                    Some((mut row, _)) if !internal(&row) => {
                        row.index = timeline.exported_index(archive, conversation, at);
                        self.divide(&rows, at, &mut out);
                        self.write(&row, &mut out);
                    }
                    _ => {}
                }
            }
            if self.entry >= conversation.entries.len() {
                self.end_conversation(&mut out);
                self.conversation += 1;
                self.entry = 0;
            }
        }
        (!out.is_empty()).then_some(out)
    }

    fn begin(&self, out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Json => json::begin(out),
            ExportFormat::Csv => csv::header(out),
            ExportFormat::Text => text::begin(&self.zone, out),
            ExportFormat::Markdown => markdown::begin(&self.zone, out),
            ExportFormat::Jsonl => {}
        }
    }

    fn end(&self, out: &mut Vec<u8>) {
        if self.options.format == ExportFormat::Json {
            json::end(out);
        }
    }

    fn begin_conversation(&mut self, rows: &Rows<'_>, out: &mut Vec<u8>) {
        rows.lens.enter(&rows.conversation.id);
        match self.options.format {
            ExportFormat::Json => json::begin_conversation(rows, self.conversations > 0, out),
            ExportFormat::Text => text::begin_conversation(rows, out),
            ExportFormat::Markdown => markdown::begin_conversation(rows, out),
            ExportFormat::Jsonl if rows.detailed => jsonl::begin_conversation(rows, out),
            ExportFormat::Jsonl | ExportFormat::Csv => {}
        }
        self.conversations += 1;
        self.has_entry = false;
    }

    fn end_conversation(&self, out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Json => json::end_conversation(out),
            ExportFormat::Text | ExportFormat::Markdown => out.push(b'\n'),
            ExportFormat::Jsonl | ExportFormat::Csv => {}
        }
    }

    /// A line where the session changes.
    fn divide(&mut self, rows: &Rows<'_>, at: usize, out: &mut Vec<u8>) {
        let session = rows.conversation.entries[at].session;
        if session == self.last_session && at > 0 {
            return;
        }
        self.last_session = session;
        let summary = session
            .and_then(|session| rows.conversation.sessions.get(session as usize))
            .map(|session| SessionSummary::new(session, rows.lens));
        match self.options.format {
            ExportFormat::Text => text::divider(summary.as_ref(), &self.zone, out),
            ExportFormat::Markdown => markdown::divider(summary.as_ref(), &self.zone, out),
            _ => {}
        }
    }

    fn write(&mut self, row: &TranscriptRow, out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Jsonl => jsonl::write(row, out),
            ExportFormat::Json => json::write(row, self.has_entry, out),
            ExportFormat::Csv => csv::write(row, out),
            ExportFormat::Text => text::write(row, &self.zone, out),
            ExportFormat::Markdown => markdown::write(row, &self.zone, out),
        }
        self.has_entry = true;
    }
}
