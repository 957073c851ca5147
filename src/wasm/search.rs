//! A search on its way.

use std::{cell::RefCell, rc::Rc};

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    Policy,
    archive::{Handle, lens},
    error::TranscriptError,
    to_js,
};
use crate::{
    search::{self, Index, QueryError, SearchHit, SearchProgress, Veil, View},
    timeline::Timeline,
};

/// Hits from a position on, in transcript order.
#[derive(Debug, Serialize, Tsify)]
pub(super) struct SearchWindow {
    /// Hits found so far.
    total: u32,
    from: u32,
    hits: Vec<SearchHit>,
}

/// What searches of one archive share.
#[derive(Debug, Default)]
pub(super) struct Found {
    index: Rc<RefCell<Index>>,
    /// Of the policy that was searched through last.
    veil: Option<(Policy, Rc<RefCell<Veil>>)>,
}

impl Found {
    fn veil(&mut self, policy: Option<&Policy>) -> Rc<RefCell<Veil>> {
        let Some(policy) = policy else {
            return Rc::default();
        };
        match &self.veil {
            Some((known, veil)) if known.is(policy) => Rc::clone(veil),
            _ => {
                let veil = Rc::default();
                self.veil = Some((policy.share(), Rc::clone(&veil)));
                veil
            }
        }
    }
}

/// Looks through the archive step by step; hits can be read after every step. Free it when done.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Search {
    shared: Handle,
    timeline: Rc<Timeline>,
    policy: Option<Policy>,
    index: Rc<RefCell<Index>>,
    veil: Rc<RefCell<Veil>>,
    search: search::Search,
}

impl Search {
    pub(super) fn new(
        shared: Handle,
        timeline: Rc<Timeline>,
        policy: Option<Policy>,
        search: search::Search,
    ) -> Self {
        let (index, veil) = {
            let mut state = shared.borrow_mut();
            let index = Rc::clone(&state.found.index);
            (index, state.found.veil(policy.as_ref()))
        };
        Self {
            shared,
            timeline,
            policy,
            index,
            veil,
            search,
        }
    }

    fn viewed<T>(
        &mut self,
        work: impl FnOnce(&mut search::Search, &View<'_>, &mut Index, &mut Veil) -> T,
    ) -> Result<T, TranscriptError> {
        let shared = self.shared.borrow();
        if !shared.is_current(&self.timeline) {
            return Err(TranscriptError::new(
                "changed",
                "files were added since the search began; search again",
            ));
        }
        let view = View {
            archive: &shared.archive,
            timeline: &self.timeline,
            lens: lens(self.policy.as_ref(), &shared.archive, &self.timeline),
        };
        Ok(work(
            &mut self.search,
            &view,
            &mut self.index.borrow_mut(),
            &mut self.veil.borrow_mut(),
        ))
    }
}

#[wasm_bindgen]
impl Search {
    /// Looks at the next entries, about a mebibyte of text, and tells how far it has come. After
    /// the end it only tells.
    ///
    /// @throws TranscriptError "changed" if files were added since the search began
    #[wasm_bindgen(unchecked_return_type = "SearchProgress")]
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let progress: SearchProgress = self.viewed(search::Search::step)?;
        Ok(to_js(&progress)?)
    }

    /// Hits found so far, in transcript order. O(count).
    ///
    /// @throws TranscriptError "changed" if files were added since the search began
    #[wasm_bindgen(unchecked_return_type = "SearchWindow")]
    pub fn window(&mut self, from: usize, count: usize) -> Result<JsValue, JsValue> {
        let window = self.viewed(|search, view, _, _| SearchWindow {
            total: search.progress().found,
            from: from as u32,
            hits: search.window(view, from, count),
        })?;
        Ok(to_js(&window)?)
    }
}

/// The mistake with its place as JavaScript counts: UTF-16 units of the query.
pub(super) fn mistake(query: &str, error: QueryError) -> TranscriptError {
    let units = query
        .get(..error.at)
        .map_or(0, |before| before.encode_utf16().count());
    let path = error.filter.as_deref().unwrap_or("query");
    TranscriptError::new("query", error.message.clone())
        .at(path)
        .at_offset(units)
}
