//! Published samples, where they lie beside the project.

use std::{fs, path::Path};

use fixtures::write::File;
use sealed_transcript::export::{ExportFormat, Lens};
use serde_json::json;

use crate::support::{FORMATS, file, open, open_chunked, redacted};

fn sample(name: &str) -> Option<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    Some(file(name, fs::read(folder.join(name)).ok()?))
}

#[test]
fn five_entries_oldest_first_with_apostrophes_decoded() {
    let Some(input) = sample("connect-api-entries.json") else {
        return;
    };
    let opened = open(std::slice::from_ref(&input));
    let rows = opened.rows();
    assert_eq!(rows.len(), 5);
    assert!(rows.is_sorted_by_key(|row| row["atMs"].as_i64()));
    let text = opened.export(ExportFormat::Text, Lens::Original);
    assert!(text.contains("sofiarodriguez@example.com") && text.contains('\''));
    assert!(!text.contains("&#39;"));
    let text = opened.export(ExportFormat::Text, redacted());
    assert!(!text.contains("sofiarodriguez@example.com"));
    assert_eq!(
        text,
        open_chunked(&[input], 3).export(ExportFormat::Text, redacted())
    );
    opened.assert_balanced();
}

#[test]
fn what_holds_no_conversation_is_recognised_as_such() {
    for (name, format, object) in [
        ("rest-query-envelope.json", "query-json", "Account"),
        ("bulk-query-result.csv", "csv", "Account"),
        (
            "connect-api-entries-patch-request.json",
            "entry-updates",
            "ConversationEntryUpdate",
        ),
    ] {
        let Some(input) = sample(name) else { return };
        let opened = open(&[input]);
        let report = opened.inspect(Lens::Original);
        assert_eq!(report["files"][0]["format"], format, "{name}");
        assert!(
            report["files"][0]["records"][object].as_u64() > Some(0),
            "{name}"
        );
        assert_eq!(report["total"]["entries"]["read"], 0, "{name}");
        assert_eq!(
            report["diagnostics"][0]["code"], "no_conversation_data",
            "{name}"
        );
        assert_eq!(report["total"]["conversations"], 0, "{name}");
    }
}

#[test]
fn every_sample_opens_without_a_panic_alone_and_together() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let Ok(listing) = fs::read_dir(folder) else {
        return;
    };
    let mut all = Vec::new();
    for entry in listing {
        let entry = entry.unwrap();
        let input = file(
            &entry.file_name().to_string_lossy(),
            fs::read(entry.path()).unwrap(),
        );
        let opened = open(std::slice::from_ref(&input));
        opened.assert_balanced();
        for format in FORMATS {
            opened.export(format, redacted());
        }
        all.push(input);
    }
    let opened = open(&all);
    opened.assert_balanced();
    let report = opened.inspect(Lens::Original);
    assert_eq!(report["total"]["files"], json!(all.len()));
}
