//! The archive handle.

use std::{
    cell::{Ref, RefCell},
    rc::Rc,
};

use js_sys::Function;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::{
    Exporter, Policy, Redaction, Search, SourceReader, blob,
    customer::{self, KpiScope},
    error::TranscriptError,
    from_js, reading,
    search::{Found, mistake},
    to_js, to_js_at_once, window, zone,
};
use crate::{
    archive,
    export::{self, ExportOptions, InspectReport, Lens},
    kpi,
    model::{
        Role,
        time::{DateOrder, TimeReading},
    },
    read_as::{Misspelt, ReadAs},
    search::{self, Query, SearchOptions},
    timeline::{Conversation, Timeline},
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
    pub(super) people: customer::Known,
    /// What searches of that timeline leave for the next one.
    pub(super) found: Found,
}

impl Shared {
    /// Forgets what was computed before the archive changed.
    pub(super) fn changed(&mut self) {
        self.timeline = None;
        self.people.forget();
        self.found = Found::default();
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

/// The contents of all files opened together. Free it to give its memory back.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Archive {
    shared: Handle,
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
                people: customer::Known::default(),
                found: Found::default(),
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

    /// Reads a File or Blob as a stream, 1 MiB at a time; never holds it whole.
    ///
    /// @throws TranscriptError "cancelled" after `signal` aborts (nothing of the file stays), "read" if the browser cannot read it, "options", "zone"
    #[wasm_bindgen(js_name = readBlob, unchecked_return_type = "Promise<FileReport>")]
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
            Ok(blob::read(reader?, &name, &blob, on_progress, signal).await?)
        })
    }

    /// What each file was, what was read of it and what was not.
    #[wasm_bindgen(unchecked_return_type = "InspectReport")]
    pub fn inspect(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        let shared = self.shared.borrow();
        let report = InspectReport::new(
            &shared.archive,
            &timeline,
            lens(policy.as_ref(), &shared.archive, &timeline),
        );
        Ok(to_js(&report)?)
    }

    /// Conversations by first time, then id. O(count).
    #[wasm_bindgen(unchecked_return_type = "ConversationWindow")]
    pub fn conversations(
        &self,
        from: usize,
        count: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
    ) -> Result<JsValue, JsValue> {
        let policy = Policy::optional(&policy)?;
        let timeline = timeline(&self.shared);
        let shared = self.shared.borrow();
        let window = window::conversations(
            &shared.archive,
            &timeline,
            from,
            count,
            lens(policy.as_ref(), &shared.archive, &timeline),
        );
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
        let shared = self.shared.borrow();
        let reader = reading::Reader {
            archive: &shared.archive,
            timeline: &timeline,
            order: &order,
            lens: lens(policy.as_ref(), &shared.archive, &timeline),
        };
        Ok(to_js_at_once(&reader.window(&start, count)?)?)
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
        Ok(self.measured(&options, policy.as_ref(), &scope, |report| to_js(report))??)
    }

    /// The same KPIs for a terminal ("table"), or as CSV with one row per "session", "episode",
    /// "agent" or "group" and the same columns for every archive. O(entries).
    ///
    /// @throws TranscriptError "options" if an option or `by` is not known, "conversation_not_found", "customer_not_found"
    #[wasm_bindgen(js_name = kpiTable)]
    pub fn kpi_table(
        &self,
        #[wasm_bindgen(unchecked_param_type = "KpiOptions | null")] options: JsValue,
        #[wasm_bindgen(
            unchecked_param_type = "\"table\" | \"session\" | \"episode\" | \"agent\" | \"group\""
        )]
        by: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "Policy | null")] policy: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "KpiScope | null")] scope: JsValue,
    ) -> Result<String, JsValue> {
        let write = match by {
            "table" => kpi::table::text,
            "session" => kpi::csv::sessions,
            "episode" => kpi::csv::episodes,
            "agent" => kpi::csv::agents,
            "group" => kpi::csv::groups,
            _ => {
                return Err(TranscriptError::new(
                    "options",
                    "a table is made by table, session, episode, agent or group",
                )
                .at("by")
                .into());
            }
        };
        let mut options = kpi_options(options)?;
        options.omit_episodes = by != "episode";
        let policy = Policy::optional(&policy)?;
        let scope = from_js(scope)?;
        Ok(self.measured(&options, policy.as_ref(), &scope, write)?)
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
            exporter = exporter.of_customer(customer.0.clone(), &timeline);
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

impl Archive {
    /// What `show` makes of the KPIs, with names as the policy leaves them.
    fn measured<T>(
        &self,
        options: &kpi::Options,
        policy: Option<&Policy>,
        scope: &KpiScope,
        show: impl FnOnce(&kpi::Report<'_>) -> T,
    ) -> Result<T, TranscriptError> {
        let timeline = timeline(&self.shared);
        let mut measured: Vec<&Conversation> = timeline.conversations.iter().collect();
        if !scope.customer.is_empty() {
            let customer = customer::one(&self.shared, &timeline, &scope.customer)?;
            let places = customer.0.conversations.iter();
            measured = places
                .map(|&at| &timeline.conversations[at as usize])
                .collect();
        }
        if let Some(id) = &scope.conversation {
            let wanted = timeline.conversation(id).ok_or_else(not_found)?;
            measured.retain(|one| one.id == wanted.id);
        }
        let shared = self.shared.borrow();
        let input = kpi::Input::of(&shared.archive, &timeline, measured);
        let sessions = input.sessions();
        let lens = lens(policy, &shared.archive, &timeline);
        let mut options = options.clone();
        options.data_until = options.data_until.or_else(|| input.latest());
        let mut report = kpi::report(&sessions, &options);
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
}

/// Options with the zones that they name.
fn kpi_options(options: JsValue) -> Result<kpi::Options, JsValue> {
    let options: kpi::Options = from_js(options)?;
    Ok(options.locate(|name| zone::zone(Some(name)))?)
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
