//! The archive handle.

use std::{
    cell::{Ref, RefCell},
    rc::Rc,
};

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::{
    Exporter, Policy, Redaction, Search, SourceReader, blob, customer,
    error::TranscriptError,
    from_js, reading,
    search::{Found, mistake},
    to_js, window, zone,
};
use crate::{
    archive,
    export::{self, ConversationOrder, ExportOptions, InspectReport, Lens},
    kpi::Ledger,
    model::time::{DateOrder, TimeReading},
    read_as::{Misspelt, ReadAs},
    search::{self, Query, SearchOptions, Waits},
    timeline::Timeline,
};

/// How the files of an archive write their times.
#[derive(Debug, Default, Deserialize, tsify::Tsify)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ArchiveOptions {
    /// IANA zone of times without an offset; UTC by default.
    #[tsify(optional, type = "string | null")]
    zone: Option<String>,
    /// Order of day and month in dates such as 1/5/2024: "mdy", "dmy" or "unknown" (the default),
    /// which reads them only where a number above 12 settles it.
    #[tsify(optional, type = "\"mdy\" | \"dmy\" | \"unknown\"")]
    date_order: DateOrder,
    /// Times labelled Z are times of `zone` all the same.
    #[tsify(optional)]
    z_is_local: bool,
    /// Also check what no format opens: every record goes through a strict JSON reader. Slower.
    #[tsify(optional)]
    strict: bool,
}

/// How one file is to be read, where it is to be read otherwise than its content tells.
#[derive(Debug, Default, Deserialize, tsify::Tsify)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReadOptions {
    /// A format by its name in the report, one of `formats()`.
    #[tsify(optional, type = "string | null")]
    format: Option<String>,
    /// What stands between the cells of a table: one of `, ; | ^ \`` or "tab".
    #[tsify(optional, type = "string | null")]
    delimiter: Option<String>,
    /// IANA zone of its times without an offset; by default the archive's.
    #[tsify(optional, type = "string | null")]
    zone: Option<String>,
    /// Order of day and month in its dates; by default the archive's.
    #[tsify(optional, type = "\"mdy\" | \"dmy\" | \"unknown\" | null")]
    date_order: Option<DateOrder>,
    /// Its times labelled Z are times of `zone` all the same; by default the archive's.
    #[tsify(optional, type = "boolean | null")]
    z_is_local: Option<bool>,
    /// The file of the same name is read once more: what was read of it is forgotten.
    #[tsify(optional)]
    pub(super) again: bool,
}

impl ReadOptions {
    /// What they say, over what is said of all files.
    pub(super) fn read_as(&self, all: &TimeReading) -> Result<ReadAs, TranscriptError> {
        let wrong =
            |error: Misspelt, path| TranscriptError::new("options", error.to_string()).at(path);
        let mut read_as = ReadAs::default();
        if let Some(name) = &self.format {
            read_as = read_as
                .format(name)
                .map_err(|error| wrong(error, "format"))?;
        }
        if let Some(sign) = &self.delimiter {
            read_as = read_as
                .delimiter(sign)
                .map_err(|error| wrong(error, "delimiter"))?;
        }
        if self.zone.is_some() || self.date_order.is_some() || self.z_is_local.is_some() {
            read_as = read_as.reading(TimeReading {
                zone: match &self.zone {
                    Some(name) => zone::zone(Some(name))?,
                    None => all.zone.clone(),
                },
                date_order: self.date_order.unwrap_or(all.date_order),
                z_is_local: self.z_is_local.unwrap_or(all.z_is_local),
            });
        }
        Ok(read_as)
    }
}

/// What handles share: the archive, and the timeline of what has been read.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) archive: archive::Archive,
    pub(super) strict: bool,
    /// Computed when first asked for; gone when a file is finished or given up.
    timeline: Option<Rc<Timeline>>,
    /// What was found in each file, as it is.
    inspected: Option<Rc<InspectReport>>,
    /// What measuring needs of that timeline, once all of it was measured.
    pub(super) ledger: Option<Rc<Ledger>>,
    pub(super) people: customer::Known,
    /// What searches of that timeline leave for the next one.
    pub(super) found: Found,
    /// The order of the list that was asked for last.
    listed: Option<Listed>,
    /// The waits of the conversation that was read last, by its place.
    pub(super) waits: Option<(u32, Rc<Waits>)>,
}

/// A list of conversations in an order of its own, seen through a policy.
#[derive(Debug)]
struct Listed {
    order: ConversationOrder,
    policy: Option<Policy>,
    places: Rc<Vec<u32>>,
}

impl Shared {
    /// Forgets what was computed before the archive changed.
    pub(super) fn changed(&mut self) {
        self.timeline = None;
        self.inspected = None;
        self.ledger = None;
        self.people.forget();
        self.found = Found::default();
        self.listed = None;
        self.waits = None;
    }

