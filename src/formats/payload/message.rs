//! `abstractMessage`: where the words are.

use std::borrow::Cow;

use crate::{
    archive::Draft,
    formats::payload::{
        body, detail, label,
        words::{add_line, members, say, text_of, words_of},
    },
    json::{Kind, Quoted, Raw, Scratch},
    model::{Detail, EntryType},
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

/// Adds a text message to the draft, out of a payload that stands in a string. `None`, and nothing
/// added, if it is anything else or has to be looked at closely.
pub(super) fn read_quoted<'a>(
    parts: &[Option<Quoted<'a>>; 20],
    draft: &mut Draft<'a>,
    room: &mut Scratch,
) -> Option<()> {
    let [_, _, was_revised, reason, message @ ..] = *parts;
    let (message, _) = message.split_first_chunk()?;
    let [
        Some(Quoted::Object),
        id,
        in_reply_to,
        kind,
        Some(Quoted::Object),
        format,
        text,
        None | Some(Quoted::Bare("null")),
    ] = *message
    else {
        return None;
    };
    if EntryType::parse(draft.entry_type.as_deref()?)? != EntryType::Message {
        return None;
    }
    let [reason, id, in_reply_to, kind, format] = [
        plain(reason).ok()?,
        plain(id).ok()?,
        plain(in_reply_to).ok()?,
        plain(kind).ok()?,
        plain(format).ok()?,
    ];
    if kind.is_some_and(|kind| kind != "StaticContentMessage")
        || format.is_some_and(|format| format != "Text")
    {
        return None;
    }
    let text = match text {
        Some(text @ (Quoted::Plain(_) | Quoted::Escaped(_))) => Some(text.string(room)?),
        _ => None,
    };
    draft.flags.revised |= was_revised == Some(Quoted::Bare("true"));
    draft.flags.automated |= reason == Some("AutomatedResponse");
    name(id.map(Cow::Borrowed), draft);
    if let Some(message) = in_reply_to {
        draft.content.in_reply_to = Some(message.to_owned());
    }
    if let Some(text) = text {
        add_line(draft, text);
    }
    Some(())
}

/// To be looked at closely.
struct Odd;

/// What a string without escapes says, if there is one.
fn plain(value: Option<Quoted<'_>>) -> Result<Option<&str>, Odd> {
    match value {
        None | Some(Quoted::Bare("null")) => Ok(None),
        Some(Quoted::Plain(text)) if text.starts_with(|first: char| first.is_ascii_graphic()) => {
            Ok(Some(text))
        }
        _ => Err(Odd),
    }
}

/// Adds a message's text and rich content to the draft. The sentence a reader sees always goes
/// into the text too.
pub(super) fn read<'a>(parts: &Parts<'a>, draft: &mut Draft<'a>) {
    let message = parts.whole;
    name(words_of(parts.id), draft);
    if let Some(message) = text_of(parts.in_reply_to) {
        draft.content.in_reply_to = Some(message);
    }
    let kind = words_of(parts.message_type);
    if matches!(kind.as_deref(), None | Some("StaticContentMessage"))
        && parts.static_content.is_some()
        && words_of(parts.format).is_none_or(|format| format == "Text")
    {
        return read_text(parts.text, parts.citations, draft);
    }
    let stated = kind.as_deref().unwrap_or("StaticContentMessage");
    let Some((_, key, formats)) = KNOWN.iter().find(|(known, ..)| *known == stated) else {
        return keep(message, "Message type", stated, draft);
    };
    let Some(body) = message.get(key).filter(|body| body.kind() == Kind::Object) else {
        return keep(
            message,
            "Message type",
            kind.as_deref().unwrap_or("abstractMessage"),
            draft,
        );
    };
    let format = text_of(body.get("formatType"));
    let known = format
        .as_deref()
        .is_none_or(|format| format == "Text" || formats.contains(&format));
    if !known {
        return keep(
            message,
            "Format type",
            format.as_deref().unwrap_or_default(),
            draft,
        );
    }
    body::read(body, draft);
    siblings(message, key, draft);
    let content = &draft.content;
    if draft.text.is_none()
        && content.attachments.len()
            + content.links.len()
            + content.choices.len()
            + content.form.len()
            == 0
    {
        // Nothing in it is a sentence: its name is one.
        let name = stated.strip_suffix("Message").unwrap_or(stated);
        let name = match (name, &format) {
            ("StaticContent" | "Choices" | "Form", Some(format)) => format,
            _ => name,
        };
        draft.text = Some(label::words(name).into());
    }
}

