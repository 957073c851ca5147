//! The reader alone and typed `serde_json`, as a wasm module for `ingest.mjs --peers`.
//!
//! ```sh
//! cargo build --release --target wasm32-unknown-unknown --example peers
//! node benches/ingest.mjs --peers target/wasm32-unknown-unknown/release/examples/peers.wasm
//! ```
#![allow(unsafe_code)] // exported names of a module without bindings

mod readers;

use std::{cell::RefCell, hint::black_box};

thread_local! {
    static INPUT: RefCell<String> = const { RefCell::new(String::new()) };
    static COPY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn with(work: impl FnOnce(&str) -> usize) -> usize {
    INPUT.with_borrow(|input| work(input))
}

/// Room for an export of that many bytes of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    COPY.with_borrow_mut(|copy| *copy = vec![0; bytes]);
    INPUT.with_borrow_mut(|input| {
        *input = " ".repeat(bytes);
        input.as_mut_ptr()
    })
}

/// The physical limit.
#[unsafe(no_mangle)]
pub extern "C" fn copy() -> usize {
    with(|input| {
        COPY.with_borrow_mut(|copy| copy.copy_from_slice(input.as_bytes()));
        COPY.with_borrow(|copy| black_box(copy).len())
    })
}

/// Identifiers and times of every entry.
#[unsafe(no_mangle)]
pub extern "C" fn skim() -> usize {
    with(|input| sum(&readers::skim(input, false)))
}

/// These and the text of every message.
#[unsafe(no_mangle)]
pub extern "C" fn skim_text() -> usize {
    with(|input| sum(&readers::skim(input, true)))
}

/// The same by `serde_json`.
#[unsafe(no_mangle)]
pub extern "C" fn typed() -> usize {
    with(|input| sum(&readers::typed(input, true)))
}

/// Bytes to archive, in the same module.
#[unsafe(no_mangle)]
pub extern "C" fn ingest() -> usize {
    with(|input| readers::ingest(input).entries_read() as usize)
}

fn sum(kept: &readers::Kept) -> usize {
    kept.entries + kept.bytes + kept.time as usize
}
