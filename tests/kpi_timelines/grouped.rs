//! Groups of sessions, and parts of an archive that were measured apart.

use sealed_transcript::kpi::session::Row;
use sealed_transcript::kpi::{
    self, Attribution, Dimension, Group, Only, Options, Percentile, Pooled, Session, Tallies,
};

use crate::measured::{at, session};

fn three() -> [Session<'static>; 3] {
    let web = Row {
        channel_name: Some("Web"),
        ..Row::default()
    };
    let night = "C 23:50:00 H:ana 0+23:55:00 C 23:56:00 H:bo 1+00:30:00";
    [
        Session {
            row: web,
            ..session("Agent", ["23:50:00", "-", "1+01:00:00"], night)
        },
        Session {
            id: "s2",
            conversation: "c2",
            row: web,
            ..session(
                "Agent",
                ["10:00:00", "-", "10:30:00"],
                "C 10:00:00 H:ana 10:01:00",
            )
        },
        Session {
            id: "s3",
            conversation: "c3",
            ..session("Agent", ["10:00:00", "-", "10:30:00"], "C 10:00:00")
        },
    ]
}

fn grouped(by: &[Dimension], attribution: Attribution) -> Vec<(String, u64, u64)> {
    let sessions = three();
    let options = Options {
        group_by: by.to_vec(),
        attribution,
        ..Options::default()
    };
    let report = kpi::report(&sessions, &options);
    let answered =
        |group: &Group<'_>| match group.totals.get("R5").and_then(|of| of.pooled.as_ref()) {
            Some(Pooled::Family(family)) => family.n,
            _ => 0,
        };
    let rows = report.groups.iter();
    rows.map(|group| {
        let key = group.key.as_deref().unwrap_or("(not known)").to_owned();
        (key, group.sessions, answered(group))
    })
    .collect()
}

fn key(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_session_whose_channel_is_not_known_would_vanish_from_the_groups() {
    let found = grouped(&[Dimension::ChannelName], Attribution::SessionStart);
    assert_eq!(found, [(key("Web"), 2, 3), (key("(not known)"), 1, 0)]);
}

#[test]
fn a_session_of_two_agents_would_belong_to_one() {
    let found = grouped(&[Dimension::Agent], Attribution::SessionStart);
    assert_eq!(found, [(key("ana"), 2, 3), (key("bo"), 1, 2)]);
}

#[test]
fn a_reply_after_midnight_would_count_on_the_wrong_day() {
    let by_start = grouped(&[Dimension::Day], Attribution::SessionStart);
    assert_eq!(by_start, [(key("2025-03-03"), 3, 3)]);
    let by_end = grouped(&[Dimension::Day], Attribution::EventEnd);
    assert_eq!(
        by_end,
        [(key("2025-03-03"), 3, 2), (key("2025-03-04"), 1, 1)]
    );
}

#[test]
fn a_period_would_be_that_of_another_zone_or_calendar() {
    let of = |by| grouped(&[by], Attribution::SessionStart)[0].0.clone();
    assert_eq!(of(Dimension::Weekday), key("1"));
    assert_eq!(of(Dimension::Hour), key("10"));
    assert_eq!(of(Dimension::Week), key("2025-W10"));
    assert_eq!(of(Dimension::Month), key("2025-03"));
}

#[test]
fn the_heatmap_would_miss_a_message_or_put_it_in_another_hour() {
    let sessions = three();
    let report = kpi::report(&sessions, &Options::default());
    let map = &report.heatmap;
    assert_eq!((map.messages[0][23], map.messages[0][10]), (2, 2));
    assert_eq!(map.messages.iter().flatten().sum::<u64>(), 4);
}

#[test]
fn parts_measured_apart_would_give_other_totals_than_the_whole() {
    let sessions = three();
    let options = Options {
        data_until: Some(at("2+00:00:00")),
        ..Options::default()
    };
    let whole = kpi::report(&sessions, &options);
    let mut tallies = Tallies::default();
    for part in sessions.chunks(1).rev() {
        let json = serde_json::to_string(&kpi::report(part, &options).tallies()).expect("JSON");
        tallies.merge(serde_json::from_str(&json).expect("tallies"));
    }
    for percentile in [Percentile::Linear, Percentile::NearestRank] {
        assert_eq!(
            tallies.totals(percentile),
            whole.tallies().totals(percentile)
        );
    }
    assert_eq!(tallies.totals(Percentile::Linear), whole.totals);
}

#[test]
fn one_group_alone_would_give_other_totals_than_among_all() {
    let sessions = three();
    let all = Options {
        group_by: vec![Dimension::Agent, Dimension::ChannelType, Dimension::Day],
        ..Options::default()
    };
    let report = kpi::report(&sessions, &all);
    assert!(report.groups.len() > 3);
    for group in &report.groups {
        let only = Options {
            only: Some(Only {
                by: group.dimension,
                key: group.key.as_deref().map(str::to_owned),
            }),
            ..Options::default()
        };
        let alone = kpi::report(&sessions, &only);
        for id in ["R5", "M1.c", "D1", "W2.unanswered", "C4.24h"] {
            assert_eq!(
                alone.totals.get(id),
                group.totals.get(id),
                "{id} of {:?}",
                group.key
            );
        }
    }
}

#[test]
fn totals_alone_would_differ_from_those_with_rows() {
    let sessions = three();
    let rows = kpi::report(&sessions, &Options::default());
    let totals = kpi::report(
        &sessions,
        &Options {
            omit_sessions: true,
            omit_episodes: true,
            ..Options::default()
        },
    );
    assert_eq!(totals.totals, rows.totals);
    assert_eq!(totals.heatmap, rows.heatmap);
    assert!(totals.sessions.is_empty() && totals.conversations.is_empty());
    assert!(
        totals
            .options
            .to_string()
            .contains("anchor first; percentile linear")
    );
}
