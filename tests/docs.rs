//! What the documentation says is what the program does.

use std::{env, fs, path::PathBuf};

use sealed_transcript::{
    archive::Archive,
    formats,
    gap::Gaps,
    intake::Intake,
    kpi::definition,
    limits::Limits,
    redact::{Decisions, Engine, Policy},
    timeline::Timeline,
};

fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn doc(name: &str) -> PathBuf {
    here("docs").join(name)
}

#[test]
fn every_format_has_its_row_in_the_docs_and_its_title_on_the_page() {
    let page = fs::read_to_string(doc("formats.md")).expect("the page");
    let strings = fs::read_to_string(here("js/src/elements/report-strings.ts")).expect("the words");
    let titles = strings
        .split_once("formats: {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map(|(titles, _)| titles)
        .expect("titles of formats");
    for (name, title) in formats::titles().into_iter().chain(formats::PACKINGS) {
        let row = page.lines().any(|line| {
            let cell = line
                .strip_prefix("| ")
                .and_then(|line| line.split(" |").next());
            cell.is_some_and(|cell| cell.contains(&format!("`{name}`")))
        });
        assert!(row, "docs/formats.md has no row of {name}");
        let told = titles.lines().map(str::trim).any(|line| {
            line == format!("\"{name}\": \"{title}\",") || line == format!("{name}: \"{title}\",")
        });
        assert!(
            told,
            "the page says otherwise what {name} is, or nothing: {title}"
        );
    }
}

/// `BLESS=1 cargo test --test docs` takes the file as it is.
#[test]
fn the_format_shown_to_contributors_is_one_that_is_compiled() {
    let file = fs::read_to_string(here("src/formats/fragment.rs")).expect("the file");
    let page = fs::read_to_string(here("CONTRIBUTING.md")).expect("the page");
    let mut parts = page.splitn(3, "```");
    let (before, code, after) = (parts.next(), parts.next(), parts.next());
    let (Some(before), Some(code), Some(after)) = (before, code, after) else {
        panic!("CONTRIBUTING.md shows no file")
    };
    if env::var_os("BLESS").is_some() {
        let page = format!("{before}```rust\n{file}```{after}");
        fs::write(here("CONTRIBUTING.md"), page).expect("written");
        return;
    }
    assert!(
        code.strip_prefix("rust\n") == Some(&file),
        "CONTRIBUTING.md shows another file: BLESS=1 cargo test --test docs"
    );
    let all = fs::read_to_string(here("src/formats/mod.rs")).expect("the table");
    for line in after
        .split('`')
        .filter(|part| part.contains("Fragments") || part.contains("mod "))
    {
        assert!(all.contains(line), "src/formats/mod.rs has no {line}");
    }
}

#[test]
fn the_example_policy_of_the_docs_can_be_used() {
    let page = fs::read_to_string(doc("redaction.md")).expect("the page");
    let json = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a policy in the page");
    let policy = Policy::from_json(json).expect("a policy");
    assert_eq!(policy.patterns.len(), 1);
    Engine::new(&policy).expect("examples that hold");
}

#[test]
fn the_decisions_in_the_page_can_be_used_and_the_schema_names_their_members() {
    let page = fs::read_to_string(doc("redaction.md")).expect("the page");
    let json = page
        .split("```json\n")
        .nth(2)
        .and_then(|rest| rest.split("```").next())
        .expect("decisions in the page");
    let decisions = Decisions::from_json(json).expect("decisions");
    assert_eq!(decisions.decisions.len(), 4);
    let text = fs::read_to_string(doc("decisions.schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let told: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let spot = &schema["$defs"]["spot"]["properties"];
    for decision in told["decisions"].as_array().expect("a list") {
        for (member, value) in decision.as_object().expect("an object") {
            let known = &schema["$defs"]["decision"]["properties"][member];
            assert!(!known.is_null(), "{member} is not in the schema");
            for member in value.as_object().into_iter().flat_map(|at| at.keys()) {
                assert!(!spot[member].is_null(), "{member} is not in the schema");
            }
        }
    }
    // A member that is in the schema and not known would be refused by name.
    for member in schema["$defs"]["decision"]["properties"]
        .as_object()
        .expect("members")
        .keys()
    {
        let decision =
            serde_json::json!({ "version": 1, "decisions": [{ "verdict": "accept", member: [] }] });
        let refused = Decisions::from_json(&decision.to_string()).expect_err("of another type");
        assert!(!refused.to_string().contains("unknown field"), "{refused}");
    }
}

#[test]
fn the_queries_that_inspect_prints_stand_in_the_page_about_data() {
    let page = fs::read_to_string(doc("how-to-get-data.md")).expect("the page");
    let open = |files: &[(&str, &str)]| {
        let mut archive = Archive::default();
        for (name, text) in files {
            let mut file = Intake::new(&mut archive, name, Limits::default());
            file.feed(&mut archive, text.as_bytes());
            file.finish(&mut archive);
        }
        let timeline = Timeline::build(&archive);
        Gaps::find(&archive, &timeline).whole
    };
    let entry = r#"{"conversationEntries":[{"identifier":"a","serverReceivedTimestamp":1736508089657,"messageText":"hi","relatedRecords":["ID"]}]}"#;
    let session = "Id,StartTime,AgentType\n0MwKj000007sdiM,2025-01-06T00:00:00Z,Agent\n";
    let rows = "Id,ConversationId,EntryTime,Message\n0Dz000000000001,0MwKj000007sdiN,2025-01-06T00:00:00Z,hi\n";
    let mut queries = Vec::new();
    for files in [
        &[("a.json", entry.replace("ID", "0MwKj000007sdiM"))][..],
        &[("a.json", entry.replace("ID", "0LQKj000007sdiM"))],
        &[("s.csv", session.to_owned())],
        &[("s.csv", session.to_owned()), ("e.csv", rows.to_owned())],
    ] {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        queries.extend(open(&files).into_iter().filter_map(|gap| gap.query));
    }
    let mut kinds: Vec<&str> = queries
        .iter()
        .filter_map(|query| query.rsplit_once("('").map(|(head, _)| head))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 4, "{queries:#?}");
    for kind in kinds {
        assert!(page.contains(kind), "the page has no {kind}");
    }
}

/// The members of an object of the schema.
fn members(schema: &serde_json::Value) -> Vec<&str> {
    let object = schema["properties"]
        .as_object()
        .expect("an object of the schema");
    object.keys().map(String::as_str).collect()
}

#[test]
fn the_schema_names_every_field_of_a_policy_and_no_other() {
    let text = fs::read_to_string(doc("policy.schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let parts = [
        ("", &schema, ""),
        (
            "detectors",
            &schema["$defs"]["detector"],
            r#""id":"us_ssn""#,
        ),
        (
            "patterns",
            &schema["$defs"]["pattern"],
            r#""id":"a","type":"A","pattern":"a""#,
        ),
        (
            "fields",
            &schema["$defs"]["fieldRule"],
            r#""field":"form","type":"A""#,
        ),
        ("deny", &schema["$defs"]["deny"], r#""exact":"a""#),
        ("allow", &schema["$defs"]["allow"], r#""exact":"a""#),
    ];
    for (list, part, least) in parts {
        let policy = |fields: &str| {
            let json = match list {
                "" => format!(
                    r#"{{"version":1{}{fields}}}"#,
                    if fields.is_empty() { "" } else { "," }
                ),
                list => format!(r#"{{"version":1,"{list}":[{{{least},{fields}}}]}}"#),
            };
            Policy::from_json(&json).map_err(|e| e.to_string())
        };
        for name in members(part) {
            // A value of no type at all: known names complain of the value, unknown ones of the name.
            let why = policy(&format!(r#""{name}":{{"?":0}}"#)).expect_err(name);
            assert!(
                !why.contains(&format!("unknown field `{name}`")),
                "{list}: {why}"
            );
        }
        // What the reader of policies knows, it lists when it meets a name it does not know.
        let why = policy(r#""nonsense":1"#).expect_err("refused");
        let known: Vec<&str> = why.split('`').skip(3).step_by(2).collect();
        for name in known {
            assert!(
                members(part).contains(&name),
                "{list}.{name} is not in the schema"
            );
        }
    }
}

/// `BLESS=1 cargo test --test docs` writes the page anew.
#[test]
fn the_kpi_page_is_the_table_of_definitions() {
    let text = format!(
        "# How each number is computed\n\nGenerated from `src/kpi/definition.rs`. Durations are whole milliseconds; \
         what does not apply is null with its reason.\n\nC: customer. H: human agent. B: bot. S: system and automatic \
         messages. A *family* is n, mean, median, p75, p90, p95, max and sum; percentiles are interpolated linearly \
         (type 7) unless the options say otherwise.\n\n{}",
        definition::markdown()
    );
    if env::var_os("BLESS").is_some() {
        fs::write(doc("kpis.md"), &text).expect("written");
    }
    let page = fs::read_to_string(doc("kpis.md")).unwrap_or_default();
    assert!(
        page == text,
        "docs/kpis.md is old: BLESS=1 cargo test --test docs"
    );
}
