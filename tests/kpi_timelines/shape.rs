//! The shape of the output: what other programs read.

use std::collections::BTreeSet;

use sealed_transcript::kpi::{self, DEFINITIONS, Options, Scope, csv, table};
use serde_json::{Value, json};

use crate::measured::session;

fn sessions() -> [kpi::Session<'static>; 2] {
    let timeline = "C 09:00:00 H:ana 09:01:00 C 09:02:30 H:ana 09:03:10";
    let answered = session("Agent", ["09:00:00", "09:00:40", "09:06:00"], timeline);
    let mut silent = session("Agent", ["10:00:00", "-", "-"], "C 10:00:00");
    silent.id = "s2";
    [answered, silent]
}

#[test]
fn an_id_would_be_measured_but_not_defined_or_defined_twice() {
    let ids: BTreeSet<_> = DEFINITIONS.iter().map(|definition| definition.id).collect();
    assert_eq!(ids.len(), DEFINITIONS.len(), "an id is defined twice");
    let sessions = sessions();
    let report = kpi::report(&sessions, &Options::default());
    let of = |scope| {
        DEFINITIONS
            .iter()
            .filter(move |definition| definition.scope == scope)
    };
    let rows = [
        (
            of(Scope::Session).collect::<Vec<_>>(),
            &report.sessions[0].kpis,
        ),
        (
            of(Scope::Conversation).collect(),
            &report.conversations[0].kpis,
        ),
    ];
    for (defined, kpis) in rows {
        let defined: Vec<_> = defined.iter().map(|of| (of.id, of.unit)).collect();
        let measured: Vec<_> = kpis.iter().map(|kpi| (kpi.id, kpi.unit)).collect();
        assert_eq!(measured, defined);
    }
    for kpi in report.sessions[0].kpis.iter() {
        let family = DEFINITIONS.iter().any(|of| of.id == kpi.id && of.family);
        let value = kpi.value.as_ref();
        assert!(
            value.is_none_or(|v| matches!(v, kpi::Value::Family(_)) == family),
            "{}",
            kpi.id
        );
    }
}

