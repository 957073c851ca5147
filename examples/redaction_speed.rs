//! Speed of the standard policy on chat-like text, beside patterns of the same shapes one by one with `regex`.
//!
//! `cargo run --release --example redaction_speed`

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use regex::Regex;
use sealed_transcript::model::Role;
use sealed_transcript::redact::{Engine, Policy, Target};

/// Small generator with a fixed seed: the same messages on every run.
struct Dice(u32);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % n
    }
}

const WORDS: &str = "hello thanks for your help I need to change my order please the delivery is late and we can not \
    find tracking number could you check it again account password reset does not work refund was issued on Monday \
    but bank says nothing arrived yet let me look into that one moment sure no problem happy to help is there \
    anything else today have a great day product damaged box open missing parts warranty claim subscription";

/// One message in ten holds a value, one in six a number that is none, one in sixteen other languages.
fn messages(bytes: usize) -> Vec<String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let (mut dice, mut out, mut size) = (Dice(12345), Vec::new(), 0);
    while size < bytes {
        let mut text = String::new();
        for _ in 0..3 + dice.below(32) {
            let word = words[dice.below(words.len() as u32) as usize];
            let _ = write!(text, "{word} ");
        }
        let (a, b) = (dice.below(900) + 100, dice.below(9000) + 1000);
        let _ = match dice.below(100) {
            0..3 => write!(text, "maria.silva{a}@example.com"),
            3..5 => write!(text, "my number is ({a}) 555-{b}"),
            5..7 => write!(text, "it is 4111 1111 1111 1111"),
            7..8 => write!(text, "{a}-45-{b}"),
            8..9 => write!(text, "+44 7700 900{a}"),
            9..10 => write!(text, "GB29 NWBK 6016 1331 9268 19"),
            10..18 => write!(text, "order #{a}{b}2 total ${a}.50"),
            18..22 => write!(text, "https://help.example.com/articles/{a}ab{b}?lang=en"),
            22..28 => write!(text, "¿Me puede ayudar con mi pedido? 注文番号"),
            _ => write!(text, "ok"),
        };
        size += text.len();
        out.push(text);
    }
    out
}

fn main() {
    let texts = messages(20_000_000);
    let bytes: usize = texts.iter().map(String::len).sum();
    let rate = |from: Instant| bytes as f64 / 1e6 / from.elapsed().as_secs_f64();

    let mut engine = Engine::new(&Policy::named("standard").expect("named")).expect("compiles");
    for _ in 0..2 {
        let (from, mut found, mut size) = (Instant::now(), 0, 0);
        for text in &texts {
            let findings = engine.find(&Target {
                text,
                role: Role::EndUser,
                ..Target::default()
            });
            if !findings.is_empty() {
                found += findings.len();
                size += engine.apply(text, &findings).text.len();
            }
        }
        black_box(size);
        println!(
            "engine, find and apply: {found} findings, {:.0} MB/s",
            rate(from)
        );
    }

    let patterns: Vec<Regex> = [
        r"(?-u)\b[0-9](?:[ ./-]{0,3}[0-9]){11,18}\b",
        r"(?-u)\b[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}\b",
        r"(?-u)[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        r"(?-u)\b[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{4}\b",
        r"(?-u)[0-9](?:[ ()./-]{0,4}[0-9]){6,19}\b",
        r"(?i-u)[a-z0-9][a-z0-9_.+-]{0,63}(?: ?[\[({<] ?at ?[\])}>] ?| at )[a-z0-9-]{1,63}(?: dot [a-z0-9-]{2,24}){1,3}",
    ]
    .iter()
    .map(|p| Regex::new(p).expect("compiles"))
    .collect();
    for _ in 0..2 {
        let (from, mut found) = (Instant::now(), 0);
        for text in &texts {
            found += patterns
                .iter()
                .map(|p| p.find_iter(text).count())
                .sum::<usize>();
        }
        println!(
            "patterns of the same shapes one by one, find only, nothing validated: {found} matches, {:.0} MB/s",
            rate(from)
        );
    }

    // Single messages made to be slow.
    for (name, text) in [
        ("100 KB of A", "A".repeat(100_000)),
        ("20 KB of .", ".".repeat(20_000)),
        ("20 KB of a@", "a@".repeat(10_000)),
        ("20 KB of digits", "1234567890".repeat(2_000)),
        ("20 KB of single digits", "1 ".repeat(10_000)),
        ("20 KB of phones", "415-555-0132 ".repeat(1_540)),
        ("20 KB of aa11", "aa11".repeat(5_000)),
        ("20 KB of a dot ", "a dot ".repeat(3_400)),
        ("20 KB of a.@", "a.a@a.".repeat(3_400)),
    ] {
        let from = Instant::now();
        let findings = engine.find(&Target {
            text: &text,
            ..Target::default()
        });
        println!(
            "{name}: {} findings, {:.1} ms",
            findings.len(),
            from.elapsed().as_secs_f64() * 1e3
        );
    }
}
