//! Means and percentiles, in whole numbers.

use serde::Serialize;

use super::options::Percentile;
use super::ranked::Ranked;
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
    /// O(n) but for values that lie close together.
    ///
    /// Sums are exact up to 10^12 values of any size that a bounded time gives.
    pub(crate) fn of(values: &[i64], per: i64, shown: i64, method: Percentile) -> Option<Self> {
        const PERCENTS: [usize; 4] = [50, 75, 90, 95];
        let n = values.len();
        let mut wanted = [0; 2 * PERCENTS.len()];
        for (pair, percent) in wanted.chunks_exact_mut(2).zip(PERCENTS) {
            let (low, high) = places(n.max(1), percent, method);
            pair.copy_from_slice(&[low, high]);
        }
        let ranked = Ranked::of(values, wanted)?;
        let exact = |numerator: i128, denominator: i128| {
            let units = quotient(numerator * i128::from(shown), denominator * i128::from(per));
            Number::new(units, shown)
        };
        let at = |nth: usize| {
            let (low, high) = (ranked.at[2 * nth], ranked.at[2 * nth + 1]);
            let (numerator, denominator) = between(low, high, n, PERCENTS[nth]);
            exact(numerator, denominator)
        };
        Some(Self {
            n: n as u64,
            mean: exact(ranked.sum, n as i128),
            median: at(0),
            p75: at(1),
            p90: at(2),
            p95: at(3),
            max: exact(i128::from(ranked.max), 1),
            sum: exact(ranked.sum, 1),
        })
    }

    /// Summarises a number of each item; none if some item has none.
    pub(crate) fn over<T>(
        items: &[T],
        value: impl Fn(&T) -> Option<i64>,
        method: Percentile,
    ) -> Option<Self> {
        let values: Option<Vec<i64>> = items.iter().map(value).collect();
        Self::of(&values?, 1, 1, method)
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
    let percent = usize::from(percent.min(100));
    let n = values.len();
    let (low, high) = places(n.max(1), percent, method);
    let [low, high] = Ranked::of(values, [low, high])?.at;
    let (numerator, denominator) = between(low, high, n, percent);
    Some(Number::whole(quotient(numerator, denominator)))
}

/// A percentile of `n` values between the two that it is read off, as a fraction over 100.
///
/// Linear interpolation (type 7). Source: NumPy `percentile`, method `linear`. Of one place there
/// is nothing between.
fn between(low: i64, high: i64, n: usize, percent: usize) -> (i128, i128) {
    let (from, to) = (i128::from(low), i128::from(high));
    let part = ((n - 1) * percent % 100) as i128;
    (from * 100 + part * (to - from), 100)
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
