use std::cell::RefCell;

use proptest::prelude::*;

use super::*;
use crate::model::Role;
use crate::redact::policy::Allow;
use crate::redact::{Field, Neighbour, Who};

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
    assert_eq!(redact(&mut e, &"x1231 ".repeat(1100)).text, "[UNREAD]");
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
            r#"{"version":1,"languages":["xx"]}"#.to_owned(),
            "policy: languages: no words of \"xx\"",
        ),
        (
            r#"{"version":1,"detectors":[{"id":"us_ssn","operator":{"type":"hash"}}]}"#.to_owned(),
            "policy: key: a hash needs a key",
        ),
        (
            pattern(r#""pattern":"a","context":{"words":[]}"#),
            "p: context.words: no words",
        ),
        (
            pattern(r#""pattern":"a","context":{"words":["b"],"before":40}"#),
            "p: context: at most 12 words",
        ),
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
            r#"{"version":1,"detectors":[{"id":"us_ssn"},{"id":"us_ssn"}]}"#.to_owned(),
            "us_ssn: id: this id is taken",
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
            "order ", "number ", "phone: ", "password: ", "pin ", "my name is ", "user ", " dot com", "gmailcom", "annagmail.com", "anna @gmail.com", " at gmail.com", " gmail,com", " . com", "pw: ", "ssn 123 456 789", "email ", "four one five ", "double one ", "oh three two ", "https://",
            "00:1A:2B:3C:4D:5E", "fe80::1", "-----BEGIN ", "12/31/1999", "12 Main St", "zip 94105", "&#64;", "@", "[PHONE_NUMBER]", "\u{200b}", "\u{a0}", "４１１１", "٤", "**** 1234", "\n",
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
    let broad = Engine::new(&Policy::named("broad").expect("named")).expect("compiles");
    vec![standard(), engine(odd), broad]
}

#[test]
fn the_words_around_a_readers_pattern_count() {
    let mut e = engine(
        r#"{"version":1,"base":"none","patterns":[
            {"id":"member","type":"MEMBER","pattern":"[0-9]{6}","score":0.4,"deny_near":["order"],
             "context":{"words":["member number","socio"],"before":4,"after":3,"previous":1,"boost":0.4},
             "examples_match":["member number 123456","123456 (número de socio)"],"examples_no_match":["123456","order for member number 123456"]},
            {"id":"seat","type":"SEAT","pattern":"[0-9]{2}[A-F]","context":{"words":["seat"],"require":true},
             "examples_match":["seat 12A"],"examples_no_match":["flat 12A"]}]}"#,
    );
    assert_eq!(
        redact(&mut e, "member number 123456, seat 12A").text,
        "[MEMBER], seat [SEAT]".replace("[MEMBER]", "member number [MEMBER]")
    );
    let asked = [Neighbour {
        own: false,
        text: "Your member number?",
    }];
    let target = Target {
        text: "it is 654321",
        previous: &asked,
        ..Target::default()
    };
    assert_eq!(e.find(&target).len(), 1);
}

#[test]
fn a_word_beside_a_whole_address_is_no_part_of_one() {
    let mut e = standard();
    let mut text = |text: &str, previous: &str, next: &str| {
        let beside = |text| Neighbour { own: true, text };
        let (previous, next) = ([beside(previous)], [beside(next)]);
        let findings = e.find(&Target {
            text,
            previous: &previous,
            next: &next,
            ..Target::default()
        });
        e.apply(text, &findings).text
    };
    assert_eq!(text("nothing", "or jo@example.com", "hm"), "nothing");
    assert_eq!(text("nothing", "hm", "jo@example.com please"), "nothing");
    assert_eq!(text("jo@example", "it is", ".com"), "[EMAIL_ADDRESS]");
    assert_eq!(text(".com", "jo@example", "thanks"), "[EMAIL_ADDRESS]");
    assert_eq!(text("jo@", "it is", "example.com"), "[EMAIL_ADDRESS]");
    assert_eq!(text("@example.com", "jo.smith", "ok"), "[EMAIL_ADDRESS]");
    // In words, the pieces meet at one of them.
    assert_eq!(
        text("jo.smith", "it is", "at gmail dot com"),
        "[EMAIL_ADDRESS]"
    );
    assert_eq!(text("dot com", "jo at gmail", "ok"), "[EMAIL_ADDRESS]");
    assert_eq!(text("let us meet", "hm", "at noon"), "let us meet");
    assert_eq!(text("I will look", "hm", "at amazon.com"), "I will look");
}

