//! The one shape of every error that is thrown.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use crate::redact::PolicyError;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What every call throws: an Error whose `name` is "TranscriptError". `null` where not known. */
export interface TranscriptErrorShape extends Error {
  /** Stable kind: "policy", "options", "query", "zone", "conversation_not_found", "changed", "cancelled", "finished", "unfinished", "read", "busy" or "internal". */
  code: string;
  file: string | null;
  /** The rule and field, or the option, it is about. */
  path: string | null;
  /** Byte offset in the file, or in the pattern of a policy; of a search, UTF-16 units from the start of the query. */
  offset: number | null;
  line: number | null;
  column: number | null;
  record: number | null;
  /** Whether the archive can still be used. */
  recoverable: boolean;
}
"#;

/// An error on its way to JavaScript.
#[derive(Debug)]
pub(super) struct TranscriptError {
    code: &'static str,
    message: String,
    file: Option<String>,
    path: Option<String>,
    offset: Option<usize>,
}

impl TranscriptError {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            file: None,
            path: None,
            offset: None,
        }
    }

    pub(super) fn in_file(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    pub(super) fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    pub(super) fn at_offset(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }
}

impl From<PolicyError> for TranscriptError {
    fn from(error: PolicyError) -> Self {
        Self {
            path: Some(format!("{}.{}", error.rule, error.field)),
            offset: error.at,
            ..Self::new("policy", error.to_string())
        }
    }
}

impl From<TranscriptError> for JsValue {
    fn from(error: TranscriptError) -> Self {
        let thrown = js_sys::Error::new(&error.message);
        thrown.set_name("TranscriptError");
        let text = |value: &Option<String>| value.as_deref().map_or(JsValue::NULL, JsValue::from);
        let fields = [
            ("code", JsValue::from(error.code)),
            ("file", text(&error.file)),
            ("path", text(&error.path)),
            (
                "offset",
                error
                    .offset
                    .map_or(JsValue::NULL, |at| JsValue::from(at as f64)),
            ),
            ("line", JsValue::NULL),
            ("column", JsValue::NULL),
            ("record", JsValue::NULL),
            ("recoverable", JsValue::TRUE),
        ];
        for (name, value) in fields {
            // Setting a field of a fresh error cannot fail; if it did, the message still says all.
            let _ = Reflect::set(&thrown, &JsValue::from(name), &value);
        }
        thrown.into()
    }
}
