//! One test per ruling that the hand-worked timelines do not reach.

use sealed_transcript::kpi::{self, Assignment, Flag, Options, Reason, Session, Value};
use sealed_transcript::model::Role;

use crate::measured::{Measured, at, measure, measure_with, session};

const HOUR: [&str; 3] = ["10:00:00", "10:00:00", "11:00:00"];

#[test]
fn an_event_that_hands_off_would_be_overlooked() {
    let timelines = [
        "C 10:00:00 B 10:00:02 !handoff 10:01:00 H 10:03:00",
        "C 10:00:00 B 10:00:02 !escalated 10:01:00 H 10:03:00",
        "C 10:00:00 B 10:00:02 !accepted 10:01:00 H 10:03:00",
        "C 10:00:00 B 10:00:02 !routed 10:01:00 H 10:03:00",
        "C 10:00:00 B 10:00:02 !joined:ana 10:01:00 H:ana 10:03:00",
    ];
    for timeline in timelines {
        measure(session("BotToAgent", HOUR, timeline))
            .is(&[("R2", 120), ("B2.duration", 60), ("T1.transfers", 0)])
            .waits(120, 2, 3478)
            .flags("R2", &[]);
    }
}

#[test]
fn a_second_event_of_the_same_handoff_would_restart_the_clock_again() {
    let timeline = "C 10:00:00 B 10:00:02 !handoff 10:01:00 !routed 10:01:01 !accepted 10:02:00
        !joined:ana 10:02:00 H:ana 10:03:00";
    measure(session("BotToAgent", HOUR, timeline))
        .is(&[("R2", 120), ("T1.transfers", 0)])
        .values("R5", &[120]);
}

#[test]
fn an_event_in_human_hands_would_act_as_a_handoff() {
    let timeline = "C 10:00:00 !escalated 10:01:00 !joined:ana 10:01:30 H:ana 10:02:00";
    measure(session("Agent", HOUR, timeline))
        .values("R5", &[120])
        .is(&[("R2", 120)]);
}

#[test]
fn a_handoff_before_anybody_spoke_would_start_a_wait() {
    measure(session(
        "BotToAgent",
        HOUR,
        "!handoff 10:00:05 C 10:01:00 H 10:02:00",
    ))
    .values("R5", &[60])
    .is(&[("R2", 60), ("W1.before_first", 60)])
    .waits(60, 0, 3480)
    .whole(3600);
}

#[test]
fn a_bot_that_never_spoke_would_shift_the_first_response() {
    measure(session("BotToAgent", HOUR, "C 10:01:00 H 10:03:00"))
        .is(&[("R2", 120), ("Q1", 0), ("B2.duration", 0)])
        .values("R5", &[120])
        .waits(120, 0, 3420)
        .flags("R2", &[Flag::InferredHandoff]);
}

#[test]
fn going_back_to_a_bot_would_leave_the_human_waited_for() {
    let timeline = "C 10:00:00 B 10:00:02 !handoff 10:01:00 C 10:02:00 !back 10:05:00 B 10:06:00
        C 10:07:00 !handoff 10:08:00 H 10:10:00";
    measure(session("BotToAgent", HOUR, timeline))
        .values("R5", &[120])
        .values("R7", &[2, 60])
        .values("R6", &[60])
        .waits(240 + 120, 2 + 60 + 60, 58 + 60 + 3000)
        .whole(3600);
}

#[test]
fn a_bot_would_answer_for_a_human() {
    let timeline = "C 10:00:00 B 10:00:02 !handoff 10:01:00 B 10:01:01 H 10:03:00";
    measure(session("BotToAgent", HOUR, timeline))
        .values("R5", &[120])
        .values("R7", &[2]);
}

