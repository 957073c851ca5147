//! One entry as every output shows it.

use std::{borrow::Cow, collections::BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::{
    archive::{Archive, AssignedBy, Exported},
    export::{About, Lens, Mark, conversation_block::id_seen},
    model::{
        Attachment, Card, Choice, Content, Detail, EntryType, FormValue, Link, Millis, Role, Sym,
        ids, time,
    },
    redact::{Field, Languages, Neighbour},
    timeline::{Conversation, Entry, Follows, OrderedBy, Placed, RoleBy, Timeline, event_line},
};

/// From how many milliseconds on a clock counts as wrong: a message is not a minute on its way.
const SKEW: u64 = 60_000;
/// Messages of context that a detector may look at on either side.
const NEIGHBOURS: usize = 3;

/// What stands before the reason why a message was not delivered.
pub(crate) const NOT_DELIVERED: &str = "Not delivered";

/// An entry in its transcript; `null` where unknown. One line of a JSON Lines export.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct TranscriptRow {
    /// Conversation id: UUID, record id or `unknown:…`.
    pub conversation: String,
    /// Session id, 18 characters.
    pub session: Option<String>,
    /// Message identifier, else record id.
    pub entry: String,
    /// Place in the conversation, from 0.
    pub index: u32,
    /// RFC 3339, UTC, milliseconds.
    pub at: Option<String>,
    /// The same as epoch milliseconds.
    pub at_ms: Option<Millis>,
    /// The key that placed the entry.
    pub ordered_by: OrderedBy,
    /// The rule that gave it its session.
    pub assigned_by: AssignedBy,
    /// `EndUser`, `Agent`, `Bot`, `System`, `Supervisor`, `Router`, `DigitalWorker` or `Unknown`.
    pub role: String,
    /// What told the role.
    pub role_by: RoleBy,
    /// Display name.
    pub actor: Option<String>,
    /// The author, whatever name or key they go by: role and number in the conversation.
    pub participant: String,
    /// Entry type in CamelCase.
    pub kind: String,
    /// The newest text; for an event a line that says what happened.
    pub text: Option<String>,
    /// Earlier texts, and those of other files where they differ.
    pub revisions: Vec<RowRevision>,
    /// Files sent, never fetched.
    pub attachments: Vec<Attachment>,
    /// Links shown.
    pub links: Vec<Link>,
    /// Options offered or chosen.
    pub choices: Vec<Choice>,
    /// Form fields.
    pub form: Vec<FormValue>,
    /// Not shown to the customer.
    pub internal: bool,
    /// End of an utterance, epoch milliseconds.
    pub end_ms: Option<Millis>,
    /// Its length in milliseconds.
    pub duration_ms: Option<i64>,
    /// Client time, epoch milliseconds.
    pub client_at_ms: Option<Millis>,
    /// Client time minus server time, milliseconds.
    pub skew_ms: Option<i64>,
    /// Delivery status.
    pub status: Option<String>,
    /// Delivery status code.
    pub status_code: Option<String>,
    /// The records that told of it, lowest file rank first.
    pub sources: Vec<RowSource>,
    /// What a reader should know: `edited`, `text_conflict`, `undelivered`, `automated_response`,
    /// `clock_client`, `clock_skew`, `replaced_characters`, `unknown_type`, `conversation_inferred`,
    /// `conversation_conflict`, `redacted` (something of the text was replaced); in exports through a policy `policy:` and
    /// the first 16 digits of its hash.
    pub flags: Vec<String>,
    /// The entry that this one answers; absent where it answers none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub in_reply_to: Option<String>,
    /// Cards of a carousel, and titled groups of options; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub cards: Vec<Card>,
    /// What has no place of its own: amounts, addresses, variables, reasons; absent where there is
    /// nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub details: Vec<Detail>,
    /// Payload of a type nobody documented; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown", optional))]
    pub extra: Option<Value>,
    /// The author's subject or id; only in exports with records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub actor_id: Option<String>,
    /// What happened, as KPIs read it; only in exports with records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown", optional))]
    pub event: Option<Value>,
}

/// A text that an entry had, or has in another file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct RowRevision {
    /// The text.
    pub text: String,
    /// When it was written, epoch milliseconds.
    pub at_ms: Option<Millis>,
    /// The file's name.
    pub source: String,
}

/// A record that told of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RowSource {
    /// The file's name.
    pub file: String,
    /// Ordinal of the record in the file, from 0.
    pub record: u64,
}

