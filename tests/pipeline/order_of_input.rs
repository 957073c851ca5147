//! Any order of files, records and chunks gives the same bytes.

use fixtures::{
    scenario,
    truth::World,
    write::{self, File, Format, Payload},
};
use sealed_transcript::export::{ExportFormat, Lens};
use serde_json::Value;

use crate::support::{Dice, FORMATS, Opened, files, open, open_chunked, redacted, tables};

fn worlds() -> Vec<World> {
    vec![
        scenario::all(),
        scenario::random(3, 2),
        scenario::random(77, 2),
    ]
}

/// Every export where the most is known, the fullest and the most readable elsewhere.
fn formats(nth: usize, with_tables: bool) -> &'static [ExportFormat] {
    match (nth, with_tables) {
        (0, true) => &FORMATS,
        _ => &[ExportFormat::Jsonl, ExportFormat::Text],
    }
}

/// Everything that leaves, by name.
fn everything(opened: &Opened, formats: &[ExportFormat]) -> Vec<(String, String)> {
    let mut all = vec![("kpis".to_owned(), opened.kpis())];
    for lens in [Lens::Original, redacted()] {
        let kind = matches!(lens, Lens::Original);
        for &format in formats {
            all.push((
                format!("{format:?}, original: {kind}"),
                opened.export(format, lens),
            ));
        }
        let report = opened.inspect(lens);
        all.push((format!("inspect, original: {kind}"), report.to_string()));
    }
    all
}

#[track_caller]
fn assert_same(left: &[(String, String)], right: &[(String, String)], what: &str) {
    for ((name, left), (_, right)) in left.iter().zip(right) {
        if left != right {
            let at = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b);
            let at = at.count().saturating_sub(200);
            let part = |text: &str| -> String { text.chars().skip(at).take(400).collect() };
            panic!(
                "{what}: {name} differs\nleft  {}\nright {}",
                part(left),
                part(right)
            );
        }
    }
}

/// Ordinals of records say nothing once records are shuffled, nor do offsets.
fn without_ordinals(all: Vec<(String, String)>) -> Vec<(String, String)> {
    all.into_iter()
        .map(|(name, text)| {
            if name.starts_with("inspect") {
                let mut report: Value = serde_json::from_str(&text).unwrap();
                report["diagnostics"] = Value::Null;
                return (name, report.to_string());
            }
            let mut out = String::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once("record\"") {
                out.push_str(before);
                rest = after.trim_start_matches(|letter: char| {
                    letter == '"' || letter == ':' || letter.is_ascii_digit()
                });
            }
            out.push_str(rest);
            (name, out)
        })
        .collect()
}

/// The same file with its records in another order.
fn shuffled(file: &File, dice: &mut Dice) -> File {
    let bytes = match serde_json::from_slice::<Value>(&file.bytes) {
        Ok(mut value) => {
            for place in ["/conversationEntries", "/records", "/result/records"] {
                if let Some(Value::Array(records)) = value.pointer_mut(place) {
                    dice.shuffle(records);
                }
            }
            serde_json::to_vec(&value).unwrap()
        }
        Err(_) => shuffled_rows(&file.bytes, dice),
    };
    File {
        name: file.name.clone(),
        bytes,
    }
}

fn shuffled_rows(csv: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut quoted = false;
    let mut rows: Vec<&[u8]> = csv
        .split_inclusive(|byte| {
            quoted ^= *byte == b'"';
            *byte == b'\n' && !quoted
        })
        .collect();
    dice.shuffle(&mut rows[1..]);
    rows.concat()
}

#[test]
fn rows_of_a_table_survive_shuffling() {
    let world = scenario::all();
    for file in tables(&world) {
        let mut bytes = shuffled_rows(&file.bytes, &mut Dice(5));
        assert_ne!(bytes, file.bytes, "{}", file.name);
        bytes.sort_unstable();
        let mut before = file.bytes;
        before.sort_unstable();
        assert_eq!(bytes, before);
    }
}

#[test]
fn order_of_files_and_chunks_changes_no_byte() {
    for (nth, world) in worlds().iter().enumerate() {
        for format in Format::ALL {
            for with_tables in [false, true] {
                let mut files = files(world, format, with_tables);
                let first = everything(&open(&files), formats(nth, with_tables));
                let mut dice = Dice(7 + nth as u64);
                for size in if nth == 0 { &[1_021][..] } else { &[1_021, 61] } {
                    dice.shuffle(&mut files);
                    let again = everything(&open_chunked(&files, *size), formats(nth, with_tables));
                    let what = format!("world {nth}, {}, {with_tables}", format.as_str());
                    assert_same(&first, &again, &what);
                }
            }
        }
    }
}

#[test]
fn single_bytes_are_chunks_too() {
    let world = World::of(scenario::web_chat());
    for format in Format::ALL {
        let files = files(&world, format, true);
        let first = everything(&open(&files), &FORMATS);
        assert_same(
            &first,
            &everything(&open_chunked(&files, 1), &FORMATS),
            format.as_str(),
        );
    }
}

