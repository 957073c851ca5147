//! However large a file is, and whatever it is packed in, reading it holds little of it.

use std::{cell::RefCell, fmt::Write as _};

use fixtures::write::{File, Packing, gzip, zip};
use peak_alloc::PeakAlloc;
use sealed_transcript::{
    archive::Archive,
    diagnostics::Code,
    export::{Findings, InspectReport, Lens, OutputCheck, Rewriting, Scope, Watched},
    intake::Intake,
    limits::Limits,
    read_as::ReadAs,
    redact::{Engine, Policy},
    timeline::Timeline,
};

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// What reading may hold beyond what was there before.
const BOUND: usize = 4 << 20;
const LARGE: usize = 6 << 20;
const CHUNK: usize = 4 << 10;

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> File {
    File {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// Lines of `line`, numbered, up to a size.
fn lines(head: &str, size: usize, mut line: impl FnMut(usize) -> String) -> Vec<u8> {
    let mut out = head.to_owned();
    for number in 0_usize.. {
        if out.len() >= size {
            break;
        }
        let _ = writeln!(out, "{}", line(number.wrapping_mul(2_654_435_761)));
    }
    out.into_bytes()
}

/// Reads a file in small chunks; gives the most that was held meanwhile.
fn peak(name: &str, bytes: &[u8], limits: Limits) -> (usize, Archive) {
    let mut archive = Archive::default();
    PEAK.reset_peak_usage();
    let before = PEAK.current_usage();
    let mut intake = Intake::new(&mut archive, name, limits);
    for chunk in bytes.chunks(CHUNK) {
        intake.feed(&mut archive, chunk);
    }
    intake.finish(&mut archive);
    (PEAK.peak_usage() - before, archive)
}

/// Rewrites a table with something to redact in every thousandth row; gives the most that was held meanwhile, beside
/// the file and its archive.
fn rewriting() -> usize {
    let head = "Id,ConversationId,EntryTime,EntryType,Message,ActorType,ActorName\n";
    let text = "The order that has not arrived yet. ".repeat(40);
    let mut number = 0;
    let bytes = lines(head, LARGE, |_| {
        number += 1;
        let name = if number % 1000 == 0 {
            "jo@example.com"
        } else {
            ""
        };
        format!(
            "0W7Kj{number:010},0dwKj0000000000,2025-03-01T10:00:00Z,Message,{text}{name},EndUser,Kim"
        )
    });
    let (_, archive) = peak("ConversationEntry.csv", &bytes, Limits::default());
    let timeline = Timeline::build(&archive);
    let engine = Engine::new(&Policy::named("standard").expect("a policy that ships"));
    let engine = RefCell::new(engine.expect("compiles"));
    let watched = Watched {
        archive: &archive,
        timeline: &timeline,
        engine: &engine,
    };
    let findings = Findings::collect(&watched, &Scope::default());
    let mut check = OutputCheck::new(&findings, None);
    let rewriting = Rewriting::new(watched, false);
    PEAK.reset_peak_usage();
    let before = PEAK.current_usage();
    let new = rewriting.file(
        "ConversationEntry.csv",
        &bytes,
        &ReadAs::default(),
        &mut check,
    );
    let held = PEAK.peak_usage() - before;
    assert!(new.replaced > 3, "{:?}", new.unwritten);
    held
}

/// One test: what runs beside it would be counted too.
#[test]
fn a_large_file_would_be_held_in_memory() {
    // Rows of nothing known leave nothing behind, so what is held is held for reading.
    let rows = lines("Colour,Size\n", LARGE, |n| format!("red {n},{n}"));
    let events = lines("", LARGE, |n| {
        format!(": {n}\nid: {n}\nevent: ping\ndata: 0\n")
    });
    let body = "x".repeat(256 << 10);
    let exchanges: Vec<String> = (0..LARGE / body.len())
        .map(|n| {
            format!(
                "{{\"request\":{{\"n\":{n}}},\"response\":{{\"content\":{{\"text\":\"{body}\"}}}}}}"
            )
        })
        .collect();
    let har = format!("{{\"log\":{{\"entries\":[{}]}}}}", exchanges.join(","));
    drop(exchanges);
    let long = format!(
        "[{{\"Colour\":\"{}\"}},{{\"Colour\":\"red\"}}]",
        lines("", LARGE, |n| n.to_string())
            .iter()
            .map(|byte| char::from(*byte).to_ascii_lowercase())
            .filter(char::is_ascii_digit)
            .collect::<String>()
    );
    let small_records = Limits {
        record_bytes: 1 << 20,
        ..Limits::default()
    };

    let all = [
        file("rows.csv", rows),
        file("events", events),
        file("shop.har", har),
    ];
    for (files, packing) in [
        (&all[..], Packing::Deflated),
        (&all[..1], Packing::Streamed),
        (&all[..1], Packing::StreamedStored),
    ] {
        let packed = zip(files, packing);
        let (held, _) = peak("all.zip", &packed, Limits::default());
        assert!(held < BOUND, "{packing:?}: {held} bytes are held");
    }
    let inner = zip(&all[..1], Packing::Deflated);
    let nested = zip(&[file("inner.zip", inner)], Packing::StreamedStored);
    let (held, _) = peak("outer.zip", &nested, Limits::default());
    assert!(held < BOUND, "nested: {held} bytes are held");
    let (held, _) = peak("rows.csv.gz", &gzip(&all[0].bytes), Limits::default());
    assert!(held < BOUND, "gzip: {held} bytes are held");

    let held = rewriting();
    assert!(held < LARGE + BOUND, "rewriting: {held} bytes are held");

    let packed = zip(&[file("long.json", long)], Packing::Deflated);
    let (held, archive) = peak("long.zip", &packed, small_records);
    assert!(held < BOUND, "one field: {held} bytes are held");
    let timeline = Timeline::build(&archive);
    let report = InspectReport::new(&archive, &timeline, Lens::Original);
    assert!(
        report
            .diagnostics
            .iter()
            .any(|found| found.code == Code::Limit)
    );
}
