//! What must hold of any sessions, however odd.

use proptest::prelude::*;
use sealed_transcript::kpi::summary::percentile;
use sealed_transcript::kpi::{
    self, Anchor, Attribution, Clock, Dimension, Entry, Family, Kpi, Kpis, Number, Only, Options,
    Owner, Percentile, Session, Status, Targets, Value, What, Work,
};
use sealed_transcript::model::{Role, time::Zone};

const IDS: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0_i64..100,
        2 => -1_000_000_i64..1_000_000,
        1 => any::<i64>(),
        1 => Just(i64::MIN),
        1 => Just(i64::MAX),
    ]
}

fn owner() -> impl Strategy<Value = Owner> {
    prop::sample::select(vec![Owner::Agent, Owner::Bot, Owner::Queue, Owner::Unknown])
}

fn work() -> impl Strategy<Value = Work> {
    prop::sample::select(vec![
        Work::Accepted,
        Work::Escalated,
        Work::Transferred,
        Work::Other,
    ])
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        12 => Just(What::Message),
        1 => Just(What::BotEscalated),
        2 => (owner(), owner()).prop_map(|(from, to)| What::OwnerChanged { from, to }),
        1 => (work(), any::<bool>()).prop_map(|(work, bot)| What::WorkResult { work, bot }),
        1 => (any::<bool>(), owner())
            .prop_map(|(transfer, to)| What::RoutingResult { transfer, to }),
        1 => Just(What::Joined),
        1 => Just(What::Left),
        2 => prop::sample::select(vec![Status::Inactive, Status::Paused, Status::Other])
            .prop_map(What::Status),
        1 => Just(What::Other),
    ]
}

fn entry() -> impl Strategy<Value = Entry<'static>> {
    let roles = prop::sample::select(Role::ALL.to_vec());
    let talkers = prop::sample::select(vec![Role::EndUser, Role::Agent, Role::Bot]);
    let role = prop_oneof![4 => talkers, 1 => roles];
    let actor = prop::sample::select(vec!["", "ana", "bo", "kim"]);
    let odd = (any::<u32>(), prop::option::of(time()), 0_u8..20);
    (time(), role, what(), actor, odd).prop_map(|(at, role, what, actor, (chars, client, odd))| {
        Entry {
            id: "e".into(),
            at,
            role,
            actor,
            what,
            chars,
            attachments: chars,
            undelivered: odd == 0,
            clock_client: odd == 1,
            client_at: client,
            automated: odd == 2,
            ..Entry::default()
        }
    })
}

fn session() -> impl Strategy<Value = Session<'static>> {
    let maybe = || prop::option::of(time());
    let kind = prop::sample::select(vec![None, Some("Bot"), Some("BotToAgent"), Some("Agent")]);
    let origin = prop::sample::select(vec![None, Some("AgentInitiated"), Some("InboundInitiated")]);
    let status = prop::sample::select(vec![None, Some("Ended"), Some("Active")]);
    let conversation = prop::sample::select(vec!["c1", "c2"]);
    let row = (
        any::<bool>(),
        maybe(),
        maybe(),
        maybe(),
        kind,
        origin,
        status,
    );
    (conversation, row, prop::collection::vec(entry(), 0..30)).prop_map(
        |(conversation, (has_row, start, accept, end, agent_type, origin, status), entries)| {
            Session {
                conversation,
                has_row,
                start,
                accept,
                end,
                agent_type,
                origin,
                status,
                entries,
                reported: vec![("AverageAgentResponseTime", i64::MAX)],
                ..Session::default()
            }
        },
    )
}

fn sessions() -> impl Strategy<Value = Vec<Session<'static>>> {
    prop::collection::vec(session(), 0..6).prop_map(|mut sessions| {
        for (session, id) in sessions.iter_mut().zip(IDS) {
            session.id = id;
        }
        sessions
    })
}

const NIGHTS: &str =
    r#"{"zone": "UTC", "weekly": {"wed": [["22:00", "06:00"]], "thu": [["00:00", "00:01"]]}}"#;

fn options() -> impl Strategy<Value = Options> {
    (
        any::<[bool; 6]>(),
        prop::option::of(time()),
        prop::option::of(time()),
    )
        .prop_map(
            |(
                [last, exclude_inactive, count_undelivered, rank, open, late],
                idle_cap,
                data_until,
            )| Options {
                anchor: if last { Anchor::Last } else { Anchor::First },
                exclude_inactive,
                idle_cap,
                count_undelivered,
                data_until,
                omit_episodes: false,
                omit_sessions: false,
                short_abandon: if late { 20 } else { 0 },
                only: None,
                percentile: if rank {
                    Percentile::NearestRank
                } else {
                    Percentile::Linear
                },
                hours: open.then(|| serde_json::from_str(NIGHTS).expect("hours")),
                sla: Targets {
                    first_response: open.then_some(10),
                    next_response: late.then_some(20),
                    clock: if late { Clock::Business } else { Clock::Wall },
                },
                group_by: vec![Dimension::Agent, Dimension::Origin, Dimension::Day],
                attribution: if late {
                    Attribution::EventEnd
                } else {
                    Attribution::SessionStart
                },
                zone: Zone::utc(),
            },
        )
}

