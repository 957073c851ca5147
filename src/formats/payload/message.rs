//! `abstractMessage`: where the words are.

use std::borrow::Cow;

use crate::{
    archive::Draft,
    formats::payload::{text_of, words_of},
    json::Raw,
    model::{Attachment, Choice, FormValue, Link},
};

/// What is wanted of nearly every message, found in one pass.
pub(super) struct Parts<'a> {
    pub(super) whole: Raw<'a>,
    id: Option<Raw<'a>>,
    in_reply_to: Option<Raw<'a>>,
    message_type: Option<Raw<'a>>,
    static_content: Option<Raw<'a>>,
    format: Option<Raw<'a>>,
    text: Option<Raw<'a>>,
    citations: Option<Raw<'a>>,
}

impl<'a> Parts<'a> {
    /// The parts of a message as they were picked, from `whole` on in the order of the fields.
    #[inline]
    pub(super) fn picked(picked: [Option<Raw<'a>>; 8]) -> Option<Self> {
        let [
            whole,
            id,
            in_reply_to,
            message_type,
            static_content,
            format,
            text,
            citations,
        ] = picked;
        Some(Self {
            whole: whole?,
            id,
            in_reply_to,
            message_type,
            static_content,
            format,
            text,
            citations,
        })
    }

    /// The parts of a message in a payload that is not well-formed everywhere.
    pub(super) fn of(whole: Raw<'a>) -> Self {
        let [id, in_reply_to, message_type, static_content] =
            whole.pick(["id", "inReplyToMessageId", "messageType", "staticContent"]);
        let [format, text, citations] = static_content.map_or([None; 3], |body| {
            body.pick(["formatType", "text", "citationContent"])
        });
        Self {
            whole,
            id,
            in_reply_to,
            message_type,
            static_content,
            format,
            text,
            citations,
        }
    }
}

/// Adds a message's text and rich content to the draft. The sentence a reader sees always goes
/// into the text too.
pub(super) fn read<'a>(parts: &Parts<'a>, draft: &mut Draft<'a>) {
    let message = parts.whole;
    name(words_of(parts.id), draft);
    draft.content.in_reply_to = text_of(parts.in_reply_to);
    let kind = words_of(parts.message_type);
    if matches!(kind.as_deref(), None | Some("StaticContentMessage"))
        && parts.static_content.is_some()
        && words_of(parts.format).is_none_or(|format| format == "Text")
    {
        return read_text(parts.text, parts.citations, draft);
    }
    let (body, read): (_, fn(&str, Raw<'a>, &mut Draft<'a>) -> bool) = match kind.as_deref() {
        Some("StaticContentMessage") | None => ("staticContent", read_static),
        Some("ChoicesMessage") => ("choices", read_choices),
        Some("ChoicesResponseMessage") => ("choicesResponse", read_response),
        Some("FormMessage") => ("form", read_form),
        Some("FormResponseMessage") => ("formResponse", read_form_response),
        Some(other) => return keep(message, other, draft),
    };
    let Some(body) = message.get(body) else {
        return keep(message, kind.as_deref().unwrap_or("abstractMessage"), draft);
    };
    let format = text_of(body.get("formatType"));
    let known = read(format.as_deref().unwrap_or("Text"), body, draft);
    if !known {
        keep(message, format.as_deref().unwrap_or("formatType"), draft);
    }
}

/// Gives the message its id.
fn name<'a>(id: Option<Cow<'a, str>>, draft: &mut Draft<'a>) {
    if draft.id.is_none() {
        draft.id = id;
    } else if id != draft.id {
        draft.message_id = id;
    }
}

/// Keeps what nobody documented, with its name.
fn keep(message: Raw<'_>, name: &str, draft: &mut Draft<'_>) {
    draft.content.unknown_type = Some(name.to_owned());
    draft.content.extra = Some(message.as_str().to_owned());
}

/// Adds a line to the draft's text.
fn say<'a>(draft: &mut Draft<'a>, value: Option<Raw<'a>>) {
    if let Some(read) = value.and_then(Raw::text) {
        draft.flags.replaced_characters |= read.lone_surrogate;
        add_line(draft, read.value);
    }
}

fn add_line<'a>(draft: &mut Draft<'a>, line: Cow<'a, str>) {
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

/// A title is an object with a `title`, or a plain string.
fn title(value: Option<Raw<'_>>) -> Option<String> {
    let value = value?;
    text_of(Some(value)).or_else(|| text_of(value.get("title")))
}

fn say_title<'a>(draft: &mut Draft<'a>, value: Option<Raw<'a>>) {
    if let Some(value) = value {
        match value.string() {
            Some(_) => say(draft, Some(value)),
            None => {
                say(draft, value.get("title"));
                say(draft, value.get("subTitle"));
            }
        }
    }
}

fn each(array: Option<Raw<'_>>) -> impl Iterator<Item = Raw<'_>> {
    array
        .into_iter()
        .flat_map(|array| array.elements().map_while(Result::ok))
}

fn link(draft: &mut Draft<'_>, item: Raw<'_>) {
    let link = Link {
        title: title(item.get("titleItem")).or_else(|| title(item.get("title"))),
        url: text_of(item.get("url")),
    };
    if link != Link::default() {
        draft.content.links.push(link);
    }
}

fn read_text<'a>(text: Option<Raw<'a>>, citations: Option<Raw<'a>>, draft: &mut Draft<'a>) {
    say(draft, text);
    let citations = citations.and_then(|content| content.get("citations"));
    for citation in each(citations) {
        let reference = citation.get("citedReference");
        let cited = Link {
            title: reference.and_then(|cited| text_of(cited.get("label"))),
            url: reference.and_then(|cited| text_of(cited.at(&["link", "url"]))),
        };
        if cited != Link::default() {
            draft.content.links.push(cited);
        }
    }
}