    /// Whether nothing was read since that timeline was computed.
    pub(super) fn is_current(&self, timeline: &Rc<Timeline>) -> bool {
        self.timeline
            .as_ref()
            .is_some_and(|current| Rc::ptr_eq(current, timeline))
    }
}

pub(super) type Handle = Rc<RefCell<Shared>>;

/// The timeline of everything that has been read so far.
pub(super) fn timeline(handle: &Handle) -> Rc<Timeline> {
    let mut shared = handle.borrow_mut();
    if let Some(timeline) = &shared.timeline {
        return Rc::clone(timeline);
    }
    let timeline = Rc::new(Timeline::build(&shared.archive));
    shared.timeline = Some(Rc::clone(&timeline));
    timeline
}

/// What was found in each file that has been read so far.
pub(super) fn inspected(handle: &Handle) -> Rc<InspectReport> {
    let timeline = timeline(handle);
    let mut shared = handle.borrow_mut();
    if let Some(report) = &shared.inspected {
        return Rc::clone(report);
    }
    let report = InspectReport::new(&shared.archive, &timeline, Lens::Original);
    let report = Rc::new(report);
    shared.inspected = Some(Rc::clone(&report));
    report
}

/// The contents of all files opened together. Free it to give its memory back.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Archive {
    pub(super) shared: Handle,
}

