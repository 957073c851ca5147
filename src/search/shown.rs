//! The texts of an entry that a search reads: those that are shown.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    export::{Mark, NOT_DELIVERED, Rows},
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
    /// A file's name, or what stands for it, and its type.
    Attachment,
    /// The words of a card.
    Card,
    /// What has no place of its own: its label or its value.
    Detail,
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
    let entry = &rows.timeline.entry(rows.archive, *placed);
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
        for card in &content.cards {
            for words in card.title.iter().chain(&card.subtitle) {
                part(Field::Card, seen(words, redact::Field::Choice));
            }
        }
        for (nth, choice) in content.choices.iter().enumerate() {
            let title = rows.timeline.choice_title(rows.archive, at, nth);
            if let Some(shown) = title.or(choice.id.as_deref()) {
                part(Field::Choice, seen(shown, redact::Field::Choice));
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
            let name = file
                .name
                .as_ref()
                .map(|name| (name, redact::Field::Attachment));
            let id = || Some((file.id.as_ref()?, redact::Field::Subject));
            let url = || Some((file.url.as_ref()?, redact::Field::Url));
            if let Some((shown, field)) = name.or_else(id).or_else(url) {
                part(Field::Attachment, seen(shown, field));
            }
            if let Some(mime_type) = &file.mime_type {
                part(Field::Attachment, seen(mime_type, redact::Field::Other));
            }
        }
        for detail in &content.details {
            part(Field::Detail, seen(&detail.label, redact::Field::Other));
            part(Field::Detail, seen(&detail.value, redact::Field::Other));
        }
    }
    if let Some(words) = entry.failure.map(|span| rows.archive.texts.get(span)) {
        part(Field::Detail, seen(NOT_DELIVERED, redact::Field::Other));
        part(Field::Detail, seen(words, redact::Field::Other));
    }
    let (previous, next) = rows.neighbours(index);
    let about = rows.about(*placed, &previous, &next);
    let (from, to) = entry.revisions;
    let own = rows.timeline.merged.revisions[from as usize..to as usize].iter();
    let own = own.map(|revision| rows.archive.texts.get(revision.text));
    let stated = rows.exported(entry).flat_map(|row| &row.revisions);
    for text in own.chain(stated.map(|revision| &*revision.text)) {
        part(Field::Revision, rows.lens.message(text, &about).0);
    }
}
