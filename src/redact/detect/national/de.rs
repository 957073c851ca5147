//! Germany: tax ids, social and health insurance, identity card, passport, doctors' numbers.
//!
//! Sources: BZSt (Steuer-ID, ISO 7064 MOD 11,10), DRV (Versicherungsnummer), ICAO 9303 (weights 7, 3, 1), KBV.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::{mod11_10, weighted};

#[rustfmt::skip]
static TAX_ID_SHAPE: Shape = Shape {
    forms: &["99999999999", "99-999-999-999"],
    check: Some(("mod11_10", tax_id)),
    context: &Lexicon::of([&["tax id", "tin", "german tax"], &[], &[], &["steuer id", "steueridentifikationsnummer", "steuernummer", "idnr", "identifikationsnummer", "steuer"], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static TAX_ID: Detector = id("de_tax_id", "DE_TAX_ID", &TAX_ID_SHAPE);

#[rustfmt::skip]
static VAT_SHAPE: Shape = Shape {
    forms: &["DE999999999", "DE-999999999", "DE-999-999-999"],
    check: Some(("mod11_10", vat)),
    context: &Lexicon::of([&["vat", "vat id"], &[], &[], &["ust", "ust idnr", "umsatzsteuer", "ust id", "idnr"], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static VAT: Detector = id("de_vat_id", "DE_VAT_ID", &VAT_SHAPE);

#[rustfmt::skip]
static VAT_NAMED_SHAPE: Shape = Shape {
    forms: &["DE999999999", "DE-999999999", "DE-999-999-999"],
    check: None,
    context: &Lexicon::of([&["vat", "vat id"], &[], &[], &["ust", "ust idnr", "umsatzsteuer", "ust id"], &[]]),
    alone: Strength::Named.alone(),
    whole: Strength::Named.whole(),
};
/// People mistype it too: where its name stands, the check digit need not agree.
pub(in crate::redact::detect) static VAT_NAMED: Detector =
    id("de_vat_id", "DE_VAT_ID", &VAT_NAMED_SHAPE);

#[rustfmt::skip]
static SOCIAL_SHAPE: Shape = Shape {
    forms: &["99999999A999", "99-999999-A-999"],
    check: Some(("social", social)),
    context: &Lexicon::of([&["pension insurance"], &[], &[], &["rvnr", "sozialversicherungsnummer", "rentenversicherungsnummer", "sozialversicherungsausweis", "versicherungsnummer"], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static SOCIAL: Detector =
    id("de_social_security", "DE_SOCIAL_SECURITY", &SOCIAL_SHAPE);

#[rustfmt::skip]
static HEALTH_SHAPE: Shape = Shape {
    forms: &["A999999999"],
    check: Some(("luhn_letter", health)),
    context: &Lexicon::of([&["health insurance"], &[], &[], &["kvnr", "krankenkasse", "krankenversichertennummer", "versichertennummer", "egk", "egk nummer"], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static HEALTH: Detector =
    id("de_health_insurance", "DE_HEALTH_INSURANCE", &HEALTH_SHAPE);

#[rustfmt::skip]
static CARD_SHAPE: Shape = Shape {
    forms: &["A********", "A********9"],
    check: Some(("icao_731", card)),
    context: &Lexicon::of([&["id card", "identity card"], &[], &[], &["ausweis", "personalausweis", "ausweisnummer", "ausweis nr"], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static CARD: Detector = id("de_id_card", "DE_ID_CARD", &CARD_SHAPE);

#[rustfmt::skip]
static PASSPORT_SHAPE: Shape = Shape {
    forms: &["A********"],
    check: Some(("icao_731", document)),
    context: &Lexicon::of([&["passport"], &[], &[], &["reisepass", "pass nr", "passnummer", "pass"], &[]]),
    alone: Strength::Named.alone(),
    whole: Strength::Named.whole(),
};
pub(in crate::redact::detect) static PASSPORT: Detector =
    id("de_passport", "DE_PASSPORT", &PASSPORT_SHAPE);

#[rustfmt::skip]
static LANR_SHAPE: Shape = Shape {
    forms: &["999999999"],
    check: Some(("mod10", lanr)),
    context: &Lexicon::of([&["doctor number"], &[], &[], &["lanr", "arztnummer", "arzt", "arztes"], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static LANR: Detector = id("de_lanr", "DE_LANR", &LANR_SHAPE);

#[rustfmt::skip]
static BSNR_SHAPE: Shape = Shape {
    forms: &["999999999"],
    check: Some(("region", bsnr)),
    context: &Lexicon::of([&["practice number"], &[], &[], &["bsnr", "betriebsstattennummer", "praxis"], &[]]),
    alone: Strength::Named.alone(),
    whole: Strength::Named.whole(),
};
pub(in crate::redact::detect) static BSNR: Detector = id("de_bsnr", "DE_BSNR", &BSNR_SHAPE);

/// One digit stands two or three times among the first ten, the others at most once.
fn tax_id(id: &[u8]) -> bool {
    let mut counts = [0; 10];
    id[..10]
        .iter()
        .for_each(|d| counts[usize::from(d - b'0')] += 1);
    let most = counts.iter().max().copied().unwrap_or_default();
    id[0] != b'0' && most <= 3 && mod11_10(id)
}

fn vat(id: &[u8]) -> bool {
    mod11_10(&id[2..])
}

/// Area, date of birth (days of women and doubles may be moved), letter, serial, check.
fn social(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    const AREAS: [u8; 4] = [1, 41, 90, 99];
    let two = |at: usize| (id[at] - b'0') * 10 + id[at + 1] - b'0';
    let letter = id[8] - b'A' + 1;
    let mut digits: Vec<u8> = id[..8].iter().map(|d| d - b'0').collect();
    digits.extend([letter / 10, letter % 10]);
    digits.extend(id[9..11].iter().map(|d| d - b'0'));
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(d, w)| {
            let product = u32::from(*d) * w;
            product / 10 + product % 10
        })
        .sum();
    let area = (AREAS[0] + 1..AREAS[1]).contains(&two(0))
        || (42..AREAS[3]).contains(&two(0)) && !matches!(two(0), 83..=88);
    area && (1..=31).contains(&(two(2) % 50).max(u8::from(two(2) >= 50)))
        && (1..=12).contains(&two(4))
        && sum % 10 == u32::from(id[11] - b'0')
}

/// The letter as two digits, then weights 1, 2 with digit sums.
fn health(id: &[u8]) -> bool {
    let letter = id[0] - b'A' + 1;
    let mut digits = vec![letter / 10, letter % 10];
    digits.extend(id[1..9].iter().map(|d| d - b'0'));
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(i, d)| {
            let product = u32::from(*d) * if i % 2 == 0 { 1 } else { 2 };
            product / 10 + product % 10
        })
        .sum();
    sum % 10 == u32::from(id[9] - b'0')
}

/// A serial, or one with the check digit that is printed behind it.
fn card(id: &[u8]) -> bool {
    let Some((check, serial)) = id.split_last().filter(|_| id.len() == 10) else {
        return document(id);
    };
    let sum: u32 = serial
        .iter()
        .zip([7, 3, 1, 7, 3, 1, 7, 3, 1])
        .map(|(b, w)| in_icao(*b) * w)
        .sum();
    serial
        .iter()
        .all(|b| b.is_ascii_digit() || SERIAL.contains(b))
        && sum % 10 == u32::from(check - b'0')
        && serial.iter().any(u8::is_ascii_digit)
}

/// Letters of serials.
const SERIAL: &[u8] = b"CFGHJKLMNPRTVWXYZ";

/// What a digit or letter counts.
fn in_icao(b: u8) -> u32 {
    u32::from(if b.is_ascii_digit() {
        b - b'0'
    } else {
        b - b'A' + 10
    })
}

/// Serial of a document: no vowels and no letters that look like digits; weights 7, 3, 1 over letters as 10 to 35.
/// Old serials are a T and eight digits, without a check.
fn document(id: &[u8]) -> bool {
    if id[0] == b'T' && id[1..].iter().all(u8::is_ascii_digit) {
        return true;
    }
    let letters = id[..8]
        .iter()
        .all(|b| b.is_ascii_digit() || SERIAL.contains(b));
    let sum: u32 = id[..8]
        .iter()
        .zip([7, 3, 1, 7, 3, 1, 7, 3])
        .map(|(b, w)| in_icao(*b) * w)
        .sum();
    letters
        && id[8].is_ascii_digit()
        && sum % 10 == u32::from(id[8] - b'0')
        && id.iter().any(u8::is_ascii_digit)
}

/// Six digits with weights 4 and 9, the check, and two for the field.
fn lanr(id: &[u8]) -> bool {
    let sum = weighted(&id[..6], &[4, 9, 4, 9, 4, 9]);
    (10 - sum % 10) % 10 == u32::from(id[6] - b'0') && id[7..] != *b"00"
}

/// Begins with the number of a region.
fn bsnr(id: &[u8]) -> bool {
    id.iter().any(|d| *d != id[0])
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("DE_TAX_ID", "Meine Steuer-ID: 12345678903.", "12345678903"),
            ("DE_VAT_ID", "USt-IdNr DE 136 695 976 ist", "DE 136 695 976"),
            (
                "DE_VAT_ID",
                "unsere USt-IdNr DE 136 695 977",
                "DE 136 695 977",
            ),
            (
                "DE_SOCIAL_SECURITY",
                "RVNR: 15070649C103 laut",
                "15070649C103",
            ),
            (
                "DE_HEALTH_INSURANCE",
                "Krankenkasse KVNR: A123456780",
                "A123456780",
            ),
            ("DE_ID_CARD", "Ausweis Nr. T22000129 gültig", "T22000129"),
            (
                "DE_ID_CARD",
                "Personalausweis T220001293 gültig",
                "T220001293",
            ),
            (
                "DE_PASSPORT",
                "Reisepass C01234565 ausgestellt",
                "C01234565",
            ),
            ("DE_LANR", "LANR: 123456601 des", "123456601"),
            ("DE_BSNR", "BSNR 711234567 der Praxis", "711234567"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("DE_TAX_ID", "Steuer-ID 12345678901"),
            ("DE_VAT_ID", "AT123456789"),
            ("DE_SOCIAL_SECURITY", "15070649C104"),
            ("DE_HEALTH_INSURANCE", "A123456787"),
            ("DE_ID_CARD", "C01234567"),
            ("DE_ID_CARD", "Ausweis T220001294"),
            ("DE_LANR", "123456901"),
        ] {
            clean(kind, text);
        }
    }
}
