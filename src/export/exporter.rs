//! Transcripts as files, pulled in chunks.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    archive::Archive,
    export::{
        CustomerSummary, Lens, Mark, Rows, SessionSummary, TranscriptRow, csv, html, json, jsonl,
        markdown, text,
    },
    model::{entry_type::Class, time::Zone},
    timeline::{Customer, Follows, Placed, Timeline, words},
};

/// Chunks are at least this long, the last excepted.
const CHUNK: usize = 1 << 20;

/// A file format of transcripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One entry a line, JSON: [`TranscriptRow`].
    #[default]
    Jsonl,
    /// One JSON document: conversations with their sessions and entries.
    Json,
    /// One entry a row.
    Csv,
    /// Readable text.
    Text,
    /// Markdown.
    Markdown,
    /// One HTML document, without script.
    Html,
}

impl ExportFormat {
    /// File name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }

    /// Media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
        }
    }
}

/// What to export.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportOptions {
    /// File format.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub format: ExportFormat,
    /// One conversation only, by id.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub conversation: Option<String>,
    /// One customer only: ids of a contact, a lead, an account, messaging users, or platform keys;
    /// several are taken for one person.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(optional, type = "string | string[] | null")
    )]
    #[serde(deserialize_with = "one_or_many")]
    pub customer: Vec<String>,
    /// Leave internal notes and whispers out.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub customer_copy: bool,
    /// Leave out what nobody said: routing, joining, changes of status.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub without_events: bool,
    /// Also what is no entry, so that the export opens again without loss: participants, records
    /// of other objects, ids of authors, events. In JSON by default, unless it is a customer copy;
    /// in JSON Lines a line of its own before the entries of each conversation.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "boolean | null"))]
    pub related: Option<bool>,
    /// IANA name of the zone in which text, Markdown and HTML print times; UTC by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub zone: Option<String>,
}

/// A string, or a list of them.
///
/// # Errors
/// Anything else.
pub fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Option::<Given>::deserialize(deserializer)? {
        Some(Given::One(id)) => vec![id],
        Some(Given::Many(ids)) => ids,
        None => Vec::new(),
    })
}

impl ExportOptions {
    /// Whether rows and conversations tell all that there is.
    fn is_detailed(&self) -> bool {
        let can = matches!(self.format, ExportFormat::Json | ExportFormat::Jsonl);
        let by_default = self.format == ExportFormat::Json && !self.customer_copy;
        can && self.related.unwrap_or(by_default)
    }
}

/// Where an export stands. Holds no borrow, so that it can live beside the archive it reads.
#[derive(Debug)]
pub struct Exporter {
    options: ExportOptions,
    zone: Zone,
    plan: Plan,
    /// Places done of the plan.
    step: usize,
    /// Entries done of the conversation under way.
    entry: usize,
    begun: bool,
    ended: bool,
    /// What was written last, until the next heading: (conversation, entry).
    last: Option<(u32, Placed)>,
    /// Flags that all entries below a heading share, said there and at none of them: below that of the conversation or
    /// customer, and below that of the session. Of HTML alone.
    shared: [Vec<String>; 2],
    /// The day that an HTML document said last.
    day: String,
    /// Conversations begun, and whether the current one has an entry yet: for the commas of JSON.
    conversations: u64,
    has_entry: bool,
}

/// What is written, in order.
#[derive(Debug)]
enum Plan {
    /// All conversations.
    All,
    /// Conversations, one after the other, by place.
    Conversations(Vec<u32>),
    /// A customer's entries over all conversations, by time.
    Customer(Box<Customer>, Vec<(u32, u32)>),
}

impl Exporter {
    /// Begins an export of all conversations, or of the one that the options name; `zone` is the
    /// one that `options.zone` names.
    pub fn new(options: ExportOptions, zone: Zone) -> Self {
        Self {
            options,
            zone,
            plan: Plan::All,
            step: 0,
            entry: 0,
            begun: false,
            ended: false,
            last: None,
            shared: Default::default(),
            day: String::new(),
            conversations: 0,
            has_entry: false,
        }
    }

