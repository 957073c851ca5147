//! The texts of an entry that a search reads: those that are shown.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    export::{Mark, Rows},
    redact,
};

/// Where in an entry a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// What was said, or the line that says what happened.
    Text,
    /// The words of an option.
    Choice,
    /// A label or a value of a form.
    Form,
    /// The words or the target of a link.
    Link,
    /// A file's name.
    Attachment,
    /// An earlier text, or that of another file.
    Revision,
}

/// A text as the lens leaves it.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) field: Field,
    pub(crate) text: Cow<'a, str>,
    /// Where it was redacted, UTF-16 units; of the text itself only.
    pub(crate) marks: Vec<Mark>,
    /// The lens made it another text, or may have.
    pub(crate) changed: bool,
}

/// Gives each text of the entry at a place to `each`, in the order in which they are shown. O(texts).
pub(crate) fn each_text<'a>(rows: &Rows<'a>, index: usize, mut each: impl FnMut(Shown<'a>)) {
    let Some(placed) = rows.conversation.entries.get(index) else {
        return;
    };
    rows.enter();
    let entry = rows.timeline.entry(*placed);
    if let Some((text, marks)) = rows.said(index) {
        each(Shown {
            field: Field::Text,
            changed: !marks.is_empty(),
            text,
            marks,
        });
    }
    // Decisions on single places are those of rows, whose texts come in another order.
    rows.lens.at_entry(|| None);
    let mut part = |field, text: Cow<'a, str>| {
        each(Shown {
            field,
            changed: matches!(text, Cow::Owned(_)),
            text,
            marks: Vec::new(),
        });
    };
    let seen = |text, field| rows.lens.field(text, entry.role, field);
    if let Some(at) = entry.content
        && let Some(content) = rows.archive.contents.get(at as usize)
    {
        for nth in 0..content.choices.len() {
            if let Some(title) = rows.timeline.choice_title(rows.archive, at, nth) {
                part(Field::Choice, seen(title, redact::Field::Choice));
            }
        }
        for (nth, field) in content.form.iter().enumerate() {
            if let Some(label) = rows.timeline.field_label(rows.archive, at, nth) {
                part(Field::Form, seen(label, redact::Field::Other));
            }
            if let Some(value) = &field.value {
                part(Field::Form, rows.answer(at, nth, value, entry.role));
            }
        }
        for link in &content.links {
            if let Some(title) = &link.title {
                part(Field::Link, seen(title, redact::Field::LinkTitle));
            }
            if let Some(url) = &link.url {
                part(Field::Link, seen(url, redact::Field::Url));
            }
        }
        for file in &content.attachments {
            if let Some(name) = &file.name {
                part(Field::Attachment, seen(name, redact::Field::Attachment));
            }
        }
    }
    let (previous, next) = rows.neighbours(index);
    let about = rows.about(*placed, &previous, &next);
    for revision in
        &rows.timeline.merged.revisions[entry.revisions.0 as usize..entry.revisions.1 as usize]
    {
        let text = rows.archive.texts.get(revision.text);
        part(Field::Revision, rows.lens.message(text, &about).0);
    }
}
