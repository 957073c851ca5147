//! Many sightings, one entry.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, AssignedBy, Flags, Sighting, Span},
    model::{EntryId, EntryType, Event, Millis, Role, Sym, entry_type::Class, ids},
    timeline::{Counts, RoleBy},
};

/// An entry put together from all records that tell of it: the richer copy wins field by field.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each read by its name"
)]
pub struct Entry {
    /// Its identity.
    pub id: EntryId,
    /// Its type.
    pub entry_type: EntryType,
    /// The sightings, lowest file rank first: a range of [`Merged::copies`].
    pub copies: (u32, u32),
    /// The text that counts now.
    pub text: Option<Span>,
    /// Number of the content that counts.
    pub content: Option<u32>,
    /// Earlier or differing texts: a range of [`Merged::revisions`].
    pub revisions: (u32, u32),
    /// Conversations it names are with the sightings; these are the sessions it names.
    pub session: Option<Sym>,
    /// How it names its session.
    pub session_rule: AssignedBy,
    /// Who speaks.
    pub role: Role,
    /// How the role is known.
    pub role_by: RoleBy,
    /// The speaker's subject or id.
    pub actor: Option<Sym>,
    /// The speaker's display name as an entry states it.
    pub actor_name: Option<Sym>,
    /// The time that orders it.
    pub at: Option<Millis>,
    /// Whether that is a client's time, standing in for a server time the whole file lacks.
    pub at_is_client: bool,
    /// Client time.
    pub client_at: Option<Millis>,
    /// End of an utterance.
    pub end_at: Option<Millis>,
    /// Length in milliseconds.
    pub duration: Option<i64>,
    /// Delivery status.
    pub status: Option<Sym>,
    /// Delivery status code.
    pub status_code: Option<Sym>,
    /// A `MessageDeliveryFailed` names it.
    pub undelivered: bool,
    /// Why it was not delivered, in the platform's words.
    pub failure: Option<Span>,
    /// Files disagree about its text.
    pub text_conflict: bool,
    /// An update replaced its text.
    pub edited: bool,
    /// Yes-or-no facts, of any sighting.
    pub flags: Flags,
}

/// A text that an entry had, or has in another file.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The text.
    pub text: Span,
    /// When it was written; for a differing copy, nothing.
    pub at: Option<Millis>,
    /// Number of the source.
    pub source: u32,
}

/// All entries that are shown, in no order yet.
#[derive(Debug, Default)]
pub struct Merged {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Sighting numbers, referred to by [`Entry::copies`].
    pub copies: Vec<u32>,
    /// Revisions, referred to by [`Entry::revisions`].
    pub revisions: Vec<Revision>,
    /// Where each source's entries went.
    pub counts: Vec<Counts>,
}

const NONE: u32 = u32::MAX;

/// Sightings of one entry as a linked list; `heads` in order of first sight.
struct Chains {
    heads: Vec<(u32, EntryId)>,
    tails: Vec<u32>,
    next: Vec<u32>,
}

impl Chains {
    fn new(sightings: usize) -> Self {
        Self {
            heads: Vec::new(),
            tails: Vec::new(),
            next: vec![NONE; sightings],
        }
    }

    /// Adds a sighting to the chain of its id, among those that `groups` names.
    fn add(&mut self, groups: &mut FxHashMap<EntryId, u32>, id: EntryId, at: u32) {
        let group = *groups.entry(id).or_insert_with(|| {
            self.heads.push((at, id));
            self.tails.push(at);
            self.heads.len() as u32 - 1
        }) as usize;
        let tail = self.tails[group];
        if tail != at {
            self.next[tail as usize] = at;
            self.tails[group] = at;
        }
    }
}

