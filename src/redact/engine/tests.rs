use std::cell::RefCell;

use proptest::prelude::*;

use super::*;
use crate::redact::policy::Allow;

fn engine(json: &str) -> Engine {
    Engine::new(&Policy::from_json(json).expect(json)).expect(json)
}

fn standard() -> Engine {
    Engine::new(&Policy::named("standard").expect("named")).expect("compiles")
}

fn redact(engine: &mut Engine, text: &str) -> Applied {
    let findings = engine.find(&Target {
        text,
        ..Target::default()
    });
    engine.apply(text, &findings)
}

fn fault(json: &str) -> String {
    match Policy::from_json(json).and_then(|p| Engine::new(&p)) {
        Ok(_) => panic!("accepted: {json}"),
        Err(e) => e.to_string(),
    }
}

#[test]
fn default_operators_replace_and_keep_the_last_four_of_cards_and_accounts() {
    let text = "joe@x.com, (415) 555-0132, 4111 1111 1111 1234x 4111-1111-1111-1111, 123-45-6789, GB29 NWBK 6016 1331 9268 19";
    let new = redact(&mut standard(), text).text;
    assert_eq!(
        new,
        "[EMAIL_ADDRESS], [PHONE_NUMBER], 4111 1111 1111 1234x ****-****-****-1111, [US_SSN], **** **** **** **** **68 19"
    );
}

#[test]
fn marks_point_at_both_texts() {
    let text = "é joe@x.com and 123-45-6789.";
    let applied = redact(&mut standard(), text);
    for m in &applied.marks {
        let (new, old) = (
            m.start as usize..m.end as usize,
            m.source_start as usize..m.source_end as usize,
        );
        assert_eq!(&applied.text[new], format!("[{}]", m.kind));
        assert!(["joe@x.com", "123-45-6789"].contains(&&text[old]));
    }
    assert_eq!(applied.marks.len(), 2);
}

#[test]
fn roles_scores_and_switches_are_obeyed() {
    let mut e = engine(
        r#"{"version":1,"detectors":[{"id":"EMAIL_ADDRESS","roles":["EndUser"]},{"id":"us_ssn","enabled":false},
            {"id":"phone_number","min_score":0.9},{"id":"credit_card","operator":{"type":"remove"}}]}"#,
    );
    let text = "joe@x.com 123-45-6789 4155550132 4111111111111111";
    let agent = e.find(&Target {
        text,
        role: Role::Agent,
        ..Target::default()
    });
    assert_eq!(
        agent.iter().map(|f| &*f.kind).collect::<Vec<_>>(),
        ["CREDIT_CARD"]
    );
    let user = e.find(&Target {
        text,
        role: Role::EndUser,
        ..Target::default()
    });
    assert_eq!(
        user.iter().map(|f| &*f.kind).collect::<Vec<_>>(),
        ["EMAIL_ADDRESS", "CREDIT_CARD"]
    );
    assert_eq!(
        e.apply(text, &user).text,
        "[EMAIL_ADDRESS] 123-45-6789 4155550132 "
    );
}

#[test]
fn allowed_values_stay() {
    let mut policy = Policy::named("standard").expect("named");
    policy.allow = vec![
        Allow {
            exact: Some("help@x.com".into()),
            ..Allow::default()
        },
        Allow {
            regex: Some(r"800-555-\d{4}".into()),
            ..Allow::default()
        },
    ];
    let mut e = Engine::new(&policy).expect("compiles");
    assert_eq!(
        redact(&mut e, "help@x.com joe@x.com 800-555-0100 415-555-0100").text,
        "help@x.com [EMAIL_ADDRESS] 800-555-0100 [PHONE_NUMBER]"
    );
}

#[test]
fn a_pattern_of_the_reader_redacts_its_group_and_checks_its_sum() {
    let mut e = engine(
        r#"{"version":1,"patterns":[
            {"id":"order","type":"ORDER_NUMBER","pattern":"order (\\w+)","flags":"i","group":1,
             "examples_match":["Order A1"],"examples_no_match":["border"]},
            {"id":"member","type":"MEMBER","pattern":"M[0-9]{4}","validator":"luhn","operator":{"type":"mask","keep_last":0}}]}"#,
    );
    assert_eq!(
        redact(&mut e, "ORDER B77, M1230 M1231").text,
        "ORDER [ORDER_NUMBER], ***** M1231"
    );
}

