//! What only shows across the sessions of a conversation: repeat contacts and D2.

use super::form::Form;
use super::hours::Calendar;
use super::ledger::{NONE, Sitting};
use super::measure::Bounds;
use super::sheet::Stretch;
use super::summary::total;
use super::value::{Flag, Flags, Reason};

const HOUR: i64 = 3_600_000;

/// C4 of each session for 24 hours and for 7 days. `rows` are in order of their start; sessions
/// without any time repeat nothing. O(n log n) unless sessions start at the same instant.
pub(crate) fn repeats(
    rows: &[(&Sitting, Bounds)],
    data_until: i64,
    found: &mut Vec<[Result<bool, Reason>; 2]>,
) {
    let inbound: Vec<(i64, usize)> = rows
        .iter()
        .enumerate()
        .filter(|(_, (session, _))| !session.outbound)
        .filter_map(|(index, (_, bounds))| Some((bounds.times?.0, index)))
        .collect();
    let repeat = |index: usize, bounds: &Bounds, within: i64| {
        let end = bounds.end()?;
        let after = inbound.partition_point(|&(start, _)| start < end);
        let next = inbound[after..].iter().find(|&&(_, other)| other != index);
        if next.is_some_and(|&(start, _)| start - end <= within) {
            Ok(true)
        } else if data_until - end >= within {
            Ok(false)
        } else {
            Err(Reason::DataWindow)
        }
    };
    let both = rows.iter().enumerate();
    found.clear();
    found.extend(
        both.map(|(index, (_, bounds))| [24, 7 * 24].map(|h| repeat(index, bounds, h * HOUR))),
    );
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
    let mut gaps = Vec::new();
    let mut overlap = false;
    let mut missing = if rows.len() < 2 {
        Reason::OneSession
    } else {
        Reason::NoSessionRow
    };
    let mut before: Option<i64> = None;
    for (_, bounds) in rows {
        let start = bounds.times.map(|(start, _)| start);
        if let Some((before, start)) = before.zip(start) {
            overlap |= start < before;
            gaps.push(Stretch {
                from: before,
                to: start.max(before),
                value: (start - before).max(0),
                bh: open(before, start.max(before)),
                from_line: NONE,
                to_line: NONE,
            });
        }
        match bounds.end() {
            Ok(end) => before = Some(before.map_or(end, |before| before.max(end))),
            Err(reason) if rows.len() > 1 => missing = reason,
            Err(_) => {}
        }
    }
    form.ms("D2.span", whole.map(|(from, to)| to - from), flags, None);
    form.within_hours(whole.ok().and_then(|(from, to)| open(from, to)));
    form.ms("D2.in_session", in_session, flags, None);
    form.within_hours(known().map(|(from, to)| open(from, to)).sum());
    let flags = flags.with(Flag::Overlap, overlap);
    form.family("D2.gaps", gaps, missing, flags);
}
