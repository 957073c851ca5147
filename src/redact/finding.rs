//! What a detector found.

use std::sync::Arc;

use super::decision::Verdict;
use super::operate::Operator;

/// The name of an entity type (`CREDIT_CARD`) or of a detector (`credit_card`), shared by all findings.
pub type Name = Arc<str>;

/// A span that a policy wants treated. Findings of one text never overlap and ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// First byte in the text; a character boundary.
    pub start: u32,
    /// Byte after the last; a character boundary.
    pub end: u32,
    /// Entity type, in Presidio's vocabulary.
    pub kind: Name,
    /// Id of the detector or custom pattern.
    pub detector: Name,
    /// What the policy does with it.
    pub operator: Operator,
    /// What stands in its place, where that depends on more than the operator and the value's own letters.
    pub with: Option<Name>,
    /// Confidence from 0 to 1.
    pub score: f32,
    /// Why it was taken.
    pub evidence: Evidence,
    /// What a reviewer decided of it, and the place of that decision among all.
    pub decided: Option<(Verdict, u32)>,
}

/// Why a span was taken. Holds no text of the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The check that proved the value: `luhn`, `mod97`, … `None` when shape alone was enough.
    pub validator: Option<&'static str>,
    /// The detector's own word that stood near.
    pub context: Option<&'static str>,
}
