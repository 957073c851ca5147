//! E-mail addresses written in words: `john at gmail dot com`, `john[at]gmail[dot]com`.

use super::email::COMMON;
use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::{ceil, floor};
use crate::redact::context::{Lexicon, Scene, WordSet, same};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "email_worded",
    entity: "EMAIL_ADDRESS",
    start: Start::Keyword(&["dot", "punto", "point", "punkt", "ponto"]),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

/// `annaATgmailDOTcom`: told by its capitals.
pub(super) const CAPITALS: Detector = Detector {
    id: "email_worded",
    entity: "EMAIL_ADDRESS",
    start: Start::Byte(b'D'),
    examine: Examine::Read(capitals),
    operator: Operator::default,
    on: On::STANDARD,
};

/// `maria 43 gmailcom`: what dictation and hurried typing leave of an address.
pub(super) const PROVIDER: Detector = Detector {
    id: "email_worded",
    entity: "EMAIL_ADDRESS",
    start: Start::Keyword(&[
        "gmailcom",
        "gmail com",
        "yahoocom",
        "yahoo com",
        "hotmailcom",
        "hotmail com",
        "outlookcom",
        "outlook com",
        "icloudcom",
        "icloud com",
        "aolcom",
        "aol com",
        "rediffmailcom",
        "rediffmail com",
        "reddiffmailcom",
        "yandexcom",
        "yandex com",
    ]),
    examine: Examine::Read(provider),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["email", "mail", "address", "reach", "write"],
    &["correo", "direccion"], &["courriel", "adresse"], &["mailadresse", "adresse"], &["correio", "endereco"],
]);

/// Words that stand for `@`.
pub(super) const AT: [&str; 6] = ["at", "arroba", "arobase", "chez", "klammeraffe", "@"];
/// Words that stand for `.`, `_`, `-`.
const DOT: [&str; 6] = ["dot", "punto", "point", "punkt", "ponto", "."];
const JOIN: [&str; 8] = [
    "dot",
    "punto",
    "point",
    "punkt",
    "ponto",
    "underscore",
    "dash",
    "hyphen",
];

/// Bytes on each side that are looked at.
const REACH: usize = 120;
/// Pieces of an address, each with the words between them.
const PIECES: usize = 6;

/// Words and marks of an address, with their places: letters and digits with `.`, `_`, `-` inside; `@`, and
/// what is said for it at length. Marks that stand around a word (`-at-`, `*dot*`) are no part of it.
fn tokens(text: &str, from: usize, to: usize) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    let part = &text[from..to];
    for (i, c) in part.char_indices().chain([(part.len(), ' ')]) {
        if c.is_ascii_alphanumeric() || "._+-".contains(c) || (c.is_alphanumeric() && c < '\u{250}')
        {
            start.get_or_insert(i);
            continue;
        }
        if let Some(s) = start.take() {
            let word = part[s..i].trim_start_matches('-');
            let at = from + i - word.len();
            let word = word.trim_end_matches('-');
            if !word.is_empty() {
                out.push((at, word));
                join_rate(&mut out);
            }
        }
        if c == '@' {
            out.push((from + i, &part[i..=i]));
        } else if !(c == ' ' || "[](){}<>*#".contains(c)) {
            out.push((from + i, ""));
        }
    }
    out
}

/// `at the rate of` stands for `@` as `at` does.
fn join_rate(tokens: &mut Vec<(usize, &str)>) {
    let ends = |words: &[&str]| {
        let last = tokens.len().checked_sub(words.len());
        last.is_some_and(|last| {
            tokens[last..]
                .iter()
                .zip(words)
                .all(|((_, t), w)| same(t, w))
        })
    };
    if ends(&["at", "the", "rate"]) {
        tokens.truncate(tokens.len() - 2);
    } else if ends(&["at", "of"]) {
        tokens.truncate(tokens.len() - 1);
    }
}

/// The word before a provider, and the one before that if it is a number; `at` may stand between.
fn provider(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let from = ceil(text, site.start.saturating_sub(REACH)).min(site.start);
    let tokens = tokens(text, from, site.start);
    let mut before = tokens.iter().rev().peekable();
    before.next_if(|(_, word)| AT.iter().any(|at| same(word, at)));
    let mut first = before.next()?;
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if number(first.1) {
        first = before.next()?;
    }
    let (start, word) = *first;
    (label(word) && !number(word) && !NO_NAME.holds(word)).then_some(Verdict {
        span: start..site.word_end,
        score: 0.5,
        validator: None,
        context: Some("provider"),
    })
}

