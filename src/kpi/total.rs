//! Totals over sessions and conversations: pooled, and as means of means.

use std::collections::BTreeMap;

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::options::Percentile;
use super::report::{Pooled, Total, Totals};
use super::summary::{Family, quotient};
use super::value::{Kpis, Number, Reason, Share, Value};

/// Means are kept to a thousandth of a millisecond before they are averaged.
const FINE: i64 = 1000;

/// Gathers the values of one id.
#[derive(Default)]
struct Tally {
    values: Vec<i64>,
    means: Vec<i64>,
    yes: u64,
    excluded: BTreeMap<Reason, u64>,
}

/// Gathers the values of every id.
#[derive(Default)]
pub(crate) struct Tallies(BTreeMap<&'static str, Tally>);

impl Tallies {
    /// Adds the KPIs of one session or conversation.
    pub(crate) fn add(&mut self, kpis: &Kpis<'_>) {
        for kpi in &kpis.0 {
            let tally = self.0.entry(kpi.id).or_default();
            if let Some(reason) = kpi.reason {
                *tally.excluded.entry(reason).or_default() += 1;
            }
            match &kpi.value {
                None => {}
                Some(Value::Bool(yes)) => {
                    tally.values.push(i64::from(*yes));
                    tally.yes += u64::from(*yes);
                }
                Some(Value::Number(number)) => tally.values.push(number.units()),
                Some(Value::Family(_)) => {
                    let values = kpi.episodes.iter().map(|episode| episode.value);
                    tally.values.extend(values.clone());
                    let sum: i128 = values.map(i128::from).sum();
                    tally
                        .means
                        .push(quotient(sum * i128::from(FINE), i128::from(kpi.n.max(1))));
                }
            }
        }
    }

    /// The totals, in the order of the definitions.
    pub(crate) fn finish(mut self, percentile: Percentile) -> Totals {
        let defined = DEFINITIONS
            .iter()
            .filter(|definition| definition.scope != Scope::Agent);
        let totals = defined.map(|definition| {
            let tally = self.0.remove(definition.id).unwrap_or_default();
            (definition.id, tally.total(definition, percentile))
        });
        Totals(totals.collect())
    }
}

impl Tally {
    fn total(self, definition: &Definition, percentile: Percentile) -> Total {
        let n = self.values.len() as u64;
        let (per, shown) = match definition.unit {
            Unit::Ms => (1, 1),
            Unit::Count => (1, 1000),
            Unit::Ratio | Unit::Bool => (Number::MILLION, Number::MILLION),
        };
        if definition.unit == Unit::Bool {
            let share = (n > 0).then(|| Share {
                n,
                yes: self.yes,
                share: Number::share(self.yes, n),
            });
            return Total {
                pooled: share.map(Pooled::Share),
                session_means: None,
                excluded: self.excluded,
            };
        }
        let pooled = Family::of(&self.values, per, shown, percentile);
        let session_means = if definition.family {
            Family::of(&self.means, FINE, 1, percentile)
        } else {
            pooled
        };
        Total {
            pooled: pooled.map(Pooled::Family),
            session_means,
            excluded: self.excluded,
        }
    }
}
