//! Spain: NIF, NIE, passport.
//!
//! Source: Ministerio del Interior, control letter modulo 23.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};

#[rustfmt::skip]
static NIF_SHAPE: Shape = Shape {
    forms: &["99999999-A", "9999999-A"],
    check: Some(("mod23", nif)),
    context: &Lexicon::of([&["nif", "dni", "spanish id"], &["dni", "nif", "documento nacional", "identidad", "documento"], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static NIF: Detector = id("es_nif", "ES_NIF", &NIF_SHAPE);

#[rustfmt::skip]
static NIE_SHAPE: Shape = Shape {
    forms: &["A-9999999-A", "A9999999-A"],
    check: Some(("mod23", nie)),
    context: &Lexicon::of([&["nie", "foreigner id"], &["nie", "identificacion de extranjero", "extranjero"], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static NIE: Detector = id("es_nie", "ES_NIE", &NIE_SHAPE);

#[rustfmt::skip]
static PASSPORT_SHAPE: Shape = Shape {
    forms: &["AAA999999"],
    check: None,
    context: &Lexicon::of([&["passport"], &["pasaporte"], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static PASSPORT: Detector =
    id("es_passport", "ES_PASSPORT", &PASSPORT_SHAPE);

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// The letter that the number calls for.
fn nif(id: &[u8]) -> bool {
    let (letter, number) = (id[id.len() - 1], &id[..id.len() - 1]);
    let value = number
        .iter()
        .fold(0u32, |v, d| v * 10 + u32::from(d - b'0'));
    LETTERS[(value % 23) as usize] == letter && value > 0
}

/// X, Y, Z stand for 0, 1, 2.
fn nie(id: &[u8]) -> bool {
    let Some(first) = b"XYZ".iter().position(|l| *l == id[0]) else {
        return false;
    };
    let value = id[1..8]
        .iter()
        .fold(first as u32, |v, d| v * 10 + u32::from(d - b'0'));
    LETTERS[(value % 23) as usize] == id[8]
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("ES_NIF", "mi DNI es 12345678Z", "12345678Z"),
            ("ES_NIE", "NIE Y8063915-Z", "Y8063915-Z"),
            ("ES_PASSPORT", "Mi pasaporte es AaA123456", "AaA123456"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("ES_NIF", "dni 12345678A"),
            ("ES_NIE", "W8063915Q"),
            ("ES_PASSPORT", "AAAA12345"),
        ] {
            clean(kind, text);
        }
    }
}
