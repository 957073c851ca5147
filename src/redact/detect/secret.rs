//! Keys and tokens: known prefixes, signed tokens, private keys, Salesforce session ids, passwords inside
//! links, and long mixed words where the text says that they are secret.

use std::ops::Range;

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::{ceil, floor};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const TOKEN: Detector = Detector {
    id: "secret",
    entity: "SECRET",
    start: Start::Word([u64::MAX, u64::MAX]),
    examine: Examine::Read(token),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const PRIVATE_KEY: Detector = Detector {
    id: "private_key",
    entity: "SECRET",
    start: Start::Byte(b'-'),
    examine: Examine::Read(private_key),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const IN_URL: Detector = Detector {
    id: "url_password",
    entity: "SECRET",
    start: Start::Byte(b':'),
    examine: Examine::Read(in_url),
    operator: Operator::default,
    on: On::STANDARD,
};

/// Beginnings of keys that services give out, and how many characters follow at least.
#[rustfmt::skip]
const PREFIXES: [(&str, usize); 38] = [
    ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("rk_test_", 16), ("pk_live_", 16), ("pk_test_", 16),
    ("whsec_", 16), ("AKIA", 16), ("ASIA", 16), ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30),
    ("github_pat_", 22), ("glpat-", 18), ("xoxb-", 16), ("xoxp-", 16), ("xoxa-", 16), ("xoxr-", 16), ("xoxs-", 16),
    ("AIza", 30), ("ya29.", 20), ("SG.", 30), ("sk-ant-", 20), ("sk-proj-", 20), ("sk-", 24), ("npm_", 30), ("hf_", 30),
    ("dop_v1_", 30), ("shpat_", 20), ("shpss_", 20), ("pypi-", 30), ("3MVG9", 40), ("key-", 32), ("dapi", 32),
    ("EAACEdEose0cBA", 10), ("SK", 32),
];

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["key", "apikey", "api key", "token", "secret", "bearer", "authorization", "basic", "session id", "sid", "access token", "client secret", "client_secret", "api_key", "access_token", "secret_key", "webhook", "signature"],
    &["clave", "llave", "token", "secreto"],
    &["cle", "jeton", "secret"],
    &["schlussel", "token", "geheimnis"],
    &["chave", "token", "segredo"],
]);

/// Bytes on each side of a word that may belong to its token.
const BEFORE: usize = 40;
const LONGEST: usize = 4096;

fn part(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"_-.+/=!~".contains(&b)
}

/// The token around a word; none if an earlier word of it was a place already.
fn around(text: &str, site: &Site) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let left = bytes[..site.start]
        .iter()
        .rev()
        .take(BEFORE)
        .take_while(|b| part(**b))
        .count();
    let start = site.start - left;
    if left == BEFORE || bytes[start..site.start].iter().any(u8::is_ascii_digit) {
        return None;
    }
    let right = bytes[site.start..]
        .iter()
        .take(LONGEST)
        .take_while(|b| part(**b))
        .count();
    // What ends a sentence, and what stands in front of a value, is no part of it.
    let token = text.get(start..site.start + right)?;
    let lead = token.len()
        - token
            .trim_start_matches(['-', '.', '/', '=', '+', '!', '~'])
            .len();
    let token = token[lead..].trim_end_matches(['.', '!', '-']);
    let value = token
        .rfind('=')
        .filter(|i| token.len() - i > 8)
        .map_or(0, |i| i + 1);
    let start = start + lead + value;
    let end = start + token.len() - value;
    (start < end).then_some(start..end)
}

fn token(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    // Most words are short, and short words with a digit are no keys.
    let bytes = scene.text.as_bytes();
    let reach = bytes[site.start..]
        .iter()
        .take(16)
        .take_while(|b| part(**b))
        .count();
    if reach < 12 {
        return None;
    }
    let span = around(scene.text, site)?;
    let token = &scene.text[span.clone()];
    if token.len() < 16 {
        return None;
    }
    let context = || {
        scene
            .just_before(span.start, 4, &CONTEXT)
            .or_else(|| scene.requested(&CONTEXT))
    };
    let prefixed = PREFIXES.iter().any(|(prefix, least)| {
        let rest = token.strip_prefix(prefix);
        rest.is_some_and(|r| {
            let body = r
                .bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b))
                .count();
            body >= *least && r.bytes().any(|b| b.is_ascii_digit())
        })
    });
    if prefixed || session_id(token) || signed(token) {
        return Some(Verdict {
            context: context(),
            span,
            score: 0.95,
            validator: Some("prefix"),
        });
    }
    let named = context()?;
    (token.len() >= 20 && mixed(token)).then_some(Verdict {
        span,
        score: 0.7,
        validator: Some("entropy"),
        context: Some(named),
    })
}

