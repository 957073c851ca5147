//! What to look for and what to do with it, as JSON.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::operate::Operator;
use super::policy_error::{PolicyError, Problem};
use super::target::Field;
use crate::model::Role;

/// A redaction policy. Anything not said stays as in its base, so forgetting a line leaks nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version of this format: 1.
    pub version: u32,
    /// Shown in reports.
    #[serde(default)]
    pub name: String,
    /// Which built-in detectors run before `detectors` is read.
    #[serde(default)]
    pub base: Base,
    /// Findings below are dropped, 0 to 1; a rule may set its own. Without it 0.5, in the broad policy 0.35.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f64>,
    /// Languages whose context words are read besides English, as tags (`es`, `pt-BR`). Empty: that of
    /// the end user or the channel, else all that are known.
    #[serde(default)]
    pub languages: Vec<String>,
    /// ISO 3166 region whose national telephone numbers are read where the data names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Changes to built-in detectors.
    #[serde(default)]
    pub detectors: Vec<DetectorRule>,
    /// Detectors of the reader's own.
    #[serde(default)]
    pub patterns: Vec<PatternRule>,
    /// Fields that are redacted whole, whatever they hold.
    #[serde(default)]
    pub fields: Vec<FieldRule>,
    /// Values that are always found.
    #[serde(default)]
    pub deny: Vec<Deny>,
    /// Values that are left alone.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// Where a policy starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Every detector whose findings prove themselves or are named by the words around them.
    #[default]
    Standard,
    /// These, and dates, ages, postcodes, addresses, names that people give, ids without a word for them.
    Broad,
    /// Names alone.
    Names,
    /// None.
    None,
}

impl Base {
    /// The least score where a policy states none.
    fn min_score(self) -> f64 {
        match self {
            Self::Broad => 0.35,
            _ => 0.5,
        }
    }
}

/// A change to a built-in detector. A detector that is named is on unless `enabled` is false.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectorRule {
    /// Detector id (`credit_card`) or entity type (`CREDIT_CARD`, all detectors of it).
    pub id: String,
    /// Whether it runs.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Own least score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f64>,
    /// Own operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<Operator>,
    /// Where two findings are equal, the higher goes first.
    #[serde(default)]
    pub priority: i32,
    /// Authors whose text it reads; empty means all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Entry types it reads, in CamelCase; empty means all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Fields it reads; empty means all.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Channel types it reads; empty means all, and texts without one.
    #[serde(default)]
    pub channels: Vec<String>,
}

/// A pattern of the reader's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternRule {
    /// Its id, unlike any other.
    pub id: String,
    /// Entity type of its findings, such as `ORDER_NUMBER`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it runs; its examples are run all the same.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Regular expression without look-around and back-references; sees the folded text.
    pub pattern: String,
    /// JavaScript flags: `g` (implied), `i`, `m`, `s`, `u`.
    #[serde(default)]
    pub flags: String,
    /// Capture group that is the value; 0 is the whole match.
    #[serde(default)]
    pub group: u32,
    /// What happens to the value.
    #[serde(default)]
    pub operator: Operator,
    /// Checksum the value must pass.
    #[serde(default)]
    pub validator: Validator,
    /// Confidence of its findings.
    #[serde(default = "one")]
    pub score: f64,
    /// Own least score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f64>,
    /// Where two findings are equal, the higher goes first.
    #[serde(default)]
    pub priority: i32,
    /// Words that raise the score, or that it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextRule>,
    /// Words and phrases near a value that make it none.
    #[serde(default)]
    pub deny_near: Vec<String>,
    /// Authors whose text it reads; empty means all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Entry types it reads, in CamelCase; empty means all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Fields it reads; empty means all.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Channel types it reads; empty means all, and texts without one.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Texts in which it must find something; run when the policy is loaded.
    #[serde(default)]
    pub examples_match: Vec<String>,
    /// Texts in which it must find nothing.
    #[serde(default)]
    pub examples_no_match: Vec<String>,
}

/// Words near a value that speak for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextRule {
    /// Whole words and phrases, in any case, with or without accents.
    pub words: Vec<String>,
    /// How many words before the value are looked at, at most 12.
    #[serde(default = "six")]
    pub before: u8,
    /// How many behind it, at most 12.
    #[serde(default = "three")]
    pub after: u8,
    /// How many messages of the other side before it, at most 3.
    #[serde(default)]
    pub previous: u8,
    /// Whether a value without such a word is none; else such a word adds `boost` to the score.
    #[serde(default)]
    pub require: bool,
    /// What a word adds to the score.
    #[serde(default)]
    pub boost: f64,
}

/// A field that is redacted whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// The field.
    pub field: Field,
    /// Only where the label beside it holds this word or phrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Entity type of the finding.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happens to the value.
    #[serde(default)]
    pub operator: Operator,
    /// Authors whose fields it takes; empty means all.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A value that is always found, as a whole word, in any case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deny {
    /// The value.
    pub exact: String,
    /// Entity type of its findings.
    #[serde(rename = "type", default = "denied")]
    pub kind: String,
    /// What happens to the value.
    #[serde(default)]
    pub operator: Operator,
}

/// Checksums a custom pattern may ask for. Separators in the value are passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validator {
    /// None.
    #[default]
    None,
    /// Luhn over the digits.
    Luhn,
    /// MOD 97-10 over letters and digits, as in an IBAN.
    Mod97,
    /// Weights 2 to 7 from the right, modulo 11, the last digit checks.
    Mod11,
    /// ISO 7064 MOD 11,10 over the digits.
    Mod1110,
    /// Verhoeff over the digits.
    Verhoeff,
    /// Routing number of a bank of the United States.
    Aba,
    /// IBAN: MOD 97-10 and the country's length.
    Iban,
}

