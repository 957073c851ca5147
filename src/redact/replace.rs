//! Replacements that depend on the value: numbers, hashes, shifted dates, ranges.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use rustc_hash::FxHashMap;
use sha2::Sha256;

use super::calendar;
use super::fold::fold;
use super::generalise::generalise;
use super::operate::{Operator, Over};

/// What a value was replaced with so far, and the key of hashes.
#[derive(Debug, Default)]
pub(crate) struct Replacer {
    key: Vec<u8>,
    /// By conversation (empty for the whole archive), type and normalised value.
    numbers: FxHashMap<(String, Arc<str>, String), u32>,
    last: FxHashMap<(String, Arc<str>), u32>,
}

impl Replacer {
    pub(crate) fn new(key: Option<&[u8]>) -> Self {
        Self {
            key: key.unwrap_or_default().to_vec(),
            ..Self::default()
        }
    }

    /// What an operator puts in the place of a value, where that takes more than the value and its type.
    pub(crate) fn replacement(
        &mut self,
        operator: &Operator,
        kind: &Arc<str>,
        value: &str,
        conversation: &str,
    ) -> Option<Arc<str>> {
        match operator {
            Operator::Pseudonym { over } => {
                let scope = match over {
                    Over::Conversation => conversation.to_owned(),
                    Over::Archive => String::new(),
                };
                let key = (scope.clone(), kind.clone(), normal(kind, value));
                let last = self.last.entry((scope, kind.clone())).or_default();
                let number = *self.numbers.entry(key).or_insert_with(|| {
                    *last += 1;
                    *last
                });
                Some(format!("[{kind}_{number}]").into())
            }
            Operator::Hash => {
                let mut mac = self.mac()?;
                // The type keeps hashes of different kinds apart.
                mac.update(kind.as_bytes());
                mac.update(&[0]);
                mac.update(normal(kind, value).as_bytes());
                let digest = mac.finalize().into_bytes();
                let letters = digest[..8].iter().flat_map(|b| [b >> 4, b & 15]);
                let hash: String = letters.map(|n| char::from(b'a' + n)).collect();
                Some(format!("[{kind}:{hash}]").into())
            }
            Operator::DateShift { days, within } => {
                let days = if *within == 0 {
                    i64::from(*days)
                } else {
                    i64::from(*days) + self.drift(conversation, *within)?
                };
                Some(
                    calendar::shifted(value, days)
                        .unwrap_or_else(|| format!("[{kind}]"))
                        .into(),
                )
            }
            Operator::Generalise => Some(generalise(kind, value).into()),
            _ => None,
        }
    }

    /// Days that a conversation's dates move, at most `within` in either direction; the same for all of them.
    fn drift(&self, conversation: &str, within: u16) -> Option<i64> {
        let mut mac = self.mac()?;
        mac.update(b"date_shift\0");
        mac.update(conversation.as_bytes());
        let digest = mac.finalize().into_bytes();
        let number = u64::from_be_bytes(digest[..8].try_into().ok()?);
        let span = 2 * u64::from(within) + 1;
        Some((number % span) as i64 - i64::from(within))
    }

    fn mac(&self) -> Option<Hmac<Sha256>> {
        // Any length is a key for HMAC.
        Hmac::new_from_slice(&self.key).ok()
    }
}

/// A value without what its spelling adds: `4111 1111` is `41111111`, `A@X.com` is `a@x.com`.
pub(crate) fn normal(kind: &str, value: &str) -> String {
    let folded = fold(value);
    let spelled = matches!(
        kind,
        "EMAIL_ADDRESS" | "URL" | "CREDENTIAL" | "USERNAME" | "PASSWORD" | "SECRET" | "DOMAIN_NAME"
    );
    // `user: joe` is `joe`.
    let label = folded.text.split_once(':').filter(|(label, _)| {
        let letters = label.chars().all(|c| c.is_alphabetic() || c == ' ');
        matches!(kind, "USERNAME" | "PASSWORD") && letters
    });
    let value = label.map_or(&*folded.text, |(_, value)| value.trim_start());
    let words = matches!(kind, "PERSON" | "STREET_ADDRESS" | "LOCATION");
    if words {
        let lower = value.to_lowercase();
        return lower.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let kept = value.chars().filter(|c| spelled || c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_number_however_it_is_spelled() {
        let mut r = Replacer::new(None);
        let operator = Operator::Pseudonym {
            over: Over::Conversation,
        };
        let kind: Arc<str> = "CREDIT_CARD".into();
        let mut put = |value: &str, c: &str| {
            r.replacement(&operator, &kind, value, c)
                .expect("a number")
                .to_string()
        };
        assert_eq!(put("4111 1111", "a"), "[CREDIT_CARD_1]");
        assert_eq!(put("5111", "a"), "[CREDIT_CARD_2]");
        assert_eq!(put("4111-1111", "a"), "[CREDIT_CARD_1]");
        assert_eq!(put("5111", "b"), "[CREDIT_CARD_1]");
    }

    #[test]
    fn a_label_is_no_part_of_the_value() {
        assert_eq!(normal("USERNAME", "user: Joe"), normal("USERNAME", "joe"));
        assert_ne!(normal("PASSWORD", "pass: a!"), normal("PASSWORD", "a"));
    }

    #[test]
    fn a_hash_depends_on_key_and_type_and_not_on_spelling() {
        let hash = |key: &[u8], kind: &str, value: &str| {
            let mut r = Replacer::new(Some(key));
            r.replacement(&Operator::Hash, &kind.into(), value, "")
                .expect("a hash")
                .to_string()
        };
        assert_eq!(hash(b"k", "A", "41 11"), hash(b"k", "A", "4111"));
        assert_ne!(hash(b"k", "A", "4111"), hash(b"l", "A", "4111"));
        assert_ne!(hash(b"k", "A", "4111")[2..], hash(b"k", "B", "4111")[2..]);
    }
}
