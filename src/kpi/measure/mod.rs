//! Measures one session: one file per group of ids.

mod message;
mod quality;
mod response;
mod service;
mod sheet;
mod target;
mod time;

use super::definition::Unit;
use super::floor::{Floor, Side, Span};
use super::hours::Calendar;
use super::inactive::Inactive;
use super::options::{Anchor, Options};
use super::phase::{Course, Line, Speaker, lines};
use super::reported;
use super::session::{Session, bounded, same};
use super::value::{Evidence, Flag, Flags, Kpis, Reason};

pub(crate) use sheet::{Sheet, family};

/// What is known about a session's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// It has a time.
    Known,
    /// The row says it ended, not when.
    Untimed,
    /// The row has no end.
    Open,
    /// No row.
    Unknown,
}

/// The start and end of a session, with what stands for them where they are not known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Start and end; none if nothing has a time.
    pub(crate) times: Option<(i64, i64)>,
    /// Where `times` come from.
    pub(crate) flags: Flags,
    /// Nothing but entries tells the start.
    start_known: bool,
    ending: Ending,
}

impl Bounds {
    fn of(session: &Session<'_>, lines: &[Line<'_, '_>]) -> Self {
        let mut messages = lines
            .iter()
            .filter(|line| line.speaker.is_some())
            .map(|line| line.at);
        let first_message = messages.next();
        let last_message = messages.next_back().or(first_message);
        let (row_start, row_end) = (session.start.map(bounded), session.end.map(bounded));
        let ending = match row_end {
            Some(_) => Ending::Known,
            None if session.status.is_some_and(|status| same(status, "Ended")) => Ending::Untimed,
            None if session.has_row => Ending::Open,
            None => Ending::Unknown,
        };
        let start = match row_start {
            Some(start) => Some(first_message.map_or(start, |first| start.min(first))),
            None => lines.first().map(|line| line.at).or(row_end),
        };
        let end = match row_end {
            Some(end) => Some(last_message.map_or(end, |last| end.max(last))),
            None => lines.last().map(|line| line.at).or(row_start),
        };
        let flags = Flags::NONE
            .with(
                Flag::StartIsMessage,
                row_start.is_some() && start < row_start,
            )
            .with(Flag::EndIsMessage, row_end.is_some() && end > row_end)
            .with(Flag::StillOpen, row_end.is_none())
            .with(Flag::NoSessionRow, !session.has_row);
        let times = start.zip(end).map(|(start, end)| (start, end.max(start)));
        Self {
            times,
            flags,
            start_known: row_start.is_some(),
            ending,
        }
    }

    /// The time it ended, or why that is not known.
    pub(crate) fn end(&self) -> Result<i64, Reason> {
        match (self.ending, self.times) {
            (Ending::Known, Some((_, end))) => Ok(end),
            (Ending::Open, _) => Err(Reason::StillOpen),
            _ => Err(Reason::NoSessionRow),
        }
    }

    /// Start and end, or why one of them is not known.
    pub(crate) fn both(&self) -> Result<(i64, i64), Reason> {
        let end = self.end()?;
        let (start, _) = self.times.ok_or(Reason::NoSessionRow)?;
        if self.start_known {
            Ok((start, end))
        } else {
            Err(Reason::NoSessionRow)
        }
    }

    /// Whether it is over, or why that is not known.
    fn ended(&self) -> Result<(), Reason> {
        match self.ending {
            Ending::Known | Ending::Untimed => Ok(()),
            Ending::Open => Err(Reason::StillOpen),
            Ending::Unknown => Err(Reason::NoSessionRow),
        }
    }
}

/// One session laid out for measuring.
pub(crate) struct Scene<'s, 'a> {
    pub(crate) session: &'s Session<'a>,
    pub(crate) options: &'s Options,
    calendar: Option<&'s Calendar>,
    pub(crate) lines: Vec<Line<'s, 'a>>,
    pub(crate) bounds: Bounds,
    course: Course,
    floor: Floor,
    inactive: Inactive,
}

