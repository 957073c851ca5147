//! Opens files as a caller would and reads back everything that can leave.

use std::cell::RefCell;

use fixtures::{
    truth::{Conversation, World},
    write::{self, CloudShape, EventShape, ExportShape, File, Format, Keeping, Object, Shape},
};
use sealed_transcript::{
    archive::Archive,
    export::{ExportFormat, ExportOptions, Exporter, InspectReport, Lens},
    intake::Intake,
    kpi,
    limits::Limits,
    model::time::{TimeReading, Zone},
    redact::{Engine, Policy},
    timeline::Timeline,
};
use serde_json::{Value, json};

pub(crate) const FORMATS: [ExportFormat; 5] = [
    ExportFormat::Jsonl,
    ExportFormat::Json,
    ExportFormat::Csv,
    ExportFormat::Text,
    ExportFormat::Markdown,
];

/// A whole file in one chunk.
pub(crate) const WHOLE: usize = usize::MAX;

pub(crate) struct Opened {
    pub(crate) archive: Archive,
    pub(crate) timeline: Timeline,
}

pub(crate) fn file(name: &str, bytes: impl Into<Vec<u8>>) -> File {
    File {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// Opens files, each whole.
pub(crate) fn open(files: &[File]) -> Opened {
    open_with(files, WHOLE, Limits::default(), TimeReading::default())
}

/// Opens files in chunks of `size` bytes.
pub(crate) fn open_chunked(files: &[File], size: usize) -> Opened {
    open_with(files, size, Limits::default(), TimeReading::default())
}

pub(crate) fn open_with(
    files: &[File],
    size: usize,
    limits: Limits,
    reading: TimeReading,
) -> Opened {
    let mut archive = Archive::new(reading);
    for file in files {
        let mut intake = Intake::new(&mut archive, &file.name, limits);
        for chunk in file.bytes.chunks(size) {
            intake.feed(&mut archive, chunk);
        }
        intake.finish(&mut archive);
    }
    let timeline = Timeline::build(&archive);
    Opened { archive, timeline }
}

/// A lens with the standard policy, compiled once a thread.
pub(crate) fn redacted() -> Lens<'static> {
    thread_local! {
        static ENGINE: &'static RefCell<Engine> = Box::leak(Box::new(RefCell::new(
            Engine::new(&Policy::named("standard").unwrap()).unwrap(),
        )));
    }
    Lens::Redacted(ENGINE.with(|engine| *engine))
}

impl Opened {
    pub(crate) fn export(&self, format: ExportFormat, lens: Lens<'_>) -> String {
        let options = ExportOptions {
            format,
            ..ExportOptions::default()
        };
        self.export_as(&options, lens)
    }

    pub(crate) fn export_as(&self, options: &ExportOptions, lens: Lens<'_>) -> String {
        let mut exporter = Exporter::new(options.clone(), Zone::utc());
        let mut out = Vec::new();
        while let Some(chunk) = exporter.next(&self.archive, &self.timeline, lens) {
            out.extend(chunk);
        }
        String::from_utf8(out).unwrap()
    }

    /// The rows of the JSON Lines export.
    pub(crate) fn rows(&self) -> Vec<Value> {
        lines(&self.export(ExportFormat::Jsonl, Lens::Original))
    }

    /// One field of every row.
    pub(crate) fn column(&self, field: &str) -> Vec<Value> {
        self.rows()
            .into_iter()
            .map(|mut row| row[field].take())
            .collect()
    }

    /// The row of an entry.
    pub(crate) fn row(&self, entry: &str) -> Value {
        let mut rows = self.rows().into_iter().filter(|row| row["entry"] == entry);
        let row = rows.next();
        assert!(rows.next().is_none(), "{entry} is shown twice");
        row.unwrap_or_else(|| panic!("{entry} is not shown"))
    }

    pub(crate) fn inspect(&self, lens: Lens<'_>) -> Value {
        let report = InspectReport::new(&self.archive, &self.timeline, lens);
        serde_json::to_value(report).unwrap()
    }

    /// Everything that was told of the input.
    pub(crate) fn diagnostics(&self) -> Vec<Value> {
        let report = self.inspect(Lens::Original);
        report["diagnostics"].as_array().unwrap().clone()
    }

    pub(crate) fn kpis(&self) -> String {
        let input = kpi::Input::new(&self.archive, &self.timeline);
        let sessions = input.sessions();
        serde_json::to_string(&kpi::report(&sessions, &kpi::Options::default())).unwrap()
    }

