//! A File as a stream of bytes, in the worker.

use js_sys::{Date, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, ReadableStreamByobReader, ReadableStreamGetReaderOptions,
    ReadableStreamReaderMode,
};

use super::{SourceReader, error::TranscriptError, to_js};

/// Read at once. The buffer is handed to the browser and back, never copied in between.
const CHUNK: u32 = 1 << 20;

/// Milliseconds of work after which other tasks of the thread get their turn. Bytes that the browser
/// has ready come without one, and a cancel would be heard at the end of the file only.
const TURN: f64 = 100.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: u32) -> JsValue;
}

/// Reads a blob to its end into an open file.
pub(super) async fn read(
    mut reader: SourceReader,
    name: &str,
    blob: &Blob,
    on_progress: Option<Function>,
    signal: Option<AbortSignal>,
) -> Result<JsValue, TranscriptError> {
    let stream = match byob(blob) {
        Ok(stream) => stream,
        Err(_) => {
            reader.give_up();
            return Err(unreadable(name));
        }
    };
    let mut buffer = Uint8Array::new_with_length(CHUNK);
    let mut chunk = Vec::new();
    let mut bytes = 0.0;
    let mut turn = Date::now();
    loop {
        // The clock of the machine may be set back.
        if (Date::now() - turn).abs() > TURN {
            // It is never rejected.
            let _ = JsFuture::from(Promise::new(&mut |resolve, _| {
                set_timeout(&resolve, 0);
            }))
            .await;
            turn = Date::now();
        }
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            // The browser drops its side whether or not it says so.
            let _ = stream.cancel();
            reader.give_up();
            return Err(TranscriptError::new(
                "cancelled",
                "reading was cancelled; nothing of this file is used",
            )
            .in_file(name));
        }
        let result = JsFuture::from(stream.read_with_array_buffer_view(&buffer)).await;
        let Ok(result) = result else {
            reader.give_up();
            return Err(unreadable(name));
        };
        let value: Option<Uint8Array> = Reflect::get(&result, &"value".into())
            .ok()
            .and_then(|value| value.dyn_into().ok());
        let done = Reflect::get(&result, &"done".into()).is_ok_and(|done| done.is_truthy());
        if let Some(view) = &value
            && view.length() > 0
        {
            chunk.resize(view.length() as usize, 0);
            view.copy_to(&mut chunk);
            reader.feed_bytes(&chunk)?;
            bytes += f64::from(view.length());
            if let Some(on_progress) = &on_progress {
                // What the listener throws is its own affair: reading goes on.
                let _ = on_progress.call2(&JsValue::NULL, &bytes.into(), &reader.entries().into());
            }
        }
        match value {
            // The same memory again: the view that went in is detached, its buffer came back.
            Some(view) if !done => buffer = Uint8Array::new(&view.buffer()),
            _ => break,
        }
    }
    to_js(&reader.report()?)
}

fn byob(blob: &Blob) -> Result<ReadableStreamByobReader, JsValue> {
    let options = ReadableStreamGetReaderOptions::new();
    options.set_mode(ReadableStreamReaderMode::Byob);
    blob.stream()
        .get_reader_with_options(&options)
        .dyn_into::<ReadableStreamByobReader>()
        .map_err(Into::into)
}

fn unreadable(name: &str) -> TranscriptError {
    TranscriptError::new(
        "read",
        "the browser could not read the file: it was moved or changed since it was chosen. Choose it again",
    )
    .in_file(name)
}
