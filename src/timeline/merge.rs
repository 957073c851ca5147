//! Many sightings, one entry.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, Sighting, SourceId},
    model::{EntryId, Event, Millis, Role, Sym, entry_type::Class, ids},
    timeline::{
        Counts, Merged,
        block::BLOCK,
        combine::{Files, Tellers, combine},
        entry_index::EntryIndex,
        merged::Teller,
        order::Key,
        recent::Recent,
        repeats::Repeats,
        stated::{Whereabouts, state},
    },
};

/// Entries as they are met, sighting by sighting.
struct Meeting<'a> {
    archive: &'a Archive,
    merged: Merged,
    /// Ids that may have several sightings, and their entries.
    repeats: Repeats,
    index: EntryIndex,
    /// (entry, sighting) of all sightings but the first of each entry, in order of sight.
    others: Vec<(u32, u32)>,
    /// The names stated last, by whom, and the name stated last beside each subject or id.
    last_names: Recent<(Sym, Sym), ()>,
    last_name: Vec<Option<Sym>>,
    /// Identifiers by the other ids that rows state beside them.
    other_ids: FxHashMap<EntryId, EntryId>,
    /// How often each content without an id came, by source.
    occurrences: FxHashMap<(u32, u64), u32>,
    /// Sightings that speak of another entry: of its text, of its delivery.
    updates: Vec<u32>,
    failures: Vec<u32>,
}

/// What sightings of one source that follow each other tell of it.
struct Tally {
    source: usize,
    counts: Counts,
    has_server_time: bool,
    from: Millis,
    to: Millis,
}

impl Tally {
    fn of(source: SourceId) -> Self {
        Self {
            source: source.0 as usize,
            counts: Counts::default(),
            has_server_time: false,
            from: Millis::MAX,
            to: Millis::MIN,
        }
    }

    fn add_to(self, merged: &mut Merged) {
        merged.counts[self.source].add(self.counts);
        merged.has_server_time[self.source] |= self.has_server_time;
        if self.from <= self.to {
            let span = &mut merged.spans[self.source];
            let (from, to) = span.unwrap_or((self.from, self.to));
            *span = Some((from.min(self.from), to.max(self.to)));
        }
    }
}

