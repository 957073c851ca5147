//! What a search finds, in which order, and what it never shows.

use std::collections::BTreeSet;

use fixtures::{
    scenario,
    write::{File, Format},
};
use proptest::prelude::*;
use sealed_transcript::{
    export::{ExportFormat, Lens},
    model::time::Zone,
    search::{Index, Query, Search, SearchHit, SearchOptions, SearchProgress, Veil, View},
};
use serde_json::{Value, json};

use crate::support::{
    DAY, Opened, connect, file, files, listed, open, redacted, said, tables, with, words,
};

/// A search run to its end, and how it went.
struct Run {
    hits: Vec<SearchHit>,
    progress: SearchProgress,
}

fn options(conversation: Option<&str>, context: u32) -> SearchOptions {
    SearchOptions {
        conversation: conversation.map(str::to_owned),
        context,
        zone: None,
    }
}

fn run(
    opened: &Opened,
    text: &str,
    lens: Lens<'_>,
    options: &SearchOptions,
    (index, veil): (&mut Index, &mut Veil),
) -> Run {
    let query = Query::parse(text, &Zone::utc()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let view = View {
        archive: &opened.archive,
        timeline: &opened.timeline,
        lens,
    };
    let mut search = Search::new(query, options, &opened.timeline).expect("the conversation");
    while !search.step(&view, index, veil).done {}
    Run {
        hits: search.window(&view, 0, usize::MAX),
        progress: search.progress(),
    }
}

fn search(opened: &Opened, text: &str, lens: Lens<'_>) -> Run {
    let (index, veil) = (&mut Index::default(), &mut Veil::default());
    run(opened, text, lens, &options(None, 0), (index, veil))
}

/// Ids of the entries found.
fn found(opened: &Opened, text: &str) -> Vec<String> {
    let run = search(opened, text, Lens::Original);
    assert_eq!(run.progress.found as usize, run.hits.len());
    run.hits.into_iter().map(|hit| hit.entry).collect()
}

fn answer(entries: &[Value]) -> Opened {
    open(&[connect("a.json", &json!(entries))])
}

/// What is highlighted in a hit, text by text.
fn highlighted(hit: &SearchHit) -> Vec<String> {
    hit.snippets
        .iter()
        .flat_map(|snippet| {
            let units: Vec<u16> = snippet.text.encode_utf16().collect();
            snippet.highlights.iter().map(move |place| {
                String::from_utf16(&units[place.start as usize..place.end as usize])
                    .expect("whole characters")
            })
        })
        .collect()
}

#[test]
fn words_are_found_whatever_their_case_and_accents_and_all_of_them_must_be_there() {
    let opened = answer(&[
        said("a", 1, "Où est ma Crème brûlée ?"),
        said("b", 2, "creme only"),
        said("c", 3, "BRULEE and CREME, don’t wait"),
        said("d", 4, "nothing"),
    ]);
    assert_eq!(found(&opened, "crème brulee"), ["a", "c"]);
    assert_eq!(found(&opened, "\"creme brulee\""), ["a"]);
    assert_eq!(found(&opened, "creme -brulee"), ["b"]);
    assert_eq!(found(&opened, "-creme"), ["d"]);
    assert_eq!(found(&opened, "don't"), ["c"]);
    assert_eq!(found(&opened, "/[Cc]reme/"), ["b"]);
    assert_eq!(found(&opened, "/creme/i"), ["b", "c"]);
    assert_eq!(found(&opened, "/cr.me/i -/only/"), ["a", "c"]);
    assert_eq!(found(&opened, "brulee /^O/"), ["a"]);
    let hits = search(&opened, "brulee creme", Lens::Original).hits;
    assert_eq!(highlighted(&hits[0]), ["Crème", "brûlée"]);
}

#[test]
fn highlights_count_utf16_units_and_cover_whole_characters() {
    let opened = answer(&[said("a", 1, "😀 Straße 👍🏽 cafe\u{301} 😀")]);
    let hits = search(&opened, "strasse cafe", Lens::Original).hits;
    assert_eq!(highlighted(&hits[0]), ["Straße", "cafe\u{301}"]);
}

#[test]
fn nothing_is_found_across_two_texts() {
    let opened = answer(&[
        said("a", 1, "the first half"),
        said("b", 2, "and the second"),
    ]);
    assert_eq!(found(&opened, "\"half and\""), [""; 0]);
    assert_eq!(found(&opened, "halfand"), [""; 0]);
}

#[test]
fn hits_come_in_transcript_order_over_all_conversations_with_their_count() {
    let world = scenario::random(11, 8);
    for format in [Format::ALL[0], Format::ALL[1]] {
        let opened = open(&files(&world, format, true));
        let run = search(&opened, "e", Lens::Original);
        let order: Vec<_> = run.hits.iter().map(|hit| hit.position as usize).collect();
        assert!(order.iter().copied().eq(0..order.len()));
        let rows = opened.rows();
        let place = |hit: &SearchHit| {
            rows.iter()
                .position(|row| row["entry"] == *hit.entry && row["index"] == hit.index)
                .expect("a row")
        };
        assert!(run.hits.iter().map(place).is_sorted());
        let conversations: BTreeSet<_> = run.hits.iter().map(|hit| &hit.conversation).collect();
        assert_eq!(run.progress.conversations as usize, conversations.len());
        assert_eq!(run.progress.entries, run.progress.total);
        assert_eq!(run.progress.total as usize, rows.len());
    }
}

/// Every text that a row shows.
fn texts(row: &Value) -> Vec<String> {
    let lists = [
        ("choices", "title"),
        ("form", "label"),
        ("form", "value"),
        ("links", "title"),
        ("links", "url"),
        ("attachments", "name"),
        ("attachments", "mimeType"),
        ("cards", "title"),
        ("cards", "subtitle"),
        ("details", "label"),
        ("details", "value"),
        ("revisions", "text"),
    ];
    let listed = lists.into_iter().flat_map(|(list, key)| {
        let items = row[list].as_array().into_iter().flatten();
        items.map(move |item| &item[key])
    });
    let all = std::iter::once(&row["text"]).chain(listed);
    all.filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// The same found by looking at every exported row: nothing is missed, nothing is made up.
#[test]
fn a_search_finds_what_a_look_at_every_row_finds() {
    let mut world = scenario::random(7, 10);
    world.conversations.extend(scenario::all().conversations);
    let opened = open(&files(&world, Format::ALL[1], true));
    let rows = opened.rows();
    let expected = |test: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let says = |row: &&Value| texts(row).iter().any(|text| test(text));
        let ids = rows.iter().filter(says).map(|row| row["entry"].as_str());
        ids.map(|id| id.expect("an id")).collect()
    };
    let mut some = 0;
    for word in [
        "order",
        "thank",
        "the",
        "joined",
        "session",
        "card",
        "zzz",
        "1",
        ",",
        "e",
        "image",
        "not delivered",
        "of the",
        "ing ",
        " a ",
    ] {
        let wanted = expected(&|text| text.to_lowercase().contains(word));
        assert_eq!(found(&opened, &format!("\"{word}\"")), wanted, "{word}");
        assert_eq!(found(&opened, &format!("/{word}/i")), wanted);
        let without = found(&opened, &format!("-\"{word}\""));
        assert_eq!(wanted.len() + without.len(), rows.len(), "-{word}");
        some += usize::from(!wanted.is_empty());
    }
    assert!(some > 12, "{some}");
    some = 0;
    // Those that stay in a word and those that do not, look around or not, know case or not.
    for (pattern, flags) in [
        (r"NW-\d{5}", ""),
        (r"nw-\d{5}", "i"),
        (r"\bcard\b", "i"),
        (r"\bCard", ""),
        (r"card\b.*\bnumber", "is"),
        (r"^hi\b", "i"),
        (r"^Hi", ""),
        (r"\?$", ""),
        (r"[.!]$", "m"),
        (r"\w+ed (the|a) \w+", "i"),
        ("(gift card|order number|joined)", "i"),
        (r"\b(qu|zz)\w+", "i"),
        (r"o\Bn", ""),
        (r"[À-ÿ]\w", ""),
        (r"\p{Lu}{2,}", "u"),
        (r"\d{2}:\d{2}", ""),
        ("st?r[aä]ss?e|stra[ßs]e", "i"),
        (r"\s{2,}|\n", ""),
        ("[^ -~]", ""),
        (r"(?i:THANK) you", ""),
        ("e.", ""),
    ] {
        let regex = regex::RegexBuilder::new(&ascii(pattern, flags))
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .build()
            .expect(pattern);
        let wanted = expected(&|text| regex.is_match(text));
        let query = format!("/{pattern}/{flags}");
        assert_eq!(found(&opened, &query), wanted, "{query}");
        let without = found(&opened, &format!("-{query}"));
        assert_eq!(wanted.len() + without.len(), rows.len(), "-{query}");
        some += usize::from(!wanted.is_empty());
    }
    assert!(some > 14, "{some}");
}

/// Through a policy too: what it replaces is searched as it is shown, the rest as it stands.
#[test]
fn through_a_policy_a_search_finds_what_the_shown_rows_say() {
    let mut world = scenario::random(7, 6);
    world.conversations.extend(scenario::all().conversations);
    let opened = open(&files(&world, Format::ALL[1], true));
    let lines = opened.export(ExportFormat::Jsonl, redacted());
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row"))
        .collect();
    let (mut index, mut veil) = (Index::default(), Veil::default());
    let mut some = 0;
    for (pattern, flags) in [
        (r"\[[A-Z_]+\]", ""),
        ("person", "i"),
        (r"\bcard\b", "i"),
        ("order", "i"),
        (r"(the|a) \w+", ""),
        (r"\d{3}", ""),
        ("zzz", ""),
    ] {
        let regex = regex::RegexBuilder::new(&ascii(pattern, flags))
            .case_insensitive(flags.contains('i'))
            .build()
            .expect(pattern);
        let says = |row: &&Value| texts(row).iter().any(|text| regex.is_match(text));
        let ids = rows.iter().filter(says).map(|row| row["entry"].as_str());
        let wanted: Vec<&str> = ids.map(|id| id.expect("an id")).collect();
        let query = format!("/{pattern}/{flags}");
        let kept = (&mut index, &mut veil);
        let run = run(&opened, &query, redacted(), &options(None, 0), kept);
        let found: Vec<&str> = run.hits.iter().map(|hit| hit.entry.as_str()).collect();
        assert_eq!(found, wanted, "{query}");
        some += usize::from(!wanted.is_empty());
    }
    assert!(some > 4, "{some}");
}

/// Texts in which words end in many ways, with values that a policy replaces.
fn texts_of_every_kind() -> Opened {
    let mut entries: Vec<Value> = [
        "Where is my refund? ORDER NW-12345 of 12:30",
        "refunds, refunded; re-fund\tre fund",
        "the order\u{a0}number is NW-99\u{a0}871 and the card",
        "Straße strasse STRASSE stra\u{df}e \u{212a}elvin ſee",
        "cre\u{301}me brûlée, Crème\u{301} creme",
        "注文番号を確認してください 12345",
        "mail kim@example.com or call +1 415 555 2671 today",
        "card 4111 1111 1111 1111, the order",
        "😀👍 gift card giftcard gift-card",
        "quick quiz; zzz buzz\nqueue of the quay",
        "a",
        "  two  spaces  ",
        "\u{301}\u{301}",
        "don’t – “wait”… ﬁn ＡＢ",
    ]
    .iter()
    .enumerate()
    .map(|(at, text)| said(&format!("t{at:02}"), at as i64, text))
    .collect();
    for (at, words) in ["order", "the refund", "card of the order", "qu re ing"]
        .iter()
        .enumerate()
    {
        let text = format!("{words} {words}s {}", words.to_uppercase());
        entries.push(said(&format!("w{at}"), 100 + at as i64, &text));
    }
    answer(&entries)
}

/// An expression as a person might write it, and its flags.
fn any_expression() -> impl Strategy<Value = (String, String)> {
    let atom = prop::sample::select(vec![
        "order",
        "refund",
        "card",
        "gift",
        "the",
        "re",
        "qu",
        "zz",
        "e",
        "s",
        "k",
        "ing",
        "NW-",
        "12",
        "ß",
        "é",
        "文",
        " ",
        " ",
        "-",
        ",",
        r"\t",
        r"\s",
        r"\S",
        r"\d",
        r"\w",
        r"\W",
        ".",
        r"\b",
        r"\b",
        r"\B",
        "^",
        "$",
        "[a-e]",
        "[^a-m]",
        "[à-ü]",
        "(is|was|of)",
        "(re|qu)",
        "(the )",
        r"\[",
        "[A-Z_]",
        "(?:number|card)",
    ]);
    let times = prop::sample::select(vec!["", "", "", "", "?", "+", "*", "{2}", "{1,3}"]);
    let part = (atom, times).prop_map(|(atom, times)| {
        let is_look = matches!(atom, r"\b" | r"\B" | "^" | "$");
        if is_look || times.is_empty() {
            atom.to_owned()
        } else {
            format!("(?:{atom}){times}")
        }
    });
    let run = prop::collection::vec(part, 1..6).prop_map(|parts| parts.concat());
    let one =
        (run.clone(), prop::option::weighted(0.2, run)).prop_map(|(one, other)| match other {
            Some(other) => format!("{one}|{other}"),
            None => one,
        });
    let flags = prop::sample::select(vec!["", "i", "i", "i", "s", "im", "u", "iu"]);
    (one, flags.prop_map(str::to_owned))
}

/// Whatever an expression asks of words, nothing is missed and nothing is made up: by a new index and
/// by one that was searched before, in the original and as a policy shows it.
#[test]
fn any_expression_finds_what_a_look_at_every_row_finds() {
    let opened = texts_of_every_kind();
    let views = [Lens::Original, redacted()].map(|lens| {
        let lines = opened.export(ExportFormat::Jsonl, lens);
        let rows: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a row"))
            .collect();
        (
            lens,
            rows,
            std::cell::RefCell::new((Index::default(), Veil::default())),
        )
    });
    let asked = std::cell::Cell::new((0, 0));
    let check = |pattern: &str, flags: &str| -> Result<(), TestCaseError> {
        let query = format!("/{pattern}/{flags}");
        if Query::parse(&query, &Zone::utc()).is_err() {
            return Ok(());
        }
        let regex = regex::RegexBuilder::new(&ascii(pattern, flags))
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .build()
            .expect("what a query takes");
        for (lens, rows, kept) in &views {
            let says = |row: &&Value| texts(row).iter().any(|text| regex.is_match(text));
            let ids = rows.iter().filter(says).map(|row| row["entry"].as_str());
            let wanted: Vec<&str> = ids.map(|id| id.expect("an id")).collect();
            let (index, veil) = &mut *kept.borrow_mut();
            for kept in [(index, veil), (&mut Index::default(), &mut Veil::default())] {
                let run = run(&opened, &query, *lens, &options(None, 0), kept);
                let found: Vec<&str> = run.hits.iter().map(|hit| hit.entry.as_str()).collect();
                prop_assert_eq!(&found, &wanted, "{} {:?}", query, lens);
            }
            let (all, some) = asked.get();
            asked.set((all + 1, some + usize::from(!wanted.is_empty())));
        }
        Ok(())
    };
    // Between words as texts have them, where folding puts a space.
    for pattern in [
        r"\tre",
        r"fund\tre",
        "buzz\\nq",
        "order\u{a0}n",
        r"\Sfund",
        r"[^a-m]fund",
    ] {
        check(pattern, "i").expect(pattern);
    }
    proptest!(ProptestConfig::with_cases(600), |((pattern, flags) in any_expression())| {
        check(&pattern, &flags)?;
    });
    let (all, some) = asked.get();
    assert!(
        all > 600 && some * 4 > all,
        "{some} of {all} found something"
    );
}

/// The pattern with its classes in ASCII, as JavaScript means them without the flag `u`.
fn ascii(pattern: &str, flags: &str) -> String {
    if flags.contains('u') {
        return pattern.to_owned();
    }
    let plain = [
        (r"\b", r"(?-u:\b)"),
        (r"\B", r"(?-u:\B)"),
        (r"\w", "[0-9A-Za-z_]"),
    ];
    let rest = [
        (r"\d", "[0-9]"),
        (r"\s", r"[\t\n\v\f\r ]"),
        (r"\W", "[^0-9A-Za-z_]"),
        (r"\S", r"[^\t\n\v\f\r ]"),
    ];
    let all = plain.into_iter().chain(rest);
    all.fold(pattern.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    })
}

