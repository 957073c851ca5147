//! Who took part in a conversation: from the participants' tables, from those who joined and left,
//! and from those who wrote.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, Record, Tables},
    model::{Event, Millis, Role, content::Operation, ids, time},
    timeline::{Conversation, RelatedRecord, Timeline, grouping, records},
};

/// Someone who took part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participant {
    /// Subject or record id, where one is known.
    pub id: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Their part.
    pub role: Role,
    /// `appType`.
    pub app_type: Option<String>,
    /// When they first joined.
    pub joined: Option<Millis>,
    /// When they last left.
    pub left: Option<Millis>,
    /// Index into the conversation's parts; none for who authored no entry.
    pub part: Option<u32>,
}

/// What entries may name the participant of a row by: its id, its UUID, its subject.
///
/// The columns for UUID and subject are taken from the mapping of the DLO (`ExternalRecordId`) and
/// from names other tables use; none of them has to be there.
pub(super) fn keys<'a>(
    id: &'a str,
    row: &Record<'a>,
) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
    let others = [
        "ExternalRecordId",
        "Uuid",
        "ParticipantSubject",
        "Subject",
        "ParticipantId",
    ]
    .map(|field| row.get(field));
    std::iter::once(Some(id))
        .chain(others)
        .flatten()
        .map(ids::canonical)
}

/// The object whose record a row of `ConversationParticipant` names, and may leave facts to.
const PARTICIPANT: &str = "Participant";

/// The id of that record.
fn participant_id<'a>(row: &Record<'a>) -> Option<Cow<'a, str>> {
    row.get("ParticipantId").map(ids::canonical)
}

/// A fact that either the row or the record of its `Participant` has under one of several names.
fn fact<'a>(row: &Record<'a>, participant: Option<&Record<'a>>, names: &[&str]) -> Option<&'a str> {
    let of = |row: &Record<'a>| names.iter().find_map(|name| row.get(name));
    of(row).or_else(|| of(participant?))
}

/// The role that a row or its `Participant` states.
fn role(row: &Record<'_>, participant: Option<&Record<'_>>) -> Role {
    let names = ["ParticipantRole", "Role", "ParticipantType", "Type"];
    fact(row, participant, &names).map_or(Role::Unknown, Role::parse)
}

/// The role that a row or its `Participant` states, whatever conversation it is of.
pub(super) fn role_in(tables: &Tables<'_>, row: &Record<'_>) -> Role {
    let participant = participant_id(row).and_then(|id| tables.get(PARTICIPANT, &id));
    role(row, participant)
}

/// What tells a participant from others: a canonical id, else role and name.
fn key_of<'a>(id: Option<&'a str>, name: Option<&str>, role: Role) -> Option<Cow<'a, str>> {
    match (id, name) {
        (Some(id), _) => Some(Cow::Borrowed(id)),
        (None, name) => Some(Cow::Owned(format!("{}:{}", role.as_str(), name?))),
    }
}

impl Timeline {
    /// Who took part in a conversation, by when they joined, then id and name. O(entries with
    /// content + authors + records).
    pub fn participants(&self, archive: &Archive, conversation: &Conversation) -> Vec<Participant> {
        of(archive, self, conversation)
    }
}

fn of(archive: &Archive, timeline: &Timeline, conversation: &Conversation) -> Vec<Participant> {
    let Timeline {
        merged,
        records,
        names,
        ..
    } = timeline;
    let mut found: Vec<Participant> = Vec::new();
    // Where each key stands in what was found.
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let instant = |text: &str| time::parse(text, archive.reading()).ok();
    for &record in &conversation.records {
        let record @ RelatedRecord { object, id, .. } = &records[record as usize];
        if object != "ConversationParticipant" {
            continue;
        }
        let row = &record.record();
        let participant = participant_id(row);
        let participant = participant.and_then(|id| records::find(records, PARTICIPANT, &id));
        let participant = participant.map(RelatedRecord::record);
        let participant = participant.as_ref();
        let subject = fact(row, participant, &["ParticipantSubject", "Subject"]);
        let place = found.len();
        for key in keys(id, row).chain(subject.map(Cow::Borrowed)) {
            places.entry(key.into_owned()).or_insert(place);
        }
        found.push(Participant {
            id: Some(subject.map_or_else(|| id.clone(), str::to_owned)),
            name: row.name(),
            role: role(row, participant),
            app_type: fact(row, participant, &["AppType", "ParticipantAppType"]).map(str::to_owned),
            joined: row.get("JoinedTime").and_then(instant),
            left: row.get("LeftTime").and_then(instant),
            part: None,
        });
    }
    let mut known = |id: Option<&str>, name: Option<&str>, role: Role| {
        let id = id.map(ids::canonical);
        let id = id.as_deref();
        let key = key_of(id, name, role)?;
        let place = match places.get(key.as_ref()) {
            Some(&place) => place,
            None => {
                places.insert(key.into_owned(), found.len());
                found.push(Participant {
                    id: id.map(str::to_owned),
                    ..Participant::default()
                });
                found.len() - 1
            }
        };
        let one = &mut found[place];
        if one.role == Role::Unknown {
            one.role = role;
        }
        if one.name.is_none() {
            let named = id.and_then(|id| names.of_canonical(archive, id));
            one.name = named.or(name).map(str::to_owned);
        }
        Some(place)
    };
    let mut changes = Vec::new();
    for &at in &conversation.with_content {
        let entry = merged.entry(archive, at);
        let event = entry
            .content
            .and_then(|at| archive.contents[at as usize].event.as_ref());
        let Some(Event::Participants(parties)) = event else {
            continue;
        };
        for (operation, party) in parties {
            let place = known(party.subject.as_deref(), party.name.as_deref(), party.role);
            changes.extend(place.map(|place| (place, *operation, entry.at)));
        }
    }
    for &author in &conversation.authors {
        let entry = merged.entry(archive, author);
        let name = |sym| archive.name(sym);
        let stated = entry
            .actor_name
            .map(name)
            .filter(|name| !grouping::is_key(name, entry.actor, archive));
        known(entry.actor.map(name), stated, entry.role);
    }
    for &face in &conversation.faces {
        let placed = conversation.entries[face as usize];
        let entry = merged.entry(archive, placed.entry);
        let (id, name) = (entry.actor, entry.actor_name);
        let [id, name] = [id, name].map(|sym| sym.map(|sym| archive.name(sym)));
        let id = id.map(ids::canonical);
        let place =
            key_of(id.as_deref(), name, entry.role).and_then(|key| places.get(key.as_ref()));
        if let Some(one) = place.and_then(|&place| found.get_mut(place)) {
            one.part.get_or_insert(placed.part);
        }
    }
    for (place, operation, at) in changes {
        let one = &mut found[place];
        match operation {
            Operation::Add => one.joined = one.joined.into_iter().chain(at).min(),
            Operation::Remove => one.left = one.left.into_iter().chain(at).max(),
            Operation::Update => {}
        }
    }
    found.sort_by(|a, b| {
        let key = |one: &Participant| (one.joined.unwrap_or(Millis::MAX), one.role);
        let words = || a.id.cmp(&b.id).then_with(|| a.name.cmp(&b.name));
        key(a).cmp(&key(b)).then_with(words)
    });
    found
}
