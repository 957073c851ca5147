//! Grouped digits that are dates, addresses of machines or versions.

use std::ops::Range;

use super::cluster::Group;

/// Dates, IP addresses, versions, amounts.
pub(super) fn other_than_phone(text: &str, groups: &[Group], sizes: &[usize]) -> bool {
    let gap = |i: usize| &text[groups[i].gap.clone()];
    let value = |i: usize| {
        text[groups[i].at.clone()]
            .parse::<u32>()
            .unwrap_or(u32::MAX)
    };
    let size = |i: usize| groups[i].at.len();
    let n = groups.len();
    let date = |i: usize| {
        if gap(i) != gap(i + 1) || !matches!(gap(i), "-" | "/" | ".") {
            return false;
        }
        let (a, b, c) = (value(i), value(i + 1), value(i + 2));
        let alone = (i == 0 || gap(i - 1) != gap(i)) && (i + 3 == n || gap(i + 2) != gap(i));
        let short = size(i) <= 2 && size(i + 1) <= 2 && size(i + 1) > 0;
        let day_month = (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
        (size(i) == 4
            && (1900..2100).contains(&a)
            && size(i + 1) <= 2
            && size(i + 2) <= 2
            && b <= 12
            && c <= 31)
            || (short && day_month && size(i + 2) == 4 && (1900..2100).contains(&c))
            || (short && day_month && size(i + 2) == 2 && alone)
    };
    if (n >= 3 && (0..n - 2).any(date))
        || (n > 1 && (0..n).any(|i| packed_date(&text[groups[i].at.clone()])))
    {
        return true;
    }
    let dotted = n >= 2 && (0..n - 1).all(|i| gap(i) == ".");
    let phone_dots = matches!(sizes[..], [3, 3, 4 | 3] | [1, 3, 3, 4] | [3 | 4, 4])
        || (n >= 4 && sizes.iter().skip(1).all(|s| *s == 2));
    let address = n == 4 && sizes.iter().all(|s| *s <= 3) && (0..4).all(|i| value(i) <= 255);
    dotted && (!phone_dots || address)
}

/// `18052018`, `20180518`, `6182018`: day, month and year without separators.
fn packed_date(digits: &str) -> bool {
    let number = |r: Range<usize>| {
        digits
            .get(r)
            .and_then(|d| d.parse::<u32>().ok())
            .unwrap_or_default()
    };
    let day_month =
        |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    let year = |y: u32| (1900..2100).contains(&y);
    match digits.len() {
        8 => {
            (year(number(4..8)) && day_month(number(0..2), number(2..4)))
                || (year(number(0..4)) && day_month(number(4..6), number(6..8)))
        }
        7 => year(number(3..7)) && day_month(number(0..1), number(1..3)),
        _ => false,
    }
}