#[wasm_bindgen]
impl Archive {
    /// An empty archive.
    ///
    /// @throws TranscriptError "zone" if the host does not know the zone, "options" if an option is not known
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "ArchiveOptions | null")] options: JsValue,
    ) -> Result<Archive, JsValue> {
        let options: ArchiveOptions = from_js(options)?;
        let reading = TimeReading {
            zone: zone::zone(options.zone.as_deref())?,
            date_order: options.date_order,
            z_is_local: options.z_is_local,
        };
        Ok(Self {
            shared: Rc::new(RefCell::new(Shared {
                archive: archive::Archive::new(reading),
                strict: options.strict,
                timeline: None,
                inspected: None,
                ledger: None,
                people: customer::Known::default(),
                found: Found::default(),
                listed: None,
                waits: None,
            })),
        })
    }

    /// Begins a file; feed it and finish it. Several may be open at once. The name never decides
    /// what a file is.
    ///
    /// @throws TranscriptError "options", "zone"
    pub fn open(
        &self,
        name: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions | null")] options: JsValue,
    ) -> Result<SourceReader, JsValue> {
        let options = from_js(options)?;
        Ok(SourceReader::new(Rc::clone(&self.shared), name, &options)?)
    }

    /// Reads a File or Blob as a stream, 1 MiB at a time; never holds it whole. Gives the reader,
    /// finished, for its report.
    ///
    /// @throws TranscriptError "cancelled" after `signal` aborts (nothing of the file stays), "read" if the browser cannot read it, "options", "zone"
    #[wasm_bindgen(js_name = readBlob, unchecked_return_type = "Promise<SourceReader>")]
    pub fn read_blob(
        &self,
        name: String,
        blob: web_sys::Blob,
        #[wasm_bindgen(unchecked_param_type = "((bytes: number, entries: number) => void) | null")]
        on_progress: Option<Function>,
        signal: Option<web_sys::AbortSignal>,
        #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions | null")] options: JsValue,
    ) -> js_sys::Promise {
        let reader = self.open(&name, options);
        wasm_bindgen_futures::future_to_promise(async move {
            Ok(blob::read(reader?, &name, &blob, on_progress, signal)
                .await?
                .into())
        })
    }

    /// What each file was, what was read of it and what was not.
    #[wasm_bindgen(unchecked_return_type = "InspectReport")]
    pub fn inspect(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let Some(policy) = Policy::optional(&policy)? else {
            return Ok(to_js(&*inspected(&self.shared))?);
        };
        let timeline = timeline(&self.shared);
        let shared = self.shared.borrow();
        let report = InspectReport::new(
            &shared.archive,
            &timeline,
            lens(Some(&policy), &shared.archive, &timeline),
        );
        Ok(to_js(&report)?)
    }

    /// Conversations by first time, then id, or as `order` says. O(count); the first time in an
    /// order of its own O(conversations · log). `from` is a position, or the id of a conversation.
    ///
    /// @throws TranscriptError "options"; "conversation_not_found" if it is not among those listed
    #[wasm_bindgen(unchecked_return_type = "ConversationWindow")]
    pub fn conversations(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number | { conversation: string }")] from: JsValue,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConversationOrder | null")] order: JsValue,
    ) -> Result<JsValue, JsValue> {
        #[derive(Deserialize)]
        struct Start {
            conversation: String,
        }
        let policy = Policy::optional(&policy)?;
        let order: ConversationOrder = from_js(order)?;
        let timeline = timeline(&self.shared);
        let places = self.places(order, policy.as_ref(), &timeline);
        let places = places.as_ref().map(|places| places.as_slice());
        let from = if let Some(from) = from.as_f64() {
            from.max(0.0) as usize
        } else {
            let start: Start = serde_wasm_bindgen::from_value(from)
                .map_err(|error| TranscriptError::new("options", error.to_string()).at("from"))?;
            window::position(&timeline, places, &start.conversation).ok_or_else(not_found)?
        };
        let shared = self.shared.borrow();
        let lens = lens(policy.as_ref(), &shared.archive, &timeline);
        let window = window::conversations(&shared.archive, &timeline, places, from, count, lens);
        Ok(to_js(&window)?)
    }

    /// Entries of a conversation, or of a customer over all conversations, in order, with the
    /// sessions that they belong to. `from` is a position, or says where to begin. O(count), and
    /// O(entries) where `from` is no position.
    ///
    /// @throws TranscriptError "conversation_not_found", "customer_not_found"; "entry_not_found" if `from` names nothing in it
    #[wasm_bindgen(unchecked_return_type = "TranscriptWindow")]
    pub fn transcript(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | CustomerScope")] of: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number | WindowStart")] from: JsValue,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let policy = Policy::optional(&policy)?;
        let start = reading::start(from)?;
        let timeline = timeline(&self.shared);
        let order = reading::order(&self.shared, &timeline, of)?;
        let waits = reading::waits(&self.shared, &timeline, &order);
        let shared = self.shared.borrow();
        let reader = reading::Reader {
            archive: &shared.archive,
            timeline: &timeline,
            order: &order,
            lens: lens(policy.as_ref(), &shared.archive, &timeline),
            waits,
        };
        Ok(reader.window(&start, count)?.into_js()?)
    }

    /// Sessions of a conversation or a customer, by start, then id; each with the position of its
    /// first entry. O(count), for a customer O(count · entries).
    ///
    /// @throws TranscriptError "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(unchecked_return_type = "SessionWindow")]
    pub fn sessions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | CustomerScope")] of: JsValue,
        from: usize,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        let order = reading::order(&self.shared, &timeline, of)?;
        let shared = self.shared.borrow();
        let reader = reading::Reader {
            archive: &shared.archive,
            timeline: &timeline,
            order: &order,
            lens: lens(policy.as_ref(), &shared.archive, &timeline),
            waits: None,
        };
        Ok(to_js(&reader.sessions(from, count))?)
    }

    /// Customers over all channels, by first time, then id. O(count) once they are found.
    #[wasm_bindgen(unchecked_return_type = "CustomerWindow")]
    pub fn customers(
        &self,
        from: usize,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        let customers = customer::all(&self.shared, &timeline);
        let shared = self.shared.borrow();
        let lens = lens(policy.as_ref(), &shared.archive, &timeline);
        let window = customer::window(&customers, &timeline, from, count, lens);
        Ok(to_js(&window)?)
    }

    /// Takes each group of ids (of contacts, leads, messaging users, or platform keys) for one
    /// person, in place of what was decided before.
    ///
    /// @throws TranscriptError "options" if it is no list of lists
    #[wasm_bindgen(js_name = joinCustomers)]
    pub fn join_customers(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string[][]")] groups: JsValue,
    ) -> Result<(), JsValue> {
        let groups: Vec<Vec<String>> = serde_wasm_bindgen::from_value(groups)
            .map_err(|error| TranscriptError::new("options", error.to_string()))?;
        self.shared.borrow_mut().people.decide(groups);
        Ok(())
    }

    /// Begins a search: words, "phrases", /regular expressions/ and filters (`from:`, `role:`,
    /// `session:`, `channel:`, `before:`, `after:`, `has:`, `kind:`, `wait>120s`; `-` before a term
    /// leaves out what it finds). Step it forward and read its hits. Nothing is found or shown
    /// that the policy takes away.
    ///
    /// @throws TranscriptError "query" with the place in the query and what to write instead, "conversation_not_found", "zone", "options"
    pub fn search(
        &self,
        query: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "SearchOptions | null")] options: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<Search, JsValue> {
        let options: SearchOptions = from_js(options)?;
        let policy = Policy::optional(&policy)?;
        let zone = zone::zone(options.zone.as_deref())?;
        let read = Query::parse(query, &zone).map_err(|error| mistake(query, error))?;
        let timeline = timeline(&self.shared);
        let search = search::Search::new(read, &options, &timeline).ok_or_else(not_found)?;
        Ok(Search::new(
            Rc::clone(&self.shared),
            timeline,
            policy,
            search,
        ))
    }

    /// Begins an export. Pull its chunks; the archive stays as it is in the meantime.
    ///
    /// @throws TranscriptError "conversation_not_found", "customer_not_found", "zone", "options"
    pub fn export(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<Exporter, JsValue> {
        let options: ExportOptions = from_js(options)?;
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        if let Some(id) = &options.conversation
            && timeline.conversation(id).is_none()
        {
            return Err(not_found().into());
        }
        let zone = zone::zone(options.zone.as_deref())?;
        let customer = match options.customer.as_slice() {
            [] => None,
            ids => Some(customer::one(&self.shared, &timeline, ids)?),
        };
        let mut exporter = export::Exporter::new(options, zone);
        if let Some(customer) = customer {
            exporter =
                exporter.of_customer(customer.0.clone(), &self.shared.borrow().archive, &timeline);
        }
        Ok(Exporter::new(
            Rc::clone(&self.shared),
            timeline,
            policy,
            exporter,
        ))
    }
}

