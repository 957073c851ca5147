//! A raw value as `serde_json::Value`, opened through the skim reader.

use serde_json::{Map, Value};

use super::{
    malformed::{Malformed, from_serde},
    raw::{Kind, Raw},
};

/// Nesting that is opened; as deep as `serde_json` goes.
pub const MAX_DEPTH: usize = 127;

/// Opens everything inside. Equal to what `serde_json` reads wherever that accepts the text; here a
/// lone surrogate becomes U+FFFD instead of an error. Offsets of errors count from the start of
/// `raw`.
pub fn to_value(raw: Raw<'_>) -> Result<Value, Malformed> {
    open(raw, raw.as_str(), MAX_DEPTH)
}

fn open(raw: Raw<'_>, whole: &str, depth: usize) -> Result<Value, Malformed> {
    let base = offset_in(raw.as_str(), whole);
    let deeper = || {
        depth
            .checked_sub(1)
            .ok_or(Malformed::new(base, "recursion limit exceeded"))
    };
    match raw.kind() {
        Kind::Null => Ok(Value::Null),
        Kind::Bool => Ok(Value::Bool(raw.as_str() == "true")),
        Kind::Number => serde_json::from_str(raw.as_str())
            .map_err(|e| from_serde(raw.as_str(), &e).shifted(base)),
        Kind::String => {
            let text = raw.open_text().map_err(|e| e.shifted(base))?;
            Ok(Value::String(
                text.map(|t| t.value.into_owned()).unwrap_or_default(),
            ))
        }
        Kind::Array => {
            let depth = deeper()?;
            let mut list = Vec::new();
            for element in raw.elements() {
                let element = element.map_err(|e| e.shifted(base))?;
                list.push(open(element, whole, depth)?);
            }
            Ok(Value::Array(list))
        }
        Kind::Object => {
            let depth = deeper()?;
            let mut map = Map::new();
            for member in raw.members() {
                let (key, value) = member.map_err(|e| e.shifted(base))?;
                map.insert(key.into_owned(), open(value, whole, depth)?);
            }
            Ok(Value::Object(map))
        }
    }
}

/// Where `part`, a slice of `whole`, starts in it.
fn offset_in(part: &str, whole: &str) -> usize {
    part.as_ptr().addr() - whole.as_ptr().addr()
}
