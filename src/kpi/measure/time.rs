//! D, W, Q and C: how long a session took, who was waited for, how it was taken and closed.

use std::collections::BTreeMap;

use super::{Evidence, Flag, Flags, Reason, Scene, Sheet, Side, Span, Speaker};
use crate::kpi::session::{What, bounded};
use crate::kpi::summary::total;
use crate::model::Role;

impl<'a> Scene<'_, 'a> {
    /// D1 and D3.
    pub(super) fn durations(&self, sheet: &mut Sheet<'_, 'a>) {
        let flags = self.bounds.flags;
        let whole = self
            .bounds
            .both()
            .map(|(start, end)| self.stretch(start, end));
        sheet.span("D1", whole, flags);
        let known = self.bounds.times.ok_or_else(|| self.no_times());
        let engaged = known.map(|(_, end)| self.engaged(end));
        sheet.ms("D3", engaged.map(|(ms, _)| ms), flags, None);
        sheet.within_hours(engaged.ok().and_then(|(_, open)| open));
        let inactive = known.map(|_| self.inactive.total());
        sheet.ms("D3.inactive", inactive, flags, None);
        let (start, end) = self.bounds.times.unwrap_or_default();
        sheet.within_hours(self.inactive_open(start, end));
    }

    /// The part of inactive time within business hours.
    fn inactive_open(&self, from: i64, to: i64) -> Option<i64> {
        let parts = self.inactive.within(from, to);
        parts.map(|(from, to)| self.open(from, to)).sum()
    }

    /// Time in which somebody was waited for, without inactive time, and its part within business
    /// hours; each gap at most the cap, and then nobody knows which part of it to count.
    fn engaged(&self, end: i64) -> (i64, Option<i64>) {
        let Some(from) = self.floor.partition.iter().find(|(side, _)| side.is_some()) else {
            return (0, self.calendar.map(|_| 0));
        };
        let cap = self.options.idle_cap.map_or(i64::MAX, |cap| cap.max(0));
        let open = self
            .open(from.1.from, end.max(from.1.from))
            .zip(self.inactive_open(from.1.from, end))
            .filter(|_| self.options.idle_cap.is_none())
            .map(|(whole, inactive)| whole - inactive);
        let mut before = from.1.from;
        let first = before;
        let messages = self.eligible().map(|(_, line, _)| line.at);
        let mut engaged = 0;
        for at in messages.filter(|&at| at > first).chain([end]) {
            let active = at - before - self.inactive.between(before, at);
            engaged += active.min(cap);
            before = at;
        }
        (engaged, open)
    }

    /// W1 to W3.
    pub(super) fn waits(&self, sheet: &mut Sheet<'_, 'a>) {
        let flags = self.bounds.flags.and(self.phase_flags());
        let sides = [
            ("W1.human", Some(Side::Human)),
            ("W1.bot", Some(Side::Bot)),
            ("W1.customer", Some(Side::Customer)),
            ("W1.before_first", None),
        ];
        for (id, side) in sides {
            if self.bounds.times.is_none() {
                sheet.ms(id, Err(self.no_times()), flags, None);
                continue;
            }
            let excluded = self.options.exclude_inactive && side == Some(Side::Customer);
            let spans = self.floor.spans(side).filter(|span| span.length() > 0);
            let episodes = spans.map(|span| self.active(self.evidence(span), excluded));
            let inactive = |span: &Span| self.inactive.between(span.from, span.to);
            let wait = if excluded {
                let spans = self.floor.spans(side);
                spans.map(|span| span.length() - inactive(span)).sum()
            } else {
                self.floor.wait(side)
            };
            sheet.ms(
                id,
                Ok(wait),
                flags.with(Flag::InactiveExcluded, excluded),
                episodes,
            );
        }
        let open = self
            .floor
            .open_span()
            .filter(|_| self.floor.open == Some(Side::Human));
        let open = open.map(|span| self.evidence(span));
        let ended = self.bounds.ended();
        let flags = flags.with(Flag::Pending, open.is_some() && ended.is_err());
        let unanswered = ended.map(|()| open.is_some());
        sheet.bool("W2.unanswered", unanswered, flags, open);
        sheet.span("W2.open_wait", open.ok_or(Reason::NothingOpen), flags);
        self.longest_gap(sheet);
    }

    fn longest_gap(&self, sheet: &mut Sheet<'_, 'a>) {
        let mut before = None;
        let mut most: Option<(i64, usize, usize)> = None;
        for (index, line, _) in self.eligible() {
            if let Some((from, at)) = before.replace((index, line.at)) {
                let gap = line.at - at;
                // The first of equal ones.
                if most.is_none_or(|(longest, ..)| gap > longest) {
                    most = Some((gap, from, index));
                }
            }
        }
        let longest = most.map(|(_, from, to)| self.between(from, to));
        let missing = if self.has(Speaker::Customer) {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        sheet.span("W3", longest.ok_or(missing), Flags::NONE);
    }

    /// Q1 and Q2.
    pub(super) fn assignments(&self, sheet: &mut Sheet<'_, 'a>) {
        let accept = self.accept();
        let start = self.bounds.times.map(|(start, _)| start);
        let handoff = self.course.first_handoff(self.course.moves.len());
        let asked = match (start, handoff) {
            (Some(start), Some((at, line, _))) if at > start => Some((at, line)),
            (start, _) => start.map(|start| (start, None)),
        };
        let answer = accept.and_then(|accept| {
            let (asked, line) = asked.ok_or(Reason::NoSessionRow)?;
            Ok((accept < asked, self.from(line, asked, accept.max(asked))))
        });
        let flags = self
            .phase_flags()
            .with(Flag::Skew, answer.is_ok_and(|(skew, _)| skew));
        sheet.span("Q1", answer.map(|(_, span)| span), flags);

        let flags = self.bounds.flags;
        if let Some(episodes) = self.handled() {
            let handled = total(episodes.iter().map(|episode| episode.value));
            sheet.ms("Q2", Ok(handled), flags, episodes);
        } else {
            let whole = self.bounds.end().and_then(|end| {
                let accept = accept?.min(end);
                Ok(self.stretch(accept, end))
            });
            sheet.span("Q2", whole, flags.with(Flag::Approx, true));
        }
    }

    /// Each agent's time from joining to leaving, if any agent is seen leaving. Who is seen only
    /// leaving came with the acceptance; who never leaves stays to the end.
    fn handled(&self) -> Option<Vec<Evidence<'a>>> {
        let agent = |line: &&super::Line<'_, '_>| line.entry.role == Role::Agent;
        if !self
            .lines
            .iter()
            .filter(agent)
            .any(|line| line.entry.what == What::Left)
        {
            return None;
        }
        let mut present: BTreeMap<&str, usize> = BTreeMap::new();
        let mut episodes = Vec::new();
        for (index, line) in self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| agent(line))
        {
            let actor = line.entry.actor;
            if line.entry.what == What::Joined {
                present.entry(actor).or_insert(index);
            } else if line.entry.what == What::Left {
                episodes.push(present.remove(actor).map_or_else(
                    || {
                        let from = self.accept().unwrap_or(line.at).min(line.at);
                        let (to, to_line) = (line.at, Some(index));
                        self.evidence(&Span {
                            from,
                            to,
                            from_line: None,
                            to_line,
                        })
                    },
                    |joined| self.between(joined, index),
                ));
            }
        }
        let end = self.bounds.times.map_or(0, |(_, end)| end);
        for joined in present.into_values() {
            let from = self.lines[joined].at;
            episodes.push(self.from(Some(joined), from, end.max(from)));
        }
        episodes.sort_by_key(|episode| episode.from_ms);
        Some(episodes)
    }

    /// `AcceptTime`, or why there is none.
    pub(super) fn accept(&self) -> Result<i64, Reason> {
        match self.session.accept {
            Some(accept) => Ok(bounded(accept)),
            None if self.session.has_row => Err(Reason::NoAcceptTime),
            None => Err(Reason::NoSessionRow),
        }
    }

    /// C1 to C4.
    pub(super) fn closing(&self, sheet: &mut Sheet<'_, 'a>, repeat: [Result<bool, Reason>; 2]) {
        let customer = || {
            self.eligible()
                .filter(|(.., speaker)| *speaker == Speaker::Customer)
        };
        let to_end = |message: Option<(usize, &super::Line<'_, 'a>, Speaker)>| {
            let (index, line, _) = message.ok_or(Reason::NoCustomerMessage)?;
            Ok(self.from(Some(index), line.at, self.bounds.end()?))
        };
        let flags = self.bounds.flags;
        sheet.span("C1", to_end(customer().next_back()), flags);
        sheet.span("C2", to_end(customer().next()), flags);
        let mut human_turns = 0;
        let mut before = None;
        for (.., speaker) in self.eligible() {
            human_turns += u64::from(speaker == Speaker::Human && before != Some(speaker));
            before = Some(speaker);
        }
        let one_touch = self.bounds.ended().map(|()| human_turns == 1);
        sheet.bool("C3", one_touch, Flags::NONE, None);
        let [day, week] = repeat;
        sheet.bool("C4.24h", day, Flags::NONE, None);
        sheet.bool("C4.7d", week, Flags::NONE, None);
    }

    /// Why neither start nor end is known.
    fn no_times(&self) -> Reason {
        self.bounds.end().err().unwrap_or(Reason::NoSessionRow)
    }

    /// Between two times of the session itself.
    pub(super) fn stretch(&self, from: i64, to: i64) -> Evidence<'a> {
        self.from(None, from, to)
    }

    /// From a line to a time of the session.
    pub(super) fn from(&self, line: Option<usize>, from: i64, to: i64) -> Evidence<'a> {
        self.evidence(&Span {
            from,
            to,
            from_line: line,
            to_line: None,
        })
    }

    /// A stretch, shortened by its inactive time if that is `excluded`.
    pub(super) fn active(&self, mut episode: Evidence<'a>, excluded: bool) -> Evidence<'a> {
        if excluded {
            episode.value -= self.inactive.between(episode.from_ms, episode.to_ms);
            let inactive = self.inactive_open(episode.from_ms, episode.to_ms);
            episode.bh = episode.bh.zip(inactive).map(|(open, out)| open - out);
        }
        episode
    }
}
