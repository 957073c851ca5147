//! Everything that was read, once: entries as fixed-size rows, text in an arena, equal strings
//! interned. Nothing is decided here; [`crate::timeline`] computes order, sessions and the current
//! text from it as pure functions.

mod answer;
mod by_sighting;
mod draft;
mod exported;
mod interner;
mod message_ids;
mod sighting;
mod sightings;
mod source;
mod table;
mod text;

use std::{borrow::Cow, collections::BTreeMap, num::NonZeroU32};

pub use answer::Answer;
pub(crate) use by_sighting::BySighting;
pub use draft::Draft;
pub use exported::{EXPORTED_SESSION, Exported, ExportedRevision, OrderedBy, RoleBy};
pub use interner::Interner;
use interner::Last;
pub(crate) use message_ids::MessageIds;
pub use sighting::{AssignedBy, Flags, KEYED_RESPONSE, Maybe, Sighting, Utterance};
use sightings::Sightings;
pub use source::Source;
pub use table::{Record, Row, Tables};
pub use text::{Span, TextArena};

use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::{Content, EntryId, EntryType, Sym, entry_type, ids, time::TimeReading},
};

fn post_increment(number: &mut u32) -> u32 {
    *number += 1;
    *number - 1
}

/// Diagnostics kept per file; the rest are counted.
const MAX_DIAGNOSTICS: usize = 1_000;

/// The contents of all files opened together.
#[derive(Debug, Default)]
pub struct Archive {
    pub(crate) sources: Vec<Source>,
    pub(crate) sightings: Sightings,
    pub(crate) contents: Vec<Content>,
    pub(crate) texts: TextArena,
    pub(crate) names: Interner,
    pub(crate) rows: Vec<Row>,
    pub(crate) message_ids: MessageIds,
    /// Other ids of entries: record ids beside identifiers.
    pub(crate) other_ids: MessageIds,
    /// What our own exports say of entries beyond a record.
    pub(crate) exported: BySighting<Exported>,
    /// When utterances ended, and how long they were.
    pub(crate) utterances: BySighting<Utterance>,
    /// Where conversations stand in our own exports: (file, conversation, smallest record).
    pub(crate) places: BTreeMap<(SourceId, Sym), u64>,
    /// The conversation that an answer names beside its entries.
    pub(crate) responses: Vec<(SourceId, u32, Sym)>,
    reading: TimeReading,
    last: Columns,
}

/// The last strings of the columns of entries.
#[derive(Debug)]
struct Columns {
    entry_type: (String, EntryType),
    conversation: Last,
    session: Last,
    actor: Last,
    actor_name: Last,
    status: Last,
    status_code: Last,
    /// Names of the fields of rows, by their place.
    fields: [Last; 32],
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            entry_type: (String::new(), EntryType::Message),
            conversation: Last::default(),
            session: Last::default(),
            actor: Last::default(),
            actor_name: Last::default(),
            status: Last::default(),
            status_code: Last::default(),
            fields: Default::default(),
        }
    }
}

/// The number of a source in its archive, in the order of opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

impl Archive {
    /// An empty archive whose files write their times as `reading` says.
    pub fn new(reading: TimeReading) -> Self {
        Self {
            reading,
            ..Self::default()
        }
    }

    /// How times without an offset are read.
    pub fn reading(&self) -> &TimeReading {
        &self.reading
    }

    /// How times of one file are read.
    pub fn reading_of(&self, source: SourceId) -> &TimeReading {
        let own = self.source(source).reading.as_ref();
        own.unwrap_or(&self.reading)
    }