#[test]
fn a_value_that_is_left_alone_does_not_pull_the_message_beside_it_along() {
    let mut e = engine(
        r#"{"version":1,"allow":[{"exact":"help@example.com"},{"regex":"800-555-\\d{4}"},{"exact":"4111"}]}"#,
    );
    let mut put = |text: &str, previous: &str, next: &str| {
        let beside = |text| Neighbour { own: true, text };
        let findings = e.find(&Target {
            text,
            previous: &[beside(previous)],
            next: &[beside(next)],
            ..Target::default()
        });
        e.apply(text, &findings).text
    };
    for text in ["help@example.com", "write to help@example.com"] {
        assert_eq!(put(text, "hm", "thanks"), text);
        assert_eq!(put(text, "or", "dot com"), text);
        assert_eq!(put("thanks", text, "bye"), "thanks");
        assert_eq!(put("or", "hm", text), "or");
    }
    let call = "call 800-555-0100";
    assert_eq!(put(call, "hm", "ext 12"), call);
    assert_eq!(put("ext 12", call, "ok"), "ext 12");
    // What is allowed alone is no value that a card could not hold.
    assert_eq!(put("4111", "my card is", "1111 1111 1111"), "****");
    assert_eq!(put("@example.org", "help", "ok"), "[EMAIL_ADDRESS]");
}

#[test]
fn a_value_spread_over_messages_is_found_in_each() {
    let mut e = standard();
    let pieces = ["4111 1111", "1111 1111"];
    let first = Target {
        text: pieces[0],
        role: Role::EndUser,
        next: &[Neighbour {
            own: true,
            text: pieces[1],
        }],
        ..Target::default()
    };
    let second = Target {
        text: pieces[1],
        role: Role::EndUser,
        previous: &[Neighbour {
            own: true,
            text: pieces[0],
        }],
        ..Target::default()
    };
    for target in [first, second] {
        let findings = e.find(&target);
        assert_eq!(
            e.apply(target.text, &findings).text,
            "**** ****",
            "{target:?}"
        );
    }
    let other = Target {
        next: &[Neighbour {
            own: false,
            text: pieces[1],
        }],
        ..first
    };
    assert!(
        e.find(&other).is_empty(),
        "two authors wrote no value together"
    );
}

#[test]
fn what_an_author_announces_and_then_sends_is_found() {
    let mut e = standard();
    let mut put = |text: &str, previous: &[&str]| {
        let own = |text| Neighbour { own: true, text };
        let previous: Vec<_> = previous.iter().map(|text| own(text)).collect();
        let findings = e.find(&Target {
            text,
            previous: &previous,
            ..Target::default()
        });
        e.apply(text, &findings).text
    };
    assert_eq!(put("hunter2", &["my password is"]), "[PASSWORD]");
    assert_eq!(put("joe_smith", &["ok", "x"]), "joe_smith");
    assert_eq!(put("joe_smith", &["user name:"]), "[USERNAME]");
    assert_eq!(put("gato99", &["mi contraseña es"]), "[PASSWORD]");
    assert_eq!(put("6789", &["45", "my ssn is 123"]), "[US_SSN]");
    assert_eq!(put("order48", &["I forgot my password"]), "order48");
    assert_eq!(put("v2.0", &["the password page of the app"]), "v2.0");
}

#[test]
fn a_text_that_costs_too_much_to_read_is_redacted_whole() {
    let text = "call 415-555-0132 or ".repeat(3000);
    let mut e = standard();
    let findings = e.find(&Target {
        text: &text,
        ..Target::default()
    });
    assert_eq!(findings[0].evidence.validator, Some("budget"));
    assert_eq!(e.apply(&text, &findings).text, "[UNREAD]");
}

