//! A redaction under review: its findings, its report, the check of what was written, and the files rewritten.

use std::{fmt::Write as _, rc::Rc};

use js_sys::Uint8Array;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

use super::{
    Policy,
    archive::{Handle, ReadOptions, lens},
    error::TranscriptError,
    from_js, to_js,
};
use crate::{
    export::{
        ENTRIES, FileDigest, FindingFilter, Findings, LeakReport, OutputCheck, RedactionReport,
        Reviewed, Rewriting, Scope, Watched, WriteBacks,
    },
    model::Role,
    redact::Field,
    timeline::Timeline,
};

/// SHA-256 of bytes that come in chunks.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Digest {
    sha: Sha256,
    bytes: u64,
}

#[wasm_bindgen]
impl Digest {
    /// Of nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.sha.update(chunk);
        self.bytes += chunk.len() as u64;
    }

    /// The digest of a file of this name.
    #[wasm_bindgen(unchecked_return_type = "FileDigest")]
    pub fn finish(self, file: String) -> Result<JsValue, JsValue> {
        let mut sha256 = String::with_capacity(64);
        for byte in self.sha.finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        let bytes = self.bytes;
        Ok(to_js(&FileDigest {
            file,
            bytes,
            sha256,
        })?)
    }
}

/// What a policy does to an archive, for review and proof. Free it when done.
#[wasm_bindgen]
pub struct Redaction {
    shared: Handle,
    timeline: Rc<Timeline>,
    policy: Policy,
    scope: Scope,
    findings: Findings,
    check: OutputCheck,
    checked: Option<LeakReport>,
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redaction").finish_non_exhaustive()
    }
}

/// A file after its redaction.
#[derive(Debug, serde::Serialize, tsify::Tsify)]
pub(super) struct RewrittenFile {
    /// Its bytes; `null` if something of it cannot be rewritten.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array | null")]
    bytes: JsValue,
    /// A name for it.
    name: String,
    /// Spans that were replaced.
    replaced: u32,
    /// What cannot be rewritten.
    unwritten: Vec<crate::export::Unwritten>,
}

impl Redaction {
    pub(super) fn new(
        shared: Handle,
        timeline: Rc<Timeline>,
        policy: Policy,
        scope: Scope,
        reopens: bool,
    ) -> Self {
        let (findings, check) = {
            let state = shared.borrow();
            policy.meet(&state.archive, &timeline);
            let watched = Watched {
                archive: &state.archive,
                timeline: &timeline,
                engine: policy.engine(),
            };
            let findings = Findings::collect(&watched, &scope);
            let reading = reopens.then(|| state.archive.reading().clone());
            let check = OutputCheck::new(&findings, reading);
            (findings, check)
        };
        Self {
            shared,
            timeline,
            policy,
            scope,
            findings,
            check,
            checked: None,
        }
    }

