//! A record is found again in its file, byte for byte, however the file comes.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use sealed_transcript::raw_record::{RawRecord, RawRecordSearch};
use serde_json::json;

use crate::support::{connect, file, open, said};

/// Looks for the record that a row names as its source.
fn found(name: &str, bytes: &[u8], source: &str, record: u64, chunk: usize) -> Option<RawRecord> {
    let mut search = RawRecordSearch::new(name, source, record);
    for chunk in bytes.chunks(chunk) {
        if let Some(found) = search.feed(chunk) {
            return Some(found);
        }
    }
    search.finish()
}

#[test]
fn the_record_of_every_row_is_found_with_its_bytes_and_their_place() {
    let entries: Vec<_> = (0..40)
        .map(|n| said(&format!("m{n}"), n, "an\u{e4} \\ \"word\""))
        .collect();
    let answer = connect("a.json", &json!(entries));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&answer.bytes).unwrap();
    let packed = file("a.json.gz", packed.finish().unwrap());
    for file in [&answer, &packed] {
        let rows = open(std::slice::from_ref(file)).rows();
        assert_eq!(rows.len(), 40);
        for row in &rows {
            let source = &row["sources"][0];
            let record = source["record"].as_u64().unwrap();
            let inside = source["file"].as_str().unwrap();
            for chunk in [7, usize::MAX] {
                let raw = found(&file.name, &file.bytes, inside, record, chunk).unwrap();
                let json = raw.json.unwrap();
                assert!(json.contains(&format!("\"{}\"", row["entry"].as_str().unwrap())));
                let at = raw.offset as usize;
                assert_eq!(&answer.bytes[at..at + json.len()], json.as_bytes());
            }
        }
        assert_eq!(found(&file.name, &file.bytes, &file.name, 40, 64), None);
    }
}

#[test]
fn the_row_of_a_table_comes_as_its_cells() {
    let table =
        b"Id,Name,Status\n0MwEx0000000001KAA,\"a, \"\"b\"\"\",Ended\n0MwEx0000000002KAA,c,New\n";
    let raw = found("s.csv", table, "s.csv", 0, 5).unwrap();
    let cells = raw.cells.unwrap();
    assert_eq!(cells[1], ("Name".to_owned(), "a, \"b\"".to_owned()));
    assert_eq!((raw.offset, raw.json), (15, None));
    assert_eq!(
        found("s.csv", table, "s.csv", 1, 5).unwrap().cells.unwrap()[2].1,
        "New"
    );
}
