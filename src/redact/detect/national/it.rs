//! Italy: tax code, VAT number, licence, identity documents.
//!
//! Source: Agenzia delle Entrate (check character of the codice fiscale), Luhn for the partita IVA.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::luhn;

#[rustfmt::skip]
static FISCAL_SHAPE: Shape = Shape {
    forms: &["AAAAAA99A99A999A", "AAAAAA**A**A***A"],
    check: Some(("codice", codice)),
    context: &Lexicon::of([&["fiscal code", "codice fiscale", "tax code", "cf"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static FISCAL: Detector =
    id("it_fiscal_code", "IT_FISCAL_CODE", &FISCAL_SHAPE);

#[rustfmt::skip]
static VAT_SHAPE: Shape = Shape {
    forms: &["99999999999"],
    check: Some(("luhn", vat)),
    context: &Lexicon::of([&["piva", "partita iva", "vat", "pi", "p iva"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static VAT: Detector = id("it_vat_code", "IT_VAT_CODE", &VAT_SHAPE);

#[rustfmt::skip]
static LICENSE_SHAPE: Shape = Shape {
    forms: &["AA9999999A", "U1*******A", "99*******9"],
    check: Some(("licence", licence)),
    context: &Lexicon::of([&["patente", "patente di guida", "driving licence", "license"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static LICENSE: Detector =
    id("it_driver_license", "IT_DRIVER_LICENSE", &LICENSE_SHAPE);

/// The check character over odd and even places; digits may be written as the letters LMNPQRSTUV.
fn codice(id: &[u8]) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let value = |b: u8| {
        usize::from(if b.is_ascii_digit() {
            b - b'0'
        } else {
            b - b'A'
        })
    };
    let sum: u32 = id[..15]
        .iter()
        .enumerate()
        .map(|(i, b)| {
            if i % 2 == 0 {
                ODD[value(*b)]
            } else {
                value(*b) as u32
            }
        })
        .sum();
    let number = |at: &[usize]| {
        at.iter()
            .all(|i| id[*i].is_ascii_digit() || b"LMNPQRSTUV".contains(&id[*i]))
    };
    (sum % 26) as usize == value(id[15])
        && b"ABCDEHLMPRST".contains(&id[8])
        && number(&[6, 7, 9, 10, 12, 13, 14])
        && id[15].is_ascii_uppercase()
}

fn vat(id: &[u8]) -> bool {
    luhn(id) && id[..7].iter().any(|d| *d != b'0')
}

/// No letter that looks like a digit where the new licences have letters or digits.
fn licence(id: &[u8]) -> bool {
    let new = id.starts_with(b"U1")
        && id[2..9]
            .iter()
            .all(|b| b"BCDFGHLJKMNPRSTUWYXZ0123456789".contains(b));
    new || id[0].is_ascii_uppercase()
        && id[1].is_ascii_uppercase()
        && id[2..9].iter().all(u8::is_ascii_digit)
        && !matches!(id[0], b'I' | b'O')
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            (
                "IT_FISCAL_CODE",
                "codice fiscale RSSMRA85T10A562S",
                "RSSMRA85T10A562S",
            ),
            ("IT_VAT_CODE", "partita iva 01333550323", "01333550323"),
            ("IT_DRIVER_LICENSE", "la patente AA0123456B", "AA0123456B"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("IT_FISCAL_CODE", "RSSMRA85T10A562T"),
            ("IT_VAT_CODE", "00000000001"),
            ("IT_DRIVER_LICENSE", "U1H00A000B"),
        ] {
            clean(kind, text);
        }
    }
}
