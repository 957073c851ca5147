//! Many sightings, one entry.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, Sighting},
    model::{EntryId, Event, Role, Sym, entry_type::Class, ids},
    timeline::{
        Counts, Entry, Merged, RoleBy,
        combine::{Files, Tellers, combine},
        entry_index::EntryIndex,
        stated::{Whereabouts, state},
    },
};

/// Sightings by the entry that they are of.
struct Groups {
    /// The id of each entry, in order of first sight.
    ids: Vec<EntryId>,
    /// Its first sighting.
    firsts: Vec<u32>,
    /// (entry, sighting) of all others, in order of sight.
    others: Vec<(u32, u32)>,
}

impl Groups {
    /// The entry that comes next.
    fn next(&self) -> u32 {
        self.ids.len() as u32
    }

    /// Adds a sighting to an entry, which may be the next one.
    fn add(&mut self, group: u32, id: EntryId, at: u32) {
        if group == self.next() {
            self.ids.push(id);
            self.firsts.push(at);
        } else {
            self.others.push((group, at));
        }
    }
}

/// What is told of entries, by entry.
struct ByEntry<'a> {
    rest: &'a [(u32, u32)],
    taken: Vec<u32>,
}

impl<'a> ByEntry<'a> {
    /// (entry, sighting), by entry.
    fn of(told: &'a mut [(u32, u32)]) -> Self {
        // Stable: of one entry they stay in the order of sight.
        told.sort_by_key(|&(group, _)| group);
        Self {
            rest: told,
            taken: Vec::new(),
        }
    }

    /// Whether there is any of an entry.
    fn has(&self, group: u32) -> bool {
        self.rest.first().is_some_and(|&(of, _)| of == group)
    }

    /// Those of an entry; entries must be asked for in order.
    fn take(&mut self, group: u32, first: Option<u32>) -> &mut Vec<u32> {
        self.taken.clear();
        self.taken.extend(first);
        while let Some((&(of, at), rest)) = self.rest.split_first() {
            if of != group {
                break;
            }
            self.taken.push(at);
            self.rest = rest;
        }
        &mut self.taken
    }
}

