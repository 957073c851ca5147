//! Hand-worked timelines: every number here was computed by hand from the definitions.

use sealed_transcript::kpi::{
    self, Anchor, Family, Flag, Number, Options, Percentile, Pooled, Reason, Session, Value,
};

use crate::measured::{Measured, at, measure, measure_with, session};

/// C.1.
fn plain() -> Session<'static> {
    session(
        "Agent",
        ["09:00:00", "09:00:40", "09:06:00"],
        "C 09:00:00 S 09:00:01 !joined:ana 09:00:40 H:ana 09:01:00 C 09:02:30 H:ana 09:03:00
         C 09:05:00 H:ana 09:05:10",
    )
}

#[test]
fn c1_a_plain_session_would_be_miscounted_or_split_by_an_automatic_reply() {
    let found = measure(plain());
    found
        .is(&[
            ("M1.c", 3),
            ("M1.h", 3),
            ("M1.b", 0),
            ("M1.s", 1),
            ("M3", 6),
            ("M4", 3),
        ])
        .is(&[
            ("R1", 60),
            ("R2", 60),
            ("R3", 60),
            ("R4", 20),
            ("Q1", 40),
            ("Q2", 320),
        ])
        .flags("Q2", &[Flag::Approx])
        .values("R5", &[60, 30, 10])
        .values("R5.after_first", &[30, 10])
        .values("R6", &[90, 120])
        .waits(100, 0, 260)
        .is(&[
            ("W1.before_first", 0),
            ("D1", 360),
            ("C1", 60),
            ("C2", 360),
            ("R5.max", 60),
        ])
        .yes_no(&[
            ("W2.unanswered", false),
            ("A1", false),
            ("A2", false),
            ("C3", false),
        ]);
    let family = found.family("R5");
    assert_eq!(family.mean.ms(), 33_333);
    assert_eq!(family.median.ms(), 30_000);
    assert_eq!(family.p90.ms(), 54_000);
    assert_eq!(family.max.ms(), 60_000);
    assert_eq!(found.family("R6").mean.ms(), 105_000);
    let nearest = Options {
        percentile: Percentile::NearestRank,
        ..Options::default()
    };
    assert_eq!(
        measure_with(plain(), &nearest).family("R5").p90.ms(),
        60_000
    );
    // Open at the end: the customer, for 50 seconds.
    let open = found.0.episodes("W1.customer").last().copied();
    assert_eq!(
        open.map(|episode| (episode.to_entry, episode.value)),
        Some((None, 50_000))
    );
    found.null(&["W2.open_wait"], Reason::NothingOpen);
}

/// C.2.
fn bursts() -> Session<'static> {
    session(
        "Agent",
        ["10:00:00", "10:00:05", "10:12:00"],
        "C 10:00:00 C 10:00:20 C 10:01:00 H 10:02:00 H 10:02:10 H 10:07:10 C 10:08:00 S 10:08:30
         C 10:09:00 H 10:10:00",
    )
}

#[test]
fn c2_a_burst_would_restart_the_clock_or_be_split_by_a_system_message() {
    let found = measure(bursts());
    found
        .is(&[("M1.c", 5), ("M1.h", 4), ("M1.b", 0), ("M3", 4), ("M4", 2)])
        .values("R5", &[120, 120])
        .values("R6", &[360])
        .is(&[("R2", 120), ("R4", 115), ("Q1", 5)])
        .waits(240, 0, 480)
        .flags("R5", &[]);
    assert_eq!(found.family("R5").mean.ms(), 120_000);
}

#[test]
fn c2_anchor_last_would_not_move_the_clock_or_would_move_the_waits() {
    let last = Options {
        anchor: Anchor::Last,
        ..Options::default()
    };
    measure_with(bursts(), &last)
        .values("R5", &[60, 60])
        .values("R6", &[50])
        .flags("R5", &[Flag::AnchorLast])
        .waits(240, 0, 480)
        .is(&[("R2", 120)]);
}

