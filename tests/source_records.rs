//! What comes out of a file depends on its bytes alone, and is what serde_json finds in it.

use proptest::prelude::*;
use sealed_transcript::{
    json::to_value,
    limits::Limits,
    source::{Container, Encoding, Event, Fault, FaultKind, Member, Reader, Summary},
};
use serde_json::{Value, json};

const CONTAINERS: &[&str] = &["conversationEntries", "records", "data", "items"];

/// Everything a file gives, in owned form.
#[derive(Debug, Clone, PartialEq)]
enum Out {
    Record(&'static str, u64, u64, u64, String, Vec<String>),
    Envelope(
        u64,
        u64,
        Vec<(&'static str, u64)>,
        Vec<(String, bool, Option<String>)>,
    ),
    Header(Vec<String>),
    Row(u64, u64, u64, Vec<(String, String)>),
    Text(String),
    Member(Member),
    MemberEnd(Box<Summary>),
    Fault(Fault),
}

fn owned(event: Event<'_>) -> Out {
    match event {
        Event::Record(r) => Out::Record(
            r.container,
            r.response,
            r.index,
            r.offset,
            r.raw.as_str().to_owned(),
            r.fields
                .iter()
                .map(|(k, v)| format!("{k}={}", v.as_str()))
                .collect(),
        ),
        Event::Envelope(e) => Out::Envelope(
            e.response,
            e.offset,
            e.containers.clone(),
            e.members
                .iter()
                .map(|m| (m.key.clone(), m.in_result, m.value.clone()))
                .collect(),
        ),
        Event::Header(h) => Out::Header(h.to_vec()),
        Event::Row(r) => Out::Row(
            r.index,
            r.offset,
            r.line,
            r.cells()
                .map(|(n, c)| (n.to_owned(), c.to_owned()))
                .collect(),
        ),
        Event::Text(t) => Out::Text(t.to_owned()),
        Event::Member(m) => Out::Member(m),
        Event::MemberEnd(s) => Out::MemberEnd(Box::new(s.clone())),
        Event::Fault(f) => Out::Fault(f),
    }
}

fn read_with(bytes: &[u8], cuts: &[usize], limits: Limits, strict: bool) -> (Vec<Out>, Summary) {
    let mut reader = Reader::new(CONTAINERS, limits).strict(strict);
    let mut out = Vec::new();
    let mut sink = |event: Event<'_>| out.push(owned(event));
    let mut at = 0;
    let mut cuts = cuts.iter().cycle();
    while at < bytes.len() {
        let n = cuts.next().map_or(bytes.len(), |n| *n).max(1);
        let next = (at + n).min(bytes.len());
        reader.feed(&bytes[at..next], &mut sink);
        at = next;
    }
    let summary = reader.finish(&mut sink);
    (out, summary)
}

fn read(text: &str) -> Vec<Out> {
    read_with(text.as_bytes(), &[], Limits::default(), false).0
}

fn faults(out: &[Out]) -> Vec<&Fault> {
    out.iter()
        .filter_map(|o| if let Out::Fault(f) = o { Some(f) } else { None })
        .collect()
}

fn records(out: &[Out]) -> Vec<&str> {
    out.iter()
        .filter_map(|o| {
            if let Out::Record(_, _, _, _, raw, _) = o {
                Some(raw.as_str())
            } else {
                None
            }
        })
        .collect()
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![r#"[\\"{}\[\],: \na-cé😀]{0,30}"#, "[a-z ]{40,200}"]
}

fn record_values() -> impl Strategy<Value = Value> {
    (
        texts(),
        any::<i32>(),
        proptest::option::of(texts()),
        0usize..4,
    )
        .prop_map(|(text, n, nested, k)| {
            json!({"identifier": n, "text": text, "relatedRecords": vec!["0Mw"; k],
               "sender": {"role": nested, "more": [{"identifier": 1}, {"identifier": 2}]}})
        })
}

/// A file of one of the shapes exports have, and the records in it.
fn files() -> impl Strategy<Value = (String, Vec<Value>)> {
    (proptest::collection::vec(record_values(), 0..8), 0usize..8, any::<bool>()).prop_map(
        |(records, shape, pretty)| {
            let write = |v: &Value| {
                if pretty { format!("{v:#}") } else { v.to_string() }
            };
            let text = match shape {
                0 => write(&json!({"conversationEntries": records})),
                1 => write(&json!({"totalSize": 3, "metadata": {"records": {"a": [1]}}, "records": records, "done": true})),
                2 => write(&json!({"status": 0, "result": {"done": false, "records": records, "x": null}, "w": []})),
                3 => write(&Value::Array(records.clone())),
                4 => records.iter().map(|r| r.to_string() + "\n").collect(),
                5 => records.iter().map(&write).collect(),
                6 => write(&json!([{"records": records, "n": 1}, {"items": []}])),
                _ => format!("\u{feff} {}", write(&json!({"a": {"b": ["]"]}, "data": records}))),
            };
            (text, records)
        },
    )
}

/// Bytes with some of them changed, cut or doubled.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (
        files(),
        proptest::collection::vec(
            (
                any::<prop::sample::Index>(),
                proptest::sample::select(b"\"\\{}[],:\n 0a\xff\xc3".to_vec()),
                0u8..3,
            ),
            0..4,
        ),
        any::<bool>(),
        any::<prop::sample::Index>(),
    )
        .prop_map(|((text, _), edits, cut, end)| {
            let mut bytes = text.into_bytes();
            for (at, byte, how) in edits {
                if bytes.is_empty() {
                    break;
                }
                let at = at.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ => {
                        bytes.remove(at);
                    }
                }
            }
            if cut && !bytes.is_empty() {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        })
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![1]),
        proptest::collection::vec(1usize..40, 1..10),
        proptest::collection::vec(1usize..3000, 1..10),
    ]
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn records_of_a_good_file_are_all_there((text, expected) in files(), strict in any::<bool>()) {
        let (out, _) = read_with(text.as_bytes(), &[], Limits::default(), strict);
        prop_assert!(faults(&out).is_empty(), "{:?}", faults(&out));
        let found: Vec<Value> = records(&out)
            .into_iter()
            .map(|raw| serde_json::from_str(raw).expect("a record is JSON"))
            .collect();
        prop_assert_eq!(found, expected);
        for o in &out {
            if let Out::Record(_, _, _, offset, raw, _) = o {
                prop_assert!(text[*offset as usize..].starts_with(raw.as_str()));
            }
        }
    }

    #[test]
    fn any_chunking_gives_the_same((text, _) in files(), cuts in cuts()) {
        let whole = read_with(text.as_bytes(), &[], Limits::default(), false);
        prop_assert_eq!(read_with(text.as_bytes(), &cuts, Limits::default(), false), whole);
    }

    #[test]
    fn any_chunking_of_a_broken_file_gives_the_same(bytes in mutated(), cuts in cuts()) {
        let whole = read_with(&bytes, &[], Limits::default(), false);
        for o in &whole.0 {
            if let Out::Fault(f) = o {
                prop_assert!(f.offset <= bytes.len() as u64);
            }
        }
        prop_assert_eq!(read_with(&bytes, &cuts, Limits::default(), false), whole);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), cuts in cuts(), start in 0usize..4) {
        let mut all = [&b"{"[..], b"[", b"a,b\n", b"\xff\xfe{\0"][start].to_vec();
        all.extend(bytes);
        let whole = read_with(&all, &[], Limits::default(), true);
        prop_assert_eq!(read_with(&all, &cuts, Limits::default(), true), whole);
    }

    #[test]
    fn utf16_gives_the_same_records_at_its_own_offsets((text, _) in files(), big in any::<bool>(), cuts in cuts()) {
        let text = text.trim_start_matches('\u{feff}');
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        let bytes: Vec<u8> = units
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect();
        let (out, summary) = read_with(&bytes, &cuts, Limits::default(), false);
        let plain = read(text);
        prop_assert_eq!(records(&out), records(&plain));
        if !text.trim().is_empty() {
            prop_assert_eq!(summary.encoding, if big { Encoding::Utf16Be } else { Encoding::Utf16Le });
        }
        for o in &out {
            if let Out::Record(_, _, _, offset, raw, _) = o {
                let at = (*offset as usize - 2) / 2;
                let rest: Vec<u16> = text.encode_utf16().skip(at).collect();
                prop_assert!(String::from_utf16_lossy(&rest).starts_with(raw.as_str()));
            }
        }
    }

    #[test]
    fn csv_rows_come_back_in_any_chunks(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z\", \né;]{0,12}", 3), 1..8),
        delimiter in proptest::sample::select(vec![',', ';', '\t']), cuts in cuts(), crlf in any::<bool>()
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = ["Id", "Message", "End Time"].join(&delimiter.to_string()) + end;
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            text += &(cells.join(&delimiter.to_string()) + end);
        }
        let (out, summary) = read_with(text.as_bytes(), &cuts, Limits::default(), false);
        prop_assert_eq!(summary.container, Container::Csv { delimiter: delimiter as u8 });
        let mut found = Vec::new();
        for o in &out {
            if let Out::Row(_, offset, line, cells) = o {
                prop_assert!(text[*offset as usize..].starts_with('"'));
                prop_assert_eq!(*line, text[..*offset as usize].matches('\n').count() as u64 + 1);
                found.push(cells.iter().map(|(_, c)| c.clone()).collect::<Vec<_>>());
            }
        }
        prop_assert_eq!(found, rows);
    }
}

