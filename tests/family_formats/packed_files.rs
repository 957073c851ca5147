//! ZIP archives and gzip: every file in them opens as it would alone, whatever packed it, and what
//! cannot be unpacked is said of that file only.

use fixtures::{
    scenario,
    truth::World,
    write::{
        self, CloudShape, ExportShape, File, Format, Object, Packing, Payload, Shape, gzip, utf16,
        zip,
    },
};
use sealed_transcript::{
    archive::Archive,
    diagnostics::Code,
    export::{FileReport, InspectReport, Lens},
    intake::Intake,
    limits::Limits,
    timeline::Timeline,
};

use crate::archive::{Opened, open, open_in_chunks};

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> File {
    File {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// One file of every family, of one conversation.
fn families() -> Vec<File> {
    let conversation = scenario::handoff();
    let world = World::of(conversation.clone());
    let cloud = |shape| write::data_cloud(&conversation, shape);
    vec![
        file("connect.json", write::connect(&conversation)),
        file(
            "list.json",
            write::list_entries(&conversation, Payload::Object),
        ),
        file("v2.json", cloud(CloudShape::QueryV2)),
        file("cloud.csv", cloud(CloudShape::Csv)),
        file("lines.jsonl", cloud(CloudShape::OffPlatformJson)),
        file("events.txt", write::event_stream(&conversation, "\r\n")),
        file(
            "body.html",
            write::live_chat_body(&conversation, "Monday, March 10, 2025, 09:00:00 (+0000)"),
        ),
        write::table(&world, Object::MessagingSession, Shape::Csv),
        write::table(&world, Object::MessagingEndUser, Shape::Rest),
    ]
}

fn pairs(files: &[File]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect()
}

fn named<'a>(files: &'a [FileReport], name: &str) -> &'a FileReport {
    let found = files.iter().find(|file| file.file == name);
    found.unwrap_or_else(|| panic!("{name} is not in the report"))
}

/// Code, file, offset and message of every diagnostic.
fn said(opened: &Opened) -> Vec<(Code, String, Option<u64>, String)> {
    let found = opened.report().diagnostics.into_iter();
    found
        .map(|each| (each.code, each.file, each.offset, each.message))
        .collect()
}

fn codes(opened: &Opened) -> Vec<(Code, String)> {
    let all = said(opened).into_iter();
    all.map(|(code, file, ..)| (code, file)).collect()
}

