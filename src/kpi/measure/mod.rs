//! Measures one session: one file per group of ids.

mod message;
mod quality;
mod response;
mod service;
mod target;
mod time;

use std::borrow::Cow;

use super::definition::Scope;
use super::floor::{Floor, Side, Span};
use super::form::Form;
use super::hours::Calendar;
use super::inactive::Inactive;
use super::ledger::{Ledger, Line, NONE, Sitting, mark};
use super::options::{Anchor, Options};
use super::part::{Part, Parts};
use super::phase::{Course, Speaker};
use super::said::{Said, Writer};
use super::sheet::Stretch;
use super::value::{Flag, Flags, Reason};

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
    /// Finds them by what was said.
    pub(crate) fn of(session: &Sitting, said: &Said) -> Self {
        let (first_message, last_message) = said.span.unzip();
        let (row_start, row_end) = (session.start, session.end);
        let ending = match row_end {
            Some(_) => Ending::Known,
            None if session.ended => Ending::Untimed,
            None if session.has_row => Ending::Open,
            None => Ending::Unknown,
        };
        let start = match row_start {
            Some(start) => Some(first_message.map_or(start, |first| start.min(first))),
            None => session.span.map(|(first, _)| first).or(row_end),
        };
        let end = match row_end {
            Some(end) => Some(last_message.map_or(end, |last| end.max(last))),
            None => session.span.map(|(_, last)| last).or(row_start),
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

/// One session laid out for measuring, in room that is used again for the next.
pub(crate) struct Scene<'s> {
    pub(crate) ledger: &'s Ledger,
    pub(crate) options: &'s Options,
    pub(crate) calendar: Option<&'s Calendar>,
    pub(crate) session: &'s Sitting,
    pub(crate) lines: &'s [Line],
    pub(crate) bounds: Bounds,
    pub(crate) said: Said,
    /// The humans who wrote, by first appearance.
    pub(crate) writers: Cow<'s, [Writer]>,
    course: Course<'s>,
    floor: Floor,
    /// The stretches behind single values are looked at.
    evidence: bool,
    inactive: Inactive,
    /// Who joined, and by which line, in order.
    joined: Vec<(u32, u32)>,
    /// The floor with each anchor, where Salesforce's numbers ask for it.
    anchored: [Option<Floor>; 2],
}

impl<'s> Scene<'s> {
    /// Room for the sessions of a ledger; one of them stands for none laid out. `evidence`: the
    /// stretches behind single values are looked at.
    pub(crate) fn of(
        ledger: &'s Ledger,
        options: &'s Options,
        calendar: Option<&'s Calendar>,
        session: &'s Sitting,
        evidence: bool,
    ) -> Self {
        Self {
            ledger,
            options,
            calendar,
            session,
            lines: &[],
            bounds: Bounds::of(session, &session.said),
            said: Said::default(),
            writers: Cow::default(),
            course: Course::default(),
            floor: Floor::default(),
            evidence,
            inactive: Inactive::default(),
            joined: Vec::new(),
            anchored: [None, None],
        }
    }

    /// Lays the next session out. O(its lines).
    pub(crate) fn set(&mut self, session: &'s Sitting, bounds: Bounds) {
        (self.session, self.bounds) = (session, bounds);
        self.lines = self.ledger.lines(session);
        let all = self.options.count_undelivered;
        if all && session.marks.any(mark::UNDELIVERED) {
            let mut writers = Vec::new();
            self.said = Said::of(self.lines, all, &mut writers);
            self.writers = Cow::Owned(writers);
            self.course = Course::find(session, self.lines, all);
        } else {
            self.said = session.said;
            self.writers = Cow::Borrowed(self.ledger.writers(session));
            self.course = Course::known(session.charge, self.ledger.moves(session));
        }
        let (start, end) = bounds.times.unwrap_or_default();
        let inactive = session.marks.any(mark::INACTIVE);
        let parts = self.evidence || self.calendar.is_some() || inactive;
        let anchor = self.options.anchor;
        self.floor.play(&self.course, (start, end), anchor, parts);
        if inactive {
            self.inactive.find(self.lines, all, start, end);
        } else {
            self.inactive.clear();
        }
        self.joined.clear();
        if session.marks.any(mark::JOINED) {
            let lines = (0_u32..).zip(self.lines);
            let joins = lines.filter(|(_, line)| line.marks.any(mark::JOINED));
            self.joined.extend(joins.map(|(at, line)| (line.actor, at)));
        }
        self.anchored = [None, None];
    }

    /// Measures everything of the session scope into a form. `repeat`: C4 for 24 hours and for 7
    /// days.
    pub(crate) fn measure(&self, repeat: [Result<bool, Reason>; 2], form: &mut impl Form) {
        for part in Parts::ALL.of(Scope::Session) {
            self.measure_part(part, repeat, form);
        }
    }

    /// Measures the ids of one part of the session scope into a form.
    pub(crate) fn measure_part(
        &self,
        part: Part,
        repeat: [Result<bool, Reason>; 2],
        form: &mut impl Form,
    ) {
        match part {
            Part::Messages => self.messages(form),
            Part::Durations => self.durations(form),
            Part::FirstResponses => self.first_responses(form),
            Part::Responses => self.responses(form),
            Part::Waits => self.waits(form),
            Part::OpenWaits => self.open_waits(form),
            Part::Assignments => self.assignments(form),
            Part::Closing => self.closing(form, repeat),
            Part::Service => self.service(form),
            Part::Targets => self.targets(form),
            Part::AfterHours => self.after_hours(form),
            Part::Quality => self.quality(form),
            Part::Conversation => {}
        }
    }

    /// What is to be known of every duration of the session.
    pub(crate) fn clock(&self) -> Flags {
        Flags::NONE.with(Flag::ClockClient, self.said.clock_client)
    }

    /// Who speaks on a line.
    pub(crate) fn speaker(&self, line: &Line) -> Option<Speaker> {
        line.speaker(self.options.count_undelivered)
    }

    /// The lines of a speaker in order.
    pub(crate) fn lines_of(&self, speaker: Speaker) -> impl Iterator<Item = (u32, &'s Line)> {
        let all = self.options.count_undelivered;
        let lines = (0_u32..).zip(self.lines);
        lines.filter(move |(_, line)| line.speaker(all) == Some(speaker))
    }

    fn line(&self, index: u32) -> Option<&'s Line> {
        self.lines.get(index as usize)
    }

    fn has(&self, speaker: Speaker) -> bool {
        self.said.has(speaker)
    }

    /// Why an answer is missing, by how the session ended.
    fn silence(&self) -> Reason {
        self.bounds.ended().err().unwrap_or(Reason::Unanswered)
    }

    /// Why there is no response of a human.
    fn no_human_response(&self) -> Reason {
        if !self.has(Speaker::Customer) {
            Reason::NoCustomerMessage
        } else if !self.has(Speaker::Human) && !self.course.charge.human {
            Reason::NoHuman
        } else {
            self.silence()
        }
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what a form does not look at costs nothing then"
    )]
    fn stretch(&self, span: &Span) -> Stretch {
        let base = Ledger::base(self.session);
        let line = |index: u32| if index == NONE { NONE } else { base + index };
        Stretch {
            from: span.from,
            to: span.to,
            value: span.length(),
            bh: self.open(span.from, span.to),
            from_line: line(span.from_line),
            to_line: line(span.to_line),
        }
    }

    /// The part of a stretch within business hours, where there are any.
    pub(crate) fn open(&self, from: i64, to: i64) -> Option<i64> {
        self.calendar.and_then(|calendar| calendar.open(from, to))
    }

    /// The values of R5 or R6 with one anchor: what the sessions would say of it.
    pub(crate) fn answered(
        &mut self,
        id: &str,
        anchor: Anchor,
    ) -> impl Iterator<Item = i64> + Clone {
        let times = self.bounds.times.unwrap_or_default();
        let course = &self.course;
        let floor = self.anchored[anchor as usize].get_or_insert_with(|| {
            let mut floor = Floor::default();
            floor.play(course, times, anchor, false);
            floor
        });
        let spans = if id.starts_with("R5") {
            &floor.human
        } else {
            &floor.customer
        };
        spans.iter().map(Span::length)
    }

    /// From one line to another.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what a form does not look at costs nothing then"
    )]
    fn between(&self, from: u32, to: u32) -> Stretch {
        let at = |index: u32| self.line(index).map_or(0, |line| line.at);
        self.stretch(&Span {
            from: at(from),
            to: at(to),
            from_line: from,
            to_line: to,
        })
    }

    /// From a line, or none, to a time of the session.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what a form does not look at costs nothing then"
    )]
    fn from(&self, line: u32, from: i64, to: i64) -> Stretch {
        self.stretch(&Span {
            from,
            to,
            from_line: line,
            to_line: NONE,
        })
    }

    /// Flags of what depends on who was in charge.
    fn phase_flags(&self) -> Flags {
        Flags::NONE.with(Flag::InferredHandoff, self.course.charge.inferred)
    }

    /// Flags of what depends on the anchor.
    fn anchor_flags(&self) -> Flags {
        Flags::NONE.with(Flag::AnchorLast, self.options.anchor == Anchor::Last)
    }
}
