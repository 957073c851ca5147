//! An export on its way out.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::{
    Policy,
    archive::{Handle, archive, lens},
};
use crate::{export, timeline::Timeline};

/// Gives an export in chunks of about 1 MiB.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Exporter {
    shared: Handle,
    timeline: Rc<Timeline>,
    policy: Option<Policy>,
    exporter: export::Exporter,
}

impl Exporter {
    pub(super) fn new(
        shared: Handle,
        timeline: Rc<Timeline>,
        policy: Option<Policy>,
        exporter: export::Exporter,
    ) -> Self {
        Self {
            shared,
            timeline,
            policy,
            exporter,
        }
    }
}

#[wasm_bindgen]
impl Exporter {
    /// The next chunk; `undefined` at the end.
    #[wasm_bindgen(js_name = next)]
    pub fn next_chunk(&mut self) -> Option<Vec<u8>> {
        let archive = archive(&self.shared);
        let lens = lens(self.policy.as_ref(), &archive, &self.timeline);
        self.exporter.next(&archive, &self.timeline, lens)
    }

    /// A name for the file.
    #[wasm_bindgen(getter, js_name = fileName)]
    pub fn file_name(&self) -> String {
        let archive = archive(&self.shared);
        self.exporter
            .file_name(lens(self.policy.as_ref(), &archive, &self.timeline))
    }

    /// Its media type.
    #[wasm_bindgen(getter, js_name = mediaType)]
    pub fn media_type(&self) -> String {
        self.exporter.options().format.media_type().to_owned()
    }
}
