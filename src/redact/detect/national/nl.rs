//! Netherlands and Belgium: citizen numbers.
//!
//! Sources: RvIG (eleven test), Belgian national register (modulo 97).

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::weighted;

#[rustfmt::skip]
static BSN_SHAPE: Shape = Shape {
    forms: &["999999999", "9999-99-999"],
    check: Some(("eleven_test", bsn)),
    context: &Lexicon::of([&["bsn", "burgerservicenummer", "citizen service", "sofinummer"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static BSN: Detector = id("nl_bsn", "NL_BSN", &BSN_SHAPE);

#[rustfmt::skip]
static BE_SHAPE: Shape = Shape {
    forms: &["99.99.99-999.99", "99999999999"],
    check: Some(("mod97", register)),
    context: &Lexicon::of([&["rijksregisternummer", "national number", "insz"], &[], &["registre national", "niss"], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static BE: Detector =
    id("be_national_number", "BE_NATIONAL_NUMBER", &BE_SHAPE);

fn bsn(id: &[u8]) -> bool {
    let sum = weighted(&id[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    let last = u32::from(id[8] - b'0');
    sum > 0 && (sum + 11 - last).is_multiple_of(11)
}

/// Those born since 2000 count with a 2 in front.
fn register(id: &[u8]) -> bool {
    let value = |d: &[u8]| d.iter().fold(0u64, |v, d| v * 10 + u64::from(d - b'0'));
    let (body, key) = (value(&id[..9]), value(&id[9..]));
    (97 - body % 97 == key || 97 - (2_000_000_000 + body) % 97 == key) && value(&id[2..4]) <= 12
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("NL_BSN", "mijn BSN is 111222333", "111222333"),
            (
                "BE_NATIONAL_NUMBER",
                "rijksregisternummer 85.07.30-033.28",
                "85.07.30-033.28",
            ),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("NL_BSN", "bsn 111222334"),
            ("BE_NATIONAL_NUMBER", "rijksregisternummer 85.07.30-033.29"),
        ] {
            clean(kind, text);
        }
    }
}
