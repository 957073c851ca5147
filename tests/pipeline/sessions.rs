//! Sessions: what entries alone tell of them, and how they lie beside each other.

use serde_json::{Value, json};

use crate::support::{DAY, Opened, connect, file, listed, open, said, with, words};

const FIRST: &str = "0MwEx0000000001KAA";
const SECOND: &str = "0MwEx0000000002KAA";
const CALL: &str = "0LQEx0000000003OAA";

fn status(id: &str, second: i64, session: &str, status: &str) -> Value {
    let payload = json!({ "sessionId": session, "sessionStatus": status });
    listed(id, "SessionStatusChanged", second, &payload)
}

fn say(id: &str, second: i64) -> Value {
    listed(id, "Message", second, &words(id))
}

fn opened(entries: &[Value]) -> Opened {
    open(&[connect("a.json", &json!(entries))])
}

fn seats(opened: &Opened) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let rows = opened.rows();
    rows.iter()
        .map(|row| (text(&row["entry"]).unwrap(), text(&row["session"])))
        .collect()
}

#[test]
fn without_a_table_status_ownership_and_routing_make_the_sessions() {
    let owner = listed(
        "o",
        "SessionOwnerChanged",
        20,
        &json!({ "sessionId": FIRST, "sessionStatus": "Active", "newOwnerType": "Agent",
            "newSessionOwnerId": "005Ex0000000009IAA", "prevOwnerType": "Bot",
            "sessionStartTimestamp": DAY + 1_000 }),
    );
    let accepted = listed(
        "w",
        "RoutingWorkResult",
        21,
        &json!({ "workType": "Accepted", "workId": "0BzEx0000000001KAA", "workTargetId": FIRST }),
    );
    let ended = with(status("e", 60, FIRST, "Ended"), &json!({}));
    let opened = opened(&[
        say("bot", 5),
        owner,
        accepted,
        say("agent", 30),
        ended,
        say("silence", 400),
        status("n", 500, SECOND, "New"),
        say("again", 510),
    ]);
    let conversation = &opened.timeline.conversations[0];
    let [first, second] = conversation.sessions.as_slice() else {
        panic!("two sessions, not {}", conversation.sessions.len())
    };
    assert_eq!(
        (first.start, first.end),
        (Some(DAY + 1_000), Some(DAY + 60_000))
    );
    assert_eq!((second.start, second.end), (Some(DAY + 500_000), None));
    assert_eq!(first.told.accept, Some(DAY + 21_000));
    assert_eq!(first.told.owners.agent_type(), Some("Agent"));
    assert_eq!(first.told.owner.as_deref(), Some("005Ex0000000009IAA"));
    let states = [first.state(), second.state()].map(|state| json!(state));
    assert_eq!(states, [json!("ended"), json!("open")]);
    assert_eq!(first.entries + second.entries, 7);
    assert_eq!(second.first, Some(6), "where a reader jumps to");
    let unassigned: Vec<String> = seats(&opened)
        .into_iter()
        .filter(|(_, session)| session.is_none())
        .map(|(entry, _)| entry)
        .collect();
    assert_eq!(unassigned, ["silence"]);
    assert_eq!(
        opened.column("entry")[5],
        "silence",
        "it stands where it happened"
    );
}

#[test]
fn a_session_that_wakes_up_is_resumed_and_one_that_does_not_is_inactive() {
    let opened = opened(&[
        status("1", 1, FIRST, "Active"),
        status("2", 100, FIRST, "Inactive"),
        status("3", 200, FIRST, "Active"),
        status("4", 300, FIRST, "Inactive"),
        status("5", 310, FIRST, "Ended"),
        status("6", 400, SECOND, "Active"),
        status("7", 500, SECOND, "Inactive"),
    ]);
    let sessions = &opened.timeline.conversations[0].sessions;
    let told: Vec<Value> = sessions
        .iter()
        .map(|one| json!([one.id, one.told.resumed, one.state()]))
        .collect();
    assert_eq!(
        told,
        [json!([FIRST, 1, "ended"]), json!([SECOND, 0, "inactive"])]
    );
}

const COLUMNS: &str = "Id,StartTime,EndTime,AgentType,ConversationId";

