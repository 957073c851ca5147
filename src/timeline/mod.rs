//! From sightings to ordered conversations: pure functions of the archive. Any order of files,
//! records and chunks gives the same timeline.

mod block;
mod choices;
mod combine;
mod conversation;
mod customers;
mod entry;
mod entry_index;
mod event_line;
mod glimpse;
mod grouping;
mod merge;
mod merged;
mod names;
mod order;
mod participants;
mod people;
mod places;
mod reading;
mod recent;
mod records;
mod repeats;
mod replies;
mod sessions;
mod stated;
mod told;

use rustc_hash::FxHashMap;

pub use conversation::Conversation;
pub use customers::{ChannelRecord, Customer, CustomerTimeline, Customers, JoinedBy};
pub use entry::{Entry, Revision};
pub use event_line::event_line;
pub(crate) use glimpse::Glimpse;
pub use merged::Merged;
pub use participants::Participant;
pub use people::Part;
pub use places::Start;
pub use reading::{Follows, GAP, words};
pub use records::RelatedRecord;
pub use sessions::{Session, State};
pub use told::{Owners, Told};

pub use crate::archive::{OrderedBy, RoleBy};
use crate::{
    archive::{Archive, AssignedBy, EXPORTED_SESSION, Source, SourceId, Tables},
    model::{EntryId, Millis, Role, entry_type::Class, ids},
    timeline::{names::Names, people::People, sessions::Places},
};

/// Where the entries of a file went. `read` is always the sum of the other four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Counts {
    /// Entries that the file holds.
    pub read: u64,
    /// Entries in the transcripts.
    pub shown: u64,
    /// Second copies and updates of entries that are shown.
    pub merged: u64,
    /// Typing, acknowledgements, stream fragments.
    pub filtered: u64,
    /// Records that could not be read.
    pub diagnosed: u64,
}

impl Counts {
    /// Adds another file's counts.
    pub fn add(&mut self, other: Self) {
        self.read += other.read;
        self.shown += other.shown;
        self.merged += other.merged;
        self.filtered += other.filtered;
        self.diagnosed += other.diagnosed;
    }

    /// Whether nothing was lost.
    pub fn balances(&self) -> bool {
        self.read == self.shown + self.merged + self.filtered + self.diagnosed
    }
}

/// An entry in its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Its number among all of [`Timeline::merged`].
    pub entry: u32,
    /// Index into the conversation's sessions.
    pub session: Option<u32>,
    /// The rule that gave it its session.
    pub assigned_by: AssignedBy,
    /// The key that placed it.
    pub ordered_by: OrderedBy,
    /// Index into the conversation's parts.
    pub part: u32,
}

/// All conversations of an archive, ordered.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Conversations by first time, then id.
    pub conversations: Vec<Conversation>,
    /// Entries, referred to by [`Placed::entry`].
    pub merged: Merged,
    /// Records beside sessions and entries, by object and id.
    pub records: Vec<RelatedRecord>,
    /// Display names by subject or id.
    names: Names,
    by_id: FxHashMap<String, u32>,
    /// What answers what.
    replies: replies::Replies,
    /// Whether all there is comes from one export of ours.
    one_export: bool,
    /// Where the words stand of answers that name an identifier only.
    titles: FxHashMap<choices::At, choices::At>,
}