    /// Begins a file.
    pub fn add_source(&mut self, name: &str) -> SourceId {
        self.sources.push(Source {
            name: name.to_owned(),
            ..Source::default()
        });
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The first source of this name.
    pub fn named(&self, name: &str) -> Option<SourceId> {
        let at = self.sources.iter().position(|source| source.name == name)?;
        Some(SourceId(at as u32))
    }

    /// A source by its number.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// A source by its number, to be completed.
    pub fn source_mut(&mut self, id: SourceId) -> &mut Source {
        &mut self.sources[id.0 as usize]
    }

    /// Entries read so far, of all kinds.
    pub fn entries_read(&self) -> u64 {
        self.sightings.len() as u64
    }

    /// Bytes held for entries and their text, room included; diagnostics and rows of other objects
    /// are not in it. O(entries with content beside text).
    pub fn entry_bytes(&self) -> usize {
        self.sightings.bytes()
            + self.contents.capacity() * size_of::<Content>()
            + self.contents.iter().map(Content::bytes).sum::<usize>()
            + self.texts.bytes()
            + self.names.bytes()
            + self.message_ids.bytes()
            + self.other_ids.bytes()
            + self.exported.bytes()
            + self
                .exported
                .iter()
                .map(|(_, row)| row.bytes())
                .sum::<usize>()
            + self.utterances.bytes()
    }

    /// Notes what could not be read.
    pub fn diagnose(
        &mut self,
        source: SourceId,
        code: Code,
        place: Place,
        path: Option<&str>,
        message: impl Into<String>,
    ) {
        let source = &mut self.sources[source.0 as usize];
        if source.diagnostics.len() >= MAX_DIAGNOSTICS {
            source.more_diagnostics += 1;
            return;
        }
        source.diagnostics.push(Diagnostic {
            code,
            file: source.name.clone(),
            record: place.record,
            offset: place.offset,
            line: place.line,
            path: path.map(str::to_owned),
            message: message.into(),
        });
    }

    /// Takes in one entry of a source. Amortised O(length of its text).
    pub fn add_entry(&mut self, source: SourceId, place: Place, response: u32, draft: Draft<'_>) {
        let entry_type = match draft.entry_type.as_deref() {
            None => EntryType::Message,
            Some(name) if self.last.entry_type.0 == name => self.last.entry_type.1,
            Some(name) => {
                let known = EntryType::parse(name).unwrap_or_else(|| {
                    EntryType::Other(self.names.intern(&entry_type::camel_case(name)))
                });
                name.clone_into(&mut self.last.entry_type.0);
                self.last.entry_type.1 = known;
                known
            }
        };
        // The name itself is a value of the data: the transcript shows it, a message does not.
        if let EntryType::Other(_) = entry_type {
            let message = "an entry type that is not documented; the entry is kept whole and shown by its name";
            self.diagnose(source, Code::UnknownType, place, Some("entryType"), message);
        }
        if draft.content.unknown_type.is_some() {
            let message = "a type of message or format that is not documented, or without its content; the message is kept whole";
            self.diagnose(
                source,
                Code::UnknownType,
                place,
                Some("entryPayload"),
                message,
            );
        }
        let names = &mut self.names;
        let mut number = |text: &Option<Cow<'_, str>>, last, intern| {
            let text = ids::trimmed(text.as_deref()?);
            (!text.is_empty()).then(|| names.again(text, last, intern))
        };
        let last = &mut self.last;
        let id = Interner::intern_id;
        let conversation = number(&draft.conversation, &mut last.conversation, id);
        let session = number(&draft.session, &mut last.session, id);
        let actor = number(&draft.actor, &mut last.actor, id);
        let status = number(&draft.status, &mut last.status, id);
        let status_code = number(&draft.status_code, &mut last.status_code, id);
        let actor_name = number(&draft.actor_name, &mut last.actor_name, Interner::intern);
        let id = match draft.id.as_deref().map(ids::trimmed) {
            Some(id) if !id.is_empty() => match ids::pack_uuid(id) {
                Some(packed) => EntryId::Uuid(packed),
                None => match ids::parse_content(id) {
                    Some(content) if draft.exported.is_some() => content,
                    _ => EntryId::Text(self.names.intern(&ids::canonical(id))),
                },
            },
            _ => EntryId::Content(draft.content_hash(), 0),
        };
        let text = draft
            .text
            .as_deref()
            .filter(|text| !text.is_empty())
            .map(|text| self.texts.push(text));
        if text.is_some() {
            self.source_mut(source).entries_with_text += 1;
        }
        let at = self.sightings.len() as u32;
        if let Some(message) = draft.message_id.as_deref() {
            self.message_ids.push(at, message, &mut self.names);
        }
        if let Some(other) = draft.other_id.as_deref() {
            self.other_ids
                .push(at, &ids::canonical(other), &mut self.names);
        }
        if let Some(exported) = draft.exported {
            self.exported.push(at, *exported);
        }
        let content = draft.content.put().map(|content| {
            self.contents.push(content);
            NonZeroU32::MIN.saturating_add(self.contents.len() as u32 - 1)
        });
        let utterance = Utterance {
            end_at: draft.end_at,
            duration: draft.duration,
        };
        if utterance != Utterance::default() {
            self.utterances.push(at, utterance);
        }
        self.sightings.push(Sighting {
            id,
            server_at: draft.server_at.into(),
            client_at: draft.client_at.into(),
            sequence: draft.sequence.into(),
            record: place.record.unwrap_or_default(),
            entry_type,
            source,
            response,
            conversation,
            session,
            actor,
            actor_name,
            text,
            content,
            status,
            status_code,
            session_rule: draft.session_rule,
            role: draft.role,
            flags: draft.flags,
        });
    }

