//! An answer that refuses: `[{"errorCode": "INSUFFICIENT_ACCESS", "message": "…"}]`, saved as if it
//! were data, or as `sf data query --json` passes it on, with `name` and `exitCode`.
//! Source: REST API Developer Guide, "Status Codes and Error Responses"; the command line is inferred.

use crate::{
    formats::{Context, Format, JsonRecord},
    json::Raw,
};

/// The format.
#[derive(Debug)]
pub(super) struct Refusals;

impl Format for Refusals {
    fn name(&self) -> &'static str {
        "api-error"
    }

    fn title(&self) -> &'static str {
        "Error answer of an API"
    }

    fn object(&self) -> &'static str {
        "ApiError"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        let is_told = has("errorCode") || has("name") && has("exitCode");
        record.container.is_empty() && is_told && has("message")
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "errorCode or exitCode, and message: the answer of an API that refused".to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.count(self.object());
        let code = ["errorCode", "name"]
            .into_iter()
            .find_map(|key| record.fields.get(key).and_then(Raw::string));
        // Error codes are upper-case names; anything else is not repeated.
        let code = code
            .filter(|code| {
                code.len() <= 64
                    && code
                        .bytes()
                        .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            })
            .unwrap_or("an error without a code".into());
        let refusals = &mut context.archive.source_mut(context.source).refusals;
        *refusals.entry(code.into_owned()).or_default() += 1;
    }
}
