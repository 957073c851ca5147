//! Changes of human owner.

use super::ledger::{Line, mark};
use super::phase::{BotPhase, Course, Speaker};
use super::session::{Owner, What, Work};

/// One transfer: from its first event to the first message of the next agent, if there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transfer {
    pub(crate) line: u32,
    pub(crate) answered: Option<u32>,
}

/// The transfers of a session.
#[derive(Debug, Default)]
pub(crate) struct Transfers {
    pub(crate) shown: Vec<Transfer>,
    /// Some event of a transfer is there, so `shown` is the count.
    pub(crate) events: bool,
}

impl Transfers {
    /// Finds them. Events up to the next owner's first join are one transfer; one that comes back
    /// to the same agent is none. Until somebody human owns the session, events belong to the
    /// handoff. O(n).
    pub(crate) fn of(lines: &[Line], course: &Course<'_>, count_undelivered: bool) -> Self {
        let mut found = Self::default();
        let mut owner: Option<u32> = None;
        let mut open: Option<(u32, u32)> = None;
        let mut waiting: Option<u32> = None;
        let mut bot_phase = BotPhase::of(course);
        for (index, line) in lines.iter().enumerate() {
            let (index, actor) = (index as u32, line.actor);
            let in_bot_phase = bot_phase.at(index);
            if line.speaker(count_undelivered) == Some(Speaker::Human) {
                if let Some((first, from)) = open.filter(|&(_, from)| from != actor) {
                    found.shown.push(Transfer {
                        line: first,
                        answered: None,
                    });
                    (open, waiting) = (None, Some(from));
                }
                if waiting.is_some_and(|from| from != actor) {
                    waiting = None;
                    if let Some(last) = found.shown.last_mut() {
                        last.answered = Some(index);
                    }
                }
                // The one who transferred may still say goodbye.
                if open.is_none() && waiting.is_none() {
                    owner = Some(actor);
                }
            } else if line.marks.any(mark::JOINED) {
                if let Some((first, from)) = open.take()
                    && from != actor
                {
                    found.shown.push(Transfer {
                        line: first,
                        answered: None,
                    });
                    waiting = Some(from);
                }
                owner = Some(actor);
            } else if line.marks.any(mark::TRANSFERS)
                && !in_bot_phase
                && let Some(from) = owner.filter(|_| open.is_none())
            {
                open = Some((index, from));
                found.events = true;
            }
        }
        // Taken from one agent and given to nobody: the owner changed all the same.
        found.shown.extend(open.map(|(line, _)| Transfer {
            line,
            answered: None,
        }));
        found
    }
}

/// The events by which a human gives a session away.
pub(crate) fn transfers(what: What) -> bool {
    matches!(
        what,
        What::OwnerChanged {
            from: Owner::Agent,
            to: Owner::Agent | Owner::Queue
        } | What::WorkResult {
            work: Work::Transferred,
            ..
        } | What::RoutingResult {
            transfer: true,
            to: Owner::Agent | Owner::Queue
        }
    )
}
