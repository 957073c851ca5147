//! E-mail addresses as hurried people type them: a space, a bracket or a word at the `@`, a comma for the
//! full stop, or a mark left out (`anna @gmail.com`, `anna at gmail.com`, `anna@gmail,com`, `annagmail.com`).

use std::ops::Range;

use super::email::{COMMON, local_start};
use super::email_worded::{AT, NO_NAME};
use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::{ceil, floor};
use crate::redact::context::{Lexicon, Scene, same};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const fn detector(start: Start, examine: Examine) -> Detector {
    Detector {
        id: "email_loose",
        entity: "EMAIL_ADDRESS",
        start,
        examine,
        operator: Operator::default,
        on: On::STANDARD,
    }
}

pub(super) const DOMAIN: Detector = detector(Start::Byte(b'.'), Examine::Read(before_domain));
pub(super) const MISTYPED: Detector = detector(Start::Byte(b'@'), Examine::Read(mistyped));
pub(super) const TOLD: Detector = detector(
    Start::Keyword(&[
        "email", "emails", "e-mail", "mail", "gmail", "correo", "courriel",
    ]),
    Examine::Read(told),
);
pub(super) const ANSWERED: Detector = detector(Start::Answer, Examine::Read(answered));

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["email", "emails", "e mail", "mail", "gmail", "mailbox", "reach me"],
    &["correo", "email"], &["courriel", "mail"], &["mail", "mailadresse"], &["correio", "email"],
]);

/// Providers of mailboxes, as the label before their top-level domain.
#[rustfmt::skip]
pub(super) const PROVIDERS: [&str; 25] = [
    "gmail", "googlemail", "yahoo", "hotmail", "outlook", "icloud", "aol", "ymail", "live", "msn", "gmx", "web",
    "protonmail", "proton", "rediffmail", "yandex", "free", "orange", "wanadoo", "laposte", "libero", "uol", "bol",
    "terra", "sapo",
];
/// Those that no other word ends with: what stands before one of them is somebody's name.
#[rustfmt::skip]
const GLUED: [&str; 9] = [
    "gmail", "hotmail", "yahoo", "outlook", "icloud", "rediffmail", "reddiffmail", "protonmail", "ymail",
];
/// The same with the full stop left out.
const GLUED_COM: [&str; 4] = ["mailcom", "yahoocom", "outlookcom", "icloudcom"];

/// Words between the word for mail and an address.
#[rustfmt::skip]
const LINKS: [&str; 9] = ["is", "es", "est", "ist", "e", "id", "address", "to", "an"];

/// Brackets around a word for `@`.
const OPENING: [char; 4] = ['(', '[', '{', '<'];

/// Bytes of the longest local part (RFC 5321 4.5.3.1.1).
const LOCAL: usize = 64;
/// Words that are looked at for an address without any mark.
const WORDS: usize = 6;

