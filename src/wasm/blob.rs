//! A File as a stream of bytes, in the worker.

use js_sys::{Date, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, ReadableStreamByobReader, ReadableStreamDefaultReader,
    ReadableStreamGetReaderOptions, ReadableStreamReaderMode,
};

use super::{SourceReader, error::TranscriptError};

/// Read at once.
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
) -> Result<SourceReader, TranscriptError> {
    let result = pump(&mut reader, name, blob, on_progress, signal).await;
    if let Err(error) = result {
        reader.give_up();
        return Err(error);
    }
    reader.end()?;
    Ok(reader)
}

async fn pump(
    reader: &mut SourceReader,
    name: &str,
    blob: &Blob,
    on_progress: Option<Function>,
    signal: Option<AbortSignal>,
) -> Result<(), TranscriptError> {
    let unreadable = || {
        TranscriptError::new(
            "read",
            "the browser could not read the file: it was moved or changed since it was chosen. Choose it again",
        )
        .in_file(name)
    };
    let mut stream = Stream::of(blob).ok_or_else(unreadable)?;
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
            stream.cancel();
            return Err(TranscriptError::new(
                "cancelled",
                "reading was cancelled; nothing of this file is used",
            )
            .in_file(name));
        }
        let Some(view) = stream.next().await.map_err(|_| unreadable())? else {
            return Ok(());
        };
        chunk.resize(view.length() as usize, 0);
        view.copy_to(&mut chunk);
        stream.give_back(&view);
        reader.feed_bytes(&chunk)?;
        bytes += chunk.len() as f64;
        if let Some(on_progress) = &on_progress {
            // What the listener throws is its own affair: reading goes on.
            let _ = on_progress.call2(&JsValue::NULL, &bytes.into(), &reader.entries().into());
        }
    }
}

/// The stream of a blob. A "bring your own buffer" reader uses the same memory for every chunk;
/// engines without one bring theirs.
enum Stream {
    Byob(ReadableStreamByobReader, Uint8Array),
    Default(ReadableStreamDefaultReader),
}

impl Stream {
    fn of(blob: &Blob) -> Option<Self> {
        let options = ReadableStreamGetReaderOptions::new();
        options.set_mode(ReadableStreamReaderMode::Byob);
        // Asked for through Reflect, because an engine without byte streams throws here.
        let stream = blob.stream();
        let get: Function = Reflect::get(&stream, &"getReader".into())
            .ok()?
            .dyn_into()
            .ok()?;
        if let Ok(reader) = get.call1(&stream, &options) {
            let buffer = Uint8Array::new_with_length(CHUNK);
            return Some(Self::Byob(reader.unchecked_into(), buffer));
        }
        let reader = get.call0(&stream).ok()?;
        Some(Self::Default(reader.unchecked_into()))
    }

    /// The next bytes; `None` at the end.
    async fn next(&self) -> Result<Option<Uint8Array>, JsValue> {
        let promise = match self {
            Self::Byob(reader, buffer) => reader.read_with_array_buffer_view(buffer),
            Self::Default(reader) => reader.read(),
        };
        let result = JsFuture::from(promise).await?;
        if Reflect::get(&result, &"done".into())?.is_truthy() {
            return Ok(None);
        }
        Ok(Reflect::get(&result, &"value".into())?.dyn_into().ok())
    }

    /// Hands the memory of a chunk back: the view that went in is detached, its buffer came back.
    fn give_back(&mut self, view: &Uint8Array) {
        if let Self::Byob(_, buffer) = self {
            *buffer = Uint8Array::new(&view.buffer());
        }
    }

    /// The browser drops its side whether or not it says so.
    fn cancel(&self) {
        let _ = match self {
            Self::Byob(reader, _) => reader.cancel(),
            Self::Default(reader) => reader.cancel(),
        };
    }
}
