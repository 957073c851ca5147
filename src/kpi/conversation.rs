//! What only shows across the sessions of a conversation: repeat contacts and D2.

use super::form::Form;
use super::hours::Calendar;
use super::ledger::{NONE, Sitting};
use super::measure::Bounds;
use super::sheet::Stretch;
use super::summary::total;
use super::value::{Flag, Flags, Reason};

const HOUR: i64 = 3_600_000;

/// Which sessions of a conversation another one follows, in room that is used again.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    /// The sessions that are not outbound, by start.
    inbound: Vec<(i64, usize)>,
    until: i64,
}

impl Repeats {
    /// Looks at sessions in order of their start. O(n).
    pub(crate) fn look(&mut self, rows: &[(&Sitting, Bounds)], data_until: i64) {
        self.until = data_until;
        let inbound = rows.iter().enumerate();
        let inbound = inbound.filter(|(_, (session, _))| !session.outbound);
        self.inbound.clear();
        self.inbound
            .extend(inbound.filter_map(|(place, (_, bounds))| Some((bounds.times?.0, place))));
    }

    /// C4 of a session, by its place among all, for 24 hours and for 7 days; one without any time
    /// is never the one that follows. O(log n) unless sessions start at the same instant.
    pub(crate) fn of(&self, place: usize, bounds: &Bounds) -> [Result<bool, Reason>; 2] {
        let end = match bounds.end() {
            Ok(end) => end,
            Err(reason) => return [Err(reason); 2],
        };
        let after = self.inbound.partition_point(|&(start, _)| start < end);
        let mut next = self.inbound[after..].iter();
        let next = next.find(|&&(_, other)| other != place);
        [24, 7 * 24].map(|hours| {
            let within = hours * HOUR;
            if next.is_some_and(|&(start, _)| start - end <= within) {
                Ok(true)
            } else if self.until - end >= within {
                Ok(false)
            } else {
                Err(Reason::DataWindow)
            }
        })
    }
}

/// D2 of a conversation whose sessions are in order of their start, into a form.
pub(crate) fn spans(
    rows: &[(&Sitting, Bounds)],
    calendar: Option<&Calendar>,
    form: &mut impl Form,
) {
    let open = |from, to| calendar.and_then(|calendar| calendar.open(from, to));
    let both = |bounds: &Bounds| bounds.both();
    let first_missing = rows.iter().find_map(|(_, bounds)| both(bounds).err());
    let known = || rows.iter().filter_map(|(_, bounds)| both(bounds).ok());
    let flags = rows
        .iter()
        .fold(Flags::NONE, |flags, (_, bounds)| flags.and(bounds.flags));
    let (whole, in_session) = match first_missing {
        Some(reason) => (Err(reason), Err(reason)),
        None => {
            let start = known().map(|(start, _)| start).min().unwrap_or_default();
            let end = known().map(|(_, end)| end).max().unwrap_or_default();
            let sum = total(known().map(|(start, end)| end - start));
            (Ok((start, end)), Ok(sum))
        }
    };
    let mut overlap = false;
    let mut missing = if rows.len() < 2 {
        Reason::OneSession
    } else {
        Reason::NoSessionRow
    };
    for (before, (_, bounds)) in ends_before(rows).zip(rows) {
        let start = bounds.times.map(|(start, _)| start);
        overlap |= before.zip(start).is_some_and(|(end, start)| start < end);
        match bounds.end() {
            Err(reason) if rows.len() > 1 => missing = reason,
            _ => {}
        }
    }
    let gaps = ends_before(rows)
        .zip(rows)
        .filter_map(|(before, (_, bounds))| {
            let (start, _) = bounds.times?;
            let (from, to) = (before?, start.max(before?));
            Some(Stretch {
                from,
                to,
                value: to - from,
                bh: open(from, to),
                from_line: NONE,
                to_line: NONE,
            })
        });
    form.ms("D2.span", whole.map(|(from, to)| to - from), flags, None);
    form.within_hours(whole.ok().and_then(|(from, to)| open(from, to)));
    form.ms("D2.in_session", in_session, flags, None);
    form.within_hours(known().map(|(from, to)| open(from, to)).sum());
    let flags = flags.with(Flag::Overlap, overlap);
    form.family("D2.gaps", gaps, missing, flags);
}

/// Before each session the latest end of those before it.
fn ends_before(rows: &[(&Sitting, Bounds)]) -> impl Iterator<Item = Option<i64>> {
    rows.iter()
        .scan(None, |latest: &mut Option<i64>, (_, bounds)| {
            let before = *latest;
            *latest = before.max(bounds.end().ok());
            Some(before)
        })
}
