//! E-mail addresses: found at `@`, then read in both directions.

use crate::redact::boundary::floor;

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::context::Scene;
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "email_address",
    entity: "EMAIL_ADDRESS",
    start: Start::Byte(b'@'),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

/// As a link writes it: `anna%40example.com`.
pub(super) const IN_LINK: Detector = Detector {
    start: Start::Word([0, u64::MAX]),
    examine: Examine::Read(in_link),
    ..DETECTOR
};

/// Top-level domains that people write most. After one of them a further label is the next sentence.
#[rustfmt::skip]
pub(super) const COMMON: [&str; 12] = [
    "com", "net", "org", "edu", "gov", "mil", "info", "biz", "io", "ai", "dev", "app",
];

/// Longest local part (RFC 5321 4.5.3.1.1) and domain (4.5.3.1.2), in bytes.
const LOCAL_LIMIT: usize = 64;
const DOMAIN_LIMIT: usize = 255;

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let start = quoted_start(text, site.start).or_else(|| local_start(text, site.start))?;
    // A key that hangs: `anna@@gmail.com`.
    let behind = site.start + 1 + usize::from(text[site.start + 1..].starts_with('@'));
    let end = domain_end(text, behind).or_else(|| literal_end(text, behind))?;
    Some(Verdict {
        span: start..end,
        score: 1.0,
        validator: None,
        context: None,
    })
}

/// Where the local part before `at` begins.
pub(super) fn local_start(text: &str, at: usize) -> Option<usize> {
    let head = &text[..at];
    let ascii = head.ends_with(|c: char| c.is_ascii());
    let mut start = at;
    for (i, c) in head.char_indices().rev() {
        let letter =
            c.is_ascii_alphanumeric() || (c.is_alphanumeric() && (!ascii || c < '\u{250}'));
        if !(letter || "._%+'&-!#$^~*".contains(c)) || at - i > LOCAL_LIMIT {
            break;
        }
        start = i;
    }
    let local = &text[start..at];
    // Quotes, bullets and markup in front belong to the sentence.
    let trimmed = local.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    // `a..b@x` and `.@x` are no mailboxes, but what follows the dots may be one.
    let tail = trimmed.rfind("..").map_or(trimmed, |i| &trimmed[i + 2..]);
    (!tail.is_empty() && !tail.ends_with('.')).then(|| at - tail.len())
}

fn in_link(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let sign = site.start.checked_sub(1)?;
    text.get(sign..)?.starts_with("%40").then_some(())?;
    let start = local_start(text, sign)?;
    let end = domain_end(text, sign + 3)?;
    Some(Verdict {
        span: start..end,
        score: 0.9,
        validator: None,
        context: None,
    })
}

/// Where a local part in quotes begins: `"anna smith"@example.com`.
fn quoted_start(text: &str, at: usize) -> Option<usize> {
    let inner = text[..at].strip_suffix('"')?;
    let from = floor(inner, inner.len().saturating_sub(LOCAL_LIMIT));
    let open = from + inner[from..].rfind('"')?;
    let local = &inner[open + 1..];
    let before = text[..open].chars().next_back();
    let fits = !local.is_empty()
        && !local.contains(['@', '\n', ',', ':'])
        && !before.is_some_and(char::is_alphanumeric);
    fits.then_some(open)
}

/// Where an address of a machine ends that stands for a domain: `[192.168.0.1]`.
fn literal_end(text: &str, at: usize) -> Option<usize> {
    let inner = text[at..].strip_prefix('[')?;
    let (literal, _) = inner[..floor(inner, inner.len().min(50))].split_once(']')?;
    let address = literal.strip_prefix("IPv6:").unwrap_or(literal);
    address
        .parse::<std::net::IpAddr>()
        .is_ok()
        .then_some(at + literal.len() + 2)
}

/// Where the domain from `at` ends: labels, the last of them a top-level domain.
fn domain_end(text: &str, at: usize) -> Option<usize> {
    let limit = floor(text, (at + DOMAIN_LIMIT).min(text.len()));
    let mut end = None;
    let mut from = at;
    let mut count = 0;
    let mut common = false;
    loop {
        let label = &text[from..limit];
        let label = &label[..label
            .find(|c: char| !(c.is_alphanumeric() || c == '-'))
            .unwrap_or(label.len())];
        if label.is_empty() || label.len() > 63 || label.starts_with('-') {
            break;
        }
        let letters = label
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(label.len());
        let known = COMMON.iter().any(|t| label.eq_ignore_ascii_case(t));
        if common && !(known || (letters == 2 && label.len() == 2)) {
            break;
        }
        if count > 0 {
            let puny = label.len() > 4 && label[..floor(label, 4)].eq_ignore_ascii_case("xn--");
            if puny || (letters == label.len() && label.chars().nth(1).is_some()) {
                end = Some(from + label.len());
            } else if COMMON
                .iter()
                .any(|t| label[..letters].eq_ignore_ascii_case(t))
            {
                // `a@b.com123` and `a@b.com-`: what follows the domain is not a part of it.
                end = Some(from + letters);
                break;
            }
            common = known;
        }
        count += 1;
        from += label.len();
        if !text[from..limit].starts_with('.') {
            break;
        }
        from += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_addresses_of_many_shapes() {
        for address in [
            "info@presidio.site",
            "john.doe+tag@company.co.uk",
            "user@xn--80ak6aa92e.com",
            "mario@azienda.italia",
            "a@b.co",
            "o'neil@example.com",
            "JANE.DOE@EXAMPLE.ORG",
            "jürgen@müller.de",
            "x_1@a-b.example.com",
            "用户@例子.广告",
            "user@mail.xn--p1ai",
            "anna@@gmail.com",
            "\"anna smith\"@example.com",
            "john@[192.168.0.1]",
        ] {
            finds("EMAIL_ADDRESS", &format!("mail '{address}', ok"), address);
        }
    }

    #[test]
    fn takes_the_address_and_nothing_around_it() {
        for (text, address) in [
            ("write to joe@x.com.", "joe@x.com"),
            ("joe@gmail.com.Please call", "joe@gmail.com"),
            ("<bob@example.com>", "bob@example.com"),
            ("email=alice@example.com&x=1", "alice@example.com"),
            ("x.com/a?e=joe@x.com", "joe@x.com"),
            ("x.com/a?e=joe%2Ba%40x.com&b=1", "joe%2Ba%40x.com"),
            ("联系xiaoming@example.cn", "xiaoming@example.cn"),
            ("john@acme.com123-45-6789", "john@acme.com"),
            ("**joe@x.com**", "joe@x.com"),
            ("joe\u{200b}@x.com", "joe\u{200b}@x.com"),
            ("ｊｏｅ＠ｘ．ｃｏｍ", "ｊｏｅ＠ｘ．ｃｏｍ"),
        ] {
            finds("EMAIL_ADDRESS", text, address);
        }
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "@missinglocal.org",
            "user@",
            "user@.com",
            "john.smith@gmail..com",
            "user@[123.456.789.000]",
            "code a@b",
            "now.That",
            "@joe.you",
            "5 @ 3.50",
            "up 100%40 points",
            "%40.com",
            "a%41b.com",
            "user@localhost",
            "me@1.5",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }
}
