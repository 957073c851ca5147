//! One file on its way in: bytes to records, records to the archive.

use std::collections::BTreeSet;

use crate::{
    archive::{Answer, Archive, Source, SourceId},
    diagnostics::{Code, Place},
    formats::{
        self, ArrayRows, CONTAINERS, Context, Format, Header, JsonRecord, Markup, ObjectRow,
        Scratches,
    },
    json::{Kind, Raw},
    limits::Limits,
    raw_record::member_name,
    read_as::ReadAs,
    source::{Container, Envelope, Event, Fault, FaultKind, Member, Reader, Record, Row, Summary},
};

/// Reads one file into an archive, in chunks of any size.
///
/// Memory: what the archive keeps, plus the record being read.
pub struct Intake {
    reader: Reader,
    files: Files,
}

/// The file and the files inside it that are open, the innermost last.
struct Files {
    limits: Limits,
    open: Vec<State>,
    /// Every file inside, open or not.
    members: Vec<SourceId>,
}

struct State {
    source: SourceId,
    /// It is kept only if something in it is recognised.
    optional: bool,
    /// Files inside it that were kept.
    members: u64,
    markup: Markup,
    /// The format of the last record, asked first for the next.
    format: Option<&'static (dyn Format + Sync)>,
    header: Option<Header>,
    /// Room for the row at hand.
    row: ObjectRow<'static>,
    /// The table's object, once known.
    object: Option<&'static str>,
    /// What the user says of the file.
    read_as: ReadAs,
    /// How often that did not fit.
    unfit: u64,
    /// Records that could not be read.
    faulty: BTreeSet<u64>,
    /// Whether a fault lies in an array of entries.
    fault_in_entries: bool,
    unrecognised: u64,
    /// Records of the format's object that the archive was not told of yet.
    counted: u64,
    scratches: Scratches,
    /// Rows as arrays that wait for the end of their answer.
    held: ArrayRows,
}

impl Intake {
    /// Begins a file of that name. The name never decides what the file is.
    pub fn new(archive: &mut Archive, name: &str, limits: Limits) -> Self {
        let source = archive.add_source(name);
        Self::of(source, limits)
    }

    /// Begins a file once more: what was read of it is forgotten.
    pub fn again(archive: &mut Archive, source: SourceId, limits: Limits) -> Self {
        archive.forget(source);
        let name = std::mem::take(&mut archive.source_mut(source).name);
        *archive.source_mut(source) = Source {
            name,
            ..Source::default()
        };
        Self::of(source, limits)
    }

    fn of(source: SourceId, limits: Limits) -> Self {
        Self {
            reader: Reader::new(CONTAINERS, limits),
            files: Files {
                limits,
                open: vec![State::new(source, false, ReadAs::default(), limits)],
                members: Vec::new(),
            },
        }
    }

    /// Also checks what no format opens: every record goes through `serde_json` once.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.reader = self.reader.strict(strict);
        self
    }

    /// Reads it as the user says. Where that does not fit, a diagnostic says why.
    #[must_use]
    pub fn read_as(mut self, archive: &mut Archive, read_as: ReadAs) -> Self {
        let state = self.files.innermost();
        archive.source_mut(state.source).reading = read_as.times().cloned();
        self.reader = self.reader.delimiter(read_as.separator());
        state.read_as = read_as;
        self
    }

    /// The file's number in the archive.
    pub fn source(&self) -> SourceId {
        self.files.outer().source
    }

    /// Takes the next bytes. Linear, whatever the size of the chunks.
    pub fn feed(&mut self, archive: &mut Archive, chunk: &[u8]) {
        let files = &mut self.files;
        self.reader
            .feed(chunk, &mut |event| files.take(archive, event));
        files.innermost().tell_count(archive);
    }

    /// Ends the file and settles what it was.
    pub fn finish(self, archive: &mut Archive) -> SourceId {
        let Self { reader, mut files } = self;
        let source = files.outer().source;
        let summary = reader.finish(&mut |event| files.take(archive, event));
        files.close(archive, &summary);
        source
    }

    /// Gives up: nothing of the file, or of the files inside it, stays but their names and the
    /// note that they were cancelled.
    pub fn cancel(self, archive: &mut Archive) -> SourceId {
        let outer = self.files.outer().source;
        for source in self.files.members.into_iter().chain([outer]) {
            archive.forget(source);
            "cancelled".clone_into(&mut archive.source_mut(source).format);
            archive.diagnose(
                source,
                Code::Cancelled,
                Place::default(),
                None,
                "reading was cancelled; nothing of this file is used. Open it again to read it",
            );
        }
        outer
    }
}

