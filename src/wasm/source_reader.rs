//! One file on its way in.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{
    archive::{Handle, ReadOptions, archive, inspected},
    error::TranscriptError,
    to_js,
};
use crate::{archive::SourceId, intake::Intake, limits::Limits};

/// Takes the bytes of one file, in chunks of any size.
#[wasm_bindgen]
pub struct SourceReader {
    shared: Handle,
    /// Gone once finished or cancelled.
    intake: Option<Intake>,
    name: String,
    source: SourceId,
    entries_before: u64,
}

impl std::fmt::Debug for SourceReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceReader")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SourceReader {
    pub(super) fn new(
        shared: Handle,
        name: &str,
        options: &ReadOptions,
    ) -> Result<Self, TranscriptError> {
        let (intake, entries_before) = {
            let shared = &mut *shared.borrow_mut();
            let archive = &mut shared.archive;
            let read_as = options.read_as(archive.reading())?;
            let intake = match archive.named(name).filter(|_| options.again) {
                Some(source) => Intake::again(archive, source, Limits::default()),
                None => Intake::new(archive, name, Limits::default()),
            };
            let intake = intake.strict(shared.strict).read_as(archive, read_as);
            (intake, archive.entries_read())
        };
        Ok(Self {
            shared,
            source: intake.source(),
            intake: Some(intake),
            name: name.to_owned(),
            entries_before,
        })
    }

    fn finished(&self) -> TranscriptError {
        TranscriptError::new(
            "finished",
            "this file was finished or cancelled before; open it again to read it again",
        )
        .in_file(&self.name)
    }

    pub(super) fn feed_bytes(&mut self, bytes: &[u8]) -> Result<(), TranscriptError> {
        match &mut self.intake {
            Some(intake) => {
                intake.feed(&mut self.shared.borrow_mut().archive, bytes);
                Ok(())
            }
            None => Err(self.finished()),
        }
    }

    pub(super) fn end(&mut self) -> Result<(), TranscriptError> {
        let intake = self.intake.take().ok_or_else(|| self.finished())?;
        let mut shared = self.shared.borrow_mut();
        intake.finish(&mut shared.archive);
        shared.changed();
        Ok(())
    }

    pub(super) fn give_up(&mut self) {
        if let Some(intake) = self.intake.take() {
            let mut shared = self.shared.borrow_mut();
            intake.cancel(&mut shared.archive);
            shared.changed();
        }
    }
}

#[wasm_bindgen]
impl SourceReader {
    /// Takes the next bytes. They are copied, so the buffer may be reused.
    ///
    /// @throws TranscriptError "finished"
    pub fn feed(&mut self, chunk: &Uint8Array) -> Result<(), JsValue> {
        Ok(self.feed_bytes(&chunk.to_vec())?)
    }

    /// Ends the file. What it was is in [`report`](Self::report); nothing is put in order before
    /// somebody asks, so that many files cost no more than one of their length.
    ///
    /// @throws TranscriptError "finished"
    pub fn finish(&mut self) -> Result<(), JsValue> {
        Ok(self.end()?)
    }

    /// What a finished file was. What of it merged with other files is known of all that have been
    /// read so far. O(entries of all files) after one was finished, else O(files).
    ///
    /// @throws TranscriptError "unfinished"
    #[wasm_bindgen(unchecked_return_type = "FileReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        if self.intake.is_some() {
            let text = "the file is still being read; finish it first";
            return Err(TranscriptError::new("unfinished", text)
                .in_file(&self.name)
                .into());
        }
        let report = inspected(&self.shared);
        let place = archive(&self.shared).ranks()[self.source.0 as usize] as usize;
        let file = report.files.get(place);
        let file =
            file.ok_or_else(|| TranscriptError::new("internal", "the file has no report"))?;
        Ok(to_js(file)?)
    }

    /// Gives up: nothing of the file stays but its name and the note that it was cancelled.
    pub fn cancel(&mut self) {
        self.give_up();
    }

    /// Entries read from this file so far; of files that are read at the same time, together.
    #[wasm_bindgen(getter)]
    pub fn entries(&self) -> f64 {
        let read = self.shared.borrow().archive.entries_read();
        read.saturating_sub(self.entries_before) as f64
    }

    /// The name it was opened by.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.name.clone()
    }
}

impl Drop for SourceReader {
    /// A file that was never finished must not stay half read.
    fn drop(&mut self) {
        if Rc::strong_count(&self.shared) > 1 {
            self.give_up();
        }
    }
}
