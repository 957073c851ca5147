//! Time in which a session was inactive or paused.

use super::ledger::{Line, mark};

/// Disjoint stretches of inactive time, in order.
#[derive(Debug, Default)]
pub(crate) struct Inactive(Vec<(i64, i64)>);

impl Inactive {
    /// From a change to `Inactive` or `Paused` to the next message or change, within the session;
    /// in the room of those before.
    pub(crate) fn find(&mut self, lines: &[Line], count_undelivered: bool, start: i64, end: i64) {
        self.0.clear();
        let stretches = &mut self.0;
        let mut add = |from: i64, to: i64| {
            let (from, to) = (from.clamp(start, end), to.clamp(start, end));
            if from < to {
                stretches.push((from, to));
            }
        };
        let mut since = None;
        for line in lines {
            if !line.marks.any(mark::STATUS) && line.speaker(count_undelivered).is_none() {
                continue;
            }
            if let Some(from) = since.take() {
                add(from, line.at);
            }
            if line.marks.any(mark::INACTIVE) {
                since = Some(line.at);
            }
        }
        if let Some(from) = since {
            add(from, end);
        }
    }

    /// Forgets the session before: nothing says that this one was ever inactive.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of it.
    pub(crate) fn total(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// As much as lies between two times. O(log n + stretches touched).
    pub(crate) fn between(&self, from: i64, to: i64) -> i64 {
        self.within(from, to).map(|(start, end)| end - start).sum()
    }

    /// The parts that lie between two times.
    pub(crate) fn within(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
        let first = self.0.partition_point(|&(_, end)| end <= from);
        let touched = self.0[first..]
            .iter()
            .take_while(move |&&(start, _)| start < to);
        touched.map(move |&(start, end)| (start.max(from), end.min(to)))
    }
}