impl Files {
    fn take(&mut self, archive: &mut Archive, event: Event<'_>) {
        match event {
            Event::Member(member) => self.open(archive, &member),
            Event::MemberEnd(summary) => self.close(archive, summary),
            event => self.innermost().take(archive, event),
        }
    }

    fn open(&mut self, archive: &mut Archive, member: &Member) {
        self.innermost().tell_count(archive);
        let around = &archive.source(self.innermost().source).name;
        let name = member_name(around, member);
        let source = archive.add_source(&name);
        self.members.push(source);
        // What is said of the outer file is said of those inside it.
        let read_as = self.innermost().read_as.clone();
        archive.source_mut(source).reading = read_as.times().cloned();
        self.open
            .push(State::new(source, member.optional, read_as, self.limits));
    }

    /// Ends the innermost file.
    fn close(&mut self, archive: &mut Archive, summary: &Summary) {
        let Some(mut state) = self.open.pop() else {
            return;
        };
        state.end(archive, summary);
        let format = archive.source(state.source).format.as_str();
        let useless = matches!(format, "unrecognised" | "empty");
        if state.optional && state.members == 0 && useless && archive.withdraw(state.source) {
            self.members.pop();
        } else if let Some(around) = self.open.last_mut() {
            around.members += 1;
        }
    }

    fn outer(&self) -> &State {
        &self.open[0]
    }