const HANDED_OFF: &str = "C 11:00:00 B 11:00:02 C 11:00:30 B 11:00:33 C 11:01:00 B 11:01:02
    !handoff 11:01:05 C 11:02:00 !joined 11:03:00 H 11:03:45 C 11:05:00 H 11:05:30";

#[test]
fn c3_a_handoff_would_not_restart_the_human_clock() {
    let times = ["11:00:00", "11:03:00", "11:10:00"];
    let found = measure(session("BotToAgent", times, HANDED_OFF));
    found
        .is(&[
            ("R1", 2),
            ("R2", 160),
            ("R3", 225),
            ("R4", 45),
            ("Q1", 115),
            ("Q2", 420),
        ])
        .values("R5", &[160, 30])
        .values("R7", &[2, 3, 2])
        .values("R6", &[28, 27, 75])
        .waits(190, 7, 403)
        .is(&[("M1.c", 5), ("M1.h", 2), ("M1.b", 3), ("M3", 10), ("M4", 5)])
        .is(&[("B2.duration", 65)])
        .yes_no(&[("B1", false), ("B2.handoff", true)])
        .flags("R2", &[]);
    let family = found.family("R5");
    assert_eq!((family.mean.ms(), family.max.ms()), (95_000, 160_000));
}

#[test]
fn c3b_a_missing_handoff_would_go_unnoticed_or_count_bot_time() {
    let times = ["11:00:00", "11:03:00", "11:10:00"];
    let timeline = "C 11:00:00 B 11:00:02 C 11:00:30 B 11:00:33 C 11:01:00 B 11:01:02
        C 11:02:00 H 11:03:45 C 11:05:00 H 11:05:30";
    measure(session("BotToAgent", times, timeline))
        .is(&[("R2", 163), ("Q1", 118)])
        .values("R5", &[163, 30])
        .waits(193, 7, 400)
        .flags("R2", &[Flag::InferredHandoff])
        .flags("R5", &[Flag::InferredHandoff]);
}

#[test]
fn c4_an_outbound_session_would_get_a_first_response() {
    let times = ["12:00:00", "12:00:00", "12:30:00"];
    let mut outbound = session("Agent", times, "H 12:00:00 C 12:20:00 H 12:21:30");
    outbound.origin = Some("AgentInitiated");
    measure(outbound)
        .null(&["R1", "R2", "R3", "R4"], Reason::AgentInitiated)
        .values("R5", &[90])
        .values("R6", &[1200])
        .is(&[("O1", 1200), ("M4", 1), ("C2", 600), ("C1", 600)])
        .yes_no(&[("O1.replied", true)])
        .waits(90, 0, 1710);
}

#[test]
fn c5_a_transfer_would_reset_the_wait_or_be_blamed_on_the_next_agent() {
    let times = ["13:00:00", "13:00:30", "13:20:00"];
    let timeline = "C 13:00:00 H:ana 13:01:00 C 13:02:00 !transfer 13:04:00 !joined:bo 13:06:00
        H:bo 13:07:00 H:bo 13:07:30 C 13:10:00 H:bo 13:11:00";
    let sessions = [session("Agent", times, timeline)];
    let report = kpi::report(&sessions, &Options::default());
    let found = Measured(report.sessions[0].kpis.clone());
    found
        .values("R5", &[60, 300, 60])
        .values("R6", &[60, 180])
        .values("T2", &[180])
        .values("R8.inherited_wait", &[240, 0])
        .is(&[("T1.transfers", 1), ("T1.agents", 2), ("M3", 6)])
        .waits(420, 0, 780);
    assert_eq!(found.family("R5").mean.ms(), 140_000);
    let answered = &found.0.episodes("R5");
    let actors: Vec<_> = answered
        .iter()
        .filter_map(|episode| episode.actor)
        .collect();
    assert_eq!(actors, ["ana", "bo", "bo"]);
    let [ana, bo] = [0, 1].map(|agent| Measured(report.agents[agent].kpis.clone()));
    assert_eq!(
        [report.agents[0].agent, report.agents[1].agent],
        ["ana", "bo"]
    );
    ana.values("R8", &[60])
        .null(&["R8.inherited_wait"], Reason::NoAcceptTime);
    bo.values("R8", &[300, 60])
        .values("R8.inherited_wait", &[240, 0])
        .is(&[("M1.h", 3)]);
}

