//! What only shows across the sessions of a conversation: repeat contacts and D2.

use super::definition::Unit;
use super::measure::{Scene, family};
use super::options::Options;
use super::summary::total;
use super::value::{Evidence, Flag, Flags, Kpi, Kpis, Number, Reason, Value};

const HOUR: i64 = 3_600_000;

/// C4 of each session for 24 hours and for 7 days. `scenes` are in order of their start; sessions
/// without any time repeat nothing. O(n log n) unless sessions start at the same instant.
pub(crate) fn repeats(scenes: &[Scene<'_, '_>], data_until: i64) -> Vec<[Result<bool, Reason>; 2]> {
    let inbound: Vec<(i64, usize)> = scenes
        .iter()
        .enumerate()
        .filter(|(_, scene)| !scene.session.outbound())
        .filter_map(|(index, scene)| Some((scene.bounds.times?.0, index)))
        .collect();
    let repeat = |index: usize, scene: &Scene<'_, '_>, within: i64| {
        let end = scene.bounds.end()?;
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
    let both = scenes.iter().enumerate();
    both.map(|(index, scene)| {
        [
            repeat(index, scene, 24 * HOUR),
            repeat(index, scene, 7 * 24 * HOUR),
        ]
    })
    .collect()
}

/// D2 of a conversation whose sessions are in order of their start, into a row.
pub(crate) fn spans<'a>(scenes: &[Scene<'_, 'a>], options: &Options, kpis: &mut Kpis<'a>) {
    let bounds: Result<Vec<_>, _> = scenes.iter().map(|scene| scene.bounds.both()).collect();
    let flags = scenes
        .iter()
        .fold(Flags::NONE, |flags, scene| flags.and(scene.bounds.flags));
    let in_session = bounds
        .as_ref()
        .map(|all| total(all.iter().map(|(start, end)| end - start)));
    let whole = bounds.as_ref().map(|all| {
        let start = all.iter().map(|bounds| bounds.0).min().unwrap_or_default();
        let end = all.iter().map(|bounds| bounds.1).max().unwrap_or_default();
        (start, end)
    });
    let mut gaps = Vec::new();
    let mut overlap = false;
    let mut missing = if scenes.len() < 2 {
        Reason::OneSession
    } else {
        Reason::NoSessionRow
    };
    let mut before: Option<i64> = None;
    for scene in scenes {
        let start = scene.bounds.times.map(|(start, _)| start);
        if let Some((before, start)) = before.zip(start) {
            overlap |= start < before;
            gaps.push(Evidence {
                from_entry: None,
                to_entry: None,
                from_ms: before,
                to_ms: start.max(before),
                value: (start - before).max(0),
                bh: scene.open(before, start.max(before)),
                actor: None,
            });
        }
        match scene.bounds.end() {
            Ok(end) => before = Some(before.map_or(end, |before| before.max(end))),
            Err(reason) if scenes.len() > 1 => missing = reason,
            Err(_) => {}
        }
    }
    let open = |(from, to): (i64, i64)| scenes.first().and_then(|scene| scene.open(from, to));
    let all_open = bounds
        .as_ref()
        .ok()
        .and_then(|all| all.iter().map(|&bounds| open(bounds)).sum());
    kpis.clear();
    let span = whole.map(|(from, to)| to - from);
    kpis.push(0, number("D2.span", span, whole.ok().and_then(open), flags));
    kpis.push(0, number("D2.in_session", in_session, all_open, flags));
    family(kpis, "D2.gaps", gaps, missing, options.percentile);
    if let Some(gaps) = kpis.last_mut() {
        gaps.flags = flags.with(Flag::Overlap, overlap);
    }
}

fn number(id: &'static str, value: Result<i64, &Reason>, open: Option<i64>, flags: Flags) -> Kpi {
    Kpi {
        id,
        value: value.ok().map(|ms| Value::Number(Number::whole(ms))),
        bh: open.map(|ms| Value::Number(Number::whole(ms))),
        unit: Unit::Ms,
        reason: value.err().copied(),
        n: u64::from(value.is_ok()),
        flags,
        reported: None,
        episodes: 0..0,
    }
}
