//! `scan` natively: JSON lines in, spans out.
//!
//! `cargo run --release --example redaction_scan -- broad < lines.jsonl`

use std::io::{BufRead as _, Write as _, stdin, stdout};

use sealed_transcript::redact::{Engine, Policy, Scanner};

fn main() {
    let name = std::env::args().nth(1).unwrap_or("standard".to_owned());
    let policy = Policy::named(&name).expect("the name of a policy");
    let mut engine = Engine::new(&policy).expect("compiles");
    let (mut scanner, mut out) = (Scanner::default(), stdout().lock());
    for line in stdin().lock().lines() {
        let line = line.expect("a line of text");
        writeln!(out, "{}", scanner.scan(&mut engine, &line)).expect("writes");
    }
}
