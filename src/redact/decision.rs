//! What a reviewer decided about findings: a file of its own, apart from the data.
//!
//! A decision points at a place (entry, field, offsets) and holds no value, so that the file may be kept and
//! signed where the data may not. What it means is read from the data when both are loaded again.

use serde::{Deserialize, Serialize};

use super::policy_error::{PolicyError, Problem};
use super::rule::name_fits;
use super::target::Field;

/// Decisions in the order they were made; of two of the same reach on the same finding the later counts. Taking
/// back the last one is undoing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Version of this format: 1.
    pub version: u32,
    /// Hash of the policy whose findings were reviewed; told, not enforced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Must be set where a decision holds a value (`text`), so that nobody passes the file on unawares.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The decisions.
    #[serde(default)]
    pub decisions: Vec<Decision>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// Of what.
    #[serde(default)]
    pub scope: Reach,
    /// The finding, or the words that were selected; not for a whole detector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Spot>,
    /// Id of the detector, for a whole one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detector: Option<String>,
    /// The words to redact themselves, where no place in the data has them. Only in a file marked sensitive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Entity type of what is redacted by decision; `SENSITIVE` by default.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Why, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a reviewer says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is rightly redacted.
    Accept,
    /// It is no personal data, or must stay: it is left in the text.
    Reject,
    /// These words are redacted wherever they stand as whole words, found or not.
    Redact,
}

impl Verdict {
    /// Its spelling in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Redact => "redact",
        }
    }
}

/// How far a decision reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The finding at its place.
    #[default]
    One,
    /// Every finding of the same type and value, however it is spelled; with `redact`, the same words everywhere.
    Alike,
    /// Every finding of a detector.
    Detector,
}

/// A place in the data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// Entry id.
    pub entry: String,
    /// Field of the entry.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub field: Field,
    /// Which of several texts of that field, from 0.
    #[serde(default)]
    pub nth: u32,
    /// First UTF-16 unit in the original text.
    pub start: u32,
    /// UTF-16 unit after the last.
    pub end: u32,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            version: 1,
            policy: None,
            sensitive: false,
            decisions: Vec::new(),
        }
    }
}

impl Decisions {
    /// Reads a file of decisions and says what is wrong with it: which decision, which member.
    ///
    /// ```
    /// use sealed_transcript::redact::Decisions;
    /// let file = r#"{"version":1,"decisions":[{"verdict":"redact","scope":"alike","text":"Orion"}]}"#;
    /// assert!(Decisions::from_json(file).unwrap_err().to_string().contains("sensitive"));
    /// ```
    pub fn from_json(json: &str) -> Result<Self, PolicyError> {
        let file: Self = serde_json::from_str(json)
            .map_err(|e| PolicyError::new("decisions", "json", Problem::Json(e.to_string())))?;
        if file.version != 1 {
            let problem = Problem::Version(file.version);
            return Err(PolicyError::new("decisions", "version", problem));
        }
        for (nth, decision) in file.decisions.iter().enumerate() {
            decision.check(nth, file.sensitive)?;
        }
        Ok(file)
    }
}

impl Decision {
    /// Whether it redacts words, found or not.
    pub(crate) fn redacts(&self) -> bool {
        self.verdict == Verdict::Redact
    }

    fn check(&self, nth: usize, sensitive: bool) -> Result<(), PolicyError> {
        let wrong = |member, why| {
            let problem = Problem::Decision(why);
            Err(PolicyError::new(
                &format!("decision {nth}"),
                member,
                problem,
            ))
        };
        let redact = self.redacts();
        if redact && self.scope != Reach::Alike {
            return wrong("scope", "words are redacted everywhere: scope alike");
        }
        if self.text.is_some() && !redact {
            return wrong("text", "only words to redact are written out");
        }
        if self.text.is_some() && !sensitive {
            return wrong(
                "text",
                "a file that holds words of the data says so: \"sensitive\": true",
            );
        }
        if self
            .text
            .as_ref()
            .is_some_and(|text| text.trim().is_empty())
        {
            return wrong("text", "empty");
        }
        if self.kind.as_ref().is_some_and(|kind| !name_fits(kind)) {
            return wrong("type", "a name is made of letters, digits, _ and -");
        }
        let of_detector = self.scope == Reach::Detector;
        if of_detector != self.detector.is_some() {
            return wrong(
                "detector",
                "a detector is named where the scope is detector, and only there",
            );
        }
        let needs_place = !of_detector && self.text.is_none();
        match &self.at {
            None if needs_place => wrong("at", "missing: the place of the finding"),
            Some(_) if !needs_place => wrong("at", "not needed here"),
            Some(spot) if spot.start >= spot.end => wrong("at", "empty: start is before end"),
            _ => Ok(()),
        }
    }
}