impl<'s, 'a> Scene<'s, 'a> {
    /// Lays a session out. O(entries), plus sorting where they are out of order.
    pub(crate) fn of(
        session: &'s Session<'a>,
        options: &'s Options,
        calendar: Option<&'s Calendar>,
    ) -> Self {
        let lines = lines(session, options);
        let bounds = Bounds::of(session, &lines);
        let course = Course::of(session, &lines);
        let (start, end) = bounds.times.unwrap_or_default();
        let floor = Floor::play(&course, start, end, options.anchor);
        let inactive = Inactive::of(&lines, start, end);
        Self {
            session,
            options,
            calendar,
            lines,
            bounds,
            course,
            floor,
            inactive,
        }
    }

    /// Measures everything of the session scope into a row. `repeat`: C4 for 24 hours and for 7 days.
    pub(crate) fn measure(&self, repeat: [Result<bool, Reason>; 2], kpis: &mut Kpis<'a>) {
        let mut sheet = Sheet::of(self, kpis);
        self.messages(&mut sheet);
        self.durations(&mut sheet);
        self.responses(&mut sheet);
        self.waits(&mut sheet);
        self.assignments(&mut sheet);
        self.closing(&mut sheet, repeat);
        self.service(&mut sheet);
        self.targets(&mut sheet);
        self.quality(&mut sheet);
        reported::fill(kpis, &self.session.reported);
    }

    /// The eligible messages in order.
    fn eligible(&self) -> impl DoubleEndedIterator<Item = (usize, &Line<'s, 'a>, Speaker)> {
        self.lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| line.speaker.map(|speaker| (index, line, speaker)))
    }

    /// The first message of a speaker at or after a line.
    fn first(&self, from: usize, speaker: Speaker) -> Option<usize> {
        let after = self.lines.iter().enumerate().skip(from);
        after
            .filter(|(_, line)| line.speaker == Some(speaker))
            .map(|(index, _)| index)
            .next()
    }

    fn has(&self, speaker: Speaker) -> bool {
        self.first(0, speaker).is_some()
    }

    /// Why an answer is missing, by how the session ended.
    fn silence(&self) -> Reason {
        self.bounds.ended().err().unwrap_or(Reason::Unanswered)
    }

    /// Why there is no response of a human.
    fn no_human_response(&self) -> Reason {
        if !self.has(Speaker::Customer) {
            Reason::NoCustomerMessage
        } else if !self.has(Speaker::Human) && !self.course.human {
            Reason::NoHuman
        } else {
            self.silence()
        }
    }

    fn evidence(&self, span: &Span) -> Evidence<'a> {
        let line = |index: Option<usize>| index.and_then(|index| self.lines.get(index));
        Evidence {
            from_entry: line(span.from_line).map(|line| line.entry.id),
            to_entry: line(span.to_line).map(|line| line.entry.id),
            from_ms: span.from,
            to_ms: span.to,
            value: span.length(),
            bh: self.open(span.from, span.to),
            actor: line(span.to_line)
                .map(|line| line.entry.actor)
                .filter(|actor| !actor.is_empty()),
        }
    }

    /// The part of a stretch within business hours, where there are any.
    pub(crate) fn open(&self, from: i64, to: i64) -> Option<i64> {
        self.calendar.and_then(|calendar| calendar.open(from, to))
    }

    /// The values of R5 or R6 with another anchor: what the sessions would say of it.
    pub(crate) fn answered(&self, id: &str, anchor: Anchor) -> Vec<i64> {
        let (start, end) = self.bounds.times.unwrap_or_default();
        let floor = Floor::play(&self.course, start, end, anchor);
        let spans = if id.starts_with("R5") {
            floor.human
        } else {
            floor.customer
        };
        spans.iter().map(Span::length).collect()
    }

    /// From one line to another.
    fn between(&self, from: usize, to: usize) -> Evidence<'a> {
        let at = |index: usize| self.lines.get(index).map_or(0, |line| line.at);
        self.evidence(&Span {
            from: at(from),
            to: at(to),
            from_line: Some(from),
            to_line: Some(to),
        })
    }

    /// Flags of what depends on who was in charge.
    fn phase_flags(&self) -> Flags {
        Flags::NONE.with(Flag::InferredHandoff, self.course.inferred())
    }

    /// Flags of what depends on the anchor.
    fn anchor_flags(&self) -> Flags {
        Flags::NONE.with(Flag::AnchorLast, self.options.anchor == Anchor::Last)
    }
}
