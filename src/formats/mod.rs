//! One file per payload family; each maps the fields of its records to the model. A format never
//! decides order, and reads a value only if it wants it.
//!
//! A new format is one file with a [`Format`] in it and one line in `FORMATS`.

mod agent_session;
mod array_rows;
mod bot_history;
mod chat_body;
mod connect;
mod conversation_list;
mod data_cloud;
pub mod entities;
mod entry;
mod entry_row;
mod exported;
mod fragment;
mod har;
mod labels;
mod list_entries;
mod live_chat;
mod markup;
mod object_row;
mod objects;
mod partner_event;
mod payload;
mod recent;
mod refusal;
mod server_sent;
mod shapes;
mod sub_query;
mod table;
mod voice;

use std::borrow::Cow;

pub use array_rows::ArrayRows;
pub use markup::Markup;
pub use object_row::ObjectRow;
pub(crate) use objects::tells_of_conversations;
pub use payload::Scratches;
pub use table::{Header, ReadRow, Understood};

use crate::{
    archive::{Archive, Draft, SourceId},
    diagnostics::{Code, Place},
    json::{self, Fields, Raw},
    model::{
        Millis,
        ids::{self, is_session},
        time,
    },
};

/// Arrays of an API answer whose elements are records.
pub const CONTAINERS: &[&str] = &[
    "conversationEntries",
    "records",
    "entries",
    "data",
    "items",
    "conversationEntriesUpdates",
    "conversationParticipants",
    "messages",
    "conversations",
];

/// Unknown fields counted by name: a hostile file cannot fill memory with names.
const MAX_UNKNOWN_FIELDS: usize = 1_000;

/// Formats of JSON records, the most telling first.
static FORMATS: &[&(dyn Format + Sync)] = &[
    &exported::ExportedEntries,
    &exported::ExportedConversations,
    &bot_history::BotParticipants,
    &bot_history::BotEntries,
    &partner_event::PartnerEvents,
    &partner_event::LegacyPartnerEvents,
    &server_sent::ServerSentEvents,
    &list_entries::ListEntries,
    &connect::ConnectEntries,
    &voice::CallMessages,
    &conversation_list::ListedConversations,
    &data_cloud::DataGraph,
    &data_cloud::DataCloudRows,
    &object_row::QueryRows,
    &fragment::Fragments,
    &object_row::EntryUpdates,
    &har::Exchanges,
    &refusal::Refusals,
];

/// A JSON record and the array it was found in.
#[derive(Debug)]
pub struct JsonRecord<'a> {
    /// Key of the array; empty at the top of the file.
    pub container: &'a str,
    /// Its members.
    pub fields: Fields<'a>,
}

/// A payload family.
pub trait Format {
    /// Its name in `inspect` and `--as`.
    fn name(&self) -> &'static str;
    /// The same for a person, in a few words.
    fn title(&self) -> &'static str;
    /// The Salesforce object its records are counted as.
    fn object(&self) -> &'static str;
    /// Whether all entries of one response belong to one conversation.
    fn responses_are_conversations(&self) -> bool;
    /// Whether a record is of this family, by its members.
    fn fits(&self, record: &JsonRecord<'_>) -> bool;
    /// The same, for a record behind one that was of this family.
    fn fits_again(&self, record: &JsonRecord<'_>, _scratches: &mut Scratches) -> bool {
        self.fits(record)
    }
    /// What told it, in words, for a record that fits.
    fn evidence(&self, record: &JsonRecord<'_>) -> String;
    /// Members of which one is enough to read a record as of this family where the user says
    /// that it is; of some families a record must fit.
    fn needs(&self) -> &'static [&'static str] {
        &[]
    }
    /// Reads one record.
    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>);
}

/// The format of a record; `None` if no family has such records.
pub fn recognise(record: &JsonRecord<'_>) -> Option<&'static (dyn Format + Sync)> {
    FORMATS.iter().copied().find(|format| format.fits(record))
}

/// Formats that are no JSON records: name and title.
const OTHERS: [(&str, &str); 4] = [
    ("csv", "Table (CSV)"),
    ("data-cloud-query", "Data Cloud query answer"),
    ("live-chat-body", "Legacy chat transcript"),
    ("transcript-csv", "Our own export (CSV)"),
];

/// What files are packed in: name and title. They are told, and never said (`--as`).
pub const PACKINGS: [(&str, &str); 2] = [("gzip", "Packed file (gzip)"), ("zip", "ZIP archive")];

/// All formats, each by its name and its title.
pub fn titles() -> Vec<(&'static str, &'static str)> {
    let records = FORMATS.iter().map(|format| (format.name(), format.title()));
    let mut titles: Vec<_> = records.chain(OTHERS).collect();
    titles.sort_unstable();
    titles.dedup();
    titles
}

/// Names of all formats, as `inspect` prints them and `--as` takes them.
pub fn names() -> Vec<&'static str> {
    titles().into_iter().map(|(name, _)| name).collect()
}

