//! What measuring needs of sessions and their entries, in columns: made once, read by every
//! measuring, whatever its options.
//!
//! It holds numbers only. Who is asked for a name or an identifier behind them is [`Names`].

use std::cell::RefCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::group::Dimension;
use super::phase::{Charge, Move, Speaker, back_to_bot, hands_off};
use super::report::order;
use super::reported;
use super::said::{Said, Writer};
use super::session::{Assignment, Entry, EntryRef, Session, Status, What, Work, bounded, same};
use super::summed::Summed;
use super::transfer::transfers;
use crate::model::Role;

/// What is not there.
pub(crate) const NONE: u32 = u32::MAX;

/// The participant whose key is not known.
pub(crate) const NOBODY: u32 = 0;

/// What an entry is to the floor and to the counts: a set of [marks](mark).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

/// The marks of a line.
pub(crate) mod mark {
    use super::Marks;

    /// A message of the customer that moves the floor.
    pub(crate) const CUSTOMER: Marks = Marks(1);
    /// One of a human agent.
    pub(crate) const HUMAN: Marks = Marks(1 << 1);
    /// One of a bot.
    pub(crate) const BOT: Marks = Marks(1 << 2);
    /// Its delivery failed: it moves the floor only where the options say so.
    pub(crate) const UNDELIVERED: Marks = Marks(1 << 3);
    /// Its time is the client's.
    pub(crate) const CLOCK_CLIENT: Marks = Marks(1 << 4);
    /// The name of who wrote is known.
    pub(crate) const NAMED: Marks = Marks(1 << 5);
    /// An automatic message to the customer.
    pub(crate) const SYSTEM: Marks = Marks(1 << 6);
    /// An event that ends a bot's charge.
    pub(crate) const HANDS_OFF: Marks = Marks(1 << 7);
    /// An event that gives the session back to a bot.
    pub(crate) const BACK_TO_BOT: Marks = Marks(1 << 8);
    /// An event by which a human gives it away.
    pub(crate) const TRANSFERS: Marks = Marks(1 << 9);
    /// A human agent joins.
    pub(crate) const JOINED: Marks = Marks(1 << 10);
    /// A human agent leaves.
    pub(crate) const LEFT: Marks = Marks(1 << 11);
    /// A change of status.
    pub(crate) const STATUS: Marks = Marks(1 << 12);
    /// To `Inactive` or `Paused`.
    pub(crate) const INACTIVE: Marks = Marks(1 << 13);
    /// Any message, whoever wrote it.
    pub(crate) const MESSAGE: Marks = Marks(1 << 14);
    /// A human accepted the session.
    pub(crate) const ACCEPTED: Marks = Marks(1 << 15);
}

impl Marks {
    fn with(self, other: Self, condition: bool) -> Self {
        if condition {
            Self(self.0 | other.0)
        } else {
            self
        }
    }

    /// Whether any of some marks is set.
    pub(crate) const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    fn of(entry: &Entry<'_>) -> Self {
        match entry.what {
            What::Message => Self::of_message(entry),
            What::Other => Self::default(),
            what => Self::of_event(entry, what),
        }
    }

    fn of_message(entry: &Entry<'_>) -> Self {
        let by = if entry.automated {
            mark::SYSTEM
        } else {
            match entry.role {
                Role::EndUser => mark::CUSTOMER,
                Role::Agent => mark::HUMAN.with(mark::NAMED, entry.actor_name.is_some()),
                Role::Bot | Role::DigitalWorker => mark::BOT,
                Role::System => mark::SYSTEM,
                _ => Self::default(),
            }
        };
        by.with(mark::MESSAGE, true)
            .with(mark::UNDELIVERED, entry.undelivered)
            .with(mark::CLOCK_CLIENT, entry.clock_client)
    }