/// Bytes of a text that is made to be slow.
const SIZE: usize = if cfg!(debug_assertions) {
    20_000
} else {
    100_000
};

/// Texts that are made to be slow.
fn hostile() -> impl Iterator<Item = (&'static str, String)> {
    let pieces = [
        "A",
        ".",
        "@",
        "a@",
        "a@a@",
        "a.a@a.",
        "1234567890",
        "1 ",
        "1-",
        "12/",
        "415-555-0132 ",
        "aa11",
        "a dot ",
        "a at b dot ",
        "\"",
        " ",
        "[[[(((",
        "a:b:",
        "::",
        "-----",
        "password: ",
        "my name is ",
        "user ",
        "4111 ",
        "4111 1111 1111 1111 ",
        "1/1/2020 ",
        "４１١१௧ aяα注",
        "&#64;&amp;",
        "https://a.b/",
        "0x0",
        "GB29 ",
        "\u{200b}1",
        "one ",
        "one two ",
        "a at b.co ",
        "aagmail.com ",
        "mail agmailcom ",
        "a@b . com ",
        "a . ",
        "pw - a ",
    ];
    pieces
        .into_iter()
        .map(|piece| (piece, piece.repeat(SIZE / piece.len())))
}

/// What a text costs, in places examined.
fn cost(engine: &mut Engine, text: &str) -> u64 {
    let before = engine.work;
    let beside = [Neighbour { own: true, text }];
    engine.find(&Target {
        text,
        previous: &beside,
        next: &beside,
        ..Target::default()
    });
    engine.work - before
}

#[test]
fn no_text_costs_more_than_twenty_times_one_that_people_write() {
    let mut e = Engine::new(&Policy::named("broad").expect("named")).expect("compiles");
    let benign = "Hello, my order 48213377 of 3/4 did not arrive. Call me: 415-555-0132, please. ";
    let benign = cost(&mut e, &benign.repeat(20)) * (SIZE / (20 * benign.len())) as u64;
    for (piece, text) in hostile() {
        let hostile = cost(&mut e, &text);
        assert!(
            hostile <= 20 * benign,
            "{piece:?} costs {hostile} places, a benign text {benign}"
        );
    }
}

#[test]
fn fields_are_redacted_whole_by_rule() {
    let mut e = engine(
        r#"{"version":1,"base":"none","fields":[{"field":"form","label":"mother","type":"MAIDEN_NAME"},{"field":"subject","type":"KEY"}]}"#,
    );
    let mut put = |field, label, text| {
        let target = Target {
            text,
            field,
            label,
            ..Target::default()
        };
        let findings = e.find(&target);
        e.apply(text, &findings).text
    };
    assert_eq!(
        put(Field::Form, Some("Mother's maiden name"), "Jones"),
        "[MAIDEN_NAME]"
    );
    assert_eq!(put(Field::Form, Some("Colour"), "Jones"), "Jones");
    assert_eq!(put(Field::Subject, None, "x"), "[KEY]");
    assert_eq!(put(Field::Subject, None, "[KEY]"), "[KEY]");
}

#[test]
fn people_of_the_payload_are_found_in_their_conversation() {
    let mut e = standard();
    let mut known = Known::default();
    known.add("a", Who::Name, "Maria Silva");
    known.add("a", Who::AgentName, "Peter Pan");
    known.add("a", Who::Key, "fb:12ab34cd");
    e.know(known);
    e.enter("a");
    assert_eq!(
        redact(&mut e, "maria here, with Peter; 12ab34cd").text,
        "[PERSON] here, with Peter; [PLATFORM_KEY]"
    );
    e.enter("b");
    assert_eq!(redact(&mut e, "maria here").text, "maria here");
}