#[wasm_bindgen]
impl Archive {
    /// Begins a review: everything that the policy finds in what these options would export. `reopens`: the
    /// output will be JSON, JSON Lines, CSV or the files themselves, which the check can open again.
    ///
    /// @throws TranscriptError "conversation_not_found", "customer_not_found", "options"
    pub fn redaction(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Policy")] policy: JsValue,
        reopens: bool,
    ) -> Result<Redaction, JsValue> {
        let options: ExportOptions = from_js(options)?;
        let policy = Policy::optional(&policy)?.ok_or_else(|| {
            TranscriptError::new("options", "a review needs a policy").at("policy")
        })?;
        let timeline = timeline(&self.shared);
        let mut scope = export::Scope {
            conversations: None,
            customer_copy: options.customer_copy,
        };
        if let Some(id) = &options.conversation {
            scope.conversations = Some(vec![timeline.place_of(id).ok_or_else(not_found)?]);
        }
        if !options.customer.is_empty() {
            let customer = customer::one(&self.shared, &timeline, &options.customer)?;
            scope.conversations = Some(customer.0.conversations.clone());
        }
        let shared = Rc::clone(&self.shared);
        Ok(Redaction::new(shared, timeline, policy, scope, reopens))
    }
}

#[wasm_bindgen]
impl Archive {
    /// Where words that were marked in what is shown stand in the original, for a decision; `null` where nothing but
    /// a redacted value was marked, or the entry has no such words. O(entries of the conversation).
    ///
    /// @throws TranscriptError "options"
    #[wasm_bindgen(unchecked_return_type = "Spot | null")]
    pub fn selected(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Selection")] selection: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let selection: export::Selection = from_js(selection)?;
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        let shared = self.shared.borrow();
        if let Some(policy) = &policy {
            policy.meet(&shared.archive, &timeline);
        }
        let engine = policy.as_ref().map(Policy::engine);
        Ok(to_js(&selection.spot(&shared.archive, &timeline, engine))?)
    }
}

impl Archive {
    /// The conversations that a list shows, in its order; `None`: all, in that of the timeline.
    fn places(
        &self,
        order: ConversationOrder,
        policy: Option<&Policy>,
        timeline: &Rc<Timeline>,
    ) -> Option<Rc<Vec<u32>>> {
        if order.is_plain() {
            return None;
        }
        let shared = self.shared.borrow();
        let same = |listed: &&Listed| {
            let policies = (&listed.policy, policy);
            let same_policy = match policies {
                (Some(one), Some(other)) => one.is(other),
                (one, other) => one.is_none() && other.is_none(),
            };
            same_policy && listed.order == order
        };
        if let Some(listed) = shared.listed.as_ref().filter(same) {
            return Some(Rc::clone(&listed.places));
        }
        let lens = lens(policy, &shared.archive, timeline);
        let places = Rc::new(order.places(timeline, lens));
        drop(shared);
        self.shared.borrow_mut().listed = Some(Listed {
            order,
            policy: policy.map(Policy::share),
            places: Rc::clone(&places),
        });
        Some(places)
    }
}

pub(super) fn not_found() -> TranscriptError {
    TranscriptError::new(
        "conversation_not_found",
        "no conversation has this id in the files that are open",
    )
    .at("conversation")
}

/// The lens of a policy, which knows the people of the archive; without one, text as it is.
pub(super) fn lens<'p>(
    policy: Option<&'p Policy>,
    archive: &archive::Archive,
    timeline: &Rc<Timeline>,
) -> Lens<'p> {
    policy.map_or(Lens::Original, |policy| {
        policy.meet(archive, timeline);
        Lens::Redacted(policy.engine())
    })
}

/// The archive of a handle, to read.
pub(super) fn archive(handle: &Handle) -> Ref<'_, archive::Archive> {
    Ref::map(handle.borrow(), |shared| &shared.archive)
}
