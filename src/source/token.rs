//! A value or key whose end is not in sight yet.

use crate::json::{Skip, scan::StringEnd};

/// Looks for the end of one value over any number of pieces.
#[derive(Debug)]
pub(super) struct Token {
    /// Position of its first byte; negative parts of it may be gone if it is not held.
    pub(super) start: usize,
    /// Its text is kept until it ends.
    pub(super) held: bool,
    /// Length at which its inside is checked strictly while it still grows.
    pub(super) check_at: usize,
    scan: Scan,
}

#[derive(Debug)]
enum Scan {
    Nested(Skip),
    Text(Option<StringEnd>),
    Scalar,
}

impl Token {
    /// The value that starts with `first` at `start`.
    pub(super) fn new(first: u8, start: usize) -> Self {
        Self {
            start,
            held: true,
            check_at: super::json_records::CHECKED,
            scan: match first {
                b'{' | b'[' => Scan::Nested(Skip::default()),
                b'"' => Scan::Text(None),
                _ => Scan::Scalar,
            },
        }
    }

    /// Goes on at `at`; gives the position behind the value once it is met. `end`: the text is the
    /// last one.
    pub(super) fn advance(&mut self, bytes: &[u8], mut at: usize, end: bool) -> Option<usize> {
        match &mut self.scan {
            Scan::Nested(skip) => skip.advance(bytes.get(at..)?).map(|n| at + n),
            Scan::Text(state) => {
                let state = state.get_or_insert_with(|| {
                    at += 1;
                    StringEnd::default()
                });
                state.advance(bytes.get(at..)?).map(|n| at + n)
            }
            Scan::Scalar => bytes
                .get(at..)?
                .iter()
                .position(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t' | b',' | b']' | b'}'))
                .map(|n| at + n)
                .or_else(|| end.then_some(bytes.len())),
        }
    }
}
