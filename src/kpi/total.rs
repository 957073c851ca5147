//! Totals over sessions and conversations: pooled, and as means of means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::options::Percentile;
use super::report::{Pooled, Total, Totals};
use super::sheet::{Measured, Stretch};
use super::summary::{Family, quotient};
use super::value::{Number, Reason, Share};

/// Means are kept to a thousandth of a millisecond before they are averaged.
const FINE: i64 = 1000;

/// The mean of a family's values as it is kept; 0 of none.
pub(crate) fn mean(values: &[i64]) -> i64 {
    let n = values.len().max(1) as i128;
    let sum: i128 = values.iter().copied().map(i128::from).sum();
    quotient(sum * i128::from(FINE), n)
}

/// The values of one id, before they are summarised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tally {
    /// How many values there are; those of yes-or-no ids are not kept.
    pub(crate) n: u64,
    pub(crate) values: Vec<i64>,
    /// Of families the mean of each row, in thousandths.
    pub(crate) means: Vec<i64>,
    pub(crate) bh: Vec<i64>,
    pub(crate) yes: u64,
    /// How many gave no value, by reason, ascending. Few reasons apply to an id.
    #[serde(with = "by_reason")]
    pub(crate) excluded: Vec<(Reason, u64)>,
}

/// Counts of reasons as a map from each that there is.
mod by_reason {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Reason;