/// Client time minus server time, where the server's orders.
fn skew(entry: &Entry) -> Option<i64> {
    let client = entry.client_at.filter(|_| !entry.at_is_client)?;
    Some(client.saturating_sub(entry.at?))
}

/// Rows of one conversation, seen through a lens.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its timeline.
    pub timeline: &'a Timeline,
    /// The conversation.
    pub conversation: &'a Conversation,
    /// What text is seen through.
    pub lens: Lens<'a>,
    /// Whether rows say what only an export that is opened again needs: ids of authors, events.
    pub detailed: bool,
}

impl<'a> Rows<'a> {
    /// The row at a place and the redacted spans of its text. O(its text).
    pub fn row(&self, index: usize) -> Option<(TranscriptRow, Vec<Mark>)> {
        let placed = *self.conversation.entries.get(index)?;
        let entry = &self.timeline.entry(self.archive, placed);
        let role = entry.role;
        let content = entry
            .content
            .and_then(|at| self.archive.contents.get(at as usize));
        self.enter();
        let (previous, next) = self.neighbours(index);
        let about = self.about(placed, &previous, &next);
        let kind = self.archive.type_name(entry.entry_type);
        let (text, marks) = match self.said(index) {
            Some((text, marks)) => (Some(text.into_owned()), marks),
            None => (None, Vec::new()),
        };
        let name = |sym: Option<Sym>| {
            let text = sym.map(|sym| self.archive.name(sym));
            self.lens.option(text, Role::Unknown)
        };
        let mut row = TranscriptRow {
            conversation: self.conversation.id.clone(),
            session: self.session_id(placed),
            entry: self.archive.entry_id(entry.id),
            index: index as u32,
            at: entry.at.map(time::rfc3339),
            at_ms: entry.at,
            ordered_by: placed.ordered_by,
            assigned_by: placed.assigned_by,
            role: role.as_str().to_owned(),
            role_by: entry.role_by,
            participant: self.participant(placed),
            actor: self
                .timeline
                .actor_name(self.archive, entry)
                .map(|name| self.lens.field(name, role, Field::Actor).into_owned()),
            kind: match entry.entry_type {
                EntryType::Other(_) => self.lens.text(kind, Role::Unknown).into_owned(),
                _ => kind.to_owned(),
            },
            text,
            revisions: self.revisions(entry, &about),
            internal: entry.flags.internal || role == Role::Supervisor,
            end_ms: entry.end_at,
            duration_ms: entry.duration,
            client_at_ms: entry.client_at,
            skew_ms: skew(entry),
            status: if entry.undelivered {
                Some("Error".to_owned())
            } else {
                name(entry.status)
            },
            status_code: name(entry.status_code),
            sources: self.sources(entry),
            flags: self.flags(entry, content, !marks.is_empty()),
            ..TranscriptRow::default()
        };
        if self.detailed {
            let actor = entry.actor.map(|actor| self.archive.name(actor));
            row.actor_id = id_seen(actor, role, self.lens);
            row.event = content
                .and_then(|content| serde_json::to_value(content.event.as_ref()?).ok())
                .map(|event| self.event(event, role));
        }
        if let (Some(content), Some(at)) = (content, entry.content) {
            self.add_content(content, at, role, &mut row);
            row.in_reply_to = match self.timeline.answered(self.archive, placed) {
                Some(asked) => Some(self.archive.entry_id(asked.id)),
                None => self.lens.option(content.in_reply_to.as_deref(), role),
            };
        }
        if let Some(words) = entry.failure.map(|span| self.archive.texts.get(span)) {
            row.details.push(Detail {
                label: NOT_DELIVERED.to_owned(),
                value: self.lens.text(words, role).into_owned(),
            });
        }
        Some((row, marks))
    }

    /// What the entry at a place says, as it is shown, and where it was redacted: its own words,
    /// else what happened, else what was chosen.
    pub(crate) fn said(&self, index: usize) -> Option<(Cow<'a, str>, Vec<Mark>)> {
        let placed = *self.conversation.entries.get(index)?;
        let entry = &self.timeline.entry(self.archive, placed);
        self.lens.at_entry(|| Some(self.archive.entry_id(entry.id)));
        self.lens.at_shifted(|mark| self.carries(entry, mark));
        if let Some(text) = self.original(entry) {
            let (previous, next) = self.neighbours(index);
            return Some(
                self.lens
                    .message(text, &self.about(placed, &previous, &next)),
            );
        }
        let line = event_line(self.archive, self.timeline, entry)
            .or_else(|| self.timeline.chosen(self.archive, entry))?;
        let (text, marks) = self.lens.message(&line, &self.about(placed, &[], &[]));
        Some((Cow::Owned(text.into_owned()), marks))
    }

