//! Means and percentiles, in whole numbers.

use serde::Serialize;

use super::options::Percentile;
use super::value::Number;

/// A population of durations or counts in eight numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Family {
    /// How many values.
    pub n: u64,
    /// Sum over n, rounded half up.
    pub mean: Number,
    /// 50th percentile.
    pub median: Number,
    /// 75th percentile.
    pub p75: Number,
    /// 90th percentile; says little below ten values.
    pub p90: Number,
    /// 95th percentile; says little below twenty values.
    pub p95: Number,
    /// Largest.
    pub max: Number,
    /// Sum.
    pub sum: Number,
}

impl Family {
    /// Summarises values of `1/per` units, printing to `1/shown` units. `None` if there are none.
    /// O(n log n).
    ///
    /// Sums are exact up to 10^12 values of any size that a bounded time gives.
    pub(crate) fn of(values: &[i64], per: i64, shown: i64, method: Percentile) -> Option<Self> {
        // What a session gives is little: no memory is asked for.
        let mut few = [0; FEW];
        let mut many;
        let ranked = if let Some(few) = few.get_mut(..values.len()) {
            few.copy_from_slice(values);
            few
        } else {
            many = values.to_vec();
            many.as_mut_slice()
        };
        rank(ranked, method);
        let max = *ranked.last()?;
        let sum: i128 = ranked.iter().map(|&v| i128::from(v)).sum();
        let exact = |numerator: i128, denominator: i128| {
            let units = quotient(numerator * i128::from(shown), denominator * i128::from(per));
            Number::new(units, shown)
        };
        let at = |percent: usize| {
            let (numerator, denominator) = of_sorted(ranked, percent, method)?;
            Some(exact(numerator, denominator))
        };
        Some(Self {
            n: ranked.len() as u64,
            mean: exact(sum, ranked.len() as i128),
            median: at(50)?,
            p75: at(75)?,
            p90: at(90)?,
            p95: at(95)?,
            max: exact(i128::from(max), 1),
            sum: exact(sum, 1),
        })
    }

    /// Summarises a number of each item; none if some item has none.
    pub(crate) fn over<T>(
        items: &[T],
        value: impl Fn(&T) -> Option<i64>,
        method: Percentile,
    ) -> Option<Self> {
        let mut few = [0; FEW];
        if let Some(few) = few.get_mut(..items.len()) {
            for (place, item) in few.iter_mut().zip(items) {
                *place = value(item)?;
            }
            return Self::of(few, 1, 1, method);
        }
        let many: Option<Vec<i64>> = items.iter().map(value).collect();
        Self::of(&many?, 1, 1, method)
    }

    /// Summarises milliseconds, rounding half up to one. `None` if there are none.
    ///
    /// ```
    /// use sealed_transcript::kpi::{Family, Percentile};
    /// let family = Family::of_ms(&[10, 20, 40], Percentile::Linear).unwrap();
    /// assert_eq!((family.mean.ms(), family.median.ms(), family.p75.ms()), (23, 20, 30));
    /// ```
    pub fn of_ms(values: &[i64], method: Percentile) -> Option<Self> {
        Self::of(values, 1, 1, method)
    }
}

/// Up to so many values are sorted where they are.
const FEW: usize = 24;

/// Puts the values that a family is read off in the places that sorting would give them, and the
/// others around them: of many values a fraction of what sorting costs.
fn rank(values: &mut [i64], method: Percentile) {
    if values.len() <= FEW {
        values.sort_unstable();
        return;
    }
    let ends = values
        .iter()
        .fold((i64::MAX, i64::MIN), |(least, most), &value| {
            (least.min(value), most.max(value))
        });
    if counted(values, ends) {
        return;
    }
    // From the median up, each above the one before: nobody asks for what lies below.
    let mut above = 0;
    for percent in [50, 75, 90, 95, 100] {
        let (low, high) = places(values.len(), percent, method);
        for place in [low, high] {
            if place >= above {
                values[above..].select_nth_unstable(place - above);
                above = place + 1;
            }
        }
    }
}

/// Sorts values that lie close together, as counts do, by counting them; says no to others.
fn counted(values: &mut [i64], (least, most): (i64, i64)) -> bool {
    let Some(range) = most
        .checked_sub(least)
        .and_then(|range| usize::try_from(range).ok())
    else {
        return false;
    };
    if range >= values.len() {
        return false;
    }
    let mut counts = vec![0_usize; range + 1];
    for &value in values.iter() {
        counts[(value - least) as usize] += 1;
    }
    let mut rest = values;
    for (place, count) in counts.into_iter().enumerate() {
        let (equal, behind) = rest.split_at_mut(count);
        equal.fill(least + place as i64);
        rest = behind;
    }
    true
}

/// The two places that a percentile of so many sorted values is read off.
fn places(n: usize, percent: usize, method: Percentile) -> (usize, usize) {
    match method {
        Percentile::Linear => {
            let low = (n - 1) * percent / 100;
            (low, (low + 1).min(n - 1))
        }
        Percentile::NearestRank => {
            let place = (n * percent).div_ceil(100).max(1) - 1;
            (place, place)
        }
    }
}

/// One percentile of unsorted milliseconds, `percent` at most 100, rounded half up. `None` if there
/// are none.
pub fn percentile(values: &[i64], percent: u8, method: Percentile) -> Option<Number> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let percent = usize::from(percent.min(100));
    let (numerator, denominator) = of_sorted(&sorted, percent, method)?;
    Some(Number::whole(quotient(numerator, denominator)))
}

fn of_sorted(sorted: &[i64], percent: usize, method: Percentile) -> Option<(i128, i128)> {
    if sorted.is_empty() {
        return None;
    }
    let (low, high) = places(sorted.len(), percent, method);
    let (from, to) = (i128::from(sorted[low]), i128::from(sorted[high]));
    // Linear interpolation (type 7), as a fraction over 100. Source: NumPy `percentile`, method
    // `linear`. Of one place there is nothing between.
    let part = ((sorted.len() - 1) * percent % 100) as i128;
    Some((from * 100 + part * (to - from), 100))
}

/// `numerator / denominator` rounded half up, held in what a JavaScript number holds exactly.
pub(crate) fn quotient(numerator: i128, denominator: i128) -> i64 {
    const SAFE: i128 = 9_007_199_254_740_991;
    // Division of 128 bits is slow and rarely needed.
    if let (Ok(numerator), Ok(denominator)) = (
        i64::try_from(2 * numerator + denominator),
        i64::try_from(2 * denominator),
    ) {
        let rounded = i128::from(numerator.div_euclid(denominator));
        return rounded.clamp(-SAFE, SAFE) as i64;
    }
    let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
    rounded.clamp(-SAFE, SAFE) as i64
}

/// A sum of durations, held like [`quotient`].
pub(crate) fn total(values: impl Iterator<Item = i64>) -> i64 {
    quotient(values.map(i128::from).sum(), 1)
}
