//! Text out of a payload, and into a draft.

use std::borrow::Cow;

use crate::{archive::Draft, json::Raw};

/// The text of a string, or the digits of a number; blank is nothing.
pub(super) fn words_of(value: Option<Raw<'_>>) -> Option<Cow<'_, str>> {
    let value = value?;
    let text = match value.string() {
        Some(text) => text,
        None => {
            value.f64()?;
            Cow::Borrowed(value.as_str())
        }
    };
    (!text.trim().is_empty()).then_some(text)
}

/// The same, to be kept.
pub(super) fn text_of(value: Option<Raw<'_>>) -> Option<String> {
    words_of(value).map(Cow::into_owned)
}

/// The elements of an array, up to where it is broken.
pub(super) fn each(array: Option<Raw<'_>>) -> impl Iterator<Item = Raw<'_>> + Clone {
    array
        .into_iter()
        .flat_map(|array| array.elements().map_while(Result::ok))
}

/// The members of an object, up to where it is broken.
pub(super) fn members(object: Raw<'_>) -> impl Iterator<Item = (Cow<'_, str>, Raw<'_>)> + Clone {
    object.members().map_while(Result::ok)
}

/// Adds a string as a line of the draft's text.
pub(super) fn say<'a>(draft: &mut Draft<'a>, value: Option<Raw<'a>>) {
    if let Some(read) = value.and_then(Raw::text) {
        draft.flags.replaced_characters |= read.lone_surrogate;
        add_line(draft, read.value);
    }
}

/// Adds a line to the draft's text.
pub(super) fn add_line<'a>(draft: &mut Draft<'a>, line: Cow<'a, str>) {
    if line.trim().is_empty() {
        return;
    }
    match &mut draft.text {
        None => draft.text = Some(line),
        Some(text) => {
            let text = text.to_mut();
            text.push('\n');
            text.push_str(&line);
        }
    }
}

/// The parts of a title item below its title.
const SUBTITLES: [&str; 4] = [
    "subTitle",
    "secondarySubTitle",
    "tertiarySubTitle",
    "imageSubTitle",
];

/// The members of a title item that its words stand in.
pub(super) const TITLE: &[&str] = &[
    "title",
    "subTitle",
    "secondarySubTitle",
    "tertiarySubTitle",
    "imageSubTitle",
];

/// A title is an object with a `title`, or a plain string.
pub(super) fn title(value: Option<Raw<'_>>) -> Option<String> {
    let value = value?;
    text_of(Some(value)).or_else(|| text_of(value.get("title")))
}

/// What stands below a title, on one line.
pub(super) fn subtitle(value: Option<Raw<'_>>) -> Option<String> {
    let parts: Vec<String> = value?
        .pick(SUBTITLES)
        .into_iter()
        .filter_map(text_of)
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Adds a title and what stands below it, a line each.
pub(super) fn say_title<'a>(draft: &mut Draft<'a>, value: Option<Raw<'a>>) {
    let Some(value) = value else { return };
    if value.string().is_some() {
        return say(draft, Some(value));
    }
    say(draft, value.get("title"));
    for part in value.pick(SUBTITLES) {
        say(draft, part);
    }
}