/// Message types with the member that holds their body, and its formats.
///
/// Source: `conversation-public-components.yaml` 0.0.2; `ExternalAttachments` is named by the
/// documentation of Messaging for In-App and Web only.
const KNOWN: &[(&str, &str, &[&str])] = &[
    (
        "StaticContentMessage",
        "staticContent",
        &[
            "Application",
            "Attachments",
            "Buttons",
            "CancelAction",
            "Carousel",
            "ErrorMessage",
            "ExperienceType",
            "ExtendedText",
            "ExternalAttachments",
            "ExternalTemplate",
            "Links",
            "Media",
            "MessageDefinition",
            "RichLink",
            "WebView",
        ],
    ),
    (
        "ChoicesMessage",
        "choices",
        &[
            "Buttons",
            "Carousel",
            "ConfirmMessage",
            "DisplayableOptions",
            "ExperienceType",
            "ListPicker",
            "Media",
            "MessageDefinition",
            "QuickReplies",
            "TimePicker",
        ],
    ),
    (
        "ChoicesResponseMessage",
        "choicesResponse",
        &["ExperienceType", "Selections"],
    ),
    (
        "FormMessage",
        "form",
        &[
            "ExperienceType",
            "Flow",
            "Inputs",
            "ListPicker",
            "MessageDefinition",
        ],
    ),
    (
        "FormResponseMessage",
        "formResponse",
        &[
            "ExperienceType",
            "Inputs",
            "References",
            "Result",
            "Selections",
        ],
    ),
    (
        "AuthenticationRequestMessage",
        "authenticationRequest",
        &["EncryptedOAuthToken", "MessageDefinition"],
    ),
    (
        "AuthenticationResponseMessage",
        "authenticationResponse",
        &["EncryptedOAuthToken", "Result"],
    ),
    (
        "PaymentRequestMessage",
        "paymentRequest",
        &["MessageDefinition", "Payment"],
    ),
    ("PaymentResponseMessage", "paymentResponse", &["Result"]),
    ("PaymentStatusMessage", "paymentStatusResponse", &["Inputs"]),
    ("CommandMessage", "command", &["ExperienceType"]),
    ("OrderMessage", "order", &["Inputs", "Result"]),
    (
        "CatalogMessage",
        "catalog",
        &["Catalog", "MessageDefinition"],
    ),
    (
        "InformationRequestMessage",
        "informationRequest",
        &["InformationRequest"],
    ),
];

/// Members of a message that say what it is or what it belongs to.
const ENVELOPE: &[&str] = &[
    "contentCategory",
    "customHandlingType",
    "id",
    "inReplyToMessageId",
    "messageType",
    "references",
];

/// Adds what stands beside the body.
fn siblings(message: Raw<'_>, body: &str, draft: &mut Draft<'_>) {
    for (key, value) in members(message) {
        if key != body && !ENVELOPE.contains(&key.as_ref()) {
            detail::add(&key, value, &mut draft.content.details);
        }
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

/// Keeps what nobody documented whole, with its name, and shows what can be read of it.
fn keep<'a>(message: Raw<'a>, what: &str, name: &str, draft: &mut Draft<'a>) {
    draft.content.unknown_type = Some(name.to_owned());
    draft.content.extra = Some(message.as_str().to_owned());
    draft.content.details.push(Detail {
        label: what.to_owned(),
        value: name.to_owned(),
    });
    for (key, value) in message.members().map_while(Result::ok) {
        match value.kind() {
            _ if ENVELOPE.contains(&key.as_ref()) => {}
            Kind::Object => body::read(value, draft),
            _ => detail::add(&key, value, &mut draft.content.details),
        }
    }
}

/// Keeps a payload that should hold a message and has something else in its place.
pub(super) fn keep_odd<'a>(payload: Raw<'a>, name: &str, draft: &mut Draft<'a>) {
    const KNOWN: [&str; 4] = ["entryType", "id", "messageReason", "wasRevised"];
    let odd =
        |(key, value): &(Cow<'_, str>, Raw<'_>)| !KNOWN.contains(&key.as_ref()) && !value.is_null();
    if !payload
        .members()
        .map_while(Result::ok)
        .any(|member| odd(&member))
    {
        return;
    }
    draft.content.unknown_type = Some(name.to_owned());
    draft.content.extra = Some(payload.as_str().to_owned());
    detail::rest(payload, &KNOWN, "", &mut draft.content.details);
}

fn read_text<'a>(text: Option<Raw<'a>>, citations: Option<Raw<'a>>, draft: &mut Draft<'a>) {
    say(draft, text);
    body::citations(
        citations.and_then(|content| content.get("citations")),
        draft,
    );
}
