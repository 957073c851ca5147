//! Bytes to text: UTF-8 and UTF-16, in chunks that may cut a character anywhere.

/// How a file spells its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// What the decoder hands on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text, and the offset of its first byte in the file.
    Text(&'a str, u64),
    /// An invalid sequence at this offset; what it is read as is the next text.
    Invalid(u64),
}

/// Text of at most so many units is decoded from UTF-16 at once, so that going back from a text
/// position to a file offset stays short.
const WIDE_PIECE: usize = 4096;

/// Decodes one file. Byte order marks at its start are stripped; elsewhere U+FEFF is text.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// Offset in the file of the next byte that comes.
    offset: u64,
    /// Bytes of a character that is not whole yet.
    carry: Vec<u8>,
    started: bool,
    /// Bytes that are not UTF-8 are read as Windows-1252.
    ansi: bool,
    text: String,
}

const REPLACEMENT: &str = "\u{fffd}";
const MARK: char = '\u{feff}';

impl Decoder {
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            ..Self::default()
        }
    }

    /// Reads bytes that are not UTF-8 as Windows-1252, in which Excel saves a table unless it is told otherwise.
    /// Both may stand in one file: what is UTF-8 by chance is no text in Windows-1252.
    #[must_use]
    pub(crate) fn or_ansi(mut self) -> Self {
        self.ansi = true;
        self
    }

    /// Passes over the first bytes of the file.
    pub(crate) fn skip(&mut self, bytes: u64) {
        self.offset += bytes;
        self.started |= bytes > 0;
    }

    /// Two bytes of file per unit of text?
    pub(crate) fn wide(&self) -> bool {
        self.encoding != Encoding::Utf8
    }

    pub(crate) fn feed(&mut self, bytes: &[u8], sink: &mut dyn FnMut(Piece<'_>)) {
        match self.encoding {
            Encoding::Utf8 => self.feed_utf8(bytes, sink),
            Encoding::Utf16Le | Encoding::Utf16Be => self.feed_utf16(bytes, sink),
        }
    }

    pub(crate) fn finish(&mut self, sink: &mut dyn FnMut(Piece<'_>)) {
        let carry = std::mem::take(&mut self.carry);
        if !carry.is_empty() {
            self.invalid(&carry, self.offset - carry.len() as u64, sink);
        }
    }

    fn feed_utf8(&mut self, mut bytes: &[u8], sink: &mut dyn FnMut(Piece<'_>)) {
        while !self.carry.is_empty() && !bytes.is_empty() {
            // A character has at most four bytes, so this loop is short.
            self.carry.push(bytes[0]);
            let carry = std::mem::take(&mut self.carry);
            let start = self.offset + 1 - carry.len() as u64;
            match std::str::from_utf8(&carry) {
                Ok(text) => {
                    self.text_at(text, start, sink);
                    bytes = &bytes[1..];
                    self.offset += 1;
                }
                Err(e) if e.error_len().is_none() => {
                    self.carry = carry;
                    bytes = &bytes[1..];
                    self.offset += 1;
                }
                Err(_) => {
                    // The new byte does not belong to the sequence: it is looked at again.
                    let (bad, _) = carry.split_at(carry.len() - 1);
                    self.invalid(bad, start, sink);
                }
            }
        }
        // A character cut off by the end of the chunk is no error that is looked for.
        let (whole, cut) = bytes.split_at(last_boundary(bytes));
        if let Ok(text) = simdutf8::basic::from_utf8(whole) {
            self.text_at(text, self.offset, sink);
            self.offset += whole.len() as u64;
            bytes = cut;
        }
        loop {
            let error = match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.text_at(text, self.offset, sink);
                    self.offset += bytes.len() as u64;
                    return;
                }
                Err(error) => error,
            };
            let (good, rest) = bytes.split_at(error.valid_up_to());
            self.text_at(
                std::str::from_utf8(good).unwrap_or_default(),
                self.offset,
                sink,
            );
            self.offset += good.len() as u64;
            let Some(bad) = error.error_len() else {
                self.carry.extend_from_slice(rest);
                self.offset += rest.len() as u64;
                return;
            };
            let (bad, rest) = rest.split_at(bad);
            self.invalid(bad, self.offset, sink);
            self.offset += bad.len() as u64;
            bytes = rest;
        }
    }

    /// Bytes at `offset` that are no character.
    fn invalid(&mut self, bytes: &[u8], offset: u64, sink: &mut dyn FnMut(Piece<'_>)) {
        sink(Piece::Invalid(offset));
        if !self.ansi {
            return self.text_at(REPLACEMENT, offset, sink);
        }
        for (at, byte) in (offset..).zip(bytes) {
            self.text_at(windows_1252(*byte).encode_utf8(&mut [0; 4]), at, sink);
        }
    }

    fn text_at(&mut self, mut text: &str, mut offset: u64, sink: &mut dyn FnMut(Piece<'_>)) {
        if text.is_empty() {
            return;
        }
        if !self.started {
            self.started = true;
            if let Some(rest) = text.strip_prefix(MARK) {
                text = rest;
                offset += MARK.len_utf8() as u64;
            }
        }
        if !text.is_empty() {
            sink(Piece::Text(text, offset));
        }
    }

    fn feed_utf16(&mut self, bytes: &[u8], sink: &mut dyn FnMut(Piece<'_>)) {
        let mut out = std::mem::take(&mut self.text);
        for part in bytes.chunks(2 * WIDE_PIECE) {
            self.part_utf16(part, &mut out, sink);
        }
        self.text = out;
    }

    fn part_utf16(&mut self, bytes: &[u8], out: &mut String, sink: &mut dyn FnMut(Piece<'_>)) {
        out.clear();
        // Offset of the first character in `out`, and of the unit at hand.
        let mut at = self.offset - self.carry.len() as u64;
        let mut start = at;
        self.offset += bytes.len() as u64;
        let mut all = std::mem::take(&mut self.carry);
        all.extend_from_slice(bytes);
        let (units, odd) = all.as_chunks::<2>();
        let big = self.encoding == Encoding::Utf16Be;
        let unit = |pair: &[u8; 2]| {
            if big {
                u16::from_be_bytes(*pair)
            } else {
                u16::from_le_bytes(*pair)
            }
        };
        let mut n = 0;
        while let Some(pair) = units.get(n) {
            let first = unit(pair);
            let (found, len) = match first {
                0xd800..0xdc00 => match units.get(n + 1).map(unit) {
                    None => break,
                    Some(second @ 0xdc00..0xe000) => {
                        let joined = 0x1_0000
                            + ((u32::from(first) - 0xd800) << 10)
                            + (u32::from(second) - 0xdc00);
                        (char::from_u32(joined), 2)
                    }
                    Some(_) => (None, 1),
                },
                _ => (char::from_u32(u32::from(first)), 1),
            };
            if found == Some(MARK) && !self.started {
                start += 2;
            } else if let Some(found) = found {
                out.push(found);
            } else {
                if !out.is_empty() {
                    sink(Piece::Text(out, start));
                }
                out.clear();
                sink(Piece::Invalid(at));
                sink(Piece::Text(REPLACEMENT, at));
                start = at + 2;
            }
            self.started = true;
            n += len;
            at += 2 * len as u64;
        }
        if !out.is_empty() {
            sink(Piece::Text(out, start));
        }
        for pair in &units[n..] {
            self.carry.extend_from_slice(pair);
        }
        self.carry.extend_from_slice(odd);
    }
}

/// A byte of Windows-1252; U+FFFD for the five that mean nothing.
fn windows_1252(byte: u8) -> char {
    // What Latin-1 leaves to control characters.
    const QUOTES_AND_DASHES: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..0xa0 => QUOTES_AND_DASHES[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

/// Where the last character begins, if it needs more bytes than there are; else the length.
fn last_boundary(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    let last = bytes[from..].iter().rposition(|byte| *byte >= 0xc0);
    match last.map(|n| (from + n, bytes[from + n])) {
        Some((at, 0xc0..0xe0)) if at + 2 > bytes.len() => at,
        Some((at, 0xe0..0xf0)) if at + 3 > bytes.len() => at,
        Some((at, 0xf0..)) => at,
        _ => bytes.len(),
    }
}

/// The decoded start of a file, for looking at it; invalid bytes become U+FFFD.
pub(crate) fn peek(encoding: Encoding, bytes: &[u8]) -> String {
    let mut text = String::new();
    Decoder::new(encoding).feed(bytes, &mut |piece| {
        if let Piece::Text(part, _) = piece {
            text.push_str(part);
        }
    });
    text
}