#[test]
fn a_second_search_finds_in_the_kept_index_what_the_first_found() {
    let world = scenario::random(3, 6);
    let opened = open(&files(&world, Format::ALL[1], true));
    let (mut index, mut veil) = (Index::default(), Veil::default());
    for lens in [Lens::Original, redacted(), redacted()] {
        if matches!(lens, Lens::Original) {
            veil = Veil::default();
        }
        for text in ["the", "order -the", "[", "from:a"] {
            let kept = run(
                &opened,
                text,
                lens,
                &options(None, 0),
                (&mut index, &mut veil),
            );
            let fresh = search(&opened, text, lens);
            let ids = |run: Run| {
                run.hits
                    .into_iter()
                    .map(|hit| hit.entry)
                    .collect::<Vec<_>>()
            };
            assert_eq!(ids(kept), ids(fresh), "{text}");
        }
        veil = Veil::default();
    }
}

#[test]
fn one_conversation_alone_is_searched_if_asked() {
    let world = scenario::random(5, 5);
    let opened = open(&files(&world, Format::ALL[1], true));
    let all = search(&opened, "e", Lens::Original).hits;
    for conversation in &opened.timeline.conversations {
        let (index, veil) = (&mut Index::default(), &mut Veil::default());
        let one = run(
            &opened,
            "e",
            Lens::Original,
            &options(Some(&conversation.id), 0),
            (index, veil),
        );
        let expected: Vec<_> = all
            .iter()
            .filter(|hit| hit.conversation == conversation.id)
            .map(|hit| hit.index)
            .collect();
        assert_eq!(
            one.hits.iter().map(|hit| hit.index).collect::<Vec<_>>(),
            expected
        );
        assert_eq!(one.progress.total as usize, conversation.entries.len());
    }
    let query = Query::parse("e", &Zone::utc()).expect("a query");
    assert!(Search::new(query, &options(Some("nowhere"), 0), &opened.timeline).is_none());
}

