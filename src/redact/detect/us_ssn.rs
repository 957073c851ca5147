//! United States social security numbers.
//!
//! Rules of the Social Security Administration: area not 000, 666 or 9xx, group not 00, serial not 0000;
//! two numbers are known from advertising.

use crate::redact::boundary::floor;
use std::ops::Range;

use super::cluster::{Group, marked};
use super::{Detector, Examine, On, Start, Verdict, counts, phone};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "us_ssn",
    entity: "US_SSN",
    start: Start::Digits(counts(9, 9)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

/// `123, 45, 6789`.
pub(super) const MARKED: Detector = Detector {
    start: Start::Digits(counts(3, 3)),
    examine: Examine::Read(with_marks),
    ..DETECTOR
};

#[rustfmt::skip]
pub(super) static CONTEXT: Lexicon = Lexicon::of([
    &["ssn", "ssns", "s s n", "ss", "s s", "social", "social security", "social sec", "soc sec", "ssid", "itin", "tin",
      "taxpayer", "tax id"],
    &["seguro social", "seguridad social"],
    &["securite sociale"],
    &["sozialversicherung", "sozialversicherungsnummer"],
    &["seguro social", "seguridade social"],
]);

/// Words that give nine digits without separators another meaning.
#[rustfmt::skip]
static DENY: Lexicon = Lexicon::new(&[
    "account", "acct", "ac", "routing", "aba", "phone", "zip", "order", "case",
]);

/// Words that give nine digits in groups another meaning.
#[rustfmt::skip]
static OTHER: Lexicon = Lexicon::new(&[
    "token", "code", "ref", "reference", "tracking", "ticket", "serial", "order", "case", "part", "model", "invoice",
]);

const GLUE: [&str; 4] = ["ssn", "ss", "is", "social"];

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    let (count, last) = nine(&site.groups)?;
    let groups = &site.groups[..count];
    let found = site.start..last;
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
    let digits = &site.digits[..9];
    let (area, group, serial) = (&digits[..3], &digits[3..5], &digits[5..]);
    if matches!(area, b"000" | b"666") || group == b"00" || serial == b"0000" {
        return None;
    }
    let usual = separators(scene.text, groups);
    if usual.is_none() && !loosely_grouped(scene.text, site, count) {
        return None;
    }
    let context = scene.hinted(found.start, found.end, &CONTEXT);
    let denied = |words| scene.just_before(found.start, 2, words).is_some();
    let Some((first, second)) = usual else {
        let named =
            context.filter(|_| !denied(&DENY) && !denied(&OTHER) && !denied(&phone::CONTEXT));
        return named.map(|context| Verdict {
            span: found,
            score: 0.9,
            validator: None,
            context: Some(context),
        });
    };
    let score = match (first, context) {
        // 9xx belongs to taxpayer numbers, never to social security; but people call it so.
        (_, None) if area[0] == b'9' => return None,
        ("", Some(_)) if denied(&DENY) => return None,
        (_, Some(_)) => 0.95,
        ("-", None) if second => 0.85,
        // Printed in advertisements: without a word for it, it stands for any number.
        ("" | " ", None) if EXAMPLES.contains(&digits) => return None,
        (" ", None) if denied(&OTHER) => return None,
        ("", None) if scene.is_whole(found.start, found.end) => 0.4,
        ("", None) => return None,
        _ if second => 0.5,
        _ => 0.45,
    };
    Some(Verdict {
        span: found,
        score,
        validator: None,
        context,
    })
}

fn with_marks(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let groups = marked(scene.text, &site.groups.first()?.at);
    let sizes: Vec<usize> = groups.iter().map(|g| g.at.len()).collect();
    let span = site.start..groups.last()?.at.end;
    let free = sizes == [3, 2, 4] && scene.opens(span.start, &GLUE) && scene.closes(span.end, &[]);
    let context = scene
        .hinted(span.start, span.end, &CONTEXT)
        .filter(|_| free)?;
    Some(Verdict {
        span,
        score: 0.9,
        validator: None,
        context: Some(context),
    })
}

