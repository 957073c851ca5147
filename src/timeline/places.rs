//! Where entries stand: those without a time, and the place a reader wants to begin at.

use crate::{
    archive::Archive,
    model::{EntryId, Millis, ids},
    timeline::{Conversation, Customer, CustomerTimeline, Placed, Timeline},
};

/// Where a window begins.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Start {
    /// At a position, from 0.
    Position(usize),
    /// At an entry, by id.
    Entry(String),
    /// At the first entry at or after an instant.
    AtMs(Millis),
    /// At the first entry of a session, by id in either length.
    Session(String),
}

/// Puts the entries from `timed` on, which have no time, last in their session, else last of all.
/// O(entries).
pub(super) fn seat_untimed(entries: &mut Vec<Placed>, timed: usize, sessions: usize) {
    if timed == entries.len() {
        return;
    }
    let untimed = entries.split_off(timed);
    let mut last: Vec<Option<usize>> = vec![None; sessions];
    for (place, placed) in entries.iter().enumerate() {
        if let Some(session) = placed.session {
            last[session as usize] = Some(place);
        }
    }
    // Stable: what is seated after the same entry stays in its order.
    let mut after: Vec<(usize, Placed)> = untimed
        .into_iter()
        .map(|placed| {
            let place = placed.session.and_then(|session| last[session as usize]);
            (place.unwrap_or(usize::MAX), placed)
        })
        .collect();
    after.sort_by_key(|(place, _)| *place);
    let mut after = after.into_iter().peekable();
    let mut all = Vec::with_capacity(entries.len() + after.len());
    for (place, placed) in entries.drain(..).enumerate() {
        all.push(placed);
        while let Some((_, placed)) = after.next_if(|(seat, _)| *seat == place) {
            all.push(placed);
        }
    }
    all.extend(after.map(|(_, placed)| placed));
    *entries = all;
}

impl Timeline {
    /// The place that a window of a conversation begins at; `None` if there is no such entry or
    /// session, or the session has no entry. After the last instant that is the number of entries.
    /// O(entries) for an entry, O(log entries) for an instant where all have a time.
    pub fn start(
        &self,
        archive: &Archive,
        conversation: &Conversation,
        start: &Start,
    ) -> Option<usize> {
        match start {
            Start::Position(at) => Some(*at),
            Start::Entry(id) => {
                let entry = self.merged.find(archive, self.entry_named(archive, id)?)?;
                let is = |placed: &Placed| placed.entry == entry;
                conversation.entries.iter().position(is)
            }
            Start::AtMs(at) => Some(self.first_from(archive, &conversation.entries, *at)),
            Start::Session(id) => {
                let id = ids::canonical(id);
                let session = conversation.sessions.iter().find(|one| one.id == id)?;
                session.first.map(|place| place as usize)
            }
        }
    }

    /// The place of the first entry at or after an instant, else their number: times ascend, some
    /// entries have none.
    fn first_from(&self, archive: &Archive, entries: &[Placed], instant: Millis) -> usize {
        let (mut first, mut end) = (0, entries.len());
        let mut found = end;
        while first < end {
            let middle = first.midpoint(end);
            let times = entries[middle..end].iter().enumerate();
            let mut times = times
                .filter_map(|(at, placed)| Some((middle + at, self.entry(archive, *placed).at?)));
            match times.next() {
                Some((at, time)) if time < instant => first = at + 1,
                Some((at, _)) => (end, found) = (middle, at),
                None => end = middle,
            }
        }
        found
    }

    /// The id behind its printed form: UUID, record id in either length, or that of an entry
    /// without an id. O(1), for the last O(entries).
    pub fn entry_named(&self, archive: &Archive, id: &str) -> Option<EntryId> {
        if let Some(packed) = ids::pack_uuid(id) {
            return Some(EntryId::Uuid(packed));
        }
        if let Some(name) = archive.names.find(&ids::canonical(id)) {
            return Some(EntryId::Text(name));
        }
        let made = |of: &EntryId| matches!(of, EntryId::Content(..)) && archive.entry_id(*of) == id;
        let mut ids = (0..self.merged.len() as u32).map(|number| self.merged.id(archive, number));
        ids.find(made)
    }
}

impl CustomerTimeline {
    /// The place that a window of a customer's timeline begins at, as [`Timeline::start`] gives it
    /// for a conversation. O(entries) for all but a position.
    pub fn start(
        &self,
        archive: &Archive,
        timeline: &Timeline,
        customer: &Customer,
        start: &Start,
    ) -> Option<usize> {
        let entry = |&(conversation, place): &(u32, u32)| {
            let conversation = &timeline.conversations[conversation as usize];
            timeline.entry(archive, conversation.entries[place as usize])
        };
        match start {
            Start::Position(at) => Some(*at),
            Start::AtMs(at) => {
                let from = |place: &(u32, u32)| entry(place).at.is_some_and(|one| one >= *at);
                Some(
                    self.entries
                        .iter()
                        .position(from)
                        .unwrap_or(self.entries.len()),
                )
            }
            Start::Entry(_) | Start::Session(_) => {
                customer.conversations.iter().find_map(|&conversation| {
                    let of = &timeline.conversations[conversation as usize];
                    let place = timeline.start(archive, of, start)?;
                    self.position(conversation, place as u32)
                })
            }
        }
    }

    /// The position of an entry of a conversation. O(entries).
    pub fn position(&self, conversation: u32, place: u32) -> Option<usize> {
        self.entries
            .iter()
            .position(|one| *one == (conversation, place))
    }
}
