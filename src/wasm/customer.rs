//! Customers as JavaScript asks for them.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{archive::Handle, error::TranscriptError};
use crate::{
    export::{CustomerSummary, Lens, one_or_many},
    timeline::{Customer, CustomerTimeline, Customers, Timeline},
};

/// A customer and their timeline.
pub(super) type Found = Rc<(Customer, CustomerTimeline)>;

/// What is known of customers, and what the reader decided.
#[derive(Debug, Default)]
pub(super) struct Known {
    decided: Vec<Vec<String>>,
    all: Option<Rc<Customers>>,
    /// The one asked for last: windows of it come one after the other.
    last: Option<(Vec<String>, Found)>,
}

impl Known {
    /// Forgets what was computed, not what was decided.
    pub(super) fn forget(&mut self) {
        self.all = None;
        self.last = None;
    }

    /// Puts other decisions in place of the former.
    pub(super) fn decide(&mut self, groups: Vec<Vec<String>>) {
        self.decided = groups;
        self.forget();
    }
}

/// Customers from a position on.
#[derive(Debug, Serialize, Tsify)]
pub(super) struct CustomerWindow {
    total: u32,
    from: u32,
    /// Conversations whose customer nothing tells.
    unknown: u32,
    rows: Vec<CustomerSummary>,
}

#[wasm_bindgen(typescript_custom_section)]
const SCOPES: &str = r#"
/** One customer: the id of a contact, a lead, an account or a messaging user, or a platform key. Several ids are taken for one person. */
export interface CustomerScope {
  customer: string | string[];
}

/** What is measured; everything by default. */
export interface KpiScope {
  conversation?: string | null;
  customer?: string | string[] | null;
}
"#;

/// What is measured.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct KpiScope {
    pub(super) conversation: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(super) customer: Vec<String>,
}

/// All customers of what has been read so far.
pub(super) fn all(handle: &Handle, timeline: &Timeline) -> Rc<Customers> {
    let mut shared = handle.borrow_mut();
    if let Some(all) = &shared.people.all {
        return Rc::clone(all);
    }
    let all = Customers::build(&shared.archive, timeline, &shared.people.decided);
    let all = Rc::new(all);
    shared.people.all = Some(Rc::clone(&all));
    all
}

/// The customer of some ids, with their timeline.
pub(super) fn one(
    handle: &Handle,
    timeline: &Timeline,
    ids: &[String],
) -> Result<Found, TranscriptError> {
    if let Some((last, found)) = &handle.borrow().people.last
        && last == ids
    {
        return Ok(Rc::clone(found));
    }
    let customer = all(handle, timeline).one(timeline, ids).map_err(|_| {
        TranscriptError::new(
            "customer_not_found",
            "an id that was given stands for no customer in the files that are open",
        )
        .at("customer")
    })?;
    let order = customer.timeline(&handle.borrow().archive, timeline);
    let found = Rc::new((customer, order));
    handle.borrow_mut().people.last = Some((ids.to_vec(), Rc::clone(&found)));
    Ok(found)
}

/// Customers from a position on, seen through a lens.
pub(super) fn window(
    customers: &Customers,
    timeline: &Timeline,
    from: usize,
    count: usize,
    lens: Lens<'_>,
) -> CustomerWindow {
    let rows = customers.all.iter().skip(from).take(count);
    CustomerWindow {
        total: customers.all.len() as u32,
        from: from as u32,
        unknown: customers.unknown.len() as u32,
        rows: rows
            .map(|customer| CustomerSummary::new(customer, timeline, lens))
            .collect(),
    }
}