    fn innermost(&mut self) -> &mut State {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}

impl State {
    fn new(source: SourceId, optional: bool, read_as: ReadAs, limits: Limits) -> Self {
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
    fn end(&mut self, archive: &mut Archive, summary: &Summary) {
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

    fn take(&mut self, archive: &mut Archive, event: Event<'_>) {
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

    fn take_record(&mut self, archive: &mut Archive, record: &Record<'_>) {
        if !self.faulty.is_empty() {
            self.faulty.remove(&record.index);
        }
        let place = Place {
            record: Some(record.index),
            offset: Some(record.offset),
            line: None,
        };
        // Data Cloud answers with rows as arrays in `data`; anywhere else an array is no record.
        if record.raw.kind() == Kind::Array && record.container == "data" {
            if let Some(name) = self
                .read_as
                .named()
                .filter(|name| !name.starts_with("data-cloud"))
            {
                self.faulty.insert(record.index);
                return self.tell_unfit(
                    archive,
                    place,
                    name,
                    "is a row as an array, as Data Cloud answers",
                );
            }
            if !self.held.push(record.raw, place) {
                self.faulty.insert(record.index);
            }
            return;
        }
        let json = JsonRecord {
            container: record.container,
            fields: record.fields,
        };
        let known = match self.read_as.named() {
            Some(name) => match formats::named(name, &json) {
                Ok(format) => Some(format),
                Err(lack) => {
                    self.unrecognised += 1;
                    return self.tell_unfit(archive, place, name, &lack);
                }
            },
            None => self
                .format
                .filter(|format| format.fits_again(&json, &mut self.scratches)),
        };
        let is_known = |format: &&'static (dyn Format + Sync)| {
            self.format.is_some_and(|last| last.name() == format.name())
        };
        if let Some(format) = known.filter(is_known) {
            self.format = Some(format);
            return self.read_record(archive, format, &json, place, record);
        }
        let Some(format) = known.or_else(|| formats::recognise(&json)) else {
            self.unrecognised += 1;
            if self.unrecognised == 1 {
                archive.diagnose(
                    self.source,
                    Code::Unrecognised,
                    place,
                    Some(record.container).filter(|container| !container.is_empty()),
                    "a record of no known kind; it and others like it are left out",
                );
            }
            return;
        };
        let source = archive.source_mut(self.source);
        if source.format.is_empty() {
            format.name().clone_into(&mut source.format);
            source.evidence = match self.read_as.named() {
                Some(name) if !format.fits(&json) => format!("declared: {name}"),
                _ => format.evidence(&json),
            };
            source.api_version = formats::api_version(&json);
            source.is_off_platform = json.fields.get("entry_payload").is_some();
        }
        source.responses_are_conversations |= format.responses_are_conversations();
        self.tell_count(archive);
        self.format = Some(format);
        self.read_record(archive, format, &json, place, record);
    }

    fn read_record(
        &mut self,
        archive: &mut Archive,
        format: &'static (dyn Format + Sync),
        json: &JsonRecord<'_>,
        place: Place,
        record: &Record<'_>,
    ) {
        self.counted += u64::from(format.responses_are_conversations());
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place,
            // Lines and elements without an answer around them are one lot.
            response: if record.container.is_empty() {
                0
            } else {
                record.response as u32 + 1
            },
        };
        format.read(json, &mut context);
    }

    /// Counts the records read since the last time: once a chunk, not once a record.
    fn tell_count(&mut self, archive: &mut Archive) {
        if let Some(format) = self.format.filter(|_| self.counted > 0) {
            let records = &mut archive.source_mut(self.source).records;
            *records.entry(format.object().to_owned()).or_default() += self.counted;
            self.counted = 0;
        }
    }

    fn take_header(&mut self, archive: &mut Archive, cells: &[String]) {
        let first = Place {
            record: None,
            offset: Some(0),
            line: Some(1),
        };
        let meant = self.read_as.named();
        if let Some(name) =
            meant.filter(|name| !matches!(*name, "csv" | "data-cloud" | "transcript-csv"))
        {
            return self.tell_unfit(archive, first, name, "is a row of a table");
        }
        if cells.len() == 1 && self.read_as.separator().is_some() {
            self.unfit += 1;
            return archive.diagnose(
                self.source,
                Code::UnfitOverride,
                first,
                None,
                "the declared delimiter does not stand in the first row: the table has one column",
            );
        }
        let header = Header::of_format(cells.iter().map(String::as_str), meant);
        if let Some(name) = meant.filter(|_| header.object.is_none()) {
            self.tell_unfit(
                archive,
                first,
                name,
                "is a header of which no column is told by it",
            );
        }
        self.object = header.object;
        let source = archive.source_mut(self.source);
        if header.object.is_some() {
            header.format.clone_into(&mut source.format);
            source.evidence.clone_from(&header.evidence);
            source.is_off_platform = cells.iter().any(|cell| cell == "entry_payload");
        }
        if let Some(object) = header.object
            && !header.missing.is_empty()
        {
            let missing = header.missing.join(", ");
            let what = if object == "ConversationEntry" {
                "the entries are shown, but cannot be placed for certain"
            } else {
                "its rows cannot be used"
            };
            archive.diagnose(
                self.source,
                Code::MissingColumn,
                Place {
                    record: None,
                    offset: Some(0),
                    line: Some(1),
                },
                Some(header.missing[0]),
                format!("a table of {object} without column {missing}: {what}; export it again with this column"),
            );
        }
        self.header = Some(header);
    }

    fn take_row(&mut self, archive: &mut Archive, row: &Row<'_>) {
        self.faulty.remove(&row.index);
        let Some(header) = &self.header else { return };
        let place = Place {
            record: Some(row.index),
            offset: Some(row.offset),
            line: Some(row.line),
        };
        let mut cells = std::mem::take(&mut self.row).emptied();
        for (at, (column, field)) in header.columns.iter().zip(&header.fields).enumerate() {
            if let Some(value) = row.cell(at) {
                cells.push_told(column, *field, value);
            }
        }
        let Some(object) = self.object.or_else(|| cells.object_by_prefix()) else {
            self.unrecognised += 1;
            return;
        };
        if self.object.is_none() {
            self.object = Some(object);
            let source = archive.source_mut(self.source);
            "csv".clone_into(&mut source.format);
            source.evidence = format!("a table whose first Id has the key prefix of {object}");
        }
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place,
            response: 0,
        };
        if object != "ConversationEntry" && !header.missing.is_empty() {
            context.count(object);
            return;
        }
        (header.read)(&cells, object, &mut context);
        self.row = cells.emptied();
    }

