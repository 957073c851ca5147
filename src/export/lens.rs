//! The one choke point through which text leaves.

use std::{borrow::Cow, cell::RefCell};

use serde::Serialize;
use serde_json::Value;

use crate::{
    model::Role,
    redact::{self, Engine, Field, Finding, Languages, Neighbour, Operator, Over, Target},
};

/// What text is seen through: as it is, or with a policy laid on.
#[derive(Clone, Copy, Debug)]
pub enum Lens<'e> {
    /// Original text, because the caller asked for it by name.
    Original,
    /// Redacted by a compiled policy.
    /// The cell holds its search caches, which every text reuses.
    Redacted(&'e RefCell<Engine>),
}

/// A redacted span in the text that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Mark {
    /// First UTF-16 unit.
    pub start: u32,
    /// UTF-16 unit after the last.
    pub end: u32,
    /// Entity type, in Presidio's vocabulary.
    #[serde(rename = "type")]
    pub kind: String,
    /// What was done.
    pub operator: String,
}

/// What is known about a text besides its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// Who wrote it.
    pub role: Role,
    /// What it is in its entry.
    pub field: Field,
    /// Entry type in CamelCase.
    pub kind: Option<&'a str>,
    /// The words beside a form value.
    pub label: Option<&'a str>,
    /// Channel type of its session.
    pub channel: Option<&'a str>,
    /// ISO 3166 region of its author.
    pub region: Option<&'a str>,
    /// Languages of the conversation.
    pub languages: Languages,
    /// The messages before it, nearest first.
    pub previous: &'a [Neighbour<'a>],
    /// The messages behind it, nearest first.
    pub next: &'a [Neighbour<'a>],
}

impl Lens<'_> {
    /// A text on its own, such as a name or a link.
    pub fn text<'t>(&self, text: &'t str, role: Role) -> Cow<'t, str> {
        self.field(text, role, Field::Other)
    }

    /// A text on its own that is this field of its entry.
    pub fn field<'t>(&self, text: &'t str, role: Role, field: Field) -> Cow<'t, str> {
        let about = About {
            role,
            field,
            ..About::default()
        };
        self.message(text, &about).0
    }

    /// Like [`Lens::text`], for what may be missing.
    pub fn option(&self, text: Option<&str>, role: Role) -> Option<String> {
        text.map(|text| self.text(text, role).into_owned())
    }

    /// The conversation that the next texts belong to: its names are looked for, its values numbered.
    pub fn enter(&self, conversation: &str) {
        if let Self::Redacted(engine) = self {
            engine.borrow_mut().enter(conversation);
        }
    }

    /// The entry whose texts come next, in the order of a row; decisions on them may depend on it.
    pub(crate) fn at_entry(self, id: impl FnOnce() -> Option<String>) {
        if let Self::Redacted(engine) = self {
            let asked = engine.borrow().asks_for_entries();
            if asked {
                engine.borrow_mut().at_entry(id());
            }
        }
    }

    /// What exports through this lens carry.
    pub(crate) fn mark(self) -> Option<String> {
        match self {
            Self::Original => None,
            Self::Redacted(engine) => Some(engine.borrow().mark().to_owned()),
        }
    }

    /// Whether the next texts went through this lens before, where that makes a difference; `carries` says
    /// whether they carry its mark.
    pub(crate) fn at_shifted(self, carries: impl FnOnce(&str) -> bool) {
        if let Self::Redacted(engine) = self
            && engine.borrow().shifts()
        {
            let shifted = carries(engine.borrow().mark());
            engine.borrow_mut().at_shifted(shifted);
        }
    }

    /// Whether the conversation must be read in order first; see [`Engine::must_read`].
    pub fn must_read(&self) -> bool {
        match self {
            Self::Original => false,
            Self::Redacted(engine) => engine.borrow_mut().must_read(),
        }
    }

    /// A message with what is known about it, and where it was redacted.
    pub fn message<'t>(&self, text: &'t str, about: &About<'_>) -> (Cow<'t, str>, Vec<Mark>) {
        let findings = self.find(text, about);
        if findings.is_empty() {
            return (Cow::Borrowed(text), Vec::new());
        }
        let applied = redact::apply(text, &findings);
        let marks = utf16_marks(&applied);
        (Cow::Owned(applied.text), marks)
    }

    /// A name on its own, and whether it still tells one from another: `[PERSON]` does not.
    pub(crate) fn name<'t>(self, name: &'t str, role: Role) -> (Cow<'t, str>, bool) {
        let about = About {
            role,
            field: Field::Other,
            ..About::default()
        };
        let findings = self.find(name, &about);
        if findings.is_empty() {
            return (Cow::Borrowed(name), true);
        }
        let applied = redact::apply(name, &findings);
        let words = |text: &str| text.contains(char::is_alphanumeric);
        let mut at = 0;
        let mut tells = false;
        for (mark, finding) in applied.marks.iter().zip(&findings) {
            let put = &applied.text[mark.start as usize..mark.end as usize];
            tells |= words(&applied.text[at..mark.start as usize]);
            tells |= match finding.operator {
                Operator::Keep | Operator::Hash => true,
                Operator::Mask { .. } => words(put),
                Operator::Pseudonym { over } => over == Over::Archive,
                _ => false,
            };
            at = mark.end as usize;
        }
        tells |= words(&applied.text[at..]);
        (Cow::Owned(applied.text), tells)
    }

    fn find(self, text: &str, about: &About<'_>) -> Vec<Finding> {
        let Self::Redacted(engine) = self else {
            return Vec::new();
        };
        engine.borrow_mut().find(&Target {
            text,
            role: about.role,
            field: about.field,
            kind: about.kind,
            channel: about.channel,
            label: about.label,
            region: about.region,
            languages: about.languages,
            previous: about.previous,
            next: about.next,
        })
    }

    /// Every key, string and number of a JSON value; the JSON stays valid.
    pub fn json(&self, value: Value, role: Role) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text, role).into_owned()),
            Value::Number(number) => {
                let text = number.to_string();
                match self.text(&text, role) {
                    Cow::Borrowed(_) => Value::Number(number),
                    Cow::Owned(redacted) => Value::String(redacted),
                }
            }
            Value::Array(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| self.json(item, role))
                    .collect(),
            ),
            Value::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|(key, member)| {
                        let key = match self.text(&key, role) {
                            Cow::Borrowed(_) => None,
                            Cow::Owned(redacted) => Some(redacted),
                        }
                        .unwrap_or(key);
                        (key, self.json(member, role))
                    })
                    .collect(),
            ),
            other => other,
        }
    }
}

/// Byte offsets to UTF-16 offsets, in one pass: marks ascend.
fn utf16_marks(applied: &crate::redact::Applied) -> Vec<Mark> {
    let mut at = 0;
    let mut units = 0;
    let mut advance = |to: u32| {
        let to = (to as usize).min(applied.text.len());
        units += applied.text[at..to].encode_utf16().count() as u32;
        at = to;
        units
    };
    applied
        .marks
        .iter()
        .map(|mark| Mark {
            start: advance(mark.start),
            end: advance(mark.end),
            kind: mark.kind.to_string(),
            operator: mark.operator.to_string(),
        })
        .collect()
}
