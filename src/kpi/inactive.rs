//! Time in which a session was inactive or paused.

use super::phase::Line;
use super::session::{Status, What};

/// Disjoint stretches of inactive time, in order.
#[derive(Debug, Default)]
pub(crate) struct Inactive(Vec<(i64, i64)>);

impl Inactive {
    /// From a change to `Inactive` or `Paused` to the next message or change, within the session.
    pub(crate) fn of(lines: &[Line<'_, '_>], start: i64, end: i64) -> Self {
        let mut stretches = Vec::new();
        let mut since = None;
        for line in lines {
            let status = match line.entry.what {
                What::Status(status) => Some(status),
                _ if line.speaker.is_some() => None,
                _ => continue,
            };
            if let Some(from) = since.take() {
                stretches.push((from, line.at));
            }
            if matches!(status, Some(Status::Inactive | Status::Paused)) {
                since = Some(line.at);
            }
        }
        if let Some(from) = since {
            stretches.push((from, end));
        }
        let within = |time: i64| time.clamp(start, end);
        let stretches = stretches
            .into_iter()
            .map(|(from, to)| (within(from), within(to)));
        Self(stretches.filter(|(from, to)| from < to).collect())
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
