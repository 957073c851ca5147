//! X1: how far the data can be trusted.

use super::{Flags, Reason, Scene, Sheet, Span};
use crate::kpi::session::{What, bounded};
use crate::model::Role;

impl<'a> Scene<'_, 'a> {
    pub(super) fn quality(&self, sheet: &mut Sheet<'_, 'a>) {
        let messages = || {
            let lines = self.lines.iter().enumerate();
            lines.filter(|(_, line)| line.entry.what == What::Message)
        };
        let undelivered = messages()
            .filter(|(_, line)| line.entry.undelivered)
            .count();
        let attachments = messages()
            .map(|(_, line)| u64::from(line.entry.attachments))
            .sum();
        let unclassified = messages()
            .filter(|(_, line)| line.entry.role == Role::Unknown && !line.entry.automated)
            .count();
        sheet.count("X1.undelivered", undelivered as u64, Flags::NONE);
        sheet.count("X1.attachments", attachments, Flags::NONE);
        sheet.count("X1.unclassified", unclassified as u64, Flags::NONE);
        let skews = messages()
            .filter(|(_, line)| !line.entry.clock_client)
            .filter_map(|(index, line)| {
                let client = bounded(line.entry.client_at?);
                let (from, to) = (client.min(line.at), client.max(line.at));
                Some(Span {
                    from,
                    to,
                    from_line: Some(index),
                    to_line: Some(index),
                })
            });
        let largest = skews.reduce(|a, b| if b.length() > a.length() { b } else { a });
        let largest = largest
            .map(|span| self.evidence(&span))
            .ok_or(Reason::NoClientTime);
        sheet.span("X1.clock_skew_max", largest, Flags::NONE);
        // A difference of clocks, not a time that passed.
        sheet.within_hours(None);
    }
}
