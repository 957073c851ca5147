//! United States social security numbers.
//!
//! Rules of the Social Security Administration: area not 000, 666 or 9xx, group not 00, serial not 0000;
//! two numbers are known from advertising and never belonged to a reader.

use crate::redact::boundary::floor;
use std::ops::Range;

use super::{Detector, Verdict};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::prefilter::Needs;

pub(super) const DETECTOR: Detector = Detector {
    id: "us_ssn",
    entity: "US_SSN",
    patterns: &[r"[0-9]{3} ?[ .-]? ?[0-9]{2} ?[ .-]? ?[0-9]{4}"],
    needs: Needs::SIX_DIGITS,
    step: super::Step::Digits,
    examine,
    operator: Operator::default,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::new(&[
    "ssn", "ssns", "ss", "social", "social security", "social sec", "ssid", "itin", "tin",
    "taxpayer", "tax id",
]);

/// Words that give nine digits without separators another meaning.
#[rustfmt::skip]
static DENY: Lexicon = Lexicon::new(&[
    "account", "acct", "ac", "routing", "aba", "phone", "zip", "order", "case",
]);

const GLUE: [&str; 4] = ["ssn", "ss", "is", "social"];

fn examine(scene: &Scene<'_>, found: Range<usize>) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    let from = floor(scene.text, found.start.saturating_sub(64));
    let email_before = || {
        // `a@b.com123-45-6789`: what stands before is an address, not a part of this number.
        scene.text[from..found.start]
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|w| w.contains('@'))
            && scene
                .byte_before(found.start)
                .is_some_and(|b| b.is_ascii_alphabetic())
    };
    if !(scene.opens(found.start, &GLUE) || email_before()) || !scene.closes(found.end, &[]) {
        return None;
    }
    if part_of_more(bytes, &found) {
        return None;
    }
    let digits: Vec<u8> = bytes[found.clone()]
        .iter()
        .copied()
        .filter(u8::is_ascii_digit)
        .collect();
    let (area, group, serial) = (&digits[..3], &digits[3..5], &digits[5..]);
    let gaps = &scene.text[found.start + 3..found.end - 4];
    let middle = gaps.find(|c: char| c.is_ascii_digit())?;
    let (first, second) = (&gaps[..middle], &gaps[middle + 2..]);
    if first.trim() != second.trim() || first.is_empty() != second.is_empty() {
        return None;
    }
    let taken = matches!(&digits[..], b"078051120" | b"219099999");
    if matches!(area, b"000" | b"666") || group == b"00" || serial == b"0000" || taken {
        return None;
    }
    let context = scene
        .near(found.start, found.end, &CONTEXT)
        .or_else(|| scene.asked(&CONTEXT));
    let score = match (first.trim(), context) {
        // 9xx belongs to taxpayer numbers, never to social security; but people call it so.
        (_, None) if area[0] == b'9' => return None,
        ("", Some(_)) if scene.just_before(found.start, 2, &DENY).is_some() => return None,
        (_, Some(_)) => 0.95,
        ("-", None) => 0.85,
        _ if first.is_empty() => return None,
        _ => 0.5,
    };
    Some(Verdict {
        span: found,
        score,
        validator: None,
        context,
    })
}

/// Whether digits go on behind a separator on either side: `123-45-6789-01`.
fn part_of_more(bytes: &[u8], found: &Range<usize>) -> bool {
    let joins = |b: u8| matches!(b, b'-' | b'.' | b'/');
    let before = found.start >= 2
        && joins(bytes[found.start - 1])
        && bytes[found.start - 2].is_ascii_alphanumeric();
    let after = bytes.get(found.end).is_some_and(|b| joins(*b))
        && bytes
            .get(found.end + 1)
            .is_some_and(u8::is_ascii_alphanumeric);
    before || after
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_numbers_with_one_kind_of_separator() {
        for ssn in [
            "123-45-6789",
            "078-05-1123",
            "078.05.1123",
            "078 05 1123",
            "123 - 45 - 6789",
        ] {
            finds("US_SSN", &format!("abc {ssn} abc"), ssn);
        }
    }

    #[test]
    fn context_admits_bare_and_taxpayer_numbers() {
        finds("US_SSN", "my ssn: 123456789.", "123456789");
        finds("US_SSN", "Backup SSN 987-65-4321 recorded", "987-65-4321");
        finds("US_SSN", "a@b.com123-45-6789", "123-45-6789");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "666000000",
            "693-09.4444",
            "774 00 1245",
            "000-12-3456",
            "123-45-0000",
            "123456789",
            "987-65-4321",
            "ZIP 12345-6789",
            "123-45-67890",
            "078-05-1120",
            "2024-01-15",
            "part 123-45-6789-01",
            "A123-45-6789",
        ] {
            clean("US_SSN", text);
        }
    }
}