    /// Exports one customer: in one order over all conversations, or conversation after
    /// conversation where the format says so.
    #[must_use]
    pub fn of_customer(
        mut self,
        customer: Customer,
        archive: &Archive,
        timeline: &Timeline,
    ) -> Self {
        self.plan = match self.options.format {
            ExportFormat::Json => Plan::Conversations(customer.conversations),
            _ if self.options.is_detailed() => Plan::Conversations(customer.conversations),
            _ => {
                let entries = customer.timeline(archive, timeline).entries;
                Plan::Customer(Box::new(customer), entries)
            }
        };
        self
    }

    /// A name for the file.
    pub fn file_name(&self, lens: Lens<'_>) -> String {
        let kind = match lens {
            Lens::Original => "original",
            Lens::Redacted(_) => "redacted",
        };
        format!("transcripts-{kind}.{}", self.options.format.extension())
    }

    /// What is exported.
    pub fn options(&self) -> &ExportOptions {
        &self.options
    }

    /// The next bytes; `None` at the end. The archive and the lens must be the same every time.
    pub fn next(
        &mut self,
        archive: &Archive,
        timeline: &Timeline,
        lens: Lens<'_>,
    ) -> Option<Vec<u8>> {
        if self.ended {
            return None;
        }
        let mut out = Vec::with_capacity(CHUNK + CHUNK / 8);
        let scene = Scene {
            archive,
            timeline,
            lens,
            detailed: self.options.is_detailed(),
        };
        if !self.begun {
            self.begun = true;
            self.begin(lens, &mut out);
            if let Plan::All = self.plan {
                let named = self.options.conversation.as_deref();
                self.plan = Plan::Conversations(match named {
                    Some(id) => timeline.place_of(id).into_iter().collect(),
                    None => (0..timeline.conversations.len() as u32).collect(),
                });
            }
            if let Plan::Customer(customer, entries) = &self.plan {
                self.shared[0] = self.begin_customer(customer, entries, scene, &mut out);
            }
        }
        while out.len() < CHUNK {
            if !self.advance(scene, &mut out) {
                self.end(&mut out);
                self.ended = true;
                break;
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// Writes what comes next; `false` when all is written.
    fn advance(&mut self, scene: Scene<'_>, out: &mut Vec<u8>) -> bool {
        match &self.plan {
            Plan::All => false,
            Plan::Conversations(places) => {
                let Some(&place) = places.get(self.step) else {
                    return false;
                };
                let rows = scene.rows(place);
                if self.entry == 0 {
                    self.last = None;
                    self.begin_conversation(&rows, out);
                }
                let total = rows.conversation.entries.len();
                while out.len() < CHUNK && self.entry < total {
                    self.entry += 1;
                    self.write_entry(place, &rows, self.entry - 1, out);
                }
                if self.entry >= total {
                    self.end_conversation(out);
                    self.step += 1;
                    self.entry = 0;
                }
                true
            }
            Plan::Customer(_, entries) => {
                let Some(&(place, at)) = entries.get(self.step) else {
                    return false;
                };
                self.step += 1;
                self.write_entry(place, &scene.rows(place), at as usize, out);
                true
            }
        }
    }

    /// Writes an entry, unless the options leave it out.
    fn write_entry(&mut self, place: u32, rows: &Rows<'_>, at: usize, out: &mut Vec<u8>) {
        let placed = rows.conversation.entries[at];
        if self.is_left_out(rows, at) {
            return;
        }
        let Some((mut row, marks)) = rows.row(at) else {
            return;
        };
        if row.internal && self.options.customer_copy {
            return;
        }
        // A document says once by which policy.
        if self.options.format != ExportFormat::Html
            && let Some(mark) = rows.lens.mark()
            && !row.flags.contains(&mark)
        {
            row.flags.push(mark);
        }
        row.index = (rows.timeline).exported_index(rows.archive, rows.conversation, at);
        if self.divide(rows, at, out) {
            self.share(place, rows, at, out);
        }
        self.write(&row, &marks, out);
        self.last = Some((place, placed));
    }

    /// Whether an entry is an event that the options leave out.
    fn is_left_out(&self, rows: &Rows<'_>, at: usize) -> bool {
        let entry = &rows
            .timeline
            .entry(rows.archive, rows.conversation.entries[at]);
        self.options.without_events && entry.entry_type.class() == Class::Event
    }

    /// The flags that the entries at these places share; none of a single entry, nor where the format says none.
    fn shared_flags<'a>(&self, places: impl Iterator<Item = (Rows<'a>, usize)>) -> Vec<String> {
        if self.options.format != ExportFormat::Html {
            return Vec::new();
        }
        let mut written = places.filter(|(rows, at)| !self.is_left_out(rows, *at));
        let Some((rows, first)) = written.next() else {
            return Vec::new();
        };
        let mut shared = rows.flags_at(first);
        let mut entries = 1;
        for (rows, at) in written {
            if shared.is_empty() {
                return shared;
            }
            entries += 1;
            let flags = rows.flags_at(at);
            shared.retain(|flag| flags.contains(flag));
        }
        if entries == 1 {
            shared.clear();
        }
        shared
    }

    /// Says below the heading of a session what its entries share, from the one at a place on.
    fn share(&mut self, place: u32, rows: &Rows<'_>, at: usize, out: &mut Vec<u8>) {
        let entries = &rows.conversation.entries;
        let session = entries[at].session;
        let of_it = |at: &usize| entries[*at].session == session;
        let mut shared = match &self.plan {
            Plan::Customer(_, plan) => {
                let same = plan[self.step - 1..]
                    .iter()
                    .take_while(|(of, _)| *of == place);
                let places = same.map(|(_, at)| *at as usize).take_while(of_it);
                self.shared_flags(places.map(|at| (*rows, at)))
            }
            _ => self.shared_flags((at..entries.len()).take_while(of_it).map(|at| (*rows, at))),
        };
        shared.retain(|flag| !self.shared[0].contains(flag));
        html::of_all(&shared, out);
        self.shared[1] = shared;
    }

    fn begin(&self, lens: Lens<'_>, out: &mut Vec<u8>) {
        let mark = lens.mark();
        match self.options.format {
            ExportFormat::Json => json::begin(out),
            ExportFormat::Csv => csv::header(out),
            ExportFormat::Text => text::begin(&self.zone, mark.as_deref(), out),
            ExportFormat::Markdown => markdown::begin(&self.zone, mark.as_deref(), out),
            ExportFormat::Html => html::begin(&self.zone, lens, out),
            ExportFormat::Jsonl => {}
        }
    }

    fn end(&self, out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Json => json::end(out),
            ExportFormat::Html => {
                if let Plan::Customer(..) = self.plan {
                    html::end_article(out);
                }
                html::end(out);
            }
            _ => {}
        }
    }