impl Timeline {
    /// Computes the timeline. O(n) expected for entries that come in order.
    pub fn build(archive: &Archive) -> Self {
        let ranks = archive.ranks();
        let mut merged = merge::merge(archive, &ranks);
        let tables = Tables::build(archive);
        let metrics = conversation::session_metrics(&tables);
        people::find_roles(archive, &tables, &mut merged);
        records::relate(archive, &tables, &mut merged);
        let keys = order::keys(archive, &mut merged);
        let people = People::build(archive, &tables, &merged);
        let replies = replies::replies(archive, &merged);
        let names = Names::of(archive, &merged, &tables);
        let groups = grouping::group(archive, &merged, &keys, &replies, &tables);
        let mut building = conversation::Building {
            archive,
            merged: &merged,
            keys: &keys,
            tables: &tables,
            people: &people,
            metrics: &metrics,
            places: Places::of(archive),
        };
        let groups = groups.into_iter();
        let mut conversations: Vec<Conversation> =
            groups.map(|group| building.conversation(group)).collect();
        for session in conversations.iter_mut().flat_map(|one| &mut one.sessions) {
            session.owner_name = session
                .field("OwnerId")
                .or(session.told.owner.as_deref())
                .and_then(|owner| names.of_id(archive, owner))
                .or_else(|| tables.get(EXPORTED_SESSION, &session.id)?.get("OwnerName"))
                .map(str::to_owned);
        }
        for conversation in &mut conversations {
            conversation.end_user_name =
                end_user_name(archive, &merged, &tables, &names, conversation);
        }
        let place = exported_places(archive);
        conversations.sort_by(|a, b| {
            let key = |c: &Conversation| (place(&c.id), c.from.unwrap_or(Millis::MAX));
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        number_end_users(&mut conversations);
        let titles = choices::titles(archive, &merged, &replies, &conversations);
        let by_id = conversations
            .iter()
            .enumerate()
            .map(|(at, conversation)| (conversation.id.clone(), at as u32))
            .collect();
        let records = records::assign(archive, &merged, &tables, &mut conversations);
        Self {
            conversations,
            merged,
            records,
            names,
            by_id,
            replies,
            one_export: one_export(archive).is_some(),
            titles,
        }
    }

    /// A conversation by its id; record ids in either length.
    pub fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.get(self.place_of(id)? as usize)
    }

    /// The place of a conversation among all.
    pub fn place_of(&self, id: &str) -> Option<u32> {
        self.by_id
            .get(id)
            .or_else(|| self.by_id.get(ids::canonical(id).as_ref()))
            .copied()
    }

    /// The place of the entry that the one at a place answers. Where it answers one, O(entries
    /// between them), and O(entries) where the answer comes first.
    pub fn answered_at(&self, conversation: &Conversation, place: u32) -> Option<u32> {
        let entries = &conversation.entries;
        let asked = *self.replies.get(&entries.get(place as usize)?.entry)?;
        let is = |one: &Placed| one.entry == asked;
        let (before, after) = entries.split_at(place as usize);
        let found = before.iter().rposition(is);
        let found = found.or_else(|| Some(before.len() + after.iter().position(is)?));
        found.map(|place| place as u32)
    }

    /// The entry behind a place.
    pub fn entry(&self, archive: &Archive, placed: Placed) -> Entry {
        self.merged.entry(archive, placed.entry)
    }

    /// As much of it as is asked of every entry.
    pub(crate) fn glimpse(&self, archive: &Archive, placed: Placed) -> Glimpse {
        self.merged.glimpse(archive, placed.entry)
    }

    /// The display name of an entry's author.
    pub fn actor_name<'a>(&'a self, archive: &'a Archive, entry: &Entry) -> Option<&'a str> {
        let stated = entry
            .actor_name
            .map(|name| archive.name(name))
            .filter(|name| !grouping::is_key(name, entry.actor, archive));
        // What is stated may be a key whose name a table tells.
        let known = entry
            .actor_name
            .and_then(|name| self.names.get(archive, name))
            .or_else(|| entry.actor.and_then(|actor| self.names.get(archive, actor)));
        match (stated, known) {
            (Some(_), Some(known)) if self.is_subject(archive, entry) => Some(known),
            (Some(stated), Some(known)) if stated.eq_ignore_ascii_case("guest") => Some(known),
            (Some(stated), _) => Some(stated),
            (None, known) => known,
        }
    }

    /// Whether what an entry states as its author's name is a key that has a name.
    fn is_subject(&self, archive: &Archive, entry: &Entry) -> bool {
        entry
            .actor_name
            .is_some_and(|name| self.names.get(archive, name).is_some())
    }

    /// The display name behind a subject or id.
    pub fn name_of<'a>(&'a self, archive: &'a Archive, subject: &str) -> Option<&'a str> {
        self.names.of_id(archive, subject)
    }

    /// The words of a choice (its place in the choices of a content): its own, else those of the
    /// offer that has its identifier.
    pub fn choice_title<'a>(
        &self,
        archive: &'a Archive,
        content: u32,
        choice: usize,
    ) -> Option<&'a str> {
        let at = (content, choices::Named::Choice(choice as u32));
        self.words_of(archive, at, |content, nth| {
            content.choices.get(nth)?.title.as_deref()
        })
    }

    /// The label of a form's field: its own, else that of the question that has its identifier,
    /// else the identifier.
    pub fn field_label<'a>(
        &self,
        archive: &'a Archive,
        content: u32,
        field: usize,
    ) -> Option<&'a str> {
        let at = (content, choices::Named::Field(field as u32));
        let label = self.words_of(archive, at, |content, nth| {
            content.form.get(nth)?.label.as_deref()
        });
        label.or_else(|| {
            let content = archive.contents.get(content as usize)?;
            content.form.get(field)?.id.as_deref()
        })
    }

    fn words_of<'a>(
        &self,
        archive: &'a Archive,
        at: choices::At,
        words: impl Fn(&'a crate::model::Content, usize) -> Option<&'a str>,
    ) -> Option<&'a str> {
        let own = |(content, named): choices::At| {
            let (choices::Named::Choice(nth) | choices::Named::Field(nth)) = named;
            words(archive.contents.get(content as usize)?, nth as usize)
        };
        own(at).or_else(|| own(*self.titles.get(&at)?))
    }

    /// The entry that a message answers, where it is here.
    pub fn answered(&self, archive: &Archive, placed: Placed) -> Option<Entry> {
        let asked = *self.replies.get(&placed.entry)?;
        Some(self.merged.entry(archive, asked))
    }

    /// The words of the options that an entry chose by identifier only.
    pub fn chosen(&self, archive: &Archive, entry: &Entry) -> Option<String> {
        let at = entry.content?;
        let choices = &archive.contents.get(at as usize)?.choices;
        let titles: Vec<&str> = choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| choice.selected)
            .filter_map(|(nth, _)| self.choice_title(archive, at, nth))
            .collect();
        (!titles.is_empty()).then(|| titles.join("\n"))
    }

    /// Messages of which no record has words or content, by number.
    pub(crate) fn wordless(&self) -> &[u32] {
        &self.merged.wordless
    }

    /// Time of the first and last entry of each source, in the order of opening.
    pub(crate) fn spans(&self) -> &[Option<(Millis, Millis)>] {
        &self.merged.spans
    }

    /// Where each source's entries went, in the order of opening.
    pub fn counts(&self) -> &[Counts] {
        &self.merged.counts
    }
}

