//! The skim reader against typed serde_json and a plain copy, on the same bytes in the same run.
//!
//! The corpus is made here: list entries as Messaging for In-App and Web gives them, with payload
//! strings, about 800 bytes each, a seventh of it text.

use std::{borrow::Cow, fmt::Write, hint::black_box, sync::LazyLock};

use divan::{Bencher, counter::BytesCount};
use sealed_transcript::{
    json::Raw,
    limits::Limits,
    source::{Event, Reader},
};
use serde::Deserialize;

const CONTAINERS: &[&str] = &["conversationEntries"];
const CHUNK: usize = 1 << 20;

fn main() {
    divan::main();
}

static CORPUS: LazyLock<String> = LazyLock::new(|| {
    let words = [
        "order",
        "parcel",
        "refund",
        "it\\\\u0027s",
        "\\\\\\\"late\\\\\\\"",
        "address",
        "thanks",
        "né",
    ];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let mut out = String::from("{\"conversationEntries\":[");
    for n in 0..25_000u64 {
        let id = random();
        let separator = if n == 0 { "" } else { "," };
        let message = n % 4 != 3;
        let kind = if message {
            "Message"
        } else {
            "TypingStartedIndicator"
        };
        let text: String = (0..8 + id % 17)
            .map(|_| words[(random() % words.len() as u64) as usize])
            .collect::<Vec<_>>()
            .join(" ");
        let payload = if message {
            format!(
                "{{\\\"entryType\\\":\\\"Message\\\",\\\"id\\\":\\\"{id:016x}-{n:012}\\\",\\\"abstractMessage\\\":{{\\\"messageType\\\":\\\"StaticContentMessage\\\",\\\"id\\\":\\\"{id:016x}\\\",\\\"staticContent\\\":{{\\\"formatType\\\":\\\"Text\\\",\\\"text\\\":\\\"{text}\\\"}}}}}}"
            )
        } else {
            format!(
                "{{\\\"entryType\\\":\\\"{kind}\\\",\\\"id\\\":\\\"{id:016x}\\\",\\\"timestamp\\\":1}}"
            )
        };
        let _ = write!(
            out,
            "{separator}{{\"conversationIdentifier\":\"3c6f8e1a-0b0d-4a9e-9c55-{:012}\",\"identifier\":\"{id:016x}-{n:019}\",\
             \"entryType\":\"{kind}\",\"entryPayload\":\"{payload}\",\"transcriptedTimestamp\":{},\"clientTimestamp\":{},\
             \"clientDuration\":0,\"sender\":{{\"appType\":\"agent\",\"subject\":\"005Kj000007sdiM\",\"role\":\"Agent\"}},\
             \"senderDisplayName\":\"Support Agent {}\",\"relatedRecords\":[\"0MwKj000007sdiM\"]}}",
            n / 40,
            1_700_000_000_000 + n * 731,
            1_700_000_000_000 + n * 731 - 40,
            n % 50,
        );
    }
    out.push_str("]}");
    out
});

/// What a format keeps of an entry.
#[derive(Default)]
struct Kept {
    entries: usize,
    time: i64,
    bytes: usize,
}

fn skim(corpus: &str, open: bool) -> Kept {
    let mut reader = Reader::new(CONTAINERS, Limits::default());
    let mut kept = Kept::default();
    let mut sink = |event: Event<'_>| {
        let Event::Record(record) = event else { return };
        let mut payload = None;
        let mut message = false;
        for (key, value) in record.fields.iter() {
            match key {
                "identifier" | "conversationIdentifier" | "senderDisplayName" => {
                    kept.bytes += value.string().map_or(0, |s| s.len());
                }
                "transcriptedTimestamp" | "clientTimestamp" => {
                    kept.time += value.i64().unwrap_or_default();
                }
                "entryType" => message = value.as_str() == "\"Message\"",
                "entryPayload" => payload = Some(value),
                _ => {}
            }
        }
        if open
            && message
            && let Some(payload) = payload.and_then(Raw::string)
        {
            let text = Raw::new(&payload).ok().and_then(|raw| {
                raw.at(&["abstractMessage", "staticContent", "text"])?
                    .string()
            });
            kept.bytes += text.map_or(0, |text| text.len());
        }
        kept.entries += 1;
    };
    for chunk in corpus.as_bytes().chunks(CHUNK) {
        reader.feed(chunk, &mut sink);
    }
    black_box(reader.finish(&mut sink));
    kept
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    #[serde(borrow)]
    conversation_entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read is what is measured")]
struct Entry<'a> {
    #[serde(borrow)]
    identifier: Cow<'a, str>,
    #[serde(borrow)]
    conversation_identifier: Cow<'a, str>,
    #[serde(borrow)]
    entry_type: Cow<'a, str>,
    #[serde(borrow)]
    entry_payload: Cow<'a, str>,
    transcripted_timestamp: i64,
    client_timestamp: i64,
    #[serde(borrow)]
    sender: Sender<'a>,
    #[serde(borrow)]
    sender_display_name: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read is what is measured")]
struct Sender<'a> {
    #[serde(borrow)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    #[serde(borrow)]
    abstract_message: Message<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    static_content: Static<'a>,
}

#[derive(Deserialize)]
struct Static<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn typed(corpus: &str, open: bool) -> Kept {
    let mut kept = Kept::default();
    let Ok(page) = serde_json::from_str::<Page<'_>>(corpus) else {
        return kept;
    };
    for entry in &page.conversation_entries {
        kept.entries += 1;
        kept.time += entry.transcripted_timestamp + entry.client_timestamp;
        kept.bytes += entry.identifier.len()
            + entry.conversation_identifier.len()
            + entry.sender_display_name.len();
        if open && entry.entry_type == "Message" {
            let payload = serde_json::from_str::<Payload<'_>>(&entry.entry_payload);
            kept.bytes += payload.map_or(0, |p| p.abstract_message.static_content.text.len());
        }
    }
    kept
}

fn corpus(bencher: &Bencher<'_, '_>) -> &'static str {
    let _ = bencher;
    let corpus = CORPUS.as_str();
    for open in [false, true] {
        let (a, b) = (skim(corpus, open), typed(corpus, open));
        assert_eq!((a.entries, a.time, a.bytes), (b.entries, b.time, b.bytes));
    }
    corpus
}

macro_rules! measure {
    ($($name:ident => $work:expr;)*) => {$(
        #[divan::bench(sample_count = 25)]
        fn $name(bencher: Bencher<'_, '_>) {
            let corpus = corpus(&bencher);
            let work: fn(&str) -> usize = $work;
            bencher
                .counter(BytesCount::of_str(corpus))
                .bench_local(|| work(black_box(corpus)));
        }
    )*};
}

measure! {
    a_copy => |c| black_box(c.as_bytes().to_vec()).len();
    b_skim_fields => |c| skim(c, false).bytes;
    c_skim_fields_and_text => |c| skim(c, true).bytes;
    d_serde_typed => |c| typed(c, false).bytes;
    e_serde_typed_and_text => |c| typed(c, true).bytes;
    f_serde_validate => |c| usize::from(serde_json::from_str::<serde::de::IgnoredAny>(c).is_ok());
}