/// At the first full stop of a domain: what stands before it is glued to it, or has a loose `@`.
fn before_domain(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let (text, dot) = (scene.text, site.start);
    let (left, right) = bracketed(text, dot);
    let start = run_start(text, left, |c| c.is_ascii_alphanumeric() || c == '-');
    let label = &text[start..left];
    if label.len() < 2 || !label.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = domain_end(text, right)?;
    let (begin, context) = glued(text, start, label)
        .map(|at| (at, "provider"))
        .or_else(|| apart(scene, start, label, end, left < dot))?;
    (scene.opens(begin, &[]) && scene.closes(end, &[])).then_some(Verdict {
        span: begin..end,
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

/// Where the host before a full stop ends and what is behind it begins: `gmail[.]com`.
fn bracketed(text: &str, dot: usize) -> (usize, usize) {
    let (head, tail) = (&text[..dot], &text[dot + 1..]);
    let open = head.ends_with(['[', '(', '{']);
    if open && tail.starts_with([']', ')', '}']) {
        (dot - 1, dot + 2)
    } else {
        (dot, dot + 1)
    }
}

/// Where a run of such characters begins that ends at `end`.
fn run_start(text: &str, end: usize, fits: impl Fn(char) -> bool) -> usize {
    let from = ceil(text, end.saturating_sub(LOCAL)).min(end);
    let rest = text[from..end].trim_end_matches(fits);
    from + rest.len()
}

/// Where a label begins that stands before the full stop in front of `at`, and whether there is space beside that.
pub(super) fn label_before(text: &str, at: usize) -> Option<(usize, bool)> {
    let stop = text[..at].trim_end_matches(' ').strip_suffix('.')?;
    let end = stop.trim_end_matches(' ').len();
    let start = run_start(text, end, is_label);
    (start < end).then_some((start, end + 1 < at))
}

pub(super) fn is_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Where a top-level domain from `at` on ends, of which most people know.
fn domain_end(text: &str, at: usize) -> Option<usize> {
    let label = |from: usize| {
        let rest = &text[from..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic());
        &rest[..end.unwrap_or(rest.len())]
    };
    let country = |top: &str| top.len() == 2 && top.bytes().all(|b| b.is_ascii_lowercase());
    let top = label(at);
    let common = COMMON.iter().any(|t| top.eq_ignore_ascii_case(t));
    let second = common || matches!(top, "co" | "ac" | "gob" | "gouv");
    let end = at + top.len();
    // `firm.co.uk`
    if second && text[end..].starts_with('.') && country(label(end + 1)) {
        return Some(end + 3);
    }
    (common || country(top)).then_some(end)
}

/// A name that touches its provider: `anna.smithgmail.com`.
fn glued(text: &str, start: usize, label: &str) -> Option<usize> {
    let lower = label.to_ascii_lowercase();
    let provider = GLUED.iter().find(|p| lower.ends_with(*p))?;
    // Of `hotmail` no part is a name.
    if PROVIDERS.contains(&&*lower) || lower.len() < provider.len() + 2 {
        return None;
    }
    let begin = run_start(text, start, |c| {
        c.is_ascii_alphanumeric() || "._+-".contains(c)
    });
    let local = &text[begin..start + label.len() - provider.len()];
    let local = local.trim_end_matches('-');
    let plain = !text[..begin].ends_with(['@', '/', ':']) && !local.starts_with("www.");
    (plain && !NO_NAME.holds(local)).then_some(begin)
}

/// A name and a domain with a loose `@` between them, or a word for it; and what speaks for it. The full stop of
/// the domain may be `loose` itself.
pub(super) fn apart(
    scene: &Scene<'_>,
    start: usize,
    label: &str,
    end: usize,
    loose: bool,
) -> Option<(usize, &'static str)> {
    let text = scene.text;
    let head = text[..start].trim_end_matches(' ');
    let (head, rate) = without_rate(head);
    let (inner, closed) = match head.strip_suffix([')', ']', '}', '>']) {
        Some(inner) => (inner.trim_end_matches(' '), true),
        None => (head, false),
    };
    let (sign, before) = if let Some(before) = inner.strip_suffix('@') {
        (true, before)
    } else {
        let from = inner.trim_end_matches(char::is_alphabetic).len();
        let word = &inner[from..];
        // `section (a) firm.com` is a list, `anna(a)firm.com` an address.
        let name = inner[..from].trim_end_matches(OPENING);
        let touches = !name.is_empty() && !name.ends_with(' ');
        let at = AT.iter().any(|at| same(word, at)) || closed && word == "a" && touches;
        if !at || !closed && (head.len() == start || !inner[..from].ends_with(' ')) {
            return None;
        }
        (rate, &inner[..from])
    };
    let before = if closed {
        let before = before.trim_end_matches(' ');
        before.strip_suffix(OPENING)?
    } else {
        before
    };
    let local_end = before.trim_end_matches(' ').len();
    // An address as it should be, which is found as one.
    let touches = sign && !closed && local_end + 1 == start;
    if touches && !loose {
        return None;
    }
    let begin = run_start(text, local_end, |c| {
        c.is_alphanumeric() || "._+-".contains(c)
    });
    // `Thanks. anna@firm. com` are two sentences, `anna . smith@firm . com` is one name.
    let first = label_before(text, begin).filter(|_| loose && text[..begin].ends_with(" . "));
    let begin = first.map_or(begin, |(first, _)| first);
    let local = &text[begin..local_end];
    if !local.starts_with(char::is_alphanumeric)
        || NO_NAME.holds(local)
        || local.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let provider = PROVIDERS.iter().any(|p| label.eq_ignore_ascii_case(p));
    let behind = || scene.just_after(end, &CONTEXT).filter(|_| sign && loose);
    let context = scene.just_before(begin, 4, &CONTEXT).or_else(behind);
    let asked = || scene.requested(&CONTEXT);
    if closed
        || touches
        || rate && (provider || local.contains(|c: char| c.is_ascii_digit() || "._".contains(c)))
    {
        return Some((begin, if closed { "brackets" } else { "at" }));
    }
    // A mailbox has marks or digits more often than a word of a sentence.
    let marked = sign || local.contains(|c: char| c.is_ascii_digit() || "._".contains(c));
    // `our mail server at firm.com` is no address, `my mail is anna at firm.com` is one.
    let led =
        text[..begin].trim_end().ends_with([':', '=']) || scene.before(begin).ends_with_any(&LINKS);
    if provider && (marked || led || scene.is_whole(begin, end)) {
        return Some((begin, "provider"));
    }
    let context = context.filter(|_| marked || led).or_else(asked)?;
    Some((begin, context))
}

/// What stands before a host without what is said for `@` beyond `at`: `at the rate of`.
fn without_rate(head: &str) -> (&str, bool) {
    let strip = |text: &'_ str, word: &str| {
        let cut = text.len().checked_sub(word.len())?;
        let tail = text.get(cut..)?;
        (tail.eq_ignore_ascii_case(word) && text[..cut].ends_with(' '))
            .then(|| text[..cut].trim_end_matches(' ').len())
    };
    let of = strip(head, "of").map_or(head, |end| &head[..end]);
    let at = strip(of, "rate")
        .and_then(|end| strip(&of[..end], "the"))
        .map(|end| &of[..end])
        .filter(|rest| strip(rest, "at").is_some());
    at.map_or((head, false), |at| (at, true))
}

/// `anna@gmail,com`, `anna@gmail.c0m`.
fn mistyped(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let (text, at) = (scene.text, site.start);
    let word = |from: usize| {
        let rest = &text[from..floor(text, (from + LOCAL).min(text.len()))];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        &rest[..end.unwrap_or(rest.len())]
    };
    let host = word(at + 1);
    let mark = at + 1 + host.len();
    let sign = *text.as_bytes().get(mark).filter(|b| b",;.".contains(b))?;
    let top = word(mark + 1);
    let provider = PROVIDERS.iter().any(|p| host.eq_ignore_ascii_case(p));
    let common = COMMON.iter().any(|t| top.eq_ignore_ascii_case(t));
    let mistyped = if sign == b'.' {
        provider && top.contains(|c: char| c.is_ascii_digit())
    } else {
        common
    };
    let start = local_start(text, at)?;
    (mistyped && host.len() > 1).then_some(Verdict {
        span: start..mark + 1 + top.len(),
        score: 0.7,
        validator: None,
        context: None,
    })
}

/// Behind a word for mail: `my email is annagmailcom`.
fn told(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    without_marks(scene.text, site.word_end)
}

/// In a short text that follows another.
fn answered(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    without_marks(scene.text, site.start).or_else(|| without_top(scene))
}

/// Words for a full stop or the like within a name.
const NAME_MARKS: [&str; 5] = ["dot", "punto", "point", "underscore", "dash"];

/// An answer that leaves out how a host ends: `jdoe88 at gmail`, `john dot doe at example`.
fn without_top(scene: &Scene<'_>) -> Option<Verdict> {
    let text = scene.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut words = text.split(' ').rev();
    let host = words.next()?;
    let before = words.next()?;
    let at = AT.iter().any(|at| same(before, at));
    let local = if at { words.next()? } else { before };
    let joined = at
        && words
            .next()
            .is_some_and(|w| NAME_MARKS.iter().any(|m| same(w, m)));
    let first = if joined { words.next()? } else { local };
    let provider = PROVIDERS.iter().any(|p| host.eq_ignore_ascii_case(p));
    let odd = joined || local.contains(|c: char| c.is_ascii_digit() || "._".contains(c));
    let name = |word: &str| {
        word.chars().count() > 1
            && word.starts_with(char::is_alphanumeric)
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || "._-".contains(c))
            && word.contains(char::is_alphabetic)
            && !NO_NAME.holds(word)
    };
    let sure = odd && (provider || at && host.len() > 1 && host.chars().all(char::is_alphabetic));
    if !(sure && name(local) && name(first)) {
        return None;
    }
    let context = scene.requested(&CONTEXT)?;
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    scene.opens(start, &[]).then_some(Verdict {
        span: start..text.len(),
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

/// An address without any mark within a few words from `from` on.
fn without_marks(text: &str, from: usize) -> Option<Verdict> {
    let rest = &text[from..floor(text, (from + 2 * LOCAL).min(text.len()))];
    let (mut at, mut found): (usize, Option<Range<usize>>) = (from, None);
    for part in rest.split(' ').take(WORDS) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        let lower = word.to_ascii_lowercase();
        if let Some(tail) = GLUED_COM.iter().find(|t| lower.ends_with(*t)) {
            // The `g` of `gmailcom`, or a provider alone, is no name.
            let local = &lower[..lower.len() - tail.len()];
            let name = local.len() > 3 || local.len() > 1 && *tail != "mailcom";
            let plain = !lower.contains(['@', '/', ':']);
            if name && plain && !["hot", "rediff", "reddiff", "proton", "google"].contains(&local) {
                found = Some(at..at + word.len());
                break;
            }
        }
        at += part.len() + 1;
    }
    found.map(|span| Verdict {
        span,
        score: 0.6,
        validator: None,
        context: Some("provider"),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn a_loose_at_makes_an_address() {
        for address in [
            "anna @gmail.com",
            "anna@ gmail.com",
            "anna @ gmail.com",
            "anna.smith at gmail.com",
            "anna (at) firm.com",
            "anna[@]firm[.]com",
            "anna.smith(a)gmail.com",
            "max.muster ät web.de",
            "jean.dupont arobase free.fr",
            "ana7 arroba hotmail.es",
        ] {
            finds("EMAIL_ADDRESS", &format!("write: {address}, ok"), address);
        }
        finds("EMAIL_ADDRESS", "anna at gmail.com", "anna at gmail.com");
        finds(
            "EMAIL_ADDRESS",
            "my email is anna at firm.co.uk thanks",
            "anna at firm.co.uk",
        );
        answers(
            "EMAIL_ADDRESS",
            "What is your email address?",
            "sure, anna at firm.com",
            "anna at firm.com",
        );
    }

    #[test]
    fn the_rate_of_an_at_sign_belongs_to_it() {
        finds(
            "EMAIL_ADDRESS",
            "kim_lee at the rate gmail.com is it",
            "kim_lee at the rate gmail.com",
        );
        clean("EMAIL_ADDRESS", "growth at the rate example.com reports");
    }

    #[test]
    fn an_answer_may_leave_out_how_a_host_ends() {
        let question = "What's your email?";
        for address in ["jdoe88 gmail", "jdoe88 at gmail", "john dot doe at example"] {
            answers("EMAIL_ADDRESS", question, address, address);
        }
        for text in [
            "I'm at work",
            "only gmail",
            "not sure, it is at home",
            "at 5 yahoo",
        ] {
            ignores("EMAIL_ADDRESS", question, text);
        }
        ignores("EMAIL_ADDRESS", "Where do you work?", "level 3 at example");
    }

    #[test]
    fn a_mark_left_out_or_mistyped_makes_an_address() {
        for address in [
            "annagmail.com",
            "anna.smithhotmail.com",
            "anna@gmail,com",
            "anna@yahoo.c0m",
        ] {
            finds("EMAIL_ADDRESS", &format!("it is {address} ok"), address);
        }
        finds(
            "EMAIL_ADDRESS",
            "my email id is annagmailcom",
            "annagmailcom",
        );
        answers(
            "EMAIL_ADDRESS",
            "May I have your email?",
            "annasmithyahoocom and 5",
            "annasmithyahoocom",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "I bought it at amazon.com yesterday",
            "look at this at gmail.com please",
            "go to www.gmail.com",
            "mail.yahoo.com is down",
            "sign in at outlook.com",
            "dinner @ joes.com",
            "my gmail.com account",
            "we met at 5.30",
            "our mail server at firm.com",
            "hotmail.com does not work",
            "now.That at home",
            "me@home, come",
            "read the article at nytimes.com about it",
            "version 2.com",
            "see section (a) firm.com",
            "our mail company",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
        ignores("EMAIL_ADDRESS", "What is your email?", "the hotmailcom one");
    }
}
