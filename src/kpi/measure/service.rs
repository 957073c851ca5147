//! T, B, A and O: transfers, bots, abandonment, outbound.

use super::{Flag, Flags, Form, NONE, Reason, Scene, Side, Speaker, mark};
use crate::kpi::ledger::Ledger;
use crate::kpi::phase::Handoff;
use crate::kpi::transfer::Transfers;

impl Scene<'_> {
    pub(super) fn service(&self, form: &mut impl Form) {
        self.transfers(form);
        self.bot(form);
        self.abandoned(form);
        self.outbound(form);
    }

    fn transfers(&self, form: &mut impl Form) {
        let writers = &self.writers;
        let mut agents = writers.len();
        for (at, (actor, _)) in self.joined.iter().enumerate() {
            let before = self.joined.iter().take(at).any(|(by, _)| by == actor);
            let wrote = writers.iter().any(|writer| writer.actor == *actor);
            agents += usize::from(!before && !wrote);
        }
        form.count("T1.agents", agents as u64, Flags::NONE);
        let transfers = if self.session.marks.any(mark::TRANSFERS) {
            Transfers::of(self.lines, &self.course, self.options.count_undelivered)
        } else {
            Transfers::default()
        };
        let inferred = !transfers.events && self.said.writers_changed > 0;
        let count = if inferred {
            self.said.writers_changed
        } else {
            transfers.shown.len() as u64
        };
        form.count(
            "T1.transfers",
            count,
            Flags::NONE.with(Flag::Inferred, inferred),
        );
        let answered = transfers.shown.iter().filter_map(|transfer| {
            transfer
                .answered
                .map(|answer| self.between(transfer.line, answer))
        });
        let missing = if transfers.shown.is_empty() {
            Reason::NoTransfer
        } else {
            self.silence()
        };
        form.family("T2", answered, missing, Flags::NONE);
    }

    fn bot(&self, form: &mut impl Form) {
        let handoff = self.course.handoff();
        let flags = self.phase_flags();
        let has_bot = if self.course.charge.bot {
            Ok(())
        } else {
            Err(Reason::NoBot)
        };
        // A session that a human had before is not contained, however it ended.
        let left_to_bot = !self.course.charge.human && !self.has(Speaker::Human);
        let contained = has_bot.and_then(|()| {
            if left_to_bot {
                self.bounds.ended().map(|()| true)
            } else {
                Ok(false)
            }
        });
        form.bool("B1", contained, flags, None);
        let abandoned = contained.map(|yes| yes && self.floor.open == Some(Side::Bot));
        form.bool("B1.abandoned", abandoned, flags, None);
        let start = self
            .bounds
            .times
            .map(|(start, _)| start)
            .ok_or(Reason::NoSessionRow);
        let duration = has_bot.and_then(|()| match handoff {
            Some((_, _, Handoff::BotNeverSpoke)) => Ok(self.from(NONE, start?, start?)),
            Some((at, line, _)) => {
                let mut span = self.from(NONE, start?, at.max(start?));
                if line != NONE {
                    span.to_line = Ledger::base(self.session) + line;
                }
                Ok(span)
            }
            None => {
                let end = self.bounds.end()?;
                Ok(self.from(NONE, start?, end))
            }
        });
        form.span("B2.duration", duration, flags.and(self.bounds.flags));
        form.bool(
            "B2.handoff",
            has_bot.map(|()| handoff.is_some()),
            flags,
            None,
        );
    }

    fn abandoned(&self, form: &mut impl Form) {
        let accepted = self.session.accept.is_some();
        let answered = self.has(Speaker::Human);
        // Without a row nobody knows whether it was accepted.
        let decided = self.bounds.ended().and_then(|()| {
            self.accept().map(|_| ()).or_else(|why| {
                if why == Reason::NoAcceptTime {
                    Ok(())
                } else {
                    Err(why)
                }
            })
        });
        let asked = self.course.charge.human && self.has(Speaker::Customer);
        let queue = if answered || accepted || !asked {
            Ok(false)
        } else {
            let waited = self.floor.wait(Some(Side::Human));
            decided.map(|()| waited >= self.options.short_abandon)
        };
        form.bool("A1", queue, self.phase_flags(), None);
        let ignored = if answered {
            Ok(false)
        } else {
            decided.map(|()| accepted)
        };
        form.bool("A2", ignored, Flags::NONE, None);
    }

    fn outbound(&self, form: &mut impl Form) {
        if !self.session.outbound {
            form.span("O1", Err(Reason::NotOutbound), Flags::NONE);
            form.bool("O1.replied", Err(Reason::NotOutbound), Flags::NONE, None);
            return;
        }
        let all = self.options.count_undelivered;
        let mut lines = (0_u32..).zip(self.lines);
        let sent = lines.find(|(_, line)| {
            let delivered = all || !line.marks.any(mark::UNDELIVERED);
            self.speaker(line) == Some(Speaker::Human)
                || (line.marks.any(mark::SYSTEM) && delivered)
        });
        let reply = sent.and_then(|(sent, _)| {
            let mut replies = self.lines_of(Speaker::Customer);
            let (reply, _) = replies.find(|(at, _)| *at >= sent)?;
            Some((sent, reply))
        });
        let time = reply.map(|(sent, reply)| self.between(sent, reply));
        form.span("O1", time.ok_or_else(|| self.silence()), Flags::NONE);
        let replied = if reply.is_some() {
            Ok(true)
        } else {
            self.bounds.ended().map(|()| false)
        };
        form.bool("O1.replied", replied, Flags::NONE, None);
    }
}
