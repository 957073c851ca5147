//! Ids that stand together are measured together, and a change of options concerns some of them.

use std::ops::Range;

use super::definition::{Scope, place};
use super::options::Options;

/// Ids that stand together among the definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// M.
    Messages,
    /// D1 and D3.
    Durations,
    /// R1 to R4.
    FirstResponses,
    /// R5 to R8.
    Responses,
    /// W1.
    Waits,
    /// W2 and W3.
    OpenWaits,
    /// Q.
    Assignments,
    /// C.
    Closing,
    /// T, B, A and O.
    Service,
    /// S.
    Targets,
    /// H1.
    AfterHours,
    /// X1.
    Quality,
    /// D2, of conversations.
    Conversation,
}

/// Every part with the place of its first id, in order, and where the last one ends.
const PARTS: [(Part, usize); 13] = [
    (Part::Messages, place("M1.c")),
    (Part::Durations, place("D1")),
    (Part::FirstResponses, place("R1")),
    (Part::Responses, place("R5")),
    (Part::Waits, place("W1.human")),
    (Part::OpenWaits, place("W2.unanswered")),
    (Part::Assignments, place("Q1")),
    (Part::Closing, place("C1")),
    (Part::Service, place("T1.agents")),
    (Part::Targets, place("S1")),
    (Part::AfterHours, place("H1")),
    (Part::Quality, place("X1.undelivered")),
    (Part::Conversation, place("D2.span")),
];
const END: usize = place("R8");

impl Part {
    /// The part that an id belongs to, by its place among the definitions.
    pub(crate) fn of(place: usize) -> Self {
        let after = PARTS.partition_point(|&(_, first)| first <= place);
        PARTS[after.saturating_sub(1)].0
    }

    /// The places of its ids among the definitions.
    pub(crate) const fn places(self) -> Range<usize> {
        let at = self as usize;
        let end = if at + 1 < PARTS.len() {
            PARTS[at + 1].1
        } else {
            END
        };
        PARTS[at].1..end
    }
}

/// Some of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts(u16);

impl Parts {
    pub(crate) const ALL: Self = Self((1 << PARTS.len()) - 1);
    pub(crate) const NONE: Self = Self(0);

    pub(crate) const fn has(self, part: Part) -> bool {
        self.0 & 1 << part as u16 != 0
    }

    pub(crate) fn with(self, part: Part, condition: bool) -> Self {
        Self(self.0 | u16::from(condition) << part as u16)
    }

    /// With those of others.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of a scope, in order.
    pub(crate) fn of(self, scope: Scope) -> impl Iterator<Item = Part> {
        let all = PARTS.iter().map(|&(part, _)| part);
        all.filter(move |&part| {
            let conversation = part == Part::Conversation;
            self.has(part) && conversation == (scope == Scope::Conversation)
        })
    }

    /// What is to be measured anew of the same sessions after a change of options; whether some
    /// message was not delivered. Each option stands here: one that is new does not compile until it
    /// is decided what it changes.
    pub(crate) fn changed(before: &Chosen, now: &Chosen, undelivered: bool) -> Self {
        let Options {
            anchor,
            exclude_inactive,
            idle_cap,
            count_undelivered,
            short_abandon,
            only,
            hours,
            sla,
            // Until when is decided with what the data tells.
            data_until: _,
            // How values are shown, grouped or summarised.
            percentile: _,
            omit_episodes: _,
            omit_sessions: _,
            group_by: _,
            attribution: _,
            zone: _,
        } = &now.options;
        let was = &before.options;
        let counted = undelivered && *count_undelivered != was.count_undelivered;
        if counted || *only != was.only || *hours != was.hours {
            return Self::ALL;
        }
        let anchor = *anchor != was.anchor;
        let inactive = *exclude_inactive != was.exclude_inactive;
        let sla_anchor = anchor && sla.next_response.is_some();
        Self::NONE
            .with(Part::Durations, *idle_cap != was.idle_cap)
            .with(Part::Responses, anchor || inactive)
            .with(Part::Waits, inactive)
            .with(Part::Closing, now.until != before.until)
            .with(Part::Service, *short_abandon != was.short_abandon)
            .with(Part::Targets, *sla != was.sla || sla_anchor)
    }
}

/// What sessions were measured with.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) options: Options,
    /// Until when the data is complete.
    pub(crate) until: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::DEFINITIONS;

    #[test]
    fn an_id_would_belong_to_no_part_or_to_two() {
        let mut next = 0;
        for (at, (part, first)) in PARTS.into_iter().enumerate() {
            assert_eq!((part as usize, first), (at, next));
            assert_eq!(part.places().start, next);
            next = part.places().end;
        }
        assert!(
            DEFINITIONS[next..]
                .iter()
                .all(|of| of.scope == Scope::Agent)
        );
        let sessions = Part::Conversation.places().start;
        let of_sessions = |of: &crate::kpi::Definition| of.scope == Scope::Session;
        assert!(DEFINITIONS[..sessions].iter().all(of_sessions));
    }
}
