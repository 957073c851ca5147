//! What a redacted text still shows, taken back to the original, so that nothing is left to find.

use super::operate::Applied;
use super::resolve::{Candidate, resolve};

/// A candidate of the redacted text in terms of the original one. Inside what was put in the place of
/// `found` there is nothing new, unless a mask kept it.
pub(crate) fn to_source(
    c: &Candidate,
    applied: &Applied,
    found: &[Candidate],
) -> Option<Candidate> {
    let within = applied
        .marks
        .iter()
        .position(|m| m.start <= c.start && c.end <= m.end);
    if let Some((mark, old)) = within.and_then(|i| Some((applied.marks.get(i)?, found.get(i)?))) {
        let kept = mark.operator == "mask" && !old.bare;
        return kept.then(|| Candidate {
            bare: true,
            ..old.clone()
        });
    }
    let place = |at: u32, end: bool| {
        let mut shift = 0i64;
        for m in &applied.marks {
            let inside = m.start < at && at < m.end;
            if inside {
                return if end { m.source_end } else { m.source_start };
            }
            // At an edge the place is outside the mark.
            if m.end <= at && !(end && m.start == at) || (m.start == m.end && m.start < at) {
                shift = i64::from(m.source_end) - i64::from(m.end);
            }
        }
        (i64::from(at) + shift) as u32
    };
    Some(Candidate {
        start: place(c.start, false),
        end: place(c.end, true),
        ..c.clone()
    })
}

/// Old candidates, widened by new ones they touch, and the new ones that stand alone.
pub(crate) fn widen(old: Vec<Candidate>, new: Vec<Candidate>) -> Vec<Candidate> {
    // Old ones are proof enough: they keep their type over anything that shows up later.
    let mut all: Vec<Candidate> = old
        .into_iter()
        .map(|c| (c, true))
        .chain(new.into_iter().map(|c| (c, false)))
        .map(|(mut c, first)| {
            c.evidence.validator = c.evidence.validator.filter(|_| first);
            c.proven = first;
            c
        })
        .collect();
    all.sort_by_key(|c| c.start);
    resolve(all)
}
