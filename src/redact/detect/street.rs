//! Street addresses: a number and a street in the order of the language, with its unit; boxes.

use std::ops::Range;

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::boundary::{ceil, floor};
use crate::redact::context::{Lexicon, Scene, same};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "street_address",
    entity: "STREET_ADDRESS",
    start: Start::Digits(counts(1, 6) | counts(7, 20)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::BROAD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["address", "live at", "lives at", "ship to", "deliver to", "located at", "living at", "reside", "street"],
    &["direccion", "vivo en", "domicilio"], &["adresse", "habite"], &["adresse", "anschrift", "wohne"], &["endereco", "moro"],
]);

/// Words that end a street in English; those behind the bar are other words too and want a capital.
#[rustfmt::skip]
const SURE: [&str; 24] = [
    "street", "st", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "lane", "ln", "highway", "hwy", "parkway",
    "pkwy", "terrace", "crescent", "turnpike", "expressway", "skyway", "causeway", "freeway", "mews", "cres",
];
#[rustfmt::skip]
const VAGUE: [&str; 20] = [
    "drive", "dr", "way", "court", "ct", "place", "pl", "square", "sq", "circle", "cir", "close", "loop", "trail", "trl",
    "row", "path", "alley", "walk", "ridge",
];
/// Words that stand before such a word without making it a street.
#[rustfmt::skip]
const OTHER: [&str; 34] = [
    "star", "more", "minute", "minutes", "hour", "hours", "day", "days", "mile", "miles", "km", "min", "mins", "gb", "tb", "one",
    "way", "times", "the", "a", "my", "your", "of", "percent", "dollars", "usd", "and", "or", "to", "in", "on", "for", "people", "items",
];
/// Words before the name of a street: Spanish, French, Portuguese, Italian.
#[rustfmt::skip]
const LEADING: [&str; 24] = [
    "calle", "avenida", "avda", "plaza", "paseo", "carrer", "carretera", "camino", "rue", "boulevard", "place", "chemin",
    "allee", "impasse", "quai", "rua", "travessa", "praca", "alameda", "estrada", "via", "viale", "piazza", "corso",
];
/// Endings of a street's name in German and Dutch.
const ENDINGS: [&str; 14] = [
    "strasse", "straße", "str", "gasse", "weg", "platz", "allee", "ufer", "damm", "ring", "straat",
    "laan", "plein", "steenweg",
];
const UNITS: [&str; 12] = [
    "apt",
    "apartment",
    "suite",
    "ste",
    "unit",
    "flat",
    "floor",
    "room",
    "piso",
    "bis",
    "#",
    "appt",
];
const DIRECTIONS: [&str; 12] = [
    "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west",
];

/// Words of an address that are looked at.
const WORDS: usize = 6;
/// Bytes looked at on each side.
const REACH: usize = 80;

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let group = site.groups.first()?;
    let (text, start) = (scene.text, site.start);
    let mut end = group.at.end;
    if !scene.opens(start, &[])
        || matches!(
            scene.byte_before(start),
            Some(b'$' | b'.' | b'/' | b'#' | b'+' | b'-' | b':')
        )
    {
        return None;
    }
    // `221B Baker Street`, `56-58 Main Street`.
    if text[end..].starts_with(|c: char| c.is_ascii_alphabetic())
        && !text[end + 1..].starts_with(char::is_alphanumeric)
    {
        end += 1;
    }
    if group.at.len() <= 6
        && let Some(span) = english(text, start, end).or_else(|| leading(text, start, end))
    {
        return Some(verdict(scene, span, 0.6));
    }
    if group.at.len() <= 5
        && let Some(span) = trailing(text, start, end)
    {
        return Some(verdict(scene, span, 0.5));
    }
    boxed(text, start, group.at.end).map(|span| verdict(scene, span, 0.6))
}

fn verdict(scene: &Scene<'_>, span: Range<usize>, score: f32) -> Verdict {
    let context = scene.hinted(span.start, span.end, &CONTEXT);
    Verdict {
        score: if context.is_some() {
            score + 0.2
        } else {
            score
        },
        span,
        validator: None,
        context,
    }
}

