//! International bank account numbers: country, length by country, ISO 7064 MOD 97-10.
//!
//! Lengths: SWIFT IBAN registry, release 99.

use std::ops::Range;

use super::{Detector, Verdict, masked_but_last_four};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::prefilter::Needs;
use crate::redact::validate::mod97;

pub(super) const DETECTOR: Detector = Detector {
    id: "iban_code",
    entity: "IBAN_CODE",
    patterns: &[r"[A-Za-z]{2}[ ]?[0-9]{2}[ -]{0,2}[A-Za-z0-9]"],
    needs: Needs::TWO_DIGITS,
    step: super::Step::Word,
    examine,
    operator: masked_but_last_four,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::new(&[
    "iban", "bank", "account", "transfer", "konto", "compte", "cuenta",
]);

/// Words that an account number may touch.
const GLUE: [&str; 2] = ["iban", "is"];

fn examine(scene: &Scene<'_>, found: Range<usize>) -> Option<Verdict> {
    if !scene.opens(found.start, &GLUE) {
        return None;
    }
    let bytes = scene.text.as_bytes();
    let country = [
        bytes[found.start].to_ascii_uppercase(),
        bytes[found.start + 1].to_ascii_uppercase(),
    ];
    let length = LENGTHS
        .iter()
        .find(|(code, _)| code.as_bytes() == country)?
        .1;
    let mut value = Vec::with_capacity(length.into());
    let mut at = found.start;
    while value.len() < length.into() {
        let skip = bytes[at..]
            .iter()
            .take(2)
            .take_while(|b| matches!(b, b' ' | b'-'))
            .count();
        let byte = *bytes.get(at + skip)?;
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        value.push(byte);
        at += skip + 1;
    }
    if !scene.closes(at, &[]) || !mod97(&value) {
        return None;
    }
    let context = scene
        .near(found.start, at, &CONTEXT)
        .or_else(|| scene.asked(&CONTEXT));
    Some(Verdict {
        span: found.start..at,
        score: 1.0,
        validator: Some("mod97"),
        context,
    })
}

#[rustfmt::skip]
const LENGTHS: [(&str, u8); 89] = [
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22),
    ("BH", 22), ("BI", 27), ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24),
    ("DE", 22), ("DJ", 27), ("DK", 18), ("DO", 28), ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18),
    ("FK", 18), ("FO", 18), ("FR", 27), ("GB", 22), ("GE", 22), ("GI", 23), ("GL", 18), ("GR", 27),
    ("GT", 28), ("HN", 28), ("HR", 21), ("HU", 28), ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26),
    ("IT", 27), ("JO", 30), ("KW", 30), ("KZ", 20), ("LB", 28), ("LC", 32), ("LI", 21), ("LT", 20),
    ("LU", 20), ("LV", 21), ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22), ("MK", 19), ("MN", 20),
    ("MR", 27), ("MT", 31), ("MU", 30), ("NI", 28), ("NL", 18), ("NO", 15), ("OM", 23), ("PK", 24),
    ("PL", 28), ("PS", 29), ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22), ("RU", 33), ("SA", 24),
    ("SC", 31), ("SD", 18), ("SE", 24), ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("ST", 25),
    ("SV", 28), ("TL", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22), ("VG", 24), ("XK", 20),
    ("YE", 30),
];

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_accounts_grouped_bare_and_in_lower_case() {
        for iban in [
            "GB29NWBK60161331926819",
            "GB29 NWBK 6016 1331 9268 19",
            "gb50mvfc38361978683032",
            "NO9386011117947",
            "DE44 5001 0517 5407 3249 31",
            "LC55 HEMM 0001 0001 0012 0012 0002 3015",
            "NL91-ABNA-0417-1643-00",
        ] {
            finds("IBAN_CODE", &format!("pay to {iban}."), iban);
        }
    }

    #[test]
    fn leaves_wrong_checksums_lengths_and_countries_alone() {
        for text in [
            "GB29NWBK60161331926818",
            "GB29 NWBK 6016 1331 9268 1",
            "AM47212110090000000235698740",
            "FR12",
            "AL47/2121/1009/0000/0002/3569/8741",
            "XGB29NWBK60161331926819",
            "GB29NWBK60161331926819X",
        ] {
            clean("IBAN_CODE", text);
        }
    }
}
