//! X1: how far the data can be trusted.

use super::{Flags, Form, Reason, Scene, Stretch};

impl Scene<'_> {
    pub(super) fn quality(&self, form: &mut impl Form) {
        let session = self.session;
        let counts = [
            ("X1.undelivered", u64::from(session.undelivered)),
            ("X1.attachments", session.attachments),
            ("X1.unclassified", u64::from(session.unclassified)),
        ];
        for (id, count) in counts {
            form.count(id, count, Flags::NONE);
        }
        let largest = session.skew.map(|(line, from, to)| Stretch {
            from,
            to,
            value: to - from,
            bh: self.open(from, to),
            from_line: line,
            to_line: line,
        });
        let largest = largest.ok_or(Reason::NoClientTime);
        form.span("X1.clock_skew_max", largest, Flags::NONE);
        // A difference of clocks, not a time that passed.
        form.within_hours(None);
    }
}
