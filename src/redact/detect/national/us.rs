//! United States: taxpayer, Medicare beneficiary, provider and drug enforcement numbers.
//!
//! Sources: IRS (ITIN ranges 50-65, 70-88, 90-92, 94-99), CMS (MBI format, NPI with Luhn over 80840), DEA.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::luhn;

#[rustfmt::skip]
static ITIN_SHAPE: Shape = Shape {
    forms: &["999-99-9999"],
    check: Some(("range", itin)),
    context: &Lexicon::of([&["itin", "tax id", "taxpayer", "individual taxpayer"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static ITIN: Detector = id("us_itin", "US_ITIN", &ITIN_SHAPE);

#[rustfmt::skip]
static MBI_SHAPE: Shape = Shape {
    forms: &["9A*9-A*9-AA99"],
    check: Some(("alphabet", mbi)),
    context: &Lexicon::of([&["mbi", "medicare", "beneficiary"], &[], &[], &[], &[]]),
    alone: Strength::Sure.alone(),
    whole: Strength::Sure.whole(),
};
pub(in crate::redact::detect) static MBI: Detector = id("us_mbi", "US_MBI", &MBI_SHAPE);

#[rustfmt::skip]
static NPI_SHAPE: Shape = Shape {
    forms: &["9999999999", "9999-999-999"],
    check: Some(("npi_luhn", npi)),
    context: &Lexicon::of([&["npi", "provider", "provider identifier", "physician"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static NPI: Detector = id("us_npi", "US_NPI", &NPI_SHAPE);

#[rustfmt::skip]
static DEA_SHAPE: Shape = Shape {
    forms: &["AA9999999"],
    check: Some(("dea", dea)),
    context: &Lexicon::of([&["dea", "certificate", "medical license", "prescriber"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static DEA: Detector =
    id("medical_license", "MEDICAL_LICENSE", &DEA_SHAPE);

#[rustfmt::skip]
static PASSPORT_SHAPE: Shape = Shape {
    forms: &["999999999", "A99999999"],
    check: None,
    context: &Lexicon::of([&["passport", "travel document", "travel passport", "passport number"], &[], &[], &[], &[]]),
    alone: Strength::Named.alone(),
    whole: Strength::Named.whole(),
};
pub(in crate::redact::detect) static PASSPORT: Detector =
    id("us_passport", "US_PASSPORT", &PASSPORT_SHAPE);

/// First digit 9, and the fourth and fifth from the ranges that the IRS issues.
fn itin(id: &[u8]) -> bool {
    let middle = (id[3] - b'0') * 10 + id[4] - b'0';
    id[0] == b'9' && matches!(middle, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// No letter that looks like a digit: S, L, O, I, B, Z.
fn mbi(id: &[u8]) -> bool {
    id[0] != b'0' && !id.iter().any(|b| b"SLOIBZ".contains(b))
}

/// Luhn with 80840, the issuer of health cards in the United States, in front.
fn npi(id: &[u8]) -> bool {
    let mut all = *b"80840..........";
    all[5..].copy_from_slice(id);
    matches!(id[0], b'1' | b'2') && luhn(&all)
}

/// Sum of the odd places and twice the even ones; its last digit is the last.
fn dea(id: &[u8]) -> bool {
    let n: Vec<u32> = id[id.len() - 7..]
        .iter()
        .map(|d| u32::from(d.wrapping_sub(b'0')))
        .collect();
    b"ABCDEFGHJKLMPRSTUX".contains(&id[0])
        && (n[0] + n[2] + n[4] + 2 * (n[1] + n[3] + n[5])) % 10 == n[6]
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("US_ITIN", "my itin is 911-70-1234", "911-70-1234"),
            ("US_MBI", "The MBI is 1EG4-TE5-MK73 here", "1EG4-TE5-MK73"),
            ("US_NPI", "NPI: 1234567893", "1234567893"),
            (
                "MEDICAL_LICENSE",
                "my certificate number is: BB1388568",
                "BB1388568",
            ),
            (
                "US_DRIVER_LICENSE",
                "My driver's license number is A56319335",
                "A56319335",
            ),
            ("US_PASSPORT", "my passport is Z12803456", "Z12803456"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("US_ITIN", "911-89-1234"),
            ("US_MBI", "1SG4-TE5-MK73"),
            ("US_NPI", "NPI 0234567893"),
            ("MEDICAL_LICENSE", "BB1388569"),
            ("US_PASSPORT", "part Z12803456"),
        ] {
            clean(kind, text);
        }
    }
}
