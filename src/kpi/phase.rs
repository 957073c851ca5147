//! Who is in charge: turns entries into moves on the floor, with handoffs put where they belong.

use std::borrow::Cow;

use crate::model::Role;

use super::ledger::{Line, NONE, Sitting, mark};
use super::session::{Entry, Owner, What, Work};

/// A party whose messages move the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    Customer,
    Human,
    Bot,
}

/// One move on the floor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    pub(crate) at: i64,
    /// The line that made it; [`NONE`] for an inferred handoff before any line.
    pub(crate) line: u32,
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
#[derive(Debug, Default)]
pub(crate) struct Course<'s> {
    pub(crate) moves: Cow<'s, [Move]>,
    pub(crate) charge: Charge,
}

/// Who was in charge of a session.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
pub(crate) struct Charge {
    /// A bot is in charge at the start.
    pub(crate) begins_with_bot: bool,
    /// A bot was in charge at some time.
    pub(crate) bot: bool,
    /// A human was in charge, or asked for, at some time.
    pub(crate) human: bool,
    /// Some handoff had to be inferred.
    pub(crate) inferred: bool,
    /// The move that is the first handoff.
    handoff: Option<u32>,
}

impl<'s> Course<'s> {
    /// Finds the moves of a session. O(n).
    pub(crate) fn find(session: &Sitting, lines: &[Line], count_undelivered: bool) -> Self {
        let mut moves = Vec::new();
        let begins = session.begins_with_bot;
        let start = session.span.map_or(0, |(first, _)| first);
        let charge = Charge::find(begins, start, lines, count_undelivered, &mut moves);
        Self {
            moves: Cow::Owned(moves),
            charge,
        }
    }

    /// Takes moves that were found before.
    pub(crate) fn known(charge: Charge, moves: &'s [Move]) -> Self {
        Self {
            moves: Cow::Borrowed(moves),
            charge,
        }
    }

    /// The first handoff: when, by which line, how it is known.
    pub(crate) fn handoff(&self) -> Option<(i64, u32, Handoff)> {
        let step = self.moves.get(self.charge.handoff? as usize)?;
        match step.act {
            Act::Handoff(how) => Some((step.at, step.line, how)),
            _ => None,
        }
    }

    /// The handoff before a message of a human that restarted their clock: one before anybody
    /// spoke only set the phase.
    pub(crate) fn restart(&self, answer: u32) -> Option<(i64, u32, Handoff)> {
        let (at, line, how) = self.handoff()?;
        let before = self.charge.handoff? as usize;
        let says = Act::Says(Speaker::Human);
        let answer = |step: &Move| step.line == answer && step.act == says;
        if self.moves.iter().take(before).any(answer) {
            return None;
        }
        let mut before = self.moves.iter().take(before);
        let spoken = before.any(|step| matches!(step.act, Act::Says(_)));
        (spoken || how == Handoff::BotNeverSpoke).then_some((at, line, how))
    }
}

impl Charge {
    /// Adds the moves of a session that has its first entry at `start`. O(n): an inferred handoff
    /// moves only what was said since.
    pub(crate) fn find(
        begins_with_bot: Option<bool>,
        start: i64,
        lines: &[Line],
        count_undelivered: bool,
        moves: &mut Vec<Move>,
    ) -> Self {
        let speaker = |line: &Line| line.speaker(count_undelivered);
        let begins_with_bot = begins_with_bot.unwrap_or_else(|| {
            // Without a word from the row: the bot begins if it speaks before any human.
            let mut spoken = lines.iter().filter_map(speaker);
            spoken.find(|&by| by != Speaker::Customer) == Some(Speaker::Bot)
        });
        let mut bot_phase = begins_with_bot;
        let first = moves.len();
        let mut charge = Self {
            begins_with_bot,
            bot: begins_with_bot,
            human: !begins_with_bot,
            inferred: false,
            handoff: None,
        };
        let mut since_bot = Since {
            at: start,
            line: NONE,
            moves: first,
            spoke: false,
        };
        for (index, line) in lines.iter().enumerate() {
            let (at, index) = (line.at, index as u32);
            let add = |act| Move {
                at,
                line: index,
                act,
            };
            let since = |moves: usize, spoke| Since {
                at,
                line: index,
                moves,
                spoke,
            };
            if let Some(speaker) = speaker(line) {
                if speaker == Speaker::Human && bot_phase {
                    moves.insert(since_bot.moves, since_bot.handoff());
                    charge
                        .handoff
                        .get_or_insert((since_bot.moves - first) as u32);
                    (bot_phase, charge.human, charge.inferred) = (false, true, true);
                }
                moves.push(add(Act::Says(speaker)));
                if speaker == Speaker::Bot && bot_phase {
                    since_bot = since(moves.len(), true);
                }
            } else if bot_phase && line.marks.any(mark::HANDS_OFF) {
                charge.handoff.get_or_insert((moves.len() - first) as u32);
                moves.push(add(Act::Handoff(Handoff::Shown)));
                (bot_phase, charge.human) = (false, true);
            } else if !bot_phase && line.marks.any(mark::BACK_TO_BOT) {
                moves.push(add(Act::BackToBot));
                (bot_phase, charge.bot) = (true, true);
                since_bot = since(moves.len(), false);
            }
        }
        charge
    }
}

/// Where an inferred handoff would go: after the bot's last message, else where its phase began.
struct Since {
    at: i64,
    line: u32,
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

/// Whether a bot is in charge before a line, asked in the order of the lines.
pub(crate) struct BotPhase<'c> {
    moves: &'c [Move],
    next: usize,
    bot: bool,
}

impl<'c> BotPhase<'c> {
    pub(crate) fn of(course: &'c Course<'_>) -> Self {
        Self {
            moves: &course.moves,
            next: 0,
            bot: course.charge.begins_with_bot,
        }
    }

    pub(crate) fn at(&mut self, line: u32) -> bool {
        let before = self.bot;
        while let Some(step) = self
            .moves
            .get(self.next)
            .filter(|step| step.line == NONE || step.line <= line)
        {
            match step.act {
                Act::Handoff(_) => self.bot = false,
                Act::BackToBot => self.bot = true,
                Act::Says(_) => {}
            }
            self.next += 1;
        }
        before
    }
}

/// The events that end a bot's charge.
pub(crate) fn hands_off(entry: &Entry<'_>) -> bool {
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
pub(crate) fn back_to_bot(what: What) -> bool {
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