/// Options of which each differs from the one before in one thing.
fn changes() -> impl Strategy<Value = Vec<Options>> {
    let which = prop::collection::vec((0_usize..14, any::<bool>()), 1..6);
    (options(), options(), which).prop_map(|(first, second, which)| {
        let mut options = Options {
            omit_sessions: true,
            group_by: Vec::new(),
            ..first.clone()
        };
        let mut all = vec![options.clone()];
        for (which, back) in which {
            let from = if back { &first } else { &second };
            match which {
                0 => options.anchor = from.anchor,
                1 => options.exclude_inactive = from.exclude_inactive,
                2 => options.idle_cap = from.idle_cap,
                3 => options.count_undelivered = from.count_undelivered,
                4 => options.data_until = from.data_until,
                5 => options.percentile = from.percentile,
                6 => options.short_abandon = from.short_abandon,
                7 => options.hours.clone_from(&from.hours),
                8 => options.sla = from.sla,
                9 => options.sla.clock = from.sla.clock,
                10 => options.zone = if back { Zone::utc() } else { eastern() },
                11 => options.group_by.clone_from(&from.group_by),
                12 => options.omit_sessions = !options.omit_sessions,
                _ => {
                    let key = back.then(|| String::from("AgentInitiated"));
                    let by = Dimension::Origin;
                    options.only = options.only.xor(Some(Only { by, key }));
                }
            }
            all.push(options.clone());
        }
        all
    })
}

/// Three hours east.
fn eastern() -> Zone {
    Zone {
        name: String::from("Etc/GMT-3"),
        offsets: vec![(i64::MIN, 3 * 3600)],
    }
}

