//! Values at given places of the sorted order, without sorting.

/// Up to so many values are sorted where they are.
const FEW: usize = 24;
/// Up to so many are sorted: clearing the bins would cost more.
const SOME: usize = 400;

/// Each power of two is parted into so many bins; values below are told apart exactly.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 5;
/// The bins of a single value.
const EXACT: usize = 2 * PARTS;
const BINS: usize = (u64::BITS - PART_BITS + 1) as usize * PARTS;

/// What a population of values tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ranked<const N: usize> {
    pub(crate) sum: i128,
    pub(crate) max: i64,
    /// The values at the places that were asked for.
    pub(crate) at: [i64; N],
}

impl<const N: usize> Ranked<N> {
    /// Looks values up by their places in the sorted order, ascending and below their number.
    /// `None` of no values. O(n) but for values that lie close together.
    pub(crate) fn of(values: &[i64], places: [usize; N]) -> Option<Self> {
        // What a session gives is little: no memory is asked for.
        let mut few = [0; FEW];
        let mut some;
        let copy = if let Some(few) = few.get_mut(..values.len()) {
            few.copy_from_slice(values);
            few
        } else {
            if values.len() > SOME
                && let Some(found) = Self::counted(values, places)
            {
                return Some(found);
            }
            some = values.to_vec();
            some.as_mut_slice()
        };
        copy.sort_unstable();
        Some(Self {
            sum: copy.iter().map(|&value| i128::from(value)).sum(),
            max: *copy.last()?,
            at: places.map(|place| copy.get(place).copied().unwrap_or_default()),
        })
    }

    /// Counts values in bins, and sorts those in the bins that the places fall in. `None` if one is
    /// negative, as no duration and no count is.
    fn counted(values: &[i64], places: [usize; N]) -> Option<Self> {
        let (mut max, mut any, mut sum) = (0_i64, 0_i64, 0_i64);
        for &value in values {
            max = max.max(value);
            any |= value;
            sum = sum.wrapping_add(value);
        }
        if any < 0 {
            return None;
        }
        let sum = if max > i64::MAX / values.len() as i64 {
            values.iter().copied().map(i128::from).sum()
        } else {
            i128::from(sum)
        };
        let mut counts = [0_u32; BINS];
        if max < EXACT as i64 {
            // Most counts, and durations of nothing.
            for &value in values {
                counts[value as usize % EXACT] += 1;
            }
        } else {
            for &value in values {
                counts[bin(value)] += 1;
            }
        }

        // Of the bins that are sorted, at most one a place: which of them a bin is, 0 of the others,
        // and where its values begin and end.
        let mut sorted = [0_u8; BINS];
        let (mut begins, mut ends) = ([0; N], [0; N]);
        let (mut bins, mut gathered) = (0, 0);
        let mut found = [(0, 0); N];
        let (mut place, mut before) = (0, 0);
        for (bin, &count) in counts[..=bin(max)].iter().enumerate() {
            let next = before + count as usize;
            while place < N && places[place] < next {
                if bin >= EXACT && sorted[bin] == 0 {
                    (begins[bins], ends[bins]) = (gathered, gathered);
                    gathered += count as usize;
                    bins += 1;
                    sorted[bin] = bins as u8;
                }
                found[place] = (bin, places[place] - before);
                place += 1;
            }
            before = next;
        }
        let mut near = vec![0; gathered];
        if bins > 0 {
            for &value in values {
                let which = sorted[bin(value)];
                if which > 0 {
                    let end = &mut ends[usize::from(which) - 1];
                    near[*end] = value;
                    *end += 1;
                }
            }
            for (&begin, &end) in begins.iter().zip(&ends).take(bins) {
                near[begin..end].sort_unstable();
            }
        }
        let at = found.map(|(bin, within)| match sorted[bin] {
            0 => bin as i64,
            which => near[begins[usize::from(which) - 1] + within],
        });
        Some(Self { sum, max, at })
    }
}

/// The bin of a value that is not negative: higher values never lie in lower bins.
fn bin(value: i64) -> usize {
    let value = value.unsigned_abs();
    if value < PARTS as u64 {
        return value as usize;
    }
    let shift = u64::BITS - 1 - PART_BITS - value.leading_zeros();
    (shift as usize) * PARTS + (value >> shift) as usize
}
