//! What to look for and what to do with it, as JSON.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::operate::Operator;
use super::policy_error::{PolicyError, Problem};
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
    /// Findings below are dropped, 0 to 1; a rule may set its own.
    #[serde(default = "half")]
    pub min_score: f64,
    /// Changes to built-in detectors.
    #[serde(default)]
    pub detectors: Vec<DetectorRule>,
    /// Detectors of the reader's own.
    #[serde(default)]
    pub patterns: Vec<PatternRule>,
    /// Values that are left alone.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// Where a policy starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Every detector whose findings prove themselves.
    #[default]
    Standard,
    /// None.
    None,
}

/// A change to a built-in detector. A detector that is named is on unless `enabled` is false.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Authors whose text it reads; empty means all.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A pattern of the reader's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternRule {
    /// Its id, unlike any other.
    pub id: String,
    /// Entity type of its findings, such as `ORDER_NUMBER`.
    #[serde(rename = "type")]
    pub kind: String,
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
    /// Authors whose text it reads; empty means all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Texts in which it must find something; run when the policy is loaded.
    #[serde(default)]
    pub examples_match: Vec<String>,
    /// Texts in which it must find nothing.
    #[serde(default)]
    pub examples_no_match: Vec<String>,
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
}

fn half() -> f64 {
    0.5
}

fn one() -> f64 {
    1.0
}

fn yes() -> bool {
    true
}

impl Policy {
    /// A policy that ships: `standard` (everything that proves itself), `pci` (card numbers only), `none`.
    pub fn named(name: &str) -> Option<Self> {
        let (base, detectors) = match name {
            "standard" => (Base::Standard, Vec::new()),
            "pci" => (Base::None, vec![DetectorRule::on("credit_card")]),
            "none" => (Base::None, Vec::new()),
            _ => return None,
        };
        Some(Self {
            version: 1,
            name: name.to_owned(),
            base,
            min_score: half(),
            detectors,
            patterns: Vec::new(),
            allow: Vec::new(),
        })
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
            min_score: None,
            operator: None,
            roles: Vec::new(),
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
        for name in ["standard", "pci", "none"] {
            assert_eq!(Policy::named(name).map(|p| p.name), Some(name.to_owned()));
        }
        assert_eq!(Policy::named("other"), None);
    }
}
