//! The skim reader against typed serde_json and a plain copy, on the same bytes in the same run.
//!
//! `EXPORT=file.json cargo bench` reads that file. The corpus is otherwise made here: list entries
//! as Messaging for In-App and Web gives them, with payload strings, about 800 bytes each, a
//! seventh of it text.

mod readers;

use std::{fmt::Write, hint::black_box, sync::LazyLock};

use divan::{Bencher, counter::BytesCount};
use readers::{ingest, skim, typed};

fn main() {
    let kept = ingest(&CORPUS).entry_bytes() as f64 / CORPUS.len() as f64;
    println!("the archive holds {kept:.3} bytes for each byte of the export");
    divan::main();
}

static CORPUS: LazyLock<String> = LazyLock::new(|| {
    if let Some(file) = std::env::var_os("EXPORT") {
        return std::fs::read_to_string(file).unwrap_or_default();
    }
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
    f_ingest => |c| ingest(c).entries_read() as usize;
    g_serde_validate => |c| usize::from(serde_json::from_str::<serde::de::IgnoredAny>(c).is_ok());
}
