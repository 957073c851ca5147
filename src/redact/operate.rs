//! What is put in the place of a finding.

use crate::redact::boundary::{ceil, floor};
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Name};

/// What happens to a found value.
///
/// `mask` keeps separators and hides letters and digits; if fewer than four would be hidden, all are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operator {
    /// Report, do not touch.
    Keep,
    /// Hide letters and digits behind one character.
    Mask {
        /// How many letters and digits stay at the start.
        #[serde(default)]
        keep_first: u8,
        /// How many letters and digits stay at the end.
        #[serde(default)]
        keep_last: u8,
        /// The character that hides; no letter, digit or space.
        #[serde(default = "star")]
        character: char,
    },
    /// Put a fixed text in its place.
    Replace {
        /// The text; `{type}` stands for the entity type.
        #[serde(default = "bracketed")]
        with: String,
    },
    /// Take it out.
    Remove,
    /// Number it: `[EMAIL_ADDRESS_1]`, the same for the same value however it is spelled.
    Pseudonym {
        /// Where a value keeps its number.
        #[serde(default)]
        over: Over,
    },
    /// HMAC-SHA-256 under the reader's key, over type and value: `[EMAIL_ADDRESS:bkjd…]`.
    Hash,
    /// Move a date by some days, in its own style; what is no date is replaced by its type.
    DateShift {
        /// Days; negative means earlier.
        #[serde(default)]
        days: i32,
        /// Besides, up to so many days in either direction, from the key and the conversation.
        #[serde(default)]
        within: u16,
    },
    /// Tell it less exactly: a year, a decade, the head of a postcode; else its type.
    Generalise,
}

/// Where a value keeps its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// Within its conversation.
    #[default]
    Conversation,
    /// Within all that was opened.
    Archive,
}

impl Default for Operator {
    fn default() -> Self {
        Self::Replace { with: bracketed() }
    }
}

fn star() -> char {
    '*'
}

/// What is put in the place of most values: their type in brackets.
const TYPE: &str = "[{type}]";

fn bracketed() -> String {
    TYPE.to_owned()
}

impl Operator {
    /// The name in a policy.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Mask { .. } => "mask",
            Self::Replace { .. } => "replace",
            Self::Remove => "remove",
            Self::Pseudonym { .. } => "pseudonym",
            Self::Hash => "hash",
            Self::DateShift { .. } => "date_shift",
            Self::Generalise => "generalise",
        }
    }

    /// Whether it works under a key.
    pub fn needs_key(&self) -> bool {
        matches!(self, Self::Hash) || matches!(self, Self::DateShift { within, .. } if *within > 0)
    }

    /// The same, but a mask keeps nothing.
    pub(crate) fn bare(&self) -> Self {
        match self {
            Self::Mask { character, .. } => Self::Mask {
                keep_first: 0,
                keep_last: 0,
                character: *character,
            },
            other => other.clone(),
        }
    }

    /// Appends what stands for `value` to `out`.
    pub(crate) fn put(&self, value: &str, kind: &str, out: &mut String) {
        match self {
            Self::Keep => out.push_str(value),
            Self::Remove => {}
            Self::Replace { with } if with != TYPE => {
                out.push_str(&with.replace("{type}", kind));
            }
            // Those that depend on more are put by the engine; this is what is left without it.
            Self::Replace { .. }
            | Self::Pseudonym { .. }
            | Self::Hash
            | Self::DateShift { .. }
            | Self::Generalise => {
                out.push('[');
                out.push_str(kind);
                out.push(']');
            }
            Self::Mask {
                keep_first,
                keep_last,
                character,
            } => {
                let count = value.chars().filter(|c| c.is_alphanumeric()).count();
                let (mut first, mut last) = (usize::from(*keep_first), usize::from(*keep_last));
                if first + last + 4 > count {
                    (first, last) = (0, 0);
                }
                let mut seen = 0;
                out.extend(value.chars().map(|c| {
                    if !c.is_alphanumeric() {
                        return c;
                    }
                    seen += 1;
                    if seen <= first || seen > count - last {
                        c
                    } else {
                        *character
                    }
                }));
            }
        }
    }
}

/// A text after its findings were treated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// Where the findings went, in order; kept ones too.
    pub marks: Vec<Mark>,
}

/// One treated finding. Offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// First byte in the new text.
    pub start: u32,
    /// Byte after the last in the new text; equals `start` when removed.
    pub end: u32,
    /// First byte in the original text.
    pub source_start: u32,
    /// Byte after the last in the original text.
    pub source_end: u32,
    /// Entity type.
    pub kind: Name,
    /// Operator's name.
    pub operator: &'static str,
}

/// Puts the operators' results in place of the findings. Every byte outside a finding is copied as it is.
///
/// Findings must be those of this very text; one that does not fit on character boundaries, or overlaps
/// one before it, is widened or joined, never skipped. `O(n)`.
pub fn apply(text: &str, findings: &[Finding]) -> Applied {
    let mut out = Applied {
        text: String::with_capacity(text.len() + 16 * findings.len()),
        marks: Vec::new(),
    };
    let mut at = 0;
    for f in findings {
        let start = floor(text, f.start as usize).max(at);
        let end = ceil(text, f.end as usize).max(start);
        out.text.push_str(&text[at..start]);
        let new = out.text.len() as u32;
        match &f.with {
            Some(with) => out.text.push_str(with),
            None => f.operator.put(&text[start..end], &f.kind, &mut out.text),
        }
        out.marks.push(Mark {
            start: new,
            end: out.text.len() as u32,
            source_start: start as u32,
            source_end: end as u32,
            kind: f.kind.clone(),
            operator: f.operator.name(),
        });
        at = end;
    }
    out.text.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(op: &Operator, value: &str) -> String {
        let mut out = String::new();
        op.put(value, "CREDIT_CARD", &mut out);
        out
    }

    #[test]
    fn mask_keeps_separators_and_the_asked_ends() {
        let op = Operator::Mask {
            keep_first: 0,
            keep_last: 4,
            character: '*',
        };
        assert_eq!(put(&op, "4111 1111 1111 1234"), "**** **** **** 1234");
        assert_eq!(put(&op, "1234567"), "*******");
        let op = Operator::Mask {
            keep_first: 6,
            keep_last: 4,
            character: '•',
        };
        assert_eq!(put(&op, "4111111111111234"), "411111••••••1234");
    }

    #[test]
    fn replace_names_the_type() {
        assert_eq!(put(&Operator::default(), "x"), "[CREDIT_CARD]");
        assert_eq!(put(&Operator::Remove, "x"), "");
        assert_eq!(put(&Operator::Keep, "x"), "x");
    }
}
