//! Totals over sessions and conversations: pooled, and as means of means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::options::Percentile;
use super::report::{Pooled, Total, Totals};
use super::summary::{Family, quotient};
use super::value::{Kpis, Number, Reason, Share, Value};

/// Means are kept to a thousandth of a millisecond before they are averaged.
const FINE: i64 = 1000;

/// The values of one id, before they are summarised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tally {
    values: Vec<i64>,
    means: Vec<i64>,
    bh: Vec<i64>,
    yes: u64,
    excluded: BTreeMap<Reason, u64>,
}

/// The values of every id, before they are summarised: what parts of an archive that were
/// measured apart hand on, so that together they give the totals of the whole.
///
/// The parts must be cut between conversations, for some KPIs look at the next session. Serialised
/// as a map from id to values.
///
/// ```
/// use sealed_transcript::kpi::{self, Entry, Options, Percentile, Session, Tallies};
/// use sealed_transcript::model::Role;
///
/// let session = |id, conversation, answer| Session {
///     id, conversation, has_row: true, start: Some(0), end: Some(90_000),
///     entries: vec![
///         Entry { id: "a", at: 0, role: Role::EndUser, actor: "kim", ..Entry::default() },
///         Entry { id: "b", at: answer, role: Role::Agent, actor: "ana", ..Entry::default() },
///     ],
///     ..Session::default()
/// };
/// let all = [session("s1", "c1", 60_000), session("s2", "c2", 10_000)];
/// // Until when the data is complete is known of the whole only.
/// let options = Options { data_until: Some(90_000), ..Options::default() };
/// let whole = kpi::report(&all, &options);
/// let mut tallies = Tallies::default();
/// for part in all.chunks(1) {
///     tallies.merge(kpi::report(part, &options).tallies);
/// }
/// assert_eq!(tallies.totals(Percentile::Linear), whole.totals);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tallies(BTreeMap<String, Tally>);

impl Tallies {
    /// Adds the KPIs of one session or conversation.
    pub(crate) fn add(&mut self, kpis: &Kpis<'_>) {
        for kpi in &kpis.0 {
            if !self.0.contains_key(kpi.id) {
                self.0.insert(kpi.id.to_owned(), Tally::default());
            }
            let Some(tally) = self.0.get_mut(kpi.id) else {
                continue;
            };
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
            match &kpi.bh {
                Some(Value::Number(number)) => tally.bh.push(number.units()),
                Some(Value::Family(_)) => tally
                    .bh
                    .extend(kpi.episodes.iter().filter_map(|episode| episode.bh)),
                Some(Value::Bool(_)) | None => {}
            }
        }
    }

    /// Adds what another part gathered; the order of parts does not matter.
    pub fn merge(&mut self, part: Self) {
        for (id, other) in part.0 {
            let tally = self.0.entry(id).or_default();
            tally.values.extend(other.values);
            tally.means.extend(other.means);
            tally.bh.extend(other.bh);
            tally.yes += other.yes;
            for (reason, sessions) in other.excluded {
                *tally.excluded.entry(reason).or_default() += sessions;
            }
        }
    }

    /// The totals, in the order of the definitions. O(values log values).
    pub fn totals(&self, percentile: Percentile) -> Totals {
        let none = Tally::default();
        let defined = DEFINITIONS
            .iter()
            .filter(|definition| definition.scope != Scope::Agent);
        let totals = defined.map(|definition| {
            let tally = self.0.get(definition.id).unwrap_or(&none);
            (definition.id, tally.total(definition, percentile))
        });
        Totals(totals.collect())
    }
}

impl Tally {
    fn total(&self, definition: &Definition, percentile: Percentile) -> Total {
        let n = self.values.len() as u64;
        let (per, shown) = match definition.unit {
            Unit::Ms => (1, 1),
            Unit::Count => (1, 1000),
            Unit::Ratio | Unit::Bool => (Number::MILLION, Number::MILLION),
        };
        let (pooled, session_means) = if definition.unit == Unit::Bool {
            let share = (n > 0).then(|| Share {
                n,
                yes: self.yes,
                share: Number::share(self.yes, n),
            });
            (share.map(Pooled::Share), None)
        } else {
            let pooled = Family::of(&self.values, per, shown, percentile);
            let session_means = if definition.family {
                Family::of(&self.means, FINE, 1, percentile)
            } else {
                pooled
            };
            (pooled.map(Pooled::Family), session_means)
        };
        Total {
            pooled,
            session_means,
            bh: Family::of(&self.bh, 1, 1, percentile),
            n_zero_bh: self.bh.iter().filter(|&&open| open == 0).count() as u64,
            excluded: self.excluded.clone(),
        }
    }
}
