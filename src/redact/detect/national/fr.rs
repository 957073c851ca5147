//! France: social security number (NIR) and tax number.
//!
//! Source: INSEE, key 97 minus the number modulo 97; Corsica's 2A and 2B count as 19 and 18.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};

#[rustfmt::skip]
static NIR_SHAPE: Shape = Shape {
    forms: &["9-99-99-99-999-999-99", "9-99-99-9A-999-999-99", "999999999999999", "999999A99999999"],
    check: Some(("mod97", nir)),
    context: &Lexicon::of([&["nir", "social security", "french social"], &[], &["securite sociale", "nir", "numero de secu", "carte vitale"], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static NIR: Detector = id("fr_nir", "FR_NIR", &NIR_SHAPE);

fn nir(id: &[u8]) -> bool {
    let mut plain = Vec::with_capacity(15);
    for (i, b) in id.iter().enumerate() {
        match (i, b) {
            (6, b'A') => plain.extend(b"9"),
            (6, b'B') => plain.extend(b"8"),
            (_, b'0'..=b'9') => plain.push(*b),
            _ => return false,
        }
    }
    if matches!(id[6], b'A' | b'B') {
        plain[5] = b'1';
    }
    let (body, key) = plain.split_at(13);
    let value = |d: &[u8]| d.iter().fold(0u64, |v, d| v * 10 + u64::from(d - b'0'));
    let month = value(&body[3..5]);
    matches!(id[0], b'1'..=b'4' | b'7' | b'8')
        && (1..=42).contains(&month)
        && 97 - value(body) % 97 == value(key)
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            (
                "FR_NIR",
                "mon numéro de sécurité sociale est 1 85 05 78 006 084 91",
                "1 85 05 78 006 084 91",
            ),
            ("FR_NIR", "NIR: 185057800608491", "185057800608491"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("FR_NIR", "1 85 05 78 006 084 92"),
            ("FR_NIR", "NIR 185057800608492"),
        ] {
            clean(kind, text);
        }
    }
}
