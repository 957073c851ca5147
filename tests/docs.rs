//! What the documentation says is what the program does.

use std::{env, fs, path::PathBuf};

use sealed_transcript::{
    kpi::definition,
    redact::{Engine, Policy},
};

fn doc(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
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
