//! The policy handle: compiled once, laid on everything that leaves.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, convert::TryFromJsValue, prelude::*};

use super::error::TranscriptError;
use crate::{
    archive::Archive,
    export::Watched,
    redact::{self, Alike, Decisions, Engine, Scanner},
    timeline::Timeline,
};

/// A redaction policy, ready to use.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Policy {
    policy: Rc<redact::Policy>,
    key: Option<Rc<[u8]>>,
    decisions: Rc<Decisions>,
    /// What decisions on all alike are about, in the archive that was met.
    alike: Rc<RefCell<Vec<Option<Alike>>>>,
    engine: Rc<RefCell<Engine>>,
    scanner: Rc<RefCell<Scanner>>,
    /// The timeline whose people the engine knows.
    met: Rc<RefCell<Option<Rc<Timeline>>>>,
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
    /// A ready-made policy: "standard", "pci", "broad", "names" or "none".
    ///
    /// @throws TranscriptError "policy" if there is none of that name
    pub fn named(name: &str) -> Result<Policy, JsValue> {
        let policy = redact::Policy::named(name).ok_or_else(|| {
            TranscriptError::new(
                "policy",
                "no ready-made policy has this name; there are standard, pci, broad, names and none",
            )
            .at("name")
        })?;
        Ok(Self::compile(policy, None)?)
    }

    /// A policy from JSON. Its own examples are run. `key` is the secret of its hashes; it is no part of
    /// the policy's hash.
    ///
    /// @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
    pub fn parse(json: &str, key: Option<Vec<u8>>) -> Result<Policy, JsValue> {
        let policy = redact::Policy::from_json(json).map_err(TranscriptError::from)?;
        Ok(Self::compile(policy, key.as_deref())?)
    }

    /// A policy from rules of Salesforce: the XML of `LiveChatSensitiveDataRule` metadata, one file or more
    /// put one behind the other. Look-around and back-references are refused by name.
    ///
    /// @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
    #[wasm_bindgen(js_name = importRules)]
    pub fn import_rules(xml: &str) -> Result<Policy, JsValue> {
        let policy =
            redact::Policy::from_sensitive_data_rules(xml).map_err(TranscriptError::from)?;
        Ok(Self::compile(policy, None)?)
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

    /// The same policy with a reviewer's decisions laid on it, as JSON; in place of earlier ones.
    ///
    /// @throws TranscriptError "policy", naming the decision and its member
    pub fn decided(&self, decisions: &str) -> Result<Policy, JsValue> {
        let decisions = Decisions::from_json(decisions).map_err(TranscriptError::from)?;
        let policy = redact::Policy::clone(&self.policy);
        let mut decided = Self::compile(policy, self.key.as_deref())?;
        decided.decisions = Rc::new(decisions);
        Ok(decided)
    }

    /// Another handle of the same compiled policy.
    #[must_use]
    pub fn share(&self) -> Policy {
        self.clone()
    }

    /// Takes in one JSON line `{"text", "conversation"?, "role"?, "region"?, "language"?, "fields"?}` and gives
    /// the answers that are ready, in the order of the lines: `{"spans":[{"start","end","type","score"}]}` in
    /// code points. Lines that share a conversation are neighbours in order, and wait for those behind them.
    pub fn scan(&self, line: &str) -> Vec<String> {
        self.scanner
            .borrow_mut()
            .push(&mut self.engine.borrow_mut(), line)
    }

    /// The answers of lines that still wait.
    #[wasm_bindgen(js_name = endScan)]
    pub fn end_scan(&self) -> Vec<String> {
        self.scanner
            .borrow_mut()
            .finish(&mut self.engine.borrow_mut())
    }
}

impl Policy {
    fn compile(policy: redact::Policy, key: Option<&[u8]>) -> Result<Self, TranscriptError> {
        let engine = Engine::with_key(&policy, key)?;
        Ok(Self {
            policy: Rc::new(policy),
            key: key.map(Rc::from),
            decisions: Rc::default(),
            alike: Rc::default(),
            engine: Rc::new(RefCell::new(engine)),
            scanner: Rc::new(RefCell::new(Scanner::default())),
            met: Rc::new(RefCell::new(None)),
        })
    }

    /// Whether the other is a handle of the same compiled policy.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.engine, &other.engine)
    }

    /// Lets the engine know the people of an archive, once for each state of it.
    pub(super) fn meet(&self, archive: &Archive, timeline: &Rc<Timeline>) {
        let mut met = self.met.borrow_mut();
        if !met
            .as_ref()
            .is_some_and(|known| Rc::ptr_eq(known, timeline))
        {
            self.engine
                .borrow_mut()
                .know(redact::people(archive, timeline));
            self.lay_decisions(archive, timeline);
            *met = Some(Rc::clone(timeline));
        }
        self.engine.borrow_mut().leave();
    }

    /// Lays the decisions on an engine that knows the people; what those on all alike are about is read first.
    fn lay_decisions(&self, archive: &Archive, timeline: &Timeline) {
        if self.decisions.decisions.is_empty() {
            return;
        }
        // Values are numbered, and words looked for, from the start: an engine that has not read anything.
        let fresh = || Engine::with_key(&self.policy, self.key.as_deref());
        if let Ok(mut engine) = fresh() {
            engine.know(redact::people(archive, timeline));
            *self.engine.borrow_mut() = engine;
        }
        let watched = Watched {
            archive,
            timeline,
            engine: &self.engine,
        };
        let alike = watched.alike(&self.decisions);
        if let Ok(mut engine) = fresh() {
            engine.know(redact::people(archive, timeline));
            engine.decide(&self.decisions, &alike);
            *self.engine.borrow_mut() = engine;
        }
        *self.alike.borrow_mut() = alike;
    }

    pub(super) fn policy(&self) -> &redact::Policy {
        &self.policy
    }

    pub(super) fn decisions(&self) -> Rc<Decisions> {
        Rc::clone(&self.decisions)
    }

    pub(super) fn alike(&self) -> Vec<Option<Alike>> {
        self.alike.borrow().clone()
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