#[test]
fn a_program_that_reads_the_json_would_miss_a_field() {
    let sessions = sessions();
    let report = kpi::report(&sessions, &Options::default());
    let json = serde_json::to_value(&report).expect("JSON");
    let keys = |value: &Value| {
        value
            .as_object()
            .expect("object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let parts = [
        "options",
        "definitions",
        "sessions",
        "conversations",
        "agents",
        "totals",
        "sla",
        "groups",
        "heatmap",
        "reported",
        "calibration",
    ];
    assert_eq!(keys(&json), parts);
    assert_eq!(
        json["options"],
        json!({"anchor": "first", "exclude_inactive": false, "idle_cap": null,
               "count_undelivered": false, "data_until": 1_740_996_000_000_i64,
               "percentile": "linear", "omit_episodes": false, "omit_sessions": false,
               "short_abandon": 0, "only": null, "hours": null, "hours_reason": "no_schedule",
               "sla": {"first_response": null, "next_response": null, "clock": "wall"},
               "attribution": "session_start", "zone": "UTC"})
    );
    let definition = [
        "id",
        "name",
        "unit",
        "scope",
        "family",
        "formula",
        "nullWhen",
        "salesforce",
    ];
    assert_eq!(keys(&json["definitions"][0]), definition);
    let row = &json["sessions"][0];
    assert_eq!(
        (&row["session"], &row["conversation"]),
        (&json!("s1"), &json!("c1"))
    );
    assert_eq!(
        row["kpis"]["R5"],
        json!({"value": {"n": 2, "mean": 50_000, "median": 50_000, "p75": 55_000, "p90": 58_000,
                         "p95": 59_000, "max": 60_000, "sum": 100_000},
               "bh": null, "unit": "ms", "reason": null, "n": 2, "flags": [], "reported": null,
               "episodes": [
                   {"from_entry": "e", "to_entry": "e", "from_ms": 1_740_992_400_000_i64,
                    "to_ms": 1_740_992_460_000_i64, "value": 60_000, "bh": null, "actor": "ana"},
                   {"from_entry": "e", "to_entry": "e", "from_ms": 1_740_992_550_000_i64,
                    "to_ms": 1_740_992_590_000_i64, "value": 40_000, "bh": null, "actor": "ana"}]})
    );
    assert_eq!(
        json["sessions"][1]["kpis"]["R5"],
        json!({"value": null, "bh": null, "unit": "ms", "reason": "still_open", "n": 0,
               "flags": [], "reported": null, "episodes": []})
    );
    assert_eq!(json["totals"]["R2"]["excluded"], json!({"still_open": 1}));
    assert_eq!(json["totals"]["M1.c"]["pooled"]["mean"], json!(1.5));
    assert_eq!(
        json["totals"]["C3"]["pooled"],
        json!({"n": 1, "yes": 0, "share": 0})
    );
    assert_eq!(json["totals"]["C3"]["session_means"], json!(null));
    assert_eq!(json["totals"]["R8"], json!(null), "R8 is an agent's");
    assert_eq!(json["agents"][0]["agent"], "ana");
    assert_eq!(
        keys(&json["agents"][0]["kpis"]),
        ["M1.h", "R8", "R8.inherited_wait"]
    );
}

#[test]
fn leaving_the_evidence_out_would_change_a_value_or_a_total() {
    let sessions = sessions();
    let full = kpi::report(&sessions, &Options::default());
    let small = kpi::report(
        &sessions,
        &Options {
            omit_episodes: true,
            ..Options::default()
        },
    );
    assert_eq!(full.totals, small.totals);
    for (full, small) in full.sessions.iter().zip(&small.sessions) {
        let kpis = &small.kpis;
        for (full, small) in full.kpis.iter().zip(kpis.iter()) {
            assert_eq!(
                (&full.value, full.n, full.reason),
                (&small.value, small.n, small.reason)
            );
            assert!(kpis.evidence(small).is_empty(), "{}", small.id);
        }
    }
}

#[test]
fn csv_columns_would_depend_on_the_input() {
    let full = sessions();
    let reports = [
        kpi::report(&full, &Options::default()),
        kpi::report(&[], &Options::default()),
    ];
    let written = reports.each_ref().map(csv::sessions);
    let header = |text: &str| text.lines().next().map(str::to_owned);
    assert_eq!(header(&written[0]), header(&written[1]));
    // A row that is shorter or longer than the header is an error.
    let mut rows = ::csv::Reader::from_reader(written[0].as_bytes());
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(
        csv::episodes(&reports[0])
            .contains("s1,c1,R2,e,e,1740992400000,1740992460000,60000,,ana,anchor first; ")
    );
    assert!(csv::agents(&reports[0]).contains("\r\nana,,1,2,2,50000,"));
}

#[test]
fn two_columns_of_a_sheet_would_have_one_name() {
    let sessions = sessions();
    let report = kpi::report(&sessions, &Options::default());
    for written in [
        csv::sessions(&report),
        csv::conversations(&report),
        csv::agents(&report),
        csv::totals(&report),
        csv::reported(&report),
    ] {
        let header: Vec<_> = written
            .lines()
            .take(1)
            .flat_map(|it| it.split(','))
            .collect();
        let names: BTreeSet<_> = header.iter().collect();
        assert_eq!(names.len(), header.len(), "{header:?}");
    }
}

#[test]
fn a_sheet_would_hide_that_a_value_was_inferred() {
    let timeline = "C 09:00:00 B 09:00:05 C 09:00:30 H:ana 09:01:00";
    let inferred = session("BotToAgent", ["09:00:00", "09:00:40", "09:06:00"], timeline);
    let sessions = [inferred];
    let report = kpi::report(&sessions, &Options::default());
    let written = csv::sessions(&report);
    let row = written.lines().nth(1).expect("a session");
    assert!(row.contains(",R2 inferred_handoff; "), "{row}");
    assert!(row.contains("; Q2 approx; "), "{row}");
}

#[test]
fn a_sheet_could_not_set_salesforces_values_beside_ours() {
    let mut sessions = sessions();
    sessions[0]
        .reported
        .push(("MessagingSession.EndUserMessageCount", 3));
    let report = kpi::report(&sessions, &Options::default());
    let written = csv::reported(&report);
    let row = written.lines().nth(1).expect("a comparison");
    let expected = "s1,M1.c,MessagingSession.EndUserMessageCount,3,2,-1,missing_entries,anchor";
    assert!(row.starts_with(expected), "{row}");
}

#[test]
fn sessions_without_their_messages_would_pass_for_silent_ones() {
    let mut sessions = sessions();
    let text =
        |sessions: &[kpi::Session<'_>]| table::text(&kpi::report(sessions, &Options::default()));
    assert!(!text(&sessions).contains("without a message"));
    sessions[1].entries.clear();
    let written = text(&sessions);
    assert!(
        written.starts_with(
            "2 sessions, 1 without a message in these files, 1 conversation, 1 agent\n"
        ),
        "{written}"
    );
}

#[test]
fn a_cell_would_break_its_row_or_run_in_a_sheet() {
    let mut hostile = sessions();
    hostile[0].id = "=1+1,\"x\"";
    let report = kpi::report(&hostile, &Options::default());
    assert!(csv::sessions(&report).contains("\r\n\"'=1+1,\"\"x\"\"\",c1,"));
}

#[test]
fn the_text_would_hide_how_it_was_measured() {
    let sessions = sessions();
    let text = table::text(&kpi::report(&sessions, &Options::default()));
    assert!(
        text.starts_with("2 sessions, 1 conversation, 1 agent\nanchor first"),
        "{text}"
    );
    let row = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_default()
    };
    assert!(row("R5 ").contains("0:00:50"), "{text}");
    assert!(row("R2 ").ends_with("1 still_open"), "{text}");
    assert!(row("s2").contains("still_open"), "{text}");
}

#[test]
fn the_documented_table_would_miss_a_definition() {
    let markdown = kpi::definition::markdown();
    for definition in DEFINITIONS {
        assert!(markdown.contains(&format!("| `{}` | {} |", definition.id, definition.name)));
        assert!(!definition.formula.is_empty(), "{}", definition.id);
        assert!(
            ![definition.formula, definition.null_when]
                .concat()
                .contains('|')
        );
    }
}
