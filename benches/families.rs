//! Every family to the archive beside its natural peer, on the same bytes in the same run.
//!
//! `cargo bench --bench families`. Rounds are interleaved and the fastest of each counts; ratios
//! are what to compare, megabytes depend on the machine. A JSON peer reads the same documents into
//! `serde_json::Value` and payload strings once more; the peer of a table is the `csv` crate's
//! reader giving out raw records. Neither joins, decodes, dates or keeps anything, as the archive
//! does.

use std::{hint::black_box, time::Instant};

use fixtures::{
    scenario::random,
    truth::{Conversation, World},
    write::{
        CloudShape, EventShape, Object, Payload, Shape, bot_history, connect, data_cloud,
        list_entries, partner_events, table, table_head, table_row_csv,
    },
};
use sealed_transcript::{archive::Archive, intake::Intake, limits::Limits};
use serde_json::{Deserializer, Value};

const SIZE: usize = 8_000_000;
const ROUNDS: usize = 7;
const CHUNK: usize = 1 << 20;

struct Family {
    name: &'static str,
    peer: Peer,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Peer {
    Values,
    CsvRecords,
}

fn main() {
    println!(
        "{:<32} {:>10} {:>10} {:>7}  peer",
        "family", "MB/s", "peer MB/s", "ratio"
    );
    for family in families() {
        compare(&family);
    }
}

fn families() -> Vec<Family> {
    let json = |name, write: &dyn Fn(&Conversation) -> Vec<u8>| Family {
        name,
        peer: Peer::Values,
        bytes: documents(|world| world.conversations.iter().flat_map(write).collect()),
    };
    let rows = |name, object| Family {
        name,
        peer: Peer::CsvRecords,
        bytes: [
            table_head(object),
            documents(|world| table_row_csv(world, object)),
        ]
        .concat(),
    };
    vec![
        json("list entries, payload strings", &|it| {
            list_entries(it, Payload::String)
        }),
        json("list entries, payload objects", &|it| {
            list_entries(it, Payload::Object)
        }),
        json("Connect entries", &connect),
        json("partner events", &|it| partner_events(it, EventShape::Flat)),
        json("bot histories", &|it| bot_history(it, false)),
        json("Data Cloud rows", &|it| {
            data_cloud(it, CloudShape::QuerySql)
        }),
        Family {
            name: "query rows",
            peer: Peer::Values,
            bytes: documents(|world| table(world, Object::ConversationEntry, Shape::Rest).bytes),
        },
        rows("ConversationEntry.csv", Object::ConversationEntry),
        rows("MessagingSession.csv", Object::MessagingSession),
    ]
}

/// Documents of ever new conversations, one after the other.
fn documents(write: impl Fn(&World) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SIZE + SIZE / 8);
    for seed in 1.. {
        bytes.extend(write(&random(seed, 20)));
        if bytes.len() >= SIZE {
            break;
        }
    }
    bytes
}

fn compare(family: &Family) {
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        ours = ours.min(seconds(|| ingest(&family.bytes).entries_read() as usize));
        theirs = theirs.min(seconds(|| match family.peer {
            Peer::Values => values(&family.bytes),
            Peer::CsvRecords => csv_records(&family.bytes),
        }));
    }
    let rate = |seconds: f64| family.bytes.len() as f64 / 1e6 / seconds;
    let peer = match family.peer {
        Peer::Values => "serde_json::Value, payload strings too",
        Peer::CsvRecords => "csv::Reader, raw records",
    };
    println!(
        "{:<32} {:>10.0} {:>10.0} {:>7.2}  {peer}",
        family.name,
        rate(ours),
        rate(theirs),
        theirs / ours
    );
}

fn seconds(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}

fn ingest(bytes: &[u8]) -> Archive {
    let mut archive = Archive::default();
    let mut intake = Intake::new(&mut archive, "export", Limits::default());
    for chunk in bytes.chunks(CHUNK) {
        intake.feed(&mut archive, chunk);
    }
    intake.finish(&mut archive);
    archive
}

fn values(bytes: &[u8]) -> usize {
    let mut payloads = 0;
    for document in Deserializer::from_slice(bytes).into_iter::<Value>() {
        let document = document.unwrap_or_else(|error| panic!("not JSON: {error}"));
        let entries = document["conversationEntries"].as_array();
        for entry in entries.into_iter().flatten() {
            if let Some(payload) = entry["entryPayload"].as_str() {
                payloads += usize::from(serde_json::from_str::<Value>(payload).is_ok());
            }
        }
        black_box(&document);
    }
    payloads
}

fn csv_records(bytes: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while reader
        .read_byte_record(&mut record)
        .unwrap_or_else(|error| panic!("not CSV: {error}"))
    {
        cells += record.len();
    }
    cells
}
