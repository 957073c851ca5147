//! One conversation, put together: order, sessions, people.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    archive::{Archive, AssignedBy, EXPORTED_SESSION, Tables},
    model::{Millis, Role, Sym, ids},
    timeline::{
        Group, Merged, Part, Placed, Seat, Session,
        block::BLOCK,
        only_exports, order,
        order::Key,
        people::{Cast, People},
        places,
        recent::Recent,
        sessions, told,
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

/// Builds one conversation: order, sessions, assignment, people.
pub(super) fn build(
    archive: &Archive,
    merged: &Merged,
    tables: &Tables<'_>,
    people: &People,
    metrics: &Metrics,
    group: Group,
) -> Conversation {
    let mut sessions = conversation_sessions(archive, tables, metrics, &group);
    let keys = order::order(archive, merged, &group.entries);
    let mut with_content = Vec::new();
    for keys in keys.chunks(BLOCK) {
        note_content(keys, &mut with_content);
    }
    told::tell(archive, merged, with_content.into_iter(), &mut sessions);
    told::keep_stated(tables, &mut sessions);
    sessions::arrange(&mut sessions);
    let mut seating = Seating {
        index: places_by_name(archive, &sessions),
        last: Recent::default(),
        seats: Vec::with_capacity(keys.len()),
        all_seated: true,
    };
    for keys in keys.chunks(BLOCK) {
        seating.seat(keys);
    }
    let Seating {
        mut seats,
        all_seated,
        ..
    } = seating;
    let timed = seats.partition_point(|seat| seat.at.is_some());
    if !all_seated {
        sessions::assign(&sessions, &mut seats[..timed]);
    }
    let first = seats.first().and_then(|seat| seat.at);
    let last = timed.checked_sub(1).and_then(|last| seats[last].at);
    let mut entries: Vec<Placed> = Vec::with_capacity(keys.len());
    for (keys, seats) in keys.chunks(BLOCK).zip(seats.chunks(BLOCK)) {
        place(keys, seats, &mut entries);
    }
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

#[inline(never)]
fn note_content(keys: &[Key], with_content: &mut Vec<u32>) {
    let with = keys.iter().filter(|key| key.has_content);
    with_content.extend(with.map(|key| key.entry));
}

/// Gives entries the sessions that they name.
struct Seating {
    index: FxHashMap<Sym, u32>,
    last: Recent<Sym, Option<u32>>,
    seats: Vec<Seat>,
    all_seated: bool,
}

impl Seating {
    #[inline(never)]
    fn seat(&mut self, keys: &[Key]) {
        for key in keys {
            let find = |name| self.last.get(name, || self.index.get(&name).copied());
            let session = key.session.and_then(find);
            self.all_seated &= session.is_some();
            self.seats.push(Seat {
                at: key.at(),
                session,
                rule: if session.is_some() {
                    key.session_rule
                } else {
                    AssignedBy::Unassigned
                },
            });
        }
    }
}

/// Until all are in place, the part is where the entry stands among the keys.
#[inline(never)]
fn place(keys: &[Key], seats: &[Seat], entries: &mut Vec<Placed>) {
    for (key, seat) in keys.iter().zip(seats) {
        entries.push(Placed {
            entry: key.entry,
            session: seat.session,
            assigned_by: seat.rule,
            ordered_by: key.by,
            part: entries.len() as u32,
        });
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
    messages: u64,
    authors: Firsts<(Role, Option<Sym>)>,
    faces: Firsts<(u32, Option<Sym>)>,
    with_content: Vec<u32>,
}

impl Casting<'_> {
    #[inline(never)]
    fn cast(&mut self, from: usize, entries: &mut [Placed]) {
        for (place, placed) in (from as u32..).zip(entries) {
            let key = self.keys[placed.part as usize];
            let author = key.author;
            let stated = self.people.stated(self.archive, self.merged, placed.entry);
            placed.part = self.cast.seat(self.people, author, stated);
            let session = placed.session.map(|at| at as usize);
            if let Some(session) = session.and_then(|at| self.sessions.get_mut(at)) {
                session.first.get_or_insert(place);
                session.entries += 1;
                session.messages += u32::from(key.is_message);
            }
            if key.is_message {
                self.messages += 1;
                self.authors.meet((author.role, author.key()), placed.entry);
            }
            self.faces.meet((placed.part, author.key()), place);
            if key.has_content {
                self.with_content.push(placed.entry);
            }
        }
    }
}

/// Where each of several is met first.
struct Firsts<K> {
    seen: FxHashSet<K>,
    last: Recent<K, ()>,
    places: Vec<u32>,
}

impl<K> Default for Firsts<K> {
    fn default() -> Self {
        Self {
            seen: FxHashSet::default(),
            last: Recent::default(),
            places: Vec::new(),
        }
    }
}

impl<K: Copy + Eq + std::hash::Hash> Firsts<K> {
    fn meet(&mut self, one: K, at: u32) {
        self.last.get(one, || {
            if self.seen.insert(one) {
                self.places.push(at);
            }
        });
    }
}

/// The places of sessions by their ids, as far as entries name them.
pub(super) fn places_by_name(archive: &Archive, sessions: &[Session]) -> FxHashMap<Sym, u32> {
    let named = sessions.iter().enumerate();
    named
        .filter_map(|(at, session)| Some((archive.names.find(&session.id)?, at as u32)))
        .collect()
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
    group: &Group,
) -> Vec<Session> {
    group
        .sessions
        .iter()
        .map(|id| {
            let row = [
                "MessagingSession",
                "VoiceCall",
                "LiveChatTranscript",
                "AiAgentSession",
            ]
            .iter()
            .find_map(|&object| Some((object, tables.get(object, id)?)));
            let mut session = match row {
                Some((object, row)) => Session::from_row(archive, object, id, row),
                None => Session::from_entries(id),
            };
            if let Some(exported) = tables.get(EXPORTED_SESSION, id).filter(|_| row.is_none()) {
                let at = |field| exported.get(field).and_then(|at| at.parse().ok());
                session.start = at("StartTime");
                session.accept = at("AcceptTime");
                session.end = at("EndTime");
            }
            session.metrics = metrics.get(id).cloned().unwrap_or_default();
            session
        })
        .collect()
}