#[test]
fn a_broken_record_is_named_and_its_neighbours_are_read() {
    for (broken, reason) in [
        (r#"{"id":2,"t":}"#, "expected value"),
        (
            r#"{"id":2,"t":"he said "hi" to me"}"#,
            "expected `,` or `}`",
        ),
        (r#"{"id":2,"t":"one " too many"}"#, "expected `,` or `}`"),
        (
            r#"{"id":2,"p":{"t":"one " too many"}}"#,
            "expected `,` or `}`",
        ),
        (r#"{"id":2,"t":tru}"#, "expected ident"),
        (r#"{"id":2 "t":1}"#, "expected `,` or `}`"),
        (r#"{"id":2,"t":[1,2}"#, "expected `,` or `]`"),
        (r#"{"id":2,"t":"x","#, "key must be a string"),
    ] {
        for (before, between, after) in [
            (r#"{"n":1,"records":["#, ",", r#"],"done":true}"#),
            ("[", ",\n", "]"),
            ("", "\n", "\n"),
        ] {
            let good = [
                r#"{"id":1,"t":"a"}"#,
                r#"{"id":3,"t":"b"}"#,
                r#"{"id":4,"t":"c"}"#,
            ];
            let text = format!(
                "{before}{}{between}{broken}{between}{}{between}{}{after}",
                good[0], good[1], good[2]
            );
            let strict = broken.contains("\"p\"") || broken.contains("[1,2}");
            let (out, _) = read_with(text.as_bytes(), &[], Limits::default(), strict);
            let faults = faults(&out);
            assert_eq!(records(&out), good, "{text}\n{faults:?}");
            assert_eq!(faults.len(), 1, "{text}\n{faults:?}");
            let at = text.find(broken).unwrap_or_default();
            let fault = faults[0];
            assert_eq!((fault.record, fault.kind), (Some(1), FaultKind::Malformed));
            assert_eq!(fault.reason, reason, "{text}");
            assert!(
                (at..=at + broken.len() + 2).contains(&(fault.offset as usize)),
                "{text} {fault}"
            );
        }
    }
}

#[test]
fn a_quote_too_many_in_a_nested_value_does_not_swallow_the_neighbours() {
    let text = r#"{"records":[{"id":1},{"id":2,"p":{"t":"a "b"}},{"id":3},{"id":4}]}"#;
    let out = read(text);
    assert_eq!(records(&out), [r#"{"id":1}"#, r#"{"id":3}"#, r#"{"id":4}"#]);
    let fault = faults(&out)[0].clone();
    assert_eq!((fault.record, fault.path.as_str()), (Some(1), "records[1]"));
    assert_eq!(fault.offset as usize, text.find("b\"}").unwrap_or_default());
}

#[test]
fn a_truncated_file_gives_what_is_whole_and_says_so() {
    let text = "{\"records\":[\n{\"id\":1},\n{\"id\":2,\"t\":\"x";
    let out = read(text);
    assert_eq!(records(&out), [r#"{"id":1}"#]);
    let fault = faults(&out)[0];
    assert_eq!(fault.kind, FaultKind::Truncated);
    assert_eq!((fault.record, fault.offset), (Some(1), text.len() as u64));
    assert_eq!((fault.line, fault.column), (Some(3), Some(15)));
    assert!(matches!(out.last(), Some(Out::Envelope(0, 0, c, _)) if c == &[("records", 1)]));
}

#[test]
fn an_envelope_tells_its_other_members_wherever_they_stand() {
    let out = read(
        r#"{"status":0,"result":{"totalSize":2,"records":[{"a":1}],"done":false},"warnings":[1]}"#,
    );
    let Some(Out::Envelope(response, offset, containers, members)) = out.last() else {
        panic!("no envelope in {out:?}");
    };
    assert_eq!(
        (*response, *offset, containers.as_slice()),
        (0, 0, &[("records", 1)][..])
    );
    let members: Vec<_> = members
        .iter()
        .map(|(k, r, v)| (k.as_str(), *r, v.as_deref()))
        .collect();
    assert_eq!(
        members,
        [
            ("status", false, Some("0")),
            ("totalSize", true, Some("2")),
            ("done", true, Some("false")),
            ("warnings", false, Some("[1]")),
        ]
    );
}

#[test]
fn pages_and_lines_have_ordinals_of_their_own() {
    let out = read(
        "{\"records\":[{\"a\":1}]}\n{\"records\":[{\"a\":2},[3]]}\n[{\"items\":[{\"a\":4}]},{\"items\":[5]}]",
    );
    let found: Vec<_> = out
        .iter()
        .filter_map(|o| {
            if let Out::Record(c, r, i, _, raw, _) = o {
                Some((*c, *r, *i, raw.as_str()))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        found,
        [
            ("records", 0, 0, "{\"a\":1}"),
            ("records", 1, 1, "{\"a\":2}"),
            ("records", 1, 2, "[3]"),
            ("items", 3, 3, "{\"a\":4}"),
            ("items", 4, 4, "5"),
        ]
    );
}

#[test]
fn a_record_beyond_the_limit_is_left_out_in_any_chunks() {
    let big = format!(r#"{{"id":2,"t":"{}"}}"#, "x".repeat(9000));
    let limits = Limits {
        record_bytes: 1000,
        ..Limits::default()
    };
    for (text, index) in [
        (
            format!(r#"{{"records":[{{"id":1}},{big},{{"id":3}}],"done":true}}"#),
            1,
        ),
        (format!("[{{\"id\":1}},{big},{{\"id\":3}}]"), 1),
        (format!("{{\"id\":1}}\n{big}\n{{\"id\":3}}"), 1),
    ] {
        for cuts in [vec![], vec![1], vec![7, 100], vec![5000]] {
            let (out, _) = read_with(text.as_bytes(), &cuts, limits, false);
            assert_eq!(records(&out), [r#"{"id":1}"#, r#"{"id":3}"#], "{cuts:?}");
            let fault = faults(&out)[0];
            assert_eq!(
                (fault.kind, fault.record),
                (FaultKind::TooLarge, Some(index))
            );
            assert_eq!(faults(&out).len(), 1);
            assert_eq!(fault.offset as usize, text.find(&big).unwrap_or_default());
        }
    }
}

#[test]
fn invalid_bytes_are_named_and_reading_goes_on() {
    let bytes = b"{\"records\":[{\"t\":\"a\xff b\"},{\"t\":\"\xc3\"},{\"t\":\"\xe2\x82\xac\"}]}";
    for cuts in [vec![], vec![1], vec![20]] {
        let (out, summary) = read_with(bytes, &cuts, Limits::default(), false);
        assert_eq!(
            records(&out),
            [
                "{\"t\":\"a\u{fffd} b\"}",
                "{\"t\":\"\u{fffd}\"}",
                "{\"t\":\"€\"}"
            ]
        );
        let at: Vec<_> = faults(&out).iter().map(|f| f.offset).collect();
        assert_eq!((at, summary.invalid), (vec![19, 31], 2));
        let offsets: Vec<_> = out
            .iter()
            .filter_map(|o| {
                if let Out::Record(_, _, _, offset, ..) = o {
                    Some(*offset)
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(offsets, [12, 25, 35]);
    }
}

#[test]
fn rows_that_are_no_data_are_told_apart_from_broken_ones() {
    let text = "Id,Name,Time\n1,a,x\nId,Name,Time\n2,b\n3,c,d,e\n4,d,y,\n\n\"My report\"\n\
                \"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved.\"\n\"Generated By: X\"\n";
    let (out, summary) = read_with(text.as_bytes(), &[], Limits::default(), false);
    let rows: Vec<_> = out
        .iter()
        .filter_map(|o| {
            if let Out::Row(i, _, _, cells) = o {
                Some((*i, cells.len()))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(rows, [(0, 3), (1, 2), (3, 3)]);
    let faults: Vec<_> = faults(&out)
        .iter()
        .map(|f| (f.kind, f.record, f.line))
        .collect();
    assert_eq!(
        faults,
        [
            (FaultKind::Cells, Some(1), Some(4)),
            (FaultKind::Cells, Some(2), Some(5)),
        ]
    );
    assert_eq!((summary.skipped.headers, summary.skipped.footers), (1, 3));
}

#[test]
fn an_open_quote_at_the_end_of_a_table_is_a_fault() {
    let out = read("Id,Name\n1,a\n2,\"b\n3,c\n");
    assert_eq!(faults(&out).len(), 1);
    let fault = faults(&out)[0];
    assert_eq!((fault.kind, fault.line), (FaultKind::Truncated, Some(3)));
}

#[test]
fn containers_are_told_by_content() {
    let csv = |delimiter| Container::Csv { delimiter };
    for (bytes, expected) in [
        (&b""[..], Container::Empty),
        (b" \n\t", Container::Empty),
        (b"\xef\xbb\xbf{\"a\":1}", Container::Json),
        (b"\n[1]", Container::Json),
        (b"{\0\"\0a\0\"\0", Container::Json),
        (b"\xfe\xff\0I\0d\0,\0N\0\n", csv(b',')),
        (b"Id;Name\n1;\"a,b\"\n", csv(b';')),
        (b"\"Id\",\"Name\"\n", csv(b',')),
        (b"sep=|\nId|Name\n", csv(b'|')),
        (b"Id\n0Mw\n", csv(b',')),
        (b"PK\x03\x04....", Container::Zip),
        (b" <!DOCTYPE html><p>", Container::Html),
        (b"<p align=\"center\">Chat Started", Container::Html),
        (b"<?xml version=\"1.0\"?>", Container::Unknown),
        (b"\x89PNG\r\n", Container::Unknown),
        (b"abc\0def", Container::Unknown),
        (b"just some words\nand more\n", Container::Unknown),
        (
            b"id: 1\nevent: X\ndata: {\"a\":1,\"b\":2}\n",
            Container::EventStream,
        ),
        (b"\xef\xbb\xbf: hello\r\rdata:1\r\r", Container::EventStream),
        (b"data,event\n1,2\n", csv(b',')),
        (b"id: 1\nwords that are no field\n", Container::Unknown),
        (b"\x1f\x8b\x08\0", Container::Gzip),
    ] {
        for cuts in [vec![], vec![1]] {
            let (_, summary) = read_with(bytes, &cuts, Limits::default(), false);
            assert_eq!(
                summary.container, expected,
                "{bytes:?} {}",
                summary.evidence
            );
            assert!(!summary.evidence.is_empty());
        }
    }
}

#[test]
fn to_value_opens_what_the_reader_hands_out() {
    let mut reader = Reader::new(CONTAINERS, Limits::default());
    let mut values = Vec::new();
    let mut sink = |event: Event<'_>| {
        if let Event::Record(record) = event {
            values.push(to_value(record.raw).expect("well-formed"));
        }
    };
    reader.feed(br#"{"items":[{"a":{"b":[1,"x"]}}]}"#, &mut sink);
    reader.finish(&mut sink);
    assert_eq!(values, [json!({"a": {"b": [1, "x"]}})]);
}
