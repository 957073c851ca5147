//! Service levels: how fast is fast enough.

use serde::{Deserialize, Serialize};

use super::definition::place;
use super::figures::Columns;
use super::sheet::Stretch;
use super::value::{Number, Reason};

/// What was promised. A response that takes exactly the target meets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Of S1: milliseconds to the first response (R2).
    pub first_response: Option<i64>,
    /// Of S2: milliseconds to each response of an agent (R5).
    pub next_response: Option<i64>,
    /// By which clock.
    pub clock: Clock,
}

/// By which clock a target is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// All time counts.
    #[default]
    Wall,
    /// Business hours count; without a schedule nothing can be said.
    Business,
}

impl Clock {
    /// How long a stretch took by this clock.
    pub(crate) fn of(self, stretch: &Stretch) -> Result<i64, Reason> {
        match self {
            Self::Wall => Ok(stretch.value),
            Self::Business => stretch.bh.ok_or(Reason::NoSchedule),
        }
    }
}

/// How often a target was met, over all sessions.
///
/// Unanswered waits are never averaged: they count as breached once they are older than the
/// target. `attainment` is `met / (met + breached)`; `answered_only`, which most tools show, leaves
/// those waits out and is the rosier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Attainment {
    /// S1 or S2.
    pub id: &'static str,
    /// Milliseconds.
    pub target: i64,
    /// By which clock.
    pub clock: Clock,
    /// Answered within the target.
    pub met: u64,
    /// Answered later, or unanswered for longer.
    pub breached: u64,
    /// Unanswered for less than the target, or not applicable.
    pub undetermined: u64,
    /// Those of `met` and `breached` that were answered.
    pub answered: u64,
    /// `met / (met + breached)`; null of none.
    pub attainment: Option<Number>,
    /// `met / answered`; null of none.
    pub answered_only: Option<Number>,
}

impl Attainment {
    /// How often the target of S1 was met by rows.
    pub(crate) fn first(targets: Targets, rows: &Columns) -> Option<Self> {
        let mut found = Self::none("S1", targets.first_response?, targets.clock);
        let met = rows.column(const { place("S1") });
        for (met, response) in met.iter().zip(rows.column(const { place("R2") })) {
            match met.get() {
                Ok(met) => {
                    found.met += u64::from(met != 0);
                    found.breached += u64::from(met == 0);
                    found.answered += u64::from(response.get().is_ok());
                }
                Err(_) => found.undetermined += 1,
            }
        }
        Some(found.shares())
    }

    /// How often the target of S2 was.
    pub(crate) fn next(targets: Targets, rows: &Columns) -> Option<Self> {
        let found = Self::none("S2", targets.next_response?, targets.clock);
        let sum = |place| {
            let counts = rows
                .column(place)
                .iter()
                .filter_map(|figure| figure.get().ok());
            counts.map(i64::unsigned_abs).sum()
        };
        let found = Self {
            met: sum(const { place("S2.met") }),
            breached: sum(const { place("S2.breached") }),
            undetermined: sum(const { place("S2.undetermined") }),
            answered: rows.family(const { place("R5") }).len() as u64,
            ..found
        };
        Some(found.shares())
    }

    fn none(id: &'static str, target: i64, clock: Clock) -> Self {
        Self {
            id,
            target,
            clock,
            met: 0,
            breached: 0,
            undetermined: 0,
            answered: 0,
            attainment: None,
            answered_only: None,
        }
    }

    fn shares(mut self) -> Self {
        let share = |whole: u64| (whole > 0).then(|| Number::share(self.met, whole));
        (self.attainment, self.answered_only) =
            (share(self.met + self.breached), share(self.answered));
        self
    }
}