#[test]
fn order_of_records_changes_nothing_but_their_ordinals() {
    for (nth, world) in worlds().iter().enumerate() {
        for format in Format::ALL {
            for with_tables in [false, true] {
                let files = files(world, format, with_tables);
                let first = without_ordinals(everything(&open(&files), formats(nth, with_tables)));
                let mut dice = Dice(11 + nth as u64);
                let mut other: Vec<_> = files.iter().map(|f| shuffled(f, &mut dice)).collect();
                dice.shuffle(&mut other);
                let again = without_ordinals(everything(&open(&other), formats(nth, with_tables)));
                let what = format!("world {nth}, {}, {with_tables}", format.as_str());
                assert_same(&first, &again, &what);
            }
        }
    }
}

/// All formats of one world at once: every entry has up to six copies that know different things.
#[test]
fn order_of_files_decides_nothing_among_copies() {
    for world in [scenario::all(), scenario::random(9, 4)] {
        let mut files: Vec<File> = Format::ALL
            .into_iter()
            .flat_map(|format| write::entries(&world, format))
            .chain(tables(&world))
            .collect();
        let opened = open(&files);
        opened.assert_balanced();
        let first = without_ordinals(everything(&opened, &FORMATS[..2]));
        let mut dice = Dice(23);
        for _ in 0..2 {
            dice.shuffle(&mut files);
            let mut other: Vec<_> = files.iter().map(|f| shuffled(f, &mut dice)).collect();
            dice.shuffle(&mut other);
            let again = without_ordinals(everything(&open(&other), &FORMATS[..2]));
            assert_same(&first, &again, "all formats");
        }
    }
}

#[test]
fn pages_of_one_name_in_any_order_are_one_conversation() {
    let conversation = scenario::garden_bench();
    let mut files: Vec<File> = write::connect_pages(&conversation, 9)
        .into_iter()
        .map(|bytes| File {
            name: "entries.json".to_owned(),
            bytes,
        })
        .collect();
    let first = everything(&open(&files), &FORMATS);
    let opened = open(&files);
    opened.assert_balanced();
    assert_eq!(opened.timeline.conversations.len(), 1);
    let mut dice = Dice(3);
    for _ in 0..3 {
        dice.shuffle(&mut files);
        assert_same(
            &first,
            &everything(&open_chunked(&files, 333), &FORMATS),
            "pages",
        );
    }
}

/// Copies in one file that disagree: neither may win by standing later.
#[test]
fn copies_that_disagree_in_one_file_are_settled_by_content() {
    use crate::support::{connect, listed, said, words};
    use serde_json::json;
    let sets = [
        vec![
            said("a", 1, "one"),
            said("a", 1, "two"),
            said("a", 2, "one"),
        ],
        vec![
            listed("a", "Message", 1, &words("one")),
            listed("a", "Message", 3, &words("two")),
            listed(
                "u1",
                "MessageUpdated",
                5,
                &json!({ "updatedMessage": { "id": "a",
                "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "three" } } }),
            ),
            listed(
                "u2",
                "MessageUpdated",
                5,
                &json!({ "updatedMessage": { "id": "a",
                "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "four" } } }),
            ),
            listed(
                "f1",
                "MessageDeliveryFailed",
                6,
                &json!({ "errorCode": "1", "failedConversationEntryIdentifier": "a" }),
            ),
            listed(
                "f2",
                "MessageDeliveryFailed",
                6,
                &json!({ "errorCode": "2", "failedConversationEntryIdentifier": "a" }),
            ),
        ],
        // Two messages with one inner id, and an update that names it.
        vec![
            listed(
                "a",
                "Message",
                1,
                &json!({ "abstractMessage": { "id": "m", "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "a" } } }),
            ),
            listed(
                "b",
                "Message",
                1,
                &json!({ "abstractMessage": { "id": "m", "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "b" } } }),
            ),
            listed(
                "u",
                "MessageUpdated",
                5,
                &json!({ "updatedMessage": { "id": "m",
                "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "new" } } }),
            ),
        ],
    ];
    for mut entries in sets {
        let all = |entries: &[Value]| {
            let opened = open(&[connect("a.json", &json!(entries))]);
            opened.assert_balanced();
            without_ordinals(everything(&opened, &FORMATS))
        };
        let first = all(&entries);
        for rotation in 0..entries.len() {
            entries.rotate_left(1);
            assert_same(&first, &all(&entries), &format!("rotated {rotation}"));
            let mut back = entries.clone();
            back.reverse();
            assert_same(&first, &all(&back), "reversed");
        }
    }
}

#[test]
fn payload_as_object_or_string_reads_the_same() {
    let world = scenario::all();
    let text = |payload| {
        open(&write::entries(&world, Format::ListEntries(payload)))
            .export(ExportFormat::Text, Lens::Original)
    };
    assert_eq!(text(Payload::Object), text(Payload::String));
}
