//! E-mail addresses with space around a full stop: `anna at gmail . com`, `anna@firm. com`, `anna . smith @ firm . fr`.

use super::email::COMMON;
use super::email_loose::{PROVIDERS, apart, detector, is_label, label_before};
use super::{Detector, Examine, Start, Verdict};
use crate::redact::context::Scene;
use crate::redact::site::Site;

pub(super) const TOP: Detector = detector(
    Start::Keyword(&["com", "net", "org", "edu", "co"]),
    Examine::Read(top),
);
pub(super) const PROVIDER: Detector = detector(Start::Keyword(&PROVIDERS), Examine::Read(provider));

/// Labels of a domain that are looked at.
const LABELS: usize = 4;

/// At a top-level domain.
fn top(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let top = &scene.text[site.start..site.word_end];
    let lower = top.bytes().all(|b| b.is_ascii_lowercase());
    let country = country(scene.text, site.word_end);
    (lower && (top != "co" || country.is_some())).then_some(())?;
    address(scene, site.start, country.unwrap_or(site.word_end))
}

/// At a provider of mailboxes, whose domain is one of a country: `yahoo . fr`.
fn provider(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let end = country(scene.text, site.word_end)?;
    let top = end - 2;
    // `gmail.co` of `gmail.co . uk` is told at `co`.
    (!COMMON.contains(&&scene.text[top..end]) && &scene.text[top..end] != "co").then_some(())?;
    address(scene, top, end)
}

/// Where the domain of a country ends that stands behind a full stop.
fn country(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches(' ').strip_prefix('.')?;
    let rest = rest.trim_start_matches(' ');
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    let closes = !rest[letters..].starts_with(char::is_alphanumeric);
    (letters == 2 && closes).then(|| text.len() - rest.len() + letters)
}

/// An address whose top-level domain stands in `top..end`, if a full stop before it has space beside it.
fn address(scene: &Scene<'_>, top: usize, end: usize) -> Option<Verdict> {
    let text = scene.text;
    let (start, mut loose) = label_before(text, top)?;
    let (mut domain, label) = (start, &text[start..]);
    let label = &label[..label.find(|c: char| !is_label(c)).unwrap_or(label.len())];
    for _ in 0..LABELS {
        let Some((start, spaced)) = label_before(text, domain) else {
            break;
        };
        (domain, loose) = (start, loose || spaced);
    }
    loose |= text[top..end].contains(' ');
    if !loose || label.len() < 2 {
        return None;
    }
    let (begin, context) = apart(scene, domain, label, end, true)?;
    (scene.opens(begin, &[]) && scene.closes(end, &[])).then_some(Verdict {
        span: begin..end,
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds};

    #[test]
    fn a_spaced_full_stop_is_one_of_an_address() {
        for address in [
            "anna at gmail . com",
            "anna@gmail . com",
            "anna@gmail .com",
            "anna@firm. com",
            "anna @ gmail . com",
            "anna at gmail .com",
            "anna . smith at gmail . com",
            "ana7 arroba hotmail . es",
            "max.muster at web . de",
            "anna@mail . firm . co . uk",
            "jo_smith@yahoo . co . uk",
        ] {
            let text = format!("my email is {address} ok");
            finds("EMAIL_ADDRESS", &text, address);
        }
        finds(
            "EMAIL_ADDRESS",
            "anna at gmail . com",
            "anna at gmail . com",
        );
        finds(
            "EMAIL_ADDRESS",
            "anna @ firm . com is my email",
            "anna @ firm . com",
        );
        answers(
            "EMAIL_ADDRESS",
            "What is your email address?",
            "anna at firm . com",
            "anna at firm . com",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "I looked at gmail . com is down",
            "it is at home . com on",
            "our mail is at work. Net result: nothing",
            "I am at work. info follows",
            "the .com boom . net effect",
            "see amazon . com",
            "dinner @ joes . com",
            "we meet @ noon. com",
            "my yahoo . fr account",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }
}