    /// Takes in one row of an object other than entries. `fields` are (API name, value), blanks
    /// left out.
    pub fn add_row(
        &mut self,
        source: SourceId,
        place: Place,
        object: &str,
        id: &str,
        fields: &[(&str, &str)],
    ) {
        let object = self.names.intern(object);
        let id = self.names.intern(&ids::canonical(id));
        let (names, texts, columns) = (&mut self.names, &mut self.texts, &mut self.last.fields);
        let fields = fields
            .iter()
            .enumerate()
            .map(|(at, (name, value))| {
                let name = match columns.get_mut(at) {
                    Some(last) => names.again(name, last, Interner::intern),
                    None => names.intern(name),
                };
                (name, texts.push(value))
            })
            .collect();
        self.rows.push(Row {
            object,
            id,
            source,
            record: place.record.unwrap_or_default(),
            fields,
        });
    }

    /// Notes at which record of an export of ours a conversation stands.
    pub fn place_conversation(&mut self, source: SourceId, conversation: &str, record: u64) {
        let conversation = self.names.intern_id(conversation);
        let place = self.places.entry((source, conversation)).or_insert(record);
        *place = record.min(*place);
    }

    /// Notes the conversation that a whole answer is about.
    pub fn name_response(&mut self, source: SourceId, response: u32, conversation: &str) {
        let conversation = self.names.intern(&ids::canonical(conversation));
        self.responses.push((source, response, conversation));
    }

    /// Sources from lowest to highest rank: by name, then by content hash, so that the order of
    /// opening decides nothing.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.sources.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let key = |at: u32| {
                let source = &self.sources[at as usize];
                (&source.name, source.hash, source.bytes)
            };
            key(a).cmp(&key(b))
        });
        let mut ranks = vec![0; order.len()];
        for (rank, source) in order.into_iter().enumerate() {
            ranks[source as usize] = rank as u32;
        }
        ranks
    }

    /// What is known of the length of what was spoken. O(log of those that have any).
    #[inline]
    pub(crate) fn utterance(&self, sighting: u32) -> Utterance {
        if self.utterances.is_empty() {
            return Utterance::default();
        }
        self.utterances.get(sighting).copied().unwrap_or_default()
    }

    /// The text behind a number.
    pub fn name(&self, sym: Sym) -> &str {
        self.names.resolve(sym)
    }

    /// How an entry id is printed.
    pub fn entry_id(&self, id: EntryId) -> String {
        match id {
            EntryId::Uuid(packed) => ids::unpack_uuid(packed),
            EntryId::Text(sym) => self.name(sym).to_owned(),
            EntryId::Content(hash, occurrence) => ids::unparse_content(hash, occurrence),
        }
    }

    /// The CamelCase name of an entry type.
    pub fn type_name(&self, entry_type: EntryType) -> &str {
        match entry_type {
            EntryType::Other(sym) => self.name(sym),
            known => known.name().unwrap_or_default(),
        }
    }

    /// Takes back the last source, which brought nothing. `false` if another came after it.
    pub(crate) fn withdraw(&mut self, source: SourceId) -> bool {
        let last = source.0 as usize + 1 == self.sources.len();
        if last {
            self.sources.pop();
            self.responses.retain(|(of, ..)| *of != source);
        }
        last
    }

    /// Removes everything a source brought, after a cancel. O(entries read).
    pub fn forget(&mut self, source: SourceId) {
        // Where each sighting that stays is from then on.
        let mut kept = 0;
        let places: Vec<Option<u32>> = self
            .sightings
            .iter()
            .map(|sighting| (sighting.source != source).then(|| post_increment(&mut kept)))
            .collect();
        let place = |at: u32| places.get(at as usize).copied().flatten();
        self.message_ids.moved(place);
        self.other_ids.moved(place);
        self.exported.moved(place);
        self.utterances.moved(place);
        self.sightings.retain(|sighting| sighting.source != source);
        self.rows.retain(|row| row.source != source);
        self.responses.retain(|(of, ..)| *of != source);
        self.places.retain(|(of, _), _| *of != source);
        let source = self.source_mut(source);
        source.records = BTreeMap::new();
        source.diagnosed = 0;
        source.filtered = 0;
        source.entries_with_text = 0;
        source.diagnostics.clear();
        source.more_diagnostics = 0;
        source.warnings.clear();
        source.redacted = false;
        source.answers.clear();
        source.refusals.clear();
    }
}
