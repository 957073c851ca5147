//! Our own exports, opened again.

use fixtures::{
    scenario,
    truth::World,
    write::{self, Format, Object, Payload, Shape},
};
use sealed_transcript::export::{ExportFormat, ExportOptions, Lens};
use serde_json::json;

use crate::support::{
    self, Opened, connect, file, files, listed, open, redacted, said, tables, with,
};

/// Every scenario alone.
fn scenarios() -> impl Iterator<Item = (&'static str, World)> {
    let all = scenario::ALL.iter();
    all.map(|(name, build)| (*name, World::of(build())))
}

fn options() -> Vec<ExportOptions> {
    let of = |format, related, customer_copy| ExportOptions {
        format,
        related,
        customer_copy,
        ..ExportOptions::default()
    };
    vec![
        of(ExportFormat::Json, None, false),
        of(ExportFormat::Json, None, true),
        of(ExportFormat::Json, Some(false), false),
        of(ExportFormat::Jsonl, None, false),
        of(ExportFormat::Jsonl, None, true),
        of(ExportFormat::Jsonl, Some(true), false),
        of(ExportFormat::Csv, None, false),
    ]
}

#[track_caller]
fn assert_same_again(opened: &Opened, what: &str) {
    for options in options() {
        let first = opened.export_as(&options, Lens::Original);
        let again = open(&[file("saved", first.clone())]);
        let second = again.export_as(&options, Lens::Original);
        if first != second {
            let (a, b) = first
                .lines()
                .zip(second.lines())
                .find(|(a, b)| a != b)
                .unwrap_or(("(one is longer)", ""));
            panic!("{what}, {options:?}:\n{a}\n{b}");
        }
        again.assert_balanced();
    }
}

#[test]
fn an_export_that_is_opened_again_would_be_another_export() {
    for (nth, (name, world)) in scenarios().enumerate() {
        let format = Format::ALL[nth % Format::ALL.len()];
        for with_tables in [false, true] {
            let opened = open(&files(&world, format, with_tables));
            let what = format!("{name}, {}, tables: {with_tables}", format.as_str());
            assert_same_again(&opened, &what);
        }
    }
    let world = scenario::random(1, 2);
    for format in Format::ALL {
        let what = format!("random, {}", format.as_str());
        assert_same_again(&open(&files(&world, format, true)), &what);
    }
}

#[test]
fn all_formats_together_would_not_come_back() {
    let world = scenario::all();
    let mut every: Vec<_> = Format::ALL
        .into_iter()
        .flat_map(|format| write::entries(&world, format))
        .collect();
    every.extend(tables(&world));
    assert_same_again(&open(&every), "all formats");
}

/// One conversation in every family, each with its tables where a family goes with them.
fn families() -> Vec<(String, Vec<write::File>)> {
    let conversation = scenario::handoff();
    let world = World::of(conversation.clone());
    let mut all: Vec<_> = Format::ALL
        .into_iter()
        .map(|format| (format.as_str().to_owned(), files(&world, format, true)))
        .collect();
    let others = support::families(&conversation).into_iter().skip(all.len());
    all.extend(others.map(|(family, shape, file)| (format!("{family} {shape}"), vec![file])));
    all
}

#[test]
fn an_export_of_some_family_would_read_otherwise_when_it_is_opened_again() {
    let text = |opened: &Opened| opened.export(ExportFormat::Text, Lens::Original);
    for (name, files) in families() {
        let opened = open(&files);
        let first = text(&opened);
        // A HAR file without its bodies holds nothing to read.
        assert!(
            first.len() > 200 || opened.rows().is_empty(),
            "{name}: {first}"
        );
        let saved = opened.export(ExportFormat::Json, Lens::Original);
        assert_eq!(text(&open(&[file("saved", saved)])), first, "{name}");
        let with_related = ExportOptions {
            format: ExportFormat::Jsonl,
            related: Some(true),
            ..ExportOptions::default()
        };
        let saved = opened.export_as(&with_related, Lens::Original);
        assert_eq!(text(&open(&[file("saved", saved)])), first, "{name}, lines");
        assert_same_again(&opened, &name);
    }
}

#[test]
fn the_shape_of_the_tables_around_would_change_what_is_read() {
    let world = World::of(scenario::handoff());
    let read = |shape: Shape| {
        let mut files = write::entries(&world, Format::ListEntries(Payload::Object));
        files.extend(Object::RELATED.map(|object| write::table(&world, object, shape)));
        files.push(write::table(&world, Object::MessagingSession, shape));
        files.push(write::table(&world, Object::MessagingEndUser, shape));
        open(&files).export(ExportFormat::Text, Lens::Original)
    };
    let first = read(Shape::Rest);
    for shape in [Shape::SfCli, Shape::Csv] {
        assert_eq!(read(shape), first, "{shape:?}");
    }
}

