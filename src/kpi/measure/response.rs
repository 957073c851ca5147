//! R: who answered whom, how fast.

use super::{Flag, Flags, Form, NONE, Reason, Scene, Side, Span, Speaker, Stretch};
use crate::kpi::phase::Handoff;

/// R2, its flags, and why there is none where there is none.
pub(super) struct Headline {
    pub(super) found: Option<Stretch>,
    pub(super) missing: Reason,
    flags: Flags,
}

impl Scene<'_> {
    /// R5 to R8.
    pub(super) fn responses(&self, form: &mut impl Form) {
        let flags = self.phase_flags().and(self.anchor_flags());
        let (customer, human) = (self.has(Speaker::Customer), self.has(Speaker::Human));

        let waiting = self.floor.open == Some(Side::Human);
        let no_answer = if !customer || !human || waiting {
            self.no_human_response()
        } else {
            Reason::NoCustomerMessage
        };
        let stretch = |span: &Span| self.stretch(span);
        let answers = form.lengths("R5", &self.floor.human, stretch, no_answer, flags);
        form.after_first("R5.after_first", answers, no_answer, flags);
        form.longest("R5.max", answers, no_answer, flags);

        let excluded = self.options.exclude_inactive;
        let written = human || self.has(Speaker::Bot);
        let no_reply = if customer && !written {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        let reply_flags = flags.with(Flag::InactiveExcluded, excluded);
        let replies = if excluded && !self.inactive.is_empty() {
            let replies = self.all(&self.floor.customer);
            let replies = replies.map(|reply| self.active(reply, excluded));
            form.family("R6", replies, no_reply, reply_flags)
        } else {
            form.lengths("R6", &self.floor.customer, stretch, no_reply, reply_flags)
        };
        form.longest("R6.max", replies, no_reply, reply_flags);

        let no_bot_answer = if !self.course.charge.bot {
            Reason::NoBot
        } else if self.floor.open == Some(Side::Bot) {
            self.silence()
        } else {
            Reason::NoCustomerMessage
        };
        form.lengths("R7", &self.floor.bot, stretch, no_bot_answer, flags);

        let unknown = if self.floor.human.is_empty() {
            no_answer
        } else {
            Reason::NoAcceptTime
        };
        form.family("R8.inherited_wait", self.inherited(), unknown, flags);
    }

    /// The customer's first message and the first answer of a human, where there was something
    /// to answer, and why there is none.
    fn first_answer(&self) -> (Option<u32>, Option<u32>, Reason) {
        let human = self.said.answer(Speaker::Human);
        if self.session.outbound {
            (None, human, Reason::AgentInitiated)
        } else {
            let asked = self.said.first(Speaker::Customer);
            (asked, human, self.no_human_response())
        }
    }

    /// From the handoff, if a bot spoke before it, else from the customer's first message.
    pub(super) fn headline(&self) -> Headline {
        let (asked, human, missing) = self.first_answer();
        let Some((asked, answer)) = asked.zip(human) else {
            return Headline {
                found: None,
                missing,
                flags: Flags::NONE,
            };
        };
        let restart = self.course.restart(answer);
        let inferred = restart.is_some_and(|(_, _, how)| how != Handoff::Shown);
        let found = match restart {
            None | Some((_, _, Handoff::BotNeverSpoke)) => self.between(asked, answer),
            Some((from, from_line, _)) => self.stretch(&Span {
                from,
                to: self.line(answer).map_or(from, |line| line.at),
                from_line,
                to_line: answer,
            }),
        };
        Headline {
            found: Some(found),
            missing,
            flags: Flags::NONE.with(Flag::InferredHandoff, inferred),
        }
    }

    /// R1 to R4.
    pub(super) fn first_responses(&self, form: &mut impl Form) {
        let headline = self.headline();
        let (asked, human, no_human) = self.first_answer();
        let anybody = human
            .into_iter()
            .chain(self.said.answer(Speaker::Bot))
            .min();
        let to = |answer: Option<u32>| {
            let found = asked.zip(answer);
            found.map(|(asked, answer)| self.between(asked, answer))
        };
        let no_answer = match no_human {
            // A bot would have done.
            Reason::NoHuman => self.silence(),
            reason => reason,
        };
        form.span("R1", to(anybody).ok_or(no_answer), Flags::NONE);
        form.span("R2", headline.found.ok_or(no_human), headline.flags);
        form.span("R3", to(human).ok_or(no_human), Flags::NONE);
        let (after_accept, flags) = self.after_accept(no_human);
        form.span("R4", after_accept, flags);
    }

    /// R4. A message of the agent before the acceptance is the clocks' doing and passed over; one
    /// before the customer wrote is a greeting, not a response.
    fn after_accept(&self, no_human: Reason) -> (Result<Stretch, Reason>, Flags) {
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
        let mut skew = false;
        let answer = self.lines_of(Speaker::Human).find(|(_, line)| {
            skew |= line.at < accept;
            line.at >= accept
        });
        let flags = Flags::NONE.with(Flag::Skew, skew);
        let Some((answer, line)) = answer else {
            return (Err(self.silence()), flags);
        };
        let asked = self.said.first(Speaker::Customer);
        if asked.is_none_or(|asked| asked > answer) {
            return (Err(Reason::NoCustomerMessage), flags);
        }
        let span = Span {
            from: accept,
            to: line.at,
            from_line: NONE,
            to_line: answer,
        };
        (Ok(self.stretch(&span)), flags)
    }

    /// The values of R5.
    pub(crate) fn answers(&self) -> impl Iterator<Item = Stretch> {
        self.all(&self.floor.human)
    }

    /// Of each answered wait the part before the answering agent joined, where that is known.
    pub(crate) fn inherited(&self) -> impl Iterator<Item = Stretch> {
        let known = !self.joined.is_empty();
        let waits = self.floor.human.iter().filter(move |_| known);
        waits.filter_map(|wait| {
            let actor = self.line(wait.to_line)?.actor;
            let mut joins = self.joined.iter().rev();
            let (_, joined) = joins.find(|&&(by, at)| by == actor && at < wait.to_line)?;
            let mut part = self.stretch(wait);
            part.value = (self.line(*joined)?.at - wait.from).clamp(0, part.value);
            part.bh = self.open(wait.from, wait.from + part.value);
            Some(part)
        })
    }

    fn all(&self, spans: &[Span]) -> impl Iterator<Item = Stretch> {
        spans.iter().map(|span| self.stretch(span))
    }
}
