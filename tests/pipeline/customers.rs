//! Customers: what joins records of several channels, and what never does.

use fixtures::write::File;
use sealed_transcript::{
    export::{CustomerSummary, ExportFormat, ExportOptions, Exporter, Lens},
    kpi,
    model::time::Zone,
    timeline::{Customer, Customers},
};
use serde_json::{Value, json};

use crate::support::{Dice, Opened, file, lines, open, redacted};

/// Four messaging users: Kim by WhatsApp and on the web (one contact), a colleague of Kim's with
/// the same account, and somebody else called Kim.
fn files() -> Vec<File> {
    let users = "Id,Name,MessageType,MessagingPlatformKey,MessagingChannelId,ContactId,AccountId,MessagingConsentStatus\n\
        0PAEx0000000001OAA,Kim Lee,WhatsApp,+12125550101,0MjEx0000000001KAA,003Ex0000000001IAA,001Ex0000000001IAA,ExplicitlyOptedIn\n\
        0PAEx0000000002OAA,Guest,EmbeddedMessaging,v2/iamessage/AUTH/K/uid:kim@example.com,0MjEx0000000002KAA,003Ex0000000001IAA,,OptedOut\n\
        0PAEx0000000003OAA,Robin Roe,Text,+12125550103,0MjEx0000000003KAA,003Ex0000000003IAA,001Ex0000000001IAA,\n\
        0PAEx0000000004OAA,Kim Lee,Text,+12125550104,0MjEx0000000003KAA,,,\n";
    let sessions = "Id,StartTime,EndTime,AgentType,ChannelType,MessagingEndUserId,MessagingChannelId,ConversationId\n\
        0MwEx0000000001KAA,2025-01-06T00:00:00Z,2025-01-06T00:10:00Z,Agent,WhatsApp,0PAEx0000000001OAA,0MjEx0000000001KAA,0ZcEx0000000001KAA\n\
        0MwEx0000000002KAA,2025-01-06T01:00:00Z,2025-01-06T01:10:00Z,Agent,EmbeddedMessaging,0PAEx0000000002,0MjEx0000000002KAA,0ZcEx0000000002KAA\n\
        0MwEx0000000003KAA,2025-01-06T02:00:00Z,2025-01-06T02:10:00Z,Agent,Text,0PAEx0000000003OAA,0MjEx0000000003KAA,0ZcEx0000000003KAA\n\
        0MwEx0000000004KAA,2025-01-06T03:00:00Z,2025-01-06T03:10:00Z,Agent,Text,0PAEx0000000004OAA,0MjEx0000000003KAA,0ZcEx0000000004KAA\n\
        0MwEx0000000005KAA,2025-01-06T04:00:00Z,2025-01-06T04:10:00Z,Agent,WhatsApp,0PAEx0000000001OAA,0MjEx0000000001KAA,0ZcEx0000000001KAA\n";
    let entries = "MessageIdentifier,ConversationId,ActorType,EntryTime,Message\n\
        a,0MwEx0000000001KAA,EndUser,2025-01-06T00:00:01Z,by phone\n\
        b,0MwEx0000000002KAA,EndUser,2025-01-06T01:00:01Z,on the web\n\
        c,0MwEx0000000003KAA,EndUser,2025-01-06T02:00:01Z,a colleague\n\
        d,0MwEx0000000004KAA,EndUser,2025-01-06T03:00:01Z,another Kim\n\
        e,0MwEx0000000005KAA,EndUser,2025-01-06T04:00:01Z,by phone again\n\
        f,0MwEx0000000005KAA,Agent,2025-01-06T04:00:11Z,hello Kim\n";
    vec![
        file("users.csv", users),
        file("sessions.csv", sessions),
        file("entries.csv", entries),
    ]
}

fn customers(opened: &Opened, decided: &[Vec<String>]) -> Customers {
    Customers::build(&opened.archive, &opened.timeline, decided)
}