    /// The first record that cannot be read as the user says; the others like it are counted.
    fn tell_unfit(&mut self, archive: &mut Archive, place: Place, name: &str, lack: &str) {
        self.unfit += 1;
        if self.unfit == 1 {
            let message = format!(
                "the file is to be read as {name}, but this {lack}; say another format, or none: then its content tells it"
            );
            archive.diagnose(self.source, Code::UnfitOverride, place, None, message);
        }
    }

    fn take_envelope(&mut self, archive: &mut Archive, envelope: &Envelope) {
        let text = |key: &str| envelope.get(key).and_then(Raw::string);
        archive
            .source_mut(self.source)
            .answers
            .push(answer(envelope));
        // An answer may name its conversation beside its entries.
        let conversation = text("conversationIdentifier").or_else(|| text("conversationId"));
        if let Some(conversation) = conversation {
            archive.name_response(self.source, envelope.response as u32 + 1, &conversation);
        }
        if !self.held.is_empty() {
            self.take_held(archive, envelope);
        }
        // A known container that is empty is an answer without entries, not an unknown file.
        let source = archive.source_mut(self.source);
        if source.format.is_empty() && envelope.records() == 0 {
            let (name, what) = match envelope.container() {
                "conversationEntries" => {
                    ("connect-entries", "an empty list of conversation entries")
                }
                "records" => ("query-json", "a query answer without rows"),
                "data" if envelope.get("metadata").is_some() => {
                    ("data-cloud-query", "a Data Cloud answer without rows")
                }
                "conversationParticipants" => ("byob-entries", "an empty bot history"),
                _ => return,
            };
            name.clone_into(&mut source.format);
            what.clone_into(&mut source.evidence);
        }
    }

    fn take_markup(&mut self, archive: &mut Archive) {
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

    /// Reads rows as arrays, now that the metadata behind them is known.
    fn take_held(&mut self, archive: &mut Archive, envelope: &Envelope) {
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place: Place::default(),
            response: envelope.response as u32 + 1,
        };
        let known = self.held.read(envelope.get("metadata"), &mut context);
        let source = archive.source_mut(self.source);
        if source.format.is_empty() {
            "data-cloud-query".clone_into(&mut source.format);
            source.evidence = match known {
                Some(known) => format!("rows as arrays with metadata: {}", known.evidence),
                None => "rows as arrays, as Data Cloud answers".to_owned(),
            };
        }
    }

