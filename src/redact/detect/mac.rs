//! Hardware addresses: six pairs with colons or dashes, or three fours with dots.

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

const fn detector(separator: u8) -> Detector {
    Detector {
        id: "mac_address",
        entity: "MAC_ADDRESS",
        start: Start::Byte(separator),
        examine: Examine::Read(examine),
        operator: Operator::default,
        on: On::STANDARD,
    }
}

pub(super) const COLONS: Detector = detector(b':');
pub(super) const DASHES: Detector = detector(b'-');
pub(super) const DOTS: Detector = detector(b'.');

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::new(&["mac", "hardware", "physical", "ethernet", "device", "wifi", "router"]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    let separator = *bytes.get(site.start)?;
    let (size, groups) = if separator == b'.' { (4, 3) } else { (2, 6) };
    let start = site.start.checked_sub(size)?;
    let end = start + groups * size + groups - 1;
    let value = bytes.get(start..end)?;
    let fits = value.iter().enumerate().all(|(i, b)| {
        if i % (size + 1) == size {
            *b == separator
        } else {
            b.is_ascii_hexdigit()
        }
    });
    // Digits alone with dots are a card or a telephone number.
    let letters = separator != b'.' || value.iter().any(u8::is_ascii_alphabetic);
    let free = |b: Option<&u8>| !b.is_some_and(|b| *b == separator || *b == b':');
    let open = start == 0 || free(bytes.get(start - 1));
    if !fits
        || !letters
        || !open
        || !free(bytes.get(end).filter(|b| **b != b'.' || separator == b'.'))
    {
        return None;
    }
    (scene.opens(start, &[]) && scene.closes(end, &[])).then_some(Verdict {
        span: start..end,
        score: 0.9,
        validator: None,
        context: scene.near(start, end, &CONTEXT),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_the_three_spellings() {
        for mac in [
            "0a:23:f5:67:89:ac",
            "00-1A-2B-3C-4D-5E",
            "AA-BB-CC-DD-EE-FF",
            "aabb.ccdd.eeff",
        ] {
            finds("MAC_ADDRESS", &format!("it is {mac}, ok"), mac);
        }
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "00:1A:2B:3C:4D",
            "ZZ:ZZ:ZZ:ZZ:ZZ:ZZ",
            "10:2F:33-AC-29-C3",
            "4111.1111.1111",
            "00:1A:2B:3C:4D:5E:6F",
        ] {
            clean("MAC_ADDRESS", text);
        }
    }
}