    fn watched<T>(
        &mut self,
        work: impl FnOnce(&mut Self, &Watched<'_>) -> T,
    ) -> Result<T, JsValue> {
        let shared = Rc::clone(&self.shared);
        let state = shared.borrow();
        if !state.is_current(&self.timeline) {
            let message = "files were added since the review began; begin it again";
            return Err(TranscriptError::new("changed", message).into());
        }
        let (timeline, policy) = (Rc::clone(&self.timeline), self.policy.share());
        policy.meet(&state.archive, &timeline);
        let watched = Watched {
            archive: &state.archive,
            timeline: &timeline,
            engine: policy.engine(),
        };
        Ok(work(self, &watched))
    }
}

#[wasm_bindgen]
impl Redaction {
    /// Findings that a filter lets through, from a place among them on, in the words of the original.
    /// O(findings), and the texts of those that are shown.
    ///
    /// @throws TranscriptError "changed", "options"
    #[wasm_bindgen(unchecked_return_type = "FindingWindow")]
    pub fn findings(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "FindingFilter | null")] filter: JsValue,
        from: usize,
        count: usize,
    ) -> Result<JsValue, JsValue> {
        let filter: FindingFilter = from_js(filter)?;
        let window =
            self.watched(|this, watched| this.findings.window(watched, &filter, from, count))?;
        Ok(to_js(&window)?)
    }

    /// Decisions, by their place in the file, that concern nothing in these data.
    pub fn unmatched(&self) -> Vec<u32> {
        self.findings
            .unmatched(&self.policy.decisions(), &self.policy.alike())
    }

    /// How the policy shows a file's name.
    #[wasm_bindgen(js_name = fileName)]
    pub fn file_name(&mut self, name: &str) -> Result<String, JsValue> {
        self.watched(|this, watched| {
            let lens = lens(Some(&this.policy), watched.archive, &this.timeline);
            lens.field(name, Role::Unknown, Field::FileName)
                .into_owned()
        })
    }

    /// A file of the output begins, to be read again.
    ///
    /// @throws TranscriptError "options"
    pub fn begin(
        &mut self,
        name: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions | null")] options: JsValue,
    ) -> Result<(), JsValue> {
        let options: ReadOptions = from_js(options)?;
        let read_as = options.read_as(self.shared.borrow().archive.reading())?;
        self.check.begin(name, read_as);
        Ok(())
    }

    /// The next bytes of the output.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.check.feed(chunk);
    }

    /// Rewrites a file as it was read: its bytes with redacted spans replaced. What is written is checked too.
    /// With `omits`, files in archives that cannot be rewritten are left out of them.
    ///
    /// @throws TranscriptError "changed", "options"
    #[wasm_bindgen(unchecked_return_type = "RewrittenFile")]
    pub fn rewrite(
        &mut self,
        name: &str,
        bytes: &Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "ReadOptions | null")] options: JsValue,
        omits: bool,
    ) -> Result<JsValue, JsValue> {
        let options: ReadOptions = from_js(options)?;
        let read_as = options.read_as(self.shared.borrow().archive.reading())?;
        let shown = self.file_name(name)?;
        let bytes = bytes.to_vec();
        let rewritten = self.watched(|this, watched| {
            let rewriting = Rewriting::new(*watched, omits);
            this.check.begin(name, read_as.clone());
            let rewritten = rewriting.file(name, &bytes, &read_as, &mut this.check);
            if let Some(bytes) = &rewritten.bytes {
                this.check.feed_file(bytes);
            }
            rewritten
        })?;
        Ok(to_js(&RewrittenFile {
            bytes: rewritten
                .bytes
                .map_or(JsValue::NULL, |bytes| Uint8Array::from(&*bytes).into()),
            name: shown,
            replaced: rewritten.replaced,
            unwritten: rewritten.unwritten,
        })?)
    }

    /// All was written: what the check came to.
    ///
    /// @throws TranscriptError "changed"
    #[wasm_bindgen(unchecked_return_type = "LeakReport")]
    pub fn check(&mut self) -> Result<JsValue, JsValue> {
        let report = self.watched(|this, watched| {
            let check = std::mem::replace(
                &mut this.check,
                OutputCheck::new(&Findings::default(), None),
            );
            check.finish(watched, &this.scope, &this.findings)
        })?;
        let shown = to_js(&report)?;
        self.checked = Some(report);
        Ok(shown)
    }

    /// The proof: counts, policy, decisions, what was not examined. No value is in it.
    ///
    /// @throws TranscriptError "changed", "options"
    #[wasm_bindgen(unchecked_return_type = "RedactionReport")]
    pub fn report(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "FileDigest[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "FileDigest[]")] outputs: JsValue,
    ) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.proof(inputs, outputs)?)?)
    }

    /// The same for a person to read and to sign.
    ///
    /// @throws TranscriptError "changed", "options"
    #[wasm_bindgen(js_name = reportText)]
    pub fn report_text(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "FileDigest[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "FileDigest[]")] outputs: JsValue,
    ) -> Result<String, JsValue> {
        Ok(self.proof(inputs, outputs)?.text())
    }

    /// Bodies for `PATCH …/connect/conversation/{id}/entries`, and the entries that they cannot change.
    ///
    /// @throws TranscriptError "changed"
    #[wasm_bindgen(js_name = writeBack, unchecked_return_type = "WriteBacks")]
    pub fn write_back(&mut self, entries: Option<usize>) -> Result<JsValue, JsValue> {
        let bodies = self.watched(|this, watched| {
            let lens = lens(Some(&this.policy), watched.archive, &this.timeline);
            let entries = entries.unwrap_or(ENTRIES);
            WriteBacks::new(
                watched.archive,
                watched.timeline,
                lens,
                &this.scope,
                entries,
            )
        })?;
        Ok(to_js(&bodies)?)
    }
}

impl Redaction {
    fn proof(&mut self, inputs: JsValue, outputs: JsValue) -> Result<RedactionReport, JsValue> {
        let files = |files| {
            serde_wasm_bindgen::from_value(files)
                .map_err(|error| TranscriptError::new("options", error.to_string()))
        };
        let unmatched = self.unmatched();
        let mut report = self.watched(|this, watched| {
            let decisions = this.policy.decisions();
            let reviewed = Reviewed {
                policy: this.policy.policy(),
                decisions: &decisions,
                unmatched: &unmatched,
            };
            RedactionReport::new(&this.findings, watched, &this.scope, reviewed)
        })?;
        report.inputs = files(inputs)?;
        report.outputs = files(outputs)?;
        report.leak_check.clone_from(&self.checked);
        Ok(report)
    }
}
