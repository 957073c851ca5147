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
    static INPUT: RefCell<String> = const { RefCell::new(String::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Compiles a policy: 0 is `standard`, 1 `broad`. Gives whether it could.
#[unsafe(no_mangle)]
pub extern "C" fn compile(policy: u32) -> bool {
    let name = if policy == 0 { "standard" } else { "broad" };
    let engine = Policy::named(name).and_then(|p| Engine::new(&p).ok());
    ENGINE.with_borrow_mut(|place| *place = engine);
    ENGINE.with_borrow(Option::is_some)
}

/// Room for messages of so many bytes of UTF-8 in all, each ended by a line feed.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        *input = " ".repeat(bytes);
        input.as_mut_ptr()
    })
}

/// Redacts every message by itself; gives how many bytes the output has.
#[unsafe(no_mangle)]
pub extern "C" fn redact() -> usize {
    ENGINE.with_borrow_mut(|engine| {
        let Some(engine) = engine else { return 0 };
        INPUT.with_borrow(|input| {
            OUTPUT.with_borrow_mut(|output| {
                output.clear();
                for text in input.split_terminator('\n') {
                    let findings = engine.find(&Target {
                        text,
                        role: Role::EndUser,
                        ..Target::default()
                    });
                    if findings.is_empty() {
                        output.push_str(text);
                    } else {
                        output.push_str(&engine.apply(text, &findings).text);
                    }
                    output.push('\n');
                }
                output.len()
            })
        })
    })
}

/// Where the output stands.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}