    /// What is known about an entry's words beside themselves.
    pub(crate) fn about<'n>(
        &self,
        placed: Placed,
        previous: &'n [Neighbour<'n>],
        next: &'n [Neighbour<'n>],
    ) -> About<'n>
    where
        'a: 'n,
    {
        let entry = &self.timeline.entry(self.archive, placed);
        About {
            role: entry.role,
            kind: Some(self.archive.type_name(entry.entry_type)),
            channel: self.channel(placed),
            languages: self.languages(),
            previous,
            next,
            ..About::default()
        }
    }

    /// Tells the lens which conversation comes, and shows it all texts in order where it numbers values.
    pub(crate) fn enter(&self) {
        self.lens.enter(&self.conversation.id);
        if !self.lens.must_read() {
            return;
        }
        for (index, placed) in self.conversation.entries.iter().enumerate() {
            let entry = &self.timeline.entry(self.archive, *placed);
            if let Some(text) = self.original(entry) {
                let (previous, next) = self.neighbours(index);
                self.lens.at_entry(|| Some(self.archive.entry_id(entry.id)));
                self.lens.at_shifted(|mark| self.carries(entry, mark));
                self.lens
                    .message(text, &self.about(*placed, &previous, &next));
            }
        }
    }

    /// An entry's own words, without the lens: for the lens only.
    fn original(&self, entry: &Entry) -> Option<&'a str> {
        entry.text.map(|span| self.archive.texts.get(span))
    }

    /// How an entry follows the one before it.
    pub fn follows(&self, index: usize) -> Follows {
        let at = |index: usize| self.conversation.entries.get(index).copied();
        let before = index.checked_sub(1).and_then(at);
        before
            .zip(at(index))
            .map(|(before, placed)| {
                let of = self.conversation;
                self.timeline
                    .follows(self.archive, (of, before), (of, placed))
            })
            .unwrap_or_default()
    }

    fn participant(&self, placed: Placed) -> String {
        let part = self.conversation.parts.get(placed.part as usize);
        part.map(|part| part.label()).unwrap_or_default()
    }

    /// The messages before and behind, each nearest first.
    pub(crate) fn neighbours(&self, index: usize) -> (Vec<Neighbour<'a>>, Vec<Neighbour<'a>>) {
        if matches!(self.lens, Lens::Original) {
            return (Vec::new(), Vec::new());
        }
        let entries = &self.conversation.entries;
        let role = self.timeline.entry(self.archive, entries[index]).role;
        let neighbour = |placed: &Placed| {
            let entry = &self.timeline.entry(self.archive, *placed);
            let text = self.original(entry)?;
            Some(Neighbour {
                own: entry.role == role,
                text,
            })
        };
        let before = entries[..index].iter().rev().filter_map(neighbour);
        let behind = entries[index + 1..].iter().filter_map(neighbour);
        (
            before.take(NEIGHBOURS).collect(),
            behind.take(NEIGHBOURS).collect(),
        )
    }

    /// The channel type of an entry's session.
    fn channel(&self, placed: Placed) -> Option<&'a str> {
        let session = self.conversation.sessions.get(placed.session? as usize)?;
        session.field("ChannelType")
    }

    /// The languages that the sessions state; all that are known, where they state none.
    fn languages(&self) -> Languages {
        if matches!(self.lens, Lens::Original) {
            return Languages::default();
        }
        let tags = self.conversation.sessions.iter().filter_map(|session| {
            let tag = session.field("EndUserLanguage");
            tag.or_else(|| session.field("ChannelLocale"))
        });
        let stated = tags.map(Languages::of).reduce(Languages::with);
        stated.unwrap_or_default()
    }

    fn session_id(&self, placed: Placed) -> Option<String> {
        let session = self.conversation.sessions.get(placed.session? as usize)?;
        Some(session.id.clone())
    }

    /// An event through the lens: subjects that are no record ids name a person.
    fn event(&self, event: Value, role: Role) -> Value {
        match event {
            _ if matches!(self.lens, Lens::Original) => event,
            Value::Object(members) => members
                .into_iter()
                .map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        ("subject" | "owner", Value::String(id)) if !ids::is_record_id(&id) => {
                            Value::Null
                        }
                        (_, value @ (Value::Object(_) | Value::Array(_))) => {
                            self.event(value, role)
                        }
                        (_, value) => self.lens.json(value, role),
                    };
                    (key, value)
                })
                .collect(),
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.event(item, role))
                .collect(),
            other => self.lens.json(other, role),
        }
    }

    /// Whether all that is known of an entry comes from exports of ours that carry this mark.
    fn carries(&self, entry: &Entry, mark: &str) -> bool {
        let copies = self.timeline.merged.copies(entry.number).len();
        let carrying = self.exported(entry).filter(|row| {
            row.flags
                .iter()
                .any(|&flag| self.archive.name(flag) == mark)
        });
        copies > 0 && carrying.count() == copies
    }

    /// The conversation's own texts come next.
    pub(crate) fn beside_entries(&self) {
        self.lens.at_entry(|| None);
        self.lens.at_shifted(|mark| {
            let entries = &self.conversation.entries;
            let carries =
                |placed: &Placed| self.carries(&self.timeline.entry(self.archive, *placed), mark);
            !entries.is_empty() && entries.iter().all(carries)
        });
    }

    /// What exports of ours say of an entry.
    pub(crate) fn exported(&self, entry: &Entry) -> impl Iterator<Item = &'a Exported> {
        let archive = self.archive;
        let copies = self.timeline.merged.copies(entry.number).iter();
        copies
            .filter(|_| !archive.exported.is_empty())
            .filter_map(|&copy| archive.exported.get(copy))
    }

    fn revisions(&self, entry: &Entry, about: &About<'_>) -> Vec<RowRevision> {
        let mut revisions = self.own_revisions(entry, about);
        let current = self.original(entry);
        let own = revisions.len();
        let known: Vec<&str> = self.timeline.merged.revisions
            [entry.revisions.0 as usize..entry.revisions.1 as usize]
            .iter()
            .map(|revision| self.archive.texts.get(revision.text))
            .chain(current)
            .collect();
        for row in self.exported(entry) {
            for revision in &row.revisions {
                let text = &*revision.text;
                let stated = RowRevision {
                    text: self.lens.message(text, about).0.into_owned(),
                    at_ms: revision.at,
                    source: self.file_name(self.archive.name(revision.source)),
                };
                if !known.contains(&text) && !revisions[own..].contains(&stated) {
                    revisions.push(stated);
                }
            }
        }
        revisions
    }

    /// A value of a form, as it is shown: its label is the question that it answers.
    pub(crate) fn answer<'t>(
        &self,
        content: u32,
        field: usize,
        value: &'t str,
        role: Role,
    ) -> Cow<'t, str> {
        let label = self.timeline.field_label(self.archive, content, field);
        let question = label.map(|text| Neighbour { own: false, text });
        let about = About {
            role,
            field: Field::Form,
            label,
            previous: question.as_slice(),
            ..About::default()
        };
        self.lens.message(value, &about).0
    }

    fn own_revisions(&self, entry: &Entry, about: &About<'_>) -> Vec<RowRevision> {
        self.timeline.merged.revisions[entry.revisions.0 as usize..entry.revisions.1 as usize]
            .iter()
            .map(|revision| {
                let text = self.archive.texts.get(revision.text);
                let source = &self.archive.sources[revision.source as usize];
                RowRevision {
                    text: self.lens.message(text, about).0.into_owned(),
                    at_ms: revision.at,
                    source: self.file_name(&source.name),
                }
            })
            .collect()
    }

    /// Of a row of an export, the records that it was made from.
    fn sources(&self, entry: &Entry) -> Vec<RowSource> {
        let copies = self.timeline.merged.copies(entry.number);
        let mut sources = Vec::with_capacity(copies.len());
        for &copy in copies {
            let sighting = &self.archive.sightings[copy as usize];
            match self.archive.exported.get(copy) {
                Some(row) if !row.sources.is_empty() => {
                    for &(file, record) in &row.sources {
                        let file = self.file_name(self.archive.name(file));
                        let source = RowSource { file, record };
                        if !sources.contains(&source) {
                            sources.push(source);
                        }
                    }
                }
                _ => sources.push(RowSource {
                    file: self.file_name(&self.archive.source(sighting.source).name),
                    record: sighting.record,
                }),
            }
        }
        sources
    }

    /// File names hold customers' names and addresses more often than one would like.
    fn file_name(&self, name: &str) -> String {
        self.lens
            .field(name, Role::Unknown, Field::FileName)
            .into_owned()
    }

    /// What a reader should know of the entry at a place, but for what the lens does to its text.
    pub(crate) fn flags_at(&self, index: usize) -> Vec<String> {
        let entry = &self
            .timeline
            .entry(self.archive, self.conversation.entries[index]);
        let content = entry
            .content
            .and_then(|at| self.archive.contents.get(at as usize));
        self.flags(entry, content, false)
    }

    fn flags(&self, entry: &Entry, content: Option<&Content>, redacted: bool) -> Vec<String> {
        let stated: Vec<&str> = self
            .exported(entry)
            .flat_map(|row| row.flags.iter().map(|&flag| self.archive.name(flag)))
            // A file may have told since what the conversation is called.
            .filter(|flag| *flag != "conversation_inferred")
            .collect();
        let unknown = matches!(entry.entry_type, EntryType::Other(_))
            || content.is_some_and(|content| content.unknown_type.is_some());
        let marks: BTreeSet<&str> = stated
            .iter()
            .copied()
            .filter(|flag| flag.starts_with("policy:"))
            .collect();
        [
            (entry.edited, "edited"),
            (entry.text_conflict, "text_conflict"),
            (entry.undelivered, "undelivered"),
            (entry.flags.automated, "automated_response"),
            (entry.at_is_client, "clock_client"),
            (
                skew(entry).is_some_and(|skew| skew.unsigned_abs() >= SKEW),
                "clock_skew",
            ),
            (entry.flags.replaced_characters, "replaced_characters"),
            (unknown, "unknown_type"),
            (self.conversation.inferred, "conversation_inferred"),
            (self.conversation.conflict, "conversation_conflict"),
            (redacted, "redacted"),
        ]
        .into_iter()
        .filter(|(set, flag)| *set || stated.contains(flag))
        .map(|(_, flag)| flag.to_owned())
        // Policies that it went through before.
        .chain(marks.into_iter().map(str::to_owned))
        .collect()
    }

    fn add_content(&self, content: &Content, at: u32, role: Role, row: &mut TranscriptRow) {
        let seen = |text: &Option<String>, field: Field| {
            let text = text.as_deref()?;
            Some(self.lens.field(text, role, field).into_owned())
        };
        row.attachments = content
            .attachments
            .iter()
            .map(|file| Attachment {
                name: seen(&file.name, Field::Attachment),
                mime_type: seen(&file.mime_type, Field::Other),
                url: seen(&file.url, Field::Url),
                id: seen(&file.id, Field::Subject),
                size: file.size,
            })
            .collect();
        row.links = content
            .links
            .iter()
            .map(|link| Link {
                title: seen(&link.title, Field::LinkTitle),
                url: seen(&link.url, Field::Url),
            })
            .collect();
        row.choices = content
            .choices
            .iter()
            .enumerate()
            .map(|(nth, choice)| Choice {
                title: (self.timeline.choice_title(self.archive, at, nth))
                    .map(|title| self.lens.field(title, role, Field::Choice).into_owned()),
                id: seen(&choice.id, Field::Choice),
                selected: choice.selected,
            })
            .collect();
        row.form = content
            .form
            .iter()
            .enumerate()
            .map(|(nth, field)| FormValue {
                label: (self.lens).option(self.timeline.field_label(self.archive, at, nth), role),
                value: field
                    .value
                    .as_deref()
                    .map(|value| self.answer(at, nth, value, role).into_owned())
                    .or_else(|| {
                        chosen(
                            row.choices
                                .get(field.choices.0 as usize..field.choices.1 as usize)?,
                        )
                    }),
            })
            .collect();
        row.cards = content
            .cards
            .iter()
            .map(|card| Card {
                title: seen(&card.title, Field::Choice),
                subtitle: seen(&card.subtitle, Field::Choice),
                ..card.clone()
            })
            .collect();
        row.details = content
            .details
            .iter()
            .map(|detail| Detail {
                label: self.lens.text(&detail.label, role).into_owned(),
                value: self.lens.text(&detail.value, role).into_owned(),
            })
            .collect();
        row.extra = content.extra.as_deref().map(|raw| {
            let value = serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.to_owned()));
            self.lens.json(value, role)
        });
    }
}

/// The titles of what was chosen in a field, seen through the lens already.
fn chosen(choices: &[Choice]) -> Option<String> {
    let titles: Vec<&str> = choices
        .iter()
        .filter(|choice| choice.selected)
        .filter_map(|choice| choice.title.as_deref().or(choice.id.as_deref()))
        .collect();
    (!titles.is_empty()).then(|| titles.join(", "))
}
