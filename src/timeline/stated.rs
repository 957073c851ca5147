//! What sightings state of where their entries belong, for entries that follow each other at once.

use crate::{
    archive::{Sighting, SourceId},
    model::Sym,
};

/// The conversation, session and answer that one sighting states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whereabouts {
    pub(super) conversation: Option<Sym>,
    pub(super) session: Option<Sym>,
    pub(super) source: SourceId,
    pub(super) response: u32,
}

impl Whereabouts {
    pub(super) fn of(sighting: &Sighting) -> Self {
        Self {
            conversation: sighting.conversation,
            session: sighting.session,
            source: sighting.source,
            response: sighting.response,
        }
    }
}

/// Entries from one number up to another of which a sighting each states the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) at: Whereabouts,
}

/// Adds what a sighting of an entry states; entries mostly come in order.
pub(super) fn state(all: &mut Vec<Stated>, entry: u32, at: Whereabouts) {
    match all.last_mut() {
        Some(last) if last.at == at && entry == last.to => last.to += 1,
        Some(last) if last.at == at && (last.from..last.to).contains(&entry) => {}
        _ => all.push(Stated {
            from: entry,
            to: entry + 1,
            at,
        }),
    }
}