/// `00Dxx0000001gPL!AQ0AQ…`: an organisation's id, a bang, and the session.
fn session_id(token: &str) -> bool {
    let Some((organisation, session)) = token.split_once('!') else {
        return false;
    };
    organisation.starts_with("00D")
        && matches!(organisation.len(), 15 | 18)
        && organisation.bytes().all(|b| b.is_ascii_alphanumeric())
        && session.len() >= 16
}

/// A JSON web token: three parts, the first an object.
fn signed(token: &str) -> bool {
    let mut parts = token.split('.');
    let (head, body) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    head.starts_with("eyJ") && head.len() >= 12 && body.len() >= 8 && parts.next().is_some()
}

/// Capitals, small letters and digits in turn, as chance would have it.
fn mixed(token: &str) -> bool {
    let kinds = [
        token.bytes().any(|b| b.is_ascii_digit()),
        token.bytes().any(|b| b.is_ascii_lowercase()),
        token.bytes().any(|b| b.is_ascii_uppercase()),
    ];
    let mut seen = [false; 128];
    token
        .bytes()
        .filter(u8::is_ascii)
        .for_each(|b| seen[usize::from(b)] = true);
    kinds.iter().filter(|k| **k).count() >= 2 && seen.iter().filter(|s| **s).count() >= 9
}

/// `-----BEGIN … PRIVATE KEY-----` to its end, or as much of it as the text holds.
fn private_key(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let rest = text[site.start..].strip_prefix("-----BEGIN ")?;
    let line = &rest[..floor(rest, 60.min(rest.len()))];
    let title = line.find("-----")?;
    if !line[..title].contains("PRIVATE KEY") {
        return None;
    }
    let end = match rest.find("-----END ") {
        Some(at) => {
            let tail = &rest[at + 9..];
            let close = tail.find("-----").map_or(tail.len(), |i| i + 5);
            text.len() - tail.len() + close
        }
        None => text.len(),
    };
    Some(Verdict {
        span: site.start..end,
        score: 1.0,
        validator: Some("prefix"),
        context: None,
    })
}

/// The password in `https://user:password@host`.
fn in_url(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let rest = text[site.start..].strip_prefix("://")?;
    let head = &rest[..ceil(rest, 200)];
    let authority = &head[..head
        .find(|c: char| c.is_whitespace() || "/?#".contains(c))
        .unwrap_or(head.len())];
    let (login, host) = authority.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let start = site.start + 3 + user.len() + 1;
    (!password.is_empty() && !host.is_empty()).then_some(Verdict {
        span: start..start + password.len(),
        score: 0.9,
        validator: None,
        context: None,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_keys_by_their_beginning() {
        for secret in [
            concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"),
            concat!("AKI", "AIOSFODNN7EXAMPLE"),
            concat!("ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"),
            concat!("00Dxx0000001gPL", "!AQ0AQPxTzXAk5IDsCZ1W6xyz"),
            concat!(
                "eyJhbGciOiJIUzI1NiJ9",
                ".eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"
            ),
        ] {
            finds("SECRET", &format!("use {secret} here"), secret);
            finds("SECRET", &format!("?token={secret}"), secret);
        }
    }

    #[test]
    fn finds_secrets_by_their_words_and_places() {
        finds(
            "SECRET",
            "api key: h8Jk2LmN0pQr5TuVwXyZ",
            "h8Jk2LmN0pQr5TuVwXyZ",
        );
        let key = concat!(
            "-----BEGIN RSA ",
            "PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"
        );
        finds("SECRET", &format!("{key} end"), key);
    }

    #[test]
    fn leaves_hashes_and_ids_alone() {
        for text in [
            "commit 8f953371d3e85eddb89b05ed6b9e680791055315",
            "550e8400-e29b-41d4-a716-446655440000",
            "0MwRM00000001Yz0AI",
            "sk_live_",
            "key takeaways for 2024-2025 season",
            "https://example.com:8080/a@b",
            "file_name_2024_final_version_2.docx",
        ] {
            clean("SECRET", text);
        }
    }
}