fn filtered() -> Opened {
    let session = "0MwKj000007sdiMKAQ";
    let by = |id: &str, second: i64, text: &str, role: &str, name: &str| {
        with(
            listed(id, "Message", second, &words(text)),
            &json!({
                "sender": { "role": role, "subject": format!("key-{name}") },
                "senderDisplayName": name,
                "relatedRecords": [session],
            }),
        )
    };
    let entries = json!([
        by("a", 60, "hello there", "EndUser", "Kim Ødegård"),
        by("b", 70, "hello, I am a bot", "Chatbot", "Helper"),
        by(
            "c",
            400,
            "hello, Ana here: see https://example.com/x",
            "Agent",
            "Ana Silva"
        ),
        with(
            listed(
                "d",
                "Message",
                86_400,
                &json!({ "abstractMessage": { "messageType": "StaticContentMessage",
                "staticContent": { "formatType": "Attachments", "text": "the bill",
                "attachments": [{ "name": "Rechnung.pdf", "mimeType": "application/pdf" }] } } })
            ),
            &json!({ "sender": { "role": "EndUser", "subject": "key-Kim Ødegård" }, "senderDisplayName": "Kim Ødegård" })
        ),
        listed(
            "e",
            "ParticipantChanged",
            86_500,
            &json!({ "entries": [
            { "operation": "add", "displayName": "Bo", "participant": { "role": "Agent", "subject": "bo" } }] })
        ),
        listed("f", "HologramShown", 86_600, &json!({ "x": 1 })),
    ]);
    let sessions = format!(
        "Id,Name,StartTime,EndTime,Status,ChannelType,ChannelName,AgentType\n{session},MS-00001042,2025-01-06T00:01:00Z,2025-01-06T00:10:00Z,Ended,WhatsApp,Main line,BotToAgent\n"
    );
    open(&[connect("a.json", &entries), file("sessions.csv", sessions)])
}

