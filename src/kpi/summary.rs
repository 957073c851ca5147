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
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let max = *sorted.last()?;
        let sum: i128 = sorted.iter().map(|&v| i128::from(v)).sum();
        let exact = |numerator: i128, denominator: i128| {
            let units = quotient(numerator * i128::from(shown), denominator * i128::from(per));
            Number::new(units, shown)
        };
        let at = |percent: usize| {
            let (numerator, denominator) = of_sorted(&sorted, percent, method)?;
            Some(exact(numerator, denominator))
        };
        Some(Self {
            n: sorted.len() as u64,
            mean: exact(sum, sorted.len() as i128),
            median: at(50)?,
            p75: at(75)?,
            p90: at(90)?,
            p95: at(95)?,
            max: exact(i128::from(max), 1),
            sum: exact(sum, 1),
        })
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
    Some(match method {
        Percentile::Linear => linear(sorted, percent),
        Percentile::NearestRank => (i128::from(nearest_rank(sorted, percent)), 1),
    })
}

/// The percentile of sorted values by linear interpolation (type 7), as a fraction over 100.
///
/// Source: NumPy `percentile`, method `linear`. The slice is not empty.
fn linear(sorted: &[i64], percent: usize) -> (i128, i128) {
    let position = (sorted.len() - 1) * percent;
    let (low, part) = (position / 100, (position % 100) as i128);
    let from = i128::from(sorted[low]);
    let to = i128::from(sorted[(low + 1).min(sorted.len() - 1)]);
    (from * 100 + part * (to - from), 100)
}

/// The smallest of the sorted values with at least `percent` of them at or below it. The slice is
/// not empty.
fn nearest_rank(sorted: &[i64], percent: usize) -> i64 {
    sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
}

/// `numerator / denominator` rounded half up, held in what a JavaScript number holds exactly.
pub(crate) fn quotient(numerator: i128, denominator: i128) -> i64 {
    const SAFE: i128 = 9_007_199_254_740_991;
    let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
    rounded.clamp(-SAFE, SAFE) as i64
}

/// A sum of durations, held like [`quotient`].
pub(crate) fn total(values: impl Iterator<Item = i64>) -> i64 {
    quotient(values.map(i128::from).sum(), 1)
}
