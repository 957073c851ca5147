//! HAR files: what a browser and its servers said to each other. The bodies are files of their
//! own; here is told which of them the browser did not keep.

use crate::{
    diagnostics::Code,
    formats::{Context, Format, JsonRecord},
    json::{Kind, Raw},
    source::is_exchange,
};

/// Addresses whose answers hold conversations.
const TELLING: [&str; 5] = [
    "/iamessage/",
    "/eventrouter/",
    "/connect/conversation/",
    "/conversation-entries",
    "/ssot/query",
];

/// Exchanges of a HAR file.
#[derive(Debug)]
pub(super) struct Exchanges;

impl Format for Exchanges {
    fn name(&self) -> &'static str {
        "har"
    }

    fn title(&self) -> &'static str {
        "Traffic of a browser (HAR)"
    }

    fn object(&self) -> &'static str {
        ""
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        is_exchange(record.container, &record.fields)
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "a HAR file: requests and responses of a browser".to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let at = |path: &[&str]| Raw::trusted(record.fields.as_str()).at(path);
        let string = |path: &[&str]| at(path).and_then(Raw::string).unwrap_or_default();
        let address = string(&["request", "url"]);
        let asked = string(&["request", "method"]) != "OPTIONS"
            && TELLING.iter().any(|part| address.contains(part));
        let answered = at(&["response", "status"]).and_then(Raw::i64) == Some(200);
        let messages = at(&["_eventSourceMessages"])
            .is_some_and(|list| list.kind() == Kind::Array && list.elements().next().is_some());
        if asked && answered && !messages && string(&["response", "content", "text"]).is_empty() {
            context.diagnose(
                Code::MissingField,
                "response.content.text",
                "an answer of Salesforce whose body is not in the HAR file: save it with content while the developer tools are still open. An event stream's body is kept by few browsers: its entries are also in the list entries answer",
            );
        }
    }
}