/// Words before a provider that are nobody's address.
pub(super) static NO_NAME: WordSet = WordSet::new(&[
    "my",
    "your",
    "his",
    "her",
    "our",
    "the",
    "a",
    "an",
    "is",
    "it",
    "its",
    "mail",
    "email",
    "id",
    "address",
    "use",
    "using",
    "to",
    "on",
    "in",
    "from",
    "with",
    "via",
    "of",
    "and",
    "or",
    "not",
    "no",
    "mi",
    "su",
    "en",
    "con",
    "de",
    "mon",
    "ma",
    "sur",
    "mein",
    "meine",
    "bei",
    "von",
    "meu",
    "minha",
    "me",
    "us",
    "you",
    "them",
    "him",
    "this",
    "that",
    "here",
    "there",
    "look",
    "looking",
    "see",
    "check",
    "account",
    "accounts",
    "inbox",
    "mailbox",
    "login",
    "log",
    "sign",
    "signed",
    "page",
    "site",
    "website",
    "shop",
    "store",
    "order",
    "ordered",
    "bought",
    "available",
    "online",
    "help",
    "support",
    "problem",
    "issue",
    "article",
    "be",
    "was",
    "are",
    "got",
    "only",
    "now",
    "just",
    "www",
]);

/// Marks that join the words of an address to one word: `joe_at_example_dot_com`.
const GLUE: [char; 6] = ['_', '-', '*', '#', '~', '.'];

/// An address whose words are joined by the mark around the `dot` at a place.
fn joined(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let glue = text[..site.start].chars().next_back()?;
    if !GLUE.contains(&glue) || !text[site.word_end..].starts_with(glue) {
        return None;
    }
    let fits = |c: char| c.is_alphanumeric() || "._+-".contains(c) || c == glue;
    let from = ceil(text, site.start.saturating_sub(REACH)).min(site.start);
    let start = from + text[from..site.start].trim_end_matches(fits).len();
    let start = start + text[start..].len() - text[start..].trim_start_matches(GLUE).len();
    let local_and_host = text.get(start..site.start)?.trim_end_matches(glue);
    let is = |word: &str, words: &[&str]| words.iter().any(|w| same(word, w));
    let mut before = local_and_host.split(glue);
    let host = before.next_back()?;
    // The first dot behind the word for `@` decides, as the words of a host have no dot among them.
    let (sign, local) = (before.next_back()?, before.next_back()?);
    if !is(sign, &AT) || !label(local) || !label(host) {
        return None;
    }
    let to = floor(text, (site.word_end + REACH).min(text.len()));
    let mut end = None;
    let mut at = site.word_end + glue.len_utf8();
    for (nth, word) in text[at..to].split(glue).enumerate() {
        let word = &word[..word
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(word.len())];
        if nth % 2 == 1 {
            if !is(word, &DOT) {
                break;
            }
        } else if is_top(word) {
            end = Some(at + word.len());
        }
        at += word.len();
        if !text[at..].starts_with(glue) {
            break;
        }
        at += glue.len_utf8();
    }
    (scene.opens(start, &[]) && scene.closes(end?, &[])).then_some(Verdict {
        span: start..end?,
        score: 0.7,
        validator: None,
        context: Some("dot"),
    })
}

/// An address in small letters whose words for the marks are in capitals.
fn capitals(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let (text, dot) = (scene.text, site.start);
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let behind = text[dot..].strip_prefix("DOT")?;
    let host_end = text[..dot]
        .trim_end_matches(|c: char| small(c) || c == '-')
        .len();
    let sign = text[..host_end].strip_suffix("AT")?;
    let from = ceil(text, sign.len().saturating_sub(REACH)).min(sign.len());
    let start = from
        + sign[from..]
            .trim_end_matches(|c: char| small(c) || "._+-".contains(c))
            .len();
    if host_end == dot || sign.len() - start < 2 || !label(&text[start..sign.len()]) {
        return None;
    }
    let top = &behind[..behind.find(|c| !small(c)).unwrap_or(behind.len())];
    let mut end = dot + 3 + top.len();
    let mut fits = is_top(top);
    if let Some(more) = text[end..].strip_prefix("DOT") {
        let last = &more[..more.find(|c| !small(c)).unwrap_or(more.len())];
        if is_top(last) {
            (end, fits) = (end + 3 + last.len(), true);
        }
    }
    (fits && scene.opens(start, &[]) && scene.closes(end, &[])).then_some(Verdict {
        span: start..end,
        score: 0.7,
        validator: None,
        context: Some("dot"),
    })
}

/// A top-level domain that most people know, or one of a country.
fn is_top(word: &str) -> bool {
    COMMON.iter().any(|top| word.eq_ignore_ascii_case(top))
        || word.len() == 2 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    joined(scene, site).or_else(|| in_words(scene, site))
}