fn table(rows: &[(&str, &str, &str)]) -> fixtures::write::File {
    let mut text = format!("{COLUMNS}\n");
    for (id, start, end) in rows {
        let time = |minute: &str| match minute {
            "" => String::new(),
            minute => format!("2025-01-06T00:{minute}Z"),
        };
        let row = [*id, &time(start), &time(end), "Bot", "0ZcEx0000000001KAA\n"];
        text += &row.join(",");
    }
    file("sessions.csv", text)
}

#[test]
fn sessions_back_to_back_share_no_entry_and_those_that_overlap_say_so() {
    let entries = [
        with(say("stated", 1), &json!({ "relatedRecords": [FIRST] })),
        say("last", 599),
        say("border", 600),
        say("next", 606),
    ];
    let answer = connect("a.json", &json!(entries));
    let sessions = |end: &str| {
        let table = table(&[(FIRST, "00:00", end), (SECOND, "10:00", "20:00")]);
        open(&[table, answer.clone()])
    };
    let touching = sessions("10:00");
    // The later start holds what both could, as far as a clock may be off.
    assert_eq!(touching.column("session"), [FIRST, SECOND, SECOND, SECOND]);
    assert!(!touching.timeline.conversations[0].sessions[0].overlaps);
    let overlapping = sessions("12:00");
    assert!(overlapping.timeline.conversations[0].sessions[0].overlaps);
    let open_end = sessions("");
    assert!(open_end.timeline.conversations[0].sessions[0].overlaps);
}

#[test]
fn a_call_and_a_chat_are_sessions_of_one_conversation() {
    let calls = file(
        "calls.csv",
        format!(
            "Id,CallStartDateTime,CallEndDateTime,VendorCallKey,ConversationId\n\
             {CALL},2025-01-06T01:00:00Z,2025-01-06T01:05:00Z,k,0ZcEx0000000001KAA\n"
        ),
    );
    let spoken = with(
        said("spoken", 3_630, "hello, can you hear me"),
        &json!({ "relatedRecords": [CALL], "clientDuration": 2_500 }),
    );
    let entries = json!([
        with(
            said("typed", 10, "hi"),
            &json!({ "relatedRecords": [FIRST] })
        ),
        spoken,
        said("heard", 3_640, "yes"),
    ]);
    let chats = table(&[(FIRST, "00:00", "10:00")]);
    let opened = open(&[chats, calls, connect("a.json", &entries)]);
    assert_eq!(opened.timeline.conversations.len(), 1);
    assert_eq!(opened.column("session"), [FIRST, CALL, CALL]);
    assert_eq!(opened.row("spoken")["durationMs"], 2_500);
}

#[test]
fn a_platform_row_whose_conversation_is_a_session_or_a_call_is_in_it() {
    let rows = file(
        "entries.csv",
        format!(
            "MessageIdentifier,ConversationId,ActorType,EntryTime,Message\n\
             a,{FIRST},EndUser,2025-01-06T00:00:01Z,x\n\
             b,{CALL},EndUser,2025-01-06T00:00:02Z,y\n"
        ),
    );
    let opened = open(&[rows]);
    assert_eq!(opened.column("session"), [FIRST, CALL]);
    assert_eq!(opened.column("assignedBy"), ["related_record"; 2]);
}

/// Time grows with the entries, not with entries times sessions.
#[test]
fn thousands_of_sessions_that_have_ended_cost_an_entry_nothing() {
    let rows: Vec<String> = (0..2_000)
        .map(|at| {
            let (minute, second) = (at / 60, at % 60);
            format!(
                "0MwEx00000{at:05}KAA,2025-01-06T{:02}:{:02}:{second:02}Z,2025-01-06T{:02}:{:02}:{second:02}Z,Bot,0ZcEx0000000001KAA\n",
                minute / 60, minute % 60, minute / 60, minute % 60,
            )
        })
        .collect();
    let sessions = file("sessions.csv", format!("{COLUMNS}\n{}", rows.concat()));
    let mut entries = vec![with(
        say("stated", 1),
        &json!({ "relatedRecords": ["0MwEx0000000000KAA"] }),
    )];
    entries.extend((0..2_000).map(|at| say(&format!("m{at}"), 20_000 + at)));
    let opened = open(&[sessions, connect("a.json", &json!(entries))]);
    let rows = opened.rows();
    assert_eq!(rows.len(), 2_001);
    assert!(rows[1..].iter().all(|row| row["session"].is_null()));
}
