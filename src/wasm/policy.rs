//! The policy handle: compiled once, laid on everything that leaves.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, convert::TryFromJsValue, prelude::*};

use super::error::TranscriptError;
use crate::redact::{self, Engine, Scanner};

/// A redaction policy, ready to use.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Policy {
    policy: Rc<redact::Policy>,
    engine: Rc<RefCell<Engine>>,
    scanner: Rc<RefCell<Scanner>>,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl Policy {
    /// A ready-made policy: "standard", "pci" or "none".
    ///
    /// @throws TranscriptError "policy" if there is none of that name
    pub fn named(name: &str) -> Result<Policy, JsValue> {
        let policy = redact::Policy::named(name).ok_or_else(|| {
            TranscriptError::new(
                "policy",
                "no ready-made policy has this name; there are standard, pci and none",
            )
            .at("name")
        })?;
        Ok(Self::compile(policy)?)
    }

    /// A policy from JSON. Its own examples are run.
    ///
    /// @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
    pub fn parse(json: &str) -> Result<Policy, JsValue> {
        let policy = redact::Policy::from_json(json).map_err(TranscriptError::from)?;
        Ok(Self::compile(policy)?)
    }

    /// Its name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.policy.name.clone()
    }

    /// SHA-256 of the policy, the same whatever the order of its keys.
    #[wasm_bindgen(getter)]
    pub fn hash(&self) -> String {
        self.policy.hash()
    }

    /// The policy as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> Result<String, JsValue> {
        serde_json::to_string_pretty(&*self.policy)
            .map_err(|error| TranscriptError::new("internal", error.to_string()).into())
    }

    /// Another handle of the same compiled policy.
    #[must_use]
    pub fn share(&self) -> Policy {
        self.clone()
    }

    /// One JSON line `{"text", "conversation"?, "role"?, "region"?}` in, one JSON line
    /// `{"spans":[{"start","end","type","score"}]}` out, in code points. Lines that share a
    /// conversation are neighbours in order.
    pub fn scan(&self, line: &str) -> String {
        self.scanner
            .borrow_mut()
            .scan(&mut self.engine.borrow_mut(), line)
    }
}

impl Policy {
    fn compile(policy: redact::Policy) -> Result<Self, TranscriptError> {
        let engine = Engine::new(&policy)?;
        Ok(Self {
            policy: Rc::new(policy),
            engine: Rc::new(RefCell::new(engine)),
            scanner: Rc::new(RefCell::new(Scanner::default())),
        })
    }

    /// Whether the other is a handle of the same compiled policy.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.engine, &other.engine)
    }

    pub(super) fn engine(&self) -> &RefCell<Engine> {
        &self.engine
    }

    /// A policy that may be `null` or missing. The handle stays the caller's: taken from
    /// JavaScript by value it would be gone there, so a second handle is asked for and taken.
    pub(super) fn optional(value: &JsValue) -> Result<Option<Self>, TranscriptError> {
        if value.is_null() || value.is_undefined() {
            return Ok(None);
        }
        let no_policy = || TranscriptError::new("options", "this is no Policy").at("policy");
        let share: Function = Reflect::get(value, &"share".into())
            .ok()
            .and_then(|share| share.dyn_into().ok())
            .ok_or_else(no_policy)?;
        let copy = share.call0(value).map_err(|_| no_policy())?;
        Self::try_from_js_value(copy)
            .map(Some)
            .map_err(|_| no_policy())
    }
}
