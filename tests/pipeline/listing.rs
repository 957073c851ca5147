//! Lists of conversations in an order of their own, and documents to read.

use std::cell::RefCell;

use fixtures::{scenario, truth::World, write::Format};
use sealed_transcript::export::{
    ConversationOrder, ConversationSort, ExportFormat, ExportOptions, Lens,
};
use sealed_transcript::redact::{Engine, Policy, people};
use serde_json::json;

use crate::support::{DAY, Opened, connect, file, files, listed, open, said, with, words};

/// Three conversations of Robin (one message, two sessions), somebody unnamed (two), Kim (none).
fn three() -> Opened {
    let sessions = "Id,Name,StartTime,EndTime,ChannelType,Owner.Name,MessagingEndUserId,ConversationId\n\
        0MwEx0000000001KAA,MS-1,2025-01-06T00:00:00Z,2025-01-06T09:00:00Z,WhatsApp,Ana Ferreira,0PAEx0000000001OAA,0ZcEx0000000001KAA\n\
        0MwEx0000000002KAA,MS-2,2025-01-06T01:00:00Z,2025-01-06T01:10:00Z,EmbeddedMessaging,Bo,,0ZcEx0000000002KAA\n\
        0MwEx0000000003KAA,MS-3,2025-01-06T02:00:00Z,2025-01-06T02:10:00Z,Text,Bo,0PAEx0000000003OAA,0ZcEx0000000003KAA\n\
        0MwEx0000000004KAA,MS-4,2025-01-06T08:00:00Z,2025-01-06T09:00:00Z,WhatsApp,Bo,0PAEx0000000001OAA,0ZcEx0000000001KAA\n";
    let entries = "MessageIdentifier,ConversationId,ActorType,EntryTime,Message\n\
        a,0MwEx0000000001KAA,EndUser,2025-01-06T00:00:01Z,hello\n\
        b,0MwEx0000000002KAA,EndUser,2025-01-06T01:00:01Z,hello\n\
        c,0MwEx0000000002KAA,EndUser,2025-01-06T01:00:02Z,again\n";
    let users = "Id,Name\n0PAEx0000000001OAA,Robin Roe\n0PAEx0000000003OAA,Kim Lee\n";
    open(&[
        file("users.csv", users),
        file("sessions.csv", sessions),
        file("entries.csv", entries),
    ])
}

/// Last digits of the ids, in the order of the list.
fn order(opened: &Opened, order: &ConversationOrder, lens: Lens<'_>) -> String {
    order
        .places(&opened.timeline, lens)
        .into_iter()
        .filter_map(|place| {
            opened.timeline.conversations[place as usize]
                .id
                .chars()
                .nth(14)
        })
        .collect()
}

#[test]
fn a_list_is_sorted_both_ways_and_those_without_a_name_stand_last() {
    use ConversationSort::{First, Last, Messages, Name, Sessions};
    let opened = three();
    for (sort, ascending, descending) in [
        (First, "123", "321"),
        (Last, "231", "132"),
        (Name, "312", "132"),
        (Messages, "312", "213"),
        (Sessions, "231", "123"),
    ] {
        let by = |descending| ConversationOrder {
            sort,
            descending,
            ..ConversationOrder::default()
        };
        assert_eq!(
            order(&opened, &by(false), Lens::Original),
            ascending,
            "{sort:?}"
        );
        assert_eq!(
            order(&opened, &by(true), Lens::Original),
            descending,
            "{sort:?}"
        );
    }
}

#[test]
fn a_list_is_filtered_by_what_the_lens_shows_and_by_nothing_that_it_hides() {
    let opened = three();
    let find = |find: &str, lens| {
        let by = ConversationOrder {
            find: Some(find.to_owned()),
            ..ConversationOrder::default()
        };
        order(&opened, &by, lens)
    };
    assert_eq!(find("ROBIN whats", Lens::Original), "1");
    assert_eq!(find("bo", Lens::Original), "123", "owners, and Robin");
    assert_eq!(find("ms-3", Lens::Original), "3");
    assert_eq!(find("0MwEx0000000004KAA", Lens::Original), "1");
    assert_eq!(find("nobody", Lens::Original), "");
    // The standard policy hides the names of end users and leaves those of agents.
    let mut engine = Engine::new(&Policy::named("standard").unwrap()).unwrap();
    engine.know(people(&opened.archive, &opened.timeline));
    let engine = RefCell::new(engine);
    assert_eq!(find("robin", Lens::Redacted(&engine)), "");
    assert_eq!(find("ferreira", Lens::Redacted(&engine)), "1");
    let with_messages = ConversationOrder {
        with_messages: true,
        ..ConversationOrder::default()
    };
    assert_eq!(order(&opened, &with_messages, Lens::Original), "12");
}