    /// `read = shown + merged + filtered + diagnosed`, of each file and of all, and what is
    /// counted as shown is in the transcripts.
    #[track_caller]
    pub(crate) fn assert_balanced(&self) {
        let report = self.inspect(Lens::Original);
        let part = |of: &Value, name: &str| of["entries"][name].as_u64().unwrap();
        let parts = ["read", "shown", "merged", "filtered", "diagnosed"];
        let mut sums = [0; 5];
        for one in report["files"].as_array().unwrap() {
            let [read, shown, merged, filtered, diagnosed] = parts.map(|name| part(one, name));
            assert_eq!(read, shown + merged + filtered + diagnosed, "{one}");
            for (sum, name) in sums.iter_mut().zip(parts) {
                *sum += part(one, name);
            }
        }
        let total = parts.map(|name| part(&report["total"], name));
        assert_eq!(total, sums, "the total is the sum of the files");
        let placed: usize = self
            .timeline
            .conversations
            .iter()
            .map(|conversation| conversation.entries.len())
            .sum();
        assert_eq!(total[1], placed as u64, "shown is what is in transcripts");
    }
}

pub(crate) fn lines(jsonl: &str) -> Vec<Value> {
    jsonl
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every table but the entries themselves.
pub(crate) fn tables(world: &World) -> Vec<File> {
    Object::ALL
        .into_iter()
        .filter(|object| *object != Object::ConversationEntry)
        .map(|object| write::table(world, object, Shape::Csv))
        .collect()
}

/// A world in one format, with its tables or without.
pub(crate) fn files(world: &World, format: Format, with_tables: bool) -> Vec<File> {
    let mut files = write::entries(world, format);
    if with_tables {
        files.extend(tables(world));
    }
    files
}

/// A conversation in every family of formats, those of [`Format::ALL`] first: the family, its
/// shape, the file.
pub(crate) fn families(conversation: &Conversation) -> Vec<(&'static str, String, File)> {
    let world = World::of(conversation.clone());
    let mut all = Vec::new();
    let mut add = |family, shape: String, bytes: Vec<u8>| {
        all.push((family, shape, file("one", bytes)));
    };
    for format in Format::ALL {
        let family = match format {
            Format::Connect => "Connect conversation entries",
            Format::ListEntries(_) => "list entries",
            Format::ConversationEntry(_) => "rows of `ConversationEntry`",
        };
        let bytes = write::entries(&world, format).remove(0).bytes;
        add(family, format.as_str().to_owned(), bytes);
    }
    for shape in EventShape::ALL {
        let bytes = write::partner_events(conversation, shape);
        add("partner events", format!("{shape:?}"), bytes);
    }
    for shape in CloudShape::ALL {
        let bytes = write::data_cloud(conversation, shape);
        add("Data Cloud rows", format!("{shape:?}"), bytes);
    }
    for keeping in Keeping::ALL {
        let bytes = write::har(conversation, keeping);
        add("browser traffic", format!("{keeping:?}"), bytes);
    }
    for shape in ExportShape::ALL {
        let bytes = write::transcript_export(&world, shape).bytes;
        add("transcript export", format!("{shape:?}"), bytes);
    }
    for upload in [false, true] {
        let family = if upload {
            "bot history, uploaded"
        } else {
            "bot history, read"
        };
        let bytes = write::bot_history(conversation, upload);
        add(family, String::new(), bytes);
    }
    let bytes = write::event_stream(conversation, "\n");
    add("event stream", String::new(), bytes);
    let started = "Monday, March 10, 2025, 09:00:00 (+0000)";
    let body = write::live_chat_body(conversation, started);
    add("chat body", String::new(), body.into_bytes());
    all
}

/// A Connect REST answer.
pub(crate) fn connect(name: &str, entries: &Value) -> File {
    file(
        name,
        serde_json::to_vec(&json!({ "conversationEntries": entries })).unwrap(),
    )
}

/// A Connect entry: a message of the customer at a second of one day.
pub(crate) fn said(id: &str, second: i64, text: &str) -> Value {
    json!({
        "identifier": id,
        "messageText": text,
        "serverReceivedTimestamp": DAY + second * 1_000,
        "sender": { "role": "EndUser", "appType": "iamessage", "subject": "kim" },
    })
}

/// 2025-01-06T00:00:00Z.
pub(crate) const DAY: i64 = 1_736_121_600_000;

/// `said`, with more members.
pub(crate) fn with(mut value: Value, members: &Value) -> Value {
    for (key, member) in members.as_object().unwrap() {
        value[key] = member.clone();
    }
    value
}

/// A list entry with its payload.
pub(crate) fn listed(id: &str, kind: &str, second: i64, payload: &Value) -> Value {
    let payload = with(json!({ "entryType": kind, "id": id }), payload);
    json!({
        "entryType": kind,
        "entryPayload": payload,
        "identifier": id,
        "transcriptedTimestamp": DAY + second * 1_000,
        "sender": { "role": "EndUser", "appType": "iamessage", "subject": "kim" },
    })
}

/// The payload of a message of plain words.
pub(crate) fn words(text: &str) -> Value {
    json!({ "abstractMessage": {
        "messageType": "StaticContentMessage",
        "staticContent": { "formatType": "Text", "text": text },
    }})
}

/// A generator of arbitrary numbers that needs no seed of the machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
