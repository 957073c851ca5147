//! Sessions of a conversation and the rule that puts an entry into one.

use crate::{
    archive::{Archive, AssignedBy, Record},
    model::{Millis, Sym, time},
    timeline::told::Told,
};

/// How far a clock may be off at a session's border, in milliseconds.
pub(super) const SLACK: Millis = 5_000;

/// A session, from its row where there is one.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Record id, 18 characters.
    pub id: String,
    /// As entries name it, if any does.
    pub(super) name: Option<Sym>,
    /// The object of its row.
    pub object: Option<&'static str>,
    /// Whether a `MessagingSession` or `VoiceCall` row tells of it.
    pub has_row: bool,
    /// `StartTime`.
    pub start: Option<Millis>,
    /// `AcceptTime`.
    pub accept: Option<Millis>,
    /// `EndTime`.
    pub end: Option<Millis>,
    /// Every populated field of the row, by API name, in the order of the file.
    pub fields: Vec<(String, String)>,
    /// Name of `OwnerId`, where a row or an entry tells it.
    pub owner_name: Option<String>,
    /// (`MessagingSessionMetricType`, value) of its metrics rows, by type.
    pub metrics: Vec<(String, i64)>,
    /// What its entries tell.
    pub told: Told,
    /// Place of its first entry in the conversation.
    pub first: Option<u32>,
    /// How many entries it has.
    pub entries: u32,
    /// How many of them are messages.
    pub messages: u32,
    /// Another session of the conversation begins before it ends.
    pub overlaps: bool,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Neither ended nor inactive.
    Open,
    /// The customer fell silent; it can become active again.
    Inactive,
    /// It has ended.
    Ended,
}

impl Session {
    /// A field by API name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// `Status`: of its row, else as its entries tell it last.
    pub fn status(&self) -> Option<&str> {
        self.field("Status").or(self.told.status.as_deref())
    }

    /// How far it has come; `None` where neither a row nor an entry tells.
    pub fn state(&self) -> Option<State> {
        match self.status() {
            _ if self.end.is_some() => Some(State::Ended),
            Some("Ended" | "Completed" | "Error") => Some(State::Ended),
            Some("Inactive") => Some(State::Inactive),
            Some(_) => Some(State::Open),
            None => self.has_row.then_some(State::Open),
        }
    }

    /// A session known from entries only.
    pub(super) fn from_entries(id: String) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    /// A session told by a row.
    pub(super) fn from_row(
        archive: &Archive,
        object: &'static str,
        id: String,
        row: &Record<'_>,
    ) -> Self {
        let instant = |field: &str| {
            row.get(field)
                .and_then(|text| time::parse(text, archive.reading()).ok())
        };
        Self {
            id,
            has_row: true,
            object: Some(object),
            start: instant("StartTime"),
            accept: instant("AcceptTime"),
            end: instant("EndTime"),
            fields: row
                .fields
                .iter()
                .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            ..Self::default()
        }
    }

    /// Whether an instant falls into the session, give or take [`SLACK`].
    fn holds(&self, at: Millis) -> bool {
        self.start.is_some_and(|start| start - SLACK <= at)
            && self.end.is_none_or(|end| at <= end + SLACK)
    }
}