#[test]
fn every_filter_tells_its_entries_from_the_others() {
    let opened = filtered();
    let all = ["a", "b", "c", "d", "e", "f"];
    for (query, expected) in [
        ("from:odegard", &["a", "d"][..]),
        ("from:\"ana silva\"", &["c"]),
        ("-from:kim hello", &["b", "c"]),
        ("role:customer hello", &["a"]),
        ("role:Chatbot", &["b"]),
        ("role:agent kind:message", &["c"]),
        ("session:0MwKj000007sdiM", &["a", "b", "c"]),
        ("session:ms-00001042", &["a", "b", "c"]),
        ("session:none", &["d", "e", "f"]),
        ("has:session -role:bot", &["a", "c"]),
        ("channel:whatsapp", &all),
        ("channel:\"main line\"", &all),
        ("channel:sms", &[]),
        ("before:2025-01-07 hello", &["a", "b", "c"]),
        ("after:2025-01-07", &["d", "e", "f"]),
        (
            "after:2025-01-06T00:02 before:2025-01-07T00:00:01",
            &["c", "d"],
        ),
        ("has:link", &["c"]),
        ("has:attachment", &["d"]),
        ("rechnung", &["d"]),
        ("kind:event", &["e", "f"]),
        ("kind:participant_changed", &["e"]),
        ("kind:hologramshown", &["f"]),
        ("bo joined", &["e"]),
        ("wait>120s", &["c"]),
        ("wait<=10s", &["b"]),
        ("wait>1h", &[]),
        ("-has:text", &["e", "f"]),
    ] {
        assert_eq!(found(&opened, query), expected, "{query}");
    }
}

