//! United Kingdom: national insurance, health service and driving licence numbers, passports.
//!
//! Sources: HMRC (NINO prefixes), NHS data dictionary (modulo 11), DVLA (driver number).

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::weighted;

#[rustfmt::skip]
static NINO_SHAPE: Shape = Shape {
    forms: &["AA-99-99-99-A", "AA-999999-A", "AA-999999A"],
    check: Some(("prefix_list", nino)),
    context: &Lexicon::of([&["nino", "national insurance", "insurance number", "ni number"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static NINO: Detector = id("uk_nino", "UK_NINO", &NINO_SHAPE);

#[rustfmt::skip]
static NHS_SHAPE: Shape = Shape {
    forms: &["9999999999", "999-999-9999"],
    check: Some(("mod11", nhs)),
    context: &Lexicon::of([&["nhs", "health service", "nhs number"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static NHS: Detector = id("uk_nhs", "UK_NHS", &NHS_SHAPE);

#[rustfmt::skip]
static LICENCE_SHAPE: Shape = Shape {
    forms: &["AAAAA999999A****", "AAAA9999999A****", "AAA99999999A****", "*****999999******", "*****999999*****"],
    check: Some(("driver", driver)),
    context: &Lexicon::of([&["driving licence", "licence", "dvla", "driver number"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static LICENCE: Detector =
    id("uk_driving_licence", "UK_DRIVING_LICENCE", &LICENCE_SHAPE);

#[rustfmt::skip]
static PASSPORT_SHAPE: Shape = Shape {
    forms: &["AA9999999"],
    check: None,
    context: &Lexicon::of([&["passport", "passports"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static PASSPORT: Detector =
    id("uk_passport", "UK_PASSPORT", &PASSPORT_SHAPE);

#[rustfmt::skip]
static VEHICLE_SHAPE: Shape = Shape {
    forms: &["AA99-AAA"],
    check: Some(("age_identifier", plate)),
    context: &Lexicon::of([&["registration", "reg", "number plate", "licence plate", "license plate", "vehicle", "plate"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static VEHICLE: Detector = id(
    "uk_vehicle_registration",
    "UK_VEHICLE_REGISTRATION",
    &VEHICLE_SHAPE,
);

/// Prefixes that are given out, and a suffix from A to D.
fn nino(id: &[u8]) -> bool {
    let pair = &id[..2];
    !b"DFIQUV".contains(&id[0])
        && !b"DFIOQUV".contains(&id[1])
        && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"]
            .iter()
            .any(|p| *p == pair)
        && (b'A'..=b'D').contains(&id[8])
        && &id[2..8] != b"000000"
}

/// Two digits for the half year of registration, from 2001 on: 02 to 29, or 51 to 79 (DVLA).
fn plate(id: &[u8]) -> bool {
    let age = (id[2] - b'0') * 10 + id[3] - b'0';
    matches!(age, 2..=29 | 51..=79)
}

/// Weights 10 to 2, modulo 11.
fn nhs(id: &[u8]) -> bool {
    let check = (11 - weighted(&id[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    check < 10 && check == u32::from(id[9] - b'0') && id.iter().any(|d| *d != id[0])
}

/// Letters of the name padded with 9, then decade, month (women + 50), day, year.
fn driver(id: &[u8]) -> bool {
    if id.len() != 16 {
        return false;
    }
    let name = &id[..5];
    let letters = name.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let digits = &id[5..11];
    if letters == 0
        || name[letters..].iter().any(|b| *b != b'9')
        || !digits.iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let two = |at: usize| (digits[at] - b'0') * 10 + digits[at + 1] - b'0';
    let month = two(1) % 50;
    (1..=12).contains(&month)
        && two(1) < 63
        && (1..=31).contains(&two(3))
        && id[11].is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("UK_NINO", "nino: PR 12 36 12 C ok", "PR 12 36 12 C"),
            ("UK_NHS", "my NHS number is 943 476 5919", "943 476 5919"),
            ("UK_DRIVING_LICENCE", "MORGA657054SM9IJ", "MORGA657054SM9IJ"),
            ("UK_PASSPORT", "Passports: AB1234567", "AB1234567"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("UK_NINO", "BG123612A"),
            ("UK_NINO", "AA 12 34 56 H"),
            ("UK_NHS", "nhs 9434765918"),
            ("UK_DRIVING_LICENCE", "MORGA613054SM9IJ"),
            ("UK_PASSPORT", "model AB1234567 lamp"),
            ("UK_VEHICLE_REGISTRATION", "AB35 ABC"),
        ] {
            clean(kind, text);
        }
    }
}