/// Orders sessions by start, then id, and marks those that overlap a later one. O(n log n).
pub(super) fn arrange(sessions: &mut [Session]) {
    sessions.sort_by(|a, b| {
        let key = |session: &Session| session.start.unwrap_or(Millis::MAX);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    // The next start is the earliest of all later ones.
    for at in 1..sessions.len() {
        let next = sessions[at].start;
        let before = &mut sessions[at - 1];
        before.overlaps = before.start.is_some()
            && next.is_some_and(|next| before.end.is_none_or(|end| next < end));
    }
}

/// The places of sessions among those of their conversation, by the names that entries have for
/// them.
#[derive(Debug)]
pub(super) struct Places {
    by_name: Vec<u32>,
}

impl Places {
    /// Of no session yet.
    pub(super) fn of(archive: &Archive) -> Self {
        Self {
            by_name: vec![0; archive.names.count()],
        }
    }

    /// Notes where the sessions of a conversation are.
    pub(super) fn note(&mut self, sessions: &[Session]) {
        for (place, session) in (0..).zip(sessions) {
            if let Some(name) = session.name {
                self.by_name[name.place()] = place;
            }
        }
    }

    /// The place of a session among those noted last.
    pub(super) fn get(&self, sessions: &[Session], name: Sym) -> Option<u32> {
        let place = *self.by_name.get(name.place())?;
        let session = sessions.get(place as usize)?;
        (session.name == Some(name)).then_some(place)
    }
}

/// What assignment needs to know of an entry, in transcript order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// Its time.
    pub(super) at: Option<Millis>,
    /// Its session, as an index into the conversation's sessions.
    pub(super) session: Option<u32>,
    /// The rule that decided.
    pub(super) rule: AssignedBy,
}

/// Gives the entries of one conversation their sessions: first by time, then from neighbours.
/// Entries that name a session come with it. O(entries · log sessions) for sessions that do not
/// overlap.
///
/// Of several sessions that fit in time the one that started last holds the entry, then the
/// smaller id. A neighbour carries its session only if both sides agree, or only one side has one
/// and no border lies between (`formats.md` calls these rules inferred; the rule stays visible on
/// each entry for that reason).
pub(super) fn assign(sessions: &[Session], seats: &mut [Seat]) {
    let mut by_start: Vec<u32> = (0..sessions.len() as u32)
        .filter(|&at| sessions[at as usize].start.is_some())
        .collect();
    by_start.sort_by(|&a, &b| {
        let (a, b) = (&sessions[a as usize], &sessions[b as usize]);
        // Scanned from the end: latest start first, then the smaller id.
        a.start.cmp(&b.start).then_with(|| b.id.cmp(&a.id))
    });
    // The latest end so far bounds how far back a match can lie.
    let mut latest = Millis::MIN;
    let ends: Vec<Millis> = by_start
        .iter()
        .map(|&index| {
            latest = latest.max(sessions[index as usize].end.unwrap_or(Millis::MAX));
            latest
        })
        .collect();
    for seat in seats.iter_mut() {
        if seat.session.is_some() {
            continue;
        }
        let Some(at) = seat.at else { continue };
        let last = by_start.partition_point(|&index| {
            sessions[index as usize]
                .start
                .is_some_and(|start| start - SLACK <= at)
        });
        let found = by_start[..last]
            .iter()
            .zip(&ends)
            .rev()
            .take_while(|&(_, end)| at <= end.saturating_add(SLACK))
            .find(|&(&index, _)| sessions[index as usize].holds(at));
        if let Some((&index, _)) = found {
            seat.session = Some(index);
            seat.rule = AssignedBy::Time;
        }
    }

    // Neighbours: only seats that a stronger rule filled may carry.
    let anchors: Vec<usize> = (0..seats.len())
        .filter(|&at| seats[at].session.is_some())
        .collect();
    let mut after = 0;
    for at in 0..seats.len() {
        while after < anchors.len() && anchors[after] <= at {
            after += 1;
        }
        if seats[at].session.is_some() {
            continue;
        }
        let before = anchors[..after].last().map(|&index| seats[index]);
        let following = anchors.get(after).map(|&index| seats[index]);
        let session = match (before, following) {
            (Some(before), Some(following)) => {
                (before.session == following.session).then_some(before.session)
            }
            (Some(one), None) | (None, Some(one)) => {
                (!border_between(sessions, one, seats[at])).then_some(one.session)
            }
            (None, None) => None,
        };
        if let Some(session) = session.flatten() {
            seats[at].session = Some(session);
            seats[at].rule = AssignedBy::Neighbour;
        }
    }
}

/// Whether the neighbour's session is known to end before, or start after, the entry.
fn border_between(sessions: &[Session], neighbour: Seat, entry: Seat) -> bool {
    let (Some(session), Some(at)) = (neighbour.session, entry.at) else {
        return false;
    };
    let session = &sessions[session as usize];
    session.end.is_some_and(|end| at > end + SLACK)
        || session.start.is_some_and(|start| at < start - SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: &str, start: Millis, end: Option<Millis>) -> Session {
        Session {
            id: id.to_owned(),
            has_row: true,
            start: Some(start),
            end,
            ..Session::default()
        }
    }

    fn seat(at: Millis) -> Seat {
        Seat {
            at: Some(at),
            session: None,
            rule: AssignedBy::Unassigned,
        }
    }

    #[test]
    fn of_two_sessions_that_fit_the_later_start_holds_the_entry() {
        let sessions = [session("b", 0, None), session("a", 50_000, None)];
        let mut seats = [seat(10_000), seat(60_000)];
        assign(&sessions, &mut seats);
        assert_eq!(seats.map(|seat| seat.session), [Some(0), Some(1)]);
    }

    #[test]
    fn an_entry_after_the_end_of_the_only_neighbour_stays_unassigned() {
        let sessions = [session("a", 0, Some(10_000))];
        let mut seats = [seat(5_000), seat(15_000), seat(15_001)];
        assign(&sessions, &mut seats);
        assert_eq!(seats[1].rule, AssignedBy::Time);
        assert_eq!(seats[2].rule, AssignedBy::Unassigned);
    }

    #[test]
    fn neighbours_that_disagree_carry_nothing() {
        let sessions = ["a", "b"].map(|id| Session::from_entries(id.to_owned()));
        let named = |index| Seat {
            session: Some(index),
            rule: AssignedBy::RelatedRecord,
            ..seat(0)
        };
        let mut seats = [
            seat(0),
            named(0),
            seat(0),
            named(0),
            seat(0),
            named(1),
            seat(0),
        ];
        assign(&sessions, &mut seats);
        let sessions: Vec<_> = seats.iter().map(|seat| seat.session).collect();
        assert_eq!(
            sessions,
            [Some(0), Some(0), Some(0), Some(0), None, Some(1), Some(1)]
        );
    }
}
