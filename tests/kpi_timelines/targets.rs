//! Service levels: C.9 of the reference.

use sealed_transcript::kpi::{self, Attainment, Clock, Options, Reason, Session, Targets};

use crate::measured::{measure_with, session};

fn options() -> Options {
    Options {
        sla: Targets {
            first_response: Some(120_000),
            next_response: Some(120_000),
            clock: Clock::Wall,
        },
        ..Options::default()
    }
}

/// First responses of 60, 120, 160 and 300 s, one unanswered for 900 s, one waiting for 20 s.
fn six() -> Vec<Session<'static>> {
    let answered = [
        "C 10:00:00 H:ana 10:01:00",
        "C 10:00:00 H:ana 10:02:00",
        "C 10:00:00 H:ana 10:02:40",
        "C 10:00:00 H:ana 10:05:00",
    ]
    .map(|line| session("Agent", ["10:00:00", "10:00:00", "10:30:00"], line));
    let ended = session("Agent", ["10:00:00", "-", "10:15:00"], "C 10:00:00");
    let open = session("Agent", ["10:00:00", "-", "-"], "C 10:00:00 S 10:00:20");
    let ids = ["s1", "s2", "s3", "s4", "s5", "s6"];
    let all = answered.into_iter().chain([ended, open]);
    all.zip(ids)
        .map(|(one, id)| Session { id, ..one })
        .collect()
}

#[test]
fn c9_an_unanswered_wait_would_not_count_as_a_breach() {
    let sessions = six();
    let report = kpi::report(&sessions, &options());
    let Attainment {
        met,
        breached,
        undetermined,
        answered,
        attainment,
        answered_only,
        ..
    } = report.sla[0];
    assert_eq!((met, breached, undetermined, answered), (2, 3, 1, 4));
    let percent = |share: Option<kpi::Number>| share.expect("a share").as_f64() * 100.0;
    assert!((percent(attainment) - 40.0).abs() < 1e-9);
    assert!((percent(answered_only) - 50.0).abs() < 1e-9);
    // Each of them waited for one response.
    let next = report.sla[1];
    assert_eq!((next.met, next.breached, next.undetermined), (2, 3, 1));
}

#[test]
fn a_response_that_takes_exactly_the_target_would_miss_it() {
    let exact = "C 10:00:00 H:ana 10:02:00";
    measure_with(
        session("Agent", ["10:00:00", "-", "10:30:00"], exact),
        &options(),
    )
    .yes_no(&[("S1", true)])
    .is(&[("S2.met", 1), ("S2.breached", 0), ("S2.undetermined", 0)]);
}

#[test]
fn a_session_without_a_response_to_give_would_be_a_breach() {
    let outbound = Session {
        origin: Some("AgentInitiated"),
        ..session(
            "Agent",
            ["10:00:00", "-", "10:30:00"],
            "H:ana 10:00:00 C 10:20:00",
        )
    };
    measure_with(outbound, &options()).null(&["S1"], Reason::AgentInitiated);
    let contained = session(
        "Bot",
        ["10:00:00", "-", "10:30:00"],
        "C 10:00:00 B 10:00:02",
    );
    measure_with(contained, &options()).null(&["S1", "S2"], Reason::NoHuman);
}

#[test]
fn without_a_target_a_session_would_meet_it() {
    let plain = "C 10:00:00 H:ana 10:02:00";
    measure_with(
        session("Agent", ["10:00:00", "-", "10:30:00"], plain),
        &Options::default(),
    )
    .null(
        &["S1", "S2", "S2.met", "S2.breached", "S2.undetermined"],
        Reason::NoTarget,
    );
}

#[test]
fn a_target_in_business_hours_without_a_schedule_would_be_held_by_the_wall_clock() {
    let business = Options {
        sla: Targets {
            clock: Clock::Business,
            ..options().sla
        },
        ..Options::default()
    };
    let plain = "C 10:00:00 H:ana 10:02:00";
    measure_with(
        session("Agent", ["10:00:00", "-", "10:30:00"], plain),
        &business,
    )
    .null(&["S1", "S2"], Reason::NoSchedule);
}