/// A value that is left alone: `exact` as it stands in the text, or `regex` over the whole value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The value, to the character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// A pattern that the whole value matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// Flags of the pattern.
    #[serde(default)]
    pub flags: String,
    /// Detector ids or entity types that leave it alone; empty means all.
    #[serde(default)]
    pub detectors: Vec<String>,
}

fn six() -> u8 {
    6
}

fn three() -> u8 {
    3
}

fn denied() -> String {
    "DENIED".to_owned()
}

fn one() -> f64 {
    1.0
}

fn yes() -> bool {
    true
}

impl Policy {
    /// Names of the policies that ship.
    pub const NAMES: [&str; 5] = ["standard", "pci", "broad", "names", "none"];

    /// A policy that ships: `standard`, `pci` (payment cards), `broad` (in the spirit of the GDPR),
    /// `names`, `none`.
    pub fn named(name: &str) -> Option<Self> {
        let (base, detectors) = match name {
            "standard" => (Base::Standard, Vec::new()),
            "broad" => (Base::Broad, Vec::new()),
            "names" => (Base::Names, Vec::new()),
            "pci" => (
                Base::None,
                [
                    "credit_card",
                    "credit_card_unverified",
                    "credit_card_part",
                    "credit_card_spelled",
                ]
                .map(DetectorRule::on)
                .to_vec(),
            ),
            "none" => (Base::None, Vec::new()),
            _ => return None,
        };
        Some(Self {
            base,
            detectors,
            ..Self::empty(name)
        })
    }

    /// A policy that finds nothing.
    pub(crate) fn empty(name: &str) -> Self {
        Self {
            version: 1,
            name: name.to_owned(),
            base: Base::None,
            min_score: None,
            languages: Vec::new(),
            region: None,
            detectors: Vec::new(),
            patterns: Vec::new(),
            fields: Vec::new(),
            deny: Vec::new(),
            allow: Vec::new(),
        }
    }

    /// The least score of findings whose rule sets none.
    pub fn least_score(&self) -> f64 {
        self.min_score.unwrap_or(self.base.min_score())
    }

    /// Whether an operator of it needs a key.
    pub fn needs_key(&self) -> bool {
        let own = self.detectors.iter().filter_map(|d| d.operator.as_ref());
        let patterns = self.patterns.iter().map(|p| &p.operator);
        let rest = self.fields.iter().map(|f| &f.operator);
        own.chain(patterns)
            .chain(rest)
            .chain(self.deny.iter().map(|d| &d.operator))
            .any(Operator::needs_key)
    }

    /// Reads a policy. Patterns and examples are checked by [`Engine::new`](super::Engine::new).
    ///
    /// ```
    /// use sealed_transcript::redact::Policy;
    /// let e = Policy::from_json(r#"{"version":1,"detecters":[]}"#).unwrap_err();
    /// assert!(e.to_string().contains("detecters"));
    /// ```
    pub fn from_json(json: &str) -> Result<Self, PolicyError> {
        let policy: Self = serde_json::from_str(json)
            .map_err(|e| PolicyError::new("policy", "json", Problem::Json(e.to_string())))?;
        if policy.version != 1 {
            return Err(PolicyError::new(
                "policy",
                "version",
                Problem::Version(policy.version),
            ));
        }
        Ok(policy)
    }

    /// SHA-256 over the policy in canonical JSON, in hex. The order of keys and defaults that are spelled
    /// out make no difference.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        canonical(
            &serde_json::to_value(self).unwrap_or(Value::Null),
            &mut text,
        );
        Sha256::digest(text)
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

impl DetectorRule {
    /// A detector as it comes.
    pub fn on(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            enabled: true,
            ..Self::default()
        }
    }
}

/// JSON with sorted keys and no spaces.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_unstable_by_key(|(k, _)| *k);
            out.push('{');
            for (i, (key, value)) in keys.into_iter().enumerate() {
                let _ = write!(
                    out,
                    "{}{}:",
                    if i > 0 { "," } else { "" },
                    Value::from(key.as_str())
                );
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                canonical(item, out);
            }
            out.push(']');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_sees_content_and_not_the_order_of_keys_or_spelled_out_defaults() {
        let a = Policy::from_json(
            r#"{"version":1,"name":"x","detectors":[{"id":"us_ssn","enabled":true}]}"#,
        )
        .expect("a policy");
        let b = Policy::from_json(
            r#"{"detectors":[{"enabled":true,"id":"us_ssn","roles":[]}],"base":"standard","name":"x","version":1}"#,
        )
        .expect("a policy");
        let c = Policy::from_json(
            r#"{"version":1,"name":"x","detectors":[{"id":"us_ssn","enabled":false}]}"#,
        )
        .expect("a policy");
        assert_eq!(a.hash(), b.hash());
        assert_ne!(a.hash(), c.hash());
        assert_eq!(a.hash().len(), 64);
    }

    #[test]
    fn unknown_fields_and_versions_are_refused_by_name() {
        for (json, word) in [
            (r#"{"version":1,"min_scor":1}"#, "min_scor"),
            (
                r#"{"version":1,"detectors":[{"id":"x","operator":{"type":"mask","keep":4}}]}"#,
                "keep",
            ),
            (
                r#"{"version":1,"detectors":[{"id":"x","roles":["Boss"]}]}"#,
                "Boss",
            ),
            (r#"{"version":2}"#, "version"),
        ] {
            let e = Policy::from_json(json).expect_err("refused").to_string();
            assert!(e.contains(word), "{e}");
        }
    }

    #[test]
    fn named_policies_exist() {
        for name in Policy::NAMES {
            assert_eq!(Policy::named(name).map(|p| p.name), Some(name.to_owned()));
        }
        assert_eq!(Policy::named("other"), None);
    }
}