/// What can be opened, in words, for who has something else.
pub(crate) fn what_there_is() -> String {
    let mut titles: Vec<&str> = titles()
        .into_iter()
        .chain(PACKINGS)
        .map(|(_, title)| title)
        .collect();
    titles.dedup();
    format!(
        "it is none of: {}. Tables and query results are told by the columns of {}",
        titles.join(", "),
        objects::telling().collect::<Vec<_>>().join(", ")
    )
}

/// The format of that name that reads a record, or what the record lacks for it.
pub(crate) fn named(
    name: &str,
    record: &JsonRecord<'_>,
) -> Result<&'static (dyn Format + Sync), String> {
    let candidates = || {
        FORMATS
            .iter()
            .copied()
            .filter(|format| format.name() == name)
    };
    let has = |key: &&str| record.fields.get(key).is_some();
    if let Some(format) = candidates()
        .find(|format| format.fits(record))
        .or_else(|| candidates().find(|format| format.needs().iter().any(has)))
    {
        return Ok(format);
    }
    let needs: Vec<String> = candidates()
        .flat_map(Format::needs)
        .map(|key| format!("\"{key}\""))
        .collect();
    Err(match (candidates().next(), needs.as_slice()) {
        (None, _) => "is an object of JSON".to_owned(),
        (_, []) => "has not the members that tell it".to_owned(),
        (_, [one]) => format!("has no {one}"),
        (_, several) => format!("has none of {}", several.join(", ")),
    })
}

/// The API version that a query row was asked from, by its `attributes.url`.
pub(crate) fn api_version(record: &JsonRecord<'_>) -> Option<u32> {
    let url = record.fields.get("attributes")?.get("url")?.string()?;
    let (_, version) = url.split_once("/data/v")?;
    version.split_once('.')?.0.parse().ok()
}

/// Where the record being read belongs: its source, its place, the archive it goes into.
#[derive(Debug)]
pub struct Context<'a> {
    /// The archive.
    pub archive: &'a mut Archive,
    /// The file.
    pub source: SourceId,
    /// Where in the file.
    pub place: Place,
    /// Ordinal of the API response in the file.
    pub response: u32,
    /// Room for opened payload strings, used again from record to record.
    pub scratches: &'a mut Scratches,
}

