//! KPIs as JavaScript asks for them.

use std::rc::Rc;

use js_sys::Float64Array;
use rustc_hash::FxHashMap;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    Policy,
    archive::{Archive, lens, not_found, timeline},
    customer::{self, KpiScope},
    error::TranscriptError,
    from_js, to_js, zone,
};
use crate::{
    archive,
    export::Lens,
    kpi::{self, Input, Ledger, Listed, Number, Percentile, Tallies},
    model::Role,
    timeline::Timeline,
};

#[wasm_bindgen]
impl Archive {
    /// KPIs of all sessions, conversations and agents, or of one conversation or customer. They
    /// read the archive, never a lens: a policy changes the names that are shown, and no number.
    /// O(entries measured).
    ///
    /// @throws TranscriptError "options" if an option is not known, "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(unchecked_return_type = "KpiReport")]
    pub fn kpis(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiOptions | null")] options: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiScope | null")] scope: JsValue,
    ) -> Result<JsValue, JsValue> {
        let options = kpi_options(options)?;
        let policy = Policy::optional(&policy)?;
        let scope = from_js(scope)?;
        Ok(self.reported(&options, policy.as_ref(), &scope, |report| to_js(report))??)
    }

    /// The same KPIs to read ("table", "summary": one page), or as CSV with one row per "session",
    /// "conversation", "episode", "agent", "group" or "total", or per value that Salesforce
    /// "reported", and the same columns for every archive. O(entries).
    ///
    /// @throws TranscriptError "options" if an option or `by` is not known, "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(js_name = kpiTable)]
    pub fn kpi_table(
        &self,
        #[wasm_bindgen(unchecked_param_type = "KpiOptions | null")] options: JsValue,
        #[wasm_bindgen(unchecked_param_type = "KpiTable")] by: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiScope | null")] scope: JsValue,
    ) -> Result<String, JsValue> {
        let write = match by {
            "table" => kpi::table::text,
            "summary" => kpi::brief::text,
            "session" => kpi::csv::sessions,
            "conversation" => kpi::csv::conversations,
            "episode" => kpi::csv::episodes,
            "agent" => kpi::csv::agents,
            "group" => kpi::csv::groups,
            "total" => kpi::csv::totals,
            "reported" => kpi::csv::reported,
            _ => {
                return Err(TranscriptError::new(
                    "options",
                    "a table is made by table, summary, session, conversation, episode, agent, group, total or reported",
                )
                .at("by")
                .into());
            }
        };
        let mut options = kpi_options(options)?;
        options.omit_episodes = by != "episode";
        options.omit_sessions = matches!(by, "summary" | "agent" | "group" | "total" | "reported");
        let policy = Policy::optional(&policy)?;
        let scope = from_js(scope)?;
        Ok(self.reported(&options, policy.as_ref(), &scope, write)?)
    }

    /// Every value of one id, the largest first, and of some of them where they were measured.
    /// O(entries measured).
    ///
    /// @throws TranscriptError "options" if an option or the id is not known, "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(js_name = kpiListing, unchecked_return_type = "KpiListing")]
    pub fn kpi_listing(
        &self,
        id: &str,
        #[wasm_bindgen(unchecked_param_type = "KpiOptions | null")] options: JsValue,
        #[wasm_bindgen(unchecked_param_type = "KpiScope | null")] scope: JsValue,
        from: usize,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let options = kpi_options(options)?;
        let policy = Policy::optional(&policy)?;
        let scope = from_js(scope)?;
        let timeline = timeline(&self.shared);
        let places = self.in_scope(&timeline, &scope)?;
        let ledger = self.ledger(&timeline, places.is_none());
        let shared = self.shared.borrow();
        let input = input(&shared.archive, &timeline, ledger, places);
        let listing = input.listing(id, &options).ok_or_else(|| {
            TranscriptError::new("options", "no KPI of sessions or conversations has this id")
                .at("id")
        })?;
        let lens = lens(policy.as_ref(), &shared.archive, &timeline);
        let values = |of: fn(&Listed<'_>) -> Option<Number>| -> JsValue {
            let values: Option<Vec<f64>> = listing
                .rows
                .iter()
                .map(|row| of(row).map(Number::as_f64))
                .collect();
            values.map_or(JsValue::NULL, |values| {
                Float64Array::from(values.as_slice()).into()
            })
        };
        let rows: Vec<Row<'_>> = listing
            .rows
            .iter()
            .skip(from)
            .take(count)
            .map(|listed| Row::of(listed, &timeline, lens))
            .collect();
        let found = to_js(&Window {
            id: listing.definition.id,
            unit: listing.definition.unit,
            total: listing.rows.len(),
            from,
            rows,
        })?;
        for (name, values) in [
            ("values", values(|row| Some(row.value))),
            ("bh", values(|row| row.bh)),
        ] {
            js_sys::Reflect::set(&found, &name.into(), &values)?;
        }
        Ok(found)
    }

    /// The values behind the totals, to be put together with those of other archives by
    /// `kpiTotals`. Parts must be cut between conversations, and `data_until` be that of the
    /// whole. O(entries measured).
    ///
    /// @throws TranscriptError "options" if an option is not known, "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(js_name = kpiTallies, unchecked_return_type = "KpiTallies")]
    pub fn kpi_tallies(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiOptions | null")] options: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiScope | null")] scope: JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut options = kpi_options(options)?;
        (options.omit_episodes, options.omit_sessions) = (true, true);
        let scope = from_js(scope)?;
        Ok(self.reported(&options, None, &scope, |report| to_js(&report.tallies()))??)
    }
}