    fn begin_conversation(&mut self, rows: &Rows<'_>, out: &mut Vec<u8>) {
        rows.lens.enter(&rows.conversation.id);
        match self.options.format {
            ExportFormat::Json => json::begin_conversation(rows, self.conversations > 0, out),
            ExportFormat::Text => text::begin_conversation(rows, out),
            ExportFormat::Markdown => markdown::begin_conversation(rows, out),
            ExportFormat::Html => {
                self.day.clear();
                html::begin_conversation(rows, out);
                let entries = (0..rows.conversation.entries.len()).map(|at| (*rows, at));
                self.shared[0] = self.shared_flags(entries);
                html::of_all(&self.shared[0], out);
            }
            ExportFormat::Jsonl if rows.detailed => jsonl::begin_conversation(rows, out),
            ExportFormat::Jsonl | ExportFormat::Csv => {}
        }
        self.conversations += 1;
        self.has_entry = false;
    }

    fn end_conversation(&self, out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Json => json::end_conversation(out),
            ExportFormat::Text | ExportFormat::Markdown => out.push(b'\n'),
            ExportFormat::Html => html::end_article(out),
            ExportFormat::Jsonl | ExportFormat::Csv => {}
        }
    }

    fn begin_customer(
        &self,
        customer: &Customer,
        entries: &[(u32, u32)],
        scene: Scene<'_>,
        out: &mut Vec<u8>,
    ) -> Vec<String> {
        let summary = CustomerSummary::new(customer, scene.timeline, scene.lens);
        match self.options.format {
            ExportFormat::Text => text::begin_customer(&summary, out),
            ExportFormat::Markdown => markdown::begin_customer(&summary, out),
            ExportFormat::Html => html::begin_customer(&summary, out),
            _ => {}
        }
        let entries = entries.iter();
        let shared =
            self.shared_flags(entries.map(|&(place, at)| (scene.rows(place), at as usize)));
        html::of_all(&shared, out);
        shared
    }

    /// Lines where time passes in silence and where the session changes; gives whether it does.
    fn divide(&self, rows: &Rows<'_>, at: usize, out: &mut Vec<u8>) -> bool {
        let placed = rows.conversation.entries[at];
        let follows = self.last.map(|(last, before)| {
            let before_in = &rows.timeline.conversations[last as usize];
            rows.timeline.follows(
                rows.archive,
                (before_in, before),
                (rows.conversation, placed),
            )
        });
        if let Some(Follows {
            gap: Some(gap),
            next_session,
            ..
        }) = follows
        {
            let mut line = words(gap);
            line.push_str(if next_session {
                ", next session"
            } else {
                " of silence"
            });
            match self.options.format {
                ExportFormat::Text => text::gap(&line, out),
                ExportFormat::Markdown => markdown::gap(&line, out),
                ExportFormat::Html => html::gap(&line, out),
                _ => {}
            }
        }
        if let Some(Follows {
            next_session: false,
            ..
        }) = follows
        {
            return false;
        }
        let summary = placed
            .session
            .and_then(|session| rows.conversation.sessions.get(session as usize))
            .map(|session| SessionSummary::new(session, rows.lens));
        match self.options.format {
            ExportFormat::Text => text::divider(summary.as_ref(), &self.zone, out),
            ExportFormat::Markdown => markdown::divider(summary.as_ref(), &self.zone, out),
            ExportFormat::Html => html::divider(summary.as_ref(), &self.zone, out),
            _ => {}
        }
        true
    }

    /// Says the day of an entry, where it is another than that of the one before.
    fn say_day(&mut self, row: &TranscriptRow, out: &mut Vec<u8>) {
        let Some(at) = row.at_ms else { return };
        let local = self.zone.local_text(at);
        let (day, _) = html::day_and_second(&local);
        if day != self.day {
            html::day(day, out);
            day.clone_into(&mut self.day);
        }
    }

    fn write(&mut self, row: &TranscriptRow, marks: &[Mark], out: &mut Vec<u8>) {
        match self.options.format {
            ExportFormat::Jsonl => jsonl::write(row, out),
            ExportFormat::Json => json::write(row, self.has_entry, out),
            ExportFormat::Csv => csv::write(row, out),
            ExportFormat::Text => text::write(row, &self.zone, out),
            ExportFormat::Markdown => markdown::write(row, &self.zone, out),
            ExportFormat::Html => {
                self.say_day(row, out);
                html::entry(row, marks, &self.shared, &self.zone, out);
            }
        }
        self.has_entry = true;
    }
}

/// What is exported, and what it is seen through.
#[derive(Clone, Copy)]
struct Scene<'a> {
    archive: &'a Archive,
    timeline: &'a Timeline,
    lens: Lens<'a>,
    /// As in [`Rows`].
    detailed: bool,
}

impl<'a> Scene<'a> {
    fn rows(self, place: u32) -> Rows<'a> {
        Rows {
            archive: self.archive,
            timeline: self.timeline,
            conversation: &self.timeline.conversations[place as usize],
            lens: self.lens,
            detailed: self.detailed,
        }
    }
}
