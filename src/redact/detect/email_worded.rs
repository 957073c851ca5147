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

/// Words and marks of an address, with their places: letters and digits with `.`, `_`, `-` inside; `@`.
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
            out.push((from + s, &part[s..i]));
        }
        if c == '@' {
            out.push((from + i, &part[i..=i]));
        } else if !(c == ' ' || "[](){}<>".contains(c)) {
            out.push((from + i, ""));
        }
    }
    out
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

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
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
    let mut last = dot + 1;
    if !is_label(tokens.get(at + 1)) || !is_label(tokens.get(last)) {
        return None;
    }
    while is(tokens.get(last + 1), &DOT) && is_label(tokens.get(last + 2)) {
        last += 2;
    }
    let top = tokens[last].1;
    let top = top.trim_end_matches(['.', '-', '_']);
    let known = COMMON.iter().any(|t| top.eq_ignore_ascii_case(t))
        || (top.len() == 2 && top.bytes().all(|b| b.is_ascii_alphabetic()));
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