/// What a browser makes of text: the document without its tags, entities opened.
fn visible(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        text.push_str(part.split_once('>').unwrap().1);
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn a_document_says_what_every_transcript_says_and_runs_nothing() {
    let opened = open(&files(
        &World::of(scenario::handoff()),
        Format::Connect,
        true,
    ));
    let html = opened.export(ExportFormat::Html, Lens::Original);
    let shown = visible(&html);
    let mut said = 0;
    for row in opened.rows() {
        if let Some(text) = row["text"].as_str() {
            said += 1;
            assert!(shown.contains(text), "{text}");
        }
    }
    assert!(said > 5);
    for never in [
        "<script", "<img", "<a ", "<iframe", " on", "url(", "@import",
    ] {
        let found = html.split("</style>").last().is_some_and(|body| {
            body.split('<').any(|tag| {
                let tag = format!("<{}", tag.split('>').next().unwrap_or_default());
                never.starts_with('<') && tag.starts_with(never)
            })
        });
        assert!(!found, "{never}");
    }
    for (open, close) in [
        ("<article>", "</article>"),
        ("<div", "</div>"),
        ("<mark", "</mark>"),
    ] {
        assert_eq!(
            html.matches(open).count(),
            html.matches(close).count(),
            "{open}"
        );
    }
}

#[test]
fn markup_in_a_message_or_a_name_stays_text_in_a_document() {
    let evil = "</p><script>alert(1)</script><img src=x onerror=alert(1)> & \"q\" 'q'";
    let entry = with(
        said("a", 1, evil),
        &json!({ "senderDisplayName": "<b>Kim</b>" }),
    );
    let opened = open(&[connect("a.json", &json!([entry]))]);
    let html = opened.export(ExportFormat::Html, Lens::Original);
    assert!(
        !html.contains("<script") && !html.contains("<img") && !html.contains("<b>"),
        "{html}"
    );
    assert!(visible(&html).contains(evil));
}

#[test]
fn what_all_entries_share_would_be_said_at_each_of_them() {
    let of = |session: &str| json!({ "relatedRecords": [session] });
    let wrong = json!({ "clientTimestamp": DAY - 3_600_000 });
    let (first, second) = (of("0MwEx0000000001KAA"), of("0MwEx0000000002KAA"));
    let opened = open(&[connect(
        "a.json",
        &json!([
            with(said("a", 1, "Hello"), &first),
            with(with(said("b", 2, "Is anybody there?"), &first), &wrong),
            with(with(said("c", 3, "So sorry"), &second), &wrong),
            with(with(said("d", 4, "Tomorrow, then"), &second), &wrong),
        ]),
    )]);
    let html = visible(&opened.export(ExportFormat::Html, Lens::Original));
    let lines: Vec<&str> = html
        .lines()
        .filter(|line| line.contains("inferred") || line.contains("clock is wrong"))
        .collect();
    // The day once, then times.
    assert_eq!(html.matches("2025-01-06").count(), 1, "{html}");
    assert!(html.contains("00:00:02"));
    // Of the conversation, of one of two entries of a session, and of all of the other.
    assert_eq!(lines.len(), 3, "{html}");
    assert_eq!(lines[0], "All entries: conversation inferred.");
    assert!(
        lines[1].ends_with("Is anybody there?the sender's clock is wrong"),
        "{html}"
    );
    assert_eq!(lines[2], "All entries: the sender's clock is wrong.");
}

#[test]
fn a_document_would_name_its_policy_at_every_entry_or_say_twice_what_is_redacted() {
    let opened = open(&[connect(
        "a.json",
        &json!([
            said("a", 1, "Write to ana.silva@example.com"),
            said("b", 2, "I will"),
        ]),
    )]);
    let engine = RefCell::new(Engine::new(&Policy::named("standard").unwrap()).unwrap());
    let html = visible(&opened.export(ExportFormat::Html, Lens::Redacted(&engine)));
    assert_eq!(html.matches("policy").count(), 1, "{html}");
    assert!(html.contains("[EMAIL_ADDRESS]"));
    assert!(!html.contains("redacted before"), "{html}");
}

#[test]
fn an_export_without_events_holds_all_that_was_said_and_nothing_else() {
    let joined = listed("e", "ParticipantChanged", 2, &json!({ "entries": [] }));
    let message = listed("m", "Message", 3, &words("hello"));
    let opened = open(&[connect("a.json", &json!([joined, message]))]);
    assert_eq!(opened.rows().len(), 2);
    let options = ExportOptions {
        without_events: true,
        ..ExportOptions::default()
    };
    let rows = crate::support::lines(&opened.export_as(&options, Lens::Original));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["entry"], "m");
}