#[test]
fn without_a_row_the_first_to_answer_would_not_decide_who_is_in_charge() {
    let mut bot = session("", ["-", "-", "-"], "C 10:00:00 B 10:00:02 H 10:01:00");
    bot.has_row = false;
    measure(bot)
        .values("R7", &[2])
        .is(&[("R2", 58)])
        .null(&["D1", "Q1", "Q2", "C1", "C2"], Reason::NoSessionRow)
        .null(&["W2.unanswered", "C3", "C4.24h"], Reason::NoSessionRow)
        .flags(
            "W1.human",
            &[Flag::InferredHandoff, Flag::StillOpen, Flag::NoSessionRow],
        )
        .whole(60);
    let mut human = session("", ["-", "-", "-"], "C 10:00:00 H 10:00:02 B 10:01:00");
    human.has_row = false;
    measure(human)
        .values("R7", &[])
        .null(&["R7", "B1", "B2.duration"], Reason::NoBot);
}

#[test]
fn an_open_session_would_be_called_unanswered_or_get_a_duration() {
    let open = session("Agent", ["10:00:00", "-", "-"], "C 10:00:00 C 10:05:00");
    measure(open)
        .null(
            &["D1", "W2.unanswered", "C1", "C2", "C3", "A1", "A2"],
            Reason::StillOpen,
        )
        .null(&["R1", "R2", "R3", "R5"], Reason::StillOpen)
        .is(&[("W2.open_wait", 300)])
        .flags("W2.open_wait", &[Flag::StillOpen, Flag::Pending])
        .whole(300);
}

#[test]
fn a_session_without_a_word_would_lose_its_time() {
    measure(session("Agent", HOUR, "S 10:00:01"))
        .null(
            &["R1", "R2", "R3", "R4", "R5", "R6", "C1", "C2"],
            Reason::NoCustomerMessage,
        )
        .null(&["W3", "M2.share_h"], Reason::NoCustomerMessage)
        .is(&[("W1.before_first", 3600), ("D3", 0)])
        .whole(3600);
}

#[test]
fn a_message_after_the_end_or_before_the_start_would_break_the_sum() {
    let late = session("Agent", HOUR, "C 10:00:00 H 10:01:00 C 11:00:05");
    measure(late)
        .is(&[("D1", 3605)])
        .whole(3605)
        .flags("D1", &[Flag::EndIsMessage]);
    let early = session("Agent", HOUR, "C 09:59:58 H 10:01:00");
    measure(early)
        .is(&[("D1", 3602)])
        .whole(3602)
        .flags("D1", &[Flag::StartIsMessage]);
    // Automatic messages and events are no messages of the conversation.
    let automatic = session(
        "Agent",
        HOUR,
        "C 10:00:00 H 10:01:00 S 11:00:05 !left:ana 11:00:06",
    );
    measure(automatic)
        .is(&[("D1", 3600)])
        .whole(3600)
        .flags("D1", &[]);
}

#[test]
fn a_greeting_would_pass_for_the_response_after_acceptance() {
    let times = ["10:00:00", "10:00:10", "11:00:00"];
    measure(session("Agent", times, "H 10:00:20 C 10:01:00 H 10:03:00"))
        .null(&["R4"], Reason::NoCustomerMessage)
        .is(&[("R2", 120)]);
    measure(session("Agent", times, "C 10:00:00 H 10:00:05 H 10:00:30"))
        .is(&[("R4", 20)])
        .flags("R4", &[Flag::Skew]);
}

#[test]
fn a_message_the_customer_never_saw_would_close_a_wait() {
    let mut failed = session("Agent", HOUR, "C 10:00:00 H 10:01:00 H 10:05:00");
    failed.entries[1].undelivered = true;
    measure(failed.clone())
        .values("R5", &[300])
        .is(&[("M1.h", 1), ("X1.undelivered", 1)]);
    let options = Options {
        count_undelivered: true,
        ..Options::default()
    };
    measure_with(failed, &options)
        .values("R5", &[60])
        .is(&[("M1.h", 2), ("X1.undelivered", 1)]);
}