    pub(super) fn serialize<S: Serializer>(
        counts: &[(Reason, u64)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let map: BTreeMap<Reason, u64> = counts.iter().copied().collect();
        map.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(Reason, u64)>, D::Error> {
        let map = BTreeMap::deserialize(deserializer)?;
        Ok(map.into_iter().collect())
    }
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
///         Entry { id: "a".into(), at: 0, role: Role::EndUser, actor: "kim", ..Entry::default() },
///         Entry { id: "b".into(), at: answer, role: Role::Agent, actor: "ana", ..Entry::default() },
///     ],
///     ..Session::default()
/// };
/// let all = [session("s1", "c1", 60_000), session("s2", "c2", 10_000)];
/// // Until when the data is complete is known of the whole only.
/// let options = Options { data_until: Some(90_000), ..Options::default() };
/// let whole = kpi::report(&all, &options);
/// let mut tallies = Tallies::default();
/// for part in all.chunks(1) {
///     tallies.merge(kpi::report(part, &options).tallies());
/// }
/// assert_eq!(tallies.totals(Percentile::Linear), whole.totals);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Tally>", into = "BTreeMap<String, Tally>")]
pub struct Tallies(Vec<Tally>);

impl Tallies {
    /// Adds one value of an id, by its place among the definitions.
    pub(crate) fn add_value(
        &mut self,
        place: usize,
        measured: Measured,
        bh: Option<i64>,
        stretches: &[Stretch],
    ) {
        self.make_room();
        if let Some(tally) = self.0.get_mut(place) {
            tally.add(measured, bh, stretches);
        }
    }

    /// Adds what was gathered of one id, by its place among the definitions.
    pub(crate) fn merge_one(&mut self, place: usize, part: Tally) {
        self.make_room();
        if let Some(tally) = self.0.get_mut(place) {
            tally.merge(part);
        }
    }

    fn make_room(&mut self) {
        if self.0.len() < DEFINITIONS.len() {
            self.0.resize_with(DEFINITIONS.len(), Tally::default);
        }
    }

    /// Adds what another part gathered; the order of parts does not matter.
    pub fn merge(&mut self, part: Self) {
        if self.0.len() < part.0.len() {
            self.0.resize_with(part.0.len(), Tally::default);
        }
        for (tally, other) in self.0.iter_mut().zip(part.0) {
            tally.merge(other);
        }
    }

    /// The totals, in the order of the definitions. O(values).
    pub fn totals(&self, percentile: Percentile) -> Totals {
        let none = Tally::default();
        let defined = DEFINITIONS
            .iter()
            .enumerate()
            .filter(|(_, definition)| definition.scope != Scope::Agent);
        let totals = defined.map(|(place, definition)| {
            let tally = self.0.get(place).unwrap_or(&none);
            (definition.id, tally.total(definition, percentile))
        });
        Totals(totals.collect())
    }
}

impl From<Tallies> for BTreeMap<String, Tally> {
    fn from(Tallies(tallies): Tallies) -> Self {
        let defined = DEFINITIONS
            .iter()
            .map(|definition| definition.id.to_owned());
        defined
            .zip(tallies)
            .filter(|(_, tally)| *tally != Tally::default())
            .collect()
    }
}

impl TryFrom<BTreeMap<String, Tally>> for Tallies {
    type Error = String;

    fn try_from(map: BTreeMap<String, Tally>) -> Result<Self, Self::Error> {
        let mut tallies = Self::default();
        for (id, tally) in map {
            let place = DEFINITIONS
                .iter()
                .position(|definition| definition.id == id)
                .ok_or_else(|| format!("{id} is no id of a KPI"))?;
            if tallies.0.len() <= place {
                tallies.0.resize_with(place + 1, Tally::default);
            }
            tallies.0[place] = tally;
        }
        Ok(tallies)
    }
}

impl Tally {
    fn add(&mut self, measured: Measured, bh: Option<i64>, stretches: &[Stretch]) {
        match measured {
            Measured::Nothing(reason) => self.exclude(reason, 1),
            Measured::Bool(yes) => {
                self.n += 1;
                self.yes += u64::from(yes);
            }
            Measured::Number(value) => {
                self.n += 1;
                self.values.push(value);
                self.bh.extend(bh);
            }
            Measured::Family => {
                self.n += stretches.len() as u64;
                self.values.extend(stretches.iter().map(|it| it.value));
                let own = self.values.len() - stretches.len();
                self.means.push(mean(&self.values[own..]));
                if stretches.iter().all(|it| it.bh.is_some()) {
                    self.bh.extend(stretches.iter().filter_map(|it| it.bh));
                }
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.yes += other.yes;
        for (all, more) in [
            (&mut self.values, other.values),
            (&mut self.means, other.means),
            (&mut self.bh, other.bh),
        ] {
            if all.is_empty() {
                *all = more;
            } else {
                all.extend(more);
            }
        }
        for (reason, more) in other.excluded {
            self.exclude(reason, more);
        }
    }

    fn exclude(&mut self, reason: Reason, more: u64) {
        for (known, count) in &mut self.excluded {
            if *known == reason {
                *count += more;
                return;
            }
        }
        let place = self.excluded.partition_point(|(known, _)| *known < reason);
        self.excluded.insert(place, (reason, more));
    }

    fn total(&self, definition: &Definition, percentile: Percentile) -> Total {
        Population {
            n: self.n,
            values: &self.values,
            means: &self.means,
            bh: &self.bh,
            yes: self.yes,
            excluded: &self.excluded,
        }
        .total(definition, percentile)
    }
}

/// The values of one id, wherever they lie; as in [`Tally`].
pub(crate) struct Population<'v> {
    pub(crate) n: u64,
    pub(crate) values: &'v [i64],
    pub(crate) means: &'v [i64],
    pub(crate) bh: &'v [i64],
    pub(crate) yes: u64,
    pub(crate) excluded: &'v [(Reason, u64)],
}

impl Population<'_> {
    pub(crate) fn total(&self, definition: &Definition, percentile: Percentile) -> Total {
        let n = self.n;
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
            let pooled = Family::of(self.values, per, shown, percentile);
            let session_means = if definition.family {
                Family::of(self.means, FINE, 1, percentile)
            } else {
                pooled
            };
            (pooled.map(Pooled::Family), session_means)
        };
        Total {
            pooled,
            session_means,
            bh: Family::of(self.bh, 1, 1, percentile),
            n_zero_bh: self.bh.iter().filter(|&&open| open == 0).count() as u64,
            excluded: self.excluded.iter().copied().collect(),
        }
    }
}
