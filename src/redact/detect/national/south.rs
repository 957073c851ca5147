//! Canada, Australia, South Africa, Nigeria: person, tax and health ids.
//!
//! Sources: CRA (Luhn), ATO (weights modulo 11 and 89), Services Australia (weights modulo 10), Luhn for South Africa,
//! Verhoeff for Nigeria.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::{luhn, verhoeff, weighted};

#[rustfmt::skip]
static SIN_SHAPE: Shape = Shape {
    forms: &["999-999-999", "999999999"],
    check: Some(("luhn", sin)),
    context: &Lexicon::of([&["sin", "social insurance", "social insurance number"], &[], &["nas", "assurance sociale"], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static SIN: Detector = id("ca_sin", "CA_SIN", &SIN_SHAPE);

#[rustfmt::skip]
static TFN_SHAPE: Shape = Shape {
    forms: &["999-999-999", "999999999"],
    check: Some(("mod11", tfn)),
    context: &Lexicon::of([&["tfn", "tax file", "tax file number"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static TFN: Detector = id("au_tfn", "AU_TFN", &TFN_SHAPE);

#[rustfmt::skip]
static ABN_SHAPE: Shape = Shape {
    forms: &["99-999-999-999", "99999999999"],
    check: Some(("mod89", abn)),
    context: &Lexicon::of([&["abn", "australian business", "business number"], &[], &[], &[], &[]]),
    alone: Strength::Twice.alone(),
    whole: Strength::Twice.whole(),
};
pub(in crate::redact::detect) static ABN: Detector = id("au_abn", "AU_ABN", &ABN_SHAPE);

#[rustfmt::skip]
static ACN_SHAPE: Shape = Shape {
    forms: &["999-999-999", "999999999"],
    check: Some(("mod10", acn)),
    context: &Lexicon::of([&["acn", "australian company", "company number"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static ACN: Detector = id("au_acn", "AU_ACN", &ACN_SHAPE);

#[rustfmt::skip]
static MEDICARE_SHAPE: Shape = Shape {
    forms: &["9999-99999-9", "9999999999", "9999-99999-9-9"],
    check: Some(("mod10", medicare)),
    context: &Lexicon::of([&["medicare"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static MEDICARE: Detector =
    id("au_medicare", "AU_MEDICARE", &MEDICARE_SHAPE);

#[rustfmt::skip]
static ZA_SHAPE: Shape = Shape {
    forms: &["9999999999999"],
    check: Some(("luhn", south_african)),
    context: &Lexicon::of([&["south african", "sa id", "id number", "identity number", "refugee id"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static ZA: Detector = id("za_id_number", "ZA_ID_NUMBER", &ZA_SHAPE);

#[rustfmt::skip]
static NIN_SHAPE: Shape = Shape {
    forms: &["99999999999"],
    check: Some(("verhoeff", nin)),
    context: &Lexicon::of([&["nin", "national identification"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static NIN: Detector = id("ng_nin", "NG_NIN", &NIN_SHAPE);

/// Luhn; no number of people begins with 0 or 8.
fn sin(id: &[u8]) -> bool {
    !matches!(id[0], b'0' | b'8') && luhn(id) && id.iter().any(|d| *d != id[0])
}

fn tfn(id: &[u8]) -> bool {
    weighted(id, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) && id.iter().any(|d| *d != id[0])
}

fn abn(id: &[u8]) -> bool {
    id[0] != b'0'
        && (weighted(id, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10).is_multiple_of(89)
}

fn acn(id: &[u8]) -> bool {
    let sum = weighted(&id[..8], &[8, 7, 6, 5, 4, 3, 2, 1]);
    (10 - sum % 10) % 10 == u32::from(id[8] - b'0')
}

fn medicare(id: &[u8]) -> bool {
    matches!(id[0], b'2'..=b'6')
        && weighted(&id[..8], &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == u32::from(id[8] - b'0')
}

/// Day of birth, sex and serial, citizenship 0 to 2, Luhn.
fn south_african(id: &[u8]) -> bool {
    let two = |at: usize| (id[at] - b'0') * 10 + id[at + 1] - b'0';
    (1..=12).contains(&two(2)) && (1..=31).contains(&two(4)) && id[10] <= b'2' && luhn(id)
}

fn nin(id: &[u8]) -> bool {
    verhoeff(id)
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("CA_SIN", "my SIN is 130 692 544", "130 692 544"),
            ("AU_TFN", "TFN 876 543 210", "876 543 210"),
            ("AU_ABN", "ABN 51 824 753 556", "51 824 753 556"),
            ("AU_ACN", "ACN 005 499 981", "005 499 981"),
            ("AU_MEDICARE", "medicare 2123 45670 1", "2123 45670 1"),
            (
                "ZA_ID_NUMBER",
                "South African ID is 9202201234088.",
                "9202201234088",
            ),
            ("NG_NIN", "My NIN is 12345678902", "12345678902"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("CA_SIN", "sin 130 692 545"),
            ("AU_TFN", "tfn 824 753 557"),
            ("AU_ABN", "abn 52 824 753 556"),
            ("ZA_ID_NUMBER", "8001015009086"),
            ("NG_NIN", "nin 12345678901"),
        ] {
            clean(kind, text);
        }
    }
}
