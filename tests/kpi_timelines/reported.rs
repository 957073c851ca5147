//! Salesforce's own numbers beside ours.

use sealed_transcript::kpi::reported::Likely;
use sealed_transcript::kpi::{self, Anchor, Options, Session};

use crate::measured::session;

/// C.2: bursts, so that the anchor matters.
fn bursts(reported: Vec<(&'static str, i64)>) -> Session<'static> {
    let line = "C 10:00:00 C 10:00:20 C 10:01:00 H:ana 10:02:00 H:ana 10:02:10 H:ana 10:07:10 \
                C 10:08:00 S 10:08:30 C 10:09:00 H:ana 10:10:00";
    Session {
        reported,
        ..session("Agent", ["10:00:00", "10:00:05", "10:12:00"], line)
    }
}

fn likely(name: &'static str, value: i64) -> Option<Likely> {
    let sessions = [bursts(vec![(name, value)])];
    let report = kpi::report(&sessions, &Options::default());
    assert_eq!(report.reported.len(), 1);
    report.reported[0].likely
}

#[test]
fn a_difference_would_stay_without_its_most_likely_reason() {
    assert_eq!(likely("AverageAgentResponseTime", 120), None);
    assert_eq!(likely("AverageAgentResponseTime", 60), Some(Likely::Anchor));
    assert_eq!(
        likely("AverageAgentResponseTime", 500),
        Some(Likely::Unknown)
    );
    assert_eq!(likely("EndUserMessageCount", 5), None);
    assert_eq!(
        likely("MessagingSession.EndUserMessageCount", 0),
        Some(Likely::NotCalculated)
    );
    assert_eq!(likely("EndUserMessageCount", 0), Some(Likely::Unknown));
    assert_eq!(
        likely("EndUserMessageCount", 9),
        Some(Likely::MissingEntries)
    );
}

#[test]
fn reported_and_computed_would_be_mixed_up() {
    let sessions = [bursts(vec![("AverageAgentResponseTime", 225)])];
    let report = kpi::report(&sessions, &Options::default());
    let one = report.reported[0];
    assert_eq!((one.reported, one.computed), (225_000, Some(120_000)));
    assert_eq!(one.difference, Some(-105_000));
    let kpi = report.sessions[0].kpis.get("R5").expect("R5");
    assert_eq!(kpi.reported, Some(225_000));
    assert_eq!(
        report.sessions[0].kpis.family("R5").expect("R5").mean.ms(),
        120_000
    );
}

#[test]
fn the_way_to_measure_that_comes_closest_would_not_be_found() {
    let sessions = [bursts(vec![
        ("AverageAgentResponseTime", 60),
        ("AverageEndUserResponseTime", 360),
    ])];
    let report = kpi::report(&sessions, &Options::default());
    let closest: Vec<_> = report
        .calibration
        .iter()
        .map(|found| (found.id, found.variants[0].anchor, found.variants[0].equal))
        .collect();
    assert_eq!(closest, [("R5", Anchor::Last, 1), ("R6", Anchor::First, 1)]);
}

#[test]
fn a_second_source_of_the_same_number_would_hide_behind_the_first() {
    let sessions = [bursts(vec![
        ("EndUserMessageCount", 5),
        ("MessagingSession.EndUserMessageCount", 0),
        ("LiveChatTranscript.AverageResponseTimeOperator", 60),
        ("AverageAgentResponseTime", 120),
    ])];
    let report = kpi::report(&sessions, &Options::default());
    let found: Vec<_> = report
        .reported
        .iter()
        .map(|one| (one.id, one.salesforce, one.likely))
        .collect();
    assert_eq!(
        found,
        [
            ("M1.c", "EndUserMessageCount", None),
            (
                "M1.c",
                "MessagingSession.EndUserMessageCount",
                Some(Likely::NotCalculated)
            ),
            ("R5", "AverageAgentResponseTime", None),
            (
                "R5",
                "LiveChatTranscript.AverageResponseTimeOperator",
                Some(Likely::Anchor)
            ),
        ]
    );
    let closest: Vec<_> = report
        .calibration
        .iter()
        .map(|found| (found.salesforce, found.variants[0].anchor))
        .collect();
    assert_eq!(
        closest,
        [
            ("AverageAgentResponseTime", Anchor::First),
            (
                "LiveChatTranscript.AverageResponseTimeOperator",
                Anchor::Last
            ),
        ]
    );
}

#[test]
fn several_assignments_would_pass_for_an_unknown_difference() {
    // Accepted after 5 s, ended after 12 min: handled for 715 s, as far as times of sessions tell.
    let one = |reported| {
        let sessions = [bursts(reported)];
        let report = kpi::report(&sessions, &Options::default());
        let found = report.reported.iter();
        let found = found.map(|one| (one.id, one.computed, one.likely));
        found.collect::<Vec<_>>()
    };
    assert_eq!(
        one(vec![
            ("AgentWork.SpeedToAnswer", 5),
            ("AgentWork.HandleTime", 600)
        ]),
        [
            ("Q1", Some(5_000), None),
            ("Q2", Some(715_000), Some(Likely::Approx))
        ]
    );
    assert_eq!(
        one(vec![
            ("AgentWork.HandleTime", 900),
            ("AgentWork accepted", 2)
        ]),
        [("Q2", Some(715_000), Some(Likely::Reassigned))]
    );
    assert_eq!(
        one(vec![("AgentWork.Status", 1)]),
        [("A1", Some(0), Some(Likely::Unknown))]
    );
}