#[test]
fn an_automatic_reply_in_an_agents_name_would_answer() {
    let mut automatic = session("Agent", HOUR, "C 10:00:00 H 10:00:01 H 10:05:00");
    automatic.entries[1].automated = true;
    measure(automatic)
        .values("R5", &[300])
        .is(&[("M1.h", 1), ("M1.s", 1)]);
}

#[test]
fn a_whisper_or_an_unknown_role_would_count_as_somebody() {
    measure(session(
        "Agent",
        HOUR,
        "C 10:00:00 V 10:00:30 ? 10:00:40 H 10:01:00",
    ))
    .values("R5", &[60])
    .is(&[("M1.h", 1), ("M1.s", 0), ("X1.unclassified", 1), ("M3", 2)]);
}

#[test]
fn one_transfer_would_be_counted_once_per_event() {
    let timeline = "C 10:00:00 H:ana 10:01:00 !transferred 10:02:00 !transfer 10:02:01
        !routed 10:02:02 H:ana 10:02:30 !joined:bo 10:04:00 H:bo 10:05:00";
    measure(session("Agent", HOUR, timeline))
        .is(&[("T1.transfers", 1), ("T1.agents", 2)])
        .values("T2", &[180])
        .flags("T1.transfers", &[]);
}

#[test]
fn coming_back_to_the_same_agent_would_count_as_a_transfer() {
    let timeline = "C 10:00:00 H:ana 10:01:00 !transfer 10:02:00 !joined:ana 10:04:00
        H:ana 10:05:00";
    measure(session("Agent", HOUR, timeline))
        .is(&[("T1.transfers", 0)])
        .null(&["T2"], Reason::NoTransfer);
}

#[test]
fn a_transfer_nobody_took_would_vanish() {
    let timeline = "C 10:00:00 H:ana 10:01:00 C 10:01:30 !transfer 10:02:00";
    measure(session("Agent", HOUR, timeline))
        .is(&[("T1.transfers", 1)])
        .null(&["T2"], Reason::Unanswered);
}

#[test]
fn without_events_a_change_of_writer_would_not_show_a_transfer() {
    let timeline = "C 10:00:00 H:ana 10:01:00 C 10:02:00 H:bo 10:03:00 H:bo 10:04:00";
    measure(session("Agent", HOUR, timeline))
        .is(&[("T1.transfers", 1), ("M3", 4), ("M3.by_actor", 4)])
        .flags("T1.transfers", &[Flag::Inferred]);
}

#[test]
fn two_agents_would_be_handled_as_one_or_time_between_them_counted() {
    let times = ["10:00:00", "10:00:30", "11:00:00"];
    let timeline = "C 10:00:00 !joined:ana 10:00:30 H:ana 10:01:00 !left:ana 10:10:30
        !joined:bo 10:20:00 H:bo 10:21:00 !left:bo 10:30:00";
    measure(session("Agent", times, timeline))
        .is(&[("Q2", 1200)])
        .flags("Q2", &[]);
}

#[test]
fn accepted_and_ignored_would_look_abandoned_in_queue() {
    let times = ["10:00:00", "10:00:30", "10:30:00"];
    measure(session("Agent", times, "C 10:00:00")).yes_no(&[
        ("A1", false),
        ("A2", true),
        ("W2.unanswered", true),
    ]);
}

#[test]
fn a_bot_session_left_by_the_bot_would_look_contained_and_fine() {
    measure(session(
        "Bot",
        ["10:00:00", "-", "10:30:00"],
        "C 10:00:00 B 10:00:01 C 10:01:00",
    ))
    .yes_no(&[("B1", true), ("B1.abandoned", true), ("B2.handoff", false)])
    .is(&[("B2.duration", 1800)])
    .null(&["R2"], Reason::NoHuman);
}

