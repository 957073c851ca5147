//! HAR files: the exchanges of a browser with its servers. Every body in one is a file of its own.
//!
//! Source: HAR 1.2, `log.entries[].response.content`; `_eventSourceMessages` as Chrome's developer
//! tools write it, a list of `{time, eventName, eventId, data}`.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    event::{Event, Fault, FaultKind, Member, Record},
    inner::Inner,
    reader::Settings,
};
use crate::json::{Fields, Kind, Raw};

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

/// What a server says of a body that holds no data for sure.
const NO_DATA: [&str; 6] = [
    "image/",
    "font/",
    "audio/",
    "video/",
    "text/css",
    "javascript",
];

/// Members of a message of an event source, and the fields of a stream that they came in.
pub(crate) const EVENT_FIELDS: [(&str, &str); 3] =
    [("eventName", "event"), ("eventId", "id"), ("data", "data")];

/// Whether a record is one exchange of a HAR file.
pub(crate) fn is_exchange(container: &str, fields: &Fields<'_>) -> bool {
    let is_object = |key| fields.get(key).map(Raw::kind) == Some(Kind::Object);
    container == "entries" && is_object("request") && is_object("response")
}

/// Reads the body of an exchange as a file inside the HAR file. Gives how many bytes the archives
/// in it were unpacked to.
pub(super) fn open_body(record: &Record<'_>, settings: Settings, sink: Sink<'_>) -> u64 {
    let body = match events(record) {
        Some(stream) => Some(Cow::Owned(stream.into_bytes())),
        None => match content(record) {
            Ok(body) => body,
            Err(reason) => {
                sink(Event::Fault(Fault {
                    kind: FaultKind::Malformed,
                    record: Some(record.index),
                    offset: record.offset,
                    line: None,
                    column: None,
                    path: "response.content.text".to_owned(),
                    reason: reason.to_owned(),
                }));
                None
            }
        },
    };
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return 0;
    };
    let member = Member {
        name: format!("entries[{}]", record.index),
        optional: true,
    };
    let mut inner = Inner::open(member, settings, sink);
    inner.feed(&body, sink);
    inner.close(sink)
}

/// The text of an answer, decoded.
fn content<'a>(record: &Record<'a>) -> Result<Option<Cow<'a, [u8]>>, &'static str> {
    let content = record
        .fields
        .get("response")
        .and_then(|response| response.get("content"));
    let Some(content) = content else {
        return Ok(None);
    };
    let kind = content.get("mimeType").and_then(Raw::string);
    if kind.is_some_and(|kind| NO_DATA.iter().any(|other| kind.contains(other))) {
        return Ok(None);
    }
    let Some(text) = content.get("text").and_then(Raw::string) else {
        return Ok(None);
    };
    if content.get("encoding").and_then(Raw::string).as_deref() != Some("base64") {
        return Ok(Some(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }));
    }
    let bytes = STANDARD.decode(text.as_bytes());
    bytes
        .map(|bytes| Some(Cow::Owned(bytes)))
        .map_err(|_| "the body is said to be base64 and is not")
}

/// The messages of an event source, put back into the stream they came in.
fn events(record: &Record<'_>) -> Option<String> {
    let messages = record.fields.get("_eventSourceMessages")?;
    let mut stream = String::new();
    for message in messages.elements().map_while(Result::ok) {
        for (member, field) in EVENT_FIELDS {
            let Some(value) = message.get(member).and_then(Raw::string) else {
                continue;
            };
            for line in value.lines() {
                stream.extend([field, ": ", line, "\n"]);
            }
        }
        stream.push('\n');
    }
    (!stream.trim().is_empty()).then_some(stream)
}