/// Puts sightings together. O(n) expected, plus sorting the copies of each entry.
pub(super) fn merge(archive: &Archive, ranks: &[u32]) -> Merged {
    let has_server_time = sources_with_server_time(archive);
    let mut counts = vec![Counts::default(); archive.sources.len()];
    for (counts, source) in counts.iter_mut().zip(&archive.sources) {
        counts.diagnosed = source.diagnosed;
        counts.filtered = source.filtered;
        counts.read = source.diagnosed + source.filtered;
    }

    let mut by_id: FxHashMap<EntryId, u32> = FxHashMap::default();
    let mut chains = Chains::new(archive.sightings.len());
    let mut updates: Vec<u32> = Vec::new();
    let mut failures: Vec<u32> = Vec::new();
    let mut occurrences: FxHashMap<(u32, u64), u32> = FxHashMap::default();
    by_id.reserve(archive.sightings.len());
    let others = other_ids(archive);
    for (at, sighting) in archive.sightings.iter().enumerate() {
        let at = at as u32;
        let counts = &mut counts[sighting.source.0 as usize];
        counts.read += 1;
        match sighting.entry_type.class() {
            Class::Filtered => {
                counts.filtered += 1;
                continue;
            }
            Class::Update => {
                updates.push(at);
                continue;
            }
            Class::DeliveryFailed => {
                failures.push(at);
                continue;
            }
            Class::Message | Class::Event | Class::Note => {}
        }
        let id = occurrence_id(archive, at, &mut occurrences);
        let id = others.get(&id).copied().unwrap_or(id);
        chains.add(&mut by_id, id, at);
    }

    // Whom updates and failures speak of: by entry id, else by message id.
    let by_message = if updates.is_empty() && failures.is_empty() {
        FxHashMap::default()
    } else {
        message_ids(archive, &by_id)
    };
    let target = |name: Option<&str>| -> Option<u32> {
        let name = name?;
        let id = match ids::pack_uuid(name) {
            Some(packed) => Some(EntryId::Uuid(packed)),
            None => archive.names.find(&ids::canonical(name)).map(EntryId::Text),
        };
        let id = id?;
        let by_message = || by_message.get(&id).map(|&(_, group)| group);
        by_id.get(&id).copied().or_else(by_message)
    };
    let mut updates_of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut failures_of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (list, attached) in [(updates, &mut updates_of), (failures, &mut failures_of)] {
        let mut alone: FxHashMap<EntryId, u32> = FxHashMap::default();
        for at in list {
            let sighting = &archive.sightings[at as usize];
            let named = match event_of(archive, sighting) {
                Some(Event::Updated { entry } | Event::DeliveryFailed { entry, .. }) => {
                    entry.as_deref()
                }
                _ => None,
            };
            if let Some(group) = target(named) {
                counts[sighting.source.0 as usize].merged += 1;
                attached.entry(group).or_default().push(at);
                continue;
            }
            // It speaks of nothing we have: shown by itself, its copies merged like any other's.
            let id = occurrence_id(archive, at, &mut occurrences);
            chains.add(&mut alone, id, at);
        }
    }

    let mut merged = Merged {
        counts,
        ..Merged::default()
    };
    merged.entries.reserve(chains.heads.len());
    let mut members = Vec::new();
    for (group, &(head, id)) in chains.heads.iter().enumerate() {
        members.clear();
        let mut at = head;
        while at != NONE {
            members.push(at);
            at = chains.next[at as usize];
        }
        if members.len() > 1 {
            members.sort_by(|&a, &b| by_rank(archive, ranks, a, b));
        }
        for (nth, &at) in members.iter().enumerate() {
            let counts = &mut merged.counts[archive.sightings[at as usize].source.0 as usize];
            if nth == 0 {
                counts.shown += 1;
            } else {
                counts.merged += 1;
            }
        }
        let group = group as u32;
        let entry = combine(
            id,
            archive,
            ranks,
            &has_server_time,
            &members,
            &in_order(archive, ranks, updates_of.remove(&group)),
            &in_order(archive, ranks, failures_of.remove(&group)),
            &mut merged,
        );
        merged.entries.push(entry);
    }
    merged
}

/// Two equal entries without id in one file stay two; the same file twice makes them one. An
/// export of ours has numbered them already.
fn occurrence_id(
    archive: &Archive,
    at: u32,
    occurrences: &mut FxHashMap<(u32, u64), u32>,
) -> EntryId {
    let sighting = &archive.sightings[at as usize];
    match sighting.id {
        EntryId::Content(hash, _) if archive.exported.get(at).is_none() => {
            let count = occurrences.entry((sighting.source.0, hash)).or_default();
            *count += 1;
            EntryId::Content(hash, *count - 1)
        }
        id => id,
    }
}

/// Identifiers by the other ids that rows state beside them; of several the smallest.
fn other_ids(archive: &Archive) -> FxHashMap<EntryId, EntryId> {
    let mut found: FxHashMap<EntryId, EntryId> = FxHashMap::default();
    for (at, other) in archive.other_ids.iter() {
        let id = archive.sightings[at as usize].id;
        if other == id {
            continue;
        }
        let known = found.entry(other).or_insert(id);
        if *known != id && archive.entry_id(id) < archive.entry_id(*known) {
            *known = id;
        }
    }
    found
}

fn sources_with_server_time(archive: &Archive) -> Vec<bool> {
    let mut has = vec![false; archive.sources.len()];
    for sighting in &archive.sightings {
        has[sighting.source.0 as usize] |= sighting.server_at.is_some();
    }
    has
}