fn in_words(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let from = floor(text, site.start.saturating_sub(REACH));
    let to = ceil(text, site.word_end + REACH);
    // Most points of a sentence have no word for `@` before them.
    let mut words = text[from..site.start].split(|c: char| !(c.is_alphanumeric() || c == '@'));
    if !words.any(|w| w.contains('@') || AT.iter().any(|at| same(w, at))) {
        return None;
    }
    let tokens = tokens(text, from, to);
    let dot = tokens.iter().position(|t| t.0 >= site.start)?;
    let is = |token: Option<&(usize, &str)>, words: &[&str]| {
        token.is_some_and(|(_, t)| words.iter().any(|w| same(t, w)))
    };
    let is_label = |token: Option<&(usize, &str)>| token.is_some_and(|(_, t)| label(t));
    // `@` or a word for it, two tokens before the first dot of the domain or more.
    let at = (1..=PIECES)
        .map_while(|n| dot.checked_sub(2 * n))
        .find(|at| is(tokens.get(*at), &AT))?;
    if at == 0 || !is_label(tokens.get(at - 1)) {
        return None;
    }
    // The first dot behind it decides; the others have been told then.
    if (at + 2..dot).step_by(2).any(|i| is(tokens.get(i), &DOT)) && is(tokens.get(at + 2), &DOT) {
        return None;
    }
    let mut first = at - 1;
    while first >= 2 && is(tokens.get(first - 1), &JOIN) && is_label(tokens.get(first - 2)) {
        first -= 2;
    }
    // `j d o e at …`: letter by letter. That of `it's` is none of them.
    let letter = |i: usize| {
        let (at, token) = tokens[i];
        let clipped = text[..at].ends_with(['\'', '’']);
        token.chars().count() == 1 && is_label(tokens.get(i)) && !clipped
    };
    while first > 0 && letter(first) && letter(first - 1) {
        first -= 1;
    }
    let mut last = dot + 1;
    if !is_label(tokens.get(at + 1)) || !is_label(tokens.get(last)) {
        return None;
    }
    while is(tokens.get(last + 1), &DOT) && is_label(tokens.get(last + 2)) {
        last += 2;
    }
    let top = tokens[last].1;
    let top = top.trim_end_matches(['.', '-', '_']);
    let known = is_top(top);
    let span = tokens[first].0..tokens[last].0 + top.len();
    // `look at this point de` is no address: words of one or two letters want a word for mail.
    let context = scene.hinted(span.start, span.end, &CONTEXT);
    // Words that mean nothing but `@`, or a full stop in English.
    let sign = is(tokens.get(at), &["arroba", "arobase", "klammeraffe"]);
    let english =
        sign || is(tokens.get(dot), &["dot"]) || text[span.clone()].contains(['@', '[', '(']);
    let score = match (known, english, context) {
        (true, true, _) | (true, _, Some(_)) => 0.7,
        _ => return None,
    };
    (scene.opens(span.start, &[]) && scene.closes(span.end, &[])).then_some(Verdict {
        span,
        score,
        validator: None,
        context,
    })
}

/// Letters and digits, at least two, or a digit among them.
fn label(token: &str) -> bool {
    const STOP: [&str; 9] = [
        "the", "this", "that", "it", "us", "me", "you", "all", "noon",
    ];
    token.starts_with(char::is_alphanumeric) && !STOP.iter().any(|s| token.eq_ignore_ascii_case(s))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn a_provider_without_its_marks_ends_an_address() {
        for address in [
            "raja 143 gmailcom",
            "rogers yahoo com",
            "ana_s at hotmailcom",
        ] {
            finds("EMAIL_ADDRESS", &format!("it is {address} ok"), address);
        }
        for text in [
            "my gmail com account",
            "use gmailcom",
            "gmailcom",
            "I changed to gmail, company mail is down",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }

    #[test]
    fn finds_addresses_in_words() {
        for address in [
            "john at gmail dot com",
            "john[at]gmail[dot]com",
            "jo.e (at) mail (dot) co (dot) uk",
            "ana arroba gmail punto com",
            "jean arobase free point fr",
        ] {
            finds("EMAIL_ADDRESS", &format!("write: {address}, ok"), address);
        }
    }

    #[test]
    fn words_joined_by_a_mark_or_told_by_capitals_make_an_address() {
        for address in [
            "joe_at_example_dot_com",
            "joe_smith_at_example_dot_co_dot_uk",
            "joe_dot_smith_at_example_dot_com",
            "john-at-example-dot-org",
            "john.doe*at*example*dot*com",
            "john.doe -at- example -dot- com",
            "annaATgmailDOTcom",
            "anna.smith7ATmail-serverDOTcoDOTuk",
            "kim at the rate of gmail dot com",
            "j d o e at gmail dot com",
        ] {
            finds("EMAIL_ADDRESS", &format!("it's {address}, ok"), address);
        }
        for text in [
            "snake_at_case_dot_notation",
            "look_at_dot_com",
            "at_dot_com",
            "at_home_dot_com style",
            "DATDOTcom",
            "DATA DOT com",
            "regulations of the DOT AT work",
            "growth at the rate of 5 dot 5",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }

    #[test]
    fn a_place_and_a_full_stop_are_no_address() {
        for text in [
            "a table at X.y tomorrow",
            "reached at 555-0100",
            "meet at noon, dot the i",
            "at the dot com",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }
}