    fn of_event(entry: &Entry<'_>, what: What) -> Self {
        let agent = |is: What| what == is && entry.role == Role::Agent;
        let status = match what {
            What::Status(status) => Some(status),
            _ => None,
        };
        let accepted = matches!(
            what,
            What::WorkResult {
                work: Work::Accepted,
                bot: false
            }
        );
        let inactive = matches!(status, Some(Status::Inactive | Status::Paused));
        Self::default()
            .with(mark::CLOCK_CLIENT, entry.clock_client)
            .with(mark::HANDS_OFF, hands_off(entry))
            .with(mark::BACK_TO_BOT, back_to_bot(what))
            .with(mark::TRANSFERS, transfers(what))
            .with(mark::ACCEPTED, accepted)
            .with(mark::JOINED, agent(What::Joined))
            .with(mark::LEFT, agent(What::Left))
            .with(mark::STATUS, status.is_some())
            .with(mark::INACTIVE, inactive)
    }
}

/// An entry that matters to some number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// When.
    pub(crate) at: i64,
    /// Number by which [`Names`] knows the entry.
    pub(crate) entry: u32,
    /// Number of who wrote, came or went; [`NOBODY`]: not known.
    pub(crate) actor: u32,
    /// Characters of a message; of an event its place among the lines of its entry.
    pub(crate) chars: u32,
    pub(crate) marks: Marks,
}

/// There are as many as there are entries.
const _: () = assert!(size_of::<Line>() == 24);

impl Line {
    /// Who speaks, if this message moves the floor: one that the customer wrote or could read.
    pub(crate) fn speaker(&self, count_undelivered: bool) -> Option<Speaker> {
        let by = Speaker::of(self.marks)?;
        // The customer never saw it: it neither closes nor opens a wait.
        let unseen = self.marks.any(mark::UNDELIVERED) && !count_undelivered;
        (by == Speaker::Customer || !unseen).then_some(by)
    }
}

impl Speaker {
    fn of(marks: Marks) -> Option<Self> {
        const CUSTOMER: u16 = mark::CUSTOMER.0;
        const HUMAN: u16 = mark::HUMAN.0;
        const BOT: u16 = mark::BOT.0;
        match marks.0 & (CUSTOMER | HUMAN | BOT) {
            CUSTOMER => Some(Self::Customer),
            HUMAN => Some(Self::Human),
            BOT => Some(Self::Bot),
            _ => None,
        }
    }
}

/// One session: its times, and what no option changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sitting {
    /// Number by which [`Names`] knows it.
    pub(crate) number: u32,
    lines: Range<u32>,
    reported: Range<u32>,
    assignments: Range<u32>,
    /// What was said, by whom, and who was in charge, with undelivered messages left out.
    pub(crate) said: Said,
    pub(crate) charge: Charge,
    writers: Range<u32>,
    moves: Range<u32>,
    pub(crate) has_row: bool,
    pub(crate) start: Option<i64>,
    pub(crate) accept: Option<i64>,
    pub(crate) end: Option<i64>,
    /// The row says that it ended.
    pub(crate) ended: bool,
    /// The business wrote first.
    pub(crate) outbound: bool,
    /// Whether a bot is in charge at the start, where the row says so.
    pub(crate) begins_with_bot: Option<bool>,
    /// Time of the first and of the last entry of any kind.
    pub(crate) span: Option<(i64, i64)>,
    /// All marks of its lines.
    pub(crate) marks: Marks,
    /// Messages of systems, undelivered, of unknown role; files.
    pub(crate) system: u32,
    pub(crate) undelivered: u32,
    pub(crate) unclassified: u32,
    pub(crate) attachments: u64,
    /// The message whose own client time is farthest from its server time: both times, in order.
    pub(crate) skew: Option<(u32, i64, i64)>,
}

/// The sessions of one conversation, side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sittings {
    /// Number by which [`Names`] knows the conversation.
    pub(crate) number: u32,
    pub(crate) sessions: Range<u32>,
    /// The first and the last time of any of them.
    pub(crate) span: Option<(i64, i64)>,
}