    fn take_fault(&mut self, archive: &mut Archive, fault: &Fault) {
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

    /// Says what the file was, once all of it was seen.
    fn settle(&self, archive: &mut Archive, summary: &Summary) {
        let source = archive.source_mut(self.source);
        source.bytes = summary.bytes;
        source.hash = summary.hash;
        source.filtered += summary.pings;
        let holds_entries = source.records.contains_key("ConversationEntry")
            || self.object == Some("ConversationEntry")
            || self.fault_in_entries;
        if holds_entries {
            // Among entries, what is nothing known is an entry that could not be read.
            source.diagnosed += self.faulty.len() as u64 + self.unrecognised;
        }
        if source.format.is_empty() {
            return self.settle_unknown(archive, summary);
        }
        if source.format == "har" && self.members == 0 {
            archive.diagnose(
                self.source,
                Code::NoConversationData,
                Place::default(),
                None,
                "recognised (a HAR file), no answer in it holds conversation data",
            );
            return;
        }
        if self.header.is_some() && source.records.is_empty() && source.diagnostics.is_empty() {
            let nothing = "the table has a header and no rows: what was asked for was not found";
            source.warnings.push(nothing.to_owned());
        }
        if source.answers.is_empty() {
            // A table or a bare list is one answer that says nothing of itself.
            let records = source.records.values().sum();
            source.answers.push(Answer {
                records,
                ..Answer::default()
            });
        }
        if self.unfit > 1 {
            let count = self.unfit;
            source.warnings.push(format!(
                "{count} records cannot be read as declared and were left out"
            ));
        } else if self.unrecognised > 1 {
            source.warnings.push(format!(
                "{} records of no known kind were left out",
                self.unrecognised
            ));
        }
        let nothing = !source.records.is_empty()
            && !source
                .records
                .keys()
                .any(|object| formats::tells_of_conversations(object));
        if nothing {
            let objects = source
                .records
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            archive.diagnose(
                self.source,
                Code::NoConversationData,
                Place::default(),
                None,
                format!("recognised ({objects}), no conversation data"),
            );
        }
    }

    fn settle_archive(&self, archive: &mut Archive, summary: &Summary) {
        let source = archive.source_mut(self.source);
        source.format = summary.container.to_string().to_lowercase();
        source.evidence.clone_from(&summary.evidence);
        if self.members == 0 && source.diagnostics.is_empty() {
            archive.diagnose(
                self.source,
                Code::EmptyFile,
                Place::default(),
                None,
                "the archive holds no files: export it again",
            );
        }
    }

    fn settle_unknown(&self, archive: &mut Archive, summary: &Summary) {
        if let Container::Zip | Container::Gzip = summary.container {
            return self.settle_archive(archive, summary);
        }
        let advice = formats::what_there_is();
        let (format, code, message) = match &summary.container {
            Container::Empty => (
                "empty",
                Code::EmptyFile,
                "the file is empty: export it again".to_owned(),
            ),
            Container::Csv { .. } => (
                "unrecognised",
                Code::Unrecognised,
                format!("a table, but no column names a known object ({advice})"),
            ),
            Container::Office => (
                "unrecognised",
                Code::Unrecognised,
                "a workbook or another document of Office: save each sheet as \"CSV UTF-8\" and open that"
                    .to_owned(),
            ),
            Container::Json if self.unrecognised == 0 && self.faulty.is_empty() => (
                "unrecognised",
                Code::Unrecognised,
                "a list without records: what was asked for was not found; ask with other ids or times"
                    .to_owned(),
            ),
            _ => (
                "unrecognised",
                Code::Unrecognised,
                format!("the content is not understood: {advice}"),
            ),
        };
        let source = archive.source_mut(self.source);
        format.clone_into(&mut source.format);
        source.evidence.clone_from(&summary.evidence);
        if self.unfit > 0 {
            return;
        }
        if let (Some(name), true) = (self.read_as.named(), code == Code::Unrecognised) {
            let message = format!(
                "the file is to be read as {name}, but it is {}",
                summary.evidence
            );
            return archive.diagnose(
                self.source,
                Code::UnfitOverride,
                Place {
                    offset: Some(0),
                    ..Place::default()
                },
                None,
                message,
            );
        }
        if source.diagnostics.iter().any(|found| found.code == code) {
            return;
        }
        archive.diagnose(
            self.source,
            code,
            Place {
                offset: Some(0),
                ..Place::default()
            },
            None,
            message,
        );
    }
}

/// What an envelope says of its answer.
fn answer(envelope: &Envelope) -> Answer {
    let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::i64).and_then(|n| u64::try_from(n).ok());
    let text = |key: &str| envelope.get(key).and_then(Raw::string);
    let next = envelope
        .members
        .iter()
        .filter(|member| member.key.starts_with("next"))
        .find_map(|member| {
            let value = Raw::trusted(member.value.as_deref()?);
            let value = value.string().unwrap_or(value.as_str().into());
            let is_set = !matches!(value.trim(), "" | "null" | "false" | "{}" | "[]");
            is_set.then(|| (member.key.clone(), value.into_owned()))
        });
    let counted = number(envelope.get("totalSize")).or_else(|| {
        number(
            envelope
                .get("status")
                .and_then(|status| status.get("rowCount")),
        )
    });
    Answer {
        response: envelope.response as u32 + 1,
        records: number(envelope.get("returnedRows")).unwrap_or_else(|| envelope.records()),
        counted,
        done: envelope.get("done").and_then(Raw::bool),
        next,
        query: text("queryId").map(Into::into),
        sub_query: None,
    }
}
