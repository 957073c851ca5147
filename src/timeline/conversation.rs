//! One conversation, put together: order, sessions, people.

use std::{borrow::Cow, ops::Range};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    archive::{Archive, AssignedBy, EXPORTED_SESSION, Tables},
    model::{Millis, Role, Sym, ids},
    timeline::{
        Merged, Part, Placed, Session,
        block::BLOCK,
        grouping::{Group, SessionId},
        only_exports, order,
        order::Key,
        people::{Author, Cast, People},
        places,
        recent::Recent,
        sessions,
        sessions::{Places, Seat},
        told,
    },
};

/// One conversation in order.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    /// `ConversationIdentifier`, else the record id, else `unknown:…`.
    pub id: String,
    /// Every id that the files state for it: UUID and record id.
    pub names: Vec<String>,
    /// Nothing states its id.
    pub inferred: bool,
    /// The files state several ids for it.
    pub conflict: bool,
    /// Its sessions by start, then id.
    pub sessions: Vec<Session>,
    /// Its entries in transcript order.
    pub entries: Vec<Placed>,
    /// The parts of its authors, by first appearance.
    pub parts: Vec<Part>,
    /// Time of the first entry or session start.
    pub from: Option<Millis>,
    /// Time of the last entry or session end.
    pub to: Option<Millis>,
    /// Messages among the entries.
    pub messages: u64,
    /// An entry of each participant that wrote, in order of first appearance: numbers into
    /// [`Timeline::merged`](super::Timeline::merged).
    pub authors: Vec<u32>,
    /// Places of an entry of each name and id that each part goes by.
    pub(super) faces: Vec<u32>,
    /// Its entries that have content, in order: numbers into [`Timeline::merged`](super::Timeline::merged).
    pub(super) with_content: Vec<u32>,
    /// Records that belong to it beside its sessions: numbers into [`Timeline::records`](super::Timeline::records).
    pub records: Vec<u32>,
    /// The end user's record id, where the sessions tell one.
    pub end_user: Option<String>,
    /// The end user's name, where anything tells one.
    pub end_user_name: Option<String>,
    /// A number for that name, the same wherever it is the same, from 1 in the order of the timeline.
    pub end_user_number: Option<u32>,
}

/// What conversations are put together from.
pub(super) struct Building<'a> {
    pub(super) archive: &'a Archive,
    pub(super) merged: &'a Merged,
    /// By number of the entry.
    pub(super) keys: &'a [Key],
    pub(super) tables: &'a Tables<'a>,
    pub(super) people: &'a People,
    pub(super) metrics: &'a Metrics,
    /// Of the conversation that is built.
    pub(super) places: Places,
}

impl<'a> Building<'a> {
    /// Builds one conversation: order, sessions, assignment, people.
    pub(super) fn conversation(&mut self, group: Group) -> Conversation {
        let Self {
            archive,
            merged,
            tables,
            people,
            metrics,
            ..
        } = *self;
        let mut keys = self.keys_of(&group);
        order::order(archive, merged, &mut keys);
        let mut sessions = conversation_sessions(archive, tables, metrics, group.sessions);
        self.places.note(&sessions);
        for keys in keys.chunks(BLOCK) {
            told::tell(archive, keys, &mut sessions, &self.places);
        }
        told::keep_stated(tables, &mut sessions);
        sessions::arrange(&mut sessions);
        self.places.note(&sessions);
        let mut seating = Seating {
            sessions: &sessions,
            places: &self.places,
            last: (None, None),
            entries: Vec::with_capacity(keys.len()),
            all_seated: true,
        };
        for keys in keys.chunks(BLOCK) {
            seating.seat(keys);
        }
        let Seating {
            mut entries,
            all_seated,
            ..
        } = seating;
        let timed = keys.partition_point(|key| key.at().is_some());
        if !all_seated {
            assign(&sessions, &keys[..timed], &mut entries);
        }
        let first = keys.first().and_then(Key::at);
        let last = timed.checked_sub(1).and_then(|last| keys[last].at());
        if !archive.exported.is_empty() {
            keep_stated(archive, merged, &mut entries);
        }
        places::seat_untimed(&mut entries, timed, sessions.len());

        let mut casting = Casting {
            archive,
            merged,
            people,
            keys: &keys,
            sessions,
            cast: Cast::default(),
            last: Recent::default(),
            messages: 0,
            authors: Firsts::default(),
            faces: Firsts::default(),
            with_content: Vec::new(),
        };
        for (nth, entries) in entries.chunks_mut(BLOCK).enumerate() {
            casting.cast(nth * BLOCK, entries);
        }
        let Casting {
            sessions,
            cast,
            messages,
            authors,
            faces,
            with_content,
            ..
        } = casting;
        let starts = sessions.iter().filter_map(|session| session.start);
        let ends = sessions.iter().filter_map(|session| session.end);
        let end_user = sessions
            .iter()
            .find_map(|session| session.field("MessagingEndUserId"))
            .map(|id| ids::canonical(id).into_owned());
        Conversation {
            from: first.into_iter().chain(starts).min(),
            to: last.into_iter().chain(ends).max(),
            id: group.id,
            inferred: group.inferred,
            conflict: group.conflict,
            names: group.names,
            records: Vec::new(),
            sessions,
            entries,
            parts: cast.parts,
            messages,
            authors: authors.places,
            faces: faces.places,
            with_content,
            end_user,
            end_user_name: None,
            end_user_number: None,
        }
    }

