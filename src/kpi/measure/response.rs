//! R: who answered whom, how fast.

use std::collections::BTreeMap;

use super::{Evidence, Flag, Flags, Reason, Scene, Sheet, Side, Span, Speaker};
use crate::kpi::phase::{Act, Handoff};
use crate::kpi::session::What;
use crate::model::Role;

impl<'a> Scene<'_, 'a> {
    pub(super) fn responses(&self, sheet: &mut Sheet<'_, 'a>) {
        self.first_responses(sheet);
        let flags = self.phase_flags().and(self.anchor_flags());
        let (customer, human) = (self.has(Speaker::Customer), self.has(Speaker::Human));

        let answered = || self.all(&self.floor.human);
        let waiting = self.floor.open == Some(Side::Human);
        let no_answer = if !customer || !human || waiting {
            self.no_human_response()
        } else {
            Reason::NoCustomerMessage
        };
        sheet.family("R5", answered(), no_answer, flags);
        sheet.family("R5.after_first", answered().skip(1), no_answer, flags);
        sheet.span("R5.max", longest(answered()).ok_or(no_answer), flags);

        let replies = || {
            let replies = self.all(&self.floor.customer);
            replies.map(|reply| self.active(reply, self.options.exclude_inactive))
        };
        let written = human || self.has(Speaker::Bot);
        let no_reply = if customer && !written {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        let reply_flags = flags.with(Flag::InactiveExcluded, self.options.exclude_inactive);
        sheet.family("R6", replies(), no_reply, reply_flags);
        sheet.span("R6.max", longest(replies()).ok_or(no_reply), reply_flags);

        let no_bot_answer = if !self.course.bot {
            Reason::NoBot
        } else if self.floor.open == Some(Side::Bot) {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        sheet.family("R7", self.all(&self.floor.bot), no_bot_answer, flags);

        let unknown = if self.floor.human.is_empty() {
            no_answer
        } else {
            Reason::NoAcceptTime
        };
        sheet.family("R8.inherited_wait", self.inherited(), unknown, flags);
    }

    /// The customer's first message and the first answer of a human, where there was something
    /// to answer, and why there is none.
    fn first_answer(&self) -> (Option<usize>, Option<usize>, Reason) {
        let asked = self.first(0, Speaker::Customer);
        let human = asked.and_then(|asked| self.first(asked, Speaker::Human));
        if self.session.outbound() {
            (None, human, Reason::AgentInitiated)
        } else {
            (asked, human, self.no_human_response())
        }
    }

    /// R2, or why there is none.
    pub(super) fn headline(&self) -> (Option<Evidence<'a>>, Reason) {
        let (asked, human, no_human) = self.first_answer();
        (self.first_human_response(asked.zip(human)).0, no_human)
    }

    /// R1 to R4.
    fn first_responses(&self, sheet: &mut Sheet<'_, 'a>) {
        let (asked, human, no_human) = self.first_answer();
        let bot = asked.and_then(|asked| self.first(asked, Speaker::Bot));

        let anybody = human.into_iter().chain(bot).min();
        let any = asked
            .zip(anybody)
            .map(|(asked, answer)| self.between(asked, answer));
        let no_answer = match no_human {
            // A bot would have done.
            Reason::NoHuman => self.silence(),
            reason => reason,
        };
        sheet.span("R1", any.ok_or(no_answer), Flags::NONE);

        let (first, flags) = self.first_human_response(asked.zip(human));
        sheet.span("R2", first.ok_or(no_human), flags);
        let total = asked
            .zip(human)
            .map(|(asked, answer)| self.between(asked, answer));
        sheet.span("R3", total.ok_or(no_human), Flags::NONE);

        let (after_accept, flags) = self.after_accept(no_human);
        sheet.span("R4", after_accept, flags);
    }

    /// From the handoff, if a bot spoke before it, else from the customer's first message.
    fn first_human_response(&self, found: Option<(usize, usize)>) -> (Option<Evidence<'a>>, Flags) {
        let Some((asked, answer)) = found else {
            return (None, Flags::NONE);
        };
        let says = |step: &crate::kpi::phase::Move| {
            step.line == Some(answer) && step.act == Act::Says(Speaker::Human)
        };
        let moves = self.course.moves.iter().position(says).unwrap_or_default();
        match self.course.restart(moves) {
            None => (Some(self.between(asked, answer)), Flags::NONE),
            Some((_, _, Handoff::BotNeverSpoke)) => {
                let flags = Flags::NONE.with(Flag::InferredHandoff, true);
                (Some(self.between(asked, answer)), flags)
            }
            Some((at, line, how)) => {
                let flags = Flags::NONE.with(Flag::InferredHandoff, how != Handoff::Shown);
                let to = self.lines[answer].at;
                let span = Span {
                    from: at,
                    to,
                    from_line: line,
                    to_line: Some(answer),
                };
                (Some(self.evidence(&span)), flags)
            }
        }
    }

    /// R4. A message of the agent before the acceptance is the clocks' doing and passed over; one
    /// before the customer wrote is a greeting, not a response.
    fn after_accept(&self, no_human: Reason) -> (Result<Evidence<'a>, Reason>, Flags) {
        if no_human == Reason::AgentInitiated
            || !self.has(Speaker::Human)
            || !self.has(Speaker::Customer)
        {
            return (Err(no_human), Flags::NONE);
        }
        let accept = match self.accept() {
            Ok(accept) => accept,
            Err(reason) => return (Err(reason), Flags::NONE),
        };
        let mut human = self
            .eligible()
            .filter(|(.., speaker)| *speaker == Speaker::Human);
        let mut skew = false;
        let answer = human.find(|(_, line, _)| {
            skew |= line.at < accept;
            line.at >= accept
        });
        let flags = Flags::NONE.with(Flag::Skew, skew);
        let Some((answer, line, _)) = answer else {
            return (Err(self.silence()), flags);
        };
        if self
            .first(0, Speaker::Customer)
            .is_none_or(|asked| asked > answer)
        {
            return (Err(Reason::NoCustomerMessage), flags);
        }
        let span = Span {
            from: accept,
            to: line.at,
            from_line: None,
            to_line: Some(answer),
        };
        (Ok(self.evidence(&span)), flags)
    }

    /// Of each answered wait the part before the answering agent joined, where that is known.
    fn inherited(&self) -> Vec<Evidence<'a>> {
        let mut joined: BTreeMap<&str, i64> = BTreeMap::new();
        let mut joins =
            self.lines.iter().enumerate().filter(|(_, line)| {
                line.entry.what == What::Joined && line.entry.role == Role::Agent
            });
        let mut next = joins.next();
        let mut parts = Vec::new();
        for wait in &self.floor.human {
            let Some(answer) = wait.to_line else { continue };
            while let Some((_, line)) = next.filter(|(index, _)| *index < answer) {
                joined.insert(line.entry.actor, line.at);
                next = joins.next();
            }
            if let Some(at) = joined.get(self.lines[answer].entry.actor) {
                let mut part = self.evidence(wait);
                part.value = (at - wait.from).clamp(0, part.value);
                part.bh = self.open(wait.from, wait.from + part.value);
                parts.push(part);
            }
        }
        parts
    }

    fn all(&self, spans: &[Span]) -> impl Iterator<Item = Evidence<'a>> {
        spans.iter().map(|span| self.evidence(span))
    }
}

/// The longest, the first of equal ones.
fn longest<'a>(episodes: impl Iterator<Item = Evidence<'a>>) -> Option<Evidence<'a>> {
    episodes.reduce(|a, b| if b.value > a.value { b } else { a })
}