#[test]
fn the_names_that_filters_see_are_those_that_are_shown() {
    let entries = json!([
        with(
            listed("a", "Message", 1, &words("hi")),
            &json!({ "senderDisplayName": "jo@example.com" })
        ),
        said("b", 2, "call 415 555 2671 or jo@example.com"),
        said("c", 3, "nothing"),
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    let ids = |text: &str, lens| -> Vec<String> {
        search(&opened, text, lens)
            .hits
            .into_iter()
            .map(|hit| hit.entry)
            .collect()
    };
    assert!(ids("from:jo@", Lens::Original).contains(&"a".to_owned()));
    assert_eq!(ids("from:jo@", redacted()), [""; 0]);
    assert!(ids("from:email_address", redacted()).contains(&"a".to_owned()));
    assert_eq!(ids("jo@example", Lens::Original), ["b"]);
    assert_eq!(ids("jo@example", redacted()), [""; 0]);
    assert_eq!(ids("\"[email_address]\"", redacted()), ["b"]);
    assert_eq!(ids("has:redaction", redacted()), ["b"]);
    assert_eq!(ids("has:redaction", Lens::Original), [""; 0]);
    // A filter that leaves out what is hidden would tell of it all the same.
    assert_eq!(ids("-jo@example", redacted()), ["a", "b", "c"]);
    assert_eq!(ids("-/jo@/", redacted()), ["a", "b", "c"]);
}

#[test]
fn a_hit_shows_its_surroundings_and_the_entries_beside_it() {
    let long = format!("{} needle {}", "hay ".repeat(200), "straw ".repeat(200));
    let opened = answer(&[
        said("a", 1, "before it"),
        said("b", 2, &long),
        said("c", 3, "after it"),
        said("d", 4, "far away"),
    ]);
    let (index, veil) = (&mut Index::default(), &mut Veil::default());
    let hits = run(
        &opened,
        "needle",
        Lens::Original,
        &options(None, 1),
        (index, veil),
    )
    .hits;
    let [hit] = &hits[..] else {
        panic!("one hit, not {}", hits.len())
    };
    let texts = |near: &[sealed_transcript::search::Nearby]| -> Vec<String> {
        near.iter().filter_map(|one| one.text.clone()).collect()
    };
    assert_eq!(texts(&hit.before), ["before it"]);
    assert_eq!(texts(&hit.after), ["after it"]);
    let snippet = &hit.snippets[0];
    assert!(snippet.cut_before && snippet.cut_after);
    assert!(snippet.text.starts_with("hay") && snippet.text.ends_with("straw"));
    assert_eq!(highlighted(hit), ["needle"]);
    assert_eq!(hit.at_ms, Some(DAY + 2_000));
}

/// Every value that the standard policy takes out of a text of this world, as it stood.
fn redacted_values(opened: &Opened) -> BTreeSet<String> {
    let Lens::Redacted(engine) = redacted() else {
        return BTreeSet::new();
    };
    let mut values = BTreeSet::new();
    for row in opened.rows() {
        let Some(text) = row["text"].as_str() else {
            continue;
        };
        let findings = engine
            .borrow_mut()
            .find(&sealed_transcript::redact::Target {
                text,
                ..Default::default()
            });
        values.extend(
            findings
                .iter()
                .map(|found| text[found.start as usize..found.end as usize].to_owned()),
        );
    }
    // Last digits, found alone where somebody names them, are what a mask leaves of the whole number.
    let whole = values.clone();
    values.retain(|value| {
        !whole
            .iter()
            .any(|whole| whole != value && whole.ends_with(value))
    });
    values
}

/// Asked for as a phrase, as an expression, by its words and by its pieces, a redacted value is
/// not found, and no hit of any search shows it.
#[test]
fn no_search_finds_or_shows_a_redacted_value() {
    let mut asked = 0;
    for world in [scenario::all(), scenario::random(3, 2)] {
        for format in Format::ALL {
            let opened = open(&files(&world, format, true));
            let values = redacted_values(&opened);
            let (index, veil) = (&mut Index::default(), &mut Veil::default());
            let shown = |run: &Run| serde_json::to_string(&run.hits).expect("JSON");
            for value in &values {
                assert!(
                    !search(&opened, &phrase(value), Lens::Original)
                        .hits
                        .is_empty()
                );
                for text in [phrase(value), expression(value)] {
                    let run = run(&opened, &text, redacted(), &options(None, 2), (index, veil));
                    assert!(run.hits.is_empty(), "{text} is found: {}", shown(&run));
                    asked += 1;
                }
            }
            for text in ["e", "has:redaction", "/./", "1", "-zzz"] {
                let run = run(&opened, text, redacted(), &options(None, 2), (index, veil));
                let shown = shown(&run);
                for value in &values {
                    assert!(!shown.contains(value.as_str()), "{text} shows {value}");
                }
            }
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn all_files_at_once_hide_it_too() {
    let world = scenario::all();
    let files: Vec<File> = Format::ALL
        .into_iter()
        .flat_map(|format| fixtures::write::entries(&world, format))
        .chain(tables(&world))
        .collect();
    let opened = open(&files);
    for value in redacted_values(&opened) {
        assert!(
            search(&opened, &phrase(&value), redacted()).hits.is_empty(),
            "{value}"
        );
    }
}

fn phrase(value: &str) -> String {
    format!("\"{value}\"")
}

fn expression(value: &str) -> String {
    let escaped: String = value
        .chars()
        .flat_map(|letter| {
            let sign = letter.is_ascii_punctuation().then_some('\\');
            sign.into_iter().chain([letter])
        })
        .collect();
    format!("/{escaped}/i")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What the words tell is what the texts tell, whatever folds away beside or inside a word.
    #[test]
    fn words_answer_as_the_texts_would(
        texts in prop::collection::vec("[refundsREF .\\-é\u{301}\u{a0}\u{200b}ſ…\n]{1,16}", 1..12),
    ) {
        let said: Vec<Value> = texts
            .iter()
            .enumerate()
            .map(|(nth, text)| said(&format!("e{nth}"), nth as i64, text))
            .collect();
        let opened = answer(&said);
        let rows = opened.rows();
        for (pattern, flags) in [
            (r"\bref\b", "i"),
            (r"\bre?\b", ""),
            (r"re\w*", "i"),
            ("(re|fun)d?", "i"),
            (r"e\Bf", "i"),
            ("s", "i"),
            (r"\.-", ""),
            ("d s", "i"),
            ("(e|fu|s) (re|d)", "i"),
            (r"e (f|s)\w*", ""),
            (r"u\s+n", "i"),
            ("r?e (s|d)?f", "i"),
            (r"\w+(s|f) e-?", "i"),
        ] {
            let regex = regex::RegexBuilder::new(&ascii(pattern, flags))
                .case_insensitive(flags.contains('i'))
                .build()
                .expect(pattern);
            let says = |row: &&Value| row["text"].as_str().is_some_and(|text| regex.is_match(text));
            let wanted: Vec<&str> = rows
                .iter()
                .filter(says)
                .filter_map(|row| row["entry"].as_str())
                .collect();
            prop_assert_eq!(found(&opened, &format!("/{pattern}/{flags}")), wanted, "{}", pattern);
        }
    }

    /// Any query gives hits or a mistake with a place inside it; hits hold what was asked.
    #[test]
    fn no_query_panics(text in "[a-z0-9éß😀\"/:>\\-\\[\\](). ]{0,24}") {
        thread_local! {
            static OPENED: Opened = open(&files(&scenario::random(2, 3), Format::ALL[1], true));
        }
        match Query::parse(&text, &Zone::utc()) {
            Err(error) => prop_assert!(text.get(error.at..).is_some(), "{}", error.at),
            Ok(_) => OPENED.with(|opened| {
                for lens in [Lens::Original, redacted()] {
                    let run = search(opened, &text, lens);
                    assert_eq!(run.hits.len(), run.progress.found as usize);
                }
            }),
        }
    }
}