    /// The keys of a group's entries: where they follow each other, as they lie.
    fn keys_of(&self, group: &Group) -> Cow<'a, [Key]> {
        let all = self.keys;
        let keys = |run: &Range<u32>| &all[run.start as usize..run.end as usize];
        match &group.runs[..] {
            [run] => Cow::Borrowed(keys(run)),
            runs => Cow::Owned(runs.iter().flat_map(keys).copied().collect()),
        }
    }
}

/// Gives entries the sessions that they name.
struct Seating<'a> {
    sessions: &'a [Session],
    places: &'a Places,
    /// The name of the last session, and its place.
    last: (Option<Sym>, Option<u32>),
    /// Until all are in place, the part is where the entry stands among the keys.
    entries: Vec<Placed>,
    all_seated: bool,
}

impl Seating<'_> {
    #[inline(never)]
    fn seat(&mut self, keys: &[Key]) {
        for key in keys {
            if key.session != self.last.0 {
                let place = |name| self.places.get(self.sessions, name);
                self.last = (key.session, key.session.and_then(place));
            }
            let session = self.last.1;
            self.all_seated &= session.is_some();
            self.entries.push(Placed {
                entry: key.entry,
                session,
                assigned_by: match session {
                    Some(_) => key.session_rule,
                    None => AssignedBy::Unassigned,
                },
                ordered_by: key.by,
                part: self.entries.len() as u32,
            });
        }
    }
}

/// Gives those of the entries that have a time, and name no session, the one that they belong to.
fn assign(sessions: &[Session], timed: &[Key], entries: &mut [Placed]) {
    let seats = timed.iter().zip(&*entries);
    let mut seats: Vec<Seat> = seats
        .map(|(key, placed)| Seat {
            at: key.at(),
            session: placed.session,
            rule: placed.assigned_by,
        })
        .collect();
    sessions::assign(sessions, &mut seats);
    for (placed, seat) in entries.iter_mut().zip(seats) {
        (placed.session, placed.assigned_by) = (seat.session, seat.rule);
    }
}

/// Gives entries their authors, and counts what is in each session.
struct Casting<'a> {
    archive: &'a Archive,
    merged: &'a Merged,
    people: &'a People,
    keys: &'a [Key],
    sessions: Vec<Session>,
    cast: Cast,
    /// The parts of the last authors; whether they wrote a message.
    last: Recent<Author, (u32, bool)>,
    messages: u64,
    authors: Firsts<(Role, Option<Sym>)>,
    faces: Firsts<(u32, Option<Sym>)>,
    with_content: Vec<u32>,
}

impl Casting<'_> {
    #[inline(never)]
    fn cast(&mut self, from: usize, entries: &mut [Placed]) {
        let mut tally = Tally::default();
        for (place, placed) in (from as u32..).zip(entries) {
            let key = &self.keys[placed.part as usize];
            placed.part = self.part(place, key);
            if placed.session != tally.session {
                std::mem::take(&mut tally).add_to(&mut self.sessions, &mut self.messages);
                tally.session = placed.session;
                tally.first = place;
            }
            tally.entries += 1;
            tally.messages += u32::from(key.is_message);
            if key.content.is_some() {
                self.with_content.push(placed.entry);
            }
        }
        tally.add_to(&mut self.sessions, &mut self.messages);
    }

    /// The part of an entry's author, who is noted when met first.
    fn part(&mut self, place: u32, key: &Key) -> u32 {
        let author = key.author;
        let stated = self.people.stated(self.archive, self.merged, key.entry);
        if stated.is_none()
            && let Some((part, wrote)) = self.last.known(author)
            && (wrote || !key.is_message)
        {
            return part;
        }
        let part = self.cast.seat(self.people, author, stated);
        if key.is_message {
            self.authors.meet((author.role, author.key()), key.entry);
        }
        self.faces.meet((part, author.key()), place);
        if stated.is_none() {
            self.last.note(author, (part, key.is_message));
        }
        part
    }
}

