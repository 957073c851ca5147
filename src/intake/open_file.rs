//! A file that is open: what was found in it so far, and what it is taken for.

use std::collections::BTreeSet;

use crate::{
    archive::{Archive, SourceId},
    diagnostics::{Code, Place},
    formats::{ArrayRows, Context, Format, Header, Markup, ObjectRow, Scratches},
    limits::Limits,
    read_as::ReadAs,
    source::{Container, Event, Fault, FaultKind, Summary},
};

/// A file, or a file inside one, until it ends.
pub(super) struct OpenFile {
    pub(super) source: SourceId,
    /// It is kept only if something in it is recognised.
    pub(super) optional: bool,
    /// Files inside it that were kept.
    pub(super) members: u64,
    pub(super) markup: Markup,
    /// The format of the last record, asked first for the next.
    pub(super) format: Option<&'static (dyn Format + Sync)>,
    pub(super) header: Option<Header>,
    /// Room for the row at hand.
    pub(super) row: ObjectRow<'static>,
    /// The table's object, once known.
    pub(super) object: Option<&'static str>,
    /// What the user says of the file.
    pub(super) read_as: ReadAs,
    /// How often that did not fit.
    pub(super) unfit: u64,
    /// Records that could not be read.
    pub(super) faulty: BTreeSet<u64>,
    /// Whether a fault lies in an array of entries.
    pub(super) fault_in_entries: bool,
    pub(super) unrecognised: u64,
    /// Records of the format's or the table's object that the archive was not told of yet.
    pub(super) counted: u64,
    pub(super) scratches: Scratches,
    /// Rows as arrays that wait for the end of their answer.
    pub(super) held: ArrayRows,
}

impl OpenFile {
    pub(super) fn new(source: SourceId, optional: bool, read_as: ReadAs, limits: Limits) -> Self {
        Self {
            source,
            optional,
            members: 0,
            markup: Markup::new(limits.record_bytes),
            format: None,
            header: None,
            row: ObjectRow::default(),
            object: None,
            read_as,
            unfit: 0,
            faulty: BTreeSet::new(),
            fault_in_entries: false,
            unrecognised: 0,
            counted: 0,
            scratches: Scratches::default(),
            held: ArrayRows::new(limits.held_bytes),
        }
    }

    /// The file has ended.
    pub(super) fn end(&mut self, archive: &mut Archive, summary: &Summary) {
        let is_chat = self
            .read_as
            .named()
            .is_none_or(|name| name == "live-chat-body");
        if summary.container == Container::Html && is_chat {
            self.take_markup(archive);
        }
        self.tell_count(archive);
        self.settle(archive, summary);
    }

    pub(super) fn take(&mut self, archive: &mut Archive, event: Event<'_>) {
        match event {
            Event::Record(record) => self.take_record(archive, &record),
            Event::Header(cells) => self.take_header(archive, cells),
            Event::Row(row) => self.take_row(archive, &row),
            Event::Envelope(envelope) => self.take_envelope(archive, envelope),
            Event::Text(text) => self.markup.push(text),
            Event::Fault(fault) => self.take_fault(archive, &fault),
            // Files inside have a state of their own.
            Event::Member(_) | Event::MemberEnd(_) => {}
        }
    }

    /// Counts the records read since the last time: once a chunk, not once a record.
    pub(super) fn tell_count(&mut self, archive: &mut Archive) {
        let object = self.format.map(Format::object).or(self.object);
        if let Some(object) = object.filter(|_| self.counted > 0) {
            let records = &mut archive.source_mut(self.source).records;
            *records.entry(object.to_owned()).or_default() += self.counted;
            self.counted = 0;
        }
    }

    /// The first record that cannot be read as the user says; the others like it are counted.
    pub(super) fn tell_unfit(
        &mut self,
        archive: &mut Archive,
        place: Place,
        name: &str,
        lack: &str,
    ) {
        self.unfit += 1;
        if self.unfit == 1 {
            let message = format!(
                "the file is to be read as {name}, but this {lack}; say another format, or none: then its content tells it"
            );
            archive.diagnose(self.source, Code::UnfitOverride, place, None, message);
        }
    }

    pub(super) fn take_markup(&mut self, archive: &mut Archive) {
        let markup = std::mem::replace(&mut self.markup, Markup::new(0));
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place: Place::default(),
            response: 0,
        };
        if let Some(evidence) = markup.read(&mut context) {
            let source = archive.source_mut(self.source);
            "live-chat-body".clone_into(&mut source.format);
            evidence.clone_into(&mut source.evidence);
            source.responses_are_conversations = true;
        }
    }

    pub(super) fn take_fault(&mut self, archive: &mut Archive, fault: &Fault) {
        if let Some(record) = fault.record {
            self.faulty.insert(record);
        }
        self.fault_in_entries |= fault.path.starts_with("conversationEntries");
        let code = match fault.kind {
            FaultKind::Encoding => Code::BadEncoding,
            FaultKind::Malformed => Code::BadRecord,
            FaultKind::Truncated => Code::Truncated,
            FaultKind::TooLarge => Code::Limit,
            FaultKind::Cells => Code::UnevenRow,
            FaultKind::Member => Code::BadMember,
            FaultKind::Path => Code::UnsafePath,
        };
        archive.diagnose(
            self.source,
            code,
            Place {
                record: fault.record,
                offset: Some(fault.offset),
                line: fault.line,
            },
            Some(fault.path.as_str()).filter(|path| !path.is_empty()),
            fault.reason.clone(),
        );
    }
}