#[test]
fn denied_values_are_found_and_allowed_ones_left_by_detector() {
    let mut e = engine(
        r#"{"version":1,"deny":[{"exact":"Project Orion","type":"CODENAME"}],
            "allow":[{"exact":"joe@x.com","detectors":["phone_number"]},{"exact":"ann@x.com","detectors":["EMAIL_ADDRESS"]}]}"#,
    );
    assert_eq!(
        redact(&mut e, "project orion, joe@x.com, ann@x.com").text,
        "[CODENAME], [EMAIL_ADDRESS], ann@x.com"
    );
    e.know(Known::default());
    assert_eq!(
        redact(&mut e, "project orion").text,
        "[CODENAME]",
        "the list outlives the payload's names"
    );
}

#[test]
fn pseudonyms_hashes_shifted_and_general_values_stay_as_they_are() {
    let policy = Policy::from_json(
        r#"{"version":1,"base":"broad","detectors":[{"id":"EMAIL_ADDRESS","operator":{"type":"pseudonym"}},
            {"id":"PHONE_NUMBER","operator":{"type":"hash"}},{"id":"AGE","operator":{"type":"generalise"}},
            {"id":"UK_POSTCODE","operator":{"type":"generalise"}},{"id":"IP_ADDRESS","operator":{"type":"generalise"}}]}"#,
    )
    .expect("a policy");
    let mut e = Engine::with_key(&policy, Some(b"secret")).expect("compiles");
    let text = "a@x.com b@x.com A@X.com 415-555-0132, I am 42 years old, SW1A 1AA, 192.0.2.1";
    let once = redact(&mut e, text).text;
    assert!(
        once.starts_with("[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_2] [EMAIL_ADDRESS_1] [PHONE_NUMBER:"),
        "{once}"
    );
    assert!(
        once.ends_with("I am [40-49] years old, [SW1A*], [192.0.*]"),
        "{once}"
    );
    assert_eq!(redact(&mut e, &once).text, once);
}

#[test]
fn a_question_makes_a_bare_answer_sensitive_only_if_the_other_side_asks() {
    let mut e = standard();
    let mut finds = |own, question| {
        let asked = [Neighbour {
            own,
            text: question,
        }];
        let target = Target {
            text: "1937",
            role: Role::EndUser,
            previous: &asked,
            ..Target::default()
        };
        !e.find(&target).is_empty()
    };
    assert!(finds(false, "Last four digits of your card, please?"));
    assert!(!finds(true, "Last four digits of your card, please?"));
    assert!(!finds(false, "When was the house built?"));
}

#[test]
fn a_value_inside_a_link_goes_and_the_link_stays_unless_links_are_redacted() {
    let text = "see https://joe:s3cret!@localhost/?m=ann@x.com now";
    assert_eq!(
        redact(&mut standard(), text).text,
        "see https://joe:[SECRET]@localhost/?m=[EMAIL_ADDRESS] now"
    );
    let mut broad = Engine::new(&Policy::named("broad").expect("named")).expect("compiles");
    assert_eq!(redact(&mut broad, text).text, "see [URL] now");
}