#[test]
fn revisions_conflicts_and_content_would_not_come_back() {
    let choices = json!({ "abstractMessage": {
        "messageType": "ChoicesMessage",
        "id": "m1",
        "choices": { "formatType": "Buttons", "text": "Which?", "optionItems": [
            { "optionIdentifier": "a", "titleItem": { "title": "One" } },
            { "optionIdentifier": "b", "titleItem": { "title": "Two" } },
        ]},
    }});
    let chosen = json!({ "abstractMessage": {
        "messageType": "ChoicesResponseMessage",
        "inReplyToMessageId": "m1",
        "choicesResponse": { "formatType": "Selections",
            "selectedOptions": [{ "optionIdentifier": "b" }] },
    }});
    let unknown = json!({ "abstractMessage": { "messageType": "HoloMessage", "holo": [1, 2.5, {"b": 1, "a": null}] }});
    let opened = open(&[
        connect(
            "a.json",
            &json!([
                said("x", 5, "first"),
                said("y", 5, "tie"),
                said("z", 9, "Ünï\u{1F600} \"q\"\n2nd")
            ]),
        ),
        connect("b.json", &json!([said("x", 5, "second")])),
        connect(
            "c.json",
            &json!([
                with(said("", 7, "no id"), &json!({})),
                with(said("", 7, "no id"), &json!({}))
            ]),
        ),
        file(
            "d.json",
            json!({ "conversationEntries": [
                listed("c1", "Message", 20, &choices),
                listed("c2", "Message", 21, &chosen),
                listed("u1", "Message", 22, &unknown),
                listed("n1", "SomethingNew", 23, &json!({ "what": "ever" })),
            ]})
            .to_string(),
        ),
        // No time at all.
        connect(
            "e.json",
            &json!([{ "identifier": "t0", "messageText": "when?" }]),
        ),
    ]);
    assert_same_again(&opened, "odd ones");
    let rows = opened.rows();
    assert!(
        rows.iter()
            .any(|row| row["revisions"][0]["text"] == "first")
    );
}

#[test]
fn an_export_would_not_be_told_for_what_it_is() {
    let opened = open(&files(&scenario::all(), Format::ALL[1], true));
    for (format, name) in [
        (ExportFormat::Json, "transcript-json"),
        (ExportFormat::Jsonl, "transcript-jsonl"),
        (ExportFormat::Csv, "transcript-csv"),
    ] {
        for lens in [Lens::Original, redacted()] {
            let again = open(&[file("saved", opened.export(format, lens))]);
            let report = again.inspect(Lens::Original);
            let one = &report["files"][0];
            assert_eq!(one["format"], name);
            assert!(
                one["evidence"]
                    .as_str()
                    .unwrap()
                    .contains("export of this program")
            );
            let warnings = one["warnings"].to_string();
            let is_redacted = matches!(lens, Lens::Redacted(_));
            assert_eq!(
                warnings.contains("was redacted"),
                is_redacted,
                "{name} {warnings}"
            );
            assert_eq!(
                warnings.contains("a CSV export holds entries only"),
                format == ExportFormat::Csv
            );
            for diagnostic in again.diagnostics() {
                assert_eq!(diagnostic["code"], "unknown_type", "{name}");
            }
            // It goes on saying so.
            if format == ExportFormat::Json && is_redacted {
                assert!(
                    again
                        .export(format, Lens::Original)
                        .contains("\"redacted\":true")
                );
            }
        }
    }
}

#[test]
fn kpis_of_a_json_export_would_be_others() {
    for (name, world) in scenarios() {
        let opened = open(&files(&world, Format::ALL[1], true));
        let again = open(&[file(
            "saved",
            opened.export(ExportFormat::Json, Lens::Original),
        )]);
        let report = |opened: &Opened| -> serde_json::Value {
            serde_json::from_str(&opened.kpis()).unwrap()
        };
        let (first, second) = (report(&opened), report(&again));
        for part in ["sessions", "conversations", "agents"] {
            let (first, second) = (first[part].as_array(), second[part].as_array());
            for (first, second) in first.unwrap().iter().zip(second.unwrap()) {
                for (id, kpi) in first["kpis"].as_object().unwrap() {
                    assert_eq!(second["kpis"][id], *kpi, "{name}, {part}, {id}");
                }
            }
        }
        assert_eq!(second, first, "{name}");
    }
}

#[test]
fn an_export_beside_the_files_it_was_made_from_would_double_them() {
    let world = scenario::all();
    let mut every = files(&world, Format::ALL[1], true);
    let opened = open(&every);
    let rows = opened.rows();
    every.push(file(
        "zz.jsonl",
        opened.export(ExportFormat::Jsonl, Lens::Original),
    ));
    every.push(file(
        "0.json",
        opened.export(ExportFormat::Json, Lens::Original),
    ));
    let both = open(&every);
    both.assert_balanced();
    assert_eq!(both.rows().len(), rows.len());
    for (a, b) in both.rows().iter().zip(&rows) {
        for field in [
            "entry",
            "conversation",
            "session",
            "text",
            "role",
            "actor",
            "atMs",
            "kind",
            "revisions",
        ] {
            assert_eq!(a[field], b[field]);
        }
    }
}
