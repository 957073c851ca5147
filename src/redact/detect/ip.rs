//! Internet addresses, version 4 and 6, with prefix length and zone. Parsed by the standard library.

use std::net::Ipv6Addr;

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::boundary::floor;
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const V4: Detector = Detector {
    id: "ip_v4",
    entity: "IP_ADDRESS",
    start: Start::Digits(counts(4, 12)),
    examine: Examine::Read(v4),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const V6: Detector = Detector {
    id: "ip_v6",
    entity: "IP_ADDRESS",
    start: Start::Byte(b':'),
    examine: Examine::Read(v6),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::new(&["ip", "ipv4", "ipv6", "address", "host", "server", "ping", "dns", "gateway"]);

/// What four numbers with dots between them are besides.
#[rustfmt::skip]
static DENY: Lexicon = Lexicon::of([
    &["version", "ver", "v", "build", "firmware", "release", "section", "chapter", "update", "driver", "ios", "android", "app"],
    &["version", "seccion", "actualizacion"], &["version", "section"], &["version", "firmware"], &["versao", "secao"],
]);

fn v4(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let four = site.groups.get(..4)?;
    let dotted = four[..3].iter().all(|g| &text[g.gap.clone()] == ".");
    let octets = four.iter().all(|g| {
        let digits = &text[g.at.clone()];
        digits.len() <= 3 && digits.parse::<u16>().is_ok_and(|n| n <= 255)
    });
    let mut end = four[3].at.end;
    let more =
        text[end..].starts_with('.') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    if !dotted || !octets || more || !scene.opens(site.start, &[]) {
        return None;
    }
    if matches!(scene.byte_before(site.start), Some(b'.' | b'-')) {
        return None;
    }
    end = with_prefix(text, end, 32);
    if !scene.closes(end, &[]) {
        return None;
    }
    let context = scene.near(site.start, end, &CONTEXT);
    if context.is_none() && scene.just_before(site.start, 2, &DENY).is_some() {
        return None;
    }
    Some(Verdict {
        span: site.start..end,
        score: 0.8,
        validator: Some("parse"),
        context,
    })
}

/// The end of `/24` behind an address.
fn with_prefix(text: &str, end: usize, most: u32) -> usize {
    let Some(rest) = text[end..].strip_prefix('/') else {
        return end;
    };
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let fits = rest[..digits].parse::<u32>().is_ok_and(|n| n <= most);
    if fits { end + 1 + digits } else { end }
}

/// Bytes of the longest address.
const LONGEST: usize = 48;

fn v6(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let bytes = text.as_bytes();
    let part = |b: &u8| b.is_ascii_hexdigit() || *b == b':';
    let left = bytes[..site.start]
        .iter()
        .rev()
        .take(5)
        .take_while(|b| part(b))
        .count();
    let start = site.start - left;
    // Only the first colon of an address speaks for it.
    if left > 4 || bytes[start..site.start].contains(&b':') || !scene.opens(start, &[]) {
        return None;
    }
    let reach = floor(text, (start + LONGEST).min(text.len()));
    let run = bytes[start..reach]
        .iter()
        .take_while(|b| part(b) || **b == b'.')
        .count();
    let token = text[start..start + run].trim_end_matches('.');
    let token = if token.ends_with("::") {
        token
    } else {
        token.trim_end_matches(':')
    };
    if token.bytes().filter(|b| *b == b':').count() < 2 {
        return None;
    }
    let mut end = start + token.len();
    let groups = token.split([':', '.']).filter(|g| !g.is_empty()).count();
    let context = scene.near(start, end, &CONTEXT);
    let parsed = token.parse::<Ipv6Addr>().is_ok();
    // Nine groups are none, but whoever typed them meant one.
    let meant = !parsed
        && groups >= 8
        && context.is_some()
        && token.split(':').all(|g| (1..=4).contains(&g.len()));
    let sure = groups >= 3 || token.bytes().any(|b| b.is_ascii_digit());
    let loopback = token == "::1" || text[end..].starts_with("/128");
    let short = !(groups >= 2 && sure) && context.is_none() && !loopback;
    if !(parsed || meant) || short || !scene.closes(end, &[]) {
        return None;
    }
    if let Some(zone) = text[end..].strip_prefix('%') {
        end += 1 + zone
            .bytes()
            .take(16)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
    }
    end = with_prefix(text, end, 128);
    Some(Verdict {
        span: start..end,
        score: if parsed { 0.8 } else { 0.5 },
        validator: parsed.then_some("parse"),
        context,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_addresses_of_both_versions() {
        for address in [
            "192.168.0.1",
            "10.0.0.0/8",
            "684D:1111:222:3333:4444:5555:6:77",
            "2400:c401::5054:ff:fe1b:b031",
            "fe80::1%eth0",
            "::ffff:192.0.2.1",
            "2001:db8::/32",
        ] {
            finds("IP_ADDRESS", &format!("it is {address}, ok"), address);
        }
        finds("IP_ADDRESS", "my ip: ::1", "::1");
        finds("IP_ADDRESS", "[203.0.113.9] in logs", "203.0.113.9");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "version 10.15.7.2",
            "256.1.1.1",
            "192.168.1",
            "1.2.3.4.5",
            "at 12:30:45",
            "std::string",
            "ratio 1:2:3",
            "a::b",
            "Note:: read",
        ] {
            clean("IP_ADDRESS", text);
        }
    }
}