/// Numbers that advertisements made known. A reader who types one still means it.
const EXAMPLES: [&[u8]; 2] = [b"078051120", b"219099999"];

/// How many groups make nine digits, and where the last of them ends.
fn nine(groups: &[Group]) -> Option<(usize, usize)> {
    let mut count = 0;
    groups.iter().enumerate().find_map(|(i, g)| {
        count += g.at.len();
        (count == 9).then_some((i + 1, g.at.end))
    })
}

/// The separator of 3-2-4, and whether it stands in both places; none when digits are grouped otherwise.
fn separators<'t>(text: &'t str, groups: &[Group]) -> Option<(&'t str, bool)> {
    let gap = |g: &Group| {
        text.get(g.gap.clone())
            .map(|gap| if gap == " " { gap } else { gap.trim() })
    };
    let sizes: Vec<usize> = groups.iter().map(|g| g.at.len()).collect();
    let fits = |gap: &str| matches!(gap, " " | "-" | ".");
    match sizes[..] {
        [9] => Some(("", true)),
        [3, 2, 4] => {
            let (first, second) = (gap(&groups[0])?, gap(&groups[1])?);
            (first == second && fits(first)).then_some((first, true))
        }
        // `078-051121`: one of the two left out.
        [3, 6] | [5, 4] => gap(&groups[0]).filter(|g| *g == "-").map(|g| (g, false)),
        _ => None,
    }
}

/// Whether nine digits are grouped as somebody reads them out (`123 456 789`, `12 34 56 789`, `123 45-6789`),
/// and are no part of more such groups: only a word for the number makes them one.
fn loosely_grouped(text: &str, site: &Site, count: usize) -> bool {
    let (nine, rest) = site.groups.split_at(count);
    let mut gaps = nine.iter().rev().skip(1);
    let plain = |g: &Group| matches!(text[g.gap.clone()].trim(), "" | "-" | "." | "/");
    let goes_on = rest.first().zip(nine.last());
    let alone = goes_on.is_none_or(|(next, last)| next.at.len() != last.at.len());
    alone && !phone::follows_digit(text, site.start) && gaps.all(plain)
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
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

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
    fn its_name_may_be_dotted_or_cut_short() {
        for text in [
            "S.S.N.: 123456789",
            "my s.s.n. is 123456789",
            "S.S.#: 123456789",
            "soc sec no 123456789",
        ] {
            finds("US_SSN", text, "123456789");
        }
        answers("US_SSN", "What's your s.s.n.?", "123456789", "123456789");
        clean("US_SSN", "it's 123456789");
    }

    #[test]
    fn a_word_for_it_admits_any_groups_of_nine_digits() {
        for ssn in [
            "123 456 789",
            "123-456-789",
            "123.456.789",
            "12 34 56 789",
            "1 2 3 4 5 6 7 8 9",
            "123 45-6789",
            "12345 6789",
            "123/45/6789",
            "123 - 456 - 789",
        ] {
            finds("US_SSN", &format!("my ssn is {ssn} thanks"), ssn);
            answers("US_SSN", "What is your social security number?", ssn, ssn);
        }
        for text in [
            "the boxes are 123 456 789",
            "123 456 789",
            "ssn? no, order 123 456 789",
            "social support, call 123 456 789",
            "social 123 456 789 012",
            "ssn (123) 456 789",
            "tin 000 456 789",
        ] {
            clean("US_SSN", text);
        }
        finds("US_SSN", "my ssn is 123, 45, 6789", "123, 45, 6789");
        clean("US_SSN", "the sizes are 123, 45, 6789");
        ignores("US_SSN", "Which order is it?", "123 456 789");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "666000000",
            "693-09.4444",
            "774 00 1245",
            "000-12-3456",
            "123-45-0000",
            "part 123456789",
            "987-65-4321",
            "ZIP 12345-6789",
            "123-45-67890",
            "2024-01-15",
            "part 123-45-6789-01",
            "A123-45-6789",
        ] {
            clean("US_SSN", text);
        }
    }
}
