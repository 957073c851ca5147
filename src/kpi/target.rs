//! Service levels: how fast is fast enough.

use serde::{Deserialize, Serialize};

use super::definition::place;
use super::sheet::{Measured, Sheet, Stretch};
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
    pub(crate) fn of(id: &'static str, target: Option<i64>, clock: Clock) -> Option<Self> {
        Some(Self {
            id,
            target: target?,
            clock,
            met: 0,
            breached: 0,
            undetermined: 0,
            answered: 0,
            attainment: None,
            answered_only: None,
        })
    }

    /// Adds a session by its S1, or by the three counts of S2.
    pub(crate) fn add(&mut self, sheet: &Sheet) {
        const S1: usize = place("S1");
        const R2: usize = place("R2");
        const R5: usize = place("R5");
        const COUNTS: [usize; 3] = [
            place("S2.met"),
            place("S2.breached"),
            place("S2.undetermined"),
        ];
        let measured = |place| sheet.cell(place).map(|cell| cell.measured);
        if self.id == "S1" {
            match measured(S1) {
                Some(Measured::Bool(met)) => {
                    self.met += u64::from(met);
                    self.breached += u64::from(!met);
                    let answered = matches!(measured(R2), Some(Measured::Number(_)));
                    self.answered += u64::from(answered);
                }
                _ => self.undetermined += 1,
            }
            return;
        }
        let [met, breached, undetermined] = COUNTS.map(|place| match measured(place) {
            Some(Measured::Number(count)) => count.unsigned_abs(),
            _ => 0,
        });
        self.met += met;
        self.breached += breached;
        self.undetermined += undetermined;
        let answered = sheet.cell(R5).map_or(0, |cell| sheet.stretches(cell).len());
        self.answered += answered as u64;
    }

    pub(crate) fn finish(mut self) -> Self {
        let share = |whole: u64| (whole > 0).then(|| Number::share(self.met, whole));
        (self.attainment, self.answered_only) =
            (share(self.met + self.breached), share(self.answered));
        self
    }
}