/// Entries of one session, or of none, that follow each other.
#[derive(Default)]
struct Tally {
    session: Option<u32>,
    first: u32,
    entries: u32,
    messages: u32,
}

impl Tally {
    fn add_to(self, sessions: &mut [Session], messages: &mut u64) {
        *messages += u64::from(self.messages);
        let session = self.session.and_then(|at| sessions.get_mut(at as usize));
        if let Some(session) = session {
            session.first.get_or_insert(self.first);
            session.entries += self.entries;
            session.messages += self.messages;
        }
    }
}

/// Where each of several is met first.
struct Firsts<K> {
    seen: FxHashSet<K>,
    places: Vec<u32>,
}

impl<K> Default for Firsts<K> {
    fn default() -> Self {
        Self {
            seen: FxHashSet::default(),
            places: Vec::new(),
        }
    }
}

impl<K: Eq + std::hash::Hash> Firsts<K> {
    fn meet(&mut self, one: K, at: u32) {
        if self.seen.insert(one) {
            self.places.push(at);
        }
    }
}

/// What exports of ours state of entries that nothing else tells of stays as it is.
fn keep_stated(archive: &Archive, merged: &Merged, entries: &mut [Placed]) {
    let only = only_exports(archive);
    for placed in entries {
        let copies = merged.copies(placed.entry);
        let Some(row) = copies.first().and_then(|&copy| archive.exported.get(copy)) else {
            continue;
        };
        if copies
            .iter()
            .all(|&copy| archive.exported.get(copy).is_some())
        {
            placed.ordered_by = row.ordered_by;
            if only && row.assigned_by == AssignedBy::Unassigned {
                placed.session = None;
                placed.assigned_by = AssignedBy::Unassigned;
            }
        }
    }
}

/// (`MessagingSessionMetricType`, value) by session id, by type.
pub(super) type Metrics = FxHashMap<String, Vec<(String, i64)>>;

pub(super) fn session_metrics(tables: &Tables<'_>) -> Metrics {
    let mut metrics = Metrics::default();
    for (_, row) in tables.of("MessagingSessionMetrics") {
        let value = row
            .get("MessagingSessionMetricValue")
            .and_then(|text| text.trim().parse::<f64>().ok());
        if let (Some(session), Some(metric), Some(value)) = (
            row.get("MessagingSessionId"),
            row.get("MessagingSessionMetricType"),
            value,
        ) {
            metrics
                .entry(ids::canonical(session).into_owned())
                .or_default()
                .push((metric.to_owned(), value as i64));
        }
    }
    for values in metrics.values_mut() {
        values.sort();
    }
    metrics
}

fn conversation_sessions(
    archive: &Archive,
    tables: &Tables<'_>,
    metrics: &Metrics,
    sessions: Vec<SessionId>,
) -> Vec<Session> {
    sessions
        .into_iter()
        .map(|SessionId { id, name }| {
            let row = [
                "MessagingSession",
                "VoiceCall",
                "LiveChatTranscript",
                "AiAgentSession",
            ]
            .iter()
            .find_map(|&object| Some((object, tables.get(object, &id)?)));
            let exported = tables.get(EXPORTED_SESSION, &id).filter(|_| row.is_none());
            let metrics = metrics.get(&id).cloned().unwrap_or_default();
            let mut session = match row {
                Some((object, row)) => Session::from_row(archive, object, id, row),
                None => Session::from_entries(id),
            };
            if let Some(exported) = exported {
                let at = |field| exported.get(field).and_then(|at| at.parse().ok());
                session.start = at("StartTime");
                session.accept = at("AcceptTime");
                session.end = at("EndTime");
            }
            session.name = name;
            session.metrics = metrics;
            session
        })
        .collect()
}