/// Puts sightings together. O(n) expected, plus sorting the copies of each entry.
pub(super) fn merge(archive: &Archive, ranks: &[u32]) -> Merged {
    let sources = archive.sources.len();
    let mut counts = vec![Counts::default(); sources];
    for (counts, source) in counts.iter_mut().zip(&archive.sources) {
        counts.diagnosed = source.diagnosed;
        counts.filtered = source.filtered;
        counts.read = source.diagnosed + source.filtered;
    }
    let mut merged = Merged {
        counts,
        spans: vec![None; sources],
        ..Merged::default()
    };
    let mut has_server_time = vec![false; sources];
    // The name stated last beside each subject or id.
    let mut last_name: Vec<Option<Sym>> = vec![None; archive.names.count()];
    let mut groups = Groups {
        ids: Vec::with_capacity(archive.sightings.len()),
        firsts: Vec::with_capacity(archive.sightings.len()),
        others: Vec::new(),
    };
    let mut index = EntryIndex::with_room(archive.sightings.len());
    let mut updates: Vec<u32> = Vec::new();
    let mut failures: Vec<u32> = Vec::new();
    let mut occurrences: FxHashMap<(u32, u64), u32> = FxHashMap::default();
    let others = other_ids(archive);
    for (at, sighting) in archive.sightings.iter().enumerate() {
        let at = at as u32;
        let source = sighting.source.0 as usize;
        has_server_time[source] |= sighting.server_at.is_some();
        if let Some(at) = sighting.server_at.or(sighting.client_at) {
            let span = &mut merged.spans[source];
            *span = Some(span.map_or((at, at), |(from, to)| (from.min(at), to.max(at))));
        }
        if let (Some(actor), Some(name)) = (sighting.actor, sighting.actor_name)
            && last_name[actor.place()] != Some(name)
        {
            last_name[actor.place()] = Some(name);
            merged.names.push((actor, name));
        }
        let counts = &mut merged.counts[source];
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
        let mut id = sighting.id;
        if let EntryId::Content(..) = id {
            id = occurrence_id(archive, at, &mut occurrences);
        }
        if !others.is_empty() {
            id = others.get(&id).copied().unwrap_or(id);
        }
        let group = index.number(id, groups.next(), |group| groups.ids[group as usize] == id);
        groups.add(group, id, at);
    }

    // Whom updates and failures speak of: by entry id, else by message id.
    let known = |id: EntryId| index.find(id, |group| groups.ids[group as usize] == id);
    let by_message = if updates.is_empty() && failures.is_empty() {
        FxHashMap::default()
    } else {
        message_ids(archive, known)
    };
    let target = |name: Option<&str>| -> Option<u32> {
        let name = name?;
        let id = match ids::pack_uuid(name) {
            Some(packed) => Some(EntryId::Uuid(packed)),
            None => archive.names.find(&ids::canonical(name)).map(EntryId::Text),
        };
        let id = id?;
        let by_message = || by_message.get(&id).map(|&(_, group)| group);
        known(id).or_else(by_message)
    };
    let mut attached = [Vec::new(), Vec::new()];
    let mut unattached = [Vec::new(), Vec::new()];
    for (nth, list) in [updates, failures].into_iter().enumerate() {
        for at in list {
            let sighting = &archive.sightings[at as usize];
            let named = match event_of(archive, sighting) {
                Some(Event::Updated { entry } | Event::DeliveryFailed { entry, .. }) => {
                    entry.as_deref()
                }
                _ => None,
            };
            match target(named) {
                Some(group) => {
                    merged.counts[sighting.source.0 as usize].merged += 1;
                    attached[nth].push((group, at));
                }
                None => unattached[nth].push(at),
            }
        }
    }
    // They speak of nothing we have: shown by themselves, their copies merged like any other's.
    for list in unattached {
        let mut alone: FxHashMap<EntryId, u32> = FxHashMap::default();
        for at in list {
            let id = occurrence_id(archive, at, &mut occurrences);
            let next = groups.next();
            groups.add(*alone.entry(id).or_insert(next), id, at);
        }
        for (id, group) in alone {
            index.put(id, group, |group| groups.ids[group as usize] == id);
        }
    }

    let files = Files {
        archive,
        ranks,
        has_server_time: &has_server_time,
    };
    merged.index = index;
    merged.entries.reserve(groups.ids.len());
    merged.copies.reserve(archive.sightings.len());
    let mut copies = ByEntry::of(&mut groups.others);
    let [mut updates, mut failures] = attached;
    let (mut updates, mut failures) = (ByEntry::of(&mut updates), ByEntry::of(&mut failures));
    let told = groups.ids.iter().zip(&groups.firsts);
    for (number, (&id, &first)) in told.enumerate() {
        let number = number as u32;
        let mut tellers = Tellers {
            members: &[first],
            ..Tellers::default()
        };
        if copies.has(number) || updates.has(number) || failures.has(number) {
            let members = copies.take(number, Some(first));
            members.sort_by(|&a, &b| by_rank(archive, ranks, a, b));
            tellers = Tellers {
                members,
                updates: in_order(archive, ranks, updates.take(number, None)),
                failures: in_order(archive, ranks, failures.take(number, None)),
            };
        }
        for (nth, &at) in tellers.members.iter().enumerate() {
            let sighting = &archive.sightings[at as usize];
            let counts = &mut merged.counts[sighting.source.0 as usize];
            if nth == 0 {
                counts.shown += 1;
            } else {
                counts.merged += 1;
            }
            state(&mut merged.stated, number, Whereabouts::of(sighting));
        }
        let mut entry = combine(&files, id, &tellers, &mut merged);
        if entry.entry_type.class() == Class::Message && is_wordless(archive, &entry, &tellers) {
            merged.wordless.push(number);
        }
        if entry.role == Role::Unknown {
            merged.lacks_roles = true;
        } else {
            entry.role_by = RoleBy::Stated;
        }
        if entry.content.is_some() {
            merged.with_content.push(number);
        }
        merged.entries.push(entry);
    }
    merged
}

/// Whether no record of the entry itself has words or content.
fn is_wordless(archive: &Archive, entry: &Entry, tellers: &Tellers<'_>) -> bool {
    if let [_] = tellers.members
        && tellers.updates.is_empty()
    {
        return entry.text.is_none() && entry.content.is_none();
    }
    let sightings = tellers.members.iter();
    let mut sightings = sightings.map(|&at| &archive.sightings[at as usize]);
    sightings.all(|one| one.text.is_none() && one.content.is_none())
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

fn event_of<'a>(archive: &'a Archive, sighting: &Sighting) -> Option<&'a Event> {
    archive.contents[sighting.content? as usize].event.as_ref()
}

/// What is told of one entry, oldest first.
fn in_order<'t>(archive: &Archive, ranks: &[u32], told: &'t mut [u32]) -> &'t [u32] {
    if told.len() > 1 {
        told.sort_by(|&a, &b| {
            let at = |at: u32| {
                let sighting = &archive.sightings[at as usize];
                sighting.server_at.or(sighting.client_at)
            };
            at(a)
                .cmp(&at(b))
                .then_with(|| by_rank(archive, ranks, a, b))
        });
    }
    told
}

/// The group that each inner message id names; of several, that of the smallest entry.
fn message_ids(
    archive: &Archive,
    group_of: impl Fn(EntryId) -> Option<u32>,
) -> FxHashMap<EntryId, (EntryId, u32)> {
    let mut found: FxHashMap<EntryId, (EntryId, u32)> = FxHashMap::default();
    for (at, name) in archive.message_ids.iter() {
        let id = archive.sightings[at as usize].id;
        let Some(group) = group_of(id) else {
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