#[test]
fn a_rejected_match_hides_none_inside_it() {
    let mut e = engine(
        r#"{"version":1,"base":"none","patterns":[{"id":"m","type":"M","pattern":"[0-9]{4}","validator":"luhn"}]}"#,
    );
    assert_eq!(redact(&mut e, "91230").text, "9[M]");
}

#[test]
fn a_pattern_that_costs_too_much_takes_the_whole_text() {
    let mut e = engine(
        r#"{"version":1,"base":"none","patterns":[{"id":"m","type":"M","pattern":"x[0-9]{4}","validator":"luhn"}]}"#,
    );
    assert_eq!(
        redact(&mut e, &"x1231 ".repeat(900)).text,
        "x1231 ".repeat(900)
    );
    assert_eq!(redact(&mut e, &"x1231 ".repeat(1100)).text, "[M]");
}

#[test]
fn faults_of_a_policy_name_rule_and_field() {
    let pattern =
        |fields: &str| format!(r#"{{"version":1,"patterns":[{{"id":"p","type":"P",{fields}}}]}}"#);
    for (json, wanted) in [
        (
            r#"{"version":1,"detectors":[{"id":"nose"}]}"#.to_owned(),
            "nose: id: no such detector",
        ),
        (r#"{"version":1,"min_score":2}"#.to_owned(), "policy: score"),
        (
            pattern(r#""pattern":"a(?=b)""#),
            "p: pattern at byte 1: look-ahead (?= is not supported",
        ),
        (
            pattern(r#""pattern":"a(b""#),
            "p: pattern at byte 1: unclosed group",
        ),
        (
            pattern(r#""pattern":"a*""#),
            "p: pattern: the pattern matches the empty text",
        ),
        (
            pattern(r#""pattern":"a","group":1"#),
            "p: group: the pattern has no group 1",
        ),
        (
            pattern(r#""pattern":"a","flags":"y""#),
            "p: flags: flag 'y'",
        ),
        (
            pattern(r#""pattern":"a","examples_match":["a","b"]"#),
            "p: examples_match: example 1 is not found",
        ),
        (
            pattern(r#""pattern":"a","examples_no_match":["a"]"#),
            "p: examples_no_match: example 0 is found",
        ),
        (
            pattern(r#""pattern":"a","operator":{"type":"mask","character":"x"}"#),
            "p: operator.character",
        ),
        (
            pattern(r#""pattern":"a","operator":{"type":"replace","with":"joe@x.com"}"#),
            "found, by email_address",
        ),
        (
            r#"{"version":1,"allow":[{}]}"#.to_owned(),
            "allow: exact: give either",
        ),
        (
            r#"{"version":1,"detectors":[{"id":"us_ssn"},{"id":"US_SSN"}]}"#.to_owned(),
            "US_SSN: id: this id is taken",
        ),
    ] {
        let message = fault(&json);
        assert!(message.contains(wanted), "{message:?} lacks {wanted:?}");
    }
}

#[test]
fn a_kept_value_is_reported_and_left() {
    let mut e =
        engine(r#"{"version":1,"detectors":[{"id":"email_address","operator":{"type":"keep"}}]}"#);
    let text = "joe@x.com";
    let findings = e.find(&Target {
        text,
        ..Target::default()
    });
    assert_eq!(
        (findings.len(), e.apply(text, &findings).text.as_str()),
        (1, text)
    );
}

#[test]
fn record_ids_suppress_what_lies_inside_them() {
    for text in [
        "0MwRM00000001Yz0AI",
        "5003000000D8cuI",
        "id5003000000D8cuIAB",
    ] {
        assert_eq!(redact(&mut standard(), text).text, text);
    }
}

#[test]
fn a_mask_keeps_nothing_that_another_rule_would_take() {
    let mut e = policies().remove(1);
    let once = redact(&mut e, "4111 1111 1111 1111:00").text;
    assert_eq!(once, "**** **** **** ****:**");
    assert_eq!(redact(&mut e, &once).text, once);
}

/// Texts of the pieces that detectors look for, glued and torn.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[0-9]{1,5}",
        2 => "[ ./()+-]{1,2}",
        1 => "[a-z]{1,4}",
        1 => "\\PC{1,2}",
        1 => prop::sample::select(vec![
            "4111 1111 1111 1111", "4111111111111111", "3714-496353-98431", "6304219447607087665", "(415) 555-0132",
            "+44 20 7946 0958", "415-666-7777 ext. 503", "joe@x.com", "john at gmail dot com", "GB29NWBK60161331926819",
            "NL91 ABNA 0417 1643 00", "123-45-6789", "987654321", "0MwRM00000001Yz0AI", "call ", "ssn ", "card ",
            "order ", "number ", "phone: ", "@", "[PHONE_NUMBER]", "\u{200b}", "\u{a0}", "４１１１", "٤", "**** 1234", "\n",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..14).prop_map(|p| p.concat())
}

thread_local! {
    /// Compiled once: the properties ask thousands of times.
    static ENGINES: RefCell<Vec<Engine>> = RefCell::new(policies());
}

fn with_engines<T>(run: impl FnOnce(&mut [Engine]) -> T) -> T {
    ENGINES.with_borrow_mut(|engines| run(engines))
}

fn policies() -> Vec<Engine> {
    let odd = r#"{"version":1,"min_score":0.3,"detectors":[{"id":"email_address","operator":{"type":"mask","keep_first":1}},
        {"id":"phone_number","operator":{"type":"remove"}},{"id":"us_ssn","operator":{"type":"mask","keep_last":4}},
        {"id":"iban_code","operator":{"type":"keep"}},{"id":"credit_card","operator":{"type":"mask","keep_first":6,"keep_last":4}}],
        "patterns":[{"id":"n","type":"N","pattern":"\\d\\d:\\d\\d"},{"id":"w","type":"W","pattern":"ab+","operator":{"type":"remove"}}]}"#;
    vec![standard(), engine(odd)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 50_000 }))]

    #[test]
    fn redacting_again_changes_nothing(text in texts()) {
        with_engines(|engines| {
            for engine in engines {
                let once = redact(engine, &text).text;
                prop_assert_eq!(&redact(engine, &once).text, &once, "from {:?}", text);
            }
            Ok(())
        })?;
    }

    #[test]
    fn text_outside_findings_is_untouched_and_findings_ascend(text in texts()) {
        with_engines(|engines| {
            for engine in engines {
                let findings = engine.find(&Target { text: &text, ..Target::default() });
                prop_assert!(findings.windows(2).all(|w| w[0].end <= w[1].start));
                let applied = engine.apply(&text, &findings);
                let (mut old, mut new) = (0, 0);
                for m in &applied.marks {
                    prop_assert_eq!(&text[old..m.source_start as usize], &applied.text[new..m.start as usize]);
                    (old, new) = (m.source_end as usize, m.end as usize);
                }
                prop_assert_eq!(&text[old..], &applied.text[new..]);
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_tail_of_a_planted_value_stays(before in texts(), after in texts(), value in prop::sample::select(vec![
        "4012888888881881", "378282246310005", "planted.one@example.org", "DE44500105175407324931",
    ])) {
        let text = format!("{before} {value} {after}");
        let at = before.len() + 1;
        with_engines(|engines| {
            let findings = engines[0].find(&Target { text: &text, ..Target::default() });
            let covered = |i: usize| findings.iter().any(|f| (f.start as usize..f.end as usize).contains(&i));
            prop_assert!((at..at + value.len()).all(covered), "{:?}", text);
            Ok(())
        })?;
    }

    #[test]
    fn the_look_at_the_bytes_hides_nothing(text in texts()) {
        with_engines(|engines| {
            for engine in engines {
                let target = Target { text: &text, ..Target::default() };
                let with = engine.find(&target);
                engine.prefilter = false;
                let without = engine.find(&target);
                engine.prefilter = true;
                prop_assert_eq!(with, without);
            }
            Ok(())
        })?;
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), region in "[A-Z]{2}") {
        let previous = [text.as_str()];
        let target = Target { text: &text, role: Role::Agent, region: Some(&region), previous: &previous };
        with_engines(|engines| for engine in engines {
            let findings = engine.find(&target);
            engine.apply(&text, &findings);
        });
    }
}