#[test]
fn every_family_opens_from_an_archive_as_it_opens_alone() {
    let files = families();
    let alone = open(&pairs(&files));
    let expected = alone.report();
    for packing in Packing::ALL {
        let packed = zip(&files, packing);
        for size in [usize::MAX, 4096, 61] {
            let case = format!("{packing:?} in chunks of {size}");
            let opened = open_in_chunks(&[("all.zip", &packed)], size, Limits::default());
            assert_eq!(opened.told(), alone.told(), "{case}");
            let report = opened.report();
            assert_eq!(
                report.diagnostics.len(),
                expected.diagnostics.len(),
                "{case}"
            );
            assert_eq!(report.files.len(), files.len() + 1, "{case}");
            assert_eq!(named(&report.files, "all.zip").format, "zip", "{case}");
            for one in &expected.files {
                let member = named(&report.files, &format!("all.zip/{}", one.file));
                assert_eq!(
                    (&member.format, &member.evidence, &member.records),
                    (&one.format, &one.evidence, &one.records),
                    "{case}"
                );
                assert_eq!(
                    (member.entries, &member.warnings),
                    (one.entries, &one.warnings),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn an_archive_inside_an_archive_opens_and_a_third_is_refused() {
    let files = families();
    let inner = zip(&files, Packing::Deflated);
    let outer = |bytes, packing| zip(&[file("inner.zip", bytes)], packing);
    for packing in Packing::ALL {
        let opened = open(&[("outer.zip", &outer(inner.clone(), packing))]);
        assert_eq!(opened.told(), open(&pairs(&files)).told(), "{packing:?}");
        let report = opened.report();
        named(&report.files, "outer.zip/inner.zip/connect.json");
    }
    let third = outer(outer(inner, Packing::Stored), Packing::StreamedStored);
    let opened = open(&[("three.zip", &third)]);
    assert_eq!(
        codes(&opened),
        [(Code::BadMember, "three.zip/inner.zip/inner.zip".to_owned())]
    );
    assert!(opened.rows().is_empty());
}

#[test]
fn a_packed_file_opens_as_it_would_unpacked() {
    let conversation = scenario::handoff();
    let bytes = write::connect(&conversation);
    let alone = open(&[("a.json", &bytes)]);
    let mut packed = gzip(&bytes);
    for size in [usize::MAX, 1] {
        let opened = open_in_chunks(&[("a.json.gz", &packed)], size, Limits::default());
        assert_eq!(opened.told(), alone.told());
        let report = opened.report();
        assert_eq!(named(&report.files, "a.json.gz").format, "gzip");
        assert_eq!(
            named(&report.files, "a.json.gz/a.json").format,
            "connect-entries"
        );
        assert_eq!(said(&opened), []);
    }
    // Parts end to end are one file, also inside an archive.
    let (one, two) = bytes.split_at(bytes.len() / 2);
    let parts = [gzip(one), gzip(two)].concat();
    let opened = open(&[("a.zip", &zip(&[file("a.json.gz", parts)], Packing::Stored))]);
    assert_eq!(opened.told(), alone.told());

    let last = packed.len() - 1;
    packed.truncate(last);
    let opened = open(&[("a.json.gz", &packed)]);
    assert_eq!(
        codes(&opened),
        [(Code::Truncated, "a.json.gz/a.json".to_owned())]
    );
    assert_eq!(opened.told(), alone.told());
}

#[test]
fn the_transcript_export_opens_however_it_is_packed() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        let world = World::of(conversation.clone());
        let golden = write::expected(&world, Format::ListEntries(Payload::Object));
        for shape in ExportShape::ALL {
            let export = write::transcript_export(&world, shape);
            let opened = open(&[(&export.name, &export.bytes)]);
            let case = format!("{name} {shape:?}");
            assert_eq!(said(&opened).len(), unknown_types(&conversation), "{case}");
            let rows = opened.rows();
            let read: Vec<_> = rows
                .iter()
                .map(|row| {
                    (
                        row.entry.as_str(),
                        row.kind.as_str(),
                        row.role.as_str(),
                        row.at_ms,
                    )
                })
                .collect();
            let told: Vec<_> = golden
                .iter()
                .map(|entry| {
                    let entry_id = entry.identifier.as_str();
                    (entry_id, entry.kind.as_str(), entry.role, Some(entry.at))
                })
                .collect();
            assert_eq!(read, told, "{case}");
            for (row, entry) in rows.iter().zip(&golden) {
                assert_eq!(row.conversation, conversation.id, "{case}");
                if entry.kind == "Message" {
                    assert_eq!(row.text, entry.text, "{case}");
                }
            }
        }
    }
}

fn unknown_types(conversation: &fixtures::truth::Conversation) -> usize {
    let bytes = write::data_cloud(conversation, CloudShape::OffPlatformJson);
    said(&open(&[("rows.jsonl", &bytes)])).len()
}

#[test]
fn wide_text_opens_as_narrow_text_does() {
    let files = families();
    for high_byte_first in [false, true] {
        for one in &files {
            let wide = utf16(&one.bytes, high_byte_first);
            let case = format!("{} {high_byte_first}", one.name);
            let narrow = open(&[(&one.name, &one.bytes)]);
            for size in [usize::MAX, 7] {
                let opened = open_in_chunks(&[(&one.name, &wide)], size, Limits::default());
                assert_eq!(opened.file().format, narrow.file().format, "{case}");
                assert_eq!(opened.file().records, narrow.file().records, "{case}");
                assert_eq!(opened.told(), narrow.told(), "{case}");
            }
        }
    }
}

/// Two files around one that is made wrong by `spoil`, which gets the archive and where the
/// local header and the directory entry of the middle one begin.
fn spoiled(packing: Packing, spoil: impl Fn(&mut Vec<u8>, usize, usize)) -> Opened {
    let [one, two] = [scenario::handoff(), scenario::sms()].map(|play| write::connect(&play));
    let middle = write::connect(&scenario::transfer());
    let mut bytes = zip(
        &[
            file("1.json", one),
            file("2.json", middle),
            file("3.json", two),
        ],
        packing,
    );
    let nth = |sign: &[u8]| {
        let all = bytes.windows(4).enumerate().filter(|(_, at)| *at == sign);
        all.map(|(at, _)| at).nth(1).expect("three of them")
    };
    let (local, listed) = (nth(b"PK\x03\x04"), nth(b"PK\x01\x02"));
    spoil(&mut bytes, local, listed);
    open(&[("a.zip", &bytes)])
}

/// Makes the middle file wrong.
type Spoil = fn(&mut Vec<u8>, usize, usize);

#[test]
fn what_is_wrong_with_one_file_leaves_the_others_alone() {
    let whole = spoiled(Packing::Deflated, |_, _, _| {});
    assert_eq!(said(&whole), []);
    let neighbours: Vec<u64> = ["a.zip/1.json", "a.zip/3.json"]
        .map(|name| named(&whole.report().files, name).entries.read)
        .to_vec();

    let cases: &[(&str, Spoil, Code, &str)] = &[
        (
            "encrypted",
            |zip, at, _| zip[at + 6] |= 1,
            Code::BadMember,
            "it is encrypted",
        ),
        (
            "unknown method",
            |zip, at, _| zip[at + 8] = 93,
            Code::BadMember,
            "method 93 (Zstandard)",
        ),
        (
            "wrong checksum",
            |zip, at, _| zip[at + 14] ^= 1,
            Code::BadMember,
            "its checksum or size differs",
        ),
        (
            "damaged data",
            |zip, at, _| zip[at + 36..at + 60].fill(0xff),
            Code::BadMember,
            "its packed data are damaged near byte",
        ),
    ];
    for (what, spoil, code, words) in cases {
        let opened = spoiled(Packing::Deflated, spoil);
        let report = opened.report();
        let found: Vec<_> = report
            .diagnostics
            .iter()
            .filter(|each| each.file == "a.zip/2.json" && each.code == *code)
            .collect();
        assert_eq!(found.len(), 1, "{what}: {:?}", report.diagnostics);
        assert!(
            found[0].message.contains(words),
            "{what}: {}",
            found[0].message
        );
        assert!(found[0].offset.is_some(), "{what}");
        assert!(
            report
                .diagnostics
                .iter()
                .all(|each| each.file == "a.zip/2.json"),
            "{what}"
        );
        let left =
            ["a.zip/1.json", "a.zip/3.json"].map(|name| named(&report.files, name).entries.read);
        assert_eq!(left.as_slice(), neighbours, "{what}");
    }
}

#[test]
fn a_wrong_checksum_behind_streamed_data_is_said() {
    for packing in [Packing::Streamed, Packing::StreamedStored] {
        let opened = spoiled(packing, |zip, local, _| {
            let at = zip[local..]
                .windows(4)
                .position(|sign| sign == b"PK\x07\x08")
                .expect("a descriptor");
            zip[local + at + 4] ^= 1;
        });
        let report = opened.report();
        assert!(named(&report.files, "a.zip/1.json").entries.read > 0);
        assert!(
            codes(&opened).contains(&(Code::BadMember, "a.zip/2.json".to_owned())),
            "{packing:?} {:?}",
            report.diagnostics
        );
        assert!(named(&report.files, "a.zip/3.json").entries.read > 0);
    }
}

#[test]
fn a_file_and_the_directory_that_disagree_are_said() {
    let opened = spoiled(Packing::Deflated, |zip, _, listed| zip[listed + 42] ^= 1);
    let found = said(&opened);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(code, file, offset, _)| {
        (*code, file.as_str()) == (Code::BadMember, "a.zip") && offset.is_some()
    }));
    assert!(
        found
            .iter()
            .any(|(.., message)| message.contains("none begins there"))
    );
    assert!(
        found
            .iter()
            .any(|(.., message)| message.contains("does not list"))
    );
}

#[test]
fn an_archive_cut_anywhere_gives_what_came_before() {
    let files = families();
    for packing in Packing::ALL {
        let bytes = zip(&files[..3], packing);
        for cut in (5..bytes.len() - 1).step_by(bytes.len() / 60) {
            let opened = open(&[("cut.zip", &bytes[..cut])]);
            let truncated = codes(&opened).contains(&(Code::Truncated, "cut.zip".to_owned()));
            // The end of the directory may be cut: nothing is missing then.
            let in_end = bytes.len() - cut < 22;
            assert!(
                truncated || in_end,
                "{packing:?} cut at {cut}: {:?}",
                codes(&opened)
            );
            for counts in opened.timeline.counts() {
                assert!(counts.balances());
            }
        }
        // All bytes of the first file are there.
        let second = bytes
            .windows(4)
            .enumerate()
            .skip(1)
            .find(|(_, at)| *at == b"PK\x03\x04");
        let cut = second.expect("a second file").0;
        let opened = open(&[("cut.zip", &bytes[..cut + 4])]);
        let first = open(&pairs(&files[..1]));
        assert_eq!(opened.told(), first.told(), "{packing:?}");
    }
}

#[test]
fn names_that_climb_out_are_shown_and_said() {
    let bytes = write::connect(&scenario::handoff());
    for name in [
        "../../etc/passwd",
        "/etc/cron.d/x",
        "C:\\x.json",
        "a/..\\..\\b.json",
        "..\\x",
    ] {
        let opened = open(&[("a.zip", &zip(&[file(name, bytes.clone())], Packing::Stored))]);
        let member = format!("a.zip/{name}");
        assert_eq!(
            codes(&opened),
            [(Code::UnsafePath, member.clone())],
            "{name}"
        );
        assert!(named(&opened.report().files, &member).entries.read > 0);
    }
}

#[test]
fn folders_and_what_systems_leave_behind_are_no_files() {
    let good = write::connect(&scenario::handoff());
    let opened = open(&[(
        "a.zip",
        &zip(
            &[
                file("folder/", ""),
                file("__MACOSX/folder/._good.json", "\0\u{5}\u{16}\u{7}"),
                file("folder/.DS_Store", "\0\0\0\u{1}Bud1"),
                file("folder/good.json", good),
            ],
            Packing::Streamed,
        ),
    )]);
    assert_eq!(said(&opened), []);
    assert_eq!(opened.report().files.len(), 2);
}

#[test]
fn a_bomb_stops_at_its_limits_and_the_rest_loads() {
    let bomb = vec![b' '; 4 << 20];
    let good = write::connect(&scenario::handoff());
    let limits = Limits {
        unpacked_floor: 1 << 20,
        ..Limits::default()
    };
    for packing in [Packing::Deflated, Packing::Streamed] {
        let files = [
            file("bomb.json", [b"[".as_slice(), &bomb, b"]"].concat()),
            file("good.json", good.clone()),
        ];
        let opened = open_in_chunks(&[("a.zip", &zip(&files, packing))], 512, limits);
        assert!(
            codes(&opened).contains(&(Code::Limit, "a.zip/bomb.json".to_owned())),
            "{:?}",
            said(&opened)
        );
        assert!(!opened.rows().is_empty(), "{packing:?}");
    }
    let opened = open_in_chunks(&[("a.gz", &gzip(&bomb))], 512, limits);
    assert!(codes(&opened).contains(&(Code::Limit, "a.gz/a".to_owned())));

    // All together, also through an archive inside.
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let inner = zip(&[file("bomb", bomb)], Packing::Deflated);
    let opened = open_in_chunks(
        &[("a.zip", &zip(&[file("i.zip", inner)], Packing::Deflated))],
        usize::MAX,
        limits,
    );
    assert!(codes(&opened).contains(&(Code::Limit, "a.zip/i.zip/bomb".to_owned())));
}

#[test]
fn files_beyond_the_limit_are_counted() {
    let many: Vec<File> = (0..5).map(|n| file(&format!("{n}.txt"), "words")).collect();
    let limits = Limits {
        members: 3,
        ..Limits::default()
    };
    let opened = open_in_chunks(&[("a.zip", &zip(&many, Packing::Deflated))], 9, limits);
    assert_eq!(opened.report().files.len(), 4);
    let found = said(&opened);
    assert!(
        found
            .iter()
            .any(|(code, file, _, message)| *code == Code::Limit
                && file == "a.zip"
                && message.contains("2 are not read")),
        "{found:?}"
    );
}

#[test]
fn an_archive_without_files_is_said_to_be_empty() {
    let opened = open(&[("a.zip", &zip(&[], Packing::Stored))]);
    assert_eq!(codes(&opened), [(Code::EmptyFile, "a.zip".to_owned())]);
}

#[test]
fn flipped_bytes_anywhere_never_panic_and_always_balance() {
    let files = [
        file("a.json", write::connect(&scenario::sms())),
        file("b.json", write::connect(&scenario::abandoned())),
    ];
    for packing in Packing::ALL {
        let good = zip(&files, packing);
        for at in (0..good.len()).step_by(good.len() / 150) {
            for flip in [0x01, 0xff] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                let opened = open_in_chunks(&[("a.zip", &bad)], 777, Limits::default());
                for counts in opened.timeline.counts() {
                    assert!(counts.balances(), "{packing:?} {at} {flip}");
                }
            }
        }
    }
}

#[test]
fn a_cancelled_archive_leaves_nothing_but_its_names() {
    let files = families();
    let packed = zip(&files, Packing::Deflated);
    let mut archive = Archive::default();
    let mut intake = Intake::new(&mut archive, "a.zip", Limits::default());
    intake.feed(&mut archive, &packed[..packed.len() / 2]);
    assert!(archive.entries_read() > 0);
    intake.cancel(&mut archive);
    assert_eq!(archive.entries_read(), 0);
    let timeline = Timeline::build(&archive);
    let report = InspectReport::new(&archive, &timeline, Lens::Original);
    assert!(report.files.len() > 2);
    assert!(report.files.iter().all(|file| file.format == "cancelled"));
    let cancelled = report.diagnostics.iter();
    assert_eq!(
        cancelled
            .filter(|found| found.code == Code::Cancelled)
            .count(),
        report.files.len()
    );
}