impl Meeting<'_> {
    /// Sightings that follow each other, the first with a number.
    #[inline(never)]
    fn meet_all(&mut self, from: u32, sightings: &[Sighting]) {
        let Some(first) = sightings.first() else {
            return;
        };
        let mut tally = Tally::of(first.source);
        for (at, sighting) in (from..).zip(sightings) {
            if sighting.source.0 as usize != tally.source {
                std::mem::replace(&mut tally, Tally::of(sighting.source)).add_to(&mut self.merged);
            }
            tally.has_server_time |= sighting.server_at.get().is_some();
            if let Some(at) = sighting.any_time() {
                (tally.from, tally.to) = (tally.from.min(at), tally.to.max(at));
            }
            if let (Some(actor), Some(name)) = (sighting.actor, sighting.actor_name) {
                self.last_names.get((actor, name), || {
                    if self.last_name[actor.place()].replace(name) != Some(name) {
                        self.merged.names.push((actor, name));
                    }
                });
            }
            tally.counts.read += 1;
            match sighting.entry_type.class() {
                Class::Filtered => tally.counts.filtered += 1,
                Class::Update => self.updates.push(at),
                Class::DeliveryFailed => self.failures.push(at),
                Class::Message | Class::Event | Class::Note => {
                    let is_new = if self.other_ids.is_empty() && !self.repeats.may_hold(sighting.id)
                    {
                        self.meet_first(sighting.id, at, sighting);
                        true
                    } else {
                        self.meet_again(at, sighting)
                    };
                    tally.counts.shown += u64::from(is_new);
                    tally.counts.merged += u64::from(!is_new);
                }
            }
        }
        tally.add_to(&mut self.merged);
    }

    /// A sighting whose id may have come before; whether it has not.
    fn meet_again(&mut self, at: u32, sighting: &Sighting) -> bool {
        let id = self.occurrence_id(at);
        let id = self.other_ids.get(&id).copied().unwrap_or(id);
        let (archive, merged) = (self.archive, &self.merged);
        let next = merged.told.len() as u32;
        let id_of = |number| merged.id(archive, number);
        let number = self.index.number(id, next, id_of);
        self.meet(number, id, at, sighting)
    }

    /// Two equal entries without id in one file stay two; the same file twice makes them one. An
    /// export of ours has numbered them already.
    fn occurrence_id(&mut self, at: u32) -> EntryId {
        let sighting = &self.archive.sightings[at as usize];
        match sighting.id {
            EntryId::Content(hash, _) if self.archive.exported.get(at).is_none() => {
                let count = self.occurrences.entry((sighting.source.0, hash));
                let count = count.or_default();
                *count += 1;
                EntryId::Content(hash, *count - 1)
            }
            id => id,
        }
    }

    /// A sighting of an entry, which may be the next one; whether it is.
    fn meet(&mut self, number: u32, id: EntryId, at: u32, sighting: &Sighting) -> bool {
        let is_new = number as usize == self.merged.told.len();
        if is_new {
            self.meet_first(id, at, sighting);
        } else {
            let whereabouts = Whereabouts::of(sighting);
            state(&mut self.merged.stated, number, whereabouts);
            self.others.push((number, at));
        }
        is_new
    }

    /// The first sighting of an entry, which is the next one.
    #[inline]
    fn meet_first(&mut self, id: EntryId, at: u32, sighting: &Sighting) {
        let merged = &mut self.merged;
        let number = merged.told.len() as u32;
        state(&mut merged.runs, number, Whereabouts::of(sighting));
        merged.told.push(Teller::One(at));
        merged.keys.push(Key::of(number, sighting));
        if id != sighting.id {
            merged.ids.insert(number, id);
        }
        if sighting.server_at.get().is_none() {
            merged.late.push(number);
        }
        merged.lacks_roles |= sighting.role == Role::Unknown;
        if let Some(content) = sighting.content() {
            merged.with_content.push((number, content));
        } else if sighting.text.is_none() && sighting.entry_type.class() == Class::Message {
            merged.wordless.push(number);
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

    /// The entry that the next is told of.
    fn next(&self) -> Option<u32> {
        self.rest.first().map(|&(group, _)| group)
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
    let room = archive.sightings.len();
    let repeats = Repeats::of(archive);
    let mut meeting = Meeting {
        archive,
        merged: Merged {
            told: Vec::with_capacity(room),
            keys: Vec::with_capacity(room),
            counts,
            spans: vec![None; sources],
            has_server_time: vec![false; sources],
            ..Merged::default()
        },
        index: EntryIndex::with_room(repeats.count),
        repeats,
        others: Vec::new(),
        last_names: Recent::default(),
        last_name: vec![None; archive.names.count()],
        other_ids: other_ids(archive),
        occurrences: FxHashMap::default(),
        updates: Vec::new(),
        failures: Vec::new(),
    };
    for (from, sightings) in archive.sightings.blocks(BLOCK) {
        meeting.meet_all(from, sightings);
    }

    // Whom updates and failures speak of: by entry id, else by message id.
    let updates = std::mem::take(&mut meeting.updates);
    let failures = std::mem::take(&mut meeting.failures);
    let merged = &meeting.merged;
    let known = |id: EntryId| merged.find(archive, id);
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
                Some(group) => attached[nth].push((group, at)),
                None => unattached[nth].push(at),
            }
        }
    }
    for &(_, at) in attached.iter().flatten() {
        let source = archive.sightings[at as usize].source.0;
        meeting.merged.counts[source as usize].merged += 1;
    }
    // They speak of nothing we have: shown by themselves, their copies merged like any other's.
    for list in unattached {
        let mut alone: FxHashMap<EntryId, u32> = FxHashMap::default();
        for at in list {
            let id = meeting.occurrence_id(at);
            let next = meeting.merged.told.len() as u32;
            let number = *alone.entry(id).or_insert(next);
            let sighting = &archive.sightings[at as usize];
            let is_new = meeting.meet(number, id, at, sighting);
            let counts = &mut meeting.merged.counts[sighting.source.0 as usize];
            counts.shown += u64::from(is_new);
            counts.merged += u64::from(!is_new);
        }
    }
    meeting.merged.forget_index();
    meeting.combine(ranks, attached)
}