#[test]
fn c6_an_abandoned_session_would_be_averaged_or_lose_its_reason() {
    let times = ["14:00:00", "-", "14:15:00"];
    measure(session("Agent", times, "C 14:00:00 S 14:00:01 C 14:05:00"))
        .null(&["R1", "R2", "R3", "R4", "R5"], Reason::Unanswered)
        .is(&[("W2.open_wait", 900), ("M3", 1), ("M4", 0), ("C1", 600)])
        .yes_no(&[("W2.unanswered", true), ("A1", true), ("A2", false)])
        .waits(900, 0, 0)
        .null(&["Q1", "Q2"], Reason::NoAcceptTime);
}

#[test]
fn c6b_an_open_wait_would_enter_the_mean() {
    let times = ["14:30:00", "14:31:00", "14:50:00"];
    measure(session("Agent", times, "C 14:30:00 H 14:32:00 C 14:40:00"))
        .is(&[("R2", 120), ("W2.open_wait", 600), ("M4", 1)])
        .values("R5", &[120])
        .yes_no(&[("W2.unanswered", true), ("A1", false), ("A2", false)])
        .waits(720, 0, 480);
}

#[test]
fn c6c_a_greeting_would_answer_or_a_bot_session_would_want_a_human() {
    let times = ["16:00:00", "-", "16:05:00"];
    let timeline = "B 16:00:00 C 16:00:20 B 16:00:22 C 16:01:00 B 16:01:03";
    let found = measure(session("Bot", times, timeline));
    found
        .is(&[("R1", 2), ("M3", 5), ("M4", 2), ("C2", 280)])
        .null(&["R2", "R3", "R4", "R5"], Reason::NoHuman)
        .yes_no(&[("B1", true), ("B1.abandoned", false), ("A1", false)])
        .values("R7", &[2, 3])
        .values("R6", &[20, 38])
        .waits(0, 5, 295);
    assert_eq!(found.family("R7").mean.ms(), 2_500);
}

/// C.7: two sessions of one conversation, the first inactive for a while.
fn resumed() -> [Session<'static>; 2] {
    let first = session(
        "Agent",
        ["08:00:00", "08:00:30", "09:10:00"],
        "C 08:00:00 H:ana 08:01:00 !inactive 08:31:00 C 09:00:00 !joined:ana 09:01:00
         H:ana 09:02:00",
    );
    let mut second = session(
        "Agent",
        ["15:00:00", "15:00:20", "15:05:00"],
        "C 15:00:00 H:bo 15:00:50",
    );
    second.id = "s2";
    [first, second]
}

#[test]
fn c7_inactive_time_would_count_as_engaged_or_sessions_would_run_together() {
    let sessions = resumed();
    let report = kpi::report(&sessions, &Options::default());
    let [a, b] = [0, 1].map(|index| Measured(report.sessions[index].kpis.clone()));
    a.values("R5", &[60, 120])
        .values("R6", &[3540])
        .waits(180, 0, 4020)
        .is(&[
            ("D3.inactive", 1740),
            ("D3", 2460),
            ("D1", 4200),
            ("T1.transfers", 0),
        ])
        .yes_no(&[("C4.24h", true), ("C4.7d", true)]);
    b.is(&[("R2", 50), ("D1", 300)])
        .waits(50, 0, 250)
        .null(&["C4.24h", "C4.7d"], Reason::DataWindow);
    assert_eq!(report.conversations[0].sessions, 2);
    Measured(report.conversations[0].kpis.clone())
        .is(&[("D2.span", 25_500), ("D2.in_session", 4500)])
        .values("D2.gaps", &[21_000]);
}

