//! All built-in detectors over many messages, as a wasm module for `redaction.mjs`.
//!
//! ```sh
//! cargo build --release --target wasm32-unknown-unknown --example redactor
//! ```
#![allow(unsafe_code)] // exported names of a module without bindings

use std::cell::RefCell;

use sealed_transcript::model::Role;
use sealed_transcript::redact::{Engine, Policy, Target};

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
    static CHANGED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// Compiles a policy: 0 is `standard`, 1 `broad`. Gives whether it could.
#[unsafe(no_mangle)]
pub extern "C" fn compile(policy: u32) -> bool {
    let name = if policy == 0 { "standard" } else { "broad" };
    let engine = Policy::named(name).and_then(|p| Engine::new(&p).ok());
    ENGINE.with_borrow_mut(|place| *place = engine);
    ENGINE.with_borrow(Option::is_some)
}

/// Room for so many bytes of messages.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        if input.len() < bytes {
            input.resize(bytes, 0);
        }
        input.as_mut_ptr()
    })
}

/// Redacts every message by itself: so many bytes of UTF-8, each message ended by a line feed. Gives how many
/// messages it changed.
#[unsafe(no_mangle)]
pub extern "C" fn redact(bytes: usize) -> usize {
    ENGINE.with_borrow_mut(|engine| {
        let Some(engine) = engine else { return 0 };
        INPUT.with_borrow(|input| {
            OUTPUT.with_borrow_mut(|output| {
                CHANGED.with_borrow_mut(|changed| {
                    output.clear();
                    changed.clear();
                    let all = std::str::from_utf8(&input[..bytes]).unwrap_or_default();
                    let mut start = 0;
                    for (nth, end) in memchr::memchr_iter(b'\n', all.as_bytes()).enumerate() {
                        let text = &all[start..end];
                        start = end + 1;
                        let findings = engine.find(&Target {
                            text,
                            role: Role::EndUser,
                            ..Target::default()
                        });
                        if !findings.is_empty() {
                            output.push_str(&engine.apply(text, &findings).text);
                            output.push('\n');
                            changed.push(nth as u32);
                        }
                    }
                    changed.len()
                })
            })
        })
    })
}

/// Where the changed messages stand, each ended by a line feed.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// How many bytes they have.
#[unsafe(no_mangle)]
pub extern "C" fn output_bytes() -> usize {
    OUTPUT.with_borrow(String::len)
}

/// Which of the messages they are, four bytes each.
#[unsafe(no_mangle)]
pub extern "C" fn changed() -> *const u32 {
    CHANGED.with_borrow(Vec::as_ptr)
}
