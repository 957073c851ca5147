//! What is wrong with a policy.

use std::fmt;

/// A policy that cannot be used: which rule, which field, where in the pattern, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Id of the rule, or `policy`.
    pub rule: String,
    /// Field of that rule in the JSON.
    pub field: &'static str,
    /// Byte offset in the pattern, when the fault lies in one.
    pub at: Option<usize>,
    /// The fault.
    pub problem: Problem,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not JSON, or not of this shape.
    Json(String),
    /// A version this build does not read.
    Version(u32),
    /// No detector has this id or entity type.
    UnknownDetector,
    /// Two rules share an id.
    Duplicate,
    /// Empty, or characters other than letters, digits, `_` and `-`.
    Name,
    /// Not from 0 to 1.
    Score,
    /// A construct that cannot run in linear time.
    Unsupported(&'static str),
    /// The pattern cannot be read.
    Pattern(String),
    /// The pattern grows beyond the limit when compiled.
    TooLarge,
    /// A flag other than `g`, `i`, `m`, `s`, `u`.
    Flag(char),
    /// The pattern has no such capture group.
    Group(u32),
    /// The pattern matches the empty text.
    Empty,
    /// An example that should be found is not; its place in the list.
    ExampleNotFound(usize),
    /// An example that should be left alone is found; its place in the list.
    ExampleFound(usize),
    /// An allow rule needs either `exact` or `regex`.
    AllowShape,
    /// A masking character that is a letter, a digit or a space.
    MaskCharacter,
    /// A list of words that is empty.
    NoWords,
    /// More words or messages than are looked at.
    Reach,
    /// A language that is not known.
    Language(String),
    /// An operator that needs a key, and none was given.
    Key,
    /// A rule for Salesforce that cannot be read.
    Xml(String),
    /// A decision that says too little or too much.
    Decision(&'static str),
    /// The replacement would itself be found, by this detector.
    ReplacementFound(String),
}

impl PolicyError {
    pub(crate) fn new(rule: &str, field: &'static str, problem: Problem) -> Self {
        Self {
            rule: rule.to_owned(),
            field,
            at: None,
            problem,
        }
    }

    pub(crate) fn at(self, offset: usize) -> Self {
        Self {
            at: Some(offset),
            ..self
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.field)?;
        if let Some(at) = self.at {
            write!(f, " at byte {at}")?;
        }
        match &self.problem {
            Problem::Json(why) | Problem::Pattern(why) | Problem::Xml(why) => write!(f, ": {why}"),
            Problem::Version(v) => write!(f, ": version {v} is not known, 1 is"),
            Problem::UnknownDetector => f.write_str(": no such detector"),
            Problem::Duplicate => f.write_str(": this id is taken"),
            Problem::Name => f.write_str(": a name is made of letters, digits, _ and -"),
            Problem::Score => f.write_str(": a score lies between 0 and 1"),
            Problem::Unsupported(what) => {
                write!(f, ": {what} is not supported, patterns run in linear time")
            }
            Problem::TooLarge => f.write_str(": the pattern is too large when compiled"),
            Problem::Flag(c) => write!(f, ": flag {c:?} is not known, g i m s u are"),
            Problem::Group(n) => write!(f, ": the pattern has no group {n}"),
            Problem::Empty => f.write_str(": the pattern matches the empty text"),
            Problem::ExampleNotFound(i) => write!(f, ": example {i} is not found"),
            Problem::ExampleFound(i) => write!(f, ": example {i} is found"),
            Problem::AllowShape => f.write_str(": give either exact or regex"),
            Problem::MaskCharacter => {
                f.write_str(": the masking character is a letter, a digit or a space")
            }
            Problem::NoWords => f.write_str(": no words"),
            Problem::Reach => {
                f.write_str(": at most 12 words on each side and 3 messages are looked at")
            }
            Problem::Language(tag) => {
                write!(
                    f,
                    ": no words of {tag:?} are known; there are en, es, fr, de and pt"
                )
            }
            Problem::Decision(why) => write!(f, ": {why}"),
            Problem::Key => f.write_str(": a hash needs a key, and none was given"),
            Problem::ReplacementFound(by) => {
                write!(f, ": the replacement is itself found, by {by}")
            }
        }
    }
}

impl std::error::Error for PolicyError {}
