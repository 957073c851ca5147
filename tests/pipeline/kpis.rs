//! KPIs of files: Salesforce's own numbers beside ours, and the timeline as it is measured.

use std::rc::Rc;

use fixtures::{
    scenario,
    truth::World,
    write::{self, Format, Object, Payload, Shape},
};
use sealed_transcript::kpi::{self, Input, Options, Scope, reported::Likely};

use crate::support::{Opened, file, files, open};

const LIST: Format = Format::ListEntries(Payload::Object);

fn everything() -> Opened {
    let world = scenario::all();
    let mut every = files(&world, LIST, true);
    every.extend(
        Object::RELATED
            .into_iter()
            .map(|object| write::table(&world, object, Shape::Csv)),
    );
    open(&every)
}

#[test]
fn a_report_made_conversation_by_conversation_would_differ_from_one_of_all_sessions() {
    let opened = everything();
    let input = Input::new(&opened.archive, &opened.timeline);
    let options = Options::default();
    assert_eq!(
        input.report(&options),
        kpi::report(&input.sessions(), &options)
    );
}

#[test]
fn a_total_would_not_lead_to_all_its_values() {
    let opened = everything();
    let input = Input::new(&opened.archive, &opened.timeline);
    let options = Options::default();
    let report = input.report(&options);
    for definition in kpi::DEFINITIONS {
        let listing = input.listing(definition.id, &options);
        if definition.scope == Scope::Agent {
            assert!(listing.is_none(), "{}", definition.id);
            continue;
        }
        let rows = listing.unwrap().rows;
        let total = report.totals.get(definition.id).unwrap();
        let n = match &total.pooled {
            Some(kpi::Pooled::Family(family)) => family.n,
            Some(kpi::Pooled::Share(share)) => share.n,
            None => 0,
        };
        assert_eq!(rows.len() as u64, n, "{}", definition.id);
        let values = || rows.iter().map(|row| row.value.as_f64());
        assert!(values().is_sorted_by(|a, b| a >= b), "{}", definition.id);
        if let Some(kpi::Pooled::Family(family)) = &total.pooled {
            assert!(
                (values().sum::<f64>() - family.sum.as_f64()).abs() < 1e-3,
                "{}",
                definition.id
            );
        }
        for episode in rows.iter().filter_map(|row| row.episode) {
            for entry in [episode.from_entry, episode.to_entry].into_iter().flatten() {
                let id = opened
                    .timeline
                    .merged
                    .entry(&opened.archive, entry.number())
                    .id;
                assert_eq!(entry.to_string(), opened.archive.entry_id(id));
            }
        }
    }
}

#[test]
fn agent_work_would_not_stand_beside_what_it_measures() {
    let world = World::of(scenario::handoff());
    let mut every = files(&world, LIST, true);
    let session = &world.conversations[0].sessions[0];
    let (start, accept, end) = (session.start, session.accept.unwrap(), session.end.unwrap());
    let answer = (accept - start) / 1000;
    // A bot's work, an offer that was declined, and the one that was taken.
    let rows = format!(
        "Id,WorkItemId,UserId,BotId,Status,RequestDateTime,AcceptDateTime,CloseDateTime,SpeedToAnswer,HandleTime,IsTransfer\n\
         0Bz000000000001,{id},0055e000000AAAA,0Xx5e0000000001,Closed,,2025-01-01T00:00:00Z,,1,9,false\n\
         0Bz000000000002,{id},0055e000000AAAA,,Declined,,,,,,false\n\
         0Bz000000000003,{id},0055e000000AAAB,,Closed,,2025-01-01T00:01:00Z,,{answer},{handled},false\n",
        id = session.id,
        handled = (end - accept) / 1000 + 30,
    );
    every.push(file("AgentWork.csv", rows));
    let opened = open(&every);
    let report = Input::new(&opened.archive, &opened.timeline).report(&Options::default());
    let found: Vec<_> = report
        .reported
        .iter()
        .filter(|one| one.salesforce.starts_with("AgentWork."))
        .filter(|one| one.session == session.id)
        .map(|one| (one.salesforce, one.reported, one.computed))
        .collect();
    let kpis = &report.sessions[0].kpis;
    assert_eq!(
        found,
        [
            ("AgentWork.SpeedToAnswer", answer * 1000, kpis.ms("Q1")),
            (
                "AgentWork.HandleTime",
                (end - accept) / 1000 * 1000 + 30_000,
                kpis.ms("Q2")
            ),
            ("AgentWork.IsTransfer", 0, kpis.ms("T1.transfers")),
            ("AgentWork.Status", 0, Some(0)),
        ]
    );
    assert_eq!(
        kpis.get("Q2").unwrap().reported,
        Some((end - accept) / 1000 * 1000 + 30_000)
    );
}

