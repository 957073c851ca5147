//! The boundary to JavaScript: handles, options, shapes, errors. Translation only.
//!
//! Data stays in wasm memory; JavaScript reads windows of it, or pulls the chunks of an export.

#![expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen hands optional values over by value"
)]

mod archive;
mod blob;
mod customer;
mod error;
mod exporter;
mod kpi;
mod members;
mod policy;
mod raw_record;
mod reading;
mod redaction;
mod search;
mod source_reader;
mod window;
mod zone;

pub use archive::Archive;
pub use exporter::Exporter;
pub use kpi::kpi_totals;
pub use policy::Policy;
pub use raw_record::RawRecordSearch;
pub use redaction::{Digest, Redaction};
pub use search::Search;
pub use source_reader::SourceReader;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use error::TranscriptError;

/// The version of this package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Names of all formats, as reports print them and `ReadOptions` takes them.
#[wasm_bindgen]
pub fn formats() -> Vec<String> {
    crate::formats::names()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// The built-in detectors, for whoever writes a policy.
#[wasm_bindgen(unchecked_return_type = "DetectorSummary[]")]
pub fn detectors() -> Result<JsValue, JsValue> {
    Ok(to_js(&crate::redact::detectors())?)
}

/// Plain objects, `null` for what is missing: what crosses workers and Lightning unharmed.
fn to_js(value: &impl Serialize) -> Result<JsValue, TranscriptError> {
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_maps_as_objects(true)
        .serialize_missing_as_null(true);
    value
        .serialize(&serializer)
        .map_err(|error| TranscriptError::new("internal", error.to_string()))
}

/// The same as [`to_js`] by way of one text, which the engine of the host reads at once: for windows
/// of many small objects, whose making member by member crosses the boundary thousands of times.
/// Numbers beyond 2^53 lose their last digits, where [`to_js`] refuses them.
fn to_js_at_once(value: &impl Serialize) -> Result<JsValue, TranscriptError> {
    let internal = |error: String| TranscriptError::new("internal", error);
    let read = crate::json::with_text(value, js_sys::JSON::parse);
    let read = read.map_err(|error| internal(error.to_string()))?;
    read.map_err(|error| internal(format!("{error:?}")))
}

/// Options as plain objects; `null` and `undefined` mean the defaults, of all or of one. They are
/// listed first: read field by field, a misspelt one would be ignored.
fn from_js<T: serde::de::DeserializeOwned + Default>(
    options: JsValue,
) -> Result<T, TranscriptError> {
    let wrong = |error: String| TranscriptError::new("options", error);
    let options: Option<serde_json::Map<String, serde_json::Value>> =
        serde_wasm_bindgen::from_value(options).map_err(|error| wrong(error.to_string()))?;
    let given = options
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .collect();
    serde_json::from_value(serde_json::Value::Object(given))
        .map_err(|error| wrong(error.to_string()))
}