fn event_of<'a>(archive: &'a Archive, sighting: &Sighting) -> Option<&'a Event> {
    archive.contents[sighting.content? as usize].event.as_ref()
}

/// What is told of one entry, oldest first.
fn in_order(archive: &Archive, ranks: &[u32], told: Option<Vec<u32>>) -> Vec<u32> {
    let mut told = told.unwrap_or_default();
    told.sort_by(|&a, &b| {
        let at = |at: u32| {
            let sighting = &archive.sightings[at as usize];
            sighting.server_at.or(sighting.client_at)
        };
        at(a)
            .cmp(&at(b))
            .then_with(|| by_rank(archive, ranks, a, b))
    });
    told
}

/// The group that each inner message id names; of several, that of the smallest entry.
fn message_ids(
    archive: &Archive,
    by_id: &FxHashMap<EntryId, u32>,
) -> FxHashMap<EntryId, (EntryId, u32)> {
    let mut found: FxHashMap<EntryId, (EntryId, u32)> = FxHashMap::default();
    for (at, name) in archive.message_ids.iter() {
        let id = archive.sightings[at as usize].id;
        let Some(&group) = by_id.get(&id) else {
            continue;
        };
        let known = found.entry(name).or_insert((id, group));
        if known.0 != id && archive.entry_id(id) < archive.entry_id(known.0) {
            *known = (id, group);
        }
    }
    found
}

fn name(archive: &Archive, sym: Option<Sym>) -> Option<&str> {
    sym.map(|sym| archive.name(sym))
}

/// Lowest file rank first; copies of one file by what they say, never by where they stand.
fn by_rank(archive: &Archive, ranks: &[u32], a: u32, b: u32) -> Ordering {
    let sighting = |at: u32| &archive.sightings[at as usize];
    let rank = |at: u32| ranks[sighting(at).source.0 as usize];
    let facts = |at: u32| {
        let one = sighting(at);
        (
            (one.server_at, one.client_at, one.end_at, one.duration),
            (
                one.sequence,
                one.role,
                one.text.map(|text| archive.texts.get(text)),
            ),
            (name(archive, one.actor), name(archive, one.actor_name)),
            (name(archive, one.session), name(archive, one.conversation)),
            (name(archive, one.status), name(archive, one.status_code)),
            archive.type_name(one.entry_type),
        )
    };
    let content = |at: u32| {
        sighting(at)
            .content
            .map(|at| &archive.contents[at as usize])
    };
    rank(a)
        .cmp(&rank(b))
        .then_with(|| facts(a).cmp(&facts(b)))
        .then_with(|| match (content(a), content(b)) {
            (a, b) if a == b => Ordering::Equal,
            // Rare enough to be compared in words.
            (a, b) => format!("{a:?}").cmp(&format!("{b:?}")),
        })
        .then_with(|| sighting(a).record.cmp(&sighting(b).record))
}