/// Words behind a place, with their places, up to the end of a line or sentence.
fn following(text: &str, at: usize) -> Vec<Range<usize>> {
    let rest = &text[at..floor(text, (at + REACH).min(text.len()))];
    let rest = rest.split('\n').next().unwrap_or_default();
    let mut out = Vec::new();
    let mut from = 0;
    for part in rest.split_inclusive([' ', ',']) {
        if out.len() == WORDS {
            break;
        }
        let word = part.trim_matches(|c: char| c == ' ' || c == ',');
        if !word.is_empty() {
            let lead = part.find(word).unwrap_or_default();
            out.push(at + from + lead..at + from + lead + word.len());
        }
        from += part.len();
    }
    out
}

/// `7504 Taylor Drive Apt 5`.
fn english(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let rest = &text[end..];
    if !rest.starts_with(' ') || rest.starts_with("  ") {
        return None;
    }
    let words = following(text, end);
    let plain = |r: &Range<usize>| {
        text[r.clone()]
            .trim_end_matches(['.', '\n', ';', '!', '?', ')'])
            .to_owned()
    };
    let at = (1..words.len()).find(|&i| {
        let word = plain(&words[i]).to_lowercase();
        let before = &text[words[i - 1].clone()];
        let capital = before.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let named = !OTHER.iter().any(|o| before.eq_ignore_ascii_case(o));
        let bold = text[words[i].clone()].starts_with(char::is_uppercase);
        named
            && (SURE.contains(&word.as_str())
                || VAGUE.contains(&word.as_str())
                    && (capital || bold || end - start >= 3 && i <= 2))
    })?;
    // Words of a street are words: a number only as `42nd`.
    let name = &words[..at];
    let fits = name.iter().all(|w| {
        let word = &text[w.clone()];
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|o| word.ends_with(o));
        let number = word.contains(|c: char| c.is_ascii_digit()) && !ordinal;
        !number && !word.contains(['\n', '.', ':', ';', '?', '!', '@', '$'])
            || word.ends_with('.') && word.len() <= 4
    });
    if !fits
        || at > 4
        || OTHER
            .iter()
            .any(|o| text[words[0].clone()].eq_ignore_ascii_case(o))
    {
        return None;
    }
    let word = plain(&words[at]);
    let mut last = words[at].start + word.len();
    let mut next = at + 1;
    let whole = |i: usize| words.get(i).map(&plain).unwrap_or_default();
    if DIRECTIONS
        .iter()
        .any(|d| whole(next).eq_ignore_ascii_case(d))
        && whole(next).starts_with(char::is_uppercase)
    {
        last = words[next].start + whole(next).len();
        next += 1;
    }
    if let Some(end) = unit(text, &words, next) {
        last = end;
    }
    Some(start..last)
}

/// Where `Apt 5` or `# 12` ends.
fn unit(text: &str, words: &[Range<usize>], at: usize) -> Option<usize> {
    let word = text[words.get(at)?.clone()]
        .trim_end_matches('.')
        .to_lowercase();
    if let Some(number) = word.strip_prefix('#').filter(|n| !n.is_empty()) {
        return number
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| words[at].end);
    }
    if !UNITS.contains(&word.as_str()) {
        return None;
    }
    let number = words.get(at + 1)?;
    let value = text[number.clone()].trim_end_matches(['.', '\n', ';']);
    let short = value.len() <= 5 && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (short && (value.len() == 1 || value.contains(|c: char| c.is_ascii_digit())))
        .then_some(number.start + value.len())
}

/// `12 rue de la Paix`.
fn leading(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let words = following(text, end);
    let skip = usize::from(words.first().is_some_and(|w| same(&text[w.clone()], "bis")));
    let first = words.get(skip)?;
    if ![
        "rue",
        "avenue",
        "boulevard",
        "place",
        "chemin",
        "allee",
        "impasse",
        "quai",
        "via",
    ]
    .iter()
    .any(|l| same(&text[first.clone()], l))
    {
        return None;
    }
    let last = name_end(text, &words[skip + 1..])?;
    Some(start..last)
}