#[test]
fn the_idle_cap_would_not_bound_each_gap() {
    let options = Options {
        idle_cap: Some(120_000),
        ..Options::default()
    };
    measure_with(
        session("Agent", HOUR, "C 10:00:00 H 10:01:00 C 10:30:00"),
        &options,
    )
    .is(&[("D3", 60 + 120 + 120)]);
}

#[test]
fn inactive_time_would_run_on_after_a_change_of_status() {
    let timeline = "C 10:00:00 H 10:01:00 !inactive 10:10:00 !active 10:20:00 !inactive 10:50:00";
    measure(session("Agent", HOUR, timeline))
        .is(&[("D3.inactive", 600 + 600), ("D3", 3600 - 1200)]);
}

#[test]
fn a_paused_human_wait_would_be_shortened() {
    let options = Options {
        exclude_inactive: true,
        ..Options::default()
    };
    let timeline = "C 10:00:00 !inactive 10:01:00 H 10:10:00";
    measure_with(session("Agent", HOUR, timeline), &options)
        .values("R5", &[600])
        .waits(600, 0, 3000);
}

#[test]
fn what_salesforce_reports_would_be_lost_or_in_seconds() {
    let mut reported = session("Agent", HOUR, "C 10:00:00 H 10:01:00");
    reported.reported = vec![("AverageAgentResponseTime", 61), ("AgentMessageCount", 2)];
    let found = measure(reported);
    let of = |id: &str| found.0.get(id).and_then(|kpi| kpi.reported);
    assert_eq!(
        [of("R5"), of("M1.h"), of("R6")],
        [Some(61_000), Some(2), None]
    );
}

#[test]
fn overlapping_sessions_would_give_a_negative_gap() {
    let first = session("Agent", HOUR, "C 10:00:00 H 10:01:00");
    let mut second = session("Agent", ["10:30:00", "-", "10:40:00"], "C 10:30:00");
    let mut third = session("Agent", ["11:00:30", "-", "11:01:00"], "C 11:00:30");
    (second.id, third.id) = ("s2", "s3");
    let sessions = [first, second, third];
    let report = kpi::report(&sessions, &Options::default());
    let found = Measured(report.conversations[0].kpis.clone());
    found
        .values("D2.gaps", &[0, 30])
        .flags("D2.gaps", &[Flag::Overlap]);
    let repeats: Vec<_> = report
        .sessions
        .iter()
        .map(|row| row.kpis.get("C4.24h"))
        .collect();
    let yes = Some(Value::Bool(true));
    assert_eq!(
        repeats[0].map(|kpi| &kpi.value),
        Some(&yes),
        "a later session is a repeat"
    );
}

#[test]
fn an_outbound_session_would_count_as_a_repeat_contact() {
    let first = session("Agent", HOUR, "C 10:00:00 H 10:01:00");
    let mut second = session("Agent", ["12:00:00", "-", "12:30:00"], "H 12:00:00");
    (second.id, second.origin) = ("s2", Some("TriggeredOutbound"));
    let options = Options {
        data_until: Some(at("30+00:00:00")),
        ..Options::default()
    };
    let sessions = [first, second];
    let report = kpi::report(&sessions, &options);
    let found = Measured(report.sessions[0].kpis.clone());
    found.yes_no(&[("C4.24h", false), ("C4.7d", false)]);
    Measured(report.sessions[1].kpis.clone())
        .null(&["O1"], Reason::Unanswered)
        .yes_no(&[("O1.replied", false)]);
}

#[test]
fn client_time_would_pass_for_server_time() {
    let mut client = session("Agent", HOUR, "C 10:00:00 H 10:01:00");
    client.entries[0].clock_client = true;
    client.entries[0].client_at = Some(0);
    measure(client)
        .flags("R2", &[Flag::ClockClient])
        .null(&["X1.clock_skew_max"], Reason::NoClientTime);
}

