//! D, W, Q and C: how long a session took, who was waited for, how it was taken and closed.

use super::{Flag, Flags, Form, NONE, Reason, Scene, Side, Span, Speaker, Stretch, mark};
use crate::kpi::assignment;
use crate::kpi::ledger::Marks;
use crate::kpi::summary::total;

impl Scene<'_> {
    /// D1 and D3.
    pub(super) fn durations(&self, form: &mut impl Form) {
        let flags = self.bounds.flags;
        let whole = self
            .bounds
            .both()
            .map(|(start, end)| self.from(NONE, start, end));
        form.span("D1", whole, flags);
        let known = self.bounds.times.ok_or_else(|| self.no_times());
        let engaged = known.map(|(_, end)| self.engaged(end));
        form.ms("D3", engaged.map(|(ms, _)| ms), flags, None);
        form.within_hours(engaged.ok().and_then(|(_, open)| open));
        let inactive = known.map(|_| self.inactive.total());
        form.ms("D3.inactive", inactive, flags, None);
        let (start, end) = self.bounds.times.unwrap_or_default();
        form.within_hours(self.inactive_open(start, end));
    }

    /// The part of inactive time within business hours.
    fn inactive_open(&self, from: i64, to: i64) -> Option<i64> {
        let parts = self.inactive.within(from, to);
        parts.map(|(from, to)| self.open(from, to)).sum()
    }

    /// Time in which somebody was waited for, without inactive time, and its part within business
    /// hours; each gap at most the cap, and then nobody knows which part of it to count.
    fn engaged(&self, end: i64) -> (i64, Option<i64>) {
        let Some(first) = self.floor.first else {
            return (0, self.calendar.map(|_| 0));
        };
        let cap = self.options.idle_cap.map_or(i64::MAX, |cap| cap.max(0));
        let open = self
            .open(first, end.max(first))
            .zip(self.inactive_open(first, end))
            .filter(|_| self.options.idle_cap.is_none())
            .map(|(whole, inactive)| whole - inactive);
        let active = |from: i64, to: i64| to - from - self.inactive.between(from, to);
        if self.options.idle_cap.is_none() {
            return (active(first, end), open);
        }
        let mut before = first;
        let mut engaged = 0;
        let messages = self
            .lines
            .iter()
            .filter(|line| self.speaker(line).is_some());
        let messages = messages.map(|line| line.at).filter(|&at| at > first);
        for at in messages.chain([end]) {
            engaged += active(before, at).min(cap);
            before = at;
        }
        (engaged, open)
    }

    /// W1.
    pub(super) fn waits(&self, form: &mut impl Form) {
        let flags = self.bounds.flags.and(self.phase_flags());
        let sides = [
            ("W1.human", Some(Side::Human)),
            ("W1.bot", Some(Side::Bot)),
            ("W1.customer", Some(Side::Customer)),
            ("W1.before_first", None),
        ];
        for (id, side) in sides {
            if self.bounds.times.is_none() {
                form.ms(id, Err(self.no_times()), flags, None);
                continue;
            }
            let excluded = self.options.exclude_inactive && side == Some(Side::Customer);
            let spans = self.floor.spans(side).filter(|span| span.length() > 0);
            let episodes = spans.map(|span| self.active(self.stretch(span), excluded));
            let inactive = |span: &Span| self.inactive.between(span.from, span.to);
            let wait = if excluded && !self.inactive.is_empty() {
                let spans = self.floor.spans(side);
                spans.map(|span| span.length() - inactive(span)).sum()
            } else {
                self.floor.wait(side)
            };
            form.ms(
                id,
                Ok(wait),
                flags.with(Flag::InactiveExcluded, excluded),
                episodes,
            );
        }
    }

    /// W2 and W3.
    pub(super) fn open_waits(&self, form: &mut impl Form) {
        let open = self
            .floor
            .open_span()
            .filter(|_| self.floor.open == Some(Side::Human));
        let open = open.map(|span| self.stretch(span));
        let ended = self.bounds.ended();
        let flags = self.bounds.flags.and(self.phase_flags());
        let flags = flags.with(Flag::Pending, open.is_some() && ended.is_err());
        let unanswered = ended.map(|()| open.is_some());
        form.bool("W2.unanswered", unanswered, flags, open);
        form.span("W2.open_wait", open.ok_or(Reason::NothingOpen), flags);
        self.longest_gap(form);
    }

    fn longest_gap(&self, form: &mut impl Form) {
        let longest = self.said.gap.map(|(from, to)| self.between(from, to));
        let missing = if self.has(Speaker::Customer) {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        form.span("W3", longest.ok_or(missing), Flags::NONE);
    }

    /// Q1, Q1.each and Q2.
    pub(super) fn assignments(&self, form: &mut impl Form) {
        let accept = self.accept();
        let start = self.bounds.times.map(|(start, _)| start);
        let handoff = self.course.handoff();
        let asked = match (start, handoff) {
            (Some(start), Some((at, line, _))) if at > start => Some((at, line)),
            (start, _) => start.map(|start| (start, NONE)),
        };
        let answer = accept.and_then(|accept| {
            let (asked, line) = asked.ok_or(Reason::NoSessionRow)?;
            Ok((accept < asked, self.from(line, asked, accept.max(asked))))
        });
        let flags = self
            .phase_flags()
            .with(Flag::Skew, answer.is_ok_and(|(skew, _)| skew));
        let first = answer.map(|(_, span)| span);
        form.span("Q1", first, flags);
        self.each_assignment(form, first, flags);

        let flags = self.bounds.flags;
        if let Some(episodes) = self.handled() {
            let handled = total(episodes.iter().map(|episode| episode.value));
            form.ms("Q2", Ok(handled), flags, episodes);
        } else {
            let whole = self.bounds.end().and_then(|end| {
                let accept = accept?.min(end);
                Ok(self.from(NONE, accept, end))
            });
            form.span("Q2", whole, flags.with(Flag::Approx, true));
        }
    }

    /// Q1.each.
    fn each_assignment(&self, form: &mut impl Form, first: Result<Stretch, Reason>, flags: Flags) {
        const ID: &str = "Q1.each";
        const AGAIN: [Marks; 3] = [mark::TRANSFERS, mark::INACTIVE, mark::BACK_TO_BOT];
        let missing = first.err().unwrap_or(Reason::NoAcceptTime);
        let stated = self.ledger.assignments(self.session);
        if !stated.is_empty() {
            let early = stated.iter().any(|one| one.accepted < one.asked);
            let flags = Flags::NONE.with(Flag::Skew, early);
            let waits = stated.iter();
            let waits = waits.map(|one| self.from(NONE, one.asked, one.accepted.max(one.asked)));
            form.family(ID, waits, missing, flags);
            return;
        }
        let marks = self.session.marks;
        let later = if AGAIN.into_iter().any(|again| marks.any(again)) {
            assignment::later(self.lines, &self.course, self.options.count_undelivered)
        } else {
            Vec::new()
        };
        let later = later
            .iter()
            .map(|&(asked, taken)| self.between(asked, taken));
        let all = first.into_iter().chain(later);
        form.family(ID, all, missing, flags.with(Flag::Approx, true));
    }

    /// Each agent's time from joining to leaving, if any agent is seen leaving. Who is seen only
    /// leaving came with the acceptance; who never leaves stays to the end.
    fn handled(&self) -> Option<Vec<Stretch>> {
        if !self.session.marks.any(mark::LEFT) {
            return None;
        }
        // Few take part: a list is searched faster than a map is built.
        let mut present: Vec<(u32, u32)> = Vec::new();
        let mut episodes = Vec::new();
        for (index, line) in (0_u32..).zip(self.lines) {
            let known = present.iter().position(|(actor, _)| *actor == line.actor);
            if line.marks.any(mark::JOINED) {
                if known.is_none() {
                    present.push((line.actor, index));
                }
            } else if line.marks.any(mark::LEFT) {
                episodes.push(match known {
                    Some(known) => self.between(present.remove(known).1, index),
                    None => self.stretch(&Span {
                        from: self.accept().unwrap_or(line.at).min(line.at),
                        to: line.at,
                        from_line: NONE,
                        to_line: index,
                    }),
                });
            }
        }
        let end = self.bounds.times.map_or(0, |(_, end)| end);
        for (_, joined) in present {
            let from = self.line(joined).map_or(end, |line| line.at);
            episodes.push(self.from(joined, from, end.max(from)));
        }
        episodes.sort_by_key(|episode| episode.from);
        Some(episodes)
    }

    /// `AcceptTime`, or why there is none.
    pub(super) fn accept(&self) -> Result<i64, Reason> {
        match self.session.accept {
            Some(accept) => Ok(accept),
            None if self.session.has_row => Err(Reason::NoAcceptTime),
            None => Err(Reason::NoSessionRow),
        }
    }

    /// C1 to C4.
    pub(super) fn closing(&self, form: &mut impl Form, repeat: [Result<bool, Reason>; 2]) {
        let to_end = |message: Option<u32>| {
            let index = message.ok_or(Reason::NoCustomerMessage)?;
            let end = self.bounds.end()?;
            Ok(self.from(index, self.line(index).map_or(end, |line| line.at), end))
        };
        let first = self.said.first(Speaker::Customer);
        let last = first.map(|_| self.said.last_customer);
        let flags = self.bounds.flags;
        form.span("C1", to_end(last), flags);
        form.span("C2", to_end(first), flags);
        let one_touch = self.bounds.ended().map(|()| self.said.human_turns == 1);
        form.bool("C3", one_touch, Flags::NONE, None);
        let [day, week] = repeat;
        form.bool("C4.24h", day, Flags::NONE, None);
        form.bool("C4.7d", week, Flags::NONE, None);
    }

    /// Why neither start nor end is known.
    fn no_times(&self) -> Reason {
        self.bounds.end().err().unwrap_or(Reason::NoSessionRow)
    }

    /// A stretch, shortened by its inactive time if that is `excluded`.
    pub(super) fn active(&self, mut episode: Stretch, excluded: bool) -> Stretch {
        if excluded && !self.inactive.is_empty() {
            episode.value -= self.inactive.between(episode.from, episode.to);
            let inactive = self.inactive_open(episode.from, episode.to);
            episode.bh = episode.bh.zip(inactive).map(|(open, out)| open - out);
        }
        episode
    }
}
