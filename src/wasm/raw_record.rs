//! One record of a file as it stands there.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{archive::ReadOptions, from_js, to_js};
use crate::{model::time::TimeReading, raw_record};

/// Looks for one record while a file is read once more; free it when done.
#[wasm_bindgen]
pub struct RawRecordSearch {
    /// Gone at the end of the file.
    search: Option<raw_record::RawRecordSearch>,
}

impl std::fmt::Debug for RawRecordSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRecordSearch").finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl RawRecordSearch {
    /// Looks in the file of that `name` for a record of `file`, as rows name their sources: itself,
    /// or a file inside it.
    ///
    /// @throws TranscriptError "options", "zone"
    #[wasm_bindgen(constructor)]
    pub fn new(
        name: &str,
        file: &str,
        record: f64,
        #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions | null")] options: JsValue,
    ) -> Result<RawRecordSearch, JsValue> {
        let options: ReadOptions = from_js(options)?;
        let read_as = options.read_as(&TimeReading::default())?;
        let search = raw_record::RawRecordSearch::new(name, file, record as u64);
        Ok(Self {
            search: Some(search.delimiter(read_as.separator())),
        })
    }

    /// Takes the next bytes; gives the record once it is found, until then `null`.
    #[wasm_bindgen(unchecked_return_type = "RawRecord | null")]
    pub fn feed(&mut self, bytes: &Uint8Array) -> Result<JsValue, JsValue> {
        let found = self
            .search
            .as_mut()
            .map(|search| search.feed(&bytes.to_vec()));
        Ok(to_js(&found.flatten())?)
    }

    /// Ends the file; gives the record if it stood at the end, else `null`.
    #[wasm_bindgen(unchecked_return_type = "RawRecord | null")]
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let found = self
            .search
            .take()
            .and_then(raw_record::RawRecordSearch::finish);
        Ok(to_js(&found)?)
    }
}
