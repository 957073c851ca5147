//! Links: with a scheme or `www.`, whole or their query alone; bare domains with a common ending.

use std::ops::Range;

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::floor;
use crate::redact::context::Scene;
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const SCHEME: Detector = Detector {
    id: "url",
    entity: "URL",
    start: Start::Byte(b':'),
    examine: Examine::Read(with_scheme),
    operator: Operator::default,
    on: On::BROAD,
};

pub(super) const DOMAIN: Detector = Detector {
    id: "url",
    entity: "URL",
    start: Start::Byte(b'.'),
    examine: Examine::Read(bare),
    operator: Operator::default,
    on: On::BROAD,
};

pub(super) const QUERY: Detector = Detector {
    id: "url_query",
    entity: "URL_QUERY",
    start: Start::Byte(b':'),
    examine: Examine::Read(query),
    operator: Operator::default,
    on: On::ASKED,
};

/// Bytes of the longest link that is read.
const LONGEST: usize = 2048;

/// Endings of bare domains. No word of the five languages is among them: a sentence that begins without
/// a space (`sent.is`, `pedido.de`) is no domain.
#[rustfmt::skip]
const ENDINGS: [&str; 42] = [
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "dev", "app", "tech", "cloud",
    "online", "website", "shop", "xyz", "uk", "fr", "nl", "pl", "br", "ru", "jp", "cn", "ch", "eu", "ca", "au",
    "dk", "cz", "ie", "kr", "nz", "za", "mx", "ar", "cl", "pt", "fi",
];

/// Where a link from `start` on ends: at white space or a mark that no link holds, closing marks left out.
fn link_end(text: &str, start: usize) -> usize {
    let rest = &text[start..floor(text, (start + LONGEST).min(text.len()))];
    let stop = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '“' | '”' | '«' | '»' | '`' | '|' | '\\'
            )
    };
    let mut link = &rest[..rest.find(stop).unwrap_or(rest.len())];
    loop {
        let open = |o: char, c: char| link.matches(o).count() < link.matches(c).count();
        let shorter = match link.chars().next_back() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…') => true,
            Some(')') => open('(', ')'),
            Some(']') => open('[', ']'),
            Some('}') => open('{', '}'),
            _ => false,
        };
        if !shorter {
            return start + link.len();
        }
        link = &link[..link.len() - link.chars().next_back().map_or(1, char::len_utf8)];
    }
}

/// The link whose scheme ends at a colon.
fn link(scene: &Scene<'_>, colon: usize) -> Option<Range<usize>> {
    const SCHEMES: [&str; 6] = ["https", "http", "ftp", "ftps", "sftp", "wss"];
    let text = scene.text;
    let rest = text[colon..].strip_prefix("://")?;
    if !rest.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let letters = text.as_bytes()[..colon]
        .iter()
        .rev()
        .take(6)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let scheme = &text[colon - letters..colon];
    let known = SCHEMES.iter().filter(|s| {
        let at = scheme.len().checked_sub(s.len());
        at.and_then(|at| scheme.get(at..))
            .is_some_and(|e| e.eq_ignore_ascii_case(s))
    });
    let start = colon - known.map(|s| s.len()).max()?;
    Some(start..link_end(text, start))
}

fn with_scheme(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    Some(verdict(link(scene, site.start)?, 0.9))
}

fn query(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let link = link(scene, site.start)?;
    let at = scene.text[link.clone()].find(['?', '#'])?;
    let span = link.start + at + 1..link.end;
    (!span.is_empty()).then(|| verdict(span, 0.9))
}

fn verdict(span: Range<usize>, score: f32) -> Verdict {
    Verdict {
        span,
        score,
        validator: None,
        context: None,
    }
}

/// `www.example.org/a`, `example.com`.
fn bare(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let bytes = text.as_bytes();
    let host = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-' || *b >= 0x80;
    let dot = site.start;
    let left = bytes[..dot]
        .iter()
        .rev()
        .take(64)
        .take_while(|b| host(b))
        .count();
    let start = dot - left;
    // The first dot of a host speaks for it; addresses and paths are read elsewhere.
    if left == 0
        || left > 63
        || !text.is_char_boundary(start)
        || start > 0 && b"@.:/_=\\&%+~".contains(&bytes[start - 1])
    {
        return None;
    }
    let run = bytes[dot..]
        .iter()
        .take(253)
        .take_while(|b| host(b) || **b == b'.')
        .count();
    let name = text
        .get(start..floor(text, dot + run))?
        .trim_end_matches(['.', '-']);
    let top = name.rsplit('.').next()?;
    let labels = name.split('.').count();
    let www = name
        .get(..4)
        .is_some_and(|w| w.eq_ignore_ascii_case("www."))
        && labels >= 3;
    let lower = top.bytes().all(|b| b.is_ascii_lowercase()) && (2..=24).contains(&top.len());
    let known = lower && ENDINGS.contains(&top);
    if name.split('.').any(str::is_empty) || !(known || www && lower) {
        return None;
    }
    let after = start + name.len();
    if text[after..].starts_with('@')
        || !(www || name.split('.').rev().nth(1).is_some_and(|l| l.len() > 1))
    {
        return None;
    }
    let path = matches!(bytes.get(after), Some(b'/' | b':' | b'?'))
        && bytes.get(after + 1).is_some_and(u8::is_ascii_alphanumeric);
    let end = if path { link_end(text, start) } else { after };
    Some(verdict(start..end, if www { 0.8 } else { 0.5 }))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_links_and_nothing_around_them() {
        for (text, url) in [
            ("My homepage is http://example.com.", "http://example.com"),
            (
                "(see https://example.org/a_(b)?c=d#e)",
                "https://example.org/a_(b)?c=d#e",
            ),
            ("www.google.com is it", "www.google.com"),
            ("go to example.co.uk/help, please", "example.co.uk/help"),
            (
                "http://user@pass:example.com:8080/r?foo=bar#/app works?",
                "http://user@pass:example.com:8080/r?foo=bar#/app",
            ),
            (
                "<https://www.microsoft.com/store/abc/>",
                "https://www.microsoft.com/store/abc/",
            ),
        ] {
            finds("URL", text, url);
        }
    }

    #[test]
    fn a_sentence_without_a_space_is_no_domain() {
        for text in [
            "now.That",
            "done.is it",
            "ok..by now",
            "gracias.es todo",
            "pedido.de ayer",
            "www.microsoft",
            "report.pdf",
            "e.g. this",
            "v1.2.3",
            "joe@x.com",
            "Thanks.Com",
        ] {
            clean("URL", text);
        }
    }
}