/// Spells what a ledger knows as a number.
pub(crate) trait Names<'a> {
    /// The identifier of a conversation.
    fn conversation(&self, number: u32) -> &'a str;
    /// The identifier of a session.
    fn session(&self, number: u32) -> &'a str;
    /// What its row tells, to group by.
    fn dimension(&self, session: u32, dimension: Dimension) -> Option<&'a str>;
    /// The identifier of an entry.
    fn entry(&self, line: &Line) -> EntryRef<'a>;
    /// The key of the participant of a line; empty where unknown.
    fn actor(&self, line: &Line) -> &'a str;
    /// Their display name.
    fn actor_name(&self, line: &Line) -> Option<&'a str>;
}

/// The sessions of conversations, ready to be measured with any options. What it was made of must
/// not have changed since.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By first time, then id.
    pub(crate) conversations: Vec<Sittings>,
    sessions: Vec<Sitting>,
    lines: Vec<Line>,
    writers: Vec<Writer>,
    moves: Vec<Move>,
    /// A line of each participant.
    actors: Vec<u32>,
    /// What Salesforce computed: which of [`reported`]'s sources, and its value.
    reported: Vec<(u8, i64)>,
    assignments: Vec<Assignment>,
    /// The delivery of some message failed.
    pub(crate) undelivered: bool,
    /// What the last report of all sessions came to: after a change of options, most is as before.
    pub(crate) kept: RefCell<Option<Summed>>,
}

impl Ledger {
    pub(crate) fn sessions(&self, of: &Sittings) -> &[Sitting] {
        part(&self.sessions, &of.sessions)
    }

    /// Where the lines of a session begin.
    pub(crate) fn base(session: &Sitting) -> u32 {
        session.lines.start
    }

    /// How many sessions there are.
    pub(crate) fn len(&self) -> usize {
        self.sessions.len()
    }

    /// The lines of a session by time; ties as they came.
    pub(crate) fn lines(&self, session: &Sitting) -> &[Line] {
        part(&self.lines, &session.lines)
    }

    pub(crate) fn line(&self, at: u32) -> Option<&Line> {
        self.lines.get(at as usize)
    }

    pub(crate) fn reported(&self, session: &Sitting) -> &[(u8, i64)] {
        part(&self.reported, &session.reported)
    }

    /// Its assignments, as far as rows tell of them.
    pub(crate) fn assignments(&self, session: &Sitting) -> &[Assignment] {
        part(&self.assignments, &session.assignments)
    }

    /// The humans who wrote in a session, undelivered messages left out.
    pub(crate) fn writers(&self, session: &Sitting) -> &[Writer] {
        part(&self.writers, &session.writers)
    }

    /// The moves of a session, undelivered messages left out.
    pub(crate) fn moves(&self, session: &Sitting) -> &[Move] {
        part(&self.moves, &session.moves)
    }

    /// How many participants there are.
    pub(crate) fn actors(&self) -> usize {
        self.actors.len()
    }

    /// A line of a participant, to spell their key by.
    pub(crate) fn actor(&self, actor: u32) -> Option<&Line> {
        self.line(*self.actors.get(actor as usize)?)
    }

    /// The first and the last time of any session.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        let spans = self.conversations.iter().filter_map(|one| one.span);
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}

/// The part of a column that belongs to one session or conversation.
fn part<'l, T>(column: &'l [T], of: &Range<u32>) -> &'l [T] {
    column
        .get(of.start as usize..of.end as usize)
        .unwrap_or_default()
}

