//! The floor machine: at every instant of a session somebody is waited for, or nobody yet.

use super::ledger::NONE;
use super::options::Anchor;
use super::phase::{Act, Course, Speaker};

/// Who is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Human,
    Bot,
    Customer,
}

/// A stretch of time between two moves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// The lines that made the moves; [`NONE`]: none did.
    pub(crate) from_line: u32,
    pub(crate) to_line: u32,
}

impl Span {
    pub(crate) fn length(&self) -> i64 {
        self.to - self.from
    }
}

/// What a session's moves gave.
#[derive(Debug, Default)]
pub(crate) struct Floor {
    /// Waits that were answered, by the side that answered. From the anchor to the answer.
    pub(crate) human: Vec<Span>,
    pub(crate) bot: Vec<Span>,
    pub(crate) customer: Vec<Span>,
    /// All time from start to end without a gap: who was waited for, nobody before the first
    /// message. Always anchored at the first message of a burst. Empty if it is not wanted.
    partition: Vec<(Option<Side>, Span)>,
    /// When somebody was waited for first.
    pub(crate) first: Option<i64>,
    /// Who is waited for at the end.
    pub(crate) open: Option<Side>,
    /// The last part.
    last: Option<Span>,
    /// How long in all each side was waited for, nobody first.
    waits: [i64; 4],
}

/// The machine's state: who is waited for since when.
struct Pending {
    side: Option<Side>,
    since: (i64, u32),
    /// The message of the burst that starts the emitted clock.
    anchor: (i64, u32),
}

impl Floor {
    /// Plays the moves of a session between its start and end, in the room of those before; keeps
    /// the parts of its time if they are `wanted`. O(moves).
    pub(crate) fn play(
        &mut self,
        course: &Course<'_>,
        (start, end): (i64, i64),
        anchor: Anchor,
        wanted: bool,
    ) {
        self.human.clear();
        self.bot.clear();
        self.customer.clear();
        self.partition.clear();
        (self.first, self.waits) = (None, [0; 4]);
        let mut bot_phase = course.charge.begins_with_bot;
        let mut pending = Pending {
            side: None,
            since: (start, NONE),
            anchor: (start, NONE),
        };
        for step in course.moves.iter() {
            // Events may lie outside the session; messages never do.
            let here = (step.at.clamp(start, end), step.line);
            let next = match step.act {
                Act::Says(Speaker::Customer) => match pending.side {
                    None | Some(Side::Customer) => {
                        Some(if bot_phase { Side::Bot } else { Side::Human })
                    }
                    // A burst: the oldest unanswered message keeps the clock.
                    waited => waited,
                },
                // A bot cannot answer for a human.
                Act::Says(Speaker::Bot) if !bot_phase => continue,
                Act::Says(Speaker::Bot | Speaker::Human) => Some(Side::Customer),
                Act::Handoff(_) => {
                    bot_phase = false;
                    self.cut(&mut pending, Side::Human, here, wanted);
                    continue;
                }
                Act::BackToBot => {
                    bot_phase = true;
                    if pending.side == Some(Side::Human) {
                        self.cut(&mut pending, Side::Bot, here, wanted);
                    }
                    continue;
                }
            };
            if next == pending.side {
                if anchor == Anchor::Last {
                    pending.anchor = here;
                }
                continue;
            }
            let answered = span(pending.anchor, here);
            match (step.act, pending.side) {
                (_, None) => {}
                (Act::Says(Speaker::Customer), _) => self.customer.push(answered),
                (Act::Says(Speaker::Bot), _) => self.bot.push(answered),
                _ => self.human.push(answered),
            }
            self.passed(&pending, here, wanted);
            pending = Pending {
                side: next,
                since: here,
                anchor: here,
            };
        }
        self.passed(&pending, (end, NONE), wanted);
        self.open = pending.side;
    }

    fn passed(&mut self, pending: &Pending, here: (i64, u32), wanted: bool) {
        let span = span(pending.since, here);
        self.waits[index(pending.side)] += span.length();
        if pending.side.is_some() {
            self.first.get_or_insert(span.from);
        }
        self.last = Some(span);
        if wanted {
            self.partition.push((pending.side, span));
        }
    }

    /// Ends a wait without an answer and starts another. With nobody waited for, nothing starts.
    fn cut(&mut self, pending: &mut Pending, side: Side, here: (i64, u32), wanted: bool) {
        if pending.side.is_some() {
            self.passed(pending, here, wanted);
            *pending = Pending {
                side: Some(side),
                since: here,
                anchor: here,
            };
        }
    }

    /// Time spent waiting for a side; `None`: before anybody was waited for.
    pub(crate) fn wait(&self, side: Option<Side>) -> i64 {
        self.waits[index(side)]
    }

    /// The stretches of waiting for a side, if they are kept.
    pub(crate) fn spans(&self, side: Option<Side>) -> impl Iterator<Item = &Span> {
        self.partition
            .iter()
            .filter(move |(of, _)| *of == side)
            .map(|(_, span)| span)
    }

    /// The wait that was open at the end.
    pub(crate) fn open_span(&self) -> Option<&Span> {
        self.last.as_ref().filter(|_| self.open.is_some())
    }
}

fn index(side: Option<Side>) -> usize {
    side.map_or(0, |side| side as usize + 1)
}

fn span(from: (i64, u32), to: (i64, u32)) -> Span {
    Span {
        from: from.0,
        to: to.0,
        from_line: from.1,
        to_line: to.1,
    }
}
