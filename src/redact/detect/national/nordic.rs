//! Sweden, Finland, Poland: person and organisation numbers.
//!
//! Sources: Skatteverket (Luhn), DVV (check character modulo 31), Polish PESEL (weights 1, 3, 7, 9).

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::{luhn, weighted};

#[rustfmt::skip]
static SE_PERSON_SHAPE: Shape = Shape {
    forms: &["99999999-9999", "999999-9999", "999999999999", "999999+9999"],
    check: Some(("luhn", person)),
    context: &Lexicon::of([&["personnummer", "personal number", "swedish"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static SE_PERSON: Detector =
    id("se_personnummer", "SE_PERSONNUMMER", &SE_PERSON_SHAPE);

#[rustfmt::skip]
static SE_ORGANISATION_SHAPE: Shape = Shape {
    forms: &["999999-9999", "9999999999"],
    check: Some(("luhn", organisation)),
    context: &Lexicon::of([&["organisationsnummer", "org nr", "orgnr", "foretag"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static SE_ORGANISATION: Detector = id(
    "se_organisationsnummer",
    "SE_ORGANISATIONSNUMMER",
    &SE_ORGANISATION_SHAPE,
);

#[rustfmt::skip]
static FI_SHAPE: Shape = Shape {
    forms: &["999999A999*", "999999-999*", "999999+999*"],
    check: Some(("mod31", finnish)),
    context: &Lexicon::of([&["hetu", "henkilotunnus", "identity code", "personal identity"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static FI: Detector = id(
    "fi_personal_identity_code",
    "FI_PERSONAL_IDENTITY_CODE",
    &FI_SHAPE,
);

#[rustfmt::skip]
static PESEL_SHAPE: Shape = Shape {
    forms: &["99999999999"],
    check: Some(("pesel", pesel)),
    context: &Lexicon::of([&["pesel"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static PESEL: Detector = id("pl_pesel", "PL_PESEL", &PESEL_SHAPE);

fn day_of(id: &[u8]) -> bool {
    let two = |at: usize| (id[at] - b'0') * 10 + id[at + 1] - b'0';
    let at = id.len() - 8;
    (1..=12).contains(&two(at)) && (1..=31).contains(&(two(at + 2) % 60))
}

/// Luhn over the last ten; the century, if written, is one people lived in.
fn person(id: &[u8]) -> bool {
    let century = id.len() != 12 || matches!(&id[..2], b"18" | b"19" | b"20");
    century && day_of(id) && luhn(&id[id.len() - 10..])
}

/// Where a person has the month, twenty or more.
fn organisation(id: &[u8]) -> bool {
    id.len() == 10 && luhn(id) && id[2] >= b'2' && matches!(id[0], b'1' | b'2' | b'3' | b'5'..=b'9')
}

fn finnish(id: &[u8]) -> bool {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let digits: Vec<u8> = id.iter().copied().filter(u8::is_ascii_digit).collect();
    let (Some(body), Some(last)) = (digits.get(..9), id.last()) else {
        return false;
    };
    let two = |at: usize| (body[at] - b'0') * 10 + body[at + 1] - b'0';
    let century = id.len() == 10 || id.get(6).is_some_and(|c| b"ABCDEFUVWXY".contains(c));
    let value = body.iter().fold(0u32, |v, d| v * 10 + u32::from(d - b'0'));
    century
        && (1..=31).contains(&two(0))
        && (1..=12).contains(&two(2))
        && LETTERS[(value % 31) as usize] == *last
}

fn pesel(id: &[u8]) -> bool {
    let sum = weighted(&id[..10], &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    let two = |at: usize| (id[at] - b'0') * 10 + id[at + 1] - b'0';
    (10 - sum % 10) % 10 == u32::from(id[10] - b'0')
        && (1..=12).contains(&(two(2) % 20))
        && (1..=31).contains(&two(4))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            (
                "SE_PERSONNUMMER",
                "personnummer 189004119807",
                "189004119807",
            ),
            ("SE_ORGANISATIONSNUMMER", "orgnr 556703-7485", "556703-7485"),
            (
                "FI_PERSONAL_IDENTITY_CODE",
                "identity code is: 010594Y9032. Thanks",
                "010594Y9032",
            ),
            ("PL_PESEL", "PESEL 44051401458", "44051401458"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("SE_PERSONNUMMER", "personnummer 200504422381"),
            ("SE_ORGANISATIONSNUMMER", "orgnr 556703-7486"),
            ("FI_PERSONAL_IDENTITY_CODE", "010594Y9033"),
            ("PL_PESEL", "pesel 44051401459"),
        ] {
            clean(kind, text);
        }
    }
}
