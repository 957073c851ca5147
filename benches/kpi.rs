//! All KPIs beside the reading of the same entries, in the same run.
//!
//! `cargo bench --bench kpi [ENTRIES [ROUNDS]]`. Rounds are interleaved and the fastest of each counts.

use std::{hint::black_box, rc::Rc, time::Instant};

use fixtures::{
    scenario::random,
    write::{Object, Payload, list_entries, table_head, table_row_csv},
};
use sealed_transcript::{
    archive::Archive,
    intake::Intake,
    kpi::{Anchor, Hours, Input, Options, Targets},
    limits::Limits,
    model::time::Zone,
    timeline::Timeline,
};

const ROUNDS: usize = 7;
const CHUNK: usize = 1 << 20;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let wanted = numbers.next().unwrap_or(100_000_usize);
    let rounds = numbers.next().unwrap_or(ROUNDS);
    let (mut entries, mut sessions) = (Vec::new(), table_head(Object::MessagingSession));
    let mut written = 0;
    for seed in 1.. {
        let world = random(seed, 20);
        for conversation in &world.conversations {
            written += conversation.entries.len();
            entries.extend(list_entries(conversation, Payload::String));
        }
        sessions.extend(table_row_csv(&world, Object::MessagingSession));
        if written >= wanted {
            break;
        }
    }
    let files = [("entries.json", entries), ("sessions.csv", sessions)];
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();

    let hours: Hours = serde_json::from_str(
        r#"{"zone": "UTC", "weekly": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}}"#,
    )
    .unwrap_or_else(|error| panic!("not a schedule: {error}"));
    let totals = Options {
        omit_episodes: true,
        omit_sessions: true,
        ..Options::default()
    };
    let changed = Options {
        anchor: Anchor::Last,
        exclude_inactive: true,
        ..totals.clone()
    };
    let all = Options {
        hours: Some(hours),
        zone: Zone::utc(),
        sla: Targets {
            first_response: Some(60_000),
            next_response: Some(120_000),
            ..Targets::default()
        },
        ..totals.clone()
    };
    let mut least = [f64::MAX; 6];
    let mut read = 0;
    for _ in 0..rounds {
        let mut time = |place: usize, work: &mut dyn FnMut() -> usize| {
            let start = Instant::now();
            black_box(work());
            least[place] = least[place].min(start.elapsed().as_secs_f64());
        };
        let mut archive = Archive::default();
        time(0, &mut || {
            for (name, bytes) in &files {
                let mut intake = Intake::new(&mut archive, name, Limits::default());
                for chunk in bytes.chunks(CHUNK) {
                    intake.feed(&mut archive, chunk);
                }
                intake.finish(&mut archive);
            }
            archive.entries_read() as usize
        });
        let mut timeline = Timeline::default();
        time(1, &mut || {
            timeline = Timeline::build(&archive);
            timeline.conversations.len()
        });
        read = timeline.merged.len();
        // The first measuring makes the ledger, which the others find.
        let mut ledger = Rc::default();
        time(2, &mut || {
            ledger = Rc::new(Input::ledger(&archive, &timeline));
            let input = Input::all(&archive, &timeline, Rc::clone(&ledger));
            input.report(&totals).totals.0.len()
        });
        let mut of = |place, options: &Options| {
            time(place, &mut || {
                let input = Input::all(&archive, &timeline, Rc::clone(&ledger));
                input.report(options).totals.0.len()
            });
        };
        of(3, &changed);
        of(4, &all);
        of(5, &Options::default());
    }
    println!(
        "{read} entries, {:.1} MB, fastest of {rounds} rounds",
        bytes as f64 / 1e6
    );
    let names = [
        "reading",
        "order, sessions, people",
        "all KPIs, totals, for the first time",
        "again, other options",
        "with hours and targets",
        "with every row and its evidence",
    ];
    for (name, seconds) in names.iter().zip(least) {
        println!(
            "{name:<38} {:>7.1} ms a million entries {:>6.1} % of reading",
            seconds * 1e9 / read as f64,
            100.0 * seconds / least[0]
        );
    }
    println!(
        "times the aims: first {:.2} of 10 % of reading, again {:.2} of 100 ms a million",
        10.0 * least[2] / least[0],
        least[3] * 1e7 / read as f64
    );
}