fn read_static<'a>(format: &str, body: Raw<'a>, draft: &mut Draft<'a>) -> bool {
    match format {
        "ExtendedText" => {
            say_title(draft, body.get("contentHeader"));
            if body.get("textContent").is_some_and(|text| !text.is_null()) {
                say(draft, body.get("textContent"));
            } else {
                say(draft, body.get("richContent"));
            }
            read_attachments(body, draft);
        }
        "RichLink" => {
            if let Some(item) = body.get("linkItem") {
                say_title(draft, item.get("titleItem"));
                link(draft, item);
            }
            say(draft, body.get("text"));
        }
        "WebView" => {
            say_title(draft, body.get("title"));
            link(draft, body);
        }
        "Links" => each(body.get("links")).for_each(|item| link(draft, item)),
        "Attachments" | "ExternalAttachments" => {
            say(draft, body.get("text"));
            read_attachments(body, draft);
        }
        "Media" => {
            if let Some(asset) = body.get("mediaAsset") {
                say(draft, asset.get("description"));
                draft.content.attachments.push(Attachment {
                    name: None,
                    mime_type: text_of(asset.get("mimeType")),
                    url: text_of(asset.get("assetUrl")),
                    id: None,
                });
            }
            each(body.get("linkItems")).for_each(|item| link(draft, item));
        }
        "Buttons" => {
            say(draft, body.get("text"));
            for action in each(body.get("actions")) {
                draft.content.choices.push(Choice {
                    title: title(action.get("label")),
                    id: text_of(action.get("id")),
                    selected: false,
                });
            }
            each(body.get("linkItems")).for_each(|item| link(draft, item));
        }
        "Carousel" => {
            for item in each(body.get("items")) {
                say_title(draft, item.get("titleItem"));
            }
        }
        _ => {
            say(draft, body.get("text"));
            return false;
        }
    }
    true
}

fn read_attachments<'a>(body: Raw<'a>, draft: &mut Draft<'a>) {
    for file in each(body.get("attachments")) {
        draft.content.attachments.push(Attachment {
            name: text_of(file.get("name")),
            mime_type: text_of(file.get("mimeType")),
            url: text_of(file.get("url")),
            id: text_of(file.get("id")),
        });
    }
}

fn option(item: Raw<'_>, selected: bool) -> Choice {
    Choice {
        title: title(item.get("titleItem"))
            .or_else(|| title(item.get("optionTitle")))
            .or_else(|| title(item.get("title"))),
        id: text_of(item.get("optionIdentifier")).or_else(|| text_of(item.get("optionId"))),
        selected,
    }
}

fn read_choices<'a>(format: &str, body: Raw<'a>, draft: &mut Draft<'a>) -> bool {
    match format {
        "Buttons" | "QuickReplies" | "ListPicker" | "DisplayableOptions" => {
            say_title(draft, body.get("title"));
            say(draft, body.get("text"));
            say_title(draft, body.get("message"));
        }
        "Carousel" => {
            for item in each(body.get("items")) {
                say_title(draft, item.get("titleItem"));
                for action in each(item.get("interactionItems")) {
                    draft.content.choices.push(option(action, false));
                }
            }
        }
        "ConfirmMessage" => say_title(draft, body.get("message")),
        _ => {
            say(draft, body.get("text"));
            say_title(draft, body.get("title"));
            return false;
        }
    }
    for item in each(body.get("optionItems")) {
        draft.content.choices.push(option(item, false));
    }
    true
}

fn read_response<'a>(format: &str, body: Raw<'a>, draft: &mut Draft<'a>) -> bool {
    for item in each(body.get("selectedOptions")) {
        let choice = option(item, true);
        if let Some(title) = &choice.title {
            add_line(draft, title.clone().into());
        }
        draft.content.choices.push(choice);
    }
    matches!(format, "Selections" | "Text")
}

fn read_form<'a>(format: &str, body: Raw<'a>, draft: &mut Draft<'a>) -> bool {
    say_title(draft, body.get("formTitle"));
    for section in each(body.get("sections")) {
        let input = section.get("input").unwrap_or(section);
        draft.content.form.push(FormValue {
            label: title(input.get("label")),
            value: None,
        });
    }
    matches!(format, "Inputs" | "Text")
}

fn read_form_response<'a>(format: &str, body: Raw<'a>, draft: &mut Draft<'a>) -> bool {
    for input in each(body.get("inputValues")) {
        let value = text_of(input.get("displayValue")).or_else(|| {
            let value = input.get("value")?;
            text_of(Some(value)).or_else(|| {
                value
                    .members()
                    .map_while(Result::ok)
                    .filter(|(key, _)| key.ends_with("Value"))
                    .find_map(|(_, inner)| text_of(Some(inner)))
            })
        });
        let label = title(input.get("inputlabel"))
            .or_else(|| title(input.get("inputLabel")))
            .or_else(|| text_of(input.get("inputId")));
        if let Some(value) = &value {
            let line = match &label {
                Some(label) => format!("{label}: {value}"),
                None => value.clone(),
            };
            add_line(draft, line.into());
        }
        draft.content.form.push(FormValue { label, value });
    }
    matches!(format, "Inputs" | "Text")
}