/// A ledger in the making: conversations one after the other, of each its sessions one after the
/// other, of each its entries.
pub(crate) struct Bookkeeper<'s> {
    ledger: Ledger,
    actors: FxHashMap<&'s str, u32>,
    /// Those seen last: few take turns.
    recent: [(&'s str, u32); 2],
    /// The conversation that is being added.
    sittings: Sittings,
    /// The session that is.
    sitting: Sitting,
    /// Its message whose clocks are farthest apart so far.
    skewed: Option<Skewed>,
    /// The entry of the last line, and which of its lines that is.
    event: (u32, u32),
    /// Its lines are in order of time so far.
    in_order: bool,
    /// How many participants have a line.
    placed: usize,
}

/// A message whose clocks disagree.
#[derive(Clone, Copy)]
struct Skewed {
    line: usize,
    by: i64,
    at: i64,
    client: i64,
}

impl<'s> Bookkeeper<'s> {
    /// Starts a ledger with room for some entries.
    pub(crate) fn new(entries: usize) -> Self {
        let ledger = Ledger {
            lines: Vec::with_capacity(entries),
            moves: Vec::with_capacity(entries),
            actors: vec![NONE],
            ..Ledger::default()
        };
        Self {
            ledger,
            actors: FxHashMap::from_iter([("", NOBODY)]),
            recent: [("", NOBODY); 2],
            sittings: Sittings::default(),
            sitting: Sitting::default(),
            skewed: None,
            event: (NONE, 0),
            in_order: true,
            placed: 0,
        }
    }

    /// Begins the next conversation.
    pub(crate) fn begin(&mut self, conversation: u32) {
        let first = self.ledger.sessions.len() as u32;
        self.sittings = Sittings {
            number: conversation,
            sessions: first..first,
            span: None,
        };
    }

    /// Begins its next session, by its row. O(its fields).
    pub(crate) fn sit(&mut self, number: u32, session: &Session<'s>) {
        let first = self.ledger.lines.len() as u32;
        let assigned = self.ledger.assignments.len() as u32;
        let bounds = |one: &Assignment| Assignment {
            asked: bounded(one.asked),
            accepted: bounded(one.accepted),
        };
        let assignments = session.assignments.iter().map(bounds);
        self.ledger.assignments.extend(assignments);
        self.sitting = Sitting {
            assignments: assigned..self.ledger.assignments.len() as u32,
            number,
            lines: first..first,
            reported: reported::keep(&session.reported, &mut self.ledger.reported),
            has_row: session.has_row,
            start: session.start.map(bounded),
            accept: session.accept.map(bounded),
            end: session.end.map(bounded),
            ended: session.status.is_some_and(|status| same(status, "Ended")),
            outbound: session.outbound(),
            begins_with_bot: session.begins_with_bot(),
            ..Sitting::default()
        };
        (self.skewed, self.event, self.in_order) = (None, (NONE, 0), true);
    }

    /// Adds its next entry, by which number [`Names`] knows it. O(1) expected.
    pub(crate) fn enter(&mut self, number: u32, entry: &Entry<'s>) {
        let at = bounded(entry.at);
        let sitting = &mut self.sitting;
        let (from, to) = sitting.span.unwrap_or((at, at));
        sitting.span = Some((from.min(at), to.max(at)));
        self.event = if self.event.0 == number {
            (number, self.event.1 + 1)
        } else {
            (number, 0)
        };
        let marks = Marks::of(entry);
        if marks == Marks::default() {
            return;
        }
        sitting.marks = sitting.marks.with(marks, true);
        let message = marks.any(mark::MESSAGE);
        let line = self.ledger.lines.len();
        if message {
            let router = !entry.automated && entry.role == Role::Router;
            sitting.system += u32::from(router || marks.any(mark::SYSTEM));
            sitting.undelivered += u32::from(entry.undelivered);
            sitting.unclassified += u32::from(entry.role == Role::Unknown && !entry.automated);
            sitting.attachments += u64::from(entry.attachments);
            if let Some(client) = entry.client_at.filter(|_| !entry.clock_client) {
                let client = bounded(client);
                let by = client.max(at) - client.min(at);
                // The first of equal ones in order of time.
                if self
                    .skewed
                    .is_none_or(|most| by > most.by || (by == most.by && at < most.at))
                {
                    self.skewed = Some(Skewed {
                        line,
                        by,
                        at,
                        client,
                    });
                }
            }
        }
        let before = &self.ledger.lines[self.sitting.lines.start as usize..];
        self.in_order &= before.last().is_none_or(|before| before.at <= at);
        let actor = self.actor(entry.actor);
        self.ledger.lines.push(Line {
            at,
            entry: number,
            actor,
            chars: if message { entry.chars } else { self.event.1 },
            marks,
        });
    }

    /// Ends the session: O(1), plus sorting where its entries were out of order.
    pub(crate) fn rise(&mut self) {
        let mut sitting = std::mem::take(&mut self.sitting);
        let first = sitting.lines.start as usize;
        sitting.lines.end = self.ledger.lines.len() as u32;
        // A line may move below: the message is told by its entry.
        let entry = self
            .skewed
            .map(|skewed| self.ledger.lines[skewed.line].entry);
        let lines = &mut self.ledger.lines[first..];
        if !self.in_order {
            lines.sort_by_key(|line| line.at);
        }
        sitting.skew = self.skewed.zip(entry).and_then(|(skewed, entry)| {
            let line = if self.in_order {
                skewed.line
            } else {
                let of = |line: &Line| line.entry == entry && line.marks.any(mark::MESSAGE);
                first + lines.iter().position(of)?
            };
            let (at, client) = (skewed.at, skewed.client);
            Some((line as u32, at.min(client), at.max(client)))
        });
        // Participants are spelled by the line that they have first.
        if self.placed < self.ledger.actors.len() {
            for (place, line) in lines.iter().enumerate() {
                let known = &mut self.ledger.actors[line.actor as usize];
                if *known == NONE {
                    *known = (first + place) as u32;
                }
            }
            self.placed = self.ledger.actors.len();
        }
        let (wrote, moved) = (self.ledger.writers.len(), self.ledger.moves.len());
        let lines = &self.ledger.lines[first..];
        sitting.said = Said::of(lines, false, &mut self.ledger.writers);
        let start = sitting.span.map_or(0, |(first, _)| first);
        let begins = sitting.begins_with_bot;
        sitting.charge = Charge::find(begins, start, lines, false, &mut self.ledger.moves);
        sitting.writers = wrote as u32..self.ledger.writers.len() as u32;
        sitting.moves = moved as u32..self.ledger.moves.len() as u32;
        let (from, to) = sitting.span.unzip();
        for at in [sitting.start, sitting.end, from, to].into_iter().flatten() {
            let (from, to) = self.sittings.span.unwrap_or((at, at));
            self.sittings.span = Some((from.min(at), to.max(at)));
        }
        self.ledger.undelivered |= sitting.marks.any(mark::UNDELIVERED);
        self.ledger.sessions.push(sitting);
    }

    /// Ends the conversation.
    pub(crate) fn close(&mut self) {
        let mut sittings = std::mem::take(&mut self.sittings);
        sittings.sessions.end = self.ledger.sessions.len() as u32;
        self.ledger.conversations.push(sittings);
    }

    fn actor(&mut self, key: &'s str) -> u32 {
        for (known, number) in self.recent {
            if std::ptr::eq(known, key) {
                return number;
            }
        }
        let next = self.ledger.actors.len() as u32;
        let number = *self.actors.entry(key).or_insert(next);
        if number == next {
            self.ledger.actors.push(NONE);
        }
        self.recent = [(key, number), self.recent[0]];
        number
    }

    /// The ledger, its conversations in order.
    pub(crate) fn finish<'a>(self, names: &dyn Names<'a>) -> Ledger {
        let mut ledger = self.ledger;
        let key = |one: &Sittings| order(one.span.map(|it| it.0), names.conversation(one.number));
        ledger.conversations.sort_by(|a, b| key(a).cmp(&key(b)));
        ledger
    }
}