/// Checks one KPI by itself.
fn sound(kpis: &Kpis<'_>, kpi: &Kpi) -> Result<(), TestCaseError> {
    prop_assert_eq!(kpi.value.is_none(), kpi.reason.is_some(), "{:?}", kpi);
    prop_assert_eq!(kpi.value.is_none(), kpi.n == 0, "{:?}", kpi);
    for episode in kpis.evidence(kpi) {
        prop_assert!(
            episode.value >= 0 && episode.from_ms <= episode.to_ms,
            "{:?}",
            kpi
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_four_waits_would_not_sum_to_the_session(
        sessions in sessions(), options in options()
    ) {
        let options = Options { exclude_inactive: false, ..options };
        for row in &kpi::report(&sessions, &options).sessions {
            let parts = ["W1.human", "W1.bot", "W1.customer", "W1.before_first"];
            let waits: Vec<i64> = parts.iter().filter_map(|id| row.kpis.ms(id)).collect();
            prop_assert!(waits.iter().all(|&wait| wait >= 0), "{:?}", waits);
            if let Some(duration) = row.kpis.ms("D1") {
                prop_assert_eq!(waits.len(), 4);
                prop_assert_eq!(waits.iter().sum::<i64>(), duration);
            }
        }
    }

    #[test]
    fn some_input_would_panic_or_give_a_null_without_reason(
        sessions in sessions(), options in options()
    ) {
        let report = kpi::report(&sessions, &options);
        prop_assert_eq!(report.sessions.len(), sessions.len());
        let of_sessions = report.sessions.iter().map(|row| &row.kpis);
        let of_conversations = report.conversations.iter().map(|row| &row.kpis);
        let of_agents = report.agents.iter().map(|row| &row.kpis);
        for kpis in of_sessions.chain(of_conversations).chain(of_agents) {
            kpis.iter().try_for_each(|kpi| sound(kpis, kpi))?;
        }
        prop_assert!(serde_json::to_string(&report).is_ok());
        kpi::table::text(&report);
        kpi::csv::sessions(&report);
        kpi::csv::groups(&report);
    }

    #[test]
    fn numbers_of_other_options_would_stay_in_a_report(
        sessions in sessions(), changes in changes(), reported in any::<bool>()
    ) {
        let mut sessions = sessions;
        for session in sessions.iter_mut().filter(|_| !reported) {
            session.reported.clear();
        }
        let again = kpi::reports(&sessions, &changes);
        prop_assert_eq!(again.len(), changes.len());
        for (report, options) in again.iter().zip(&changes) {
            prop_assert_eq!(report, &kpi::report(&sessions, options));
        }
    }

    #[test]
    fn the_order_of_sessions_would_change_the_report(
        (sessions, shuffled) in sessions().prop_flat_map(|sessions| {
            (Just(sessions.clone()), Just(sessions).prop_shuffle())
        }),
        options in options(),
    ) {
        prop_assert_eq!(kpi::report(&sessions, &options), kpi::report(&shuffled, &options));
    }

    #[test]
    fn human_answers_and_what_stays_open_would_exceed_the_wait_for_humans(
        sessions in sessions()
    ) {
        for row in &kpi::report(&sessions, &Options::default()).sessions {
            let answered = row.kpis.family("R5").map_or(0, |family| family.sum.ms());
            let open = row.kpis.ms("W2.open_wait").unwrap_or(0);
            prop_assert!(answered + open <= row.kpis.ms("W1.human").unwrap_or(0));
        }
    }

    #[test]
    fn percentiles_would_differ_from_their_definition(
        values in prop::collection::vec(0_i64..1_000_000, 1..60), percent in 0_u8..=100
    ) {
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let position = (sorted.len() - 1) as f64 * f64::from(percent) / 100.0;
        let (low, high) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
        let naive = low as f64 + (position - position.floor()) * (high - low) as f64;
        let linear = percentile(&values, percent, Percentile::Linear).map(Number::as_f64);
        prop_assert!(linear.is_some_and(|linear| (linear - naive).abs() <= 0.500_001));

        let enough = |value: i64| {
            let below = sorted.iter().filter(|&&other| other <= value).count();
            below * 100 >= usize::from(percent) * sorted.len()
        };
        let naive = sorted.iter().copied().find(|&value| enough(value));
        let rank = percentile(&values, percent, Percentile::NearestRank).map(Number::ms);
        prop_assert_eq!(rank, naive);
    }

    #[test]
    fn a_mean_would_be_rounded_down_or_lose_a_millisecond(
        values in prop::collection::vec(0_i64..1_000_000, 1..60)
    ) {
        let (sum, n) = (values.iter().sum::<i64>(), values.len() as i64);
        let mean = Family::of_ms(&values, Percentile::Linear).map(|family| family.mean.ms());
        let up = i64::from(2 * (sum % n) >= n);
        prop_assert_eq!(mean, Some(sum / n + up));
    }

    #[test]
    fn parts_of_random_sessions_measured_apart_would_give_other_totals(
        sessions in sessions(), options in options()
    ) {
        let options = Options { data_until: Some(1_000_000), ..options };
        let (one, other): (Vec<_>, Vec<_>) =
            sessions.iter().cloned().partition(|session| session.conversation == "c1");
        // A calendar covers the times of its part: an acceptance far outside has no business hours
        // there, and may have in the whole.
        let options = Options { hours: None, ..options };
        let whole = kpi::report(&sessions, &options);
        let mut tallies = kpi::report(&other, &options).tallies();
        tallies.merge(kpi::report(&one, &options).tallies());
        prop_assert_eq!(tallies.totals(options.percentile), whole.totals);
    }

    #[test]
    fn business_time_would_exceed_the_wall_clock_or_not_add_up_over_a_split(
        times in prop::collection::vec(0_i64..2_000_000_000, 3)
    ) {
        let mut times = times;
        times.sort_unstable();
        let lasts = |id, from: usize, to: usize| Session {
            id,
            conversation: "c1",
            has_row: true,
            start: Some(times[from]),
            end: Some(times[to]),
            ..Session::default()
        };
        let sessions = [lasts("s0", 0, 1), lasts("s1", 1, 2), lasts("s2", 0, 2)];
        let options = Options {
            hours: serde_json::from_str(NIGHTS).ok(),
            ..Options::default()
        };
        let report = kpi::report(&sessions, &options);
        let open = |id: &str| {
            let row = report.sessions.iter().find(|row| row.session == id);
            let kpi = row.and_then(|row| row.kpis.get("D1"));
            match (kpi.and_then(|kpi| kpi.bh.as_ref()), kpi.and_then(|kpi| kpi.value.as_ref())) {
                (Some(Value::Number(open)), Some(Value::Number(wall))) => Some((open.ms(), wall.ms())),
                _ => None,
            }
        };
        let [first, second, whole] = ["s0", "s1", "s2"].map(open);
        prop_assert!(first.is_some() && second.is_some() && whole.is_some());
        for (open, wall) in [first, second, whole].into_iter().flatten() {
            prop_assert!((0..=wall).contains(&open));
        }
        let sum = first.zip(second).map(|(a, b)| a.0 + b.0);
        prop_assert_eq!(sum, whole.map(|whole| whole.0));
    }
}