impl Meeting<'_> {
    /// Puts those entries together that several records tell of.
    fn combine(mut self, ranks: &[u32], attached: [Vec<(u32, u32)>; 2]) -> Merged {
        let Self {
            archive,
            ref mut merged,
            ..
        } = self;
        let has_server_time = std::mem::take(&mut merged.has_server_time);
        let files = Files {
            archive,
            ranks,
            has_server_time: &has_server_time,
        };
        let [mut updates, mut failures] = attached;
        let mut copies = ByEntry::of(&mut self.others);
        let (mut updates, mut failures) = (ByEntry::of(&mut updates), ByEntry::of(&mut failures));
        // What was noted of their first sightings alone.
        let mut again: Vec<u32> = Vec::new();
        while let Some(number) = [copies.next(), updates.next(), failures.next()]
            .into_iter()
            .flatten()
            .min()
        {
            let first = merged.copies(number)[0];
            let id = merged.id(archive, number);
            let members = copies.take(number, Some(first));
            members.sort_by(|&a, &b| by_rank(archive, ranks, a, b));
            let tellers = Tellers {
                members,
                updates: in_order(archive, ranks, updates.take(number, None)),
                failures: in_order(archive, ranks, failures.take(number, None)),
            };
            // Shown is the record of the lowest rank.
            for (at, sign) in [(first, -1), (tellers.members[0], 1)] {
                let source = archive.sightings[at as usize].source.0;
                let counts = &mut merged.counts[source as usize];
                counts.shown = counts.shown.wrapping_add_signed(sign);
                counts.merged = counts.merged.wrapping_add_signed(-sign);
            }
            let combined = combine(&files, number, id, &tellers, merged);
            merged.told[number as usize] = Teller::Several(merged.combined.len() as u32);
            merged.lacks_roles |= combined.entry.role == Role::Unknown;
            again.push(number);
            merged.combined.push(combined);
        }
        merged.has_server_time = has_server_time;
        merged.late.extend(&again);
        note_again(archive, merged, &again);
        self.merged
    }
}

/// Notes anew which of the combined entries have content and words.
fn note_again(archive: &Archive, merged: &mut Merged, combined: &[u32]) {
    if combined.is_empty() {
        return;
    }
    let is_combined = |number: &u32| combined.binary_search(number).is_ok();
    merged
        .with_content
        .retain(|(number, _)| !is_combined(number));
    merged.wordless.retain(|number| !is_combined(number));
    for one in &merged.combined {
        let entry = &one.entry;
        if let Some(content) = entry.content {
            merged.with_content.push((entry.number, content));
        }
        let (from, to) = one.copies;
        let mut copies = merged.copies[from as usize..to as usize].iter();
        let is_wordless = entry.entry_type.class() == Class::Message
            && copies.all(|&at| {
                let sighting = &archive.sightings[at as usize];
                sighting.text.is_none() && sighting.content().is_none()
            });
        if is_wordless {
            merged.wordless.push(entry.number);
        }
    }
    merged.with_content.sort_unstable();
    merged.wordless.sort_unstable();
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
    archive.contents[sighting.content()? as usize]
        .event
        .as_ref()
}

/// What is told of one entry, oldest first.
fn in_order<'t>(archive: &Archive, ranks: &[u32], told: &'t mut [u32]) -> &'t [u32] {
    if told.len() > 1 {
        told.sort_by(|&a, &b| {
            let at = |at: u32| {
                let sighting = &archive.sightings[at as usize];
                sighting.any_time()
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
        let utterance = archive.utterance(at);
        (
            (one.server_at.get(), one.client_at.get()),
            (utterance.end_at, utterance.duration),
            (
                one.sequence.get(),
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
            .content()
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