#[test]
fn ordinary_chat_holds_nothing() {
    let mut e = standard();
    for text in [
        "order #48213377 total $123.50",
        "epoch 1700000000000",
        "version 10.15.7 build 4411",
        "now.That is it",
        "see you at 10:30 on 3/4/2024",
        "it costs 1,299.00 EUR",
        "tracking 1Z999AA10123456784",
        "ticket 00012345",
        "5 boxes of 20, 100 pcs",
        "call me later",
        "I have 2 questions",
        "the 2023-2024 season",
        "error 0x80070005",
        "uuid 550e8400-e29b-41d4-a716-446655440000",
        "my internet is down since 3 days",
        "size 42, colour 7",
        "refund of 49.99 was issued on Monday",
        "https://help.example.com/articles/ab12?lang=en",
        "room 204, floor 3",
        "I waited 45 min",
        "model XJ-9000 and SKU 8812-AB",
        "step 1: reset; step 2: restart",
        "score 3-2",
        "invoice INV-2024-00017",
        "mi pedido 48213377 no llegó",
        "ma commande 48213377",
        "meine Bestellung 48213377",
        "meu pedido 48213377",
        "order 4155550132 is late",
        "order no. 112-4455667-8899001",
        "my order number is 2000123456789",
        "timestamp 1748503543012",
        "at 1748503543 it failed",
        "version 2.14.3.1 of the app",
        "iOS 17.4.1, build 21E236",
        "v1.2.3-rc.4",
        "$1,234,567.89 in total",
        "EUR 12.345,67",
        "2 x 49,90 EUR",
        "15-20 business days",
        "from 12/01 to 12/15",
        "between 9-5 on 24.12.2024",
        "done.That was all.Thanks",
        "UPS 1Z12345E0205271688",
        "USPS tracking 9400 1118 9922 3100 0000 00",
        "DHL parcel JD014600003828392837",
        "SKU AB-1234-CD",
        "part no. 5410-332-09",
        "model number WH-1000XM4",
        "serial C02XK1YZJG5J",
        "promo code SAVE20NOW",
        "page 4 of 11",
        "ratio 16:9 at 1920x1080",
        "temperature 72.5 F",
        "flight BA2490 gate B32",
        "ISBN 978-3-16-148410-0",
        "error code 0x8007045D",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "password reset link expired",
        "I forgot my user name",
        "the pin is stuck",
        "point 4 of 5 dots",
        "use gmail instead",
        "no. 1 in 2023",
        "one moment please, two of the three boxes came",
        "one two three four five six seven eight nine, testing",
        "I found it at walmart.com and at target.com",
        "sign in at outlook.com, then check your mail",
        "is gmail.com down? mail.yahoo.com works",
        "our mail server at example.com is slow today",
        "seat 14C, row 14, terminal 5, belt 7",
        "3 out of 5 stars, 98% positive",
        "10 km, 2.5 kg, 30x40x50 cm, 220 V",
        "meet me in room 1204 on the 12th floor at 14:05",
        "coupon SUMMER2024 gives 20 % off until 31/08",
        "final score 21-17, 25-23",
        "GPS 48.8584, 2.2945",
        "Windows 11 23H2 build 22631.3447, Chrome 124.0.6367.91",
        "habitación 312, 2 adultos y 1 niño, 3 noches",
        "son 1.299,00 € con 21 % de IVA, factura F-2024-0031",
        "código de seguimiento PQ4F7X0412345670128009X",
        "uno, dos o tres días laborables",
        "le colis 6A12345678901 arrive le 12/03 entre 8h et 13h",
        "chambre 41, deux nuits, 89,50 € par nuit",
        "facture n° 2024-0456 du 3 mars, TVA 20 %",
        "Sendungsnummer 00340434161094042557, Zustellung am 24.12.",
        "Rechnung RE-2024-1187 über 1.249,90 €",
        "Zimmer 204, zwei Personen, drei Nächte",
        "Vorgang 2024-118-77, Termin um 9:30 Uhr",
        "quarto 504, dois adultos, três noites",
        "protocolo 20240312004567, R$ 1.299,90 em 12x",
        "rastreio AA123456785BR, prazo de 5 a 7 dias úteis",
        "um, dois ou três itens",
    ] {
        assert_eq!(redact(&mut e, text).text, text);
    }
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
    fn the_look_at_the_bytes_hides_nothing(
        text in texts(),
        said in texts(),
        asked in prop::sample::select(vec![
            "", "What's your s.s.n.?", "The last four digits of the card?", "¿Cuál es su número de cuenta?", "date of birth please",
            "Expiry & security code?", "Nummer des Personalausweises?",
        ]),
        own in any::<bool>(),
    ) {
        let previous = [Neighbour { own, text: &said }, Neighbour { own: false, text: asked }];
        with_engines(|engines| {
            for engine in engines {
                let target = Target { text: &text, previous: &previous, ..Target::default() };
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
        let beside = [Neighbour { own: text.len() % 2 == 0, text: &text }];
        let target = Target {
            text: &text,
            role: Role::Agent,
            region: Some(&region),
            previous: &beside,
            next: &beside,
            ..Target::default()
        };
        with_engines(|engines| for engine in engines {
            let findings = engine.find(&target);
            engine.apply(&text, &findings);
        });
    }
}