#[test]
fn c7_exclude_inactive_would_touch_a_human_wait_or_leave_the_customers() {
    let options = Options {
        exclude_inactive: true,
        ..Options::default()
    };
    let [first, _] = resumed();
    measure_with(first, &options)
        .values("R6", &[1800])
        .values("R5", &[60, 120])
        .waits(180, 0, 2280)
        .is(&[("D3", 2460), ("D1", 4200)])
        .flags("W1.customer", &[Flag::InactiveExcluded])
        .flags("R6", &[Flag::InactiveExcluded]);
}

#[test]
fn c7_repeat_contact_would_be_told_before_the_data_window_covers_it() {
    let sessions = resumed();
    for (until, known) in [
        ("1+15:04:59", None),
        ("1+15:05:00", Some(Value::Bool(false))),
    ] {
        let options = Options {
            data_until: Some(at(until)),
            ..Options::default()
        };
        let report = kpi::report(&sessions, &options);
        let repeat = report.sessions[1].kpis.get("C4.24h").expect("C4.24h");
        assert_eq!(repeat.value, known, "{until}");
    }
}

#[test]
fn c9_percentiles_would_drift_from_type_7_or_from_nearest_rank() {
    let values: Vec<i64> = (1..10).map(|n| n * 10_000).chain([600_000]).collect();
    let of = |method| Family::of_ms(&values, method).expect("ten values");
    let ms = |family: Family| {
        let Family {
            mean,
            median,
            p75,
            p90,
            p95,
            ..
        } = family;
        [mean, median, p75, p90, p95].map(Number::ms)
    };
    assert_eq!(
        ms(of(Percentile::Linear)),
        [105_000, 55_000, 77_500, 141_000, 370_500]
    );
    assert_eq!(
        ms(of(Percentile::NearestRank)),
        [105_000, 50_000, 80_000, 90_000, 600_000]
    );
    let exact = kpi::summary::percentile(&values, 99, Percentile::Linear).map(Number::ms);
    assert_eq!(exact, Some(554_100));
}

#[test]
fn c9_a_mean_of_means_would_be_sold_as_the_pooled_mean() {
    let mut long = session(
        "Agent",
        ["10:00:00", "-", "11:00:00"],
        "C 10:00:00 H 10:05:00",
    );
    long.id = "s2";
    let sessions = [plain(), long];
    let report = kpi::report(&sessions, &Options::default());
    let total = report.totals.get("R5").expect("R5");
    let Some(Pooled::Family(pooled)) = total.pooled else {
        panic!("no pooled family")
    };
    assert_eq!((pooled.n, pooled.mean.ms()), (4, 100_000));
    assert_eq!(total.session_means.expect("means").mean.ms(), 166_667);
}

#[test]
fn c10_order_by_client_time_would_invent_an_agent_response() {
    let mut skewed = session(
        "Agent",
        ["10:01:00", "-", "10:02:00"],
        "H 10:01:02 C 10:01:06",
    );
    skewed.entries[0].client_at = Some(at("10:00:59"));
    skewed.entries[1].client_at = Some(at("09:51:05"));
    measure(skewed)
        .values("R6", &[4])
        .values("R5", &[])
        .is(&[("X1.clock_skew_max", 601), ("W1.before_first", 2)]);
}

#[test]
fn c10_messages_of_equal_time_would_swap_or_lose_their_episode() {
    let times = ["10:00:00", "-", "10:01:00"];
    measure(session(
        "Agent",
        times,
        "C 10:00:00 H 10:00:00 C 10:00:00 H 10:00:30",
    ))
    .values("R5", &[0, 30])
    .values("R6", &[0])
    .waits(30, 0, 30);
}