/// Where the name of a street ends: small words, then a capital, then what is capital too.
fn name_end(text: &str, words: &[Range<usize>]) -> Option<usize> {
    const SMALL: [&str; 12] = [
        "de", "la", "le", "les", "du", "des", "da", "do", "dos", "del", "los", "las",
    ];
    let mut last = None;
    for word in words.iter().take(5) {
        let raw = &text[word.clone()];
        let plain = raw.trim_end_matches(['.', ',', '\n', ';', '!', '?']);
        let small = SMALL.iter().any(|s| plain.eq_ignore_ascii_case(s))
            || plain.starts_with("d'")
            || plain.starts_with("l'");
        if plain.starts_with(char::is_uppercase)
            || plain.starts_with("d'")
            || plain.starts_with("l'")
        {
            last = Some(word.start + plain.len());
        } else if !small {
            break;
        }
        if plain.len() < raw.len() {
            break;
        }
    }
    last
}

/// `Hauptstraße 12`, `Calle Mayor 5`, `Rua Augusta, 100`.
fn trailing(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let from = ceil(text, start.saturating_sub(REACH)).min(start);
    let from = text[from..start].rfind('\n').map_or(from, |i| from + i + 1);
    let head = text[from..start].trim_end_matches([' ', ',', 'º', '.', 'n', 'N']);
    if head.is_empty() || start - from - head.len() > 5 || head.ends_with('\n') {
        return None;
    }
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = head.len();
    for word in head.rsplit(' ').take(WORDS) {
        words.push(from + at - word.len()..from + at);
        at = (at - word.len()).saturating_sub(1);
        if word.contains(['\n', '.', '!', '?', ':']) && words.len() > 1 {
            words.pop();
            break;
        }
    }
    let last = text[words.first()?.clone()]
        .trim_end_matches('.')
        .to_lowercase();
    let ended = ENDINGS
        .iter()
        .any(|e| last.ends_with(e) && last.len() > e.len() + 2);
    let alone = ["straße", "strasse", "str", "platz", "weg", "allee"].contains(&last.as_str());
    if ended {
        return Some(words[0].start..end);
    }
    if alone
        && let Some(word) = words
            .get(1)
            .filter(|w| text[(*w).clone()].starts_with(char::is_uppercase))
    {
        return Some(word.start..end);
    }
    let lead = words.iter().skip(1).take(5).find(|w| {
        LEADING
            .iter()
            .any(|l| same(text[(*w).clone()].trim_end_matches('.'), l))
    })?;
    let named = text[words[0].clone()].starts_with(char::is_uppercase);
    (named && end - start <= 6).then_some(lead.start..end)
}

/// `PO Box 123`.
fn boxed(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let from = ceil(text, start.saturating_sub(16)).min(start);
    let head = text[from..start].to_lowercase();
    if head.len() != start - from {
        return None;
    }
    let head = head.trim_end_matches([' ', '#']);
    [
        "p.o. box",
        "po box",
        "p.o box",
        "p o box",
        "post office box",
        "postfach",
        "apartado",
        "caixa postal",
        "boite postale",
    ]
    .iter()
    .find(|b| head.ends_with(**b))
    .map(|b| from + head.len() - b.len()..end)
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_addresses_in_the_order_of_each_language() {
        for address in [
            "1600 Amphitheatre Parkway",
            "221B Baker Street",
            "56 N First St",
            "123 Park Ave Apt 123",
            "7504 taylor drive",
            "12 rue de la Paix",
            "Calle Mayor 5",
            "Hauptstraße 12",
            "Rua Augusta, 100",
            "PO Box 5087",
            "101 main st",
        ] {
            finds(
                "STREET_ADDRESS",
                &format!("send it to {address}, please"),
                address,
            );
        }
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "1 more way to do it",
            "a 5 star drive",
            "3 days on the road",
            "I have 2 ways",
            "20 minutes drive",
            "order 12345 place it",
            "I live right down the street",
            "5 items in a row",
        ] {
            clean("STREET_ADDRESS", text);
        }
    }
}