impl Context<'_> {
    /// Lends its room to the reading of an entry, which borrows from it until the archive has it.
    fn with_room(&mut self, read: impl FnOnce(&mut Self, &mut payload::Room)) {
        let mut scratches = std::mem::take(self.scratches);
        read(self, scratches.room());
        *self.scratches = scratches;
    }

    /// Takes in an entry. One without id, time and content is nothing anyone could place or read:
    /// the record counts as unreadable.
    pub fn add_entry(&mut self, draft: Draft<'_>) {
        let has_time = draft.server_at.is_some() || draft.client_at.is_some();
        let is_told = draft.text.is_some() || !draft.content.is_empty();
        if draft.id.is_none() && !has_time && !is_told {
            self.archive.source_mut(self.source).diagnosed += 1;
            self.archive.diagnose(
                self.source,
                Code::MissingField,
                self.place,
                None,
                "an entry without id, time and content; it is left out",
            );
            return;
        }
        self.archive
            .add_entry(self.source, self.place, self.response, draft);
    }

    /// Takes in a row of another object. Rows of several files complete each other, so the times of
    /// a file that has a reading of its own are put down in UTC.
    pub fn add_row(&mut self, object: &str, id: &str, fields: &[(&str, &str)]) {
        if self.archive.source(self.source).reading.is_some() {
            let told = self.in_utc(fields);
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .zip(&told)
                .map(|(&(name, value), told)| (name, told.as_deref().unwrap_or(value)))
                .collect();
            self.archive
                .add_row(self.source, self.place, object, id, &fields);
            return;
        }
        self.archive
            .add_row(self.source, self.place, object, id, fields);
    }

    /// Takes in what a row says of the conversation above it: its record and its UUID.
    pub(crate) fn add_parent_conversation(&mut self, id: &str, identifier: &str) {
        self.add_row(
            "Conversation",
            id,
            &[("ConversationIdentifier", identifier)],
        );
    }

    /// Of each field that is a time, the same in UTC. `-00:00` stays what it is under any reading.
    fn in_utc(&self, fields: &[(&str, &str)]) -> Vec<Option<String>> {
        let reading = self.archive.reading_of(self.source);
        fields
            .iter()
            .map(|(name, value)| {
                let is_time = ["Time", "Date", "Timestamp", "Modstamp"]
                    .iter()
                    .any(|end| name.ends_with(end));
                let at = time::parse(value, reading).ok().filter(|_| is_time)?;
                Some(time::rfc3339(at).replace('Z', "-00:00"))
            })
            .collect()
    }

    /// Counts a record under its object.
    pub fn count(&mut self, object: &str) {
        let records = &mut self.archive.source_mut(self.source).records;
        match records.get_mut(object) {
            Some(count) => *count += 1,
            None => {
                records.insert(object.to_owned(), 1);
            }
        }
    }

    /// Notes a finding at the record.
    pub fn diagnose(&mut self, code: Code, path: &str, message: impl Into<String>) {
        self.archive
            .diagnose(self.source, code, self.place, Some(path), message);
    }

    /// A field of another type than the format's.
    pub fn bad_field(&mut self, path: &str, expected: &str) {
        let message = format!("\"{path}\" is not {expected}; the rest of the record is kept");
        self.diagnose(Code::BadField, path, message);
    }

    /// A field that is no string, or one that strict JSON refuses, with its reason.
    pub fn bad_string(&mut self, path: &str, value: Raw<'_>) {
        let fault = json::check(value.as_str()).err();
        let what = match fault {
            Some(fault) => format!("is a broken string: {fault} of it"),
            None => "is not a string".to_owned(),
        };
        let message = format!("\"{path}\" {what}; the rest of the record is kept");
        self.diagnose(Code::BadField, path, message);
    }

    /// A payload that cannot be opened.
    pub fn bad_payload(&mut self, path: &str, reason: &str) {
        self.diagnose(
            Code::BadField,
            path,
            format!("{reason}; the entry is shown without its payload"),
        );
    }

    /// Tells the reader something of the whole file, once.
    pub fn warn(&mut self, warning: String) {
        let warnings = &mut self.archive.source_mut(self.source).warnings;
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// A field that the format does not know: counted by name.
    pub fn unknown_field(&mut self, key: &str) {
        let fields = &mut self.archive.source_mut(self.source).unknown_fields;
        if let Some(count) = fields.get_mut(key) {
            *count += 1;
        } else if fields.len() < MAX_UNKNOWN_FIELDS {
            fields.insert(key.to_owned(), 1);
        }
    }

    /// A time as a number or text; `null` and blank are no time.
    pub fn instant(&mut self, path: &str, value: Raw<'_>) -> Option<Millis> {
        if value.is_null() {
            return None;
        }
        if let Some(number) = value.i64() {
            let at = time::from_epoch(number);
            if at.is_none() {
                self.bad_time(path, time::TimeFault::Range);
            }
            return at;
        }
        let text: Cow<'_, str> = value.string().unwrap_or(Cow::Borrowed(value.as_str()));
        self.instant_text(path, &text)
    }

    /// A time as text; blank is no time.
    pub fn instant_text(&mut self, path: &str, text: &str) -> Option<Millis> {
        let text = ids::trimmed(text);
        if text.is_empty() {
            return None;
        }
        match time::parse(text, self.archive.reading_of(self.source)) {
            Ok(at) => Some(at),
            Err(fault) => {
                self.bad_time(path, fault);
                None
            }
        }
    }

    fn bad_time(&mut self, path: &str, fault: time::TimeFault) {
        let (code, message) = match fault {
            time::TimeFault::Form => (
                Code::BadTime,
                format!("\"{path}\" is a time in no known form"),
            ),
            time::TimeFault::Range => (
                Code::BadTime,
                format!("\"{path}\" is a time outside the years 1 to 9999"),
            ),
            time::TimeFault::DateOrder => (
                Code::BadTime,
                format!(
                    "\"{path}\" is a date that does not fit the declared order of day and month (--date-order)"
                ),
            ),
            time::TimeFault::Shortened => (
                Code::BadTime,
                format!(
                    "\"{path}\" is a number that a spreadsheet shortened (as in 1.61E+12): what it cut off is lost; export again and do not save it from the spreadsheet"
                ),
            ),
            time::TimeFault::AmbiguousDate => (
                Code::AmbiguousDate,
                format!(
                    "\"{path}\": day and month cannot be told apart; declare the order of dates (--date-order)"
                ),
            ),
        };
        self.diagnose(code, path, message);
    }
}