impl Timeline {
    /// The place of an entry as it is exported: an export that is opened again may lack entries,
    /// and what is there keeps its place.
    pub(crate) fn exported_index(
        &self,
        archive: &Archive,
        conversation: &Conversation,
        at: usize,
    ) -> u32 {
        let stated = self.one_export.then(|| {
            let copy = self
                .merged
                .copies(conversation.entries.get(at)?.entry)
                .first()?;
            archive.exported.get(*copy).map(|row| row.index)
        });
        stated.flatten().unwrap_or(at as u32)
    }
}

/// Whether a file tells of nothing.
fn is_blank(source: &Source) -> bool {
    source.records.is_empty()
}

/// Whether all that was opened are exports of ours: then what they state is all that is known.
fn only_exports(archive: &Archive) -> bool {
    !archive.places.is_empty()
        && archive
            .sources
            .iter()
            .all(|source| is_blank(source) || source.format.starts_with("transcript-"))
}

/// The export, where nothing else is open.
fn one_export(archive: &Archive) -> Option<SourceId> {
    let mut open = (0..archive.sources.len()).filter(|&at| !is_blank(&archive.sources[at]));
    match (open.next(), open.next()) {
        (Some(only), None) if only_exports(archive) => Some(SourceId(only as u32)),
        _ => None,
    }
}

/// Where conversations stand in the one export that is open: it may lack the session times that
/// put them in order.
fn exported_places(archive: &Archive) -> impl Fn(&str) -> u64 {
    let one = one_export(archive);
    move |id| {
        let place = one.and_then(|one| {
            let conversation = archive.names.find(id)?;
            archive.places.get(&(one, conversation)).copied()
        });
        place.unwrap_or_default()
    }
}

fn end_user_name(
    archive: &Archive,
    merged: &Merged,
    tables: &Tables<'_>,
    names: &Names,
    conversation: &Conversation,
) -> Option<String> {
    let from_row = conversation
        .end_user
        .as_deref()
        .and_then(|id| tables.name_of(id));
    from_row.or_else(|| {
        conversation
            .entries
            .iter()
            .map(|placed| merged.entry(archive, placed.entry))
            .filter(|entry| {
                entry.role == Role::EndUser && entry.entry_type.class() == Class::Message
            })
            .find_map(|entry| {
                let stated = entry
                    .actor_name
                    .map(|name| archive.name(name))
                    .filter(|name| !grouping::is_key(name, entry.actor, archive));
                let known = entry.actor.and_then(|actor| names.get(archive, actor));
                stated.or(known).map(str::to_owned)
            })
    })
}

/// Gives end users their numbers. O(conversations).
fn number_end_users(conversations: &mut [Conversation]) {
    let mut numbers = FxHashMap::default();
    for conversation in conversations {
        conversation.end_user_number = conversation.end_user_name.as_ref().map(|name| {
            let next = numbers.len() as u32 + 1;
            *numbers.entry(name.trim().to_lowercase()).or_insert(next)
        });
    }
}

/// How an entry id is printed, for messages and evidence.
pub fn entry_id(archive: &Archive, id: EntryId) -> String {
    archive.entry_id(id)
}