#[expect(
    clippy::too_many_arguments,
    reason = "one caller; they are the parts of one group"
)]
fn combine(
    id: EntryId,
    archive: &Archive,
    ranks: &[u32],
    has_server_time: &[bool],
    members: &[u32],
    updates: &[u32],
    failures: &[u32],
    merged: &mut Merged,
) -> Entry {
    let all = || members.iter().map(|&at| &archive.sightings[at as usize]);
    let copies = merged.copies.len() as u32;
    merged.copies.extend_from_slice(members);

    let server = all().find_map(|sighting| sighting.server_at);
    let client = all().find_map(|sighting| sighting.client_at);
    // Client time orders only where the whole file has no other.
    let stand_in = all()
        .filter(|sighting| {
            !has_server_time[sighting.source.0 as usize] || sighting.flags.has_no_server_time
        })
        .find_map(|sighting| sighting.client_at);
    let (session, session_rule) = all()
        .filter_map(|sighting| Some((sighting.session_rule, sighting.session?)))
        .min_by_key(|&(rule, session)| (rule, archive.name(session)))
        .map_or((None, AssignedBy::Unassigned), |(rule, session)| {
            (Some(session), rule)
        });
    let current = current_text(archive, ranks, members, updates);
    let revisions = merged.revisions.len() as u32;
    let text_conflict = note_revisions(archive, members, updates, current, merged);
    let flags = all().fold(Flags::default(), |flags, sighting| Flags {
        internal: flags.internal || sighting.flags.internal,
        automated: flags.automated || sighting.flags.automated,
        revised: flags.revised || sighting.flags.revised,
        replaced_characters: flags.replaced_characters || sighting.flags.replaced_characters,
        has_no_server_time: flags.has_no_server_time || sighting.flags.has_no_server_time,
    });
    Entry {
        id,
        // A platform row calls everything a text.
        entry_type: all()
            .map(|sighting| sighting.entry_type)
            .find(|kind| *kind != EntryType::Message)
            .unwrap_or(EntryType::Message),
        copies: (copies, merged.copies.len() as u32),
        text: current,
        content: newest_content(archive, updates).or_else(|| richest_content(archive, members)),
        revisions: (revisions, merged.revisions.len() as u32),
        session,
        session_rule,
        role: all()
            .map(|sighting| sighting.role)
            .find(|role| *role != Role::Unknown)
            .unwrap_or_default(),
        role_by: RoleBy::default(),
        actor: all().find_map(|sighting| sighting.actor),
        actor_name: all().find_map(|sighting| sighting.actor_name),
        at: server.or(stand_in),
        at_is_client: server.is_none() && stand_in.is_some(),
        client_at: client,
        end_at: all().find_map(|sighting| sighting.end_at),
        duration: all().find_map(|sighting| sighting.duration),
        status: all().find_map(|sighting| sighting.status),
        status_code: failures
            .iter()
            .rev()
            .find_map(|&at| archive.sightings[at as usize].status_code)
            .or_else(|| all().find_map(|sighting| sighting.status_code)),
        undelivered: !failures.is_empty()
            || all().any(|sighting| {
                sighting
                    .status
                    .is_some_and(|status| archive.name(status).eq_ignore_ascii_case("Error"))
            }),
        failure: failures
            .iter()
            .rev()
            .find_map(|&at| archive.sightings[at as usize].text),
        text_conflict,
        edited: !updates.is_empty(),
        flags,
    }
}

/// `MessageUpdated` by time; else non-blank over blank; else revised; else the higher rank.
fn current_text(
    archive: &Archive,
    ranks: &[u32],
    members: &[u32],
    updates: &[u32],
) -> Option<Span> {
    // The last of equals wins, and both lists are in order already.
    let newest = updates
        .iter()
        .rev()
        .find_map(|&at| archive.sightings[at as usize].text);
    if newest.is_some() {
        return newest;
    }
    members
        .iter()
        .map(|&at| &archive.sightings[at as usize])
        .filter(|sighting| sighting.text.is_some())
        .max_by_key(|sighting| (sighting.flags.revised, ranks[sighting.source.0 as usize]))
        .and_then(|sighting| sighting.text)
}

/// Keeps every text but the current one; tells whether copies of the entry itself disagree.
fn note_revisions(
    archive: &Archive,
    members: &[u32],
    updates: &[u32],
    current: Option<Span>,
    merged: &mut Merged,
) -> bool {
    if members.len() + updates.len() < 2 {
        return false;
    }
    let text = |span: Span| archive.texts.get(span);
    let current_text = current.map(text);
    let mut seen: Vec<&str> = Vec::new();
    let mut conflict = false;
    let mut first_of_copies: Option<&str> = None;
    for (at, is_copy) in members
        .iter()
        .map(|&at| (at, true))
        .chain(updates.iter().map(|&at| (at, false)))
    {
        let sighting = &archive.sightings[at as usize];
        let Some(span) = sighting.text else { continue };
        let words = text(span);
        if is_copy {
            conflict |= first_of_copies.is_some_and(|first| first != words);
            first_of_copies.get_or_insert(words);
        }
        if Some(words) == current_text || seen.contains(&words) {
            continue;
        }
        seen.push(words);
        merged.revisions.push(Revision {
            text: span,
            at: sighting.server_at,
            source: sighting.source.0,
        });
    }
    conflict
}

/// The content of the last update that has any beside its words.
fn newest_content(archive: &Archive, updates: &[u32]) -> Option<u32> {
    let contents = updates
        .iter()
        .rev()
        .filter_map(|&at| archive.sightings[at as usize].content);
    let mut contents = contents.filter(|&at| archive.contents[at as usize].parts() > 0);
    contents.next()
}

/// The content with the most in it; of equals the lowest rank.
fn richest_content(archive: &Archive, members: &[u32]) -> Option<u32> {
    members
        .iter()
        .rev()
        .filter_map(|&at| archive.sightings[at as usize].content)
        .max_by_key(|&at| {
            let content = &archive.contents[at as usize];
            content.parts()
                + usize::from(content.event.is_some())
                + usize::from(content.extra.is_some())
        })
}