#[test]
fn each_assignment_of_a_session_would_not_be_listed_from_its_rows() {
    let world = World::of(scenario::handoff());
    let session = &world.conversations[0].sessions[0].id;
    // A bot's work and an offer that was declined are no assignments.
    let rows = format!(
        "Id,WorkItemId,BotId,Status,RequestDateTime,AcceptDateTime\n\
         0Bz000000000001,{session},0Xx5e0000000001,Closed,2025-01-01T00:00:00Z,2025-01-01T00:00:00Z\n\
         0Bz000000000002,{session},,Declined,2025-01-01T00:00:00Z,\n\
         0Bz000000000004,{session},,Closed,2025-01-01T00:05:00Z,2025-01-01T00:05:20Z\n\
         0Bz000000000003,{session},,Transferred,2025-01-01T00:00:30Z,2025-01-01T00:01:00Z\n"
    );
    let mut every = files(&world, LIST, true);
    every.push(file("AgentWork.csv", rows));
    let opened = open(&every);
    let report = Input::new(&opened.archive, &opened.timeline).report(&Options::default());
    let of_session = report.sessions.iter().find(|row| row.session == session);
    let kpis = &of_session.expect("the session").kpis;
    let waits = kpis.episodes("Q1.each").iter().map(|wait| wait.value);
    assert_eq!(waits.collect::<Vec<_>>(), [30_000, 20_000]);
    assert!(kpis.get("Q1.each").unwrap().flags.iter().next().is_none());
}

#[test]
fn columns_of_a_legacy_chat_would_not_stand_beside_what_they_measure() {
    let rows = "Id,Name,StartTime,EndTime,WaitTime,ChatDuration,Abandoned,OperatorMessageCount,VisitorMessageCount,AverageResponseTimeOperator,MaxResponseTimeOperator,Status,ChatKey,Body\n\
        570Kj0000000001,00001,2025-03-03T08:00:00Z,2025-03-03T08:05:00Z,20,300,0,1,1,60,60,Completed,k1,\
        \"<p align=\"\"center\"\">Chat Started: Monday, March 3, 2025, 08:00:00 (+0000)</p>( 0s ) Kim: Hello<br>( 1m 0s ) Ana: Hi Kim<br>\"\n";
    let opened = open(&[file("LiveChatTranscript.csv", rows)]);
    let report = Input::new(&opened.archive, &opened.timeline).report(&Options::default());
    let found: Vec<_> = report
        .reported
        .iter()
        .map(|one| (one.id, one.salesforce, one.reported))
        .collect();
    for expected in [
        ("M1.h", "LiveChatTranscript.OperatorMessageCount", 1),
        ("D1", "LiveChatTranscript.ChatDuration", 300_000),
        (
            "R5",
            "LiveChatTranscript.AverageResponseTimeOperator",
            60_000,
        ),
        ("Q1", "LiveChatTranscript.WaitTime", 20_000),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    let wait = report.reported.iter().find(|one| one.id == "Q1").unwrap();
    assert_eq!(
        (wait.computed, wait.likely),
        (None, Some(Likely::NoValue)),
        "a chat has no AcceptTime"
    );
}

#[test]
fn measuring_again_with_other_options_would_give_other_numbers_than_a_fresh_archive() {
    let hours =
        r#"{"zone": "UTC", "weekly": {"mon": [["09:00", "17:00"]], "wed": [["22:00", "06:00"]]}}"#;
    let target = kpi::Targets {
        first_response: Some(60_000),
        next_response: Some(90_000),
        clock: kpi::Clock::Business,
    };
    for seed in 0..2 {
        let world = scenario::random(seed, 6);
        let opened = open(&files(&world, LIST, true));
        let ledger = Rc::new(Input::ledger(&opened.archive, &opened.timeline));
        let kept = Input::all(&opened.archive, &opened.timeline, Rc::clone(&ledger));
        // Every choice on and off, with others, in an order that leaves traces if anything is left behind.
        for choice in (0..128_u32).step_by(3).map(|step| step * 37 % 128) {
            let on = |bit: u32| choice & 1 << bit != 0;
            let options = Options {
                anchor: if on(0) {
                    kpi::Anchor::Last
                } else {
                    kpi::Anchor::First
                },
                exclude_inactive: on(1),
                count_undelivered: on(2),
                idle_cap: on(3).then_some(30_000),
                hours: on(4).then(|| serde_json::from_str(hours).expect("hours")),
                sla: if on(5) {
                    target
                } else {
                    kpi::Targets::default()
                },
                omit_sessions: on(6),
                omit_episodes: on(0),
                group_by: vec![kpi::Dimension::Agent, kpi::Dimension::Hour],
                attribution: if on(3) {
                    kpi::Attribution::EventEnd
                } else {
                    kpi::Attribution::SessionStart
                },
                ..Options::default()
            };
            let fresh = Input::new(&opened.archive, &opened.timeline);
            assert_eq!(kept.report(&options), fresh.report(&options), "{options:?}");
        }
        // Of some conversations what is kept says the same as what is made of them alone.
        let some: Vec<u32> = (0..opened.timeline.conversations.len() as u32)
            .step_by(2)
            .collect();
        let conversations = some
            .iter()
            .map(|&at| &opened.timeline.conversations[at as usize]);
        let alone = Input::of(&opened.archive, &opened.timeline, conversations.collect());
        let options = Options::default();
        assert_eq!(kept.only(some).report(&options), alone.report(&options));
    }
}