#[test]
fn a_digital_worker_would_pass_for_a_human() {
    let mut worker = session("Bot", HOUR, "C 10:00:00 B 10:00:02");
    worker.entries[1].role = Role::DigitalWorker;
    measure(worker)
        .values("R7", &[2])
        .null(&["R5"], Reason::NoHuman);
}

#[test]
fn a_customer_who_left_at_once_would_count_as_abandoned_against_the_option() {
    let waited = |short_abandon| {
        let times = ["14:00:00", "-", "14:00:20"];
        let options = Options {
            short_abandon,
            ..Options::default()
        };
        measure_with(session("Agent", times, "C 14:00:00"), &options)
    };
    waited(0).yes_no(&[("A1", true)]);
    waited(20_000).yes_no(&[("A1", true)]);
    waited(20_001).yes_no(&[("A1", false)]);
}

/// C.5 and C.7 of the assignments: each is waited for from what asked for it.
const TWICE: [&str; 2] = [
    "C 13:00:00 H:ana 13:01:00 C 13:02:00 !transfer 13:04:00 !joined:bo 13:06:00 H:bo 13:07:00",
    "C 13:00:00 H:ana 13:01:00 !inactive 13:31:00 C 14:00:00 !joined:ana 14:01:00 H:ana 14:02:00",
];

#[test]
fn a_second_assignment_would_not_be_waited_for_or_change_the_first() {
    for (timeline, expected) in TWICE.into_iter().zip([[30, 120], [30, 60]]) {
        measure(session(
            "Agent",
            ["13:00:00", "13:00:30", "15:00:00"],
            timeline,
        ))
        .is(&[("Q1", 30)])
        .values("Q1.each", &expected)
        .flags("Q1.each", &[Flag::Approx]);
    }
}

#[test]
fn a_second_handoff_would_not_be_waited_for() {
    let timeline = "C 11:00:00 B 11:00:02 !handoff 11:01:00 !joined:ana 11:01:30 H:ana 11:02:00
        !back 11:03:00 C 11:03:10 B 11:03:12 !handoff 11:04:00 !joined:bo 11:04:45 H:bo 11:05:00";
    measure(session(
        "BotToAgent",
        ["11:00:00", "11:01:30", "11:10:00"],
        timeline,
    ))
    .values("Q1.each", &[30, 45]);
}

#[test]
fn one_who_joins_unasked_would_count_as_an_assignment() {
    for timeline in [
        "C 13:00:00 !joined:ana 13:00:30 H:ana 13:01:00 C 13:02:00 !joined:bo 13:06:00 H:bo 13:07:00",
        // Nothing shows when the next agent came; who joins later was not waited for.
        "C 13:00:00 H:ana 13:01:00 !transfer 13:04:00 H:bo 13:07:00 !joined:cy 13:08:00",
        "C 13:00:00 !accepted 13:00:30 !joined:ana 13:00:31 H:ana 13:01:00",
    ] {
        measure(session(
            "Agent",
            ["13:00:00", "13:00:30", "13:20:00"],
            timeline,
        ))
        .values("Q1.each", &[30]);
    }
}

#[test]
fn assignments_that_rows_tell_would_be_guessed_from_events() {
    let times = [["12:59:50", "13:00:30"], ["13:04:10", "13:06:00"]];
    let stated = Session {
        assignments: times
            .map(|[asked, accepted]| Assignment {
                asked: at(asked),
                accepted: at(accepted),
            })
            .to_vec(),
        ..session("Agent", ["13:00:00", "13:00:30", "15:00:00"], TWICE[0])
    };
    measure(stated)
        .is(&[("Q1", 30)])
        .values("Q1.each", &[40, 110])
        .flags("Q1.each", &[]);
}

#[test]
fn without_an_acceptance_the_waits_for_assignments_would_have_no_reason() {
    measure(session(
        "Agent",
        ["14:00:00", "-", "14:15:00"],
        "C 14:00:00 C 14:05:00",
    ))
    .null(&["Q1", "Q1.each"], Reason::NoAcceptTime);
}
