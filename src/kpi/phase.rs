//! Who is in charge: turns entries into moves on the floor, with handoffs put where they belong.

use crate::model::Role;

use super::options::Options;
use super::session::{Entry, Owner, Session, What, Work, bounded};

/// A party whose messages move the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    Customer,
    Human,
    Bot,
}

impl Speaker {
    /// Who speaks, if this is an eligible message: one that the customer wrote or could read.
    fn of(entry: &Entry<'_>, options: &Options) -> Option<Self> {
        if entry.what != What::Message || entry.automated {
            return None;
        }
        let speaker = match entry.role {
            Role::EndUser => return Some(Self::Customer),
            Role::Agent => Self::Human,
            Role::Bot | Role::DigitalWorker => Self::Bot,
            Role::System | Role::Supervisor | Role::Router | Role::Unknown => return None,
        };
        // The customer never saw it: it neither closes nor opens a wait.
        (!entry.undelivered || options.count_undelivered).then_some(speaker)
    }
}

/// An entry in its place, with what the rest of the module asks of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'s, 'a> {
    pub(crate) entry: &'s Entry<'a>,
    pub(crate) at: i64,
    pub(crate) speaker: Option<Speaker>,
}

/// The entries of a session by time; ties keep the order given. O(n) when already in order.
pub(crate) fn lines<'s, 'a>(session: &'s Session<'a>, options: &Options) -> Vec<Line<'s, 'a>> {
    let mut lines: Vec<Line<'s, 'a>> = session
        .entries
        .iter()
        .map(|entry| Line {
            entry,
            at: bounded(entry.at),
            speaker: Speaker::of(entry, options),
        })
        .collect();
    lines.sort_by_key(|line| line.at);
    lines
}

/// One move on the floor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    pub(crate) at: i64,
    /// The line that made it; none for an inferred handoff before any line.
    pub(crate) line: Option<usize>,
    pub(crate) act: Act,
}

/// What a move does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Says(Speaker),
    Handoff(Handoff),
    BackToBot,
}

/// How a handoff is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handoff {
    /// An event shows it.
    Shown,
    /// The bot's last message stands for it: a lower bound.
    AtLastBotMessage,
    /// A bot should have been in charge but never spoke.
    BotNeverSpoke,
}

/// The moves of a session and what they say about who was in charge.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) moves: Vec<Move>,
    /// A bot is in charge at the start.
    pub(crate) begins_with_bot: bool,
    /// A bot was in charge at some time.
    pub(crate) bot: bool,
    /// A human was in charge, or asked for, at some time.
    pub(crate) human: bool,
}

impl Course {
    /// Finds the moves. O(n): an inferred handoff moves only what was said since.
    pub(crate) fn of(session: &Session<'_>, lines: &[Line<'_, '_>]) -> Self {
        let begins_with_bot = session
            .begins_with_bot()
            .unwrap_or_else(|| bot_speaks_first(lines));
        let mut bot_phase = begins_with_bot;
        let mut course = Self {
            moves: Vec::with_capacity(lines.len() + 2),
            begins_with_bot,
            bot: begins_with_bot,
            human: !begins_with_bot,
        };
        let at = lines.first().map_or(0, |line| line.at);
        let mut since_bot = Since {
            at,
            line: None,
            moves: 0,
            spoke: false,
        };
        for (index, line) in lines.iter().enumerate() {
            let add = |act| Move {
                at: line.at,
                line: Some(index),
                act,
            };
            if let Some(speaker) = line.speaker {
                if speaker == Speaker::Human && bot_phase {
                    course.moves.insert(since_bot.moves, since_bot.handoff());
                    (bot_phase, course.human) = (false, true);
                }
                course.moves.push(add(Act::Says(speaker)));
                if speaker == Speaker::Bot && bot_phase {
                    let moves = course.moves.len();
                    since_bot = Since {
                        at: line.at,
                        line: Some(index),
                        moves,
                        spoke: true,
                    };
                }
            } else if bot_phase && hands_off(line.entry) {
                course.moves.push(add(Act::Handoff(Handoff::Shown)));
                (bot_phase, course.human) = (false, true);
            } else if !bot_phase && back_to_bot(line.entry.what) {
                course.moves.push(add(Act::BackToBot));
                (bot_phase, course.bot) = (true, true);
                let moves = course.moves.len();
                since_bot = Since {
                    at: line.at,
                    line: Some(index),
                    moves,
                    spoke: false,
                };
            }
        }
        course
    }

    /// The first handoff among the first `moves` moves: when, by which line, how it is known.
    pub(crate) fn first_handoff(&self, moves: usize) -> Option<(i64, Option<usize>, Handoff)> {
        self.moves
            .iter()
            .take(moves)
            .find_map(|step| match step.act {
                Act::Handoff(how) => Some((step.at, step.line, how)),
                _ => None,
            })
    }

    /// Some handoff had to be inferred.
    pub(crate) fn inferred(&self) -> bool {
        self.moves
            .iter()
            .any(|step| matches!(step.act, Act::Handoff(how) if how != Handoff::Shown))
    }
}

/// Where an inferred handoff would go: after the bot's last message, else where its phase began.
struct Since {
    at: i64,
    line: Option<usize>,
    moves: usize,
    spoke: bool,
}

impl Since {
    fn handoff(&self) -> Move {
        let how = if self.spoke {
            Handoff::AtLastBotMessage
        } else {
            Handoff::BotNeverSpoke
        };
        Move {
            at: self.at,
            line: self.line,
            act: Act::Handoff(how),
        }
    }
}

/// Without a word from the session row: the bot begins if it speaks before any human.
fn bot_speaks_first(lines: &[Line<'_, '_>]) -> bool {
    let first = lines
        .iter()
        .filter_map(|line| line.speaker)
        .find(|&by| by != Speaker::Customer);
    first == Some(Speaker::Bot)
}

/// The events that end a bot's charge.
fn hands_off(entry: &Entry<'_>) -> bool {
    match entry.what {
        What::BotEscalated => true,
        What::OwnerChanged {
            from: Owner::Bot,
            to,
        }
        | What::RoutingResult { transfer: true, to } => {
            matches!(to, Owner::Agent | Owner::Queue)
        }
        What::WorkResult { work, bot } => {
            work == Work::Escalated || (work == Work::Accepted && !bot)
        }
        What::Joined => entry.role == Role::Agent,
        _ => false,
    }
}

/// The events that give a session back to a bot.
fn back_to_bot(what: What) -> bool {
    matches!(
        what,
        What::OwnerChanged { to: Owner::Bot, .. }
            | What::WorkResult {
                work: Work::Accepted,
                bot: true
            }
            | What::RoutingResult {
                transfer: true,
                to: Owner::Bot
            }
    )
}
