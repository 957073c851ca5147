//! T, B, A and O: transfers, bots, abandonment, outbound.

use super::{Flag, Flags, Reason, Scene, Sheet, Side, Speaker};
use crate::kpi::phase::Handoff;
use crate::kpi::session::What;
use crate::kpi::transfer::Transfers;
use crate::model::Role;

impl<'a> Scene<'_, 'a> {
    pub(super) fn service(&self, sheet: &mut Sheet<'_, 'a>) {
        self.transfers(sheet);
        self.bot(sheet);
        self.abandoned(sheet);
        self.outbound(sheet);
    }

    fn transfers(&self, sheet: &mut Sheet<'_, 'a>) {
        // Few take part: a list is searched faster than a set is built.
        let mut agents: Vec<&str> = Vec::new();
        for line in &self.lines {
            let joined = line.entry.what == What::Joined && line.entry.role == Role::Agent;
            let human = joined || line.speaker == Some(Speaker::Human);
            if human && !agents.contains(&line.entry.actor) {
                agents.push(line.entry.actor);
            }
        }
        sheet.count("T1.agents", agents.len() as u64, Flags::NONE);
        let transfers = Transfers::of(&self.lines, &self.course);
        let inferred = !transfers.events && transfers.writers_changed > 0;
        let count = if inferred {
            transfers.writers_changed
        } else {
            transfers.shown.len() as u64
        };
        sheet.count(
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
        sheet.family("T2", answered, missing, Flags::NONE);
    }

    fn bot(&self, sheet: &mut Sheet<'_, 'a>) {
        let handoff = self.course.first_handoff(self.course.moves.len());
        let flags = self.phase_flags();
        let has_bot = if self.course.bot {
            Ok(())
        } else {
            Err(Reason::NoBot)
        };
        // A session that a human had before is not contained, however it ended.
        let left_to_bot = !self.course.human && !self.has(Speaker::Human);
        let contained = has_bot.and_then(|()| {
            if left_to_bot {
                self.bounds.ended().map(|()| true)
            } else {
                Ok(false)
            }
        });
        sheet.bool("B1", contained, flags, None);
        let abandoned = contained.map(|yes| yes && self.floor.open == Some(Side::Bot));
        sheet.bool("B1.abandoned", abandoned, flags, None);
        let start = self
            .bounds
            .times
            .map(|(start, _)| start)
            .ok_or(Reason::NoSessionRow);
        let duration = has_bot.and_then(|()| match handoff {
            Some((_, _, Handoff::BotNeverSpoke)) => Ok(self.stretch(start?, start?)),
            Some((at, line, _)) => {
                let mut span = self.stretch(start?, at.max(start?));
                span.to_entry = line
                    .and_then(|line| self.lines.get(line))
                    .map(|l| l.entry.id);
                Ok(span)
            }
            None => {
                let end = self.bounds.end()?;
                Ok(self.stretch(start?, end))
            }
        });
        sheet.span("B2.duration", duration, flags.and(self.bounds.flags));
        sheet.bool(
            "B2.handoff",
            has_bot.map(|()| handoff.is_some()),
            flags,
            None,
        );
    }

    fn abandoned(&self, sheet: &mut Sheet<'_, 'a>) {
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
        let asked = self.course.human && self.has(Speaker::Customer);
        let queue = if answered || accepted || !asked {
            Ok(false)
        } else {
            let waited = self.floor.wait(Some(Side::Human));
            decided.map(|()| waited >= self.options.short_abandon)
        };
        sheet.bool("A1", queue, self.phase_flags(), None);
        let ignored = if answered {
            Ok(false)
        } else {
            decided.map(|()| accepted)
        };
        sheet.bool("A2", ignored, Flags::NONE, None);
    }

    fn outbound(&self, sheet: &mut Sheet<'_, 'a>) {
        if !self.session.outbound() {
            sheet.span("O1", Err(Reason::NotOutbound), Flags::NONE);
            sheet.bool("O1.replied", Err(Reason::NotOutbound), Flags::NONE, None);
            return;
        }
        let sent = self.lines.iter().position(|line| {
            let entry = line.entry;
            line.speaker == Some(Speaker::Human)
                || (entry.what == What::Message
                    && (entry.automated || entry.role == Role::System)
                    && (!entry.undelivered || self.options.count_undelivered))
        });
        let reply = sent.and_then(|sent| Some((sent, self.first(sent, Speaker::Customer)?)));
        let time = reply.map(|(sent, reply)| self.between(sent, reply));
        sheet.span("O1", time.ok_or_else(|| self.silence()), Flags::NONE);
        let replied = if reply.is_some() {
            Ok(true)
        } else {
            self.bounds.ended().map(|()| false)
        };
        sheet.bool("O1.replied", replied, Flags::NONE, None);
    }
}