/// The totals of parts that were measured apart, as if they had been measured together.
/// O(values).
///
/// @throws TranscriptError "options" if a part is not what `kpiTallies` gives
#[wasm_bindgen(js_name = kpiTotals, unchecked_return_type = "KpiReport[\"totals\"]")]
pub fn kpi_totals(
    #[wasm_bindgen(unchecked_param_type = "KpiTallies[]")] parts: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "KpiOptions[\"percentile\"] | null")]
    percentile: JsValue,
) -> Result<JsValue, JsValue> {
    let parts: Vec<Tallies> = serde_wasm_bindgen::from_value(parts)
        .map_err(|error| TranscriptError::new("options", error.to_string()).at("parts"))?;
    let percentile: Option<Percentile> = serde_wasm_bindgen::from_value(percentile)
        .map_err(|error| TranscriptError::new("options", error.to_string()).at("percentile"))?;
    let mut whole = Tallies::default();
    for part in parts {
        whole.merge(part);
    }
    Ok(to_js(&whole.totals(percentile.unwrap_or_default()))?)
}

/// A window of a listing.
#[derive(Serialize)]
struct Window<'a> {
    id: &'static str,
    unit: kpi::Unit,
    total: usize,
    from: usize,
    rows: Vec<Row<'a>>,
}

/// One value of a listing.
#[derive(Serialize)]
struct Row<'a> {
    session: Option<&'a str>,
    conversation: &'a str,
    conversation_position: Option<u32>,
    value: Number,
    bh: Option<Number>,
    from_entry: Option<kpi::EntryRef<'a>>,
    to_entry: Option<kpi::EntryRef<'a>>,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    actor: Option<String>,
    index: Option<u32>,
}

