//! The table of docs/redaction.md: labelled sets of other projects, scored as their scorers do, beside the
//! figures that peers reached on them.
//!
//! `cargo run --release --example redaction_table -- DIRECTORY` where the sets lie as JSON lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sealed_transcript::redact::{Engine, Policy, Scanner};
use serde_json::{Value, json};

/// Presidio, redact-core, datafog, redact-pii, openredaction, scrubadub, CommonRegex: precision / recall /
/// share of sensitive characters left, as measured with their default settings.
const PEERS: [(&str, [&str; 7]); 3] = [
    (
        "presidio-research-generated-large",
        [
            ".937/.841/.092",
            ".922/.625/.224",
            ".907/.637/.318",
            ".853/.591/.179",
            ".886/.670/.248",
            ".995/.569/.347",
            ".642/.591/.198",
        ],
    ),
    (
        "datafog-corpus",
        [
            ".884/.750/.142",
            ".923/.750/.114",
            ".940/.982/.016",
            ".832/.795/.094",
            ".671/.473/.379",
            ".847/.446/.423",
            ".632/.661/.119",
        ],
    ),
    (
        "redact-pii",
        [
            ".667/.390/.476",
            ".667/.341/.463",
            ".526/.244/.770",
            "1/1/0",
            ".391/.220/.664",
            ".941/.390/.482",
            ".528/.463/.329",
        ],
    ),
];

/// One name for a type that two projects call differently; none for types that nobody scores.
fn common(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "CREDIT_CARD" | "CREDIT_CARD_NUMBER" => "card",
        "PHONE_NUMBER" | "PHONE" => "phone",
        "EMAIL_ADDRESS" | "EMAIL" => "e-mail",
        "IBAN_CODE" | "DE_IBAN" => "IBAN",
        "US_SSN" | "SSN" | "US_SOCIAL_SECURITY_NUMBER" => "SSN",
        "IP_ADDRESS" => "IP",
        "URL" | "DOMAIN_NAME" => "URL",
        "ZIP_CODE" | "ZIPCODE" => "ZIP",
        "DATE_TIME" | "DATE" | "DATE_OF_BIRTH" => "date",
        "US_DRIVER_LICENSE" => "licence",
        "DE_VAT_ID" => "VAT",
        "USERNAME" | "PASSWORD" | "CREDENTIALS" => "credential",
        _ => return None,
    })
}

