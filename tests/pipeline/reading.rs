//! How a transcript reads: turns, silences, answers, and windows that begin anywhere.

use sealed_transcript::{
    export::{ExportFormat, Lens, Rows},
    timeline::Start,
};
use serde_json::{Value, json};

use crate::support::{DAY, Opened, connect, listed, open, said, with, words};

fn message(id: &str, second: i64, inner: &Value) -> Value {
    let mut message = words(id)["abstractMessage"].clone();
    message = with(message, inner);
    listed(
        id,
        "Message",
        second,
        &json!({ "abstractMessage": message }),
    )
}

fn rows(opened: &Opened) -> Rows<'_> {
    Rows {
        archive: &opened.archive,
        timeline: &opened.timeline,
        conversation: &opened.timeline.conversations[0],
        detailed: false,
        lens: Lens::Original,
    }
}

fn start(opened: &Opened, start: &Start) -> Option<usize> {
    let conversation = &opened.timeline.conversations[0];
    opened.timeline.start(&opened.archive, conversation, start)
}

#[test]
fn a_turn_ends_with_its_speaker_its_session_and_a_long_silence() {
    let agent = json!({ "sender": { "role": "Agent", "subject": "005Ex0000000001IAA" } });
    let session = |id: &str| json!({ "relatedRecords": [id] });
    let [one, two] = ["0MwEx0000000001KAA", "0MwEx0000000002KAA"].map(session);
    let entries = json!([
        with(said("a", 1, "x"), &one),
        with(said("b", 2, "x"), &one),
        with(with(said("c", 3, "x"), &agent), &one),
        with(said("d", 4, "x"), &one),
        with(said("e", 4 + 899, "x"), &one),
        with(said("f", 4 + 899 + 900, "x"), &one),
        with(said("g", 23_000, "x"), &two),
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    let rows = rows(&opened);
    let follows: Vec<(bool, Option<i64>, bool)> = (0..7)
        .map(|at| rows.follows(at))
        .map(|one| (one.continues, one.gap, one.next_session))
        .collect();
    assert_eq!(
        follows,
        [
            (false, None, false),
            (true, None, false),
            (false, None, false),
            (false, None, false),
            (true, None, false),
            (false, Some(900_000), false),
            (false, Some(21_197_000), true),
        ]
    );
    let text = opened.export(ExportFormat::Text, Lens::Original);
    assert!(text.contains("[15 m of silence]"), "{text}");
    assert!(text.contains("[5 h 53 m, next session]"), "{text}");
}

#[test]
fn a_reply_leads_to_what_it_answers_by_entry_or_by_message() {
    let opened = open(&[connect(
        "a.json",
        &json!([
            message(
                "11111111-1111-4111-8111-111111111111",
                1,
                &json!({ "id": "inner" })
            ),
            message("b", 2, &json!({ "inReplyToMessageId": "inner" })),
            message(
                "c",
                3,
                &json!({ "inReplyToMessageId": "11111111-1111-4111-8111-111111111111" })
            ),
            message("d", 4, &json!({ "inReplyToMessageId": "elsewhere" })),
            message("e", 5, &json!({ "inReplyToMessageId": "f" })),
            message("f", 6, &json!({})),
        ]),
    )]);
    let first = "11111111-1111-4111-8111-111111111111";
    assert_eq!(
        opened.column("inReplyTo"),
        json!([null, first, first, "elsewhere", "f", null])
            .as_array()
            .expect("a list")[..]
    );
    let conversation = &opened.timeline.conversations[0];
    let answered = (0..7).map(|place| opened.timeline.answered_at(conversation, place));
    assert_eq!(
        answered.collect::<Vec<_>>(),
        [None, Some(0), Some(0), None, Some(5), None, None]
    );
}

#[test]
fn a_window_begins_at_an_entry_an_instant_or_a_session() {
    let entries = json!([
        said("a", 1, "x"),
        with(
            said("b", 10, "x"),
            &json!({ "relatedRecords": ["0MwEx0000000002KAA"] })
        ),
        said("c", 20, "x"),
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    for (from, place) in [
        (Start::Position(7), Some(7)),
        (Start::Entry("b".into()), Some(1)),
        (Start::Entry("c".into()), Some(2)),
        (Start::Entry("nowhere".into()), None),
        (Start::AtMs(DAY + 1_001), Some(1)),
        (Start::AtMs(DAY), Some(0)),
        (Start::AtMs(DAY + 20_001), Some(3)),
        (Start::Session("0MwEx0000000002".into()), Some(0)),
        (Start::Session("0MwEx0000000009KAA".into()), None),
    ] {
        assert_eq!(start(&opened, &from), place, "{from:?}");
    }
}

/// Entries without a time lie among the others, at the end of their sessions.
#[test]
fn a_window_begins_at_the_first_entry_from_an_instant_on_wherever_times_are_missing() {
    let sessions = [
        "0MwEx0000000001KAA",
        "0MwEx0000000002KAA",
        "0MwEx0000000003KAA",
    ];
    for without in 0..8 {
        let entries: Vec<Value> = (0..24)
            .map(|at| {
                let entry = with(
                    said(&format!("e{at:02}"), i64::from(at / 2) * 10, "x"),
                    &json!({ "relatedRecords": [sessions[at as usize / 8]] }),
                );
                let is_without = at % 8 < without;
                let none = json!({ "serverReceivedTimestamp": null });
                if is_without {
                    with(entry, &none)
                } else {
                    entry
                }
            })
            .collect();
        let opened = open(&[connect("a.json", &json!(entries))]);
        let times = opened.column("atMs");
        assert_eq!(
            times.iter().filter(|at| at.is_null()).count(),
            3 * without as usize
        );
        for instant in (DAY - 1..DAY + 130_000).step_by(5_000) {
            let first = times.iter().position(|at| at.as_i64() >= Some(instant));
            let place = start(&opened, &Start::AtMs(instant));
            assert_eq!(place, Some(first.unwrap_or(24)), "{without} {instant}");
        }
    }
}

#[test]
fn a_clock_that_is_a_minute_wrong_is_said_to_be() {
    let skewed = |id: &str, second: i64, client: i64| {
        with(
            said(id, second, "x"),
            &json!({ "clientTimestamp": DAY + client }),
        )
    };
    let entries = json!([
        skewed("a", 1, 0),
        skewed("b", 700, 100_000),
        skewed("c", 800, 860_000)
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    assert_eq!(opened.column("skewMs"), [-1_000, -600_000, 60_000]);
    let flagged = opened
        .column("flags")
        .iter()
        .map(|flags| flags.to_string().contains("clock_skew"))
        .collect::<Vec<_>>();
    assert_eq!(flagged, [false, true, true]);
    let text = opened.export(ExportFormat::Text, Lens::Original);
    assert!(text.contains("[sender's clock 10 m slow]"), "{text}");
    let markdown = opened.export(ExportFormat::Markdown, Lens::Original);
    assert!(
        markdown.contains(r"\[sender's clock 10 m slow\]"),
        "{markdown}"
    );
}

#[test]
fn what_placed_the_entries_is_said_where_it_was_not_server_time_alone() {
    let untimed = with(
        said("d", 3, "x"),
        &json!({ "serverReceivedTimestamp": null }),
    );
    let ties = json!([
        said("a", 1, "x"),
        said("b", 2, "x"),
        said("c", 2, "x"),
        untimed
    ]);
    let plain = json!([said("a", 1, "x"), said("b", 2, "x")]);
    for format in [
        ExportFormat::Text,
        ExportFormat::Markdown,
        ExportFormat::Html,
    ] {
        let text = open(&[connect("a.json", &ties)]).export(format, Lens::Original);
        let line = "Order: 1 by server time, 2 of equal times by id, 1 without a time, last";
        assert!(text.contains(line), "{text}");
        let text = open(&[connect("a.json", &plain)]).export(format, Lens::Original);
        assert!(!text.contains("Order: "), "{text}");
    }
}

#[test]
fn entries_without_a_time_are_seated_in_their_sessions_however_many() {
    let untimed = |id: String, session: &str| {
        json!({ "identifier": id, "messageText": "x", "serverReceivedTimestamp": null, "relatedRecords": [session],
            "sender": { "role": "EndUser", "subject": "kim" } })
    };
    let [one, two] = ["0MwEx0000000001KAA", "0MwEx0000000002KAA"];
    let mut entries = vec![
        with(said("a", 1, "x"), &json!({ "relatedRecords": [one] })),
        with(said("b", 2, "x"), &json!({ "relatedRecords": [two] })),
    ];
    for at in 0..3_000 {
        entries.push(untimed(
            format!("u{at:04}"),
            if at % 2 == 0 { one } else { two },
        ));
    }
    let opened = open(&[connect("a.json", &json!(entries))]);
    let ids = opened.column("entry");
    assert_eq!(
        (&ids[0], &ids[1], &ids[2]),
        (&json!("a"), &json!("u0000"), &json!("u0002"))
    );
    assert_eq!((&ids[1_501], &ids[1_502]), (&json!("b"), &json!("u0001")));
    assert!(
        opened.column("orderedBy")[1..1_501]
            .iter()
            .all(|by| *by == "id")
    );
}