impl<'a> Row<'a> {
    fn of(listed: &Listed<'a>, timeline: &Timeline, lens: Lens<'_>) -> Self {
        let episode = listed.episode;
        // The entry that ended it, else the one that began it.
        let shown = episode.and_then(|it| it.to_entry.or(it.from_entry));
        let conversation = timeline.conversation(listed.conversation);
        let index = shown.zip(conversation).and_then(|(shown, conversation)| {
            let entries = &conversation.entries;
            let place = entries.iter().position(|one| one.entry == shown.number());
            place.map(|place| place as u32)
        });
        let name = |actor: &str| lens.text(actor, Role::Unknown).into_owned();
        Self {
            session: listed.session,
            conversation: listed.conversation,
            conversation_position: timeline.place_of(listed.conversation),
            value: listed.value,
            bh: listed.bh,
            from_entry: episode.and_then(|it| it.from_entry),
            to_entry: episode.and_then(|it| it.to_entry),
            from_ms: episode.map(|it| it.from_ms),
            to_ms: episode.map(|it| it.to_ms),
            actor: episode.and_then(|it| it.actor).map(name),
            index,
        }
    }
}

impl Archive {
    /// What `show` makes of the KPIs, with names as the policy leaves them.
    fn reported<T>(
        &self,
        options: &kpi::Options,
        policy: Option<&Policy>,
        scope: &KpiScope,
        show: impl FnOnce(&kpi::Report<'_>) -> T,
    ) -> Result<T, TranscriptError> {
        let timeline = timeline(&self.shared);
        let places = self.in_scope(&timeline, scope)?;
        let ledger = self.ledger(&timeline, places.is_none());
        let shared = self.shared.borrow();
        let mut report = input(&shared.archive, &timeline, ledger, places).report(options);
        let lens = lens(policy, &shared.archive, &timeline);
        let names: FxHashMap<&str, String> = match lens {
            Lens::Original => FxHashMap::default(),
            Lens::Redacted(_) => report
                .participants()
                .map(|name| (name, lens.text(name, Role::Unknown).into_owned()))
                .collect(),
        };
        report.rename(|name| names.get(name).map_or(name, String::as_str));
        Ok(show(&report))
    }

    /// The places of the conversations of a scope; none: all.
    fn in_scope(
        &self,
        timeline: &Timeline,
        scope: &KpiScope,
    ) -> Result<Option<Vec<u32>>, TranscriptError> {
        let mut places = None;
        if !scope.customer.is_empty() {
            let customer = customer::one(&self.shared, timeline, &scope.customer)?;
            places = Some(customer.0.conversations.clone());
        }
        if let Some(id) = &scope.conversation {
            let wanted = timeline.place_of(id).ok_or_else(not_found)?;
            let of_customer = places.is_none_or(|places: Vec<u32>| places.contains(&wanted));
            places = Some(Vec::from_iter(of_customer.then_some(wanted)));
        }
        Ok(places)
    }

    /// What measuring needs of all conversations: made when all are measured, and kept until the
    /// archive changes.
    fn ledger(&self, timeline: &Timeline, all: bool) -> Option<Rc<Ledger>> {
        let mut shared = self.shared.borrow_mut();
        if shared.ledger.is_none() && all {
            shared.ledger = Some(Rc::new(Input::ledger(&shared.archive, timeline)));
        }
        shared.ledger.clone()
    }
}

/// The conversations at some places, or all: out of the ledger of all, where one is kept.
fn input<'t>(
    archive: &'t archive::Archive,
    timeline: &'t Timeline,
    ledger: Option<Rc<Ledger>>,
    places: Option<Vec<u32>>,
) -> Input<'t> {
    match (ledger, places) {
        (Some(ledger), None) => Input::all(archive, timeline, ledger),
        (Some(ledger), Some(places)) => Input::all(archive, timeline, ledger).only(places),
        (None, None) => Input::new(archive, timeline),
        (None, Some(places)) => {
            let of = |place: u32| timeline.conversations.get(place as usize);
            Input::of(
                archive,
                timeline,
                places.into_iter().filter_map(of).collect(),
            )
        }
    }
}

/// Options with the zones that they name.
fn kpi_options(options: JsValue) -> Result<kpi::Options, JsValue> {
    let options: kpi::Options = from_js(options)?;
    Ok(options.locate(|name| zone::zone(Some(name)))?)
}
