//! Records that belong to a conversation beside its sessions and entries: its own row, the end
//! user and the channel, participants, metrics, work, related records, and whoever stands behind
//! an id in any of them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, EXPORTED_SESSION, Record, Tables},
    model::{EntryId, Sym, ids, ids::is_session},
    timeline::{Conversation, Merged},
};

/// A record as all files together tell it.
#[derive(Clone, Debug, Default)]
pub struct RelatedRecord {
    /// Salesforce object name.
    pub object: String,
    /// Record id.
    pub id: String,
    /// Every populated field, by API name.
    pub fields: Vec<(String, String)>,
}

impl RelatedRecord {
    /// Its fields, to be asked for by name.
    pub(super) fn record(&self) -> Record<'_> {
        let fields = self.fields.iter();
        Record {
            fields: fields.map(|(name, value)| (&**name, &**value)).collect(),
        }
    }
}

/// A record by object and canonical id, among all as [`assign`] gives them. O(log records).
pub(super) fn find<'a>(
    records: &'a [RelatedRecord],
    object: &str,
    id: &str,
) -> Option<&'a RelatedRecord> {
    let key = |one: &'a RelatedRecord| (&*one.object, &*one.id);
    let at = records.binary_search_by(|one| key(one).cmp(&(object, id)));
    records.get(at.ok()?)
}

/// Objects whose rows point at what they belong to, and by which fields.
const CHILDREN: &[(&str, &[&str])] = &[
    ("AgentWork", &["WorkItemId"]),
    (
        "ConversationParticipant",
        &["ConversationId", "ConversationIdentifier"],
    ),
    (
        "ConvEntryRelatedRecordCopy",
        &["ConversationEntityId", "ConversationEntryId", "RecordId"],
    ),
    ("MessagingSessionMetrics", &["MessagingSessionId"]),
    (
        "RelatedRecord",
        &[
            "ConversationEntityId",
            "ConversationEntryId",
            "RecordId",
            "RelatedRecordId",
        ],
    ),
];

/// Objects whose records are sessions: they are told as such.
const SESSIONS: [&str; 4] = [
    "MessagingSession",
    "VoiceCall",
    "LiveChatTranscript",
    "AiAgentSession",
];

/// From a record to its parents, and to theirs: a session's end user, that one's contact, its
/// account.
const STEPS: usize = 3;

/// Gives entries the session that only a related record names.
pub(super) fn relate(archive: &Archive, tables: &Tables<'_>, merged: &mut Merged) {
    let objects = ["RelatedRecord", "ConvEntryRelatedRecordCopy"];
    let mut sessions: FxHashMap<EntryId, Sym> = FxHashMap::default();
    for (_, row) in objects.iter().flat_map(|object| tables.of(object)) {
        let get = |fields: [&str; 2]| fields.into_iter().find_map(|field| row.get(field));
        let record = get(["RecordId", "RelatedRecordId"]).filter(|id| is_session(id));
        let Some(session) = record.and_then(|id| archive.names.find(&ids::canonical(id))) else {
            continue;
        };
        let Some(entry) = get(["ConversationEntityId", "ConversationEntryId"]) else {
            continue;
        };
        if let Some(entry) = entry_id(archive, &ids::canonical(entry)) {
            let known = sessions.entry(entry).or_insert(session);
            if archive.name(session) < archive.name(*known) {
                *known = session;
            }
        }
    }
    if sessions.is_empty() {
        return;
    }
    for (id, session) in sessions {
        if let Some(entry) = merged.find(archive, id) {
            merged.sessions.insert(entry, session);
        }
    }
}

