//! International bank account numbers: country, length by country, ISO 7064 MOD 97-10.
//!
//! Lengths: SWIFT IBAN registry, release 99.

use std::ops::Range;

use super::{Detector, Examine, On, Start, Verdict, masked_but_last_four};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::site::Site;
use crate::redact::validate::mod97;

pub(super) const DETECTOR: Detector = Detector {
    id: "iban_code",
    entity: "IBAN_CODE",
    start: Start::Word([u64::MAX, 0]),
    examine: Examine::Read(examine),
    operator: masked_but_last_four,
    on: On::STANDARD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["iban", "bank", "account", "transfer"],
    &["cuenta", "banco", "transferencia"],
    &["compte", "banque", "virement", "rib"],
    &["konto", "kontonummer", "bankverbindung", "uberweisung"],
    &["conta", "banco", "transferencia"],
]);

static NAME: Lexicon = Lexicon::new(&[
    "my iban",
    "our iban",
    "iban is",
    "mi iban",
    "mon iban",
    "meine iban",
    "meu iban",
    "iban es",
    "iban est",
    "iban lautet",
]);

/// Words that an account number may touch.
const GLUE: [&str; 2] = ["iban", "is"];

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    // `ibanGB29…`: the account begins behind the word that it touches.
    let glued = GLUE.iter().find(|word| {
        bytes[site.start..]
            .get(..word.len())
            .is_some_and(|b| b.eq_ignore_ascii_case(word.as_bytes()))
    });
    account(scene, site.start).or_else(|| account(scene, site.start + glued?.len()))
}

/// The account that begins at `start`.
fn account(scene: &Scene<'_>, start: usize) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    let [a, b, rest @ ..] = &bytes[start..] else {
        return None;
    };
    let checked = rest.iter().position(|b| *b != b' ')?;
    if checked > 1
        || !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && rest[checked].is_ascii_digit())
        || !scene.opens(start, &GLUE)
    {
        return None;
    }
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let length = LENGTHS
        .iter()
        .find(|(code, _)| code.as_bytes() == country)?
        .1;
    let mut value = Vec::with_capacity(length.into());
    let mut at = start;
    // Words of a sentence pass the checksum too, one time in 97: separators stand every four characters.
    let mut fours = true;
    while value.len() < length.into() {
        let skip = bytes[at..]
            .iter()
            .take(2)
            .take_while(|b| matches!(b, b' ' | b'-'))
            .count();
        fours &= skip == 0 || value.len().is_multiple_of(4);
        let byte = *bytes.get(at + skip)?;
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        value.push(byte);
        at += skip + 1;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    if !scene.closes(at, &[]) || digits < 8 {
        return None;
    }
    if !mod97(&value) {
        return mistyped(scene, start..at, fours && 2 * digits > value.len());
    }
    let context = scene.hinted(start, at, &CONTEXT);
    (fours || context.is_some() && 2 * digits > value.len()).then_some(Verdict {
        span: start..at,
        score: 1.0,
        validator: Some("mod97"),
        context,
    })
}

/// One whose checksum fails, where it is called so right before: people mistype what they copy.
fn mistyped(scene: &Scene<'_>, span: Range<usize>, shaped: bool) -> Option<Verdict> {
    let context = scene.just_before(span.start, 4, &NAME).filter(|_| shaped)?;
    Some(Verdict {
        span,
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

/// Whether letters and digits are an account number: its country's length and its checksum.
pub(crate) fn is_iban(value: &[u8]) -> bool {
    let length = LENGTHS.iter().find(|(code, _)| {
        value
            .get(..2)
            .is_some_and(|c| c.eq_ignore_ascii_case(code.as_bytes()))
    });
    length.is_some_and(|(_, n)| usize::from(*n) == value.len()) && mod97(value)
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
            "IS14 0159 2600 7654 5510 7303 39",
            "LC55 HEMM 0001 0001 0012 0012 0002 3015",
            "NL91-ABNA-0417-1643-00",
        ] {
            finds("IBAN_CODE", &format!("pay to {iban}."), iban);
        }
    }

    #[test]
    fn a_mistyped_account_is_one_where_it_is_called_so() {
        finds(
            "IBAN_CODE",
            "my IBAN is DE89 3704 0044 0532 0130 01",
            "DE89 3704 0044 0532 0130 01",
        );
        finds(
            "IBAN_CODE",
            "mi iban: ES9121000418450200051333",
            "ES9121000418450200051333",
        );
        clean("IBAN_CODE", "tracking DE89 3704 0044 0532 0130 01");
        clean(
            "IBAN_CODE",
            "my iban is being checked, part DE893704004405320130",
        );
    }

    #[test]
    fn leaves_wrong_checksums_lengths_and_countries_alone() {
        for text in [
            "GB29NWBK60161331926818",
            "GB29 NWBK 6016 1331 9268 1",
            "AM47212110090000000235698740",
            "FR12",
            "AL47/2121/1009/0000/0002/3569/8741",
            "no 8376 to other side",
            "XGB29NWBK60161331926819",
            "GB29NWBK60161331926819X",
        ] {
            clean("IBAN_CODE", text);
        }
    }
}