fn one(opened: &Opened, ids: &[&str]) -> Customer {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    customers(opened, &[]).one(&opened.timeline, &ids).unwrap()
}

fn summary(opened: &Opened, customer: &Customer, lens: Lens<'_>) -> Value {
    serde_json::to_value(CustomerSummary::new(customer, &opened.timeline, lens)).unwrap()
}

fn export(opened: &Opened, customer: &Customer, format: ExportFormat) -> String {
    let options = ExportOptions {
        format,
        ..ExportOptions::default()
    };
    let mut exporter = Exporter::new(options, Zone::utc()).of_customer(
        customer.clone(),
        &opened.archive,
        &opened.timeline,
    );
    let mut out = Vec::new();
    while let Some(chunk) = exporter.next(&opened.archive, &opened.timeline, Lens::Original) {
        out.extend(chunk);
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn records_of_one_contact_are_one_customer_and_names_join_nobody() {
    let opened = open(&files());
    let all = customers(&opened, &[]);
    let ids: Vec<&str> = all
        .all
        .iter()
        .map(|customer| customer.id.as_str())
        .collect();
    let (kim, robin, other) = (
        "003Ex0000000001IAA",
        "003Ex0000000003IAA",
        "0PAEx0000000004OAA",
    );
    assert_eq!(ids, [kim, robin, other]);
    let kim = summary(&opened, &all.all[0], Lens::Original);
    assert_eq!(kim["name"], "Kim Lee");
    assert_eq!(kim["joinedBy"], json!(["contact"]));
    assert_eq!((&kim["sessions"], &kim["messages"]), (&json!(3), &json!(4)));
    let channels: Vec<Value> = kim["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["channel"], one["platformKey"], one["consent"]]))
        .collect();
    assert_eq!(
        channels,
        [
            json!(["WhatsApp", "+12125550101", "ExplicitlyOptedIn"]),
            json!([
                "EmbeddedMessaging",
                "v2/iamessage/AUTH/K/uid:kim@example.com",
                "OptedOut"
            ]),
        ]
    );
}

#[test]
fn a_customer_is_found_by_every_id_of_theirs() {
    let opened = open(&files());
    for id in [
        "003Ex0000000001IAA",
        "003Ex0000000001",
        "0PAEx0000000001OAA",
        "0PAEx0000000002",
        "+12125550101",
    ] {
        assert_eq!(one(&opened, &[id]).conversations.len(), 2, "{id}");
    }
    let everyone = customers(&opened, &[]);
    let nobody = ["nobody".to_owned()];
    assert_eq!(everyone.one(&opened.timeline, &nobody), Err("nobody"));
    // A business account has several people. They are one only for who asks for the account.
    let account = one(&opened, &["001Ex0000000001IAA"]);
    assert_eq!(account.channels.len(), 3);
}

#[test]
fn an_account_or_a_lead_joins_where_no_two_contacts_are_known() {
    let users = |rows: &str| {
        let head = "Id,MessagingPlatformKey,ContactId,AccountId,LeadId\n";
        let opened = open(&[file("users.csv", format!("{head}{rows}"))]);
        customers(&opened, &[]).all.len()
    };
    let [a, b] = ["0PAEx0000000001OAA,k1", "0PAEx0000000002OAA,k2"];
    assert_eq!(
        users(&format!(
            "{a},,001Ex0000000001IAA,\n{b},,001Ex0000000001IAA,\n"
        )),
        1
    );
    assert_eq!(
        users(&format!(
            "{a},,,00QEx0000000001MAA\n{b},,,00QEx0000000001MAA\n"
        )),
        1
    );
    let two = "003Ex0000000001IAA,001Ex0000000001IAA,\n";
    let other = "003Ex0000000002IAA,001Ex0000000001IAA,\n";
    assert_eq!(users(&format!("{a},{two}{b},{other}")), 2);
}

#[test]
fn the_reader_joins_whom_nothing_else_does() {
    let opened = open(&files());
    let pair = ["0PAEx0000000001OAA", "0PAEx0000000004OAA"];
    let asked = one(&opened, &pair);
    assert_eq!(asked.conversations.len(), 3);
    let decided = vec![pair.map(str::to_owned).to_vec()];
    let all = customers(&opened, &decided);
    assert_eq!(all.all.len(), 2);
    assert_eq!(all.all[0].channels.len(), 3);
    let told = summary(&opened, &all.all[0], Lens::Original);
    assert_eq!(told["joinedBy"], json!(["contact", "decision"]));
}

#[test]
fn a_customer_reads_in_one_order_over_all_channels() {
    let opened = open(&files());
    let kim = one(&opened, &["003Ex0000000001IAA"]);
    let rows = lines(&export(&opened, &kim, ExportFormat::Jsonl));
    let order: Vec<&Value> = rows.iter().map(|row| &row["entry"]).collect();
    assert_eq!(order, ["a", "b", "e", "f"]);
    let sessions = kim.timeline(&opened.archive, &opened.timeline).sessions;
    assert_eq!(sessions, [(0, 0), (1, 0), (0, 1)]);
    let text = export(&opened, &kim, ExportFormat::Text);
    assert!(!text.contains("colleague") && !text.contains("another"));
    insta::assert_snapshot!("two_channels_of_one_end_user", text);
    // A document of conversations keeps them apart.
    let json: Value = serde_json::from_str(&export(&opened, &kim, ExportFormat::Json)).unwrap();
    assert_eq!(json["conversations"].as_array().unwrap().len(), 2);
}

#[test]
fn measures_of_a_customer_are_those_of_the_archive_for_their_sessions() {
    let opened = open(&files());
    let kim = one(&opened, &["003Ex0000000001IAA"]);
    let report = |input: &kpi::Input<'_>| {
        let options = kpi::Options {
            data_until: input.latest(),
            ..kpi::Options::default()
        };
        serde_json::to_value(kpi::report(&input.sessions(), &options)).unwrap()
    };
    let whole = report(&kpi::Input::new(&opened.archive, &opened.timeline));
    let places = kim.conversations.iter();
    let places = places.map(|&at| &opened.timeline.conversations[at as usize]);
    let own = report(&kpi::Input::of(
        &opened.archive,
        &opened.timeline,
        places.collect(),
    ));
    let rows = own["sessions"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let all = whole["sessions"].as_array().unwrap();
        assert!(all.contains(row), "another value than in the whole archive");
    }
    assert_eq!(
        own["options"], whole["options"],
        "complete until the same instant"
    );
}

#[test]
fn customers_do_not_depend_on_the_order_of_files() {
    let mut files = files();
    let all = |files: &[File]| {
        let opened = open(files);
        let all = customers(&opened, &[]).all;
        let summaries = all.iter().map(|one| summary(&opened, one, Lens::Original));
        summaries.collect::<Vec<_>>()
    };
    let first = all(&files);
    let mut dice = Dice(5);
    for _ in 0..4 {
        dice.shuffle(&mut files);
        assert_eq!(all(&files), first);
    }
}

#[test]
fn a_redacted_customer_shows_no_key() {
    // The key alone tells who this is: their id is that of the conversation.
    let entries = json!({ "conversationEntries": [{ "identifier": "m1", "messageText": "hi",
        "serverReceivedTimestamp": crate::support::DAY,
        "sender": { "role": "EndUser", "subject": "v2/iamessage/AUTH/K/uid:kim@example.com" } }] });
    let opened = open(&[file("a.json", entries.to_string())]);
    let all = customers(&opened, &[]).all;
    let shown = summary(&opened, &all[0], redacted()).to_string();
    assert!(!shown.contains("kim@example.com"), "{shown}");
    assert_eq!(all[0].id, opened.timeline.conversations[0].id);
    let by_key = one(&opened, &["v2/iamessage/AUTH/K/uid:kim@example.com"]);
    assert_eq!(by_key, all[0]);
}