type Span = (u64, u64, Option<&'static str>);

fn spans(line: &Value, field: &str) -> Vec<Span> {
    let all = line[field].as_array().into_iter().flatten();
    all.filter_map(|s| {
        Some((
            s["start"].as_u64()?,
            s["end"].as_u64()?,
            common(s["type"].as_str()?),
        ))
    })
    .collect()
}

fn lines(directory: &Path, set: &str) -> Vec<Value> {
    let path = directory.join(format!("{set}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines()
        .filter_map(|l| serde_json::from_str(l).ok())
        .collect()
}

/// What a policy finds in each line.
fn answers(policy: &str, lines: &[Value]) -> Vec<Value> {
    let policy = Policy::named(policy).expect("a policy that ships");
    let (mut engine, mut scanner) = (Engine::new(&policy).expect("compiles"), Scanner::default());
    let mut out = Vec::new();
    for line in lines {
        out.append(&mut scanner.push(&mut engine, &line.to_string()));
    }
    out.append(&mut scanner.finish(&mut engine));
    out.iter()
        .map(|a| serde_json::from_str(a).expect("an answer is JSON"))
        .collect()
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    exact: usize,
}

impl Score {
    fn ratio(part: usize, whole: usize) -> String {
        if whole == 0 {
            "-".to_owned()
        } else {
            format!("{:.3}", part as f64 / whole as f64)
        }
    }
}

/// Scores by type, and the share of sensitive characters that nothing covers.
fn score(lines: &[Value], answers: &[Value]) -> (BTreeMap<&'static str, Score>, f64) {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let (mut left, mut all) = (0, 0);
    for (line, answer) in lines.iter().zip(answers) {
        let (gold, found) = (spans(line, "spans"), spans(answer, "spans"));
        for kind in gold.iter().chain(&found).filter_map(|s| s.2) {
            scores.entry(kind).or_default();
        }
        let text: Vec<char> = line["text"].as_str().unwrap_or_default().chars().collect();
        for span in &gold {
            let Some(score) = span.2.and_then(|k| scores.get_mut(k)) else {
                continue;
            };
            score.gold += 1;
            score.exact += usize::from(found.contains(span));
            all += span.1 - span.0;
            left += (span.0..span.1)
                .filter(|i| {
                    !found.iter().any(|f| (f.0..f.1).contains(i))
                        && !text[*i as usize].is_whitespace()
                })
                .count();
        }
        for span in &found {
            if let Some(score) = span.2.and_then(|k| scores.get_mut(k)) {
                score.found += 1;
            }
        }
    }
    scores.retain(|_, s| s.gold > 0);
    (scores, left as f64 / (all.max(1)) as f64)
}

fn main() {
    let directory = std::env::args().nth(1).expect("the directory of the sets");
    let directory = Path::new(&directory);
    println!(
        "Precision / recall with equal spans / share of sensitive characters left, types with a pattern.\n"
    );
    println!(
        "| set | broad | standard | Presidio | redact-core | datafog | redact-pii | openredaction | scrubadub | CommonRegex |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut details = String::new();
    for (set, peers) in PEERS {
        let lines = lines(directory, set);
        let mut cells = Vec::new();
        for policy in ["broad", "standard"] {
            let (scores, leak) = score(&lines, &answers(policy, &lines));
            let sum = |of: fn(&Score) -> usize| scores.values().map(of).sum::<usize>();
            let (gold, found, exact) = (sum(|s| s.gold), sum(|s| s.found), sum(|s| s.exact));
            cells.push(format!(
                "{}/{}/{leak:.3}",
                Score::ratio(exact, found),
                Score::ratio(exact, gold)
            ));
            if policy == "broad" {
                for (kind, s) in &scores {
                    let (p, r) = (
                        Score::ratio(s.exact, s.found),
                        Score::ratio(s.exact, s.gold),
                    );
                    let _ = writeln!(details, "| {set} | {kind} | {} | {p} | {r} |", s.gold);
                }
            }
        }
        println!("| {set} | {} | {} |", cells.join(" | "), peers.join(" | "));
    }
    println!(
        "\n| set | type | gold | precision | recall |\n| --- | --- | --- | --- | --- |\n{details}"
    );
    cases(directory);
    phones(directory);
    typed(directory);
}

/// Presidio's own cases: each asks about one type.
fn cases(directory: &Path) {
    let lines: Vec<Value> = lines(directory, "presidio-recognizers")
        .into_iter()
        .filter(|l| !l["expected"].is_null())
        .collect();
    let (mut hit, mut positive, mut clean, mut negative) = (0, 0, 0, 0);
    for (line, answer) in lines.iter().zip(answers("broad", &lines)) {
        let entity = line["entity"].as_str().unwrap_or_default();
        let same =
            |kind: &str| kind == entity || common(kind).is_some() && common(kind) == common(entity);
        let mut found: Vec<Value> = answer["spans"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|s| same(s["type"].as_str().unwrap_or_default()))
            .map(|s| json!([s["start"], s["end"]]))
            .collect();
        let mut wanted: Vec<Value> = line["expected"].as_array().cloned().unwrap_or_default();
        found.sort_by_key(ToString::to_string);
        wanted.sort_by_key(ToString::to_string);
        if wanted.is_empty() {
            negative += 1;
            clean += usize::from(found.is_empty());
        } else {
            positive += 1;
            hit += usize::from(found == wanted);
        }
    }
    println!(
        "Presidio's recogniser cases, broad: {hit} of {positive} found exactly, {clean} of {negative} near misses clean (best peer on all of them: 371 of 848, 601 of 603)"
    );
}

/// libphonenumber's matcher cases.
fn phones(directory: &Path) {
    let lines = lines(directory, "libphonenumber-matcher");
    let mut groups: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (line, answer) in lines.iter().zip(answers("standard", &lines)) {
        let group = groups
            .entry(line["group"].as_str().unwrap_or_default().to_owned())
            .or_default();
        let types = answer["spans"].as_array().into_iter().flatten();
        group.0 += usize::from(types.clone().any(|s| s["type"] == "PHONE_NUMBER"));
        group.1 += 1;
    }
    let groups: Vec<String> = groups
        .iter()
        .map(|(name, (found, of))| format!("{} {found} of {of}", name.trim_end_matches("_CASES")))
        .collect();
    println!(
        "libphonenumber matcher, a number found in: {}",
        groups.join(", ")
    );
}

/// Conversations typed by people: telephone numbers of seven digits or more, cards of thirteen or more.
fn typed(directory: &Path) {
    let mut turns = Vec::new();
    for conversation in lines(directory, "multidogo-test") {
        for turn in conversation["turns"].as_array().into_iter().flatten() {
            let mut turn = turn.clone();
            turn["conversation"] = conversation["conversation_id"].clone();
            turn["role"] = "EndUser".into();
            turns.push(turn);
        }
    }
    for policy in ["standard", "broad"] {
        let (mut phones, mut cards, mut covered, mut over) = ((0, 0), (0, 0), 0u32, 0u32);
        for (turn, answer) in turns.iter().zip(answers(policy, &turns)) {
            let all = turn["spans"].as_array().cloned().unwrap_or_default();
            let found = answer["spans"].as_array().cloned().unwrap_or_default();
            let same = |a: &Value, b: &Value| a["start"] == b["start"] && a["end"] == b["end"];
            for span in &all {
                let digits = span["value"]
                    .as_str()
                    .unwrap_or_default()
                    .bytes()
                    .filter(u8::is_ascii_digit)
                    .count();
                let kind = span["type"].as_str().unwrap_or_default();
                let hit = usize::from(found.iter().any(|f| same(f, span)));
                if kind.starts_with("phone") && digits >= 7 {
                    phones = (phones.0 + hit, phones.1 + 1);
                }
                if kind.contains("card") && digits >= 13 {
                    cards = (cards.0 + hit, cards.1 + 1);
                }
            }
            let place = |s: &Value| {
                s["start"].as_u64().unwrap_or_default()..s["end"].as_u64().unwrap_or_default()
            };
            for at in found.iter().flat_map(place) {
                covered += 1;
                over += u32::from(!all.iter().any(|s| place(s).contains(&at)));
            }
        }
        println!(
            "MultiDoGO, {policy}: phones {} of {}, cards {} of {}, over-redacted {:.3} (best peer: phones .906, cards .856)",
            phones.0,
            phones.1,
            cards.0,
            cards.1,
            f64::from(over) / f64::from(covered.max(1))
        );
    }
}