/// Finds the records of each conversation; all are given by object and id. O(rows + entries), beside the lookups.
pub(super) fn assign(
    archive: &Archive,
    merged: &Merged,
    tables: &Tables<'_>,
    conversations: &mut [Conversation],
) -> Vec<RelatedRecord> {
    let mut records: Vec<RelatedRecord> = Vec::new();
    let mut by_id: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    let mut children: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for object in tables.objects() {
        if SESSIONS.contains(&object) || object == EXPORTED_SESSION {
            continue;
        }
        let links = CHILDREN.iter().find(|(child, _)| *child == object);
        for (id, row) in tables.of(object) {
            let at = records.len() as u32;
            by_id.entry(id).or_default().push(at);
            for field in links.map_or(&[][..], |(_, links)| links) {
                if let Some(of) = row.get(field) {
                    let of = ids::canonical(of).into_owned();
                    children.entry(of).or_default().push(at);
                }
            }
            records.push(RelatedRecord {
                object: object.to_owned(),
                id: id.to_owned(),
                fields: row
                    .fields
                    .iter()
                    .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            });
        }
    }
    if records.is_empty() {
        return records;
    }
    let keys = end_users_by_key(&records);
    let mut of_entries: FxHashMap<EntryId, &[u32]> = FxHashMap::default();
    for (id, records) in &children {
        if let Some(id) = entry_id(archive, id) {
            of_entries.insert(id, records);
        }
    }
    for conversation in conversations {
        let mut found: BTreeSet<u32> = BTreeSet::new();
        let own = conversation.names.iter().chain([&conversation.id]);
        let sessions = conversation.sessions.iter().map(|session| &session.id);
        for id in own.chain(sessions) {
            found.extend(by_id.get(id.as_str()).into_iter().flatten());
            found.extend(children.get(id.as_str()).into_iter().flatten());
        }
        for placed in &conversation.entries {
            let entry = merged.entry(archive, placed.entry);
            if let Some(actor) = entry.actor {
                let actor = archive.name(actor);
                found.extend(by_id.get(actor).into_iter().flatten());
                found.extend(keys.get(actor));
            }
            if !of_entries.is_empty() {
                found.extend(of_entries.get(&entry.id).copied().into_iter().flatten());
            }
        }
        let mut newest: Vec<u32> = found.iter().copied().collect();
        for session in &conversation.sessions {
            for (name, value) in &session.fields {
                newest.extend(parents(name, value, &by_id));
            }
        }
        for _ in 0..STEPS {
            found.extend(&newest);
            newest = newest
                .iter()
                .flat_map(|&at| &records[at as usize].fields)
                .flat_map(|(name, value)| parents(name, value, &by_id))
                .filter(|at| !found.contains(at))
                .collect();
        }
        found.extend(newest);
        conversation.records = found.into_iter().collect();
    }
    records
}

/// The entry id that a canonical id spells, if it may be one of an entry here.
fn entry_id(archive: &Archive, id: &str) -> Option<EntryId> {
    let packed = ids::pack_uuid(id).map(EntryId::Uuid);
    packed.or_else(|| archive.names.find(id).map(EntryId::Text))
}

/// Records that a field names: who made or changed a row is no part of what it tells.
fn parents(name: &str, value: &str, by_id: &FxHashMap<&str, Vec<u32>>) -> Vec<u32> {
    let holds_id = (name.ends_with("Id") || name.ends_with("__c")) && value.len() <= 255;
    if !holds_id || matches!(name, "Id" | "CreatedById" | "LastModifiedById") {
        return Vec::new();
    }
    by_id
        .get(ids::canonical(value).as_ref())
        .cloned()
        .unwrap_or_default()
}

/// End users by platform key, where the key belongs to one record only.
fn end_users_by_key(records: &[RelatedRecord]) -> FxHashMap<&str, u32> {
    let mut found: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for (at, record) in records.iter().enumerate() {
        let key = record.fields.iter().find(|(name, _)| {
            record.object == "MessagingEndUser" && name == "MessagingPlatformKey"
        });
        if let Some((_, key)) = key {
            found
                .entry(key)
                .and_modify(|known| *known = None)
                .or_insert(Some(at as u32));
        }
    }
    found
        .into_iter()
        .filter_map(|(key, at)| Some((key, at?)))
        .collect()
}
